"""Addresses of a person's own pages."""

from __future__ import annotations

from django.urls import path

from hamsafar.journeys.pages import mine, wishing

app_name = "mine"
urlpatterns = [
    path("", mine.mine, name="mine"),
    path("correct/", wishing.correct, name="correct"),
    path("sign-in/", mine.sign_in, name="sign_in"),
    path("code/", mine.ask, name="ask"),
    path("sign-out/", mine.sign_out, name="sign_out"),
    path("copy/", mine.export, name="export"),
    path("codes/<str:ref>/", mine.codes, name="codes"),
]
