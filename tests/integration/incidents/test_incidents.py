"""Opening, correcting and closing incidents; the people in them, their wishes and what became of them."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError

from hamsafar.accounts.enums import Role
from hamsafar.corridor.models import Post, Rule, Side
from hamsafar.incidents.actions import clockwork, evidence, noting, opening, receipts
from hamsafar.incidents.actions import people as crowd
from hamsafar.incidents.actions.evidence import Handed
from hamsafar.incidents.actions.noting import CountText, PhoneText
from hamsafar.incidents.actions.opening import Conflict
from hamsafar.incidents.enums import Age, IncidentState, Wish
from hamsafar.incidents.models import Affected, AffectedOutcome, Incident
from hamsafar.journeys.enums import CheckAnswer, CheckState, CheckVia, ConsentHow
from hamsafar.journeys.models import Person, TripCheck
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.models import Line
from tests.factories.accounts import OfficerFactory
from tests.factories.checks import traveller
from tests.factories.files import PDF
from tests.factories.incidents import BEGAN, MONDAY, affected, again, asked, incident, person, said

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DONE = {"by": SYSTEM, "at": MONDAY}


@pytest.fixture
def event(corridor) -> Incident:
    return incident(people=3)


def test_an_incident_opens_with_its_measures_and_a_number_of_the_year(corridor):
    first, second = incident(), incident()
    assert (first.number, second.number) == ("2026-0001", "2026-0002")
    assert first.measures.get().kind == "holding"
    assert Line.objects.filter(verb="incident opened").count() == 2


def test_the_same_form_opens_one_incident(corridor):
    form = uuid4()
    one, two = (opening.open_incident(said=said(), form_id=form, **DONE) for _ in range(2))
    assert one == two


def test_an_incident_whose_hour_is_not_known_begins_on_a_day(corridor):
    made = opening.open_incident(said=said(day_only=True), measures=["holding"], **DONE)
    assert made.measures.get().started_at is None


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"post": None}, "where it happened"),
        ({"started_at": MONDAY + HOUR}, "future"),
        ({"ended_at": BEGAN - HOUR}, "end before"),
        ({"ground": "whim"}, "not a code"),
        ({"ground": "not-established"}, "in the words"),
    ],
)
def test_an_incident_that_cannot_be(corridor, changed, why):
    with pytest.raises(Refusal, match=why):
        opening.open_incident(said=said(**changed), **DONE)
    assert not Incident.objects.exists()


def test_a_measure_that_no_list_knows_opens_nothing(corridor):
    with pytest.raises(Refusal, match="measure"):
        opening.open_incident(said=said(), measures=["scolding"], **DONE)


def test_two_people_who_correct_the_same_field_see_both_values(event):
    opening.edit_incident(incident=event, said=said(title="One"), version=1, **DONE)
    with pytest.raises(Conflict, match="title") as conflict:
        opening.edit_incident(incident=event, said=said(title="Two"), version=1, **DONE)
    assert [(each.field, each.now, each.yours) for each in conflict.value.changes] == [("title", "One", "Two")]
    assert again(event).title == "One"


def test_the_same_words_twice_are_no_conflict(event):
    for _ in range(2):
        opening.edit_incident(incident=event, said=said(title="One"), version=1, **DONE)
    assert again(event).version == 3


def test_a_measure_has_its_own_person_beginning_and_end(event):
    one = affected(event)
    made = noting.add_measure(incident=event, kind="papers-taken", affected=one, started_at=BEGAN, **DONE)
    noting.end_measure(measure=made, ended_at=BEGAN + HOUR, **DONE)
    assert again(made).ended_at == BEGAN + HOUR
    with pytest.raises(Refusal, match="before the beginning"):
        noting.end_measure(measure=made, ended_at=BEGAN - HOUR, **DONE)


def test_nobody_of_another_incident_is_named_in_this_one(event):
    with pytest.raises(Refusal, match="another incident"):
        noting.add_measure(incident=event, kind="holding", affected=affected(incident(people=1)), **DONE)


def test_a_phone_check_says_when_it_was_taken_and_returned_and_never_what_was_on_it(event):
    check = noting.record_phone_check(incident=event, said=PhoneText(taken_at=BEGAN), affected=affected(event), **DONE)
    noting.return_phone(check=check, returned_at=BEGAN + HOUR, **DONE)
    assert again(check).returned_at == BEGAN + HOUR
    assert not {"contents", "words", "file", "files"} & {each.name for each in type(check)._meta.get_fields()}


@pytest.mark.parametrize(
    ("changed", "why"),
    [({"devices": 0}, "at least one"), ({"taken_at": BEGAN, "returned_at": BEGAN - HOUR}, "before the beginning")],
)
def test_a_phone_check_that_cannot_be(event, changed, why):
    with pytest.raises(Refusal, match=why):
        noting.record_phone_check(incident=event, said=PhoneText(**changed), **DONE)


def test_the_consular_clock_stops_at_the_proven_notice_and_says_that_it_is_practice(event):
    before = clockwork.clock_of_notice(event, at=MONDAY)
    assert (before.told_at, before.rule.is_practice, before.is_late) == (None, True, False)
    proof = Handed(b"%PDF-1.4\n%%EOF\n", "note.pdf")
    officer = OfficerFactory(role=Role.CONSUL)
    noting.record_notice(
        incident=event, told_at=BEGAN + 6 * HOUR, told_by="border service", proof=proof, by=officer, at=MONDAY
    )
    other = noting.record_notice(
        incident=event, told_at=BEGAN + HOUR, told_by="border service", affected=affected(event), **DONE
    )
    assert clockwork.clock_of_notice(again(event), at=MONDAY).took == 6 * HOUR
    assert clockwork.clock_of_notice(again(event), affected=affected(event), at=MONDAY).took == HOUR
    assert clockwork.clock_of_notice(again(event), affected=affected(event, 2), at=MONDAY).took == 6 * HOUR
    assert other.recorded_by is None


def test_an_established_rule_takes_the_place_of_practice(event):
    Rule.objects.filter(key="consular-notice").update(status="established", value="3", unit="hours", source="read")
    clock = clockwork.clock_of_notice(event, at=MONDAY)
    assert (clock.rule.is_practice, clock.is_late) == (False, True)


def test_where_only_the_day_is_known_the_clock_begins_at_its_end(corridor):
    made = incident(day_only=True, place="a road", post=None)
    clock = clockwork.clock_of_notice(made, at=MONDAY, rules=[])
    assert clock.at_least
    assert (clock.rule, clock.began_at.day) == (None, 3)


def test_the_consul_is_not_told_in_the_future(event):
    with pytest.raises(Refusal, match="future"):
        noting.record_notice(incident=event, told_at=MONDAY + HOUR, told_by="them", **DONE)


def test_counts_stand_as_they_were_stated_also_in_words(event):
    texts = [CountText(BEGAN, "a source", people=40, outcome="admitted"), CountText(BEGAN, "a source", words="dozens")]
    noting.state_counts(incident=event, said=texts, **DONE)
    assert [str(each) for each in event.stated_counts.all()] == ["40", "dozens"]
    with pytest.raises(Refusal, match="number that was said"):
        noting.state_counts(incident=event, said=[CountText(BEGAN, "a source")], **DONE)
    with pytest.raises(Refusal, match="outcome"):
        noting.state_counts(incident=event, said=[CountText(BEGAN, "a source", people=1, outcome="lost")], **DONE)


def test_evidence_is_put_to_an_incident(event):
    file = Handed(b"a note\n", "note.txt")
    made = evidence.add_evidence(incident=event, file=file, affected=affected(event), words="a note", **DONE)
    assert event.evidence.get() == made


def test_the_receipt_of_a_check_becomes_evidence_for_the_person_whose_it_is(event, monkeypatch):
    whose = affected(event)
    check = TripCheck.objects.create(
        person=traveller(), state=CheckState.ANSWERED, via=CheckVia.LIST, consent=ConsentHow.PAGE, asked_by="p",
        asked_at=MONDAY, answer=CheckAnswer.NOT_FOUND, answered_at=MONDAY, until=MONDAY + HOUR, text="HR1:",
    )  # fmt: skip
    monkeypatch.setattr(receipts, "receipt_as_evidence", lambda **_: PDF)

    with pytest.raises(Refusal, match="Link their file first"):
        receipts.add_receipt(incident=event, ref=check.ref, **DONE)
    with pytest.raises(Refusal, match="Link their file first"):
        receipts.add_receipt(incident=event, ref="K-0000", **DONE)
    whose.person = check.person
    whose.save(update_fields=["person"])
    made = receipts.add_receipt(incident=event, ref=check.ref, **DONE)

    assert made.affected == whose
    assert made.file.name == f"receipt-{check.ref}.pdf"
    assert made.words.startswith("Not found on the list, 20")


def test_settled_closed_and_open_again(event):
    settled = opening.settle_incident(incident=event, channel="diplomatic", settlement="full", on=MONDAY.date(), **DONE)
    assert settled.state == IncidentState.SETTLED
    closed = opening.close_incident(incident=settled, **DONE)
    assert (closed.state, closed.closed_at) == (IncidentState.CLOSED, MONDAY)
    assert Affected.objects.without_outcome().count() == 3  # closing hides nobody
    with pytest.raises(Refusal, match="closed"):
        crowd.add_people(incident=closed, people=[person(9)], **DONE)
    with pytest.raises(Refusal, match="cannot become"):
        opening.close_incident(incident=closed, **DONE)
    assert opening.reopen_incident(incident=closed, **DONE).state == IncidentState.OPEN


def test_an_incident_does_not_close_while_an_enquiry_waits(desks):
    asker, _answerer = desks
    enquiry = asked(asker)
    with asker.here(), pytest.raises(Refusal, match="waits for an answer"):
        opening.close_incident(incident=enquiry.incident, by=asker.writer, at=MONDAY)


def test_an_officer_without_the_permission_is_told_who_has_it(corridor):
    with pytest.raises(Refusal, match="consul or an incident officer"):
        opening.open_incident(said=said(), by=OfficerFactory(), at=MONDAY)


def test_people_are_numbered_in_the_order_of_the_list(event):
    added = crowd.add_people(incident=event, people=[person(8), person(9)], **DONE)
    assert [each.number for each in added] == [4, 5]
    assert crowd.add_people(incident=event, people=[], **DONE) == ()


def test_a_list_is_taken_whole_or_not_at_all(event, monkeypatch):
    with pytest.raises(Refusal, match="purpose"):
        crowd.add_people(incident=event, people=[person(8), person(9, purpose="whim")], **DONE)
    monkeypatch.setattr(crowd, "MOST_AT_ONCE", 1)
    with pytest.raises(Refusal, match="Split it"):
        crowd.add_people(incident=event, people=[person(8), person(9)], **DONE)
    assert event.affected.count() == 3


def test_a_persons_row_is_corrected_with_its_version(event):
    one = affected(event)
    crowd.edit_affected(affected=one, said=person(1, age=Age.MINOR), version=1, **DONE)
    with pytest.raises(Conflict, match="age"):
        crowd.edit_affected(affected=one, said=person(1, age=Age.ADULT), version=1, **DONE)
    assert [each.number for each in Affected.objects.minors()] == [1]


def test_who_is_against_telling_the_consul_is_counted_and_no_longer_named(event):
    one = affected(event)
    one.person = Person.objects.create(name="Synthetic", sort_key="s", synthetic=True, registered_at=MONDAY)
    one.save()
    one = crowd.record_wish(affected=one, notice=Wish.OPPOSED, family=Wish.WANTED, asked_at=BEGAN, **DONE)
    assert (one.name_given, one.document_given, one.person) == ("", "", None)
    assert (Affected.objects.opposed().count(), Affected.objects.named().count()) == (1, 2)
    for refused in (
        lambda: crowd.edit_affected(affected=one, said=person(1), version=again(one).version, **DONE),
        lambda: crowd.link_person(
            affected=one,
            person=Person.objects.get(),
            **DONE,
        ),
    ):
        with pytest.raises(Refusal, match="counted, and not named"):
            refused()
    one.name_given = "A name"
    with pytest.raises(IntegrityError):
        one.save()


def test_a_wish_is_one_of_the_answers(event):
    with pytest.raises(Refusal, match="one of the answers"):
        crowd.record_wish(affected=affected(event), notice="maybe", family=Wish.WANTED, asked_at=None, **DONE)


def test_the_family_is_told_unless_the_person_is_against_it(event):
    one, two = affected(event), affected(event, 2)
    crowd.record_wish(affected=two, notice=Wish.WANTED, family=Wish.OPPOSED, asked_at=BEGAN, **DONE)
    assert crowd.tell_family(affected=one, told_at=MONDAY, **DONE).family_told_at == MONDAY
    with pytest.raises(Refusal, match="against telling the family"):
        crowd.tell_family(affected=two, told_at=MONDAY, **DONE)


def test_successive_outcomes_are_kept_and_the_newest_counts(event):
    listed = crowd.Became(1, "listed-for-expulsion", BEGAN, "the consul")
    removed = crowd.Became(1, "removed", BEGAN + HOUR, "the consul")
    held = crowd.Became(2, "still-held", BEGAN, "the consul")
    assert crowd.record_outcomes(incident=event, became=[listed, removed, held, held], **DONE) == 3
    assert crowd.record_outcomes(incident=event, became=[listed], **DONE) == 0
    assert [each.number for each in Affected.objects.with_outcome("removed")] == [1]
    assert not Affected.objects.with_outcome("listed-for-expulsion").exists()
    assert Affected.objects.without_outcome().count() == 2  # still held is no outcome
    row = Incident.objects.with_counts().with_people_without_outcome().newest_first().get(pk=event.pk)
    assert (row.people, row.without) == (3, 2)
    assert [str(each) for each in AffectedOutcome.objects.in_order()][-1] == "removed"


@pytest.mark.parametrize(("became", "why"), [((9, "admitted"), "Nobody"), ((1, "vanished"), "not a code")])
def test_an_outcome_that_cannot_be(event, became, why):
    with pytest.raises(Refusal, match=why):
        crowd.record_outcomes(incident=event, became=[crowd.Became(*became, BEGAN, "x")], **DONE)


def test_a_double_keeps_its_row_and_is_not_counted(event):
    one, two, three = (affected(event, n) for n in (1, 2, 3))
    crowd.mark_same(affected=two, same_as=one, **DONE)
    assert Affected.objects.counted().count() == 2
    for pair in ((one, one), (one, three), (three, two)):
        with pytest.raises(Refusal, match="to the one row"):
            crowd.mark_same(affected=pair[0], same_as=pair[1], **DONE)
    crowd.mark_same(affected=two, same_as=None, **DONE)
    assert Affected.objects.counted().count() == 3


def test_an_officer_says_whose_file_a_row_belongs_to(event):
    file = Person.objects.create(name="Synthetic", sort_key="s", synthetic=True, registered_at=MONDAY)
    one = crowd.link_person(affected=affected(event), person=file, **DONE)
    assert one.person == file
    assert crowd.link_person(affected=one, person=None, **DONE).person is None
    assert crowd.link_person(affected=one, person=None, **DONE).person is None
    assert Line.objects.concerning(file.ref).count() == 2


def test_the_database_keeps_the_rules_too(event):
    with pytest.raises(IntegrityError, match="incident_says_where_it_happened"):
        Incident.objects.filter(pk=event.pk).update(post=None, place="")


def test_it_works_the_other_way_round_for_the_other_sides_post(corridor):
    post = Post.objects.filter(side=Side.objects.get(role="origin")).first()
    assert incident(post=post).post == post


def test_what_an_officer_of_the_demonstration_opens_is_synthetic(corridor):
    real, demo = (OfficerFactory(role=Role.CONSUL, synthetic=synthetic) for synthetic in (False, True))
    assert [incident(by=by).synthetic for by in (real, demo)] == [False, True]
