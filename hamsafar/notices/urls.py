"""Addresses of notices."""

from __future__ import annotations

from django.urls import path

from hamsafar.notices import pages

app_name = "notices"
urlpatterns = [
    path("", pages.mine, name="mine"),
    path("read/", pages.read_all, name="read_all"),
    path("delivery/", pages.delivery, name="delivery"),
    path("delivery/trial/", pages.trial, name="trial"),
    path("delivery/<str:ref>/again/", pages.again, name="again"),
    path("<str:ref>/read/", pages.read, name="read"),
]
