"""The words of an examination. Its state stands inside the locked folder and nowhere else."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

SERVICE = "examination"  # the one name that every booking, receipt and notice of a centre has outside it

# Keys of the pack's rules and code lists that this app reads.
PANEL_RULES = ("medical-panel", "medical-panel-hepatitis")
VALIDITY_RULE = "medical-validity"
PANEL_ITEMS = "panel-item"


class Pen(TextChoices):
    """Whose turn it is."""

    EXAMINER = "examiner", pgettext_lazy("pen", "The examiner")
    LABORATORY = "laboratory", pgettext_lazy("pen", "The laboratory")
    PHYSICIAN = "physician", pgettext_lazy("pen", "A physician")
    SECOND = "second", pgettext_lazy("pen", "A second physician")
    OTHER = "other", pgettext_lazy("pen", "A physician who has not signed")
    PERSON = "person", pgettext_lazy("pen", "The person")
    NOBODY = "nobody", pgettext_lazy("pen", "Nobody")


class ExaminationState(TextChoices):
    """How far an examination has come."""

    RECEIVED = "received", pgettext_lazy("examination", "Received at the desk")
    ORDERED = "ordered", pgettext_lazy("examination", "With the laboratory")
    RESULTS_IN = "results-in", pgettext_lazy("examination", "Results are in")
    CONCLUDED = "concluded", pgettext_lazy("examination", "Concluded, waits for a second physician")
    COUNTERSIGNED = "countersigned", pgettext_lazy("examination", "Waits for the person")
    TOLD = "told", pgettext_lazy("examination", "Told in person")
    APPEALED = "appealed", pgettext_lazy("examination", "The person disagrees")


EXAMINATION_MOVES: dict[str, frozenset[str]] = {
    ExaminationState.RECEIVED: frozenset({ExaminationState.ORDERED}),
    ExaminationState.ORDERED: frozenset({ExaminationState.ORDERED, ExaminationState.RESULTS_IN}),
    # A further test may be ordered, and a result amended, until the person was told.
    ExaminationState.RESULTS_IN: frozenset(
        {ExaminationState.ORDERED, ExaminationState.RESULTS_IN, ExaminationState.CONCLUDED}
    ),
    ExaminationState.CONCLUDED: frozenset({ExaminationState.RESULTS_IN, ExaminationState.COUNTERSIGNED}),
    ExaminationState.COUNTERSIGNED: frozenset({ExaminationState.RESULTS_IN, ExaminationState.TOLD}),
    ExaminationState.TOLD: frozenset({ExaminationState.APPEALED, ExaminationState.RESULTS_IN}),
    ExaminationState.APPEALED: frozenset({ExaminationState.CONCLUDED, ExaminationState.RESULTS_IN}),
}
EXAMINATION_PEN: dict[str, Pen] = {
    ExaminationState.RECEIVED: Pen.EXAMINER,
    ExaminationState.ORDERED: Pen.LABORATORY,
    ExaminationState.RESULTS_IN: Pen.PHYSICIAN,
    ExaminationState.CONCLUDED: Pen.SECOND,
    ExaminationState.COUNTERSIGNED: Pen.PERSON,
    ExaminationState.TOLD: Pen.NOBODY,
    ExaminationState.APPEALED: Pen.OTHER,
}
EXAMINATION_MARKS: dict[str, str] = {
    ExaminationState.RECEIVED: "open",
    ExaminationState.ORDERED: "course",
    ExaminationState.RESULTS_IN: "soon",
    ExaminationState.CONCLUDED: "soon",
    ExaminationState.COUNTERSIGNED: "course",
    ExaminationState.TOLD: "done",
    ExaminationState.APPEALED: "differ",
}


class Outcome(TextChoices):
    """What a conclusion says. There is no third, and no word for the person."""

    MET = "met", pgettext_lazy("conclusion", "The requirement is met")
    PATH = "path", pgettext_lazy("conclusion", "Treatment and a new examination")


class Finding(TextChoices):
    """What one test found, in the codes of HL7's table of interpretations."""

    NEGATIVE = "NEG", pgettext_lazy("result", "negative")
    POSITIVE = "POS", pgettext_lazy("result", "positive")
    INDETERMINATE = "IND", pgettext_lazy("result", "indeterminate")


class ResultStatus(TextChoices):
    """The states of a FHIR observation that a laboratory may send."""

    FINAL = "final", pgettext_lazy("result", "final")
    AMENDED = "amended", pgettext_lazy("result", "amended")
    CORRECTED = "corrected", pgettext_lazy("result", "corrected")
    ENTERED_IN_ERROR = "entered-in-error", pgettext_lazy("result", "entered in error")


# What is noted in a folder, as it is read there.
ACTS = {
    "folder opened": pgettext_lazy("folder", "opened the folder"),
    "tests ordered": pgettext_lazy("folder", "ordered tests"),
    "exemption proposed": pgettext_lazy("folder", "proposed to leave a test out"),
    "exemption signed": pgettext_lazy("folder", "signed that a test is left out"),
    "results received": pgettext_lazy("folder", "took results in"),
    "results that nobody ordered": pgettext_lazy("folder", "put aside results that nobody ordered"),
    "folder of another centre received": pgettext_lazy("folder", "took in what another centre sent"),
    "conclusion drawn": pgettext_lazy("folder", "drew a conclusion"),
    "conclusion signed by a second physician": pgettext_lazy("folder", "signed the conclusion as the second physician"),
    "conclusion sent back": pgettext_lazy("folder", "sent the conclusion back"),
    "person told": pgettext_lazy("folder", "told the person"),
    "person disagrees": pgettext_lazy("folder", "noted that the person disagrees"),
    "sent to another centre": pgettext_lazy("folder", "sent what was found to another centre"),
}


class Payer(TextChoices):
    """Who paid for an examination."""

    PERSON = "person", pgettext_lazy("who paid", "the person")
    EMPLOYER = "employer", pgettext_lazy("who paid", "the employer")
    RECRUITER = "recruiter", pgettext_lazy("who paid", "the recruiter")
    STATE = "state", pgettext_lazy("who paid", "the state")
