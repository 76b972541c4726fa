"""The words of a person's file (how it began, what was consented to, what looks alike) and of their journeys."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Sex(models.TextChoices):
    """As a passport says it (ICAO Doc 9303 part 3)."""

    WOMAN = "F", _("woman")
    MAN = "M", _("man")
    NOT_SAID = "X", _("not said")


class Script(models.TextChoices):
    """The letters that a name is written in."""

    CYRILLIC = "cyrillic", _("Cyrillic letters")
    LATIN = "latin", _("Latin letters")
    PERSIAN = "persian", _("Persian letters")


class Channel(models.TextChoices):
    """How a file began."""

    OFFICER = "officer", _("registered by an officer")
    PHONE = "phone", _("registered by the person on a phone, confirmed against the passport")
    IMPORT = "import", _("imported from a list")


class ContactKind(models.TextChoices):
    """How a person is reached."""

    PHONE = "phone", _("telephone")
    EMAIL = "email", _("e-mail")


class Purpose(models.TextChoices):
    """What a person consents to, each thing on its own. Nothing here is a condition for help."""

    MESSAGES = "messages", _("messages about the person's own papers and terms")
    CROSSINGS = "crossings", _("word of the person's border crossings from the other side's node")
    ENQUIRIES = "enquiries", _("name and document sent to the other side to clear up a measure at the border")
    RECRUITMENT = "recruitment", _("the file shown to employers whose vacancies were verified")
    FAMILY = "family", _("word to the family after a border incident")


class ConsentHow(models.TextChoices):
    """How a consent was given."""

    WRITING = "writing", _("in writing")
    SPOKEN = "spoken", _("by word of mouth, before an officer")
    PAGE = "page", _("by the person, on a page")
    IMPORT = "import", _("in the list that was imported")


class FoundBy(models.TextChoices):
    """What laid two files beside each other."""

    REGISTRATION = "registration", _("while registering")
    BULK = "bulk", _("by comparing all files")
    IMPORT = "import", _("while importing a list")
    OFFICER = "officer", _("by an officer")


class Pen(models.TextChoices):
    """Whose turn it is."""

    CLERK = "clerk", pgettext_lazy("pen of people", "A registration clerk")
    OFFICER = "officer", pgettext_lazy("pen of people", "An officer of journeys")
    PERSON = "person", pgettext_lazy("pen of people", "The person")
    NODE = "node", pgettext_lazy("pen of people", "This node")
    SECOND = "second", pgettext_lazy("pen of people", "A second officer")
    OTHER_SIDE = "other-side", pgettext_lazy("pen of people", "The other side")
    NOBODY = "nobody", pgettext_lazy("pen of people", "Nobody")


class CheckAnswer(models.TextChoices):
    """What a list says of a person. A likeness that is no identity is `unclear`: nobody guesses."""

    NOT_FOUND = "not-found", pgettext_lazy("check before a trip", "Not found on the list")
    FOUND = "found", pgettext_lazy("check before a trip", "Found on the list")
    UNCLEAR = "unclear", pgettext_lazy("check before a trip", "Not clear: come to the desk")


class CheckState(models.TextChoices):
    """How far a check before a trip has come."""

    ASKED = "asked", pgettext_lazy("check before a trip", "The other side's node was asked")
    ANSWERED = "answered", pgettext_lazy("check before a trip", "Answered")


CHECK_MOVES: dict[CheckState, frozenset[CheckState]] = {
    CheckState.ASKED: frozenset({CheckState.ANSWERED}),
    CheckState.ANSWERED: frozenset(),
}
CHECK_PEN: dict[CheckState, Pen] = {
    CheckState.ASKED: Pen.OTHER_SIDE,
    CheckState.ANSWERED: Pen.NOBODY,
}


class CheckVia(models.TextChoices):
    """Where an answer came from."""

    LIST = "list", pgettext_lazy("source of an answer", "a signed list on this node")
    NODE = "node", pgettext_lazy("source of an answer", "the other side's node")
    REGISTER = "register", pgettext_lazy("source of an answer", "a state register")


class MakerState(models.TextChoices):
    """Whether the lists of an authority are taken here."""

    PROPOSED = "proposed", pgettext_lazy("maker of lists", "Waits for a second officer")
    ACCEPTED = "accepted", pgettext_lazy("maker of lists", "Its lists are taken")
    WITHDRAWN = "withdrawn", pgettext_lazy("maker of lists", "Its lists are no longer taken")


MAKER_MOVES: dict[MakerState, frozenset[MakerState]] = {
    MakerState.PROPOSED: frozenset({MakerState.ACCEPTED, MakerState.WITHDRAWN}),
    MakerState.ACCEPTED: frozenset({MakerState.WITHDRAWN}),
    MakerState.WITHDRAWN: frozenset(),
}
MAKER_PEN: dict[MakerState, Pen] = {
    MakerState.PROPOSED: Pen.SECOND,
    MakerState.ACCEPTED: Pen.NOBODY,
    MakerState.WITHDRAWN: Pen.NOBODY,
}


class DuplicateState(models.TextChoices):
    """What became of two files that look like one person's."""

    OPEN = "open", pgettext_lazy("pair of files", "Waits for a decision")
    SAME = "same", pgettext_lazy("pair of files", "One person")
    DIFFERENT = "different", pgettext_lazy("pair of files", "Two people")


# A decision can be taken back: the pair is open again.
DUPLICATE_MOVES: dict[DuplicateState, frozenset[DuplicateState]] = {
    DuplicateState.OPEN: frozenset({DuplicateState.SAME, DuplicateState.DIFFERENT}),
    DuplicateState.SAME: frozenset({DuplicateState.OPEN}),
    DuplicateState.DIFFERENT: frozenset({DuplicateState.OPEN}),
}
DUPLICATE_PEN: dict[DuplicateState, Pen] = {
    DuplicateState.OPEN: Pen.CLERK,
    DuplicateState.SAME: Pen.NOBODY,
    DuplicateState.DIFFERENT: Pen.NOBODY,
}


class RegistrationState(models.TextChoices):
    """What became of a registration that a person typed on a phone."""

    WAITING = "waiting", pgettext_lazy("registration by phone", "Waits for the passport")
    CONFIRMED = "confirmed", pgettext_lazy("registration by phone", "Confirmed against the passport")
    TURNED_AWAY = "turned-away", pgettext_lazy("registration by phone", "Not confirmed")


REGISTRATION_MOVES: dict[RegistrationState, frozenset[RegistrationState]] = {
    RegistrationState.WAITING: frozenset({RegistrationState.CONFIRMED, RegistrationState.TURNED_AWAY}),
    RegistrationState.CONFIRMED: frozenset(),
    RegistrationState.TURNED_AWAY: frozenset(),
}
REGISTRATION_PEN: dict[RegistrationState, Pen] = {
    RegistrationState.WAITING: Pen.PERSON,
    RegistrationState.CONFIRMED: Pen.NOBODY,
    RegistrationState.TURNED_AWAY: Pen.NOBODY,
}


class Kinship(models.TextChoices):
    """What the one is to the other, as a civil registry writes it."""

    SPOUSE = "spouse", _("spouse")
    PARENT = "parent", _("parent")
    CHILD = "child", _("child")
    SIBLING = "sibling", _("brother or sister")
    GUARDIAN = "guardian", _("guardian")
    WARD = "ward", _("ward")


KINSHIP_BACK: dict[Kinship, Kinship] = {
    Kinship.SPOUSE: Kinship.SPOUSE,
    Kinship.PARENT: Kinship.CHILD,
    Kinship.CHILD: Kinship.PARENT,
    Kinship.SIBLING: Kinship.SIBLING,
    Kinship.GUARDIAN: Kinship.WARD,
    Kinship.WARD: Kinship.GUARDIAN,
}


class ImportState(models.TextChoices):
    """Where a list of people stands that was handed in. Nobody of it has a file before it is confirmed."""

    RECEIVED = "received", pgettext_lazy("import of people", "Being read")
    UNREADABLE = "unreadable", pgettext_lazy("import of people", "Cannot be read")
    CHECKED = "checked", pgettext_lazy("import of people", "Waits for a decision")
    APPLYING = "applying", pgettext_lazy("import of people", "Being imported")
    IMPORTED = "imported", pgettext_lazy("import of people", "Imported")
    UNDONE = "undone", pgettext_lazy("import of people", "Undone")
    WITHDRAWN = "withdrawn", pgettext_lazy("import of people", "Withdrawn")


# A list is read anew when its columns are told another way; what is decided later is imported later.
IMPORT_MOVES: dict[ImportState, frozenset[ImportState]] = {
    ImportState.RECEIVED: frozenset({ImportState.CHECKED, ImportState.UNREADABLE, ImportState.WITHDRAWN}),
    ImportState.UNREADABLE: frozenset({ImportState.RECEIVED, ImportState.WITHDRAWN}),
    ImportState.CHECKED: frozenset({ImportState.RECEIVED, ImportState.APPLYING, ImportState.WITHDRAWN}),
    ImportState.APPLYING: frozenset({ImportState.IMPORTED}),
    ImportState.IMPORTED: frozenset({ImportState.UNDONE}),
    ImportState.UNDONE: frozenset(),
    ImportState.WITHDRAWN: frozenset(),
}
IMPORT_PEN: dict[ImportState, Pen] = {
    ImportState.RECEIVED: Pen.NODE,
    ImportState.UNREADABLE: Pen.CLERK,
    ImportState.CHECKED: Pen.CLERK,
    ImportState.APPLYING: Pen.NODE,
    ImportState.IMPORTED: Pen.NOBODY,
    ImportState.UNDONE: Pen.NOBODY,
    ImportState.WITHDRAWN: Pen.NOBODY,
}


class RowKind(models.TextChoices):
    """Why a row of a list was not imported with the others."""

    ERROR = "error", pgettext_lazy("row of a list", "Cannot be read")
    QUESTION = "question", pgettext_lazy("row of a list", "Waits for a decision")


class ImportField(models.TextChoices):
    """What a column of a list holds."""

    NAME = "name", _("Whole name")
    FAMILY = "family", _("Family name")
    GIVEN = "given", _("Given name")
    PATRONYMIC = "patronymic", _("Patronymic")
    LATIN_NAME = "latin_name", _("Whole name in Latin letters")
    LATIN_FAMILY = "latin_family", _("Family name in Latin letters")
    LATIN_GIVEN = "latin_given", _("Given name in Latin letters")
    BIRTH = "birth", _("Date of birth")
    SEX = "sex", _("Sex")
    CITIZENSHIP = "citizenship", _("Citizenship")
    DISTRICT = "district", _("District")
    SERIES = "series", _("Series of the passport")
    NUMBER = "number", _("Number of the passport")
    COUNTRY = "country", _("Country of the passport")
    ISSUED = "issued", _("Passport issued on")
    EXPIRES = "expires", _("Passport expires on")
    PHONE = "phone", _("Telephone number")
    EMAIL = "email", _("E-mail address")


class ErasureReason(models.TextChoices):
    """Why a file is erased."""

    RETENTION = "retention", _("its time is over")
    REQUEST = "request", _("the person asked for it")


class ErasureState(models.TextChoices):
    """Where the erasure of a file stands, derived from its instants."""

    WAITING = "waiting", pgettext_lazy("erasure", "Waits for a second officer")
    DONE = "done", pgettext_lazy("erasure", "Erased")
    WITHDRAWN = "withdrawn", pgettext_lazy("erasure", "Withdrawn")


ERASURE_MOVES: dict[ErasureState, frozenset[ErasureState]] = {
    ErasureState.WAITING: frozenset({ErasureState.DONE, ErasureState.WITHDRAWN}),
    ErasureState.DONE: frozenset(),
    ErasureState.WITHDRAWN: frozenset(),
}


class LookReason(models.TextChoices):
    """Why an officer opens a person's file. The person reads it in the list of who looked."""

    HELP = "help", _("to help the person")
    COMPARE = "compare", _("to compare it with another file")
    CASE = "case", _("to work on a case")
    PAPER = "paper", _("to issue a paper")
    RIGHTS = "rights", _("to answer the person about the file")


class CodeKind(models.TextChoices):
    """How a person got the code they sign in with."""

    SMS = "sms", _("by SMS")
    PRINTED = "printed", _("from the printed list")


class JourneyPurpose(models.TextChoices):
    """Why a person travels: it decides which rules are about them."""

    WORKER = "worker", pgettext_lazy("purpose of a journey", "work")
    STUDENT = "student", pgettext_lazy("purpose of a journey", "study")
    FAMILY = "family", pgettext_lazy("purpose of a journey", "family")
    RETURNEE = "returnee", pgettext_lazy("purpose of a journey", "return home")


class JourneyState(models.TextChoices):
    """Where a journey stands, derived from its dates. Nobody needs to be cleared to leave."""

    OPEN = "open", pgettext_lazy("journey", "Being prepared")
    CLEARED = "cleared", pgettext_lazy("journey", "Papers in hand")
    ABROAD = "abroad", pgettext_lazy("journey", "Abroad")
    RETURNED = "returned", pgettext_lazy("journey", "Returned")
    CANCELLED = "cancelled", pgettext_lazy("journey", "Cancelled")


JOURNEY_MOVES: dict[JourneyState, frozenset[JourneyState]] = {
    JourneyState.OPEN: frozenset({JourneyState.CLEARED, JourneyState.ABROAD, JourneyState.CANCELLED}),
    JourneyState.CLEARED: frozenset({JourneyState.OPEN, JourneyState.ABROAD, JourneyState.CANCELLED}),
    JourneyState.ABROAD: frozenset({JourneyState.RETURNED}),
    JourneyState.RETURNED: frozenset({JourneyState.ABROAD}),
    JourneyState.CANCELLED: frozenset(),
}
JOURNEY_PEN: dict[JourneyState, Pen] = {
    JourneyState.OPEN: Pen.OFFICER,
    JourneyState.CLEARED: Pen.PERSON,
    JourneyState.ABROAD: Pen.PERSON,
    JourneyState.RETURNED: Pen.NOBODY,
    JourneyState.CANCELLED: Pen.NOBODY,
}


class Phase(models.TextChoices):
    """When a requirement is to be met. Clearing reads the first phase only."""

    BEFORE_DEPARTURE = "before-departure", pgettext_lazy("phase of a journey", "Before departure")
    AT_BORDER = "at-border", pgettext_lazy("phase of a journey", "At the border")
    AFTER_ENTRY = "after-entry", pgettext_lazy("phase of a journey", "After entry")


class RequirementKind(models.TextChoices):
    """What the corridor's rules may ask for. How a rule asks is code; its days and its source are in the pack."""

    PASSPORT = "passport", pgettext_lazy("requirement", "Passport for travel abroad")
    PRE_TRIP = "pre-trip-check", pgettext_lazy("requirement", "Check for entry bans before the trip")
    EXAMINATION = "examination", pgettext_lazy("requirement", "Medical examination")
    LANGUAGE_TEST = "language-test", pgettext_lazy("requirement", "Examination in Russian, history and law")
    FINGERPRINTS = "fingerprints", pgettext_lazy("requirement", "Fingerprints and photograph")
    CONTRACT = "contract", pgettext_lazy("requirement", "Contract of organised recruitment")
    DECISION = "documents-decision", pgettext_lazy("requirement", "Decision of the documents desk")
    ENTRY_NOTICE = "entry-notice", pgettext_lazy("requirement", "Notice of entry (ruID)")
    MIGRATION_CARD = "migration-card", pgettext_lazy("requirement", "Migration card with the right purpose")
    REGISTRATION = "registration", pgettext_lazy("requirement", "Migration registration")
    INSURANCE = "insurance", pgettext_lazy("requirement", "Medical insurance")
    PATENT = "patent", pgettext_lazy("requirement", "Application for a patent")


class Standing(models.TextChoices):
    """How one requirement stands on a day, derived from its dates."""

    MET = "met", pgettext_lazy("requirement stands", "met")
    LAPSES_SOON = "lapses-soon", pgettext_lazy("requirement stands", "lapses soon")
    WAIVED = "waived", pgettext_lazy("requirement stands", "waived by two officers")
    NOT_NEEDED = "not-needed", pgettext_lazy("requirement stands", "not needed")
    NOT_ESTABLISHED = "not-established", pgettext_lazy("requirement stands", "not established")
    TO_CONFIRM = "to-confirm", pgettext_lazy("requirement stands", "waits for a second officer")
    LAPSED = "lapsed", pgettext_lazy("requirement stands", "lapsed")
    OVERDUE = "overdue", pgettext_lazy("requirement stands", "overdue")
    MISSING = "missing", pgettext_lazy("requirement stands", "still to do")


class Direction(models.TextChoices):
    """Which way somebody crossed the border of the state they travel to."""

    ENTRY = "entry", pgettext_lazy("crossing", "entered")
    EXIT = "exit", pgettext_lazy("crossing", "left")


class ToldBy(models.TextChoices):
    """How this node knows of a crossing."""

    PERSON = "person", pgettext_lazy("crossing told by", "the person")
    OFFICER = "officer", pgettext_lazy("crossing told by", "an officer")
    OTHER_SIDE = "other-side", pgettext_lazy("crossing told by", "the other side, with the person's consent")


class StayGround(models.TextChoices):
    """On what ground somebody stays beyond the days without a visa."""

    PATENT = "patent", pgettext_lazy("ground of a stay", "patent")
    PERMIT = "permit", pgettext_lazy("ground of a stay", "residence permit")
    STUDY = "study", pgettext_lazy("ground of a stay", "extension for study")


class AttestationState(models.TextChoices):
    """What became of one officer's word that a requirement is met."""

    WAITING = "waiting", pgettext_lazy("attestation", "Waits for a second officer")
    CONFIRMED = "confirmed", pgettext_lazy("attestation", "Confirmed")
    DECLINED = "declined", pgettext_lazy("attestation", "Not confirmed")


ATTESTATION_MOVES: dict[AttestationState, frozenset[AttestationState]] = {
    AttestationState.WAITING: frozenset({AttestationState.CONFIRMED, AttestationState.DECLINED}),
    AttestationState.CONFIRMED: frozenset(),
    AttestationState.DECLINED: frozenset(),
}
ATTESTATION_PEN: dict[AttestationState, Pen] = {
    AttestationState.WAITING: Pen.SECOND,
    AttestationState.CONFIRMED: Pen.NOBODY,
    AttestationState.DECLINED: Pen.NOBODY,
}


class WaiverState(models.TextChoices):
    """What became of one officer's wish to do without a requirement."""

    ASKED = "asked", pgettext_lazy("waiver", "Waits for a second officer")
    GRANTED = "granted", pgettext_lazy("waiver", "Granted")
    REFUSED = "refused", pgettext_lazy("waiver", "Refused")


WAIVER_MOVES: dict[WaiverState, frozenset[WaiverState]] = {
    WaiverState.ASKED: frozenset({WaiverState.GRANTED, WaiverState.REFUSED}),
    WaiverState.GRANTED: frozenset(),
    WaiverState.REFUSED: frozenset(),
}
WAIVER_PEN: dict[WaiverState, Pen] = {
    WaiverState.ASKED: Pen.SECOND,
    WaiverState.GRANTED: Pen.NOBODY,
    WaiverState.REFUSED: Pen.NOBODY,
}


class DocumentKind(models.TextChoices):
    """What a photograph or scan in a file shows."""

    PHOTO = "photo", pgettext_lazy("document", "The person")
    PASSPORT = "passport", pgettext_lazy("document", "A passport")
    OTHER = "other", pgettext_lazy("document", "Another document")


class FileField(models.TextChoices):
    """A line of a file that can be corrected, or asked to be."""

    NAME = "name", pgettext_lazy("line of a file", "Name")
    BIRTH = "birth", pgettext_lazy("line of a file", "Date of birth")
    SEX = "sex", pgettext_lazy("line of a file", "Sex")
    DISTRICT = "district", pgettext_lazy("line of a file", "Home district")
    LANGUAGE = "language", pgettext_lazy("line of a file", "Language")
    OTHER = "other", pgettext_lazy("line of a file", "Something else")


class WishState(models.TextChoices):
    """What became of a person's wish to have their file corrected."""

    WAITING = "waiting", pgettext_lazy("wish", "Waits for an officer")
    DONE = "done", pgettext_lazy("wish", "Corrected")
    DECLINED = "declined", pgettext_lazy("wish", "Left as it is")


WISH_MOVES: dict[WishState, frozenset[WishState]] = {
    WishState.WAITING: frozenset({WishState.DONE, WishState.DECLINED}),
    WishState.DONE: frozenset(),
    WishState.DECLINED: frozenset(),
}
WISH_PEN: dict[WishState, Pen] = {
    WishState.WAITING: Pen.CLERK,
    WishState.DONE: Pen.NOBODY,
    WishState.DECLINED: Pen.NOBODY,
}
