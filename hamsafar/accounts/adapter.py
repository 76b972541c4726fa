"""How the sign-in library behaves here: officers are added by officers, never by themselves."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedToSignUps(DefaultAccountAdapter):
    """Sign-in without sign-up: an account exists because an officer with the permission added it."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
