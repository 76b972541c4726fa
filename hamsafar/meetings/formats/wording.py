"""The words around a dossier's content: headings, labels and the seal, in the dossier's own language.

Nothing here is content: what a dossier says comes from the pack, and its numbers from the figures.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext

from hamsafar.kit import formats
from hamsafar.meetings.enums import DocumentState, Edition, OutcomeState, Section
from hamsafar.meetings.rules.agenda import OPEN_STATES
from hamsafar.meetings.rules.values import Dossier, Since

PAGE, PAGES = "{page}", "{pages}"


@dataclass(frozen=True)
class Wording:
    """Every heading and label of one dossier."""

    classification: str
    as_of: str
    for_meeting: str
    decisions: str
    agenda: tuple[str, str, str, str]
    also: str
    sections: dict[str, str]
    ask: str
    since: str
    since_summary: str
    outcome: tuple[str, str, str, str]
    owners: dict[str, str]
    outcome_states: dict[str, str]
    documents: str
    document_states: dict[str, str]
    text_unknown: str
    languages: dict[str, str]
    tables: str
    table_of: str
    formulas: str
    formula: tuple[str, str, str]
    sources: str
    source_hosts: dict[str, str]
    no_source: str
    annex: str
    annex_here: str
    fingerprint: str
    synthetic: str
    delegations: str
    grades: str
    position: str
    item: str
    front_sheet: str
    computed: str
    reader: str


def wording_of(dossier: Dossier) -> Wording:
    """The wording of a dossier in its own language."""
    with override(dossier.lang):
        return _wording(dossier)


def _wording(dossier: Dossier) -> Wording:
    day, on = formats.day(dossier.as_of, dossier.lang), formats.day(dossier.on, dossier.lang)
    synthetic = _("synthetic")
    edition = str(_classification(dossier.edition))
    return Wording(
        classification=f"{edition} · {synthetic}" if dossier.synthetic else edition,
        as_of=_("Dossier as of %(day)s") % {"day": day},
        for_meeting=_for_meeting(dossier, on),
        decisions=_("What needs your decision"),
        agenda=(
            _("Agenda item and where it stands"),
            pgettext("dossier", "One figure"),
            pgettext("dossier", "One ask"),
            pgettext("dossier", "Page"),
        ),
        also=_("Also on the agenda:"),
        sections={section.value: str(section.label) for section in Section},
        ask=_("What to ask"),
        since=_("Since the last meeting"),
        since_summary=since_summary(dossier.since, dossier.lang),
        outcome=(_("What was decided"), _("Who carries it out"), pgettext("dossier", "Due"), _("What became of it")),
        owners={"both": _("both sides")} | {each.side: each.side_name for each in dossier.delegations},
        outcome_states={state.value: str(state.label) for state in OutcomeState},
        documents=_("Documents to sign"),
        document_states={state.value: str(state.label) for state in DocumentState},
        text_unknown=_("The text is not known here."),
        languages={"en": _("English"), "ru": _("Russian"), "tg": _("Tajik")},
        tables=_("The charts as tables"),
        table_of=pgettext("dossier", "Chart"),
        formulas=_("How computed figures were computed"),
        formula=(_("Computed figure"), pgettext("dossier", "Value"), pgettext("dossier", "Formula")),
        sources=pgettext("dossier", "Sources"),
        source_hosts={
            "mirror": _("read on a mirror"),
            "unrelated": _("read on an unrelated host"),
        },
        no_source=_("no source"),
        annex=_("Annex R"),
        annex_here=_("Annex R follows the items. It is for readers with clearance."),
        fingerprint=_("Fingerprint"),
        synthetic=synthetic,
        delegations=pgettext("dossier", "Delegations"),
        grades=_("A official · B agency · C secondary"),
        position=_("%(name)s · as of %(day)s") % {"name": dossier.name, "day": day},
        item=pgettext("dossier", "item"),
        front_sheet=pgettext("dossier", "front sheet"),
        computed=_("ƒ computed here, see the formula"),
        reader=_("The Tajik text awaits a native reader.") if dossier.lang == "tg" else "",
    )


def _classification(edition: str) -> str:
    return {
        Edition.OPEN: _("Open edition"),
        Edition.RESTRICTED: _("For official use"),
        Edition.PUBLIC: _("Public edition"),
    }[Edition(edition)]


def _for_meeting(dossier: Dossier, on: str) -> str:
    if dossier.as_of == dossier.on:
        return _("for the meeting of that day, %(place)s") % {"place": dossier.place}
    if dossier.as_of < dossier.on:
        return _("for the meeting of %(day)s, %(place)s") % {"day": on, "place": dossier.place}
    return _("after the meeting of %(day)s, %(place)s") % {"day": on, "place": dossier.place}


def since_summary(since: Since, lang: str) -> str:
    """One sentence on what the last meeting decided, in the active language; it says so where nothing is on record."""
    if not since.outcomes:
        return _("Since the last meeting: no outcome is on record.")
    still_open = sum(outcome.state in OPEN_STATES for outcome in since.outcomes)
    total = len(since.outcomes)
    counted = ngettext("%(total)d outcome on record", "%(total)d outcomes on record", total) % {"total": total}
    day = formats.day(since.on, lang) if since.on else ""
    return _("Since the meeting of %(day)s: %(counted)s, of which open: %(open)d.") % {
        "day": day,
        "counted": counted,
        "open": still_open,
    }


@dataclass(frozen=True)
class Seal:
    """What stands under a dossier's sources: its fingerprint, and who signed it, if anybody did."""

    fingerprint: str
    words: str
    check: str
    qr: str


def seal_of(dossier: Dossier, digest: str, signed_by: str = "") -> Seal:
    """The seal of a copy whose JSON has the given SHA-256. `signed_by` names the node; empty for a working copy."""
    shown = " ".join(digest[at : at + 4] for at in range(0, 16, 4))
    with override(dossier.lang):
        if signed_by:
            words = _("Frozen and signed by the node %(node)s.") % {"node": signed_by}
            check = _("Check this copy with: ./run dossier verify, online or off.")
        else:
            words = _("Working copy, not signed.")
            check = _("The fingerprint is that of the JSON of this edition.")
    payload = f"hamsafar:dossier:{dossier.meeting}:{dossier.as_of}:{dossier.edition}:{dossier.lang}:{digest}"
    return Seal(fingerprint=shown, words=words, check=check, qr=payload)
