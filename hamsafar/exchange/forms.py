"""What the operator types or hands in at the exchange."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from hamsafar.exchange.formats.key_documents import LARGEST, BadKeyDocument, KeyDocument, read


class ProposeKeys(forms.Form):
    """The file of public keys that the other node handed over."""

    document = forms.FileField(label=_("The other node's key file"))

    def clean_document(self) -> KeyDocument:
        file: UploadedFile[Any] = self.cleaned_data["document"]
        try:
            return read(file.read(LARGEST + 1))
        except BadKeyDocument as problem:
            raise forms.ValidationError(_("This is not a key file: %(why)s"), params={"why": problem}) from problem


class ConfirmKeys(forms.Form):
    """The fingerprint as the second officer heard it."""

    heard = forms.CharField(
        label=_("The forty digits you heard"),
        help_text=_("Type what the other officer reads to you over the telephone, not what you see here."),
        max_length=80,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class Address(forms.Form):
    """Where the other node answers."""

    address = forms.CharField(
        label=_("Address of the other node"),
        help_text=_("It begins with https://. Leave it empty to carry bundles only."),
        max_length=200,
        required=False,
    )
