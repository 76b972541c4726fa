"""The signed form of an account: canonical CBOR of its values under COSE_Sign1, readable without a database."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import cbor2
from nacl.signing import SigningKey, VerifyKey

from hamsafar.incidents.rules.comparing import AccountSaid
from hamsafar.kit import cose
from hamsafar.kit.keys import kid_of

FORM = "hamsafar account 1"
CONTENT = "application/vnd.hamsafar.account+cbor"
_INSTANTS = frozenset({"started_at", "ended_at", "consul_told_at"})
_COUNTS = frozenset({"people", "students"})
_PARTS = 5


class BadStatement(Exception):
    """What came is not a genuine account. The message says why."""


def sign(said: AccountSaid, *, case: UUID, side: str, version: int, signer: SigningKey) -> bytes:
    """The account as one signed message: case, side and version are signed with it."""
    return cose.sign1(_payload(said, case, side, version), signer=signer, content_type=CONTENT)


def read(message: bytes, *, key: bytes, case: UUID, side: str, version: int) -> AccountSaid:
    """The values of a genuine account of this case, side and version. Raises `BadStatement`."""
    try:
        known = VerifyKey(key)
        signed = cose.read1(message, {kid_of(known): known})
    except (cose.BadSignature, ValueError) as problem:
        raise BadStatement(str(problem)) from problem
    if signed.content_type != CONTENT:
        raise BadStatement("The signed message is no account.")
    said = _parsed(signed.payload)
    if _payload(said, case, side, version) != signed.payload:
        raise BadStatement("The account is of another case, side or version than it came with.")
    return said


def _payload(said: AccountSaid, case: UUID, side: str, version: int) -> bytes:
    values = {name: _written(value) for name, value in asdict(said).items()}
    return cbor2.dumps([FORM, case.bytes, side, version, values], canonical=True)


def _written(value: object) -> object:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def _parsed(payload: bytes) -> AccountSaid:
    try:
        parts = cbor2.loads(payload)
        if len(parts) != _PARTS or set(parts[-1]) != {each.name for each in fields(AccountSaid)}:
            raise BadStatement("The account does not hold what an account holds.")
        return AccountSaid(**{name: _value(name, value) for name, value in parts[-1].items()})
    except (cbor2.CBORDecodeError, ValueError, TypeError) as problem:
        raise BadStatement("The account cannot be read.") from problem


def _value(name: str, value: Any) -> Any:
    if name in _INSTANTS and value is not None:
        return datetime.fromisoformat(value)
    wanted: tuple[type, ...] = (int, type(None)) if name in _COUNTS | _INSTANTS else (str,)
    if type(value) not in wanted:
        raise ValueError(f"{name} is not what it should be")
    return value
