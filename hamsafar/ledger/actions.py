"""The verbs of the ledger: write a line, seal what was written, prove that nobody changed it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import groupby, islice
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _
from nacl.signing import SigningKey, VerifyKey

from hamsafar.kit import cose
from hamsafar.kit.actor import Actor
from hamsafar.kit.bulk import copy_in
from hamsafar.kit.ids import new_id
from hamsafar.kit.keys import kid_of
from hamsafar.kit.locks import hold
from hamsafar.kit.verdict import require
from hamsafar.ledger import access, rules
from hamsafar.ledger.enums import Wrong
from hamsafar.ledger.models import Leaf, Line, LineQuerySet, Seal

SEAL_CONTENT = "application/vnd.hamsafar.ledger-seal+cbor"
LINES_A_SEAL = 50_000  # bounds the memory of sealing and of verifying one seal
# A transaction that stays open longer than this could commit a line behind the seals; such a line is reported as
# extra until the operator seals it by name (`also_late`).
LOOK_BACK = timedelta(days=1)
WAITS_AT_MOST = timedelta(minutes=1)  # verifying first seals what has waited longer than this
LATE_LINES_NAMED = 100  # a flood of late lines is counted beyond these, not listed
_AT_A_TIME = 5_000

Pair = tuple[Leaf, Line | None]


@dataclass(frozen=True)
class Root:
    """What another node keeps of one of our seals: its number, its root, the digest of its signed message."""

    number: int
    root: bytes
    digest: bytes


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: what, in which seal, with which line (its id, where it is known), in words."""

    wrong: str  # a key of `enums.Wrong`
    seal: int | None
    line: str
    says: str


@dataclass(frozen=True)
class Report:
    """The outcome of a verification: how many lines are proven or wait, and everything that is wrong."""

    ok: bool
    seals: int
    sealed: int
    not_sealed: int
    findings: tuple[Finding, ...]


def record(verb: str, *, about: models.Model | str, by: Actor, at: datetime, person: str = "") -> None:
    """Write one line: `by` did `verb` about `about` at this instant, as part of the running transaction.

    `about` is a row, or a reference where there is none. `person` is the reference of the person concerned. A line
    holds references and verbs, never personal data.
    """
    Line.objects.create(at=at, by=by.ref, verb=verb, about=ref_of(about), person=person)


def record_many(verb: str, *, about: Iterable[models.Model | str], by: Actor, at: datetime) -> None:
    """Write one line for each of many things that were done at once, in their order."""
    columns, ref = ("id", "at", "by", "verb", "about", "person"), by.ref
    copy_in(Line, columns, ((new_id(), at, ref, verb, ref_of(each), "") for each in about))


def ref_of(about: models.Model | str) -> str:
    """How a line names a row: its kind and its own reference, or its key where it has none."""
    if isinstance(about, str):
        return about
    return f"{about._meta.label_lower}:{getattr(about, 'ref', None) or about.pk}"


@transaction.atomic
def seal(
    *,
    signer: SigningKey,
    by: Actor,
    at: datetime,
    made_before: datetime | None = None,
    also_when_empty: bool = False,
    also_late: bool = False,
    with_a_new_key: bool = False,
) -> tuple[Seal, ...]:
    """Seal the lines that stand in no seal yet, and give the seals that were made.

    Running it twice, or in two processes at once, seals every line once. `made_before` leaves younger lines for
    later; `also_late` takes in lines that appeared behind the seals, and says so by a line of its own. A
    signer other than the last seal's is refused unless `with_a_new_key` says that it is meant.
    """
    require(access.may_seal(by))
    hold("ledger.seal")
    if not seals_with(signer):
        require(access.may_change_key(by, meant=with_a_new_key))
        record("ledger key changed", about=f"key:{kid_of(signer.verify_key).hex()}", by=by, at=at)
    if also_late and late_lines().exists():
        record("late lines sealed", about="ledger", by=by, at=at)
    waiting = Line.objects.not_sealed() if also_late else pending_lines()
    if made_before is not None:
        waiting = waiting.filter(pk__lt=rules.earliest_id(made_before))
    made: list[Seal] = []
    while lines := list(waiting.order_by("pk")[:LINES_A_SEAL]):
        made.append(_seal_batch(lines, signer=signer, at=at))
    if also_when_empty and not made:
        made.append(_seal_batch([], signer=signer, at=at))
    return tuple(made)


def has_seals() -> bool:
    """Whether anything was ever sealed here."""
    return Seal.objects.exists()


def seals_with(signer: SigningKey) -> bool:
    """Whether this is the key of the last seal, or the first seal is yet to be made."""
    last = Seal.objects.order_by("-number").first()
    return last is None or bytes(last.key_id) == kid_of(signer.verify_key)


def pending_lines() -> LineQuerySet:
    """Lines that the next sealing takes: those in no seal, made since a day before the newest sealed line."""
    return Line.objects.not_sealed().filter(pk__gte=_horizon())


def late_lines() -> LineQuerySet:
    """Lines in no seal that are older than sealing looks back: they appeared behind the seals."""
    return Line.objects.not_sealed().filter(pk__lt=_horizon())


def _horizon() -> UUID:
    last = Seal.objects.filter(lines__gt=0).order_by("-number").first()
    newest = last and last.leaves.order_by("-position").first()
    if not newest:
        return UUID(int=0)
    return rules.earliest_id(rules.made_at(newest.line_id) - LOOK_BACK)


def _seal_batch(lines: list[Line], *, signer: SigningKey, at: datetime) -> Seal:
    digests = [rules.digest_of(line.values) for line in lines]
    before = Seal.objects.order_by("-number").first()
    said = rules.SealValues(
        number=before.number + 1 if before else 1,
        previous=rules.seal_digest(bytes(before.signature)) if before else rules.FIRST_PREVIOUS,
        root=rules.root_of(digests),
        lines=len(lines),
        first_at=min((line.at for line in lines), default=None),
        last_at=max((line.at for line in lines), default=None),
        sealed_at=at,
    )
    made = Seal.objects.create(
        **asdict(said),
        signature=cose.sign1(rules.seal_payload(said), signer=signer, content_type=SEAL_CONTENT),
        key_id=kid_of(signer.verify_key),
    )
    Leaf.objects.bulk_create(
        (
            Leaf(seal=made, position=position, line_id=line.pk, digest=digest)
            for position, (line, digest) in enumerate(zip(lines, digests, strict=True))
        ),
        batch_size=_AT_A_TIME,
    )
    return made


def verify(
    *,
    keys: Mapping[bytes, VerifyKey],
    by: Actor,
    at: datetime,
    signer: SigningKey | None = None,
    witness: Sequence[Root] = (),
) -> Report:
    """Hold every line and seal against what was signed and, where given, against what another node witnessed.

    With the `signer` of the last seal, first seals what has waited for over a minute. `keys` are the public keys a
    seal may be signed with, by id. A history cut off at its end, or rewritten with the node's own key, shows only
    against the roots that another node keeps.
    """
    require(access.may_read(by))
    if signer is not None and seals_with(signer):
        seal(signer=signer, by=by, at=at, made_before=at - WAITS_AT_MOST)
    with transaction.atomic():
        return _report(keys, witness)


def _report(keys: Mapping[bytes, VerifyKey], witness: Sequence[Root]) -> Report:
    findings: list[Finding] = []
    before: Seal | None = None
    seals = sealed = 0
    for each, pairs in _seals_with_lines():
        broken = list(_wrong_with_lines(each, pairs))
        findings += [*_wrong_with_seal(each, before, keys), *broken, *([] if broken else _wrong_with_root(each, pairs))]
        seals, sealed, before = seals + 1, sealed + len(pairs) - len(broken), each
    findings += _wrong_with_late_lines()
    findings += _wrong_with_witness(witness)
    return Report(
        ok=not findings,
        seals=seals,
        sealed=sealed,
        not_sealed=pending_lines().count(),
        findings=tuple(findings),
    )


def _wrong_with_seal(each: Seal, before: Seal | None, keys: Mapping[bytes, VerifyKey]) -> Iterator[Finding]:
    """A break in the chain, a signature that does not fit, a row that says other than what was signed."""
    number, message = each.number, bytes(each.signature)
    follows = before.number + 1 if before else 1
    if number != follows:
        says = _("Seal %(seal)s is gone; the chain goes on with seal %(next)s.")
        yield _finding(Wrong.CHAIN, follows, says, next=number)
    elif bytes(each.previous) != (rules.seal_digest(bytes(before.signature)) if before else rules.FIRST_PREVIOUS):
        yield _finding(Wrong.CHAIN, number, _("Seal %(seal)s does not follow from the seal before it."))
    try:
        signed = cose.read1(message, keys)
    except cose.BadSignature as problem:
        says = _("Seal %(seal)s is not signed by a key of this ledger. %(why)s")
        yield _finding(Wrong.SIGNATURE, number, says, why=problem)
        return
    if signed.payload != rules.seal_payload(each.values) or signed.content_type != SEAL_CONTENT:
        yield _finding(Wrong.ALTERED, number, _("The row of seal %(seal)s says other than what was signed."))


def _wrong_with_lines(each: Seal, pairs: Sequence[Pair]) -> Iterator[Finding]:
    """Sealed lines that are gone or say other than they did."""
    for leaf, line in pairs:
        if line is None:
            says = _("Line %(line)s, sealed in seal %(seal)s, is gone.")
            yield _finding(Wrong.MISSING, each.number, says, line=leaf.line_id)
        elif rules.digest_of(line.values) != bytes(leaf.digest):
            says = _("Line %(line)s says other than it did when seal %(seal)s was made.")
            yield _finding(Wrong.ALTERED, each.number, says, line=leaf.line_id)


def _wrong_with_root(each: Seal, pairs: Sequence[Pair]) -> Iterator[Finding]:
    """Leaves that do not give the signed root, named by place where they are gone or too many."""
    if rules.root_of([bytes(leaf.digest) for leaf, _line in pairs]) == bytes(each.root):
        return
    places = {leaf.position for leaf, _line in pairs}
    for gap in sorted(set(range(each.lines)) - places):
        says = _("Place %(place)s of seal %(seal)s is empty: its leaf was removed.")
        yield _finding(Wrong.MISSING, each.number, says, place=gap + 1)
    for leaf, _line in pairs:
        if leaf.position >= each.lines:
            says = _("Line %(line)s was added to seal %(seal)s after it was signed.")
            yield _finding(Wrong.EXTRA, each.number, says, line=leaf.line_id)
    if places == set(range(each.lines)):
        yield _finding(
            Wrong.ALTERED, each.number, _("The leaves of seal %(seal)s do not give the root that was signed.")
        )


def _wrong_with_late_lines() -> Iterator[Finding]:
    for line in late_lines().order_by("pk")[:LATE_LINES_NAMED]:
        says = _("Line %(line)s stands in no seal, though lines made a day after it are sealed: it appeared late.")
        yield _finding(Wrong.EXTRA, None, says, line=line.pk)


def _wrong_with_witness(witness: Sequence[Root]) -> Iterator[Finding]:
    """Seals that another node keeps otherwise than they stand here: a history rewritten, or cut off at its end."""
    held = Seal.objects.in_bulk([each.number for each in witness])
    for each in witness:
        ours = held.get(each.number)
        if ours is None:
            yield _finding(Wrong.WITNESS, each.number, _("Seal %(seal)s, which the other node witnessed, is gone."))
        elif (bytes(ours.root), rules.seal_digest(bytes(ours.signature))) != (each.root, each.digest):
            says = _("Seal %(seal)s is not the one that the other node witnessed: the history up to it was rewritten.")
            yield _finding(Wrong.WITNESS, each.number, says)


def _finding(wrong: str, number: int | None, says: str, *, line: UUID | str = "", **more: object) -> Finding:
    words = says % {"seal": number, "line": line, **more}
    return Finding(wrong=str(wrong), seal=number, line=str(line), says=words)


def _seals_with_lines() -> Iterator[tuple[Seal, list[Pair]]]:
    """Every seal in order with its leaves, and the line of each leaf or None where it is gone."""
    last = Seal.objects.aggregate(models.Max("number"))["number__max"] or 0
    groups = groupby(_leaves_with_lines(last), key=lambda pair: pair[0].seal_id)
    number, pairs = _next_group(groups)
    for each in Seal.objects.filter(number__lte=last).order_by("number").iterator(chunk_size=1_000):
        while number and number < each.number:  # leaves of a seal that is gone, which the chain tells
            number, pairs = _next_group(groups)
        if number == each.number:
            yield each, pairs
            number, pairs = _next_group(groups)
        else:
            yield each, []


def _next_group(groups: Iterator[tuple[int, Iterator[Pair]]]) -> tuple[int, list[Pair]]:
    number, pairs = next(groups, (0, iter(())))
    return number, list(pairs)


def _leaves_with_lines(last: int) -> Iterator[Pair]:
    leaves = Leaf.objects.filter(seal__lte=last).order_by("seal", "position").iterator(chunk_size=_AT_A_TIME)
    while chunk := list(islice(leaves, _AT_A_TIME)):
        lines = Line.objects.in_bulk([leaf.line_id for leaf in chunk])
        yield from ((leaf, lines.get(leaf.line_id)) for leaf in chunk)
