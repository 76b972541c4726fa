"""A paper signed: from claims to the text of its QR code."""

from __future__ import annotations

from nacl.bindings import crypto_sign
from nacl.signing import SigningKey

from hamsafar.kit.keys import kid_of
from hamsafar.papers.enums import Algorithm
from hamsafar.papers.formats.claims import Claims
from hamsafar.papers.formats.container import SIGNATURE_BYTES, header_of, message_of, text_of, to_be_signed


def sealed(claims: Claims, *, signer: SigningKey) -> str:
    """The text for the QR code of a paper that says `claims`."""
    header, payload = header_of(Algorithm.EDDSA, kid_of(signer.verify_key)), claims.as_bytes()
    signature = crypto_sign(to_be_signed(header, payload), signer._signing_key)[:SIGNATURE_BYTES]
    return text_of(message_of(header, payload, signature))
