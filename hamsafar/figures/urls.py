"""Addresses of figures."""

from __future__ import annotations

from django.urls import path

from hamsafar.figures.pages import desks, importing, reading

app_name = "figures"
urlpatterns = [
    path("", reading.index, name="index"),
    path("disagreements/", reading.disagreements, name="disagreements"),
    path("promises/", desks.promises, name="promises"),
    path("exemptions/", desks.exemptions, name="exemptions"),
    path("recruited/", desks.recruited, name="recruited"),
    path("download/<slug:kind>/", reading.download, name="download"),
    path("facts/<slug:key>/", reading.fact, name="fact"),
    path("imports/", importing.imports, name="imports"),
    path("imports/new/", importing.hand_in, name="hand_in"),
    path("imports/<uuid:pk>/", importing.preview, name="import"),
    path("imports/<uuid:pk>/confirm/", importing.confirm, name="confirm"),
    path("imports/<uuid:pk>/undo/", importing.undo, name="undo"),
    path("imports/<uuid:pk>/errors/", importing.errors, name="errors"),
    path("<slug:key>/", reading.series, name="series"),
    path("<slug:key>/<path:period>/", reading.mirror, name="mirror"),
]
