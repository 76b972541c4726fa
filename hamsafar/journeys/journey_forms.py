"""What an officer enters about a journey."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hamsafar.corridor.models import Post
from hamsafar.journeys.check_forms import AGREED_BEFORE_AN_OFFICER
from hamsafar.journeys.enums import Direction, JourneyPurpose, StayGround
from hamsafar.kit.fields import DayField
from hamsafar.kit.language import reader_language
from hamsafar.papers.forms import Paste


class OpenJourney(forms.Form):
    """A new journey."""

    purpose = forms.ChoiceField(
        label=pgettext_lazy("journey", "Purpose"), choices=JourneyPurpose.choices, widget=forms.RadioSelect
    )
    departs_on = DayField(label=_("Planned day of departure"))
    occupation = forms.CharField(
        label=_("Occupation"),
        help_text=_("For work: the code of ISCO-08, such as 7112 for bricklayers."),
        required=False,
        max_length=4,
        widget=forms.TextInput({"class": "govuk-input--width-4", "inputmode": "numeric"}),
    )


class Departure(forms.Form):
    """Another day of departure."""

    departs_on = DayField(label=_("Planned day of departure"))


class RecordRequirement(forms.Form):
    """What a document shows, for a second officer to confirm."""

    words = forms.CharField(label=_("Document"), help_text=_("What it is, with its number."), max_length=120)
    on = DayField(label=_("Met from"))
    until = DayField(
        label=_("No longer good from"),
        help_text=_("The first day on which it does not hold; empty where it has no end."),
        required=False,
    )
    scan = forms.FileField(
        label=_("Scan"), help_text=_("PDF, JPEG or PNG. Empty where the original was only seen."), required=False
    )


class Because(forms.Form):
    """A reason."""

    because = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": 3}))


class PostField(forms.ModelChoiceField):
    """A border post by its name in the reader's language."""

    def label_from_instance(self, obj: Post) -> str:
        return obj.words[reader_language()]


class CrossingForm(forms.Form):
    """A crossing of the border."""

    direction = forms.ChoiceField(
        label=_("The person"), choices=Direction.choices, widget=forms.RadioSelect({"class": "govuk-radios--inline"})
    )
    on = DayField(label=pgettext_lazy("crossing", "Day"))
    post = PostField(label=_("Border post"), queryset=Post.objects.order_by("key"), required=False)


class TellCrossing(CrossingForm, Paste):
    """A crossing of somebody who shows a paper of the other side."""

    field_order = ("text", "direction", "on", "post", "how")
    how = forms.ChoiceField(
        label=_("How the person agreed"),
        help_text=_("Tell only at the holder's own wish. Their side notes it only where they agreed there as well."),
        choices=AGREED_BEFORE_AN_OFFICER,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how the person agreed.")},
    )


class StayGroundForm(forms.Form):
    """On what ground somebody stays."""

    ground = forms.ChoiceField(label=_("Ground"), choices=StayGround.choices)
    starts = DayField(label=_("From"))
    until = DayField(label=_("No longer good from"))
