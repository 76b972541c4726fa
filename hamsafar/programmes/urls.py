"""Addresses of programmes."""

from __future__ import annotations

from django.urls import path

from hamsafar.programmes.pages import office, public

app_name = "programmes"

urlpatterns = [
    path("", public.index, name="index"),
    path("treaties/", public.treaties, name="treaties"),
    path("<slug:key>.json", public.as_json, name="json"),
    path("<slug:key>.csv", public.as_csv, name="csv"),
    path("<slug:key>/", public.programme, name="programme"),
    path("<slug:key>/indicators/<slug:name>/", public.indicator, name="indicator"),
    path("<slug:key>/measures/<slug:measure>/report/", office.report, name="report"),
    path("<slug:key>/milestones/<slug:milestone>/", office.milestone, name="milestone"),
    path("<slug:key>/review/", office.review, name="review"),
    path("<slug:key>/offers/", office.offer, name="offer"),
]
