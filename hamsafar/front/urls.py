"""Every address of the node."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import include, path

from hamsafar.front import health, pages
from hamsafar.front.api import api

own = [
    path("", pages.home, name="home"),
    path("language/", pages.language, name="language"),
    path("account/", pages.account, name="account"),
    path("about/translation/", pages.about_translation, name="translation"),
    path("healthz", health.healthz, name="healthz"),
    path("metrics", health.metrics, name="metrics"),
]

PARTS = (
    ("figures/", "hamsafar.figures.urls"),
    ("programmes/", "hamsafar.programmes.urls"),
    ("meetings/", "hamsafar.meetings.urls"),
    ("ledger/", "hamsafar.ledger.urls"),
    ("accounts/", "hamsafar.accounts.sign_in"),
    ("accounts/", "hamsafar.accounts.urls"),
)
urlpatterns = [
    path("", include((own, "front"))),
    *(path(at, include(name)) for at, name in PARTS if find_spec(name)),
    path("api/", api.urls),
]

handler400 = "hamsafar.front.errors.not_understood"
handler403 = "hamsafar.front.errors.not_allowed"
handler404 = "hamsafar.front.errors.not_found"
handler500 = "hamsafar.front.errors.broken"
