"""A placement run from the roster and the open orders: frozen with its inputs, verified, its places proposed."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hamsafar.kit.actor import Actor
from hamsafar.kit.because import Because, as_data
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.ledger.actions import record
from hamsafar.ledger.models import Line
from hamsafar.recruitment import access
from hamsafar.recruitment.actions.firms import is_demo
from hamsafar.recruitment.actions.labels import labels
from hamsafar.recruitment.actions.roster import seeker
from hamsafar.recruitment.actions.settings import fairness, points
from hamsafar.recruitment.enums import CandidateState
from hamsafar.recruitment.formats.frozen_runs import Verified, compare, freeze, verify
from hamsafar.recruitment.formats.placement_files import read_market
from hamsafar.recruitment.models import Candidate, Exemption, JobOrder, Proposal, RegionQuota, ReservedPlaces, Run
from hamsafar.recruitment.rules.fitting import Offer, Points, Seeker, misfits
from hamsafar.recruitment.rules.market import BadMarket, Market
from hamsafar.recruitment.rules.placement import FOUND, Placement, pairs, solve
from hamsafar.recruitment.rules.reasons import Difference, Reasons, costs
from hamsafar.recruitment.rules.reporting import age_group, lines
from hamsafar.recruitment.rules.reporting import as_data as report_data

SECONDS = 120.0
FROZEN = "placement run frozen: "  # and its digest: the ledger remembers what the row might forget


@dataclass(frozen=True)
class Inputs:
    """Everything a run is made from."""

    seekers: Sequence[Seeker]
    offers: Sequence[Offer]
    exempt: frozenset[tuple[str, str, str]]
    points: Points
    constraints: dict[str, Any]


@transaction.atomic
def make_run(*, what_if: bool = False, without_fairness: bool = False, words: str = "", by: Actor, at: datetime) -> Run:
    """Freeze the roster and the open orders, find the best placement, and propose its places.

    A what-if run proposes nothing. The ledger holds the digest of what was frozen.
    """
    require(access.may_place(by))
    inputs = _inputs(on=timezone.localdate(at), fair=not without_fairness, synthetic=is_demo(by))
    if not inputs.seekers or not inputs.offers:
        raise Refusal(_("Nobody waits for a place, or no order is open: there is nothing to place."))
    with tempfile.TemporaryDirectory() as name:
        files = _written(Path(name), inputs)
        market = read_market(*files)
        found = solve(market, seconds=SECONDS)
        if found.status not in FOUND:
            wrong = " ".join(map(labels(timezone.localdate(at)).said, found.conflict))
            raise Refusal(_("No placement keeps every constraint: %(wrong)s") % {"wrong": wrong})
        placed = pairs(market, found)
        archive = Path(name) / "run.zip"
        digest = freeze(archive, files, placed, found)
        frozen = archive.read_bytes()
    if Run.objects.filter(digest=digest, what_if=what_if).exists():
        raise Refusal(_("Nothing has changed since an earlier run: look at that one."))
    run = Run.objects.create(
        what_if=what_if,
        frozen=frozen,
        digest=digest,
        status=found.status.value,
        objective=found.objective,
        bound=found.bound,
        report=_report(market, found, on=timezone.localdate(at)),
        words=words.strip(),
        synthetic=is_demo(by),
        made_by=by.ref,
        made_at=at,
    )
    record(f"{FROZEN}{digest}", about=run, by=by, at=at)
    if not what_if:
        _propose(run, market, found, by=by, at=at)
    return run


def _inputs(*, on: date, fair: bool, synthetic: bool) -> Inputs:
    """Generated people are placed on generated orders alone, and nobody else on them."""
    looking = Candidate.objects.looking(on=on).filter(synthetic=synthetic)
    candidates = looking.select_related("person", "together_with").order_by("ref")
    standing = JobOrder.objects.open(on=on).of_firms_in_good_standing(on=on)
    open_orders = list(standing.filter(synthetic=synthetic).order_by("ref"))
    taken = Counter(Proposal.objects.holding().filter(order__in=open_orders).values_list("order__ref", flat=True))
    granted = Exemption.objects.filter(granted_at__isnull=False)
    seekers = [seeker(each) for each in candidates]
    offers = [offer(each, taken=taken[each.ref]) for each in open_orders]
    return Inputs(
        seekers=seekers,
        offers=offers,
        exempt=frozenset(granted.values_list("candidate__ref", "order__ref", "misfit")),
        points=points(on=on),
        constraints=_constraints(seekers, offers, on=on, fair=fair, synthetic=synthetic),
    )


def offer(order: JobOrder, *, taken: int = 0) -> Offer:
    """An order as the rules see it, with the places that are left."""
    return Offer(
        key=order.ref,
        occupation=order.occupation,
        region=order.region,
        sector=order.sector,
        places=max(0, order.places - taken),
        begins_on=order.begins_on,
        years=order.years_needed,
        russian=order.russian,
        family=order.family,
    )


def _constraints(
    seekers: Sequence[Seeker], offers: Sequence[Offer], *, on: date, fair: bool, synthetic: bool
) -> dict[str, Any]:
    """Quotas of the year less who was placed in it, families, and fairness between home districts."""
    regions, sectors = {each.region for each in offers}, {each.sector for each in offers}
    quotas = []
    for each in RegionQuota.objects.of_year(on.year):
        if each.region not in regions or (each.sector and each.sector not in sectors):
            continue
        used = Proposal.objects.holding().filter(candidate__synthetic=synthetic, order__begins_on__year=on.year)
        used = used.filter(order__region=each.region)
        used = used.filter(order__sector=each.sector) if each.sector else used
        limit = {"region": each.region, "most": max(0, each.most - used.count())}
        quotas.append(limit | ({"sector": each.sector} if each.sector else {}))
    districts = {each.district for each in seekers}
    reserved = []
    for share in ReservedPlaces.objects.of_year(on.year).filter(district__in=districts):
        if (share.region and share.region not in regions) or (share.sector and share.sector not in sectors):
            continue
        kept = {"group": share.district, "places": _still_reserved(share, synthetic=synthetic)}
        where = {"region": share.region, "sector": share.sector}
        reserved.append(kept | {name: value for name, value in where.items() if value})
    known = {each.key for each in seekers}
    families = _families(each for each in seekers if each.together_with in known)
    return {
        "quotas": quotas,
        "reserved": reserved,
        "families": families,
        "fairness": {"most_gap": str(fairness(on=on))} if fair else None,
    }


def _still_reserved(share: ReservedPlaces, *, synthetic: bool) -> int:
    """What is left of reserved places after those of the district who have one."""
    used = Proposal.objects.holding().filter(candidate__synthetic=synthetic, order__begins_on__year=share.year)
    used = used.filter(candidate__person__district=share.district)
    used = used.filter(order__region=share.region) if share.region else used
    used = used.filter(order__sector=share.sector) if share.sector else used
    return max(0, share.places - used.count())


def _families(seekers: Iterable[Seeker]) -> list[list[str]]:
    """Groups of people who go together, each person in one."""
    groups: list[set[str]] = []
    for each in seekers:
        pair = {each.key, each.together_with}
        touching = [group for group in groups if group & pair]
        groups = [group for group in groups if group not in touching] + [pair.union(*touching)]
    return sorted(sorted(group) for group in groups)


def _written(folder: Path, inputs: Inputs) -> tuple[Path, Path, Path, Path]:
    """The inputs as the files that `./run placement solve` reads: anybody can repeat the run."""
    scored = _scored(inputs)
    rows: tuple[tuple[str, Sequence[str], Iterable[Sequence[object]]], ...] = (
        ("candidates.csv", ("id", "group"), ((each.key, each.district) for each in inputs.seekers)),
        (
            "vacancies.csv",
            ("id", "places", "region", "sector"),
            ((each.key, each.places, each.region, each.sector) for each in inputs.offers),
        ),
        ("eligibility.csv", ("candidate", "vacancy", "score"), scored),
    )
    for name, head, body in rows:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(body)
        (folder / name).write_text(text.getvalue(), encoding="utf-8")
    (folder / "constraints.json").write_text(json.dumps(inputs.constraints, sort_keys=True), encoding="utf-8")
    first, second, third = (folder / name for name, _head, _body in rows)
    return first, second, third, folder / "constraints.json"


def _scored(inputs: Inputs) -> Iterator[tuple[str, str, int]]:
    """Every order that fits a candidate, with its score. Only orders in their occupation are looked at."""
    offers: dict[str, list[Offer]] = defaultdict(list)
    for each in inputs.offers:
        offers[each.occupation].append(each)
    exempt: dict[tuple[str, str], list[str]] = defaultdict(list)
    for candidate, order, misfit in inputs.exempt:
        exempt[candidate, order].append(misfit)
    for one in inputs.seekers:
        for other in offers[one.occupation]:
            if not misfits(one, other, exempt=exempt.get((one.key, other.key), ())):
                yield one.key, other.key, inputs.points.for_order(one, other)


def _report(market: Market, found: Placement, *, on: date) -> dict[str, Any]:
    """The published report: placed beside eligible by district, sex and age, and what each constraint cost."""
    people = {
        ref: (district, sex, _age(born, on))
        for ref, district, sex, born in Candidate.objects.filter(ref__in=market.candidates).values_list(
            "ref", "person__district", "person__sex", "person__birth_year"
        )
    }
    has, may = set(found.who.tolist()), set(market.who.tolist())
    numbers = range(len(market.candidates))
    eligible, placed = [each in may for each in numbers], [each in has for each in numbers]
    kinds = ("district", "sex", "age")
    by_kind = {
        kind: lines([people[ref][place] for ref in market.candidates], eligible, placed)
        for place, kind in enumerate(kinds)
    }
    # A family names people by reference: what it costs is summed, and no member is published.
    spent = [(each, as_data(each.words)) for each in costs(market, found, seconds=SECONDS)]
    shown = [
        {"words": words, "least": each.least, "most": each.most} for each, words in spent if not _names(each.constraint)
    ]
    families = [each for each, _words in spent if _names(each.constraint)]
    if families:
        words = as_data(Because("Families are placed together, or none of them."))
        total = {"least": sum(each.least for each in families), "most": sum(each.most for each in families)}
        shown.append({"words": words} | total)
    return report_data(by_kind) | {"costs": shown, "eligible": len(may), "placed": len(has), "people": len(numbers)}


def _names(constraint: object) -> bool:
    return hasattr(constraint, "members")


def _age(born: int | None, on: date) -> str:
    return age_group(on.year - born if born else None)


def _propose(run: Run, market: Market, found: Placement, *, by: Actor, at: datetime) -> None:
    reasons = Reasons(market, found)
    candidates = {
        each.ref: each for each in Candidate.objects.filter(ref__in=market.candidates).select_related("person")
    }
    orders = {each.ref: each for each in JobOrder.objects.filter(ref__in=market.vacancies)}
    scores = {
        (one, other): score
        for one, other, score in zip(market.who.tolist(), market.where.tolist(), market.scores.tolist(), strict=True)
    }
    for one, other in zip(found.who.tolist(), found.where.tolist(), strict=True):
        candidate, order = candidates[market.candidates[one]], orders[market.vacancies[other]]
        made = Proposal.objects.create(
            run=run,
            candidate=candidate,
            order=order,
            score=scores[one, other],
            reasons=[as_data(each) for each in reasons.of(candidate.ref)],
            proposed_at=at,
        )
        record("place proposed", about=made, by=by, at=at, person=candidate.person.ref)
    Candidate.objects.filter(ref__in=[market.candidates[one] for one in found.who.tolist()]).update(
        state=CandidateState.PROPOSED
    )


def compare_runs(before: Run, after: Run) -> tuple[float, Difference]:
    """By how much the total of one frozen run is above another's, and who is placed otherwise. Reads only."""
    with tempfile.TemporaryDirectory() as name:
        files = [Path(name) / f"{number}.zip" for number in range(2)]
        for file, run in zip(files, (before, after), strict=True):
            file.write_bytes(bytes(run.frozen))
        return compare(*files)


def _verified(file: Path, *, digest: str, again: bool) -> Verified:
    """What verifying found; an archive that cannot even be read is a finding as well."""
    try:
        return verify(file, digest=digest, again=again)
    except BadMarket:
        return Verified(digest="", objective=0.0, findings=(Because("it is no frozen run"),))


@transaction.atomic
def verify_run(*, run: Run, again: bool = False, by: Actor, at: datetime) -> Verified:
    """Whether a run is what it was: its archive, and the digest that the ledger holds. What is wrong is recorded."""
    require(access.may_read(by))
    noted = Line.objects.filter(about=f"{Run._meta.label_lower}:{run.ref}", verb__startswith=FROZEN).first()
    digest = noted.verb.removeprefix(FROZEN) if noted else ""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "run.zip"
        file.write_bytes(bytes(run.frozen))
        found = _verified(file, digest=digest, again=again)
    if not noted:
        found = replace(found, findings=(*found.findings, Because("The ledger knows nothing of this run.")))
    if found.findings:
        record("placement run found altered", about=run, by=by, at=at)
    return found
