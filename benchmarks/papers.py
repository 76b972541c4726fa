"""How fast papers are checked and issued, beside what they stand on and beside another implementation.

    python -m benchmarks.papers           a small run, to standard output
    python -m benchmarks.papers --full    the stated size; writes docs/reference/papers-speed.md

One core. Every workload checks the same papers, all of different holders; the workloads take turns every few papers, so
that whatever else the machine does falls on all of them. What is compared is printed with each row: the limits only
verify a signature, the other implementation does not read Base45 and asks for no status.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cbor2
import cwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from nacl.bindings import crypto_sign, crypto_sign_open
from nacl.signing import SigningKey

from hamsafar.kit.keys import kid_of
from hamsafar.papers.enums import Algorithm, PaperKind, Use
from hamsafar.papers.formats import base45
from hamsafar.papers.formats.checking import Trust, check
from hamsafar.papers.formats.claims import Claims, Standing
from hamsafar.papers.formats.container import OURS, opened
from hamsafar.papers.formats.keys import TrustedKey
from hamsafar.papers.formats.lists import StatusList, bits_of
from hamsafar.papers.formats.sealing import sealed
from hamsafar.papers.rules.terms import PLACES
from hamsafar.synthetic.people import people

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "papers-speed.md"
AT = int(time.time())  # `cwt` knows no other moment than now
LEAST, AIM = 0.55, 0.8
ROUNDS, SMALL, FULL = 7, 400, 4_000
TURN = 100  # papers, some milliseconds


Work = Callable[[slice], int]


@dataclass(frozen=True)
class Papers:
    """The same papers in every form that a workload asks for."""

    signer: SigningKey
    claims: list[Claims]
    texts: list[str]
    messages: list[bytes]  # COSE_Sign1
    signed: list[bytes]  # signature and what it covers, as libsodium takes them
    trust: Trust


def make(many: int) -> Papers:
    """`many` papers of synthetic holders, all good, with a status list in which every tenth place is revoked."""
    signer = SigningKey.generate()
    claims = [
        Claims(
            issuer="tj",
            number=number.to_bytes(10, "big"),
            kind=PaperKind.CLEARANCE,
            issued=AT - 86_400,
            expires=AT + 86_400,
            names=(("tg", who.said("tajik")), ("ru", who.said("russian")), ("la", who.said("icao").upper())),
            born=who.born.isoformat(),
            document=f"4{number:08d}",
            purpose="work",
            standing=Standing(1, number * 10 + 1),
            synthetic=True,
        )
        for number, who in zip(range(many), people(20260301), strict=False)
    ]
    texts = [sealed(each, signer=signer) for each in claims]
    read = [opened(text) for text in texts]
    key = TrustedKey(
        kid_of(signer.verify_key), Algorithm.EDDSA, bytes(signer.verify_key), frozenset({Use.CLEARANCE.value})
    )
    status = StatusList("tj", 1, AT - 60, AT + 86_400, bits_of(PLACES, frozenset(range(0, PLACES, 10))))
    return Papers(
        signer=signer,
        claims=claims,
        texts=texts,
        messages=[_message(text) for text in texts],
        signed=[each.signature + each.to_be_signed for each in read],
        trust=Trust({key.kid: key}, expires=AT + 86_400, statuses={("tj", 1): status}),
    )


def _message(text: str) -> bytes:
    data = base45.decode(text[len(OURS) :])
    return data if data[:1] == b"\xd2" else zlib.decompress(data)


def checks(papers: Papers) -> dict[str, Work]:
    """Each workload goes through some of the papers and says how many it found good."""
    public = bytes(papers.signer.verify_key)
    library = Ed25519PublicKey.from_public_bytes(public)
    other = cwt.COSEKey.new({1: 1, 3: -8, -1: 6, -2: public, 2: kid_of(papers.signer.verify_key)})

    def by_cryptography(part: slice) -> int:
        for signed in papers.signed[part]:
            library.verify(signed[:64], signed[64:])
        return len(papers.signed[part])

    return {
        "**whole check: text, signature, claims, times, status**": lambda part: sum(
            check(text, papers.trust, at=AT).valid for text in papers.texts[part]
        ),
        "libsodium alone: the signature": lambda part: sum(
            bool(crypto_sign_open(each, public)) for each in papers.signed[part]
        ),
        "`cryptography` alone: the signature": by_cryptography,
        "`cwt`: the message, without Base45 and status": lambda part: sum(
            bool(cwt.decode(each, keys=[other])) for each in papers.messages[part]
        ),
    }


def issues(papers: Papers) -> dict[str, Work]:
    secret = papers.signer._signing_key
    library = Ed25519PrivateKey.from_private_bytes(bytes(papers.signer))
    other = cwt.COSEKey.new(
        {1: 1, 3: -8, -1: 6, -2: bytes(papers.signer.verify_key), -4: bytes(papers.signer), 2: b"12345678"}
    )
    bodies = [cbor2.loads(each.as_bytes()) for each in papers.claims]
    plain = [each[64:] for each in papers.signed]
    return {
        "**a paper: claims, signature, text**": lambda part: sum(
            bool(sealed(each, signer=papers.signer)) for each in papers.claims[part]
        ),
        "libsodium alone: the signature": lambda part: sum(bool(crypto_sign(each, secret)) for each in plain[part]),
        "`cryptography` alone: the signature": lambda part: sum(bool(library.sign(each)) for each in plain[part]),
        "`cwt`: the message, without Base45": lambda part: sum(
            bool(cwt.encode(each, key=other)) for each in bodies[part]
        ),
    }


def measured(work: dict[str, Work], many: int) -> dict[str, list[float]]:
    """Papers a second of each workload, one value a round; every round must find every paper good."""
    found: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(ROUNDS):
        seconds, good = dict.fromkeys(work, 0.0), dict.fromkeys(work, 0)
        for start in range(0, many, TURN):
            for name, run in work.items():
                begun = time.process_time()
                good[name] += run(slice(start, start + TURN))
                seconds[name] += time.process_time() - begun
        for name in work:
            if good[name] != many:
                raise SystemExit(f"{name}: not every paper was found good")
            found[name].append(many / seconds[name])
    return found


def require_refusals(papers: Papers) -> None:
    """What must not be found good is not, in the same run: revoked, changed by a bit, late."""
    revoked = replace(papers.claims[0], standing=Standing(1, 10))
    changed = papers.texts[0][:-3] + ("0" if papers.texts[0][-3] != "0" else "1") + papers.texts[0][-2:]
    for text, at in ((sealed(revoked, signer=papers.signer), AT), (changed, AT), (papers.texts[0], AT + 90_000)):
        if check(text, papers.trust, at=at).valid:
            raise SystemExit("A paper that does not hold was found good.")


def table(found: dict[str, list[float]], limit: str) -> list[str]:
    """One row a workload: the median of the rounds, their spread, and the ratio to the limit."""
    base = statistics.median(found[limit])
    rows = [
        "| what is done | papers a second, median | least and most | beside libsodium |",
        "| --- | --- | --- | --- |",
    ]
    for name, values in found.items():
        middle = statistics.median(values)
        rows.append(f"| {name} | {middle:,.0f} | {min(values):,.0f} to {max(values):,.0f} | {middle / base:.2f} × |")
    return rows


def page(many: int) -> tuple[str, float]:
    """The page, and the ratio that has a target."""
    papers = make(many)
    require_refusals(papers)
    checked, issued = measured(checks(papers), many), measured(issues(papers), many)
    limit = "libsodium alone: the signature"
    ours = statistics.median(next(iter(checked.values()))) / statistics.median(checked[limit])
    sizes = [len(text) for text in papers.texts]
    lines = [
        "<!-- Written by `python -m benchmarks.papers --full`: change the code, not this page. -->",
        "",
        "# How fast papers are checked and issued",
        "",
        f"{many:,} papers of as many synthetic holders, {min(sizes)} to {max(sizes)} characters in the QR code "
        f"(median {statistics.median(sizes):.0f}), {ROUNDS} rounds, the methods in turn every {TURN} papers, "
        f"processor time of one core. Python {platform.python_version()}, {os.cpu_count()} cores. Warm; every round "
        "counts. In the same run a revoked, a changed and a late paper were refused, and every good one was found good "
        "in every round.",
        "",
        f"Wanted: the whole check at no less than {LEAST} × libsodium's bare signature check, aim {AIM} ×. "
        f"Found: {ours:.2f} ×.",
        "",
        "## Checking",
        "",
        *table(checked, limit),
        "",
        "## Issuing",
        "",
        *table(issued, limit),
    ]
    return "\n".join(lines) + "\n", ours


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--full", action="store_true", help="the stated size; writes the page")
    options = parser.parse_args(words)
    written, ratio = page(FULL if options.full else SMALL)
    sys.stdout.write(written)
    if options.full:
        PAGE.write_text(written)
    return 0 if ratio >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
