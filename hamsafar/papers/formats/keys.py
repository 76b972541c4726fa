"""Public keys that verify papers: as a trust list has them, or from X.509 certificates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from nacl.bindings import crypto_sign_open
from nacl.exceptions import CryptoError

from hamsafar.papers.enums import Algorithm

KID_BYTES = 8
EXPONENT_BYTES = 4
COORDINATES = {32: ec.SECP256R1(), 48: ec.SECP384R1()}  # ES256 names a hash, not a curve (RFC 9053, 2.1)
# Key usages of a document signer: EU DCC's ("test", "vaccination", "recovery"), in the two arcs that its specification
# and its first implementations used (Guidelines on technical specifications, volume 2, 4.2.3).
DCC_USES = {
    f"1.3.6.1.4.1.{arc}.2021.1.{number}": use
    for arc in ("0.1847", "1847")
    for number, use in ((1, "t"), (2, "v"), (3, "r"))
}
ALWAYS = 253402300800  # the year 10000
_OID_TAG, _ARC, _SEVEN_BITS = 0x06, 40, 128


class NotAKey(ValueError):
    """A public key or certificate cannot be used. The message says why."""


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A public key with what it may sign. `uses` is empty where the certificate leaves it open."""

    kid: bytes
    algorithm: Algorithm
    public: bytes  # Ed25519: 32 bytes; P-256 or P-384: the point, 65 or 97 bytes; RSA: modulus and exponent (4 bytes)
    uses: frozenset[str] = frozenset()
    begins: float = 0
    ends: float = ALWAYS
    withdrawn: bool = False
    _loaded: list[ec.EllipticCurvePublicKey | rsa.RSAPublicKey] = field(default_factory=list, compare=False, repr=False)

    def fits(self, to_be_signed: bytes, signature: bytes) -> bool:
        """Whether this key signed exactly these bytes."""
        if self.algorithm is Algorithm.EDDSA:
            return _ed25519_fits(self.public, to_be_signed, signature)
        if not self._loaded:
            self._loaded.append(_loaded(self.algorithm, self.public))
        try:
            _verify(self._loaded[0], to_be_signed, signature)
        except (InvalidSignature, ValueError):
            return False
        return True


def from_certificate(data: bytes) -> TrustedKey:
    """The key of an X.509 certificate in DER. Its id is how HCERT counts it: SHA-256 of the certificate, 8 bytes."""
    try:
        certificate = x509.load_der_x509_certificate(data)
        public = certificate.public_key()
        uses = _uses(certificate)
    except (ValueError, UnsupportedAlgorithm) as problem:
        raise NotAKey("This is not an X.509 certificate in DER or PEM.") from problem
    digest = hashes.Hash(hashes.SHA256())
    digest.update(data)
    algorithm, plain = plain_key(public)
    return TrustedKey(kid=digest.finalize()[:KID_BYTES], algorithm=algorithm, public=plain, uses=uses)


def plain_key(public: object) -> tuple[Algorithm, bytes]:
    """The algorithm a public key is used with, and the key as bytes."""
    if isinstance(public, ed25519.Ed25519PublicKey):
        return Algorithm.EDDSA, public.public_bytes_raw()
    if isinstance(public, ec.EllipticCurvePublicKey) and public.curve.key_size // 8 in COORDINATES:
        return Algorithm.ES256, public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    if isinstance(public, rsa.RSAPublicKey):
        numbers = public.public_numbers()
        modulus = numbers.n.to_bytes((numbers.n.bit_length() + 7) // 8, "big")
        return Algorithm.PS256, modulus + numbers.e.to_bytes(EXPONENT_BYTES, "big")
    raise NotAKey("The key is neither Ed25519, nor P-256, nor P-384, nor RSA.")


def by_kid(keys: Iterable[TrustedKey]) -> dict[bytes, TrustedKey]:
    """The keys by their ids. Two keys under one id are refused: which of them counts would be a matter of luck."""
    found: dict[bytes, TrustedKey] = {}
    for key in keys:
        if found.setdefault(key.kid, key) != key:
            raise NotAKey(f"Two keys have the id {key.kid.hex()}.")
    return found


def _ed25519_fits(public: bytes, to_be_signed: bytes, signature: bytes) -> bool:
    try:
        crypto_sign_open(signature + to_be_signed, public)
    except (CryptoError, ValueError):
        return False
    return True


def _loaded(algorithm: Algorithm, public: bytes) -> ec.EllipticCurvePublicKey | rsa.RSAPublicKey:
    if algorithm is Algorithm.ES256:
        return ec.EllipticCurvePublicKey.from_encoded_point(COORDINATES[len(public) // 2], public)
    modulus, exponent = public[:-EXPONENT_BYTES], public[-EXPONENT_BYTES:]
    return rsa.RSAPublicNumbers(int.from_bytes(exponent, "big"), int.from_bytes(modulus, "big")).public_key()


def _verify(key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey, to_be_signed: bytes, signature: bytes) -> None:
    if isinstance(key, rsa.RSAPublicKey):
        pss = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=hashes.SHA256.digest_size)  # RFC 8230, 2
        key.verify(signature, to_be_signed, pss, hashes.SHA256())
        return
    wide = key.curve.key_size // 8
    if len(signature) != 2 * wide:
        raise ValueError("An ECDSA signature has twice the bytes of a coordinate (RFC 9053, 2.1).")
    r, s = (int.from_bytes(half, "big") for half in (signature[:wide], signature[wide:]))
    key.verify(utils.encode_dss_signature(r, s), to_be_signed, ec.ECDSA(hashes.SHA256()))


def _uses(certificate: x509.Certificate) -> frozenset[str]:
    """The usages that a certificate names; none where it leaves them open.

    Some issuers encode an extension against the rules of DER, and the library then reads none of them: the numbers are
    looked for as they stand in the certificate, so that a restriction is never overlooked.
    """
    try:
        named = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return frozenset()
    except ValueError:
        body = certificate.tbs_certificate_bytes
        return frozenset(use for number, use in DCC_USES.items() if _der_of(number) in body)
    return frozenset(DCC_USES[each.dotted_string] for each in named if each.dotted_string in DCC_USES)


def _der_of(dotted: str) -> bytes:
    """An object identifier in DER (ITU-T X.690, 8.19)."""
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    body = b"".join(_base128(arc) for arc in (first * _ARC + second, *rest))
    return bytes((_OID_TAG, len(body))) + body


def _base128(arc: int) -> bytes:
    digits = [arc % _SEVEN_BITS]
    while arc := arc // _SEVEN_BITS:
        digits.append(arc % _SEVEN_BITS | _SEVEN_BITS)
    return bytes(reversed(digits))
