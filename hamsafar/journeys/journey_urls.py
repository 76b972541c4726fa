"""Addresses of journeys."""

from __future__ import annotations

from django.urls import path

from hamsafar.journeys.pages import journey_acts, journeys

app_name = "journeys"
urlpatterns = [
    path("", journeys.index, name="index"),
    path("waiting/", journeys.waiting, name="waiting"),
    path("crossed/", journey_acts.tell, name="tell"),
    path("open/<str:ref>/", journey_acts.open_one, name="open"),
    path("attestations/<int:pk>/scan/", journeys.scan, name="scan"),
    path("attestations/<int:pk>/decision/", journey_acts.decide_attestation, name="decide_attestation"),
    path("waivers/<str:ref>/decision/", journey_acts.decide_waiver_of, name="decide_waiver"),
    path("<str:ref>/", journeys.journey, name="journey"),
    path("<str:ref>/sheets/<int:pk>.pdf", journeys.sheet, name="sheet"),
    path("<str:ref>/departure/", journey_acts.departure, name="departure"),
    path("<str:ref>/clear/", journey_acts.clear, name="clear"),
    path("<str:ref>/cancel/", journey_acts.cancel, name="cancel"),
    path("<str:ref>/crossing/", journey_acts.crossing, name="crossing"),
    path("<str:ref>/ground/", journey_acts.stay_ground, name="ground"),
    path("<str:ref>/<slug:kind>/record/", journey_acts.record, name="record"),
    path("<str:ref>/<slug:kind>/waive/", journey_acts.waive, name="waive"),
    path("<str:ref>/<slug:kind>/take-back/", journey_acts.take_back, name="take_back"),
]
