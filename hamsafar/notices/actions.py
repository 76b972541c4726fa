"""The verbs of notices: write one in the transaction that needs it, send it once, read it, erase it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db import models, transaction
from django.template import Context, Engine
from django.utils import translation
from django.utils.translation import gettext as _

from hamsafar.accounts.models import User
from hamsafar.kit.actor import Actor
from hamsafar.kit.locks import hold
from hamsafar.kit.queue import queue
from hamsafar.kit.refusal import Refusal
from hamsafar.kit.verdict import require
from hamsafar.kit.words import LANGUAGES
from hamsafar.ledger.actions import record, ref_of
from hamsafar.notices import access, rules
from hamsafar.notices.enums import FINAL, Channel, Problem
from hamsafar.notices.models import Notice, Recipient
from hamsafar.notices.senders import NotSent, Outbox, Sender, Unsure


@transaction.atomic
def send_notice(
    *,
    to: Recipient,
    template: str,
    context: Mapping[str, object],
    language: str,
    about: models.Model | str,
    by: Actor,
    at: datetime,
    url: str = "",
    once: str = "",
    synthetic: bool = False,
) -> Notice:
    """Write a notice in the recipient's language, as part of the running transaction; a job sends it.

    `template` is `APP/NAME`: the file `APP/notices/NAME.txt` in that app's templates, its subject in the first line.
    With `once` (such as `enquiry REF due in 3`) a second call gives the notice that was made first: a reminder that a
    daily job asks for again and again is sent once. Raises `Refusal` for an address that cannot be one.
    """
    if once:
        hold(f"notices.once:{once}")
        if made_before := Notice.objects.filter(once=once).first():
            return made_before
    _require_address(to)
    subject, body = _written(template, context, language)
    on_page = to.channel == Channel.IN_APP
    made = Notice.objects.create(
        channel=to.channel,
        address=to.address,
        officer=to.officer,
        person=to.person,
        about=ref_of(about),
        template=template,
        language=language,
        subject=subject,
        body=body,
        url=url,
        once=once,
        synthetic=synthetic,
        made_at=at,
        sent_at=at if on_page else None,
    )
    record(f"notice written for {to.channel}", about=made, by=by, at=at, person=to.person)
    if not on_page:
        queue("notices.deliver", notice=made.ref)
    return made


def _require_address(to: Recipient) -> None:
    if to.channel == Channel.SMS and not rules.is_phone(to.address):
        raise Refusal(_("Give the telephone number with its country code, for example +992 and nine digits."))
    if to.channel == Channel.EMAIL and not rules.is_email(to.address):
        raise Refusal(_("Give a whole e-mail address."))


def _written(template: str, context: Mapping[str, object], language: str) -> tuple[str, str]:
    if language not in LANGUAGES:
        raise ValueError(f"{language} is no language of this node.")
    app, _slash, name = template.partition("/")
    with translation.override(language):
        # Plain text: nothing in it is escaped for HTML, and no page ever takes it for HTML.
        whole = Engine.get_default().get_template(f"{app}/notices/{name}.txt")
        return rules.subject_and_body(whole.render(Context(dict(context), autoescape=False)))


def deliver(*, notice: Notice, senders: Mapping[str, Sender], by: Actor, at: datetime) -> Notice:
    """Send one notice that is due, and note how it went. Called again or twice at once, it is sent once.

    It is claimed before it is handed over. Where the line or the program is cut in between, nobody knows whether it
    went: it then waits for an officer, and is not sent a second time by itself.
    """
    claimed = claim(notice=notice, by=by, at=at)
    if claimed is None:
        return notice
    # What was made for a demonstration stays here, whatever gateway this node has.
    channel = Channel.FILE if claimed.synthetic else claimed.channel
    try:
        senders[channel](claimed)
    except NotSent as reason:
        return note_failure(notice=claimed, problem=reason.problem, by=by, at=at)
    except Unsure:
        return claimed
    return note_sent(notice=claimed, by=by, at=at)


@transaction.atomic
def claim(*, notice: Notice, by: Actor, at: datetime) -> Notice | None:
    """Take a notice to be sent now; None where it is not due, or another process has it."""
    found = Notice.objects.due(at=at).select_for_update(skip_locked=True, of=("self",)).filter(pk=notice.pk).first()
    if found is not None:
        found.claimed_at, found.tries = at, found.tries + 1
        found.save(update_fields=["claimed_at", "tries"])
    return found


@transaction.atomic
def note_sent(*, notice: Notice, by: Actor, at: datetime) -> Notice:
    """Note that the notice went. Its words are no longer kept."""
    notice = Notice.objects.locked(notice.pk)
    notice.sent_at, notice.claimed_at, notice.next_try_at, notice.problem = at, None, None, ""
    notice.subject, notice.body = "", ""
    notice.save(update_fields=["sent_at", "claimed_at", "next_try_at", "problem", "subject", "body"])
    record(f"notice sent by {notice.channel}", about=notice, by=by, at=at, person=notice.person)
    return notice


@transaction.atomic
def note_failure(*, notice: Notice, problem: Problem, by: Actor, at: datetime) -> Notice:
    """Note why the notice did not go, and when it is tried again; after the last try it waits for an officer."""
    notice = Notice.objects.locked(notice.pk)
    wait = None if problem in FINAL else rules.wait_after(notice.tries)
    notice.claimed_at, notice.problem = None, problem
    notice.next_try_at = at + wait if wait else None
    notice.given_up_at = None if wait else at
    notice.save(update_fields=["claimed_at", "problem", "next_try_at", "given_up_at"])
    if notice.given_up_at:
        record("notice given up", about=notice, by=by, at=at, person=notice.person)
    else:
        queue("notices.deliver", later=notice.next_try_at, notice=notice.ref)
    return notice


@transaction.atomic
def send_again(*, notice: Notice, by: Actor, at: datetime) -> Notice:
    """Try a notice once more that was given up, or of which nobody knows whether it went."""
    notice = Notice.objects.locked(notice.pk)
    require(access.may_send_again(by, notice, at=at))
    notice.claimed_at = notice.given_up_at = notice.next_try_at = None
    notice.tries = 0
    notice.save(update_fields=["claimed_at", "given_up_at", "next_try_at", "tries"])
    record("notice sent again by hand", about=notice, by=by, at=at, person=notice.person)
    queue("notices.deliver", notice=notice.ref)
    return notice


@transaction.atomic
def hold_waiting(*, by: Actor, at: datetime) -> int:
    """After a restore: what waits may have been sent since the backup, so it goes only when an officer says so.

    How many notices there were. They stand among those of which nobody knows whether they went.
    """
    waiting = Notice.objects.filter(claimed_at__isnull=True, sent_at__isnull=True, given_up_at__isnull=True)
    count = waiting.update(claimed_at=at - rules.UNSURE_AFTER, next_try_at=None)
    if count:
        record(f"{count} notices held after a restore", about="notices", by=by, at=at)
    return count


@transaction.atomic
def mark_read(*, notice: Notice, by: Actor, at: datetime) -> Notice:
    """Note that the officer read what stands on their page."""
    notice = Notice.objects.locked(notice.pk)
    require(access.may_read(by, notice))
    if notice.read_at is None:
        notice.read_at = at
        notice.save(update_fields=["read_at"])
        record("notice read", about=notice, by=by, at=at, person=notice.person)
    return notice


@transaction.atomic
def mark_all_read(*, officer: User, by: Actor, at: datetime) -> int:
    """Note that the officer read everything on their page; how many there were."""
    unread = Notice.objects.for_officer(officer).unread()
    for notice in unread.select_for_update(of=("self",)):
        require(access.may_read(by, notice))
    count = unread.update(read_at=at)
    if count:
        record(f"{count} notices read", about=officer, by=by, at=at)
    return count


@transaction.atomic
def erase_notices(*, people: Sequence[str], by: Actor, at: datetime) -> int:
    """Take the address and the words out of every notice to these people (references), and out of the outbox.

    How many there were. One that was not sent yet is not sent any more.
    """
    outbox, found = Outbox(settings.VAR / "outbox"), Notice.objects.about_person(list(people))
    touched = list(found.select_for_update(of=("self",)))
    for notice in touched:
        outbox.remove(notice)
    waiting = found.filter(sent_at__isnull=True, given_up_at__isnull=True)
    waiting.update(given_up_at=at, claimed_at=None, next_try_at=None)
    found.update(address="", subject="", body="", once="")
    return len(touched)
