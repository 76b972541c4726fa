"""What officers do to meetings, and what they are refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from hamsafar.corridor.formats.pack import Pack
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.keys import KeyStore, Purpose
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.words import Words
from hamsafar.ledger.models import Line
from hamsafar.meetings.actions import agenda, preparing
from hamsafar.meetings.enums import AgendaState, DocumentState, OutcomeState
from hamsafar.meetings.formats import frozen
from hamsafar.meetings.formats.as_json import dossier_json
from hamsafar.meetings.formats.pack_material import material_from_pack
from hamsafar.meetings.formats.pack_meetings import read_meetings
from hamsafar.meetings.models import AgendaItem, AnnexLine, Meeting, Outcome, Topic
from hamsafar.meetings.rules.dossier import build
from hamsafar.meetings.rules.plan import DocumentPlan
from tests.factories.meetings import meeting as a_meeting
from tests.integration.meetings.conftest import NOW, SLUG

pytestmark = pytest.mark.django_db
DAY = date(2025, 2, 13)
TEXT = Words("Name a contact.", "Назвать контакт.", "Масъули тамос таъин шавад.")


def drafted(meeting, by, as_of=DAY):
    agenda.draft_agenda(meeting=meeting, as_of=as_of, by=by, at=NOW)
    return list(AgendaItem.objects.of(meeting.slug).in_order())


def recorded(meeting, by, **given):
    return preparing.record_outcome(meeting=meeting, words=TEXT, owner="both", by=by, at=NOW, **given)


def invented(by, slug="2026-10-01-example", on=date(2026, 10, 1), **given):
    return preparing.add_meeting(a_meeting(slug=slug, on=on, synthetic=True, **given), by=by, at=NOW)


def verbs():
    return list(Line.objects.order_by("pk").values_list("verb", flat=True))


def test_what_the_pack_says_comes_back_out_of_the_database_unchanged(moscow):
    plans = read_meetings(settings.PACK)
    stored = moscow.plan()

    assert tuple(topic.plan() for topic in Topic.objects.in_order()) == plans.topics
    assert replace(stored, outcomes=()) == replace(plans.meeting(SLUG), outcomes=())
    assert [each.key for each in stored.outcomes] == [each.key for each in plans.meeting(SLUG).outcomes]


@pytest.mark.parametrize("day", [DAY, date(2026, 1, 31)])
def test_the_dossier_from_the_database_is_the_dossier_from_the_pack(moscow, day):
    from_database = build(Meeting.objects.material(SLUG, day), lang="en", edition="open")
    from_pack = build(material_from_pack(settings.PACK, SLUG, day), lang="en", edition="open")

    assert dossier_json(from_database) == dossier_json(from_pack)


def test_loading_again_replaces_the_pack_and_keeps_what_officers_made(moscow, secretary):
    drafted(moscow, secretary)
    recorded(moscow, secretary)

    preparing.load_meetings(Pack(settings.PACK), by=SYSTEM, at=NOW)

    assert AgendaItem.objects.of(SLUG).exists()
    assert Outcome.objects.filter(from_pack=False).count() == 1
    assert Outcome.objects.of_the_pack().count() == len(read_meetings(settings.PACK).meeting(SLUG).outcomes)


def test_only_the_operator_loads_a_pack(desk_officer):
    with pytest.raises(Refusal, match="operator"):
        preparing.load_meetings(Pack(settings.PACK), by=desk_officer, at=NOW)


def test_the_agenda_is_drafted_by_rule_with_its_reasons_and_drafting_again_adds_nothing(moscow, secretary):
    items = drafted(moscow, secretary)

    assert len(items) > 5
    assert all(item.reasons and item.state == AgendaState.PROPOSED for item in items)
    assert agenda.draft_agenda(meeting=moscow, as_of=DAY, by=secretary, at=NOW) == ()
    assert "agenda drafted" in verbs()


def test_the_secretary_s_order_is_the_order_of_the_dossier(moscow, secretary):
    topics = [item.topic for item in drafted(moscow, secretary)][::-1]

    agenda.order_agenda(meeting=moscow, topics=topics, by=secretary, at=NOW)

    dossier = build(Meeting.objects.material(SLUG, DAY), lang="en", edition="open")
    assert [item.key for item in dossier.items] == topics
    assert {item.state for item in AgendaItem.objects.of(SLUG)} == {AgendaState.ORDERED}


def test_an_order_that_names_other_items_is_refused(moscow, secretary):
    drafted(moscow, secretary)

    with pytest.raises(Refusal, match="changed meanwhile"):
        agenda.order_agenda(meeting=moscow, topics=["trade"], by=secretary, at=NOW)


def test_an_item_that_is_offered_and_not_answered_cannot_be_offered_again(moscow, secretary):
    item = drafted(moscow, secretary)[0]
    agenda.take_up_item(item=item, by=secretary, at=NOW)

    agenda.offer_item(item=item, by=secretary, at=NOW)

    with pytest.raises(Refusal, match="cannot become"):
        agenda.offer_item(item=item, by=secretary, at=NOW)


def test_a_dropped_item_leaves_the_dossier_and_can_be_taken_up(moscow, secretary):
    item = drafted(moscow, secretary)[0]

    agenda.drop_item(item=item, by=secretary, at=NOW)
    without = build(Meeting.objects.material(SLUG, DAY), lang="en", edition="open")
    agenda.take_up_item(item=item, by=secretary, at=NOW)
    again = build(Meeting.objects.material(SLUG, DAY), lang="en", edition="open")

    assert item.topic not in [each.key for each in without.items]
    assert item.topic in [each.key for each in again.items]


def test_a_proposed_item_is_not_offered_before_it_is_ordered(moscow, secretary):
    with pytest.raises(Refusal, match="cannot become"):
        agenda.offer_item(item=drafted(moscow, secretary)[0], by=secretary, at=NOW)


def test_preparing_is_for_the_secretariat(moscow, secretary, desk_officer):
    item = drafted(moscow, secretary)[0]
    document = moscow.documents.first()
    tries = (
        lambda: agenda.draft_agenda(meeting=moscow, as_of=DAY, by=desk_officer, at=NOW),
        lambda: agenda.order_agenda(meeting=moscow, topics=[], by=desk_officer, at=NOW),
        lambda: agenda.drop_item(item=item, by=desk_officer, at=NOW),
        lambda: preparing.move_document(document=document, to="text-agreed", by=desk_officer, at=NOW),
        lambda: preparing.add_meeting(a_meeting(slug="x"), by=desk_officer, at=NOW),
    )

    for attempt in tries:
        with pytest.raises(Refusal, match="secretariat"):
            attempt()


def test_a_document_goes_step_by_step(secretary):
    plan = DocumentPlan(key="plan", name=TEXT, programme="", state="announced", fact="", signed="")
    document = invented(secretary, documents=(plan,)).documents.get()

    for step in ("text-agreed", "ready-to-sign", "signed"):
        document = preparing.move_document(document=document, to=step, by=secretary, at=NOW)

    assert document.state == DocumentState.SIGNED
    with pytest.raises(Refusal, match="cannot become"):
        preparing.move_document(document=document, to="announced", by=secretary, at=NOW)


def test_a_meeting_is_added_once(secretary):
    invented(secretary)

    with pytest.raises(Refusal, match="exists already"):
        invented(secretary)


def test_an_outcome_is_recorded_with_owner_and_day_and_marked_where_it_is_invented(moscow, secretary):
    outcome = recorded(moscow, secretary, due=date(2025, 6, 1), topic="trade")

    assert (outcome.state, outcome.due, outcome.synthetic) == (OutcomeState.OPEN, date(2025, 6, 1), True)
    assert "outcome recorded" in verbs()


def test_an_invented_outcome_never_enters_a_real_meeting_s_dossier(moscow, secretary):
    before = build(Meeting.objects.material(SLUG, NOW.date()), lang="en", edition="open")
    recorded(moscow, secretary)

    assert build(Meeting.objects.material(SLUG, NOW.date()), lang="en", edition="open") == before


def test_an_outcome_needs_a_meeting_that_took_place_an_owner_and_a_later_due_day(moscow, secretary, desk_officer):
    ahead = invented(secretary, slug="ahead", on=NOW.date() + timedelta(days=9))

    with pytest.raises(Refusal, match="not taken place"):
        recorded(ahead, secretary)
    with pytest.raises(Refusal, match="two sides"):
        preparing.record_outcome(meeting=moscow, words=TEXT, owner="nobody", by=secretary, at=NOW)
    with pytest.raises(Refusal, match="before the meeting"):
        recorded(moscow, secretary, due=date(2025, 1, 1))
    with pytest.raises(Refusal, match="secretariat"):
        recorded(moscow, desk_officer)


def test_the_next_agenda_opens_with_what_was_decided_and_what_became_of_it(secretary):
    past = invented(secretary)
    ahead = invented(secretary, slug="ahead", on=NOW.date() + timedelta(days=9), previous=past.slug)
    open_one = recorded(past, secretary, topic="trade")
    done = recorded(past, secretary)
    carried = recorded(past, secretary, topic="recruitment")
    preparing.resolve_outcome(outcome=done, state="done", became=TEXT, by=secretary, at=NOW)
    preparing.carry_over(outcome=carried, to=ahead, by=secretary, at=NOW)

    material = Meeting.objects.material(ahead.slug, NOW.date())
    dossier = build(material, lang="ru", edition="open")
    items = {item.topic: item for item in drafted(ahead, secretary, as_of=NOW.date())}

    assert {each.key: each.state for each in dossier.since.outcomes} == {
        open_one.key: "open",
        done.key: "done",
        carried.key: "carried-over",
    }
    assert {each.key: each.became for each in dossier.since.outcomes}[done.key] == TEXT.ru
    assert "outcome-open" in {reason["rule"] for reason in items["trade"].reasons}


def test_what_was_carried_over_twice_still_opens_the_agenda(secretary):
    first = invented(secretary, slug="first", on=date(2026, 1, 1))
    invented(secretary, slug="second", on=date(2026, 5, 1), previous="first")
    third = invented(secretary, slug="third", on=NOW.date() + timedelta(days=9), previous="second")
    outcome = recorded(first, secretary)
    preparing.carry_over(outcome=outcome, to=third, by=secretary, at=NOW)

    dossier = build(Meeting.objects.material("third", NOW.date()), lang="en", edition="open")

    assert [each.key for each in dossier.since.outcomes] == [outcome.key]


def test_a_finished_outcome_stays_finished_and_goes_to_no_earlier_meeting(moscow, secretary, desk_officer):
    past = invented(secretary)
    outcome = recorded(past, secretary)

    with pytest.raises(Refusal, match="later meeting"):
        preparing.carry_over(outcome=outcome, to=moscow, by=secretary, at=NOW)
    with pytest.raises(Refusal, match="secretariat"):
        preparing.resolve_outcome(outcome=outcome, state="done", became=TEXT, by=desk_officer, at=NOW)
    with pytest.raises(Refusal, match="secretariat"):
        preparing.carry_over(outcome=outcome, to=past, by=desk_officer, at=NOW)
    preparing.resolve_outcome(outcome=outcome, state="dropped", became=TEXT, by=secretary, at=NOW)
    with pytest.raises(Refusal, match="cannot become"):
        preparing.resolve_outcome(outcome=outcome, state="done", became=TEXT, by=secretary, at=NOW)


def test_an_annex_line_is_written_by_a_cleared_secretary_only(moscow, secretary, uncleared, desk_officer):
    with pytest.raises(Refusal, match="secretariat"):
        preparing.write_annex(meeting=moscow, title=TEXT, text=TEXT, by=desk_officer, at=NOW)
    with pytest.raises(Refusal, match="not cleared"):
        preparing.write_annex(meeting=moscow, title=TEXT, text=TEXT, by=uncleared, at=NOW)
    with pytest.raises(Refusal, match="needs a clearance"):
        preparing.write_annex(meeting=moscow, title=TEXT, text=TEXT, clearance=0, by=secretary, at=NOW)

    line = preparing.write_annex(meeting=moscow, title=TEXT, text=TEXT, by=secretary, at=NOW)

    assert line.synthetic
    assert "annex line written" in verbs()


def test_an_open_edition_is_the_same_with_and_without_an_annex(moscow, secretary):
    before = dossier_json(build(Meeting.objects.material(SLUG, DAY), lang="en", edition="open"))

    preparing.write_annex(meeting=moscow, title=TEXT, text=TEXT, by=secretary, at=NOW)
    open_again = dossier_json(build(Meeting.objects.material(SLUG, DAY), lang="en", edition="open"))
    restricted = build(Meeting.objects.material(SLUG, DAY, "restricted"), lang="en", edition="restricted")

    assert open_again == before
    assert restricted.annex[0].text == TEXT.en
    assert restricted.annex[0].synthetic


def test_opening_a_restricted_edition_needs_clearance_and_is_on_record(moscow, secretary, desk_officer):
    def opened(by, edition="restricted"):
        return preparing.open_edition(meeting=moscow, as_of=DAY, edition=edition, by=by, at=NOW)

    for reader in (None, desk_officer):
        with pytest.raises(Refusal, match="clearance"):
            opened(reader)
    opened(None, "open")
    assert "restricted dossier opened" not in verbs()
    opened(secretary)
    assert "restricted dossier opened" in verbs()


def test_a_dossier_is_frozen_signed_kept_and_verifies(moscow, secretary, tmp_path):
    copy = preparing.freeze_dossier(meeting=moscow, as_of=DAY, edition="open", langs=("en",), by=secretary, at=NOW)
    for file in copy.files.all():
        (tmp_path / file.name).write_bytes(file.bytes)
    (tmp_path / "manifest.cose").write_bytes(bytes(copy.manifest))

    checked = frozen.verify(tmp_path, KeyStore(settings.KEYS).keys_for(Purpose.DOSSIER))

    assert checked.genuine
    assert {file.name for file in copy.files.all()} == {"dossier.en.json", "dossier.en.pdf", "dossier.en.docx"}
    assert "dossier frozen" in verbs()


def test_freezing_is_for_the_secretariat_and_a_restricted_one_for_the_cleared(moscow, uncleared, desk_officer):
    with pytest.raises(Refusal, match="secretariat"):
        preparing.freeze_dossier(meeting=moscow, as_of=DAY, edition="open", by=desk_officer, at=NOW)
    with pytest.raises(Refusal, match="clearance"):
        preparing.freeze_dossier(meeting=moscow, as_of=DAY, edition="restricted", by=uncleared, at=NOW)


def test_the_database_refuses_what_must_not_be(moscow):
    wrong = (
        lambda: AnnexLine.objects.create(
            meeting=moscow, title={}, text={}, clearance=0, written_by="x", written_at=NOW
        ),
        lambda: Outcome.objects.create(meeting=moscow, key="k", text={}, owner="both", state="done", recorded_on=DAY),
        lambda: Outcome.objects.create(
            meeting=moscow, key="k", text={}, owner="both", state="carried-over", recorded_on=DAY, moved_on=DAY
        ),
        lambda: Outcome.objects.create(meeting=moscow, key="k", text={}, owner="both"),
        lambda: AgendaItem.objects.bulk_create(
            AgendaItem(meeting=moscow, topic="t", title={}, position=n, drafted_as_of=DAY) for n in (0, 1)
        ),
    )

    for attempt in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_a_restricted_copy_lies_locked_and_erasing_it_destroys_its_key(moscow, secretary, uncleared, tmp_path):
    preparing.write_annex(meeting=moscow, title=TEXT, text=TEXT, by=secretary, at=NOW)
    copy = preparing.freeze_dossier(
        meeting=moscow, as_of=DAY, edition="restricted", langs=("en",), by=secretary, at=NOW
    )
    for file in copy.files.all():
        assert file.bytes not in bytes(file.content)
        (tmp_path / file.name).write_bytes(file.bytes)
    (tmp_path / "manifest.cose").write_bytes(bytes(copy.manifest))
    assert TEXT.en.encode() in (tmp_path / "dossier.en.json").read_bytes()

    with pytest.raises(Refusal, match="clearance"):
        preparing.erase_copy(frozen=copy, by=uncleared, at=NOW)
    preparing.erase_copy(frozen=copy, by=secretary, at=NOW)

    for file in copy.files.all():
        assert (file.wrapped_key, bytes(file.content), file.sealed) == (None, b"", None)
        with pytest.raises(Refusal, match="was erased"):
            file.bytes  # noqa: B018
    assert frozen.verify(tmp_path, KeyStore(settings.KEYS).keys_for(Purpose.DOSSIER)).genuine
    assert "frozen copy erased" in verbs()


def test_an_open_copy_was_published_and_stays(moscow, secretary):
    copy = preparing.freeze_dossier(meeting=moscow, as_of=DAY, edition="open", langs=("en",), by=secretary, at=NOW)

    with pytest.raises(Refusal, match="it stays"):
        preparing.erase_copy(frozen=copy, by=secretary, at=NOW)
