"""Addresses of meetings."""

from __future__ import annotations

from django.urls import path, re_path

from hamsafar.meetings.pages import office, public

app_name = "meetings"

urlpatterns = [
    path("", public.index, name="index"),
    path("<slug:slug>/", public.meeting, name="meeting"),
    path("<slug:slug>/dossier/", public.dossier, name="dossier"),
    path("<slug:slug>/dossier.<slug:fmt>", public.download, name="download"),
    path("<slug:slug>/compare/", public.compared, name="compare"),
    path("<slug:slug>/copies/<uuid:copy>/<str:name>", public.frozen_file, name="frozen-file"),
    path("<slug:slug>/agenda/draft/", office.draft, name="draft"),
    path("<slug:slug>/agenda/<slug:topic>/order/", office.order, name="order"),
    re_path(
        r"^(?P<slug>[-\w]+)/agenda/(?P<topic>[-\w]+)/(?P<verb>offer|agree|drop|take-up)/$", office.item, name="item"
    ),
    path("<slug:slug>/agenda/<slug:topic>/decline/", office.decline, name="decline"),
    path("<slug:slug>/documents/<slug:key>/", office.document, name="document"),
    path("<slug:slug>/outcomes/", office.outcome, name="outcome"),
    path("<slug:slug>/outcomes/<slug:key>/", office.resolve, name="resolve"),
    path("<slug:slug>/outcomes/<slug:key>/carry/", office.carry, name="carry"),
    path("<slug:slug>/annex/", office.annex, name="annex"),
    path("<slug:slug>/freeze/", office.freeze, name="freeze"),
]
