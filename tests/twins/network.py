"""A network of two machines inside this one, where that is permitted; and an authority that vouches for both."""

from __future__ import annotations

import ipaddress
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

BAD_LINK = ("netem", "delay", "40ms", "20ms", "loss", "3%", "duplicate", "2%", "reorder", "10%")


class Network:
    """Two network namespaces with one cable between them."""

    def __init__(self) -> None:
        tag = os.getpid() % 100_000
        self.names = (f"h{tag}a", f"h{tag}b")
        self.hosts = ("10.77.0.1", "10.77.0.2")

    def lay(self) -> bool:
        """Whether the network stands now; False, with nothing left behind, where this machine does not permit it."""
        if os.geteuid() != 0 or shutil.which("ip") is None:
            return False
        first, second = self.names
        commands = [
            *(f"ip netns add {name}" for name in self.names),
            f"ip link add {first} type veth peer name {second}",
            *(f"ip link set {name} netns {name}" for name in self.names),
            *(f"ip -n {name} addr add {host}/30 dev {name}" for name, host in zip(self.names, self.hosts, strict=True)),
            *(f"ip -n {name} link set {each} up" for name in self.names for each in (name, "lo")),
        ]
        if all(_done(command) for command in commands):
            return True
        self.clear()
        return False

    def inside(self, place: int) -> tuple[str, ...]:
        """What runs a command on the first or the second machine."""
        return ("ip", "netns", "exec", self.names[place])

    def make_bad(self) -> bool:
        """Lose, delay, repeat and reorder packets on the cable; whether this kernel can."""
        name = self.names[0]
        return _done(f"tc -n {name} qdisc add dev {name} root {' '.join(BAD_LINK)}")

    @contextmanager
    def cut(self) -> Iterator[None]:
        """The cable is out inside the block: packets vanish, and nobody says so."""
        name = self.names[0]
        _done(f"ip -n {name} link set {name} down")
        try:
            yield
        finally:
            _done(f"ip -n {name} link set {name} up")

    def clear(self) -> None:
        for name in self.names:
            _done(f"ip netns del {name}")


def _done(command: str) -> bool:
    return subprocess.run(command.split(), capture_output=True, check=False).returncode == 0


class Authority:
    """An authority of the two states' own, and the certificates it gives to nodes by their addresses."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority of two nodes")])
        made = self._builder(self.name, self.key.public_key())
        signed = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        self.file = folder / "authority.pem"
        self.certificate = signed.sign(self.key, hashes.SHA256())
        self.file.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def vouch_for(self, host: str, name: str) -> tuple[Path, Path]:
        """A certificate for a node at this address, and its key, as files."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))])
        made = self._builder(subject, key.public_key()).add_extension(names, critical=False)
        files = (self.folder / f"{name}.pem", self.folder / f"{name}.key")
        files[0].write_bytes(made.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
        files[1].write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return files

    def _builder(self, subject: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        today = datetime.now(UTC)
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(self.name).public_key(key)
        made = made.serial_number(x509.random_serial_number())
        made = made.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False
        ).add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        return made.not_valid_before(today - timedelta(days=1)).not_valid_after(today + timedelta(days=2))
