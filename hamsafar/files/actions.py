"""The verbs of files: store one, open it, show it, set its last day, erase it; verify, sweep, change the key.

Whose file it is, and who may read it, is asked by the app that holds it, before it calls.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from hamsafar.files import access, rules
from hamsafar.files.enums import SHOWABLE, TABLES, MediaType, Wrong
from hamsafar.files.formats import locked, pictures
from hamsafar.files.models import StoredFile, new_file_ref
from hamsafar.files.scanner import NotScanned, Scanner, scanner_at
from hamsafar.files.vault import Draft, Vault
from hamsafar.kit import wrapping
from hamsafar.kit.actor import Actor
from hamsafar.kit.because import said
from hamsafar.kit.keys import BadKeyFile, KeyStore, Purpose
from hamsafar.kit.locks import hold
from hamsafar.kit.queue import queue
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record

ON_DISK = "files.on-disk"  # held while bytes are taken off the disk, and while a backup reads them
_AT_A_TIME = 1_000


@transaction.atomic
def store_file(
    *,
    content: bytes | BinaryIO,
    name: str,
    accept: Collection[str],
    by: Actor,
    at: datetime,
    until: date | None = None,
    person: str = "",
    synthetic: bool = False,
) -> StoredFile:
    """Store a file whose bytes are of one of the kinds in `accept`, locked under a key of its own.

    What it is, the bytes say and not its name. Without `until` it is kept until the app that holds it erases it. A
    stream is read in pieces; no more than 20 MB are ever held in memory. Raises `Refusal` for a kind that is not
    taken, for too many bytes, and for what is cut or damaged or holds malware.
    """
    ref, key = new_file_ref(), locked.new_key()
    taken = _Taken(io.BytesIO(content) if isinstance(content, bytes) else content, accept)
    vault = Vault(settings.VAR)
    with vault.written(locked.lock(taken, key, about=ref)) as draft:
        taken.require_whole()
        scanned_by = _scanned(draft, key, ref)
        vault.keep(draft)
    store = KeyStore(settings.KEYS)
    made = StoredFile.objects.create(
        ref=ref,
        name=rules.plain_name(name, taken.media_type),
        media_type=taken.media_type,
        size=taken.size,
        sha256=taken.digest.hexdigest(),
        locked_sha256=draft.digest,
        wrapped_key=wrapping.wrap(key, store=store, purpose=Purpose.FILES, about=ref),
        until=until,
        scanned_by=scanned_by,
        synthetic=synthetic,
        stored_by=by.ref,
        stored_at=at,
    )
    record("file stored", about=made, by=by, at=at, person=person)
    return made


class _Taken:
    """What comes in: recognised at its first piece, measured and digested as it passes."""

    def __init__(self, stream: BinaryIO, accept: Collection[str]) -> None:
        self.stream, self.size, self.tail = stream, 0, b""
        self.digest = hashlib.sha256()
        self.head = _first_piece(stream)
        self.media_type = _recognised(self.head, accept)
        self.limit = rules.LARGEST[self.media_type]

    def __iter__(self) -> Iterator[bytes]:
        pieces: Iterable[bytes] = self._measured()
        if self.media_type in SHOWABLE or self.media_type == MediaType.TEXT:
            whole = b"".join(pieces)
            _require_sound(whole, self.media_type)
            pieces = [whole]
        yield from pieces

    def _measured(self) -> Iterator[bytes]:
        piece = self.head
        while piece:
            self.size += len(piece)
            if self.size > self.limit:
                raise Refusal(
                    _("The file is too large: at most %(n)s MB of this kind are taken.")
                    % {"n": self.limit // rules.MEGABYTE}
                )
            self.digest.update(piece)
            self.tail = (self.tail + piece)[-rules.TAIL_BYTES :]
            yield piece
            piece = self.stream.read(locked.PIECE)

    def require_whole(self) -> None:
        if self.media_type == MediaType.PDF and not rules.ends_as_pdf(self.tail):
            raise Refusal(_("The PDF ends before its end: it was cut on the way. Send it again."))


def _first_piece(stream: BinaryIO) -> bytes:
    """Enough of the beginning to recognise it, also from a stream that gives little at a time."""
    head = b""
    while len(head) < rules.HEAD_BYTES and (piece := stream.read(locked.PIECE)):
        head += piece
    return head


def _recognised(head: bytes, accept: Collection[str]) -> MediaType:
    if not head:
        raise Refusal(_("The file is empty. Choose it again."))
    read = rules.table_type_of if set(accept) <= TABLES else rules.media_type_of
    found = read(head[: rules.HEAD_BYTES])
    if found is None or found not in accept:
        kinds = ", ".join(sorted(str(MediaType(each).label) for each in accept))
        raise Refusal(_("This kind of file is not taken here. Send one of these: %(kinds)s.") % {"kinds": kinds})
    return found


def _require_sound(whole: bytes, media_type: MediaType) -> None:
    if media_type == MediaType.TEXT:
        if not rules.is_text(whole):
            raise Refusal(_("The text cannot be read. Save it as plain text in UTF-8, then send it again."))
        return
    try:
        pictures.check(whole, media_type)
    except pictures.NotAPicture as problem:
        raise Refusal(said(problem, _)) from problem


def _scanned(draft: Draft, key: bytes, ref: str) -> str:
    """The name of the scanner that looked and found nothing; empty where this node has none."""
    try:
        scanner = scanner_at(settings.SCANNER)
        found = scanner and _found(scanner, draft, key, ref)
    except NotScanned as problem:
        raise Refusal(_("The file could not be searched for malware. Try again later, or tell the operator.")) from (
            problem
        )
    if found:
        raise Refusal(_("Malware was found in the file (%(name)s). It was not stored.") % {"name": found})
    return scanner.name if scanner else ""


def _found(scanner: Scanner, draft: Draft, key: bytes, ref: str) -> str:
    with draft.opened() as held:
        return scanner.found_in(locked.unlock(held, key, about=ref))


def open_file(*, file: StoredFile, by: Actor, at: datetime, person: str = "") -> Iterator[bytes]:
    """The original in pieces. The look stands in the ledger before the first piece is given.

    Raises `Refusal` for a file that was erased, and at the piece that is not what was stored.
    """
    opened = _opened(file)
    record("file opened", about=file, by=by, at=at, person=person)
    return opened


def give_file(*, file: StoredFile, by: Actor, at: datetime, person: str = "") -> Iterator[bytes]:
    """The original in pieces for a reader to keep. Raises `Refusal` also while it waits in quarantine."""
    require(access.may_give(file))
    opened = _opened(file)
    record("file given out", about=file, by=by, at=at, person=person)
    return opened


def open_repeatedly(*, file: StoredFile, by: Actor, at: datetime, person: str = "") -> Callable[[], Iterator[bytes]]:
    """A way to open the original as often as a reader needs that looks before it reads. One look on the ledger.

    What it gives asks no database, so that another thread may read. Raises `Refusal` as `open_file` does.
    """
    require(access.may_open(file))
    key = _key_of(file)
    record("file opened", about=file, by=by, at=at, person=person)
    return lambda: _pieces(file, key)


def _opened(file: StoredFile) -> Iterator[bytes]:
    require(access.may_open(file))
    return _pieces(file, _key_of(file))


def _key_of(file: StoredFile) -> bytes:
    wrapped = bytes(file.wrapped_key or b"")
    return wrapping.unwrap(wrapped, store=KeyStore(settings.KEYS), purpose=Purpose.FILES, about=file.ref)


def _pieces(file: StoredFile, key: bytes) -> Iterator[bytes]:
    try:
        with Vault(settings.VAR).opened(file.locked_sha256) as held:
            yield from locked.unlock(held, key, about=file.ref)
    except (locked.NotOpened, FileNotFoundError) as problem:
        raise Refusal(_("The stored file is damaged or gone. Tell the node operator: a backup may hold it.")) from (
            problem
        )


def read_file(*, file: StoredFile, by: Actor, at: datetime, person: str = "") -> bytes:
    """The whole original at once; for large ones use `open_file`."""
    opened = _opened(file)
    record("file opened", about=file, by=by, at=at, person=person)
    return b"".join(opened)


def show_picture(*, file: StoredFile, by: Actor, at: datetime, person: str = "") -> bytes:
    """A JPEG of a picture to show on a page, without the place, time and device that a camera writes into it."""
    require(access.may_show(file))
    opened = _opened(file)
    record("picture shown", about=file, by=by, at=at, person=person)
    try:
        return pictures.to_show(b"".join(opened), file.media_type)
    except pictures.NotAPicture as problem:
        raise Refusal(said(problem, _)) from problem


@transaction.atomic
def keep_file(*, file: StoredFile, until: date | None, by: Actor, at: datetime, person: str = "") -> StoredFile:
    """Set the last day on which the file is kept; None keeps it until the app that holds it erases it."""
    file = StoredFile.objects.locked(file.pk)
    require(access.may_open(file))
    file.until = until
    file.save(update_fields=["until"])
    record("last day of a file set", about=file, by=by, at=at, person=person)
    return file


@transaction.atomic
def erase_file(*, file: StoredFile, by: Actor, at: datetime, person: str = "") -> StoredFile:
    """Destroy the file's key, name and digest: from this moment nobody can open it. Doing it twice is harmless.

    A job takes the locked bytes off the disk. The row stays and proves that there was a file, and when it ended.
    """
    file = StoredFile.objects.locked(file.pk)
    if file.erased_at is None:
        file.wrapped_key, file.erased_at, file.name, file.sha256 = None, at, "", ""
        file.save(update_fields=["wrapped_key", "erased_at", "name", "sha256"])
        record("file erased", about=file, by=by, at=at, person=person)
        queue("files.sweep_now")
    return file


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with what is stored: what, with which file or which bytes, in words."""

    wrong: str  # a key of `enums.Wrong`
    file: str
    says: str


@dataclass(frozen=True)
class Report:
    """The outcome of a verification. `scanner` is empty where this node searches nothing for malware."""

    ok: bool
    checked: int
    erased: int
    scanner: str
    findings: tuple[Finding, ...]


def verify(*, by: Actor, at: datetime, opening: bool = False) -> Report:
    """Hold every file against the disk; with `opening`, also open each and hold what it says against its digest."""
    require(access.may_operate(by))
    vault, checked, findings = Vault(settings.VAR), 0, []
    for file in StoredFile.objects.kept().order_by("pk").iterator(chunk_size=_AT_A_TIME):
        checked += 1
        wrong = _wrong_with(file, vault, opening=opening)
        if wrong and StoredFile.objects.kept().filter(pk=file.pk).exists():  # else it was erased meanwhile
            findings.append(_finding(wrong, file.ref))
    findings += [_finding(Wrong.EXTRA, digest) for digest in _of_no_file(vault)]
    return Report(
        ok=not findings,
        checked=checked,
        erased=StoredFile.objects.erased().count(),
        scanner=settings.SCANNER,
        findings=tuple(findings),
    )


def _wrong_with(file: StoredFile, vault: Vault, *, opening: bool) -> Wrong | None:
    found = vault.digest_of(file.locked_sha256)
    if found is None:
        return Wrong.MISSING
    if found != file.locked_sha256:
        return Wrong.ALTERED
    try:
        key = _key_of(file)
    except BadKeyFile:
        return Wrong.LOCKED
    return Wrong.ALTERED if opening and _opened_digest(file, vault, key) != file.sha256 else None


def _opened_digest(file: StoredFile, vault: Vault, key: bytes) -> str:
    digest = hashlib.sha256()
    try:
        with vault.opened(file.locked_sha256) as held:
            for piece in locked.unlock(held, key, about=file.ref):
                digest.update(piece)
    except locked.NotOpened:
        return ""
    return digest.hexdigest()


def _finding(wrong: Wrong, name: str) -> Finding:
    words = {
        Wrong.MISSING: _("The bytes of %(file)s are gone from the disk."),
        Wrong.ALTERED: _("The bytes of %(file)s are not those that were stored."),
        Wrong.LOCKED: _("The key that opens %(file)s is not on this node."),
        Wrong.EXTRA: _("%(file)s lies on the disk and belongs to no file; the daily sweep removes it."),
    }
    return Finding(wrong=str(wrong), file=name, says=words[wrong] % {"file": name})


def _of_no_file(vault: Vault) -> Iterator[str]:
    """What lies on the disk for over a day and belongs to no file that can be opened."""
    for some in _in_groups(vault.all()):
        kept = set(StoredFile.objects.kept().filter(locked_sha256__in=some).values_list("locked_sha256", flat=True))
        erased = set(StoredFile.objects.erased().filter(locked_sha256__in=some).values_list("locked_sha256", flat=True))
        yield from (each for each in some if each in erased or (each not in kept and not vault.is_young(each)))


def _in_groups(names: Iterator[str]) -> Iterator[list[str]]:
    while some := list(islice(names, _AT_A_TIME)):
        yield some


@transaction.atomic
def sweep(*, by: Actor, at: datetime) -> int:
    """Take off the disk what was erased, and what a crash left behind; how many files of bytes were removed.

    A backup that is being written holds the same lock, so nothing vanishes from under it.
    """
    require(access.may_operate(by))
    hold(ON_DISK)
    vault = Vault(settings.VAR)
    removed = sum(vault.remove(digest) for digest in list(_of_no_file(vault))) + vault.clear_drafts()
    if removed:
        record(f"{removed} swept off the disk", about="files", by=by, at=at)
    return removed


def search_waiting(*, by: Actor, at: datetime) -> int:
    """Search what was stored before this node had a scanner; how many files left quarantine.

    A file in which malware is found stays there, and the ledger says so by its reference.
    """
    require(access.may_operate(by))
    scanner = scanner_at(settings.SCANNER)
    if scanner is None:
        return 0
    cleared = 0
    for file in StoredFile.objects.unsearched().order_by("pk"):
        if scanner.found_in(_opened(file)):
            record("malware found in file", about=file, by=by, at=at)
            continue
        StoredFile.objects.filter(pk=file.pk).update(scanned_by=scanner.name)
        cleared += 1
    return cleared


def erase_over(*, on: date, by: Actor, at: datetime) -> int:
    """Erase every file whose last day is over; how many there were. Each in a transaction of its own."""
    require(access.may_operate(by))
    over = list(StoredFile.objects.over(on=on).order_by("pk"))
    for file in over:
        erase_file(file=file, by=by, at=at)
    return len(over)


def renew_key(*, by: Actor, at: datetime) -> int:
    """Lock every content key under a new key of this node and destroy the earlier one; how many there were.

    Cut short, it is done again by the same call: until the end both keys are held.
    """
    require(access.may_operate(by))
    store = KeyStore(settings.KEYS)
    store.renew_wrapper(Purpose.FILES)
    keys = list(StoredFile.objects.kept().order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(keys), _AT_A_TIME):
        _rewrap(keys[first : first + _AT_A_TIME], store)
    with transaction.atomic():
        record("key of the files renewed", about="files", by=by, at=at)
    store.forget_earlier(Purpose.FILES)
    return len(keys)


@transaction.atomic
def _rewrap(keys: Sequence[UUID], store: KeyStore) -> None:
    files = list(StoredFile.objects.select_for_update().kept().filter(pk__in=keys))
    for file in files:
        file.wrapped_key = wrapping.wrap(_key_of(file), store=store, purpose=Purpose.FILES, about=file.ref)
    StoredFile.objects.bulk_update(files, ["wrapped_key"])
