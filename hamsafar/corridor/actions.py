"""Loading the corridor's part of a pack into the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from hamsafar.corridor import access
from hamsafar.corridor.formats.pack import Pack
from hamsafar.corridor.models import Code, Holiday, Post, Rule, Side
from hamsafar.kit.actor import Actor
from hamsafar.kit.locks import hold
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record

Row = TypeVar("Row", bound=models.Model)


@transaction.atomic
def load_corridor(pack: Pack, *, by: Actor, at: datetime) -> None:
    """Replace sides, posts, code lists, rules and calendars by those of the pack, and record its digest.

    All or nothing; loading the same pack again changes nothing but the ledger. Raises `Refusal` where the pack drops
    a side that organisations belong to.
    """
    require(access.may_load_pack(by))
    hold("corridor.load")

    sides, posts = _sides(pack), _posts(pack)
    _put(Side, sides)
    _drop_others(Post, posts)
    Post.objects.update(iata="", icao="")  # so that a code may move from one post to another
    _put(Post, posts)
    _drop_others(Side, sides)
    _replace(Code, _codes(pack))
    _replace(Rule, _rules(pack))
    _replace(Holiday, _holidays(pack))

    record("corridor loaded", about=f"pack:{pack.key}:sha256:{pack.digest()}", by=by, at=at)


def _put(model: type[Row], rows: Sequence[Row]) -> None:
    """Add the rows, or change those that are there by the same key and may be pointed at."""
    fields = [each.attname for each in model._meta.concrete_fields if not each.primary_key]
    model._default_manager.bulk_create(rows, update_conflicts=True, unique_fields=["key"], update_fields=fields)


def _drop_others(model: type[Row], rows: Sequence[Row]) -> None:
    try:
        model._default_manager.exclude(pk__in=[row.pk for row in rows]).delete()
    except ProtectedError as problem:
        names = ", ".join(sorted({str(row) for row in problem.protected_objects}))
        reason = _("The pack drops what is still in use by: %(names)s. Keep it in the pack.")
        raise Refusal(reason % {"names": names}) from problem


def _replace(model: type[Row], rows: Sequence[Row]) -> None:
    model._default_manager.all().delete()
    model._default_manager.bulk_create(rows)


def _sides(pack: Pack) -> list[Side]:
    return [
        Side(
            key=side.key,
            role=side.role,
            country=side.country,
            name=side.name.as_dict(),
            adjective=side.adjective.as_dict(),
            capital=side.capital.as_dict(),
            time_zone=side.time_zone,
        )
        for side in pack.sides
    ]


def _posts(pack: Pack) -> list[Post]:
    return [
        Post(
            key=post.key,
            side_id=post.side,
            kind=post.kind,
            iata=post.iata,
            icao=post.icao,
            unlocode=post.unlocode,
            name=post.name.as_dict(),
            source=post.source,
        )
        for post in pack.posts
    ]


def _codes(pack: Pack) -> list[Code]:
    return [
        Code(
            list=code.list,
            key=code.key,
            position=position,
            label=code.label.as_dict(),
            short=code.short.as_dict(),
            note=code.note.as_dict(),
            valid_from=code.valid_from,
            valid_to=code.valid_to,
            source=code.source,
        )
        for position, code in enumerate(pack.codes)
    ]


def _rules(pack: Pack) -> list[Rule]:
    return [
        Rule(
            key=rule.key,
            name=rule.name.as_dict(),
            value=rule.value,
            unit=rule.unit,
            valid_from=rule.valid_from,
            valid_to=rule.valid_to,
            status=rule.status,
            act=rule.act,
            source=rule.source,
            note=rule.note.as_dict(),
        )
        for rule in pack.rules
    ]


def _holidays(pack: Pack) -> list[Holiday]:
    return [
        Holiday(side_id=day.side, date=day.date, kind=day.kind, name=day.name.as_dict(), source=day.source)
        for day in pack.holidays
    ]
