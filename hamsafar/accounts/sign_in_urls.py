"""Addresses of the sign-in library that this node opens, under the names the library asks for.

Sign-up, reset by e-mail and addresses of e-mail are closed: their names lead to one page that says who helps.
"""

from __future__ import annotations

from allauth.account import views
from allauth.mfa.base import views as second_factor
from allauth.mfa.webauthn import views as passkeys
from django.urls import include, path

from hamsafar.accounts.pages import no_account
from hamsafar.kit.pages import public

urlpatterns = [
    path("login/", public(views.login), name="account_login"),
    path("logout/", public(views.logout), name="account_logout"),
    path("inactive/", public(views.account_inactive), name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("2fa/authenticate/", public(second_factor.authenticate), name="mfa_authenticate"),
    path("2fa/webauthn/login/", public(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("2fa/", include("allauth.mfa.urls")),
    path("no-account/", no_account, name="account_signup"),
    path("no-password/", no_account, name="account_reset_password"),
    path("no-address/", no_account, name="account_email"),
]
