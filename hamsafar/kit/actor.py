"""Who acts, said in a way that the lowest floors can understand."""

from __future__ import annotations

from typing import Protocol


class Actor(Protocol):
    """Anybody who can stand behind an act: an officer, or the system itself.

    `ref` goes into the ledger: a reference, never a name.
    """

    @property
    def ref(self) -> str: ...

    def has(self, permission: str) -> bool: ...

    def is_cleared_for(self, clearance: int) -> bool: ...


class _System:
    """The node's own clock, importer and demo. It holds every permission and no clearance."""

    ref = "system"

    def has(self, permission: str) -> bool:
        return True

    def is_cleared_for(self, clearance: int) -> bool:
        return clearance == 0


SYSTEM: Actor = _System()


class _Visitor:
    """Somebody on a public page, without an account: holds no permission, and may do what anybody may."""

    ref = "visitor"

    def has(self, permission: str) -> bool:
        return False

    def is_cleared_for(self, clearance: int) -> bool:
        return clearance == 0


VISITOR: Actor = _Visitor()
