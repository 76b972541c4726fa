"""Pages to sign in, for the second factor, and to manage officers."""

from __future__ import annotations

import base64
import re

import pytest
import time_machine
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.webauthn.internal import auth as webauthn
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from hamsafar.accounts.actions import confirm_clearance, propose_clearance
from hamsafar.accounts.enums import Role
from hamsafar.accounts.models import ClearanceProposal, Organisation, User
from hamsafar.kit.refs import new_ref
from hamsafar.ledger.models import Line
from tests.factories.accounts import PASSWORD, OfficerFactory, OrganisationFactory, SideFactory
from tests.factories.ledger import noon

pytestmark = pytest.mark.django_db
AT = noon(2026, 3, 2)
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> None:
    cache.clear()


@pytest.fixture
def manager() -> User:
    return OfficerFactory(role=Role.OPERATOR)


def signed_in(officer: User) -> Client:
    client = Client()
    answer = client.post(reverse("account_login"), {"login": officer.username, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return client


def confirmed(officer: User) -> Client:
    """Signed in, and the password confirmed once more, as a change of the second factor asks for."""
    client = signed_in(officer)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def code_now() -> str:
    return format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time())))


def verbs() -> list[str]:
    return list(Line.objects.order_by("pk").values_list("verb", flat=True))


# Signing in


def test_an_officer_signs_in_and_out_and_both_leave_a_line(client: Client):
    officer = OfficerFactory()
    page = client.get(reverse("account_login")).content.decode()
    assert "Sign-in name" in page
    assert "Sign in with a passkey" in page

    client = signed_in(officer)
    assert client.get(reverse("account_logout")).status_code == 200
    client.post(reverse("account_logout"))

    assert verbs() == ["signed in", "signed out"]
    assert set(Line.objects.values_list("by", "person")) == {(officer.ref, officer.ref)}
    assert client.get(reverse("mfa_index")).status_code == 302


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client: Client):
    officer = OfficerFactory()
    answers = [
        client.post(reverse("account_login"), {"login": name, "password": "wrong"}).content.decode()
        for name in (officer.username, "nobody")
    ]

    assert all("The sign-in name or the password is wrong." in answer for answer in answers)
    assert not Line.objects.exists()


def test_after_many_wrong_passwords_even_the_right_one_waits(client: Client):
    officer = OfficerFactory()
    for _ in range(6):
        client.post(reverse("account_login"), {"login": officer.username, "password": "wrong"})

    answer = client.post(reverse("account_login"), {"login": officer.username, "password": PASSWORD})

    assert "Too many attempts failed" in answer.content.decode()
    assert not Line.objects.exists()


def test_a_disabled_officer_does_not_sign_in_and_is_signed_out_at_once(manager: User):
    officer = OfficerFactory()
    client = signed_in(officer)
    signed_in(manager).post(reverse("accounts:disable", args=[officer.ref]))

    assert client.get(reverse("mfa_index")).status_code == 302
    client.post(reverse("account_login"), {"login": officer.username, "password": PASSWORD})
    assert client.get(reverse("mfa_index")).status_code == 302


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password", "account_email"])
def test_nobody_signs_up_or_resets_a_password_alone(client: Client, name: str):
    page = client.get(reverse(name))

    assert page.status_code == 200
    assert "An officer who manages accounts" in page.content.decode()
    assert client.post(reverse(name)).status_code == 405


def test_an_officer_changes_their_own_password():
    client = signed_in(officer := OfficerFactory())
    address, new = reverse("account_change_password"), "another way over the pass"
    wrong = client.post(address, {"oldpassword": "x", "password1": new, "password2": new})
    assert "The current password is wrong." in wrong.content.decode()
    weak = client.post(address, {"oldpassword": PASSWORD, "password1": "short", "password2": "short"})
    assert "too short" in weak.content.decode()

    client.post(address, {"oldpassword": PASSWORD, "password1": new, "password2": new})

    officer.refresh_from_db()
    assert officer.check_password(new)
    assert verbs()[-1] == "password changed"


# Second factor


def test_an_officer_sets_up_an_app_and_is_asked_for_its_code(django_capture_on_commit_callbacks):
    officer = OfficerFactory()
    client = confirmed(officer)
    assert "Not set up" in client.get(reverse("mfa_index")).content.decode()
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'<dd class="num">([A-Z2-7]+)</dd>', page)
    assert secret

    # A code holds for half a minute: the clock stands still, so that none ends between making it and typing it.
    with time_machine.travel(now(), tick=False), django_capture_on_commit_callbacks(execute=True):
        code = format_hotp_value(hotp_value(secret.group(1), next(yield_hotp_counters_from_time())))
        done = client.post(reverse("mfa_activate_totp"), {"code": code})

    assert done.url == reverse("mfa_view_recovery_codes")
    assert len(re.findall(r'<li class="num">', client.get(done.url).content.decode())) == 10
    assert "In use" in client.get(reverse("mfa_index")).content.decode()
    assert "authenticator app added" in verbs()
    for held in Authenticator.objects.filter(user=officer):
        assert secret.group(1) not in str(held.data)
        assert len(next(value for name, value in held.data.items() if name in ("secret", "seed"))) > 80  # locked

    other = Client()
    asked = other.post(reverse("account_login"), {"login": officer.username, "password": PASSWORD})
    assert asked.url == reverse("mfa_authenticate")
    assert "Second factor" in other.get(asked.url).content.decode()
    assert other.get(reverse("mfa_index")).status_code == 302


def test_the_qr_code_is_dark_on_white_in_every_scheme():
    page = confirmed(OfficerFactory()).get(reverse("mfa_activate_totp")).content.decode()

    picture = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', page)
    assert picture
    drawing = base64.b64decode(picture.group(1)).decode()
    assert 'xmlns="http://www.w3.org/2000/svg"' in drawing
    assert 'fill="#fff"' in drawing


def with_app(officer: User) -> User:
    TOTP.activate(officer, SECRET)
    RecoveryCodes.activate(officer)
    return officer


def test_a_code_signs_in_once_and_a_wrong_one_does_not():
    officer = with_app(OfficerFactory())
    client = Client()
    client.post(reverse("account_login"), {"login": officer.username, "password": PASSWORD})
    assert "The code is wrong" in client.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode()

    client.post(reverse("mfa_authenticate"), {"code": code_now()})

    assert client.get(reverse("mfa_index")).status_code == 200
    assert verbs() == ["signed in"]


def test_the_app_is_removed_after_a_confirmation():
    officer = with_app(OfficerFactory())
    client = Client()
    client.post(reverse("account_login"), {"login": officer.username, "password": PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    asked = client.get(reverse("mfa_deactivate_totp"))
    assert asked.url.startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert "Remove the authenticator app" in client.get(reverse("mfa_deactivate_totp")).content.decode()

    client.post(reverse("mfa_deactivate_totp"))

    assert not get_adapter().is_mfa_enabled(officer)
    assert verbs()[-1] == "authenticator app removed"


def test_recovery_codes_are_shown_made_anew_and_downloaded(django_capture_on_commit_callbacks):
    client = confirmed(officer := OfficerFactory())
    with_app(officer)
    codes = RecoveryCodes(Authenticator.objects.get(user=officer, type="recovery_codes")).get_unused_codes()

    assert codes[0] in client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert codes[0] in client.get(reverse("mfa_download_recovery_codes")).content.decode()
    assert "stop working" in client.get(reverse("mfa_generate_recovery_codes")).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_generate_recovery_codes"))
    assert codes[0] not in client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert verbs()[-1] == "recovery codes made"


def passkey(officer: User) -> Authenticator:
    data = {"name": "blue key", "credential": {"clientExtensionResults": {"credProps": {"rk": True}}}}
    return Authenticator.objects.create(user=officer, type=Authenticator.Type.WEBAUTHN, data=data)


def test_passkeys_are_listed_renamed_and_removed():
    client = confirmed(officer := OfficerFactory())
    key = passkey(officer)
    assert "1 passkey" in client.get(reverse("mfa_index")).content.decode()
    page = client.get(reverse("mfa_list_webauthn")).content.decode()
    assert "blue key" in page
    assert "signs in alone" in page
    assert "Rename the passkey" in client.get(reverse("mfa_edit_webauthn", args=[key.pk])).content.decode()

    client.post(reverse("mfa_edit_webauthn", args=[key.pk]), {"name": "green key"})
    assert "green key" in client.get(reverse("mfa_remove_webauthn", args=[key.pk])).content.decode()
    client.post(reverse("mfa_remove_webauthn", args=[key.pk]))

    assert not Authenticator.objects.exists()
    assert "You have no passkey." in client.get(reverse("mfa_list_webauthn")).content.decode()
    assert verbs()[-1] == "passkey removed"


def test_the_page_that_adds_a_passkey_works_with_its_own_scripts_only():
    client = confirmed(OfficerFactory())

    page = client.get(reverse("mfa_add_webauthn"))

    scripts = re.findall(r"<script(?![^>]*(?:src=|application/json))[^>]*>", page.content.decode())
    assert scripts == []
    assert "Name of the passkey" in page.content.decode()


def test_the_second_factor_is_changed_only_after_confirming_who_one_is(monkeypatch: pytest.MonkeyPatch):
    # A browser's side of the passkey is not played here; the page around it is.
    monkeypatch.setattr(webauthn, "begin_authentication", lambda user=None: {})
    client = signed_in(officer := OfficerFactory())
    with_app(officer)
    passkey(officer)
    asked = client.get(reverse("mfa_generate_recovery_codes"))
    pages = {name: client.get(reverse(name)) for name in ("account_reauthenticate", "mfa_reauthenticate")}

    assert asked.status_code == 302
    for page in pages.values():
        assert "Confirm that it is you" in page.content.decode()
        assert "Another way" in page.content.decode()
    assert "Use the passkey" in client.get(reverse("mfa_reauthenticate_webauthn")).content.decode()
    wrong = client.post(reverse("account_reauthenticate"), {"password": "x"})
    assert "The password is wrong." in wrong.content.decode()


# Managing officers


def test_the_list_asks_the_database_the_same_number_of_questions_however_long_it_is(
    manager: User, django_assert_max_num_queries
):
    client = signed_in(manager)
    propose_clearance(officer=OfficerFactory(), clearance=1, by=manager, at=AT)
    OfficerFactory.create_batch(30)
    client.get(reverse("accounts:officers"))

    with django_assert_max_num_queries(8):
        page = client.get(reverse("accounts:officers")).content.decode()

    assert page.count("<tr>") == 1 + 1 + 25 + 1
    assert "Wait for a second officer" in page
    assert "?page=2" in page


def test_an_officer_is_added_and_the_first_password_is_shown_once(manager: User):
    client = signed_in(manager)
    office = OrganisationFactory()
    assert "Office (example)" in client.get(reverse("accounts:add_officer")).content.decode()
    given = {
        "name": "new officer",
        "username": "new.officer",
        "organisation": office.pk,
        "role": "analyst",
        "language": "tg",
    }

    page = client.post(reverse("accounts:add_officer"), given)

    shown = re.search(r"<code>([\w-]{20})</code>", page.content.decode())
    assert shown
    assert User.objects.get(username="new.officer").check_password(shown.group(1))
    assert "no-store" in page.headers["Cache-Control"]

    again = client.post(reverse("accounts:add_officer"), given).content.decode()
    assert "new.officer is taken" in again


def test_a_form_that_is_not_filled_in_says_so(manager: User):
    client = signed_in(manager)

    for name in ("accounts:add_officer", "accounts:add_organisation"):
        assert "govuk-error-summary" in client.post(reverse(name), {"x": "1"}).content.decode()


def test_an_organisation_is_added(manager: User):
    client = signed_in(manager)
    side = SideFactory(key="ru")

    client.post(reverse("accounts:add_organisation"), {"side": side.pk, "en": "New office", "ru": "Б", "tg": "В"})

    assert Organisation.objects.get(side=side).words.en == "New office"
    assert "New office" in client.get(reverse("accounts:organisations")).content.decode()


def test_an_officer_is_changed_from_their_page(manager: User):
    client = signed_in(manager)
    officer = OfficerFactory()

    def post(name: str, **given: str) -> str:
        answer = client.post(reverse(f"accounts:{name}", args=[officer.ref]), given, follow=True)
        officer.refresh_from_db()
        return answer.content.decode()

    assert "The role was changed." in post("change_role", role="analyst")
    assert officer.role == "analyst"
    assert "no role" in post("change_role", role="")
    assert "<code>" in post("new_password")
    assert "The account is disabled." in post("disable")
    assert not officer.is_active
    assert "Disabled on" in client.get(reverse("accounts:officer", args=[officer.ref])).content.decode()
    assert "The account is enabled." in post("enable")


def test_a_clearance_is_proposed_by_one_and_confirmed_by_another(manager: User):
    first, second = signed_in(manager), signed_in(OfficerFactory(role=Role.OPERATOR))
    officer = OfficerFactory()
    page = reverse("accounts:officer", args=[officer.ref])
    first.post(reverse("accounts:propose_clearance", args=[officer.ref]))
    proposal = ClearanceProposal.objects.get()
    assert "A second officer must confirm" in first.get(page).content.decode()
    assert f"clearance/{proposal.pk}/confirm" in second.get(page).content.decode()

    refused = first.post(reverse("accounts:confirm_clearance", args=[officer.ref, proposal.pk]))
    second.post(reverse("accounts:confirm_clearance", args=[officer.ref, proposal.pk]))

    officer.refresh_from_db()
    assert refused.status_code == 409
    assert officer.is_cleared_for(1)
    second.post(reverse("accounts:lower_clearance", args=[officer.ref]))
    officer.refresh_from_db()
    assert not officer.is_cleared_for(1)


def test_a_proposal_is_withdrawn(manager: User):
    officer = OfficerFactory()
    proposal = propose_clearance(officer=officer, clearance=1, by=manager, at=AT)

    signed_in(manager).post(reverse("accounts:withdraw_clearance", args=[officer.ref, proposal.pk]))

    proposal.refresh_from_db()
    assert not proposal.is_waiting


PAGES = ["officers", "add_officer", "organisations", "add_organisation"]
OF_ONE = ["change_role", "disable", "enable", "new_password", "propose_clearance", "lower_clearance"]


def test_an_officer_who_does_not_manage_accounts_sees_and_does_none_of_it(manager: User):
    client = signed_in(OfficerFactory())
    proposal = propose_clearance(officer=OfficerFactory(), clearance=1, by=manager, at=AT)
    answers = [client.get(reverse(f"accounts:{name}")) for name in PAGES]
    answers += [client.post(reverse(f"accounts:{name}", args=[manager.ref])) for name in OF_ONE]
    answers += [
        client.post(reverse(f"accounts:{name}", args=[proposal.officer.ref, proposal.pk]))
        for name in ("confirm_clearance", "withdraw_clearance")
    ]
    answers.append(client.get(reverse("accounts:officer", args=[manager.ref])))

    assert {answer.status_code for answer in answers} == {409}


def test_whoever_is_not_signed_in_is_asked_to(client: Client, manager: User):
    answers = [client.get(reverse(f"accounts:{name}")) for name in PAGES]
    answers += [client.post(reverse(f"accounts:{name}", args=[manager.ref])) for name in OF_ONE]

    assert {answer.status_code for answer in answers} == {302}
    assert all(answer.url.startswith(reverse("account_login")) for answer in answers)


def test_nothing_is_changed_by_a_get(manager: User):
    client = signed_in(manager)

    assert {client.get(reverse(f"accounts:{name}", args=[manager.ref])).status_code for name in OF_ONE} == {405}


def test_an_unknown_reference_is_not_found(manager: User):
    assert signed_in(manager).get(reverse("accounts:officer", args=[new_ref("O")])).status_code == 404


def test_a_proposal_belongs_to_its_officer(manager: User):
    proposal = propose_clearance(officer=OfficerFactory(), clearance=1, by=manager, at=AT)
    second = OfficerFactory(role=Role.OPERATOR)

    answer = signed_in(second).post(reverse("accounts:confirm_clearance", args=[manager.ref, proposal.pk]))

    assert answer.status_code == 404
    assert confirm_clearance(proposal=proposal, by=second, at=AT).confirmed_by == second


@pytest.mark.parametrize("language", ["ru", "tg"])
def test_the_pages_come_in_the_officers_language(language: str, manager: User):
    manager.language = language
    manager.save()
    page = signed_in(manager).get(reverse("accounts:officers")).content.decode()

    assert f'lang="{language}"' in page
    assert "Who can sign in to this node" not in page
