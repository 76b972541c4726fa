"""The person and everything the file holds. Each module here is one noun and what belongs to it."""

from hamsafar.journeys.models.people import Consent, Contact, Correction, HelpedEntry, NameForm, Passport, Person

__all__ = ["Consent", "Contact", "Correction", "HelpedEntry", "NameForm", "Passport", "Person"]
