"""Organised recruitment as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class Recruitment(AppConfig):
    """Work that is offered, people who look for it, and how one is found for the other."""

    name = "hamsafar.recruitment"
