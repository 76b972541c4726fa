"""Addresses of lists of people that are handed in."""

from __future__ import annotations

from django.urls import path

from hamsafar.journeys.pages import lists

app_name = "lists"
urlpatterns = [
    path("", lists.index, name="index"),
    path("hand-in/", lists.hand_in, name="hand_in"),
    path("<str:ref>/", lists.show, name="list"),
    path("<str:ref>/columns/", lists.columns, name="columns"),
    path("<str:ref>/rows/", lists.rows, name="rows"),
    path("<str:ref>/rows/<int:line>/", lists.decide, name="decide"),
    path("<str:ref>/leave-out/", lists.leave_out, name="leave_out"),
    path("<str:ref>/errors.csv", lists.errors_csv, name="errors_csv"),
    path("<str:ref>/errors.xlsx", lists.errors_xlsx, name="errors_xlsx"),
    path("<str:ref>/confirm/", lists.confirm, name="confirm"),
    path("<str:ref>/decided/", lists.decided, name="decided"),
    path("<str:ref>/withdraw/", lists.withdraw, name="withdraw"),
    path("<str:ref>/undo/", lists.undo, name="undo"),
]
