"""`./run officer add` and `./run officer password`: the first officer of a node, and one who lost the way in."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from hamsafar.accounts.actions import add_officer, add_organisation, give_new_password
from hamsafar.accounts.enums import Role
from hamsafar.accounts.models import Organisation, User
from hamsafar.accounts.passwords import random_password
from hamsafar.corridor.models import Side
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.words import LANGUAGES, Words

BAD_INPUT = 2


class Command(BaseCommand):
    help = "Add an officer, or give one a new password. The password is printed once, to standard output."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="what", required=True, metavar="add|password")
        adding = commands.add_parser("add", help="add an officer (the first one: --role operator)")
        adding.add_argument("login")
        adding.add_argument("--name", required=True, help="as colleagues know them")
        adding.add_argument("--role", required=True, choices=Role.values)
        adding.add_argument("--language", choices=LANGUAGES, default="en")
        adding.add_argument("--office", required=True, metavar="NAME", help="the organisation's name in English")
        adding.add_argument("--office-ru", default="", metavar="NAME", help="in Russian, where it is to be added")
        adding.add_argument("--office-tg", default="", metavar="NAME", help="in Tajik, where it is to be added")
        adding.add_argument(
            "--of", default=settings.THIS_SIDE, metavar="SIDE", help="its side, where it is to be added"
        )
        password = commands.add_parser("password", help="give an officer a new password; the second factor goes")
        password.add_argument("login")

    def handle(self, **options: Any) -> None:
        password = random_password()
        try:
            with transaction.atomic():
                self._add(password, options) if options["what"] == "add" else self._renew(password, options)
        except Refusal as reason:
            self.stderr.write(str(reason))
            sys.exit(BAD_INPUT)
        self.stdout.write(password)

    def _add(self, password: str, options: dict[str, Any]) -> None:
        add_officer(
            username=options["login"],
            name=options["name"],
            organisation=_office(options),
            role=options["role"],
            language=options["language"],
            password=password,
            by=SYSTEM,
            at=now(),
        )

    def _renew(self, password: str, options: dict[str, Any]) -> None:
        officer = User.objects.filter(username=options["login"].lower()).first()
        if officer is None:
            raise Refusal(_("There is no officer called %(name)s.") % {"name": options["login"]})
        give_new_password(officer=officer, password=password, by=SYSTEM, at=now())


def _office(options: dict[str, Any]) -> Organisation:
    """The organisation of that name, added now where all three names are given."""
    name = Words(en=options["office"], ru=options["office_ru"], tg=options["office_tg"])
    found = Organisation.objects.filter(name__en=name.en, side=options["of"]).first()
    if found:
        return found
    if not (name.ru and name.tg):
        reason = _("There is no organisation called %(name)s. Give its name in three languages to add it.")
        raise Refusal(reason % {"name": name.en})
    side = Side.objects.filter(pk=options["of"]).first()
    if side is None:
        reason = _("There is no side called %(name)s. Load a corridor pack first.")
        raise Refusal(reason % {"name": options["of"]})
    return add_organisation(side=side, name=name, by=SYSTEM, at=now())
