"""What a verifier on the command line is handed: our signed trust list, or certificates in PEM or DER."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from hamsafar.kit.refusal import Refusal
from hamsafar.papers.formats.checking import Trust, trust_of
from hamsafar.papers.formats.keys import NotAKey, by_kid, from_certificate
from hamsafar.papers.formats.lists import BadList, TrustList, read_status_list, read_trust_list

PEM_MARK = b"-----BEGIN"
DER_SEQUENCE = 0x30


class UnusableFile(Refusal):
    """A trust or status file cannot be used. The message names the file and says why."""


def read_trust(trust: Path, status: Path | None = None) -> Trust:
    """Whom to believe by these files. Raises `UnusableFile`.

    A status list is proved by the trust list's keys, so certificates and a status list do not go together.
    """
    data = _bytes_of(trust)
    try:
        if PEM_MARK in data:
            certificates = x509.load_pem_x509_certificates(data)
            keys = [from_certificate(each.public_bytes(Encoding.DER)) for each in certificates]
        elif data[:1] == bytes((DER_SEQUENCE,)):
            keys = [from_certificate(data)]
        else:
            return _by_list(read_trust_list(data), status)
        found = Trust(by_kid(keys))
    except (NotAKey, BadList, ValueError) as problem:
        raise UnusableFile(f"{trust} is neither a trust list nor certificates in PEM or DER: {problem}") from problem
    if status is not None:
        raise UnusableFile(f"{status} cannot be checked: a status list needs the trust list it belongs to as --trust.")
    return found


def _by_list(trusted: TrustList, status: Path | None) -> Trust:
    if status is None:
        return trust_of([trusted])
    try:
        return trust_of([trusted], [read_status_list(_bytes_of(status), trusted)])
    except BadList as problem:
        raise UnusableFile(f"{status} is not a status list of this trust list: {problem}") from problem


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise UnusableFile(f"{path} cannot be read: {problem.strerror}.") from problem
