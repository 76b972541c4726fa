"""What an officer is asked: to sign in, for the second factor, and to manage accounts."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hamsafar.accounts.enums import Role
from hamsafar.accounts.models import Organisation
from hamsafar.corridor.models import Side
from hamsafar.kit.language import reader_language
from hamsafar.kit.words import Words

CODE_COMES_FROM = _("From the authenticator app, or one of your recovery codes.")


class SignIn(LoginForm):
    """Sign-in name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "login", _("Sign-in name"))
        _say(self, "password", _("Password"))


class ChangePassword(ChangePasswordForm):
    """The current password, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "oldpassword", _("Current password"))
        _say(self, "password1", _("New password"), _("At least 12 characters. Three or four words are easy to keep."))
        _say(self, "password2", _("New password again"))


class ConfirmByPassword(ReauthenticateForm):
    """The password once more, before the second factor is changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "password", _("Password"))


class EnterCode(AuthenticateForm):
    """A code of the authenticator app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self)


class ConfirmByCode(ReauthenticateByCodeForm):
    """A code once more, before the second factor is changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self)


class AddApp(ActivateTOTPForm):
    """The first code of a new authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self, _("The six digits that the app shows now."))


class AddPasskey(AddWebAuthnForm):
    """A name for the passkey; the browser fills in the rest."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "name", _("Name of the passkey"), _("So that you can tell yours apart."))
        passwordless = _("The device then asks for a PIN, a finger or a face.")
        _say(self, "passwordless", _("Sign in with it alone, without a password"), passwordless)


class RenamePasskey(EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "name", _("Name of the passkey"))


class OrganisationChoice(forms.ModelChoiceField):
    """An organisation, shown in the reader's language."""

    def label_from_instance(self, obj: Organisation) -> str:
        return obj.words[reader_language()]


class SideChoice(forms.ModelChoiceField):
    """A side, shown in the reader's language."""

    def label_from_instance(self, obj: Side) -> str:
        return obj.words[reader_language()]


class AddOfficer(forms.Form):
    """Who the new officer is."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As colleagues know them."))
    username = forms.CharField(
        label=_("Sign-in name"),
        max_length=60,
        help_text=_("Letters, digits, points and hyphens; it is not changed later."),
    )
    organisation = OrganisationChoice(label=_("Organisation"), queryset=Organisation.objects.none())
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect, initial="tg"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        if isinstance(field, OrganisationChoice):
            field.queryset = Organisation.objects.order_by(f"name__{reader_language()}")


class ChangeRole(forms.Form):
    """The role an officer is to have."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.RadioSelect)


class AddOrganisation(forms.Form):
    """A new organisation, named in three languages."""

    side = SideChoice(label=_("Side"), queryset=Side.objects.all(), widget=forms.RadioSelect, empty_label=None)
    en = forms.CharField(label=_("Name in English"), max_length=200)
    ru = forms.CharField(label=_("Name in Russian"), max_length=200)
    tg = forms.CharField(label=_("Name in Tajik"), max_length=200)

    def words(self) -> Words:
        """The name in three languages."""
        return Words.of(self.cleaned_data)


def _say(form: forms.Form, name: str, label: Any, help_text: Any = "") -> None:
    form.fields[name].label, form.fields[name].help_text = label, help_text
    form.fields[name].widget.attrs.pop("placeholder", None)


def _ask_for_code(form: forms.Form, help_text: Any = CODE_COMES_FROM) -> None:
    _say(form, "code", _("Code"), help_text)
    form.fields["code"].widget.attrs |= {"inputmode": "numeric", "class": "govuk-input--width-10", "autofocus": True}
