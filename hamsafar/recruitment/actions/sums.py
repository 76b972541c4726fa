"""The sums of this desk, once each. Readers only. Demonstration and real rows are never summed together."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.utils import timezone

from hamsafar.journeys.enums import JourneyPurpose
from hamsafar.journeys.models import Journey
from hamsafar.recruitment.actions.contracts import worker_share
from hamsafar.recruitment.enums import LIVE, ContractState, ProposalState
from hamsafar.recruitment.models import Complaint, Contract, Exemption, Nominee, Proposal
from hamsafar.recruitment.rules.terms import Paid, is_forbidden


@dataclass(frozen=True)
class Acceptance:
    """Of the places that came to an end, how many were agreed by all three."""

    agreed: int
    ended: int

    @property
    def percent(self) -> float:
        return 100 * self.agreed / self.ended if self.ended else 0.0


@dataclass(frozen=True)
class Channels:
    """People who left to work, by the way they found it: through a recruiter, straight to an employer, on their own."""

    recruiter: int
    employer: int
    own: int


@dataclass(frozen=True)
class Median:
    """The middle of so many."""

    middle: float
    of: int


@dataclass(frozen=True)
class WorkerCost:
    """What workers bore for being recruited: the median percent of a month's wage (SDG 10.7.1), of how many contracts,
    and on how many of them they paid a fee that no worker may be asked for."""

    percent: float
    contracts: int
    fees: int


@dataclass(frozen=True)
class EarlyReturns:
    """Of the contracts that were signed, how many ended before their day, and not for another employer."""

    early: int
    signed: int

    @property
    def percent(self) -> float:
        return 100 * self.early / self.signed if self.signed else 0.0


@dataclass(frozen=True)
class DaysToPlace:
    """Days from a verified order to an agreed place: the median, and of how many."""

    median: float
    placed: int


def acceptance(*, synthetic: bool) -> Acceptance:
    """Places agreed among those that nobody still has to answer."""
    ended = Proposal.objects.filter(candidate__synthetic=synthetic).exclude(state__in=LIVE)
    return Acceptance(ended.filter(state=ProposalState.AGREED).count(), ended.count())


def days_to_place(*, synthetic: bool) -> DaysToPlace:
    """Calendar days from the second institution's yes to the worker's."""
    agreed = Proposal.objects.filter(candidate__synthetic=synthetic, state=ProposalState.AGREED)
    rows = agreed.values_list("order__second_at", "agreed_on")
    days = [(on - timezone.localdate(verified)).days for verified, on in rows if on and verified]
    return DaysToPlace(statistics.median(days) if days else 0.0, len(days))


def departures(*, synthetic: bool) -> int:
    """People who left on a journey for which an agreed place stands: this node's own count of organised recruitment.

    A published count may be of applications, of contracts, or of a whole year's lists, and of another office: the two
    stand side by side and are never added or corrected by each other.
    """
    left = Proposal.objects.filter(candidate__synthetic=synthetic, journey__left_on__isnull=False)
    return left.values("candidate__person").distinct().count()


def exemptions_by_office(*, synthetic: bool) -> Mapping[int, int]:
    """Exemptions from a requirement of an order that two officers granted, by number of their organisation."""
    rows = Exemption.objects.filter(granted_at__isnull=False, candidate__synthetic=synthetic)
    return dict(rows.values_list("office").annotate(n=Count("pk")).order_by("office"))


def departures_by_channel(*, synthetic: bool) -> Channels:
    """People who left on a journey to work that this node keeps, each counted once, by channel.

    Whoever left for an agreed place is of organised recruitment: through the order's recruiter, or straight to the
    employer. Others went on their own.
    """
    agreed = Proposal.objects.filter(candidate__synthetic=synthetic, journey__left_on__isnull=False)
    recruiter = _people(agreed.filter(order__recruiter__isnull=False))
    employer = _people(agreed.filter(order__recruiter__isnull=True)) - recruiter
    left = Journey.objects.filter(synthetic=synthetic, purpose=JourneyPurpose.WORKER, left_on__isnull=False)
    placed = Proposal.objects.filter(journey=OuterRef("pk"))
    own = set(left.exclude(Exists(placed)).values_list("person", flat=True))
    return Channels(len(recruiter), len(employer), len(own))


def _people(places: QuerySet[Proposal]) -> set[int]:
    return set(places.values_list("candidate__person", flat=True))


def days_to_arrival(*, synthetic: bool) -> Median:
    """Calendar days from the second institution's yes to an order to an arrival at the employer, on either side."""
    here = Contract.objects.filter(proposal__candidate__synthetic=synthetic, arrived_on__isnull=False)
    there = Nominee.objects.filter(synthetic=synthetic, arrived_on__isnull=False)
    rows = [*here.values_list("proposal__order__second_at", "arrived_on")]
    rows += there.values_list("order__second_at", "arrived_on")
    return _median([(on - timezone.localdate(at)).days for at, on in rows if at and on])


def worker_cost(*, synthetic: bool) -> WorkerCost:
    """What workers bore, by the costs noted on signed contracts; a wage by the shift gives no share."""
    shares, fees = [], 0
    signed = _signed(synthetic).select_related("proposal__order").prefetch_related("costs")
    for contract in signed:
        _borne, months = worker_share(contract)
        if months is not None:
            shares.append(float(100 * months))
        fees += any(is_forbidden(Paid(each.cost, each.payer, each.amount)) for each in contract.costs.all())
    middle = _median(shares)
    return WorkerCost(middle.middle, middle.of, fees)


def complaints(*, synthetic: bool) -> int:
    """Complaints of workers that were taken down."""
    return Complaint.objects.filter(contract__proposal__candidate__synthetic=synthetic).count()


def early_returns(*, synthetic: bool) -> EarlyReturns:
    """Contracts that ended before the last day of the work; a change of employer is no return."""
    signed = _signed(synthetic)
    changed = Contract.objects.filter(proposal__follows=OuterRef("pk"), signed_on__isnull=False)
    early = signed.filter(state=ContractState.ENDED, ended_on__lt=F("proposal__order__ends_on")).exclude(
        Exists(changed)
    )
    return EarlyReturns(early.count(), signed.count())


def _signed(synthetic: bool) -> QuerySet[Contract]:
    return Contract.objects.filter(proposal__candidate__synthetic=synthetic, signed_on__isnull=False)


def _median(some: Sequence[float]) -> Median:
    return Median(statistics.median(some) if some else 0.0, len(some))
