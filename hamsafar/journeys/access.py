"""Who may do what with people's files and journeys."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from hamsafar.accounts.enums import Permission
from hamsafar.accounts.models import User
from hamsafar.exchange.rules.fingerprints import same_digits
from hamsafar.journeys.enums import (
    ATTESTATION_MOVES,
    DUPLICATE_MOVES,
    ERASURE_MOVES,
    IMPORT_MOVES,
    MAKER_MOVES,
    WAIVER_MOVES,
    WISH_MOVES,
    AttestationState,
    DuplicateState,
    ErasureState,
    ImportState,
    JourneyState,
    MakerState,
    RegistrationState,
    WaiverState,
    WishState,
)
from hamsafar.journeys.models import (
    Attestation,
    CorrectionWish,
    Duplicate,
    Erasure,
    Journey,
    ListMaker,
    Merge,
    PeopleImport,
    Person,
    Registration,
    Requirement,
    TripCheck,
    Waiver,
)
from hamsafar.kit.actor import Actor
from hamsafar.kit.moves import can_move
from hamsafar.kit.verdict import YES, Verdict, no


def may_read(by: Actor) -> Verdict:
    return YES if by.has(Permission.READ_PEOPLE) else no(_("Only somebody who may read people's files may do this."))


def may_register(by: Actor) -> Verdict:
    if not by.has(Permission.REGISTER_PEOPLE):
        return no(_("Only a registration clerk may register people and keep their files."))
    return YES


def may_change(by: Actor, person: Person) -> Verdict:
    """Whether somebody may write into a file: names, passports, contacts, consents."""
    if not (verdict := may_register(by)):
        return verdict
    if person.erased_at is not None:
        return no(_("This file was erased."))
    if person.merged_into_id is not None:
        return no(_("This file was merged into another: write into that one."))
    return YES


def may_settle_registration(by: Actor, registration: Registration) -> Verdict:
    """Whether somebody may confirm or turn away what a person typed on a phone."""
    if not (verdict := may_register(by)):
        return verdict
    if registration.state != RegistrationState.WAITING:
        return no(_("This registration was decided already."))
    return YES


def may_merge(by: Actor, kept: Person, merged: Person) -> Verdict:
    """Whether somebody may say that two files are one person's."""
    if not by.has(Permission.MERGE_PEOPLE):
        return no(_("Only somebody who may merge files may do this."))
    if kept.pk == merged.pk:
        return no(_("These are one file already."))
    if kept.erased_at is not None or merged.erased_at is not None:
        return no(_("This file was erased."))
    if merged.merged_into_id is not None or kept.merged_into_id is not None:
        return no(_("One of these files was merged into another already. Open that one."))
    if merged.synthetic != kept.synthetic:
        return no(_("One of these files is of the demonstration: it is never merged with a person's."))
    return YES


def may_undo_merge(by: Actor, merge: Merge) -> Verdict:
    if not by.has(Permission.MERGE_PEOPLE):
        return no(_("Only somebody who may merge files may do this."))
    if merge.undone_at is not None:
        return no(_("This merge was undone already."))
    return YES


def may_decide_duplicate(by: Actor, duplicate: Duplicate, to: DuplicateState) -> Verdict:
    """Whether somebody may decide about a pair of files, or take the decision back."""
    if not by.has(Permission.MERGE_PEOPLE):
        return no(_("Only somebody who may merge files may do this."))
    if not can_move(DUPLICATE_MOVES, DuplicateState(duplicate.state), to):
        return no(_("This pair was decided already."))
    return YES


def may_link(by: Actor) -> Verdict:
    """Whether somebody may lay all files beside each other."""
    return (
        YES if by.has(Permission.MERGE_PEOPLE) else no(_("Only somebody who may merge files may compare all of them."))
    )


def may_answer_rights(by: Actor) -> Verdict:
    """Whether somebody may answer people about their own files: who looked, all that is held, its end."""
    if not by.has(Permission.ANSWER_RIGHTS):
        return no(_("Only an officer who answers people about their files may do this."))
    return YES


def may_close_file(by: Actor, person: Person) -> Verdict:
    if not (verdict := may_answer_rights(by)):
        return verdict
    if person.erased_at is not None:
        return no(_("This file was erased."))
    if person.closed_at is not None:
        return no(_("This file is closed already."))
    return YES


def may_reopen_file(by: Actor, person: Person) -> Verdict:
    if not (verdict := may_answer_rights(by)):
        return verdict
    if person.erased_at is not None:
        return no(_("This file was erased."))
    if person.closed_at is None:
        return no(_("This file is open."))
    return YES


def may_wish(by: Actor, person: Person) -> Verdict:
    """Whether somebody may ask to have a file corrected: its owner, on their own pages."""
    if by.ref not in {each.ref for each in person.same_as()}:
        return no(_("Only the person asks for this, on their own pages. At the desk the file is corrected at once."))
    if person.erased_at is not None:
        return no(_("This file was erased."))
    return YES


def may_settle_wish(by: Actor, wish: CorrectionWish) -> Verdict:
    """Whether somebody may answer a person's wish."""
    if not (verdict := may_register(by)):
        return verdict
    if not can_move(WISH_MOVES, WishState(wish.state), WishState.DONE):
        return no(_("This wish was settled already."))
    return YES


def may_export(by: Actor, person: Person) -> Verdict:
    """Whether somebody may take out all that is held on a person: an officer for them, or the person."""
    if by.ref != person.ref and not (verdict := may_answer_rights(by)):
        return verdict
    if person.erased_at is not None:
        return no(_("This file was erased."))
    return YES


def may_give_codes(by: Actor, person: Person) -> Verdict:
    """Whether somebody may hand a person the codes for their own pages: an officer who sees them in person."""
    if not (verdict := may_answer_rights(by)):
        return verdict
    if person.erased_at is not None:
        return no(_("This file was erased."))
    return YES


def may_propose_erasure(by: Actor, person: Person) -> Verdict:
    if not (verdict := may_answer_rights(by)):
        return verdict
    if person.erased_at is not None:
        return no(_("This file was erased."))
    if person.erasures.filter(done_at__isnull=True, withdrawn_at__isnull=True).exists():
        return no(_("The erasure of this file is proposed already and waits for a second officer."))
    return YES


def may_confirm_erasure(by: Actor, erasure: Erasure) -> Verdict:
    if not (verdict := may_answer_rights(by)):
        return verdict
    if not can_move(ERASURE_MOVES, erasure.state, ErasureState.DONE):
        return no(_("This erasure was decided already."))
    if erasure.needs_two and (not isinstance(by, User) or by.pk == erasure.proposed_by_id):
        return no(_("A second officer must confirm this: records of a case go with it, or the person asked for it."))
    return YES


def may_withdraw_erasure(by: Actor, erasure: Erasure) -> Verdict:
    if not (verdict := may_answer_rights(by)):
        return verdict
    if not can_move(ERASURE_MOVES, erasure.state, ErasureState.WITHDRAWN):
        return no(_("This erasure was decided already."))
    return YES


def may_import(by: Actor) -> Verdict:
    """Whether somebody may hand in a list of people, and read what others of the office handed in."""
    if not by.has(Permission.IMPORT_PEOPLE):
        return no(_("Only a registration clerk may import lists of people."))
    return YES


def may_move_list(by: Actor, batch: PeopleImport, to: ImportState) -> Verdict:
    """Whether somebody may take a list to another state."""
    if not (verdict := may_import(by)):
        return verdict
    if isinstance(by, User) and batch.organisation_id not in (None, by.organisation_id):
        return no(_("This list was handed in by another office."))
    if not can_move(IMPORT_MOVES, ImportState(batch.state), to):
        return no(_("This cannot be done with a list in the state “%(state)s”.") % {"state": batch.get_state_display()})
    return YES


def may_decide_rows(by: Actor, batch: PeopleImport) -> Verdict:
    """Whether somebody may answer what a list leaves open."""
    if not (verdict := may_import(by)):
        return verdict
    if isinstance(by, User) and batch.organisation_id not in (None, by.organisation_id):
        return no(_("This list was handed in by another office."))
    if batch.state not in (ImportState.CHECKED, ImportState.IMPORTED):
        return no(_("This cannot be done with a list in the state “%(state)s”.") % {"state": batch.get_state_display()})
    return YES


def may_keep_check_lists(by: Actor) -> Verdict:
    """Whether somebody may say whose lists are taken here, and load one."""
    if not by.has(Permission.APPROVE_PAPERS):
        return no(_("Only a paper officer keeps the lists that people are checked against."))
    if not isinstance(by, User):
        return no(_("This is done by an officer in person."))
    return YES


def may_accept_maker(by: Actor, maker: ListMaker, *, heard: str, digits: str) -> Verdict:
    """Whether somebody may be the second officer, who takes an authority's lists."""
    if not (verdict := may_keep_check_lists(by)):
        return verdict
    if not can_move(MAKER_MOVES, MakerState(maker.state), MakerState.ACCEPTED):
        return no(_("This was decided already."))
    if isinstance(by, User) and by.pk == maker.proposed_by_id:
        return no(_("A second officer must accept the key: the one who proposed it cannot."))
    if not same_digits(heard, digits):
        return no(_("These are not the digits of the key. Have them read again; if they differ, stop."))
    return YES


def may_withdraw_maker(by: Actor, maker: ListMaker) -> Verdict:
    """One officer is enough: waiting for a second would keep the risk open."""
    if not (verdict := may_keep_check_lists(by)):
        return verdict
    if not can_move(MAKER_MOVES, MakerState(maker.state), MakerState.WITHDRAWN):
        return no(_("This was decided already."))
    return YES


def may_ask_check(by: Actor, person: Person) -> Verdict:
    """Whether somebody may ask if a person stands on a list: the person, or a clerk whom the person asks to."""
    if by.ref != person.ref and not by.has(Permission.REGISTER_PEOPLE):
        return no(_("Only the person, or a registration clerk at their wish, may ask this."))
    if person.erased_at is not None:
        return no(_("This file was erased."))
    if person.merged_into_id is not None:
        return no(_("This file was merged into another: ask for that one."))
    return YES


def may_read_check(by: Actor, check: TripCheck) -> Verdict:
    """Whether somebody may have the receipt of a check: the person, or whoever may read the file."""
    if by.ref != check.person.head.ref and not (verdict := may_read(by)):
        return verdict
    return YES


def may_open_journey(by: Actor, person: Person) -> Verdict:
    """Whether somebody may open a journey: an officer for the person, or the person."""
    if by.ref != person.ref and not by.has(Permission.KEEP_JOURNEYS):
        return no(_("Only an officer who keeps journeys, or the person, may open one."))
    if person.erased_at is not None:
        return no(_("This file was erased."))
    if person.merged_into_id is not None:
        return no(_("This file was merged into another: write into that one."))
    return YES


def may_keep_journeys(by: Actor) -> Verdict:
    """Whether somebody may read journeys and record what is met."""
    if not by.has(Permission.KEEP_JOURNEYS):
        return no(_("Only an officer who keeps journeys may do this."))
    return YES


def may_tell_crossing(by: Actor) -> Verdict:
    """Whether somebody may tell the other side of a crossing, at the wish of whoever shows its paper."""
    if not (verdict := may_keep_journeys(by)):
        return verdict
    if not isinstance(by, User):
        return no(_("This is done by an officer in person."))
    return YES


def may_change_journey(by: Actor, journey: Journey) -> Verdict:
    """Whether somebody may change a journey: an officer who keeps journeys, or the person whose it is."""
    theirs = by.ref in journey.person.same_as().values_list("ref", flat=True)
    if not theirs and not (verdict := may_keep_journeys(by)):
        return verdict
    return _is_going_on(journey)


def may_meet(by: Actor, journey: Journey) -> Verdict:
    """Whether somebody may say for a desk that a requirement is met, or take that word back."""
    if not by.has(Permission.MEET_REQUIREMENTS):
        return no(_("Only the desk that sees to this requirement may say that it is met."))
    return _is_going_on(journey)


def may_unmeet(by: Actor, journey: Journey) -> Verdict:
    """Whether somebody may take back that a requirement is met: the desk, or an officer who keeps journeys."""
    if not by.has(Permission.MEET_REQUIREMENTS) and not (verdict := may_keep_journeys(by)):
        return verdict
    return _is_going_on(journey)


def may_record(by: Actor, journey: Journey) -> Verdict:
    """Whether somebody may record, as the first of two, that a requirement is met."""
    if not (verdict := may_keep_journeys(by)):
        return verdict
    if not isinstance(by, User):
        return no(_("This is done by an officer in person."))
    return _is_going_on(journey)


def may_decide_attestation(by: Actor, attestation: Attestation, to: AttestationState) -> Verdict:
    """Whether somebody may be the second officer, who confirms what the first recorded or does not."""
    if not (verdict := may_record(by, attestation.requirement.journey)):
        return verdict
    if not can_move(ATTESTATION_MOVES, AttestationState(attestation.state), to):
        return no(_("This was decided already."))
    if isinstance(by, User) and by.pk == attestation.recorded_by_id:
        return no(_("A second officer must confirm this: the one who recorded it cannot."))
    return YES


def may_waive(by: Actor) -> Verdict:
    """Whether somebody may be one of the two officers who waive requirements."""
    if not by.has(Permission.WAIVE_REQUIREMENTS):
        return no(_("Only an officer who may waive requirements may do this."))
    if not isinstance(by, User):
        return no(_("This is done by an officer in person."))
    return YES


def may_ask_waiver(by: Actor, requirement: Requirement) -> Verdict:
    if not (verdict := may_waive(by)):
        return verdict
    if not requirement.needed:
        return no(_("This is not needed: there is nothing to waive."))
    if requirement.waivers.exclude(state=WaiverState.REFUSED).exists():
        return no(_("A waiver of this was asked for already."))
    return _is_going_on(requirement.journey)


def may_decide_waiver(by: Actor, waiver: Waiver, to: WaiverState) -> Verdict:
    """Whether somebody may be the second officer, who grants a waiver or refuses it."""
    if not (verdict := may_waive(by)):
        return verdict
    if not can_move(WAIVER_MOVES, WaiverState(waiver.state), to):
        return no(_("This was decided already."))
    if isinstance(by, User) and by.pk == waiver.asked_by_id:
        return no(_("A second officer must decide: the one who asked cannot."))
    return _is_going_on(waiver.requirement.journey)


def may_clear(by: Actor, journey: Journey, *, at: datetime) -> Verdict:
    """Whether somebody may issue the paper that says that what is needed before departure is in hand."""
    if not by.has(Permission.ISSUE_PAPERS):
        return no(_("Only a paper officer issues papers."))
    if not (verdict := _is_going_on(journey)):
        return verdict
    if journey.state(at=at) not in (JourneyState.OPEN, JourneyState.CLEARED):
        return no(_("This journey has begun: the paper is for the time before departure."))
    if journey.departs_on is None or journey.departs_on < localdate(at):
        return no(_("The planned day of departure has passed: write the new one first."))
    return YES


def may_run_journeys(by: Actor) -> Verdict:
    """Whether somebody may do what the clock does: read the law anew, remind."""
    if not by.has(Permission.OPERATE_NODE):
        return no(_("This is done by the node's clock."))
    return YES


def _is_going_on(journey: Journey) -> Verdict:
    if journey.person.erased_at is not None:
        return no(_("This file was erased."))
    if journey.cancelled_at is not None:
        return no(_("This journey was cancelled."))
    return YES
