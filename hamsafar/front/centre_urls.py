"""Every address of the examination centre's process. The node's own pages are not among them."""

from __future__ import annotations

from django.urls import include, path

from hamsafar.front import health, pages
from hamsafar.medical.pages import desks

own = [
    path("", desks.start, name="home"),
    path("language/", pages.language, name="language"),
    path("account/", pages.account, name="account"),
    path("about/translation/", pages.about_translation, name="translation"),
    path("healthz", health.healthz, name="healthz"),
]

urlpatterns = [
    path("", include((own, "front"))),
    path("", include("hamsafar.medical.centre_urls")),
    path("accounts/", include("hamsafar.accounts.sign_in_urls")),
]

handler400 = "hamsafar.front.errors.not_understood"
handler403 = "hamsafar.front.errors.not_allowed"
handler404 = "hamsafar.front.errors.not_found"
handler500 = "hamsafar.front.errors.broken"
