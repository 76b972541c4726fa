"""Addresses of the ledger."""

from __future__ import annotations

from django.urls import path

from hamsafar.ledger import pages

app_name = "ledger"
urlpatterns = [path("", pages.lines, name="lines")]
