"""Addresses of the answers to people about their own files."""

from __future__ import annotations

from django.urls import path

from hamsafar.journeys.pages import rights

app_name = "rights"
urlpatterns = [
    path("due/", rights.due, name="due"),
    path("erasures/<str:ref>/confirm/", rights.confirm, name="confirm"),
    path("erasures/<str:ref>/withdraw/", rights.withdraw, name="withdraw"),
    path("<str:ref>/", rights.person, name="person"),
    path("<str:ref>/export/", rights.export, name="export"),
    path("<str:ref>/close/", rights.close, name="close"),
    path("<str:ref>/reopen/", rights.reopen, name="reopen"),
    path("<str:ref>/erase/", rights.erase, name="erase"),
    path("<str:ref>/wish/", rights.wish, name="wish"),
]
