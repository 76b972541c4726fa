"""How the sign-in library behaves here: no sign-up, our words, and a line in the ledger for what it does."""

from __future__ import annotations

import base64
import io
from typing import Any, ClassVar

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamsafar.accounts.models import User
from hamsafar.kit.keys import KeyStore, Purpose
from hamsafar.kit.wrapping import unwrap, wrap
from hamsafar.ledger.actions import record

BOUND_TO = "secret of a second factor"

# The library tells a person by e-mail what changed; officers have no address here, so the ledger is told instead.
VERBS = {
    "account/email/password_changed": "password changed",
    "mfa/email/totp_activated": "authenticator app added",
    "mfa/email/totp_deactivated": "authenticator app removed",
    "mfa/email/recovery_codes_generated": "recovery codes made",
    "mfa/email/webauthn_added": "passkey added",
    "mfa/email/webauthn_removed": "passkey removed",
}


class ClosedToSignUps(DefaultAccountAdapter):
    """Sign-in without sign-up: an account exists because an officer with the permission added it."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("The sign-in name or the password is wrong."),
        "too_many_login_attempts": _("Too many attempts failed. Wait five minutes, then try again."),
        "account_inactive": _("This account is disabled. Ask the officer who manages accounts."),
        "incorrect_password": _("The password is wrong."),
        "enter_current_password": _("The current password is wrong."),
        "incorrect_code": _("The code is wrong or was used already. Enter the newest one."),
        "rate_limited": _("Too many attempts. Wait a minute, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        _record("signed in", user)

    def logout(self, request: HttpRequest) -> None:
        _record("signed out", request.user)
        super().logout(request)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Record what the library would have written about by e-mail."""
        _record(VERBS[template_prefix], user)


class SecondFactor(DefaultMFAAdapter):
    """The second factor, in our words."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The code is wrong or was used already. Enter the newest one."),
        "cannot_delete_authenticator": _("This second factor cannot be removed."),
        "cannot_generate_recovery_codes": _("Add an authenticator app or a passkey first."),
    }

    def encrypt(self, text: str) -> str:
        """A secret as the database holds it: locked under a key of this node."""
        wrapped = wrap(text.encode(), store=KeyStore(settings.KEYS), purpose=Purpose.SECOND_FACTOR, about=BOUND_TO)
        return base64.b64encode(wrapped).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again. Raises `BadKeyFile`, one sentence for the operator, where the key is gone."""
        wrapped = base64.b64decode(encrypted_text)
        store = KeyStore(settings.KEYS)
        return unwrap(wrapped, store=store, purpose=Purpose.SECOND_FACTOR, about=BOUND_TO).decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:
        return gettext("Passkey")

    def build_totp_svg(self, url: str) -> str:
        """The QR code, dark on white in every scheme."""
        picture = io.BytesIO()
        segno.make(url, error="m").save(picture, kind="svg", scale=4, light="#fff", xmldecl=False)
        return picture.getvalue().decode()

    def _get_site_name(self) -> str:
        return "Hamsafar"


def _record(verb: str, user: object) -> None:
    if isinstance(user, User):
        record(verb, about=user, by=user, at=now(), person=user.ref)
