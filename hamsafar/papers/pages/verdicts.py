"""What a verifier tells the person who holds a phone at a border: one word in three languages, and what to do next.

A verdict is about the paper, never about the person who carries it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from hamsafar.papers.enums import Reason

Words = str | Promise


@dataclass(frozen=True)
class Verdict:
    """What is shown for one reason. `tone` is good, late or bad; `shows` says whether the claims may be relied on.

    `reports` says whether the paper itself is worth a report to the office.
    """

    reason: Reason
    tone: str
    word: Words
    means: Words
    steps: tuple[Words, ...]
    shows: bool = False
    reports: bool = False

    @property
    def in_three(self) -> dict[str, str]:
        """The one word in every language of the corridor, the reader's first."""
        here = translation.get_language() or settings.LANGUAGE_CODE
        order = sorted((code for code, _name in settings.LANGUAGES), key=lambda code: code != here)
        found = {}
        for code in order:
            with translation.override(code):
                found[code] = str(self.word)
        return found


def ended(days: int | str, *, like: int) -> str:
    """How long ago a term ended, in the form that the language has for a number `like` this one."""
    if like == 0:
        return gettext("Its term ended less than a day ago.")
    said = ngettext("Its term ended %(n)s day ago.", "Its term ended %(n)s days ago.", like)
    return said % {"n": days}


SCAN_AGAIN = _("Scan once more, flat and in good light.")
OTHER_PROOF = _("Check the person's papers in another way: passport, register, telephone.")

VERDICTS = {
    each.reason: each
    for each in (
        Verdict(
            Reason.OK,
            "good",
            pgettext_lazy("verdict", "Valid"),
            _("The paper is genuine, in date and not revoked. It says that the papers for the journey are in hand."),
            (_("Compare the name, the date of birth and the document with the passport."),),
            shows=True,
        ),
        Verdict(
            Reason.EXPIRED,
            "late",
            pgettext_lazy("verdict", "Expired"),
            _("The paper is genuine."),
            (
                _("Ask for the renewed paper: the holder gets one wherever this one was issued."),
                _("An ended term says nothing against the holder."),
            ),
            shows=True,
        ),
        Verdict(
            Reason.NOT_YET_VALID,
            "late",
            pgettext_lazy("verdict", "Not valid yet"),
            _("The paper is genuine. Its term has not begun."),
            (_("Look whether the date and time of this device are right."), _("If they are, the paper begins later.")),
            shows=True,
        ),
        Verdict(
            Reason.REVOKED,
            "bad",
            pgettext_lazy("verdict", "Revoked"),
            _("The paper was issued and later revoked. Why is published nowhere."),
            (
                _("Ask for a newer paper: a revoked one is often replaced by another."),
                OTHER_PROOF,
            ),
            shows=True,
        ),
        Verdict(
            Reason.STALE_LIST,
            "late",
            pgettext_lazy("verdict", "Cannot be told"),
            _("The paper is genuine and in date. The lists on this device are too old to say whether it was revoked."),
            (
                _("Connect this device once, open this page, and scan again."),
                _("Without a connection, treat the paper as you would one without a code."),
            ),
            shows=True,
        ),
        Verdict(
            Reason.FORGED,
            "bad",
            pgettext_lazy("verdict", "Not genuine"),
            _("The signature does not fit. Nothing on this paper can be relied on, so its contents are not shown."),
            (SCAN_AGAIN, OTHER_PROOF, _("The holder may have been deceived: the verdict is about the paper.")),
            reports=True,
        ),
        Verdict(
            Reason.UNKNOWN_KEY,
            "bad",
            pgettext_lazy("verdict", "Issuer unknown"),
            _("The paper is signed by nobody on the trust list, so its contents are not shown."),
            (
                _("Connect this device once, open this page, and scan again: the list may be old."),
                OTHER_PROOF,
                _("A paper of another country may be good: this verifier trusts this corridor alone."),
            ),
        ),
        Verdict(
            Reason.WRONG_USAGE,
            "bad",
            pgettext_lazy("verdict", "Not genuine"),
            _("It is signed with a key that may not sign such a paper. Its contents are not shown."),
            (OTHER_PROOF, _("The holder may have been deceived: the verdict is about the paper.")),
            reports=True,
        ),
        Verdict(
            Reason.MALFORMED,
            "late",
            pgettext_lazy("verdict", "Cannot be read"),
            _("This is not the code of a paper, or it is damaged."),
            (SCAN_AGAIN, _("Make sure that it is the code of the paper and no other code.")),
        ),
    )
}
