"""Addresses of organised recruitment."""

from __future__ import annotations

from django.urls import path

from hamsafar.recruitment.pages import firms, orders

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
]
