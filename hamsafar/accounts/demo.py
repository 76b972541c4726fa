"""The demonstration's offices and officers, made through actions. Every one is synthetic and named by office."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from hamsafar.accounts.actions import (
    add_officer,
    add_organisation,
    confirm_clearance,
    disable_officer,
    give_new_password,
    propose_clearance,
)
from hamsafar.accounts.enums import Clearance, Role
from hamsafar.accounts.models import Organisation, User
from hamsafar.accounts.passwords import random_password
from hamsafar.corridor.models import Side
from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.words import Words

SIGN_INS = "demo-signins.json"

MINISTRY, PROGRAMME_OFFICE, NODE_OFFICE, REGISTRATION_OFFICE = "ministry", "programmes", "node", "registration"
LABOUR_OFFICE, EMPLOYMENT_SERVICE = "labour", "employment"
CENTRES, DOCUMENTS_DESK = "centres", "documents"
OFFICES = {
    MINISTRY: Words(
        en="Ministry of Foreign Affairs (example)",
        ru="Министерство иностранных дел (пример)",
        tg="Вазорати корҳои хориҷӣ (намуна)",
    ),
    PROGRAMME_OFFICE: Words(
        en="Office of joint programmes (example)",
        ru="Управление совместных программ (пример)",
        tg="Раёсати барномаҳои муштарак (намуна)",
    ),
    NODE_OFFICE: Words(
        en="Node operations (example)",
        ru="Служба эксплуатации узла (пример)",
        tg="Хадамоти нигаҳдории гиреҳ (намуна)",
    ),
    REGISTRATION_OFFICE: Words(
        en="Registration office (example)",
        ru="Служба регистрации (пример)",
        tg="Идораи бақайдгирӣ (намуна)",
    ),
    LABOUR_OFFICE: Words(
        en="Ministry of Labour (example)", ru="Министерство труда (пример)", tg="Вазорати меҳнат (намуна)"
    ),
    EMPLOYMENT_SERVICE: Words(
        en="Employment service (example)", ru="Служба занятости (пример)", tg="Хадамоти шуғл (намуна)"
    ),
    DOCUMENTS_DESK: Words(
        en="Passport-and-visa service (example)",
        ru="Паспортно-визовая служба (пример)",
        tg="Хадамоти шиноснома ва раводид (намуна)",
    ),
    CENTRES: Words(
        en="Examination centres (example)",
        ru="Центры обследования (пример)",
        tg="Марказҳои муоина (намуна)",
    ),
}


@dataclass(frozen=True)
class Persona:
    """One sign-in of the demonstration: an office, not a person."""

    username: str
    name: str
    role: str
    office: str
    cleared: bool = False
    disabled: bool = False


PERSONAS = (
    Persona("secretariat", "secretariat", Role.SECRETARIAT, MINISTRY, cleared=True),
    Persona("desk", "desk officer", Role.DESK_OFFICER, MINISTRY),
    Persona("coordinator", "programme coordinator", Role.COORDINATOR, PROGRAMME_OFFICE),
    Persona("analyst", "analyst", Role.ANALYST, PROGRAMME_OFFICE),
    Persona("adviser", "adviser", Role.ADVISER, MINISTRY, cleared=True),
    Persona("operator", "node operator", Role.OPERATOR, NODE_OFFICE),
    Persona("operator-2", "second node operator", Role.OPERATOR, NODE_OFFICE),
    Persona("clerk", "registration clerk", Role.REGISTRATION_CLERK, REGISTRATION_OFFICE),
    Persona("clerk-2", "second registration clerk", Role.REGISTRATION_CLERK, REGISTRATION_OFFICE),
    Persona("consul", "consul on duty", Role.CONSUL, MINISTRY),
    Persona("consul-2", "second consul", Role.CONSUL, MINISTRY),
    Persona("incidents", "incident officer", Role.INCIDENT_OFFICER, MINISTRY),
    Persona("incidents-2", "second incident officer", Role.INCIDENT_OFFICER, MINISTRY),
    Persona("recruitment", "recruitment officer", Role.RECRUITMENT_OFFICER, LABOUR_OFFICE),
    Persona("recruitment-2", "second recruitment officer", Role.RECRUITMENT_OFFICER, LABOUR_OFFICE),
    Persona("orders", "verifier at the labour ministry", Role.ORDER_VERIFIER, LABOUR_OFFICE),
    Persona("orders-2", "verifier at the employment service", Role.ORDER_VERIFIER, EMPLOYMENT_SERVICE),
    Persona("papers", "paper officer", Role.PAPER_OFFICER, REGISTRATION_OFFICE),
    Persona("papers-2", "second paper officer", Role.PAPER_OFFICER, REGISTRATION_OFFICE),
    Persona("reception", "receptionist", Role.RECEPTIONIST, CENTRES),
    Persona("documents", "officer of the documents desk", Role.DOCUMENTS_OFFICER, DOCUMENTS_DESK),
    Persona("documents-2", "second officer of the documents desk", Role.DOCUMENTS_OFFICER, DOCUMENTS_DESK),
    Persona("documents-head", "head of the documents desk", Role.DOCUMENTS_HEAD, DOCUMENTS_DESK),
    Persona("planner", "head of reception", Role.PLANNER, CENTRES),
    Persona("supervisor", "supervisor of the centre", Role.CENTRE_SUPERVISOR, CENTRES),
    Persona("examiner", "examiner", Role.EXAMINER, CENTRES),
    Persona("laboratory", "laboratory", Role.LABORATORY, CENTRES),
    Persona("physician", "physician", Role.PHYSICIAN, CENTRES),
    Persona("physician-2", "second physician", Role.PHYSICIAN, CENTRES),
    Persona("physician-3", "third physician", Role.PHYSICIAN, CENTRES),
    Persona("former", "former desk officer", Role.DESK_OFFICER, MINISTRY, disabled=True),
)
PROPOSED, FIRST, SECOND = "desk", "operator", "operator-2"  # who waits for a clearance, who proposes, who confirms


@dataclass(frozen=True)
class DemoSignIn:
    """What a visitor of the demonstration needs to sign in as one persona."""

    username: str
    password: str
    role: str
    cleared: bool
    kept: str = field(default="", compare=False, repr=False)  # what the node kept of the password, as a digest

    def opens(self, officer: User) -> bool:
        """Whether the officer still has this password; the slow comparison only where something changed since."""
        return self.kept == _digest(officer) or officer.check_password(self.password)


def demo_exists() -> bool:
    """Whether an officer of the demonstration can sign in to this node."""
    return User.objects.synthetic().active().exists()


def make_demo(*, folder: Path, at: datetime) -> tuple[DemoSignIn, ...]:
    """Make the demonstration's officers where they are missing, and give their sign-ins.

    Passwords are random for each clone and lie in `folder` in a file only its owner reads. Making it twice gives the
    same officers and the same passwords; where the file is gone, new passwords are given.
    """
    known = _read(folder / SIGN_INS)
    offices = _offices(at)
    sign_ins = []
    for persona in PERSONAS:
        sign_in = known.get(persona.username)
        officer = User.objects.filter(username=persona.username, synthetic=True).first()
        if sign_in is None or officer is None or not sign_in.opens(officer):
            sign_in = _sign_in(persona)
            _give_password(persona, officer, sign_in.password, offices, at)
        if not persona.disabled:
            sign_ins.append(sign_in)
    _clear(at)
    digests = {each.username: _digest(each) for each in User.objects.synthetic()}
    _write(folder / SIGN_INS, [replace(each, kept=digests[each.username]) for each in sign_ins])
    return tuple(sign_ins)


def _offices(at: datetime) -> dict[str, Organisation]:
    here = Side.objects.get(key=settings.THIS_SIDE)
    found = {each.name["en"]: each for each in Organisation.objects.filter(synthetic=True, side=here)}
    return {
        key: found.get(name.en) or add_organisation(side=here, name=name, by=SYSTEM, at=at, synthetic=True)
        for key, name in OFFICES.items()
    }


def _digest(officer: User) -> str:
    return sha256(officer.password.encode()).hexdigest()


def _sign_in(persona: Persona) -> DemoSignIn:
    password = random_password()
    return DemoSignIn(persona.username, password, str(persona.role), persona.cleared)


def _give_password(
    persona: Persona, officer: User | None, password: str, offices: dict[str, Organisation], at: datetime
) -> None:
    if officer is None:
        officer = add_officer(
            username=persona.username,
            name=persona.name,
            organisation=offices[persona.office],
            role=persona.role,
            password=password,
            by=SYSTEM,
            at=at,
            synthetic=True,
        )
        if persona.disabled:
            disable_officer(officer=officer, by=SYSTEM, at=at)
    elif not persona.disabled:
        give_new_password(officer=officer, password=password, by=SYSTEM, at=at)


def _clear(at: datetime) -> None:
    """Clear the cleared personas by two officers, and leave one proposal waiting."""
    first, second = (User.objects.get(username=name) for name in (FIRST, SECOND))
    wanted = {persona.username for persona in PERSONAS if persona.cleared}
    for officer in User.objects.synthetic().active().filter(clearance=Clearance.OPEN, username__in=wanted):
        proposal = propose_clearance(officer=officer, clearance=Clearance.RESTRICTED, by=first, at=at)
        confirm_clearance(proposal=proposal, by=second, at=at)
    waiting = User.objects.get(username=PROPOSED)
    if not waiting.clearance_proposals.exists():
        propose_clearance(officer=waiting, clearance=Clearance.RESTRICTED, by=first, at=at)


def _read(path: Path) -> dict[str, DemoSignIn]:
    try:
        return {each["username"]: DemoSignIn(**each) for each in json.loads(path.read_text())}
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return {}


def _write(path: Path, sign_ins: list[DemoSignIn]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.fchmod(handle, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump([asdict(each) for each in sign_ins], file, indent=2)
        file.write("\n")
