"""What the operator enters to try a channel."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hamsafar.notices.enums import Channel


class Trial(forms.Form):
    """Where a trial notice goes."""

    channel = forms.ChoiceField(
        label=_("Channel"),
        choices=[(each.value, each.label) for each in (Channel.SMS, Channel.EMAIL, Channel.FILE)],
        widget=forms.RadioSelect,
    )
    address = forms.CharField(
        label=_("Telephone number or e-mail address"),
        max_length=200,
        help_text=_("A number begins with + and its country code."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect)
