"""Every address of the node."""

from __future__ import annotations

from django.urls import include, path

from hamsafar.front import health, pages
from hamsafar.front.api import addresses
from hamsafar.journeys.pages.checks import receipt_check

own = [
    path("", pages.home, name="home"),
    path("language/", pages.language, name="language"),
    path("account/", pages.account, name="account"),
    path("about/translation/", pages.about_translation, name="translation"),
    path("healthz", health.healthz, name="healthz"),
    path("metrics", health.metrics, name="metrics"),
]

urlpatterns = [
    path("", include((own, "front"))),
    path("figures/", include("hamsafar.figures.urls")),
    path("programmes/", include("hamsafar.programmes.urls")),
    path("meetings/", include("hamsafar.meetings.urls")),
    path("documents/", include("hamsafar.documents.urls")),
    path("appointments/", include("hamsafar.appointments.urls")),
    path("examination/", include("hamsafar.medical.urls")),
    path("incidents/", include("hamsafar.incidents.urls")),
    path("recruitment/", include("hamsafar.recruitment.urls")),
    path("exchange/", include("hamsafar.exchange.urls")),
    path("notices/", include("hamsafar.notices.urls")),
    path("people/", include("hamsafar.journeys.people_urls")),
    path("journeys/", include("hamsafar.journeys.journey_urls")),
    path("rights/", include("hamsafar.journeys.rights_urls")),
    path("lists/", include("hamsafar.journeys.list_urls")),
    path("mine/", include("hamsafar.journeys.mine_urls")),
    path("check/receipt/", receipt_check, name="receipt_check"),
    path("ledger/", include("hamsafar.ledger.urls")),
    path("", include("hamsafar.papers.urls")),
    path("accounts/", include("hamsafar.accounts.sign_in_urls")),
    path("accounts/", include("hamsafar.accounts.urls")),
    path("api/", addresses()),
]

handler400 = "hamsafar.front.errors.not_understood"
handler403 = "hamsafar.front.errors.not_allowed"
handler404 = "hamsafar.front.errors.not_found"
handler500 = "hamsafar.front.errors.broken"
