"""Reading a market from CSV and JSON, and writing who is placed where. Columns are read whole, not row by row."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy
import pandas

from hamsafar.kit.because import Because, about
from hamsafar.recruitment.rules.market import (
    BadMarket,
    Constraints,
    Fairness,
    Family,
    Market,
    Quota,
    Reserved,
    Together,
    Whole,
)

FIRST_ROW = 2  # of a file, as an editor numbers its lines
MOST_PLACES = 2**31


def read_market(candidates: Path, vacancies: Path, eligibility: Path, constraints: Path | None = None) -> Market:
    """A market from `id[,group]`, `id,places[,region,sector]`, `candidate,vacancy,score`, and JSON.

    Raises `BadMarket` with file, line and reason.
    """
    people = _table(candidates, {"id"}, {"group"})
    orders = _table(vacancies, {"id", "places"}, {"region", "sector"})
    _refuse_repeated(candidates, people["id"])
    _refuse_repeated(vacancies, orders["id"])
    places = _whole_places(vacancies, orders["places"])
    who, where, scores = _eligibility(eligibility, people["id"], orders["id"])
    return Market(
        candidates=people["id"].tolist(),
        vacancies=orders["id"].tolist(),
        places=places,
        who=who,
        where=where,
        scores=scores,
        groups=people["group"].tolist() if "group" in people else (),
        regions=orders["region"].tolist() if "region" in orders else (),
        sectors=orders["sector"].tolist() if "sector" in orders else (),
        constraints=_constraints(constraints) if constraints else Constraints(),
    )


def write_placement(file: Path, pairs: Sequence[tuple[str, str]]) -> None:
    """`candidate,vacancy`, one line each; the file appears whole or not at all."""
    part = file.with_name(file.name + ".part")
    try:
        pandas.DataFrame(pairs, columns=["candidate", "vacancy"]).to_csv(part, index=False, lineterminator="\n")
        part.replace(file)
    except OSError as error:
        raise BadMarket(about(str(file), Because("it cannot be written"))) from error


def read_pairs(file: Path, market: Market) -> tuple[Whole, Whole]:
    """A placement that was written, as places in the lists of its market."""
    kinds = {"candidate": "category", "vacancy": "category"}
    rows = _table(file, set(kinds), set(), kinds)
    who = _looked_up(
        file, rows["candidate"], pandas.Series(market.candidates, dtype=str), Because("there is no candidate %(name)s")
    )
    where = _looked_up(
        file, rows["vacancy"], pandas.Series(market.vacancies, dtype=str), Because("there is no vacancy %(name)s")
    )
    return who, where


def _table(file: Path, needed: set[str], more: set[str], kinds: Mapping[str, str] | None = None) -> pandas.DataFrame:
    """The columns of a CSV file as text, those of `kinds` as told; other columns are left out."""
    try:
        read = pandas.read_csv(
            file,
            usecols=lambda name: name in needed | more,
            dtype=dict(kinds or dict.fromkeys(needed | more, "str")),
            keep_default_na=False,
            encoding="utf-8-sig",
        )
    except OSError as error:
        raise _bad(file, Because("it cannot be read")) from error
    except UnicodeDecodeError as error:
        raise _bad(file, Because("it is no UTF-8 text")) from error
    except (ValueError, pandas.errors.ParserError) as error:
        raise _bad(file, Because("it is no table of %(columns)s", columns=", ".join(sorted(needed)))) from error
    missing = sorted(needed - set(read.columns))
    if missing:
        raise _bad(file, Because("there is no column %(column)s", column=missing[0]))
    return read


def _bad(file: Path, reason: str, row: int | None = None) -> BadMarket:
    place = file.name if row is None else f"{file.name}:{row + FIRST_ROW}"
    return BadMarket(about(place, reason))


def _refuse_repeated(file: Path, ids: pandas.Series) -> None:
    wrong = (ids == "") | ids.duplicated()
    if wrong.any():
        row = int(numpy.flatnonzero(wrong)[0])
        reason = Because("%(id)s stands here again", id=ids[row]) if ids[row] else Because("the id is empty")
        raise _bad(file, reason, row)


def _whole_places(file: Path, written: pandas.Series) -> Whole:
    numbers = pandas.to_numeric(written, errors="coerce").to_numpy(dtype=float)
    wrong = ~((numbers >= 0) & (numbers < MOST_PLACES) & (numbers == numpy.floor(numbers)))
    if wrong.any():
        row = int(numpy.flatnonzero(wrong)[0])
        raise _bad(file, Because("%(places)s is no number of places", places=str(written[row]) or "–"), row)
    return numbers.astype(numpy.int64)


def _eligibility(file: Path, candidates: pandas.Series, vacancies: pandas.Series) -> tuple[Whole, Whole, numpy.ndarray]:
    """Places in the two lists, and scores. Names are read as categories, so that each is looked up once."""
    kinds = {"candidate": "category", "vacancy": "category", "score": "str"}
    try:
        rows = _table(file, set(kinds), set(), {**kinds, "score": "float64"})
    except BadMarket:
        rows = _table(file, set(kinds), set(), kinds)  # to say in which line there is no number
    who = _looked_up(file, rows["candidate"], candidates, Because("there is no candidate %(name)s"))
    where = _looked_up(file, rows["vacancy"], vacancies, Because("there is no vacancy %(name)s"))
    scores = pandas.to_numeric(rows["score"], errors="coerce").to_numpy(dtype=float)
    wrong = ~numpy.isfinite(scores)
    if wrong.any():
        row = int(numpy.flatnonzero(wrong)[0])
        raise _bad(file, Because("the score is no number"), row)
    both = who * max(len(vacancies), 1) + where
    order = numpy.argsort(both, kind="stable")
    again = numpy.flatnonzero(both[order][1:] == both[order][:-1])
    if len(again):
        row = int(order[again + 1].min())
        raise _bad(file, Because("this candidate and this vacancy stand in an earlier line as well"), row)
    return who, where, scores


def _looked_up(file: Path, names: pandas.Series, known: pandas.Series, reason: str) -> Whole:
    places = pandas.Index(known).get_indexer(names.cat.categories.astype(known.dtype))
    found = places[names.cat.codes.to_numpy()].astype(numpy.int64)
    if (found < 0).any():
        row = int(numpy.flatnonzero(found < 0)[0])
        raise _bad(file, Because(reason.message, name=str(names.iloc[row])), row)  # type: ignore[attr-defined]
    return found


# ── Constraints ──


def _constraints(file: Path) -> Constraints:
    """Quotas, reserved places, families and fairness as docs/reference/placement.md has them."""
    try:
        data = json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise _bad(file, Because("it cannot be read")) from error
    except ValueError as error:
        raise _bad(file, Because("it is no JSON")) from error
    _refuse_unknown(file, data, {"quotas", "reserved", "families", "fairness"})
    try:
        return Constraints(
            quotas=tuple(_quota(file, each) for each in data.get("quotas", [])),
            reserved=tuple(_reserved(file, each) for each in data.get("reserved", [])),
            families=tuple(_family(file, each) for each in data.get("families", [])),
            fairness=_fairness(file, data["fairness"]) if data.get("fairness") else None,
        )
    except (TypeError, ValueError, KeyError, AttributeError, ZeroDivisionError) as error:
        if isinstance(error, BadMarket):
            raise
        raise _bad(file, Because("a constraint is not written as it must be")) from error


def _refuse_unknown(file: Path, data: Any, known: set[str]) -> None:
    if not isinstance(data, dict):
        raise _bad(file, Because("a constraint is not written as it must be"))
    unknown = sorted(set(data) - known)
    if unknown:
        raise _bad(file, Because("nobody knows what %(word)s means here", word=unknown[0]))


def _quota(file: Path, data: Any) -> Quota:
    _refuse_unknown(file, data, {"region", "sector", "most", "least"})
    limits = None if data.get("most") is None else _number(data["most"]), _number(data.get("least", 0))
    return Quota(data.get("region"), data.get("sector"), *limits)


def _reserved(file: Path, data: Any) -> Reserved:
    _refuse_unknown(file, data, {"group", "places", "vacancy", "region", "sector"})
    scope = (data.get("vacancy"), data.get("region"), data.get("sector"))
    return Reserved(data["group"], _number(data["places"]), *scope)


def _family(file: Path, data: Any) -> Family:
    if isinstance(data, list):
        return Family(tuple(map(str, data)))
    _refuse_unknown(file, data, {"members", "together"})
    return Family(tuple(map(str, data["members"])), Together(data.get("together", Together.VACANCY)))


def _fairness(file: Path, data: Any) -> Fairness:
    _refuse_unknown(file, data, {"most_gap"})
    gap = Fraction(str(data["most_gap"]))
    if not 0 <= gap <= 1:
        raise _bad(file, Because("the gap of fairness lies between 0 and 1"))
    return Fairness(gap)


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(value)
    return value
