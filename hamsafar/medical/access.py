"""Who may do what with an examination. The node's operator holds no permission here."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hamsafar.accounts.enums import Permission
from hamsafar.kit.actor import Actor
from hamsafar.kit.moves import can_move
from hamsafar.kit.verdict import YES, Verdict, no
from hamsafar.medical.enums import EXAMINATION_MOVES, ExaminationState
from hamsafar.medical.rules.folders import Conclusion, Exemption, Folder, why_not
from hamsafar.medical.unlocked import Desk

State = ExaminationState
CLINICIANS = (Permission.EXAMINE, Permission.ENTER_RESULTS, Permission.CONCLUDE, Permission.SUPERVISE_CENTRE)
REASONS = {
    "missing": gettext_lazy(
        "Tests of the panel have no result yet. Wait for them, or have two clinicians exempt them."
    ),
    "not-all-negative": gettext_lazy("Not every result is negative: write the treatment and the day to come again."),
    "no-path": gettext_lazy("Write the treatment and the day to come again: nobody leaves without a way on."),
    "retest-in-the-past": gettext_lazy("The day to come again lies in the past."),
}


def may_receive(by: Actor) -> Verdict:
    if not by.has(Permission.RECEIVE_VISITORS):
        return no(_("Only the centre’s reception receives people."))
    return YES


def may_publish_price(by: Actor) -> Verdict:
    if not by.has(Permission.SUPERVISE_CENTRE):
        return no(_("Only the centre’s supervisor publishes its price."))
    return YES


def may_hold_key(by: Actor) -> Verdict:
    if not any(by.has(each) for each in CLINICIANS):
        return no(_("Only the centre’s clinicians hold its key."))
    return YES


def may_supervise(by: Actor) -> Verdict:
    if not by.has(Permission.SUPERVISE_CENTRE):
        return no(_("Only the centre’s supervisor does this."))
    return YES


def at_own_desk(by: Actor, desk: Desk) -> Verdict:
    """Whether the desk was unlocked by the one who acts."""
    if by.ref != desk.officer:
        return no(_("This desk was unlocked by somebody else. Unlock your own."))
    return YES


def may_supervise_at(by: Actor, desk: Desk) -> Verdict:
    return may_supervise(by) and at_own_desk(by, desk)


def may_open_folder(by: Actor, desk: Desk) -> Verdict:
    return may_hold_key(by) and at_own_desk(by, desk)


def may_order(by: Actor, desk: Desk, folder: Folder) -> Verdict:
    if not (by.has(Permission.EXAMINE) or by.has(Permission.CONCLUDE)):
        return no(_("Only an examiner or a physician orders tests."))
    return at_own_desk(by, desk) and _in(folder, State.ORDERED)


def may_take_in(by: Actor, desk: Desk) -> Verdict:
    if not (by.has(Permission.ENTER_RESULTS) or by.has(Permission.CONCLUDE)):
        return no(_("Only the laboratory or a physician takes results in."))
    return at_own_desk(by, desk)


def may_hand_in(by: Actor) -> Verdict:
    if not by.has(Permission.ENTER_RESULTS):
        return no(_("Only the laboratory hands results in."))
    return YES


def may_exempt(by: Actor, desk: Desk, folder: Folder) -> Verdict:
    if not (by.has(Permission.EXAMINE) or by.has(Permission.CONCLUDE)):
        return no(_("Only an examiner or a physician leaves a test out."))
    if folder.state not in (State.RECEIVED, State.ORDERED, State.RESULTS_IN):
        return no(_("Tests are left out before a conclusion is drawn."))
    return at_own_desk(by, desk)


def may_confirm_exemption(by: Actor, desk: Desk, folder: Folder, exemption: Exemption) -> Verdict:
    if exemption.second:
        return no(_("Two clinicians have signed this already."))
    if by.ref == exemption.by:
        return no(_("You proposed to leave this test out: a second clinician signs."))
    return may_exempt(by, desk, folder)


def may_conclude(by: Actor, desk: Desk, folder: Folder) -> Verdict:
    """Whether this physician may conclude at all; whether this conclusion, `may_conclude_so` says."""
    if not by.has(Permission.CONCLUDE):
        return no(_("Only a physician concludes."))
    if by.ref == folder.booked_by:
        return no(_("You booked this person’s appointment: another physician concludes."))
    if folder.state == State.APPEALED and by.ref in folder.signers:
        return no(_("You signed the conclusion that the person disagrees with: another physician concludes."))
    return at_own_desk(by, desk) and _in(folder, State.CONCLUDED)


def may_conclude_so(by: Actor, desk: Desk, folder: Folder, conclusion: Conclusion, *, on: date) -> Verdict:
    reason = why_not(folder, conclusion, on=on)
    return no(str(REASONS[reason])) if reason else may_conclude(by, desk, folder)


def may_countersign(by: Actor, desk: Desk, folder: Folder) -> Verdict:
    """Whether this physician may sign as the second, or send the conclusion back."""
    if not by.has(Permission.CONCLUDE):
        return no(_("Only a physician signs a conclusion."))
    if by.ref == folder.booked_by:
        return no(_("You booked this person’s appointment: another physician signs."))
    if folder.conclusion is not None and by.ref == folder.conclusion.by:
        return no(_("You drew this conclusion: a second physician signs."))
    return at_own_desk(by, desk) and _in(folder, State.COUNTERSIGNED)


def may_tell(by: Actor, desk: Desk, folder: Folder) -> Verdict:
    if not by.has(Permission.CONCLUDE):
        return no(_("Only a physician tells a person what was found."))
    return at_own_desk(by, desk) and _in(folder, State.TOLD)


def may_note_appeal(by: Actor, desk: Desk, folder: Folder) -> Verdict:
    if not (by.has(Permission.CONCLUDE) or by.has(Permission.EXAMINE)):
        return no(_("Only an examiner or a physician notes that a person disagrees."))
    return at_own_desk(by, desk) and _in(folder, State.APPEALED)


def may_send_along(by: Actor, desk: Desk, folder: Folder) -> Verdict:
    """Whether what was found may be sent to another centre for a second opinion."""
    if not by.has(Permission.CONCLUDE):
        return no(_("Only a physician sends what was found to another centre."))
    if folder.state not in (State.TOLD, State.APPEALED):
        return no(_("The person is told first. Then another centre may be asked."))
    return at_own_desk(by, desk)


def _in(folder: Folder, to: ExaminationState) -> Verdict:
    if not can_move(EXAMINATION_MOVES, State(folder.state), to):
        return no(_("The examination is not at this step. Look at its state first."))
    return YES
