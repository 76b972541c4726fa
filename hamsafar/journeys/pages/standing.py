"""Where a person stands on their journey, in the words of their own page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from hamsafar.journeys.actions.crossing import stay_clock_of
from hamsafar.journeys.enums import JourneyState, Phase, RequirementKind, Standing
from hamsafar.journeys.models import Journey, Person, Requirement
from hamsafar.journeys.pages.ruling import Rulebook, RuleShown
from hamsafar.journeys.rules.next_step import next_kind
from hamsafar.kit.because import said
from hamsafar.kit.formats import day
from hamsafar.kit.language import reader_language

Words = str | Promise

WHERE: dict[RequirementKind, Words] = {
    RequirementKind.PASSPORT: gettext_lazy("Show your passport for travel abroad at the office that keeps your file."),
    RequirementKind.PRE_TRIP: gettext_lazy("Ask here; the answer comes with a receipt that you can carry."),
    RequirementKind.EXAMINATION: gettext_lazy(
        "Go to an examination centre with your passport. The result is told to you first."
    ),
    RequirementKind.LANGUAGE_TEST: gettext_lazy(
        "Take the examination at a centre that gives the certificate, and show it at the office."
    ),
    RequirementKind.FINGERPRINTS: gettext_lazy("Go to the documents desk with your passport."),
    RequirementKind.CONTRACT: gettext_lazy("Ask the recruitment office for the contract, and keep a copy of your own."),
    RequirementKind.DECISION: gettext_lazy("Ask at the documents desk what became of your application."),
    RequirementKind.ENTRY_NOTICE: gettext_lazy(
        "Send the notice before you travel, and show its receipt at the office."
    ),
    RequirementKind.MIGRATION_CARD: gettext_lazy(
        "At the border, write the true purpose of your journey on the migration card, and keep the card."
    ),
    RequirementKind.REGISTRATION: gettext_lazy("Whoever you stay with has you registered: ask them at once."),
    RequirementKind.INSURANCE: gettext_lazy("Take out medical insurance, and keep the policy with your papers."),
    RequirementKind.PATENT: gettext_lazy("Apply for the patent in the region where you will work."),
}
MARKS: dict[Standing, tuple[str, Words]] = {
    Standing.MET: ("done", pgettext_lazy("step of a journey", "Done")),
    Standing.LAPSES_SOON: ("soon", pgettext_lazy("step of a journey", "Ends soon")),
    Standing.WAIVED: ("done", pgettext_lazy("step of a journey", "Waived")),
    Standing.NOT_ESTABLISHED: ("differ", pgettext_lazy("step of a journey", "Not established")),
    Standing.NOT_NEEDED: ("none", pgettext_lazy("step of a journey", "Not needed")),
    Standing.TO_CONFIRM: ("course", pgettext_lazy("step of a journey", "Being checked")),
    Standing.LAPSED: ("broken", pgettext_lazy("step of a journey", "Ended")),
    Standing.OVERDUE: ("late", pgettext_lazy("step of a journey", "Late")),
    Standing.MISSING: ("none", pgettext_lazy("step of a journey", "Later")),
}
NOW = ("soon", pgettext_lazy("step of a journey", "Now"))


@dataclass(frozen=True)
class Step:
    """One requirement as the person reads it."""

    title: Words
    hint: str
    mark: str
    words: Words


@dataclass(frozen=True)
class Clock:
    """One last day, how it was counted, and the rule behind it."""

    title: Words
    words: str
    rule: RuleShown


@dataclass(frozen=True)
class Next:
    """The one thing to do now. `url` is empty where it is done in person."""

    title: Words
    means: Words
    due: str = ""
    url: str = ""
    button: Words = ""


def where_i_stand(person: Person, *, at: datetime) -> dict[str, Any]:
    """The journey that goes on, its steps by phase, and the next one."""
    journey = Journey.objects.of(person).going_on().newest_first().first()
    if journey is None:
        return {"journey": None, "next": _begin()}
    on, state = localdate(at), journey.state(at=at)
    rows = list(journey.requirements.waived_too().in_order())
    nearest = next_kind([each.facts for each in rows], state=state, on=on)
    rules, stay = Rulebook(), stay_clock_of(person, on=on)
    return {
        "journey": journey,
        "state": state.label,
        "steps": [(phase.label, _steps(rows, phase, nearest, on=on)) for phase in Phase],
        "next": _next(rows, nearest, state),
        "clocks": list(_clocks(rows, rules, journey)),
        "stay": stay,
        "stay_rule": rules.row(stay.law.key, stay.law.valid_from) if stay.law else None,
    }


def _clocks(rows: Sequence[Requirement], rules: Rulebook, journey: Journey) -> Iterator[Clock]:
    """Every last day that is counted from entry, until the thing is met."""
    for each in rows:
        term = rules.term(each, entry=journey.entry_on) if each.met_on is None else None
        if term is not None:
            yield Clock(each.get_kind_display(), term.words, term.rule)


def _steps(rows: Sequence[Requirement], phase: Phase, nearest: RequirementKind | None, *, on: date) -> list[Step]:
    """What is asked in a phase; what is not needed stays out of the way."""
    found = []
    for each in rows:
        stands = each.standing(on=on)
        if each.phase == phase and stands is not Standing.NOT_NEEDED:
            mark, words = NOW if each.kind == nearest and stands is Standing.MISSING else MARKS[stands]
            found.append(Step(each.get_kind_display(), _hint(each, stands), mark, words))
    return found


def _hint(each: Requirement, stands: Standing) -> str:
    language = reader_language()
    if stands in {Standing.MET, Standing.LAPSES_SOON, Standing.LAPSED} and each.until:
        return _("Until %(day)s") % {"day": day(each.until, language)}
    if stands in {Standing.MISSING, Standing.OVERDUE, Standing.TO_CONFIRM} and each.due_on:
        return _("By %(day)s") % {"day": day(each.due_on, language)}
    return said(each.reason, _) if stands is Standing.NOT_ESTABLISHED else ""


def _next(rows: Sequence[Requirement], nearest: RequirementKind | None, state: JourneyState) -> Next:
    if nearest is not None:
        row = next(each for each in rows if each.kind == nearest)
        due = day(row.due_on, reader_language()) if row.due_on else ""
        if nearest is RequirementKind.PRE_TRIP:
            return Next(nearest.label, WHERE[nearest], due, reverse("mine:checks"), _("Ask now"))
        return Next(nearest.label, WHERE[nearest], due)
    if state is JourneyState.OPEN:
        return Next(_("Fetch your paper"), _("Everything before departure is in hand. The office issues your paper."))
    if state is JourneyState.CLEARED:
        return Next(
            _("Have your paper with you"),
            _("Print it: it is checked without a network. After the border, say here that you crossed."),
        )
    return Next(_("Nothing is open"), _("You are told before anything ends."))


def _begin() -> Next:
    return Next(
        _("Say that you will travel"),
        _("Then this page shows what you need, step by step."),
        "",
        reverse("mine:open"),
        _("Begin a journey"),
    )
