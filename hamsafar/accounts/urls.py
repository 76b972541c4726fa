"""Addresses of the pages that manage accounts."""

from __future__ import annotations

from django.urls import path

from hamsafar.accounts import pages

app_name = "accounts"
urlpatterns = [
    path("officers/", pages.officers, name="officers"),
    path("officers/add/", pages.add_officer, name="add_officer"),
    path("officers/<str:ref>/", pages.officer, name="officer"),
    path("officers/<str:ref>/role/", pages.change_role, name="change_role"),
    path("officers/<str:ref>/disable/", pages.disable, name="disable"),
    path("officers/<str:ref>/enable/", pages.enable, name="enable"),
    path("officers/<str:ref>/password/", pages.new_password, name="new_password"),
    path("officers/<str:ref>/clearance/propose/", pages.propose_clearance, name="propose_clearance"),
    path("officers/<str:ref>/clearance/lower/", pages.lower_clearance, name="lower_clearance"),
    path("officers/<str:ref>/clearance/<int:pk>/confirm/", pages.confirm_clearance, name="confirm_clearance"),
    path("officers/<str:ref>/clearance/<int:pk>/withdraw/", pages.withdraw_clearance, name="withdraw_clearance"),
    path("organisations/", pages.organisations, name="organisations"),
    path("organisations/add/", pages.add_organisation, name="add_organisation"),
]
