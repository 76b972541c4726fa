"""What officers fill in for a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hamsafar.kit.fields import DayField
from hamsafar.kit.words import Words
from hamsafar.meetings.enums import Edition, OutcomeState
from hamsafar.meetings.formats.bodies import LONGEST_WHY

TODAY, OF_THE_DAY = "today", "meeting-day"
LONG = forms.Textarea({"rows": 3})


def _text(label: Any, *, widget: forms.Widget | None = None) -> forms.CharField:
    return forms.CharField(label=label, widget=widget or forms.TextInput(), max_length=600)


class Build(forms.Form):
    """Which dossier to look at."""

    as_of = DayField(label=_("As of which day"))
    edition = forms.ChoiceField(label=_("Edition"), choices=Edition.choices, initial=Edition.OPEN)


class Freeze(forms.Form):
    """Which dossier to freeze and sign."""

    as_of = DayField(label=_("As of which day"))
    edition = forms.ChoiceField(label=_("Edition"), choices=Edition.choices, initial=Edition.OPEN)


class Compare(forms.Form):
    """Which two dossiers to compare: signed copies, or how it stands on the meeting's day and today."""

    def __init__(self, *args: Any, copies: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(OF_THE_DAY, _("As of the day of the meeting")), (TODAY, _("As of today")), *copies]
        self.fields["old"] = forms.ChoiceField(label=_("The older one"), choices=choices, initial=OF_THE_DAY)
        self.fields["new"] = forms.ChoiceField(label=_("The newer one"), choices=choices, initial=TODAY)


class Outcome(forms.Form):
    """What the meeting decided, in three languages, with who carries it out and by when."""

    words_en = _text(_("What was decided, in English"), widget=LONG)
    words_ru = _text(_("What was decided, in Russian"), widget=LONG)
    words_tg = _text(_("What was decided, in Tajik"), widget=LONG)
    owner = forms.ChoiceField(label=_("Who carries it out"))
    due = DayField(label=_("By which day"), required=False, help_text=_("Leave it empty where no day was agreed."))
    topic = forms.ChoiceField(label=_("Agenda item"), required=False)

    def __init__(
        self, *args: Any, owners: Sequence[tuple[str, str]], topics: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].choices = owners  # type: ignore[attr-defined]
        self.fields["topic"].choices = [("", pgettext_lazy("agenda item", "none")), *topics]  # type: ignore[attr-defined]

    def words(self) -> Words:
        return Words(*(self.cleaned_data[f"words_{lang}"] for lang in ("en", "ru", "tg")))


class Resolve(forms.Form):
    """What became of an outcome."""

    state = forms.ChoiceField(
        label=_("What became of it"),
        choices=[(state.value, state.label) for state in (OutcomeState.DONE, OutcomeState.DROPPED)],
        widget=forms.RadioSelect,
    )
    became_en = _text(_("One sentence, in English"), widget=LONG)
    became_ru = _text(_("One sentence, in Russian"), widget=LONG)
    became_tg = _text(_("One sentence, in Tajik"), widget=LONG)

    def words(self) -> Words:
        return Words(*(self.cleaned_data[f"became_{lang}"] for lang in ("en", "ru", "tg")))


class Decline(forms.Form):
    """Why an item that the other side offers is not agreed."""

    why = forms.CharField(
        label=_("Why it is not agreed"),
        help_text=_("One sentence. The other side reads it."),
        widget=LONG,
        max_length=LONGEST_WHY,
    )


class CarryOver(forms.Form):
    """To which later meeting an outcome goes."""

    to = forms.ChoiceField(label=_("To which meeting"))

    def __init__(self, *args: Any, meetings: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"].choices = meetings  # type: ignore[attr-defined]


class Annex(forms.Form):
    """A line for cleared readers, in three languages."""

    title_en = _text(_("Title, in English"))
    title_ru = _text(_("Title, in Russian"))
    title_tg = _text(_("Title, in Tajik"))
    text_en = _text(_("Text, in English"), widget=LONG)
    text_ru = _text(_("Text, in Russian"), widget=LONG)
    text_tg = _text(_("Text, in Tajik"), widget=LONG)

    def title(self) -> Words:
        return Words(*(self.cleaned_data[f"title_{lang}"] for lang in ("en", "ru", "tg")))

    def text(self) -> Words:
        return Words(*(self.cleaned_data[f"text_{lang}"] for lang in ("en", "ru", "tg")))
