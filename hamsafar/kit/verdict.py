"""Permission as a value with a reason (house rule 4)."""

from __future__ import annotations

from dataclasses import dataclass

from hamsafar.kit.refusal import Refusal


@dataclass(frozen=True)
class Verdict:
    """Whether something is allowed and, where it is not, the sentence that says why."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Verdict(allowed=True)


def no(reason: str) -> Verdict:
    """A refusal; `reason` is a sentence the person can act on."""
    return Verdict(allowed=False, reason=reason)


def require(verdict: Verdict) -> None:
    """Raise `Refusal` with the verdict's reason unless it allows."""
    if not verdict:
        raise Refusal(verdict.reason)
