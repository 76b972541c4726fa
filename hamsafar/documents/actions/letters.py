"""The letter of a decision as a PDF, from what was decided and what the pack says of appeals. Readers only."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from hamsafar.corridor.models import Code
from hamsafar.documents.actions.law import terms
from hamsafar.documents.enums import GROUNDS, Service
from hamsafar.documents.formats.letter import Letter, letter_pdf
from hamsafar.documents.models import Decision
from hamsafar.kit.words import LANGUAGES


def letter_of(decision: Decision) -> bytes:
    """The letter of a decision that was made: the same bytes each time."""
    application = decision.application
    made_at = decision.made_at or decision.written_at
    on = application.office.day_of(made_at)
    ground: Any = Code.objects.of(GROUNDS).in_force(on=on).filter(key=decision.ground).first()
    letter = Letter(
        ref=application.ref,
        office=application.office.words.as_dict(),
        service=_service(application.service),
        outcome=decision.outcome,
        on=on,
        until=decision.until,
        ground=ground.label if ground else None,
        words=decision.words,
        appeal=terms(application.service, on=on).appeal,
        corrects=decision.corrects_id is not None,
        language=application.language,
        synthetic=application.synthetic,
    )
    return letter_pdf(letter, made_at=made_at)


def _service(key: str) -> dict[str, str]:
    found = {}
    for lang in LANGUAGES:
        with translation.override(lang):
            found[lang] = str(Service(key).label)
    return found
