"""Addresses of the documents desk."""

from __future__ import annotations

from django.urls import path, re_path

from hamsafar.documents.pages import desk, public

app_name = "documents"
urlpatterns = [
    path("", public.index, name="index"),
    path("apply/<slug:office>/", public.apply, name="apply"),
    path("mine/", public.mine, name="mine"),
    path("mine/answer/", public.answer, name="answer"),
    path("mine/withdraw/", public.withdraw, name="withdraw"),
    path("mine/letter/", public.letter, name="letter"),
    path("desk/", desk.index, name="desks"),
    path("desk/<slug:office>/", desk.desk, name="desk"),
    path("papers/<int:pk>/", desk.settle, name="settle"),
    path("exemptions/<int:pk>/", desk.exempt, name="exempt"),
    path("decisions/<int:pk>/confirm/", desk.confirm, name="confirm"),
    path("decisions/<int:pk>/return/", desk.give_back, name="give_back"),
    path("applications/<str:ref>/", desk.application, name="application"),
    path("applications/<str:ref>/take-up/", desk.take_up, name="take_up"),
    path("applications/<str:ref>/letter/", desk.letter, name="desk_letter"),
    re_path(
        r"^applications/(?P<ref>[^/]+)/(?P<what>paper|question|exemption|decision|handover)/$", desk.write, name="write"
    ),
    re_path(r"^applications/(?P<ref>[^/]+)/(?P<what>passport|fingerprints|check)/$", desk.note, name="note"),
]
