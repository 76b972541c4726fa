"""Officers and offices for tests, in desk words: `OfficerFactory(role="operator", cleared=True)`."""

from __future__ import annotations

import factory

from hamsafar.accounts.enums import Clearance, Role
from hamsafar.accounts.models import Organisation, User
from hamsafar.corridor.models import Side
from tests.factories.ledger import noon

PASSWORD = "a long walk over the pass"


class SideFactory(factory.django.DjangoModelFactory):
    """A side of the corridor; the origin unless said otherwise."""

    class Meta:
        model = Side
        django_get_or_create = ("key",)

    key = "tj"
    role = factory.LazyAttribute(lambda side: "origin" if side.key == "tj" else "destination")
    country = factory.LazyAttribute(lambda side: side.key.upper())
    name = factory.LazyAttribute(lambda side: {"en": side.key, "ru": side.key, "tg": side.key})
    adjective = factory.SelfAttribute("name")
    capital = factory.SelfAttribute("name")
    time_zone = "Asia/Dushanbe"


class OrganisationFactory(factory.django.DjangoModelFactory):
    """An office of the origin."""

    class Meta:
        model = Organisation

    side = factory.SubFactory(SideFactory)
    name = {"en": "Office (example)", "ru": "Управление (пример)", "tg": "Раёсат (намуна)"}
    added_at = noon(2026, 1, 1)


class OfficerFactory(factory.django.DjangoModelFactory):
    """An officer who can sign in with `PASSWORD`; a desk officer without clearance unless said otherwise."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        cleared = factory.Trait(clearance=Clearance.RESTRICTED)
        disabled = factory.Trait(is_active=False, disabled_at=noon(2026, 2, 1))

    username = factory.Sequence(lambda number: f"officer-{number}")
    name = factory.LazyAttribute(lambda officer: officer.username.replace("-", " "))
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.DESK_OFFICER
    synthetic = True
    added_at = noon(2026, 1, 1)
    password = factory.django.Password(PASSWORD)
