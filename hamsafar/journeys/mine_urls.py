"""Addresses of a person's own pages."""

from __future__ import annotations

from django.urls import path

from hamsafar.journeys.pages import mine, my_papers, wishing

app_name = "mine"
urlpatterns = [
    path("", mine.mine, name="mine"),
    path("correct/", wishing.correct, name="correct"),
    path("sign-in/", mine.sign_in, name="sign_in"),
    path("code/", mine.ask, name="ask"),
    path("sign-out/", mine.sign_out, name="sign_out"),
    path("who/", mine.who, name="who"),
    path("print/", mine.whole, name="print"),
    path("papers/<int:pk>/", my_papers.paper, name="paper"),
    path("papers/<int:pk>/sheet.pdf", my_papers.sheet, name="sheet"),
    path("checks/", my_papers.checks, name="checks"),
    path("checks/ask/", my_papers.ask, name="ask_check"),
    path("checks/<str:ref>/receipt.pdf", my_papers.receipt, name="receipt"),
    path("journey/", my_papers.begin, name="open"),
    path("crossed/", my_papers.crossed, name="crossed"),
    path("rights/", my_papers.my_rights, name="rights"),
    path("copy/", mine.export, name="export"),
    path("codes/<str:ref>/", mine.codes, name="codes"),
]
