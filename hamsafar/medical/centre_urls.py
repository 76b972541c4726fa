"""Addresses of the centre's own process."""

from __future__ import annotations

from django.urls import path

from hamsafar.medical.pages import desks, folders, laboratory, reception, supervision

app_name = "centre"
urlpatterns = [
    path("", desks.start, name="start"),
    path("choose/", desks.choose, name="choose"),
    path("unlock/", desks.unlock, name="unlock"),
    path("lock/", desks.lock, name="lock"),
    path("key/", desks.make_key, name="make_key"),
    path("key/ask/", desks.ask_for_key, name="ask_for_key"),
    path("key/passphrase/", desks.change_passphrase, name="change_passphrase"),
    path("key/recover/", desks.recover, name="recover"),
    path("key/renew/", desks.renew, name="renew"),
    path("holders/", desks.holders, name="holders"),
    path("holders/<uuid:pk>/admit/", desks.admit, name="admit"),
    path("holders/<uuid:pk>/end/", desks.end_holding, name="end_holding"),
    path("visitors/", reception.visitors, name="visitors"),
    path("visitors/<str:ref>/", reception.receive, name="receive"),
    path("visitors/<str:ref>/receipt/", reception.receipt, name="receipt"),
    path("folders/", folders.folders, name="folders"),
    path("folders/<str:ref>/", folders.folder, name="folder"),
    path("folders/<str:ref>/open/", folders.open_folder, name="open_folder"),
    path("folders/<str:ref>/orders/<str:number>/", folders.order, name="order"),
    path("folders/<str:ref>/<slug:doing>/", folders.do, name="do"),
    path("laboratory/", laboratory.laboratory, name="laboratory"),
    path("laboratory/take-in/", laboratory.take_in, name="take_in"),
    path("fhir/results", laboratory.results, name="results"),
    path("supervision/", supervision.supervision, name="supervision"),
    path("supervision/price/", supervision.price, name="price"),
    path("supervision/token/", supervision.token, name="token"),
]
