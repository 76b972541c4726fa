"""Addresses of papers. `/check/` and `/keys/` are for everybody; the worker stands below the page that it serves."""

from __future__ import annotations

from django.urls import path

from hamsafar.papers.pages import check, office

app_name = "papers"
urlpatterns = [
    path("check/", check.check_page, name="check"),
    path("check/worker.js", check.worker, name="worker"),
    path("keys/", check.keys_page, name="keys"),
    path("keys/lists.json", check.lists_file, name="lists"),
    path("keys/trust-<slug:side>.cose", check.trust_file, name="trust"),
    path("keys/status-<slug:side>-<int:number>.cose", check.status_file, name="status"),
    path("papers/", office.papers, name="papers"),
    path("papers/<int:pk>/", office.paper, name="paper"),
    path("papers/<int:pk>/sheet.pdf", office.sheet, name="sheet"),
    path("papers/<int:pk>/revocation/", office.ask, name="ask"),
    path("papers/<int:pk>/decision/", office.settle, name="settle"),
]
