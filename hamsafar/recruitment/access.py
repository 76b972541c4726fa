"""Who may do what in organised recruitment: each question gives a verdict with its reason."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from hamsafar.accounts.enums import Permission
from hamsafar.accounts.models import User
from hamsafar.journeys.enums import Purpose
from hamsafar.journeys.models import Consent, Person
from hamsafar.kit.actor import Actor
from hamsafar.kit.moves import can_move
from hamsafar.kit.verdict import YES, Verdict, no
from hamsafar.recruitment.enums import (
    CAN_BE_WRITTEN,
    CANDIDATE_MOVES,
    COMPLAINT_MOVES,
    CONTRACT_MOVES,
    NOMINEE_MOVES,
    ORDER_MOVES,
    PROPOSAL_MOVES,
    TO_BE_VERIFIED,
    CandidateState,
    ComplaintState,
    ContractState,
    Copy,
    NomineeState,
    OrderState,
    ProposalState,
    Register,
    RemarkKind,
    Via,
)
from hamsafar.recruitment.models import (
    Candidate,
    Complaint,
    Contract,
    Exemption,
    Firm,
    FirmRemark,
    JobOrder,
    Nominee,
    Proposal,
)

READERS = (Permission.KEEP_FIRMS, Permission.VERIFY_ORDERS, Permission.PLACE_PEOPLE)


def may_read(by: Actor) -> Verdict:
    """See firms, quotas, and the orders that were verified."""
    if not any(by.has(each) for each in READERS):
        return no(_("Only officers of recruitment see this."))
    return YES


def may_see_unverified(by: Actor) -> Verdict:
    """See orders before two institutions looked at them."""
    if not (by.has(Permission.KEEP_FIRMS) or by.has(Permission.VERIFY_ORDERS)):
        return no(_("An order is seen once two institutions have verified it."))
    return YES


def may_see_order(by: Actor, order: JobOrder) -> Verdict:
    if not (verdict := may_read(by)):
        return verdict
    return YES if order.second_at else may_see_unverified(by)


def may_keep_firms(by: Actor) -> Verdict:
    """Keep the registers and quotas, and write orders for employers."""
    if not by.has(Permission.KEEP_FIRMS):
        return no(_("Only an officer of the registers does this."))
    return YES


def may_strike(by: Actor, firm: Firm) -> Verdict:
    if not (verdict := may_keep_firms(by)):
        return verdict
    if firm.struck_on is not None:
        return no(_("This firm was struck off already."))
    return YES


def may_lift(by: Actor, remark: FirmRemark) -> Verdict:
    """Lift a sanction before its last day."""
    if not (verdict := may_keep_firms(by)):
        return verdict
    if remark.kind != RemarkKind.SANCTION or remark.lifted_on is not None:
        return no(_("Only a sanction that stands can be lifted."))
    return YES


def may_order(by: Actor, firm: Firm, *, on: date) -> Verdict:
    """Write an order of an employer."""
    if not (verdict := may_keep_firms(by)):
        return verdict
    if firm.register != Register.EMPLOYER:
        return no(_("An order is an employer's. Open the employer, and name the recruiter in the order."))
    return may_work(firm, on=on)


def may_work(firm: Firm, *, on: date) -> Verdict:
    """Whether a firm may offer or recruit on a day: standing, licensed, under no sanction of either side."""
    if firm.struck_on is not None:
        return no(_("%(firm)s was struck off the register.") % {"firm": firm.name})
    if not firm.is_licensed(on=on):
        return no(_("%(firm)s has no licence on this day. Enter the new one first.") % {"firm": firm.name})
    if firm.sanction(on=on) is not None:
        return no(_("A sanction against %(firm)s holds. It must be lifted, or end, first.") % {"firm": firm.name})
    return YES


def may_write_order(by: Actor, order: JobOrder) -> Verdict:
    """Change an order, and hand it to the institutions."""
    if not (verdict := may_keep_firms(by)):
        return verdict
    if order.state not in CAN_BE_WRITTEN:
        return no(_("An order that the institutions have cannot be changed. Close it and write another."))
    return YES


def may_verify(by: Actor, order: JobOrder) -> Verdict:
    """Verify an order or refuse to: two institutions, neither the writer's own officer."""
    if not by.has(Permission.VERIFY_ORDERS) or not isinstance(by, User):
        return no(_("Only an officer of a verifying institution does this."))
    if order.state not in TO_BE_VERIFIED:
        return no(_("This order does not wait to be verified."))
    if order.written_by_id == by.pk:
        return no(_("Whoever wrote an order does not verify it. Ask another officer."))
    if order.first_office_id == by.organisation_id:
        return no(_("Your institution has verified it: the other one comes now."))
    return YES


def may_close_order(by: Actor, order: JobOrder) -> Verdict:
    if not (verdict := may_keep_firms(by)):
        return verdict
    if order.peer_id is not None:
        return no(_("The other side verified this order, and closes it there."))
    if not can_move(ORDER_MOVES, order.state, OrderState.CLOSED):
        return no(_("This order is closed already."))
    return YES


# ── People and their places ──


def may_place(by: Actor) -> Verdict:
    """Keep the roster, make runs, and answer for employers and workers who answered this office."""
    if not by.has(Permission.PLACE_PEOPLE):
        return no(_("Only a placement officer does this."))
    return YES


def may_enter(by: Actor, person: Person) -> Verdict:
    """Enter somebody in the roster: only with their consent, and once."""
    if not (verdict := may_place(by)):
        return verdict
    if person.erased_at is not None or person.closed_at is not None:
        return no(_("This file is closed: nobody is entered from it."))
    if not Consent.objects.standing().to(Purpose.RECRUITMENT).filter(person__in=person.same_as()).exists():
        return no(_("The person has not consented to recruitment. Ask them, and note the consent in their file."))
    if Candidate.objects.filter(person__in=person.same_as()).exists():
        return no(_("This person stands in the roster. Renew that entry."))
    return YES


def may_renew(by: Actor, candidate: Candidate) -> Verdict:
    if not (verdict := may_place(by)):
        return verdict
    if candidate.state in {CandidateState.PROPOSED, CandidateState.PLACED}:
        return no(_("A place is proposed or agreed. An entry is changed while nobody answers about it."))
    return YES


def may_withdraw(by: Actor, candidate: Candidate) -> Verdict:
    if not (verdict := may_place(by)):
        return verdict
    if not can_move(CANDIDATE_MOVES, candidate.state, CandidateState.WITHDRAWN):
        return no(_("This person withdrew already."))
    return YES


def may_say_own_file(by: Actor, officer: User) -> Verdict:
    """Say which file is an officer's own: another officer does."""
    if not (verdict := may_place(by)):
        return verdict
    if isinstance(by, User) and by.pk == officer.pk:
        return no(_("Another officer notes which file is yours."))
    return YES


def may_confirm(by: User, proposal: Proposal, *, relative: bool) -> Verdict:
    """Confirm a place: two officers, neither a relative nor with an interest."""
    if not (verdict := may_turn_down(by, proposal)):
        return verdict
    if relative:
        return no(_("A relative of yours is registered here. Another officer confirms."))
    if proposal.interests.filter(officer=by, declared=True).exists():
        return no(_("You declared an interest. Another officer confirms."))
    if proposal.first_by_id == by.pk:
        return no(_("You confirmed it: a second officer comes now."))
    return YES


def may_turn_down(by: Actor, proposal: Proposal) -> Verdict:
    if not (verdict := may_place(by)):
        return verdict
    if not can_move(PROPOSAL_MOVES, proposal.state, ProposalState.TURNED_DOWN):
        return no(_("This place does not wait to be confirmed."))
    return YES


def may_answer_for_employer(by: Actor, proposal: Proposal) -> Verdict:
    if not (verdict := may_place(by)):
        return verdict
    if proposal.state != ProposalState.CONFIRMED:
        return no(_("The employer is not asked at this moment."))
    if proposal.order.peer_id is not None:
        return no(_("The employer answers on the other side's node; the answer comes by envelope."))
    return YES


def may_answer_for_worker(by: Actor, proposal: Proposal) -> Verdict:
    if not (verdict := may_place(by)):
        return verdict
    if proposal.state != ProposalState.ACCEPTED:
        return no(_("The worker agrees once the employer has accepted."))
    return YES


def may_decline(by: Actor, proposal: Proposal) -> Verdict:
    """Enter that the worker does not want a place: as long as it is not agreed."""
    if not (verdict := may_place(by)):
        return verdict
    if not can_move(PROPOSAL_MOVES, proposal.state, ProposalState.DECLINED):
        return no(_("Nobody waits for an answer about this place."))
    return YES


def may_grant(by: Actor, exemption: Exemption) -> Verdict:
    """Grant an exemption that another officer asked for."""
    if not (verdict := may_place(by)):
        return verdict
    if exemption.granted_at is not None:
        return no(_("This exemption was granted already."))
    if isinstance(by, User) and exemption.asked_by_id == by.pk:
        return no(_("You asked for it: a second officer grants it."))
    return YES


def may_resolve(by: Actor) -> Verdict:
    """End what passed in silence: the node itself does, by its clock."""
    return YES if not isinstance(by, User) else no(_("The node does this by its own clock."))


def may_open_contract(by: Actor, proposal: Proposal) -> Verdict:
    """Open the contract of a place on which all three agreed."""
    if not (verdict := may_place(by)):
        return verdict
    if proposal.state != ProposalState.AGREED:
        return no(_("A contract follows when all three have agreed."))
    if Contract.objects.filter(proposal=proposal).exists():
        return no(_("The contract of this place is open already."))
    return YES


def may_write_contract(by: Actor, contract: Contract) -> Verdict:
    """Enter a copy, or note the signatures."""
    if not (verdict := may_place(by)):
        return verdict
    if not can_move(CONTRACT_MOVES, contract.state, ContractState.SIGNED):
        return no(_("A signed contract is not changed."))
    return YES


def may_enter_copy(by: Actor, contract: Contract, copy: str) -> Verdict:
    """Enter a state's copy: where the other side keeps the case too, it enters its own."""
    if not (verdict := may_write_contract(by, contract)):
        return verdict
    if contract.proposal.order.peer_id is not None and copy == Copy.DESTINATION:
        return no(_("The other side enters its own copy; it comes by envelope."))
    return YES


def may_confirm_arrival(by: Actor, contract: Contract) -> Verdict:
    """Enter that a worker arrived, where no envelope says so."""
    if not (verdict := may_place(by)):
        return verdict
    if contract.state != ContractState.SIGNED or contract.arrived_on is not None:
        return no(_("Nobody is expected with this contract."))
    if contract.proposal.order.peer_id is not None:
        return no(_("The other side confirms the arrival; it comes by envelope."))
    return YES


def may_end_contract(by: Actor, contract: Contract) -> Verdict:
    if not (verdict := may_place(by)):
        return verdict
    if not can_move(CONTRACT_MOVES, contract.state, ContractState.ENDED):
        return no(_("Only a signed contract ends."))
    return YES


def may_note_cost(by: Actor) -> Verdict:
    """Note what was paid, also long after."""
    return may_place(by)


def may_note_orientation(by: Actor, contract: Contract) -> Verdict:
    """Note that a worker was told what awaits them: before they are there."""
    if not (verdict := may_place(by)):
        return verdict
    if contract.state == ContractState.ENDED or contract.arrived_on is not None:
        return no(_("People are told what awaits them before they are there."))
    return YES


def may_take_complaint(by: Actor, contract: Contract) -> Verdict:
    """Take down a complaint, also long after the work."""
    if not (verdict := may_place(by)):
        return verdict
    if contract.signed_on is None:
        return no(_("A complaint is about work: the contract is not signed yet."))
    return YES


def may_answer_complaint(by: Actor, complaint: Complaint) -> Verdict:
    if not (verdict := may_place(by)):
        return verdict
    if not can_move(COMPLAINT_MOVES, complaint.state, ComplaintState.ANSWERED):
        return no(_("This complaint was answered already."))
    return YES


def may_propose_again(by: Actor, contract: Contract, candidate: Candidate) -> Verdict:
    """Propose another place to somebody who works or worked under a contract."""
    if not (verdict := may_place(by)):
        return verdict
    if contract.state == ContractState.WRITTEN:
        return no(_("Another place follows a signed contract."))
    if candidate.proposals.live().exists():
        return no(_("A place is proposed to this person already."))
    if not can_move(CANDIDATE_MOVES, candidate.state, CandidateState.PROPOSED):
        return no(_("This person withdrew. Renew the entry as they wish it."))
    if contract.state == ContractState.ENDED and candidate.state == CandidateState.PLACED:
        return no(_("This person works under another contract: go on from that one."))
    return YES


# ── Whom the other side nominates ──


def may_enter_nominee(by: Actor, order: JobOrder, *, on: date) -> Verdict:
    """Enter somebody whom the other side nominates on paper for an order of ours that is open."""
    if not (verdict := may_place(by)):
        return verdict
    if order.peer_id is not None:
        return no(_("Nominations for this order go to the other side."))
    if order.state != OrderState.OPEN or order.is_expired(on=on):
        return no(_("Nobody is nominated for an order that is not open."))
    return YES


def may_answer_nominee(by: Actor, nominee: Nominee) -> Verdict:
    """Enter what the employer says of somebody who was nominated."""
    return _may_move(by, nominee, NomineeState.ACCEPTED, _("The employer is not asked at this moment."))


def may_enter_agreement(by: Actor, nominee: Nominee) -> Verdict:
    """Enter what came on paper: the worker agrees."""
    if not (verdict := _may_enter_for_other_side(by, nominee)):
        return verdict
    return _may_move(by, nominee, NomineeState.AGREED, _("The worker agrees once the employer has accepted."))


def may_enter_taken_back(by: Actor, nominee: Nominee) -> Verdict:
    """Enter what came on paper: they do not come."""
    if not (verdict := _may_enter_for_other_side(by, nominee)):
        return verdict
    return _may_move(by, nominee, NomineeState.TAKEN_BACK, _("Nobody waits for an answer about this place."))


def may_enter_nominee_copy(by: Actor, nominee: Nominee, copy: str) -> Verdict:
    """Enter a state's copy of the contract; of a nominee by envelope, ours alone."""
    if not (verdict := _may_move(by, nominee, NomineeState.SIGNED, _("Copies follow when all three have agreed."))):
        return verdict
    return YES if copy == Copy.DESTINATION else _may_enter_for_other_side(by, nominee)


def may_enter_signature(by: Actor, nominee: Nominee) -> Verdict:
    """Enter that both have signed, where the papers lie here."""
    if not (verdict := _may_enter_for_other_side(by, nominee)):
        return verdict
    return _may_move(by, nominee, NomineeState.SIGNED, _("Copies follow when all three have agreed."))


def may_confirm_nominee_arrival(by: Actor, nominee: Nominee) -> Verdict:
    if not (verdict := may_end_nominee_work(by, nominee)):
        return verdict
    return YES if nominee.arrived_on is None else no(_("The arrival was confirmed already."))


def may_end_nominee_work(by: Actor, nominee: Nominee) -> Verdict:
    return _may_move(by, nominee, NomineeState.ENDED, _("Nobody is expected with this contract."))


def _may_move(by: Actor, nominee: Nominee, state: NomineeState, otherwise: str) -> Verdict:
    if not (verdict := may_place(by)):
        return verdict
    return YES if can_move(NOMINEE_MOVES, nominee.state, state) else no(otherwise)


def _may_enter_for_other_side(by: Actor, nominee: Nominee) -> Verdict:
    if not (verdict := may_place(by)):
        return verdict
    return YES if nominee.via == Via.PAPER else no(_("The other side says this itself; it comes by envelope."))
