"""What the layout of every page needs: navigation, languages, who is signed in."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from hamsafar.accounts.demo import demo_exists
from hamsafar.accounts.enums import Permission
from hamsafar.accounts.models import User
from hamsafar.corridor.models import Side
from hamsafar.incidents.access import may_read as may_read_incidents
from hamsafar.kit.language import reader_language
from hamsafar.kit.parts import Link
from hamsafar.recruitment.access import may_read as may_read_recruitment

# Each language is named in itself, whatever the page's language is.
LANGUAGE_NAMES = (("en", "English"), ("ru", "Русский"), ("tg", "Тоҷикӣ"))
NODE_IS_REMEMBERED = 60  # seconds


@dataclass(frozen=True)
class Layout:
    """The frame of a page, the same for every app."""

    nav: tuple[Link, ...]
    home: str
    node: str  # the side whose node this is, in the reader's language
    lang: str
    language: str  # where the language is changed
    languages: tuple[tuple[str, str], ...]
    sign_in: str
    account: str
    translation: str
    person: str
    person_is_synthetic: bool
    demo: bool


def layout(request: HttpRequest) -> dict[str, Layout]:
    """`layout` for the templates. Reads the signed-in officer, who may be missing where a page broke early."""
    user = getattr(request, "user", None)
    officer = user if isinstance(user, User) else None
    home = reverse("front:home")
    names, demo = _this_node()
    return {
        "layout": Layout(
            nav=_at_the_centre(request) if settings.IS_CENTRE else _navigation(request, officer),
            home=home,
            node=names.get(reader_language(), ""),
            lang=reader_language(),
            language=reverse("front:language"),
            languages=LANGUAGE_NAMES,
            sign_in=reverse("account_login"),
            account=reverse("front:account"),
            translation=reverse("front:translation"),
            person=_name_of(officer) if officer else "",
            person_is_synthetic=bool(officer and officer.synthetic),
            demo=demo,
        )
    }


def _name_of(officer: User) -> str:
    """The officer's name; an invented one is called by their role, in the reader's language."""
    return str(officer.get_role_display()) if officer.synthetic else officer.name


def _navigation(request: HttpRequest, officer: User | None) -> tuple[Link, ...]:
    places = [
        (gettext("Today"), reverse("front:home")),
        (gettext("Figures"), reverse("figures:index")),
        (gettext("Programmes"), reverse("programmes:index")),
        (gettext("Meetings"), reverse("meetings:index")),
    ]
    if officer and may_read_incidents(officer):
        places.insert(1, (gettext("Incidents"), reverse("incidents:index")))
    if officer and may_read_recruitment(officer):
        places.insert(1, (gettext("Recruitment"), reverse("recruitment:index")))
    if officer and (officer.has(Permission.KEEP_APPLICATIONS) or officer.has(Permission.CONFIRM_DECISIONS)):
        places.insert(1, (gettext("Desk"), reverse("documents:desks")))
    if officer and officer.has(Permission.KEEP_APPOINTMENTS):
        places.insert(1, (gettext("Reception"), reverse("appointments:desks")))
    if officer is None:
        places[0] = (gettext("Where things stand"), places[0][1])
        places.append((gettext("Appointments"), reverse("appointments:index")))
        places.append((gettext("Documents desk"), reverse("documents:index")))
        places.append((gettext("My file"), reverse("mine:mine")))
    elif officer.has(Permission.READ_LEDGER):
        places.append((gettext("Ledger"), reverse("ledger:lines")))
    if officer and officer.has(Permission.READ_PEOPLE):
        places.insert(1, (gettext("People"), reverse("people:search")))
    if officer and officer.has(Permission.KEEP_JOURNEYS):
        places.insert(2, (gettext("Journeys"), reverse("journeys:index")))
    if officer and officer.has(Permission.OPERATE_NODE):
        places.append((gettext("Exchange"), reverse("exchange:index")))
    if officer and officer.has(Permission.MANAGE_ACCOUNTS):
        places.append((gettext("Officers"), reverse("accounts:officers")))
    return tuple(Link(words, url, _is_here(request.path, url)) for words, url in places)


def _at_the_centre(request: HttpRequest) -> tuple[Link, ...]:
    """The centre's process has its own pages and none of the node's."""
    home = reverse("front:home")
    return (Link(gettext("Examination centre"), home, request.path == home),)


def _is_here(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)


def _this_node() -> tuple[dict[str, str], bool]:
    """The names of this node's side, and whether officers of the demonstration exist here; asked once a minute."""
    key = f"front.node.{settings.THIS_SIDE}"
    return cache.get_or_set(key, lambda: (_names_of_side(), demo_exists()), NODE_IS_REMEMBERED) or ({}, False)


def _names_of_side() -> dict[str, str]:
    side = Side.objects.filter(pk=settings.THIS_SIDE).first()
    return side.words.as_dict() if side else {}
