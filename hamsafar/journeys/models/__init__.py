"""The person and everything the file holds. Each module here is one noun and what belongs to it."""

from hamsafar.journeys.models.checks import CheckList, Listed, ListMaker, TripCheck
from hamsafar.journeys.models.codes import AccessCode, TriesAtSignIn
from hamsafar.journeys.models.documents import Document
from hamsafar.journeys.models.duplicates import Duplicate, Merge
from hamsafar.journeys.models.erasures import Erasure
from hamsafar.journeys.models.family import FamilyLink
from hamsafar.journeys.models.imports import ColumnMemory, ImportPart, ImportRow, PeopleImport
from hamsafar.journeys.models.journeys import Attestation, Crossing, Journey, Requirement, StayPeriod, Waiver
from hamsafar.journeys.models.people import Consent, Contact, Correction, HelpedEntry, NameForm, Passport, Person
from hamsafar.journeys.models.registrations import Registration
from hamsafar.journeys.models.search import SearchEntry
from hamsafar.journeys.models.wishes import CorrectionWish

__all__ = [
    "AccessCode",
    "Attestation",
    "CheckList",
    "ColumnMemory",
    "Consent",
    "Contact",
    "Correction",
    "CorrectionWish",
    "Crossing",
    "Document",
    "Duplicate",
    "Erasure",
    "FamilyLink",
    "HelpedEntry",
    "ImportPart",
    "ImportRow",
    "Journey",
    "ListMaker",
    "Listed",
    "Merge",
    "NameForm",
    "Passport",
    "PeopleImport",
    "Person",
    "Registration",
    "Requirement",
    "SearchEntry",
    "StayPeriod",
    "TriesAtSignIn",
    "TripCheck",
    "Waiver",
]
