"""The nouns of the documents desk."""

from hamsafar.documents.models.applications import Application, HandedIn, Handover, Question
from hamsafar.documents.models.decisions import Decision, Exemption

__all__ = ["Application", "Decision", "Exemption", "HandedIn", "Handover", "Question"]
