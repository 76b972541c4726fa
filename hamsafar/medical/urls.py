"""Addresses of the examination on the node's own pages: what everybody may read."""

from __future__ import annotations

from django.urls import path

from hamsafar.medical.pages import public

app_name = "medical"
urlpatterns = [path("", public.examination, name="examination")]
