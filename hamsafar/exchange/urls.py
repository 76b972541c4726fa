"""Addresses of the exchange."""

from __future__ import annotations

from django.urls import path

from hamsafar.exchange import pages
from hamsafar.exchange.api import inbox

app_name = "exchange"
urlpatterns = [
    path("", pages.index, name="index"),
    path("deliver/", pages.deliver, name="deliver"),
    path("address/", pages.address, name="address"),
    path("envelopes/<int:pk>/retry/", pages.retry_envelope, name="retry_envelope"),
    path("batches/<int:pk>/retry/", pages.retry_batch, name="retry_batch"),
    path("keys/", pages.keys, name="keys"),
    path("keys/ours.json", pages.our_keys, name="our_keys"),
    path("keys/propose/", pages.propose, name="propose"),
    path("keys/<int:pk>/confirm/", pages.confirm, name="confirm"),
    path("keys/<int:pk>/revoke/", pages.revoke, name="revoke"),
    path("inbox", inbox, name="inbox"),
]
