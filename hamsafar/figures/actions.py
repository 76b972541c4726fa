"""The verbs of figures: load a pack's, and import, confirm and undo what an officer hands in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from hamsafar.corridor.formats.pack import Pack
from hamsafar.figures import access
from hamsafar.figures.enums import ImportState, Quality
from hamsafar.figures.formats.drafts import as_data, from_data, source_key
from hamsafar.figures.formats.imports import Known, RowError, read_import
from hamsafar.figures.formats.pack_figures import own_days, read_figures
from hamsafar.figures.models import DerivedFigure, ImportBatch, Observation, Series, Source
from hamsafar.figures.rules.book import Facts
from hamsafar.figures.rules.found import Draft
from hamsafar.figures.rules.importing import Doubt, doubts
from hamsafar.figures.rules.values import Fact
from hamsafar.kit.actor import Actor
from hamsafar.kit.locks import hold
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.kit.words import Words
from hamsafar.ledger.actions import record

Row = TypeVar("Row", bound=models.Model)
MOST_DOUBTS_NAMED = 5


@transaction.atomic
def load_figures(pack: Pack, *, by: Actor, at: datetime) -> None:
    """Replace the pack's sources, series, facts and formulas by those of `pack`; what officers imported stays.

    All or nothing. Raises `PackErrors` with file and line where the pack cannot be read, and `Refusal` where it
    drops a series or source that an import uses, or brings a fact of the same key as an imported one.
    """
    require(access.may_load_pack(by))
    facts, days = read_figures(pack), own_days(pack)
    hold("figures")

    Observation.objects.of_the_pack().delete()
    _refuse_taken(facts.facts)
    _put_all(Source, _sources(facts))
    _put_all(Series, _series(facts))
    Observation.objects.bulk_create(
        _observation(fact, position, own_day=days.get(fact.key) if fact.source else None)
        for position, fact in enumerate(facts.facts.values())
    )
    _drop_others(Source.objects.filter(of_the_pack=True), facts.sources)
    _drop_others(Series.objects.all(), facts.series)
    DerivedFigure.objects.all().delete()
    DerivedFigure.objects.bulk_create(_derived(facts))

    record("figures loaded", about=f"pack:{pack.key}:sha256:{pack.digest()}", by=by, at=at)


@transaction.atomic
def start_import(*, name: str, content: bytes, by: Actor, at: datetime, layout: str = "auto") -> ImportBatch:
    """Read a file into drafts and keep them to be looked at; nothing of it becomes a figure yet.

    Rows that cannot be read are kept with their reasons. `PackError` where the file as a whole cannot be read.
    """
    require(access.may_import(by))
    known = Observation.objects.facts()
    reading = read_import(Path(name).name, content, Known(known.codes, known.series), layout)
    digest = hashlib.sha256(content).hexdigest()

    batch = ImportBatch.objects.create(
        name=reading.name[:200],
        layout=reading.layout,
        digest=digest,
        rows=reading.rows,
        drafts=[as_data(draft) for draft in reading.drafts],
        errors=[each.as_data() for each in reading.errors],
        left_out=[each.as_data() for each in reading.left_out],
        started_by=by.ref,
        started_at=at,
    )

    record("import previewed", about=f"file:sha256:{digest}", by=by, at=at)
    return batch


@transaction.atomic
def confirm_import(*, batch: ImportBatch, by: Actor, at: datetime, synthetic: bool = False) -> ImportBatch:
    """Make figures of a previewed file, all of them or none; `synthetic` says that the file is invented.

    `Refusal` while a row cannot be read, while a draft could be two things, or where the same file is imported
    already.
    """
    hold("figures")
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    require(access.may_move(by, batch.state, ImportState.CONFIRMED))
    drafts = drafts_of(batch)
    _refuse_unready(batch, drafts)

    sources = {draft.source: _source_for(draft) for draft in drafts if draft.source}
    Observation.objects.bulk_create(
        _imported(draft, batch, sources.get(draft.source), position, synthetic=synthetic)
        for position, draft in enumerate(drafts)
    )
    batch.state, batch.confirmed_at = ImportState.CONFIRMED, at
    batch.save(update_fields=["state", "confirmed_at"])

    record("figures imported", about=f"file:sha256:{batch.digest}", by=by, at=at)
    return batch


@transaction.atomic
def undo_import(*, batch: ImportBatch, by: Actor, at: datetime) -> ImportBatch:
    """Take back every figure of an import. The file's name, digest and drafts stay on record."""
    hold("figures")
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    require(access.may_move(by, batch.state, ImportState.UNDONE))

    batch.observations.all().delete()
    Source.objects.filter(of_the_pack=False, observations__isnull=True).delete()
    batch.state, batch.undone_at = ImportState.UNDONE, at
    batch.save(update_fields=["state", "undone_at"])

    record("import undone", about=f"file:sha256:{batch.digest}", by=by, at=at)
    return batch


def drafts_of(batch: ImportBatch) -> tuple[Draft, ...]:
    """The drafts of a handed-in file."""
    return tuple(from_data(each) for each in batch.drafts)


def errors_of(batch: ImportBatch) -> tuple[RowError, ...]:
    """The rows of a handed-in file that cannot be read."""
    return tuple(RowError.from_data(each) for each in batch.errors)


def left_out_of(batch: ImportBatch) -> tuple[RowError, ...]:
    """The rows of a handed-in file that are fine but not for import."""
    return tuple(RowError.from_data(each) for each in batch.left_out)


def doubts_of(batch: ImportBatch) -> tuple[Doubt, ...]:
    """Every row of a handed-in file that a person must decide about, as things stand now."""
    return doubts(drafts_of(batch), Observation.objects.facts().facts)


def says(doubt: Doubt) -> str:
    """A doubt as a sentence in the active language."""
    sentences = {
        "key_taken": _("Line %(line)s: a fact called “%(other)s” exists already."),
        "key_twice": _("Line %(line)s has the key of line %(other)s."),
        "known": _("Line %(line)s repeats what the fact “%(other)s” says from the same source."),
        "twice": _("Line %(line)s repeats line %(other)s."),
    }
    return sentences[doubt.kind] % {"line": doubt.line, "other": doubt.other}


def _refuse_unready(batch: ImportBatch, drafts: Sequence[Draft]) -> None:
    if batch.errors:
        lines = ", ".join(str(each["line"]) for each in batch.errors[:MOST_DOUBTS_NAMED])
        reason = _("Some rows cannot be read (line %(lines)s). Correct the file and hand it in again.")
        raise Refusal(reason % {"lines": lines})
    if not drafts:
        raise Refusal(_("The file holds nothing that can be imported."))
    if ImportBatch.objects.filter(digest=batch.digest, state=ImportState.CONFIRMED).exists():
        raise Refusal(_("Exactly this file is imported already."))
    found = doubts(drafts, Observation.objects.facts().facts)
    if found:
        named = " ".join(says(each) for each in found[:MOST_DOUBTS_NAMED])
        raise Refusal(_("Nothing was imported. %(doubts)s") % {"doubts": named})


def _refuse_taken(facts: Iterable[str]) -> None:
    taken = list(Observation.objects.imported().filter(key__in=facts).values_list("key", flat=True))
    if taken:
        reason = _("The pack brings “%(key)s”, which was imported from a file: undo that import first.")
        raise Refusal(reason % {"key": taken[0]})


def _put_all(model: type[Row], rows: Sequence[Row]) -> None:
    names = [each.attname for each in model._meta.concrete_fields if not each.primary_key]
    model._default_manager.bulk_create(rows, update_conflicts=True, unique_fields=["key"], update_fields=names)


def _drop_others(rows: models.QuerySet[Row], kept: Iterable[str]) -> None:
    try:
        rows.exclude(pk__in=list(kept)).delete()
    except ProtectedError as problem:
        used = ", ".join(sorted({str(row) for row in problem.protected_objects})[:MOST_DOUBTS_NAMED])
        reason = _("The pack drops what imported figures still use: %(used)s. Keep it in the pack.")
        raise Refusal(reason % {"used": used}) from problem


def _sources(facts: Facts) -> list[Source]:
    return [Source(**source.__dict__, of_the_pack=True) for source in facts.sources.values()]


def _series(facts: Facts) -> list[Series]:
    return [
        Series(**{**series.__dict__, "name": series.name.as_dict()}, position=position)
        for position, series in enumerate(facts.series.values())
    ]


def _derived(facts: Facts) -> list[DerivedFigure]:
    return [
        DerivedFigure(
            **{
                **each.__dict__,
                "inputs": list(each.inputs),
                "words": each.words.as_dict(),
                "note": each.note and each.note.as_dict(),
            },
            position=position,
        )
        for position, each in enumerate(facts.derived)
    ]


def _observation(fact: Fact, position: int, *, own_day: date | None) -> Observation:
    names = ("key", "kind", "value", "decimals", "qualifier", "unit", "period", "scope", "counted_by", "said_by")
    more = ("quality", "day", "until", "found", "synthetic")
    return Observation(
        **{name: getattr(fact, name) for name in (*names, *more)},
        position=position,
        series_id=fact.series or None,
        source_id=fact.source.key if fact.source else None,
        own_day=own_day,
        words=fact.words.as_dict(),
        note=fact.note and fact.note.as_dict(),
    )


def _imported(
    draft: Draft, batch: ImportBatch, source: Source | None, position: int, *, synthetic: bool
) -> Observation:
    names = ("key", "kind", "value", "decimals", "qualifier", "unit", "period", "scope", "counted_by", "said_by")
    words = Words(draft.words, draft.words_ru or draft.words, draft.words_tg or draft.words)
    remarks = " ".join(draft.remarks)
    note = draft.note or (Words(remarks, remarks, remarks) if remarks else None)
    return Observation(
        **{name: getattr(draft, name) for name in (*names, "day", "until")},
        position=position,
        series_id=draft.series or None,
        quality=draft.quality or Quality.SECONDARY,
        source=source,
        own_day=draft.published_on,
        words=words.as_dict(),
        note=note and note.as_dict(),
        found=str(draft.line),
        synthetic=synthetic,
        batch=batch,
    )


def _source_for(draft: Draft) -> Source:
    """The source of an imported draft: the one that is known by its key or address, or a new one."""
    named = models.Q(key=draft.source) | models.Q(address=draft.source) | models.Q(title=draft.source[:500], address="")
    known = Source.objects.filter(named).first()
    if known is not None:
        return known
    digest = hashlib.sha256(draft.source.encode()).hexdigest()[:8]
    return Source.objects.create(
        key=f"{source_key(draft.source) or 'source'}-{digest}",
        title=draft.source[:500],
        address=draft.source if "://" in draft.source else "",
        published_on=draft.published_on,
        quality=draft.quality or Quality.SECONDARY,
    )
