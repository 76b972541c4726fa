"""What the check of a receipt tells: whether it is genuine, which is another thing than what it says."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hamsafar.papers.enums import Reason
from hamsafar.papers.pages.verdicts import SCAN_AGAIN, Verdict

READ_IT = _("Read what it answers: that a receipt is genuine does not say that the answer is a good one.")
ASK_ANEW = _("Ask anew where the answer of today matters.")
OTHERWISE = _("Check it in another way: the office that handed it out has it under its reference.")

VERDICTS = {
    each.reason: each
    for each in (
        Verdict(
            Reason.OK,
            "good",
            pgettext_lazy("receipt", "Genuine"),
            _("The receipt is genuine, and its answer may still be relied on."),
            (READ_IT,),
        ),
        Verdict(
            Reason.EXPIRED,
            "late",
            pgettext_lazy("receipt", "Genuine, of an earlier day"),
            _("The receipt is genuine and proves what was answered on its day. The answer may have changed since."),
            (READ_IT, ASK_ANEW),
        ),
        Verdict(
            Reason.NOT_YET_VALID,
            "late",
            pgettext_lazy("receipt", "Of a moment to come"),
            _("The receipt is signed for a moment that has not come."),
            (_("Look whether the clock of this node is right."),),
        ),
        Verdict(
            Reason.REVOKED,
            "bad",
            pgettext_lazy("receipt", "Key withdrawn"),
            _("It is signed with a key that was withdrawn: somebody else may have signed it."),
            (OTHERWISE,),
        ),
        Verdict(
            Reason.FORGED,
            "bad",
            pgettext_lazy("receipt", "Not genuine"),
            _("The signature does not fit. Nothing on it can be relied on, so its contents are not shown."),
            (SCAN_AGAIN, OTHERWISE),
        ),
        Verdict(
            Reason.UNKNOWN_KEY,
            "bad",
            pgettext_lazy("receipt", "Issuer unknown"),
            _("It is signed by nobody on the published lists of keys, so its contents are not shown."),
            (OTHERWISE,),
        ),
        Verdict(
            Reason.WRONG_USAGE,
            "bad",
            pgettext_lazy("receipt", "Not genuine"),
            _("It is signed with a key that may not sign receipts, or not at that time. Its contents are not shown."),
            (OTHERWISE,),
        ),
        Verdict(
            Reason.MALFORMED,
            "late",
            pgettext_lazy("receipt", "Cannot be read"),
            _("This is not the code of a receipt, or it is damaged."),
            (SCAN_AGAIN, _("Make sure that it begins with HR1: and that all of it is there.")),
        ),
    )
}
