"""Addresses of organised recruitment."""

from __future__ import annotations

from django.urls import path

from hamsafar.recruitment.enums import Copy
from hamsafar.recruitment.pages import contracts, firms, orders, placing, roster, runs

app_name = "recruitment"
urlpatterns = [
    path("", orders.index, name="index"),
    path("orders/<str:ref>/", orders.order, name="order"),
    path("orders/<str:ref>/change/", orders.rewrite, name="rewrite"),
    path("orders/<str:ref>/verify/", orders.verify, name="verify"),
    path("orders/<str:ref>/refuse/", orders.refuse, name="refuse"),
    path("orders/<str:ref>/close/", orders.close, name="close"),
    path("firms/", firms.index, name="firms"),
    path("firms/new/", firms.new, name="new_firm"),
    path("firms/<str:ref>/", firms.firm, name="firm"),
    path("firms/<str:ref>/order/", orders.new, name="new_order"),
    path("firms/<str:ref>/licence/", firms.licence, name="licence"),
    path("firms/<str:ref>/note/", firms.remark, name="remark"),
    path("firms/<str:ref>/strike/", firms.strike, name="strike"),
    path("sanctions/<int:pk>/lift/", firms.lift, name="lift"),
    path("quotas/", firms.quotas, name="quotas"),
    path("quotas/new/", firms.new_quota, name="new_quota"),
    path("report/", runs.report, name="report"),
    path("roster/", roster.index, name="roster"),
    path("roster/enter/", roster.enter, name="enter"),
    path("roster/<str:ref>/", roster.candidate, name="candidate"),
    path("roster/<str:ref>/renew/", roster.renew, name="renew"),
    path("roster/<str:ref>/withdraw/", roster.withdraw, name="withdraw"),
    path("roster/<str:ref>/exemption/", roster.ask_exemption, name="ask_exemption"),
    path("exemptions/<int:pk>/grant/", roster.grant, name="grant"),
    path("runs/", runs.runs, name="runs"),
    path("runs/new/", runs.new_run, name="new_run"),
    path("runs/<str:ref>/", runs.run, name="run"),
    path("runs/<str:ref>/verify/", runs.verify_run, name="verify_run"),
    path("places/", placing.proposals, name="proposals"),
    path("places/<str:ref>/", placing.proposal, name="proposal"),
    path("places/<str:ref>/confirm/", placing.confirm, name="confirm"),
    path("places/<str:ref>/turn-down/", placing.turn_down, name="turn_down"),
    path("places/<str:ref>/accept/", placing.accept, name="accept"),
    path("places/<str:ref>/refuse/", placing.refuse, name="refuse_place"),
    path("places/<str:ref>/agree/", placing.agree, name="agree"),
    path("places/<str:ref>/decline/", placing.decline, name="decline"),
    path("places/<str:ref>/contract/", contracts.open_one, name="open_contract"),
    path("contracts/<str:ref>/", contracts.contract, name="contract"),
    path("contracts/<str:ref>/origin/", contracts.copy, {"whose": Copy.ORIGIN}, name="copy_of_origin"),
    path("contracts/<str:ref>/destination/", contracts.copy, {"whose": Copy.DESTINATION}, name="copy_of_destination"),
    path("contracts/<str:ref>/sign/", contracts.sign, name="sign"),
    path("contracts/<str:ref>/cost/", contracts.cost, name="cost"),
    path("contracts/<str:ref>/end/", contracts.end, name="end"),
]
