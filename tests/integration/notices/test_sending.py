"""Written in the transaction that needs it, in the recipient's language, and sent once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from hamsafar.kit.actor import SYSTEM
from hamsafar.kit.refusal import Refusal
from hamsafar.ledger.models import Line
from hamsafar.notices import actions, jobs
from hamsafar.notices.enums import MOVES, Channel, NoticeState, Problem
from hamsafar.notices.models import Notice, Recipient, counts
from hamsafar.notices.rules import UNSURE_AFTER, WAITS
from hamsafar.notices.senders import NotSent, Unsure, senders
from tests.factories.accounts import OfficerFactory
from tests.factories.ledger import noon

pytestmark = pytest.mark.django_db

AT = noon(2026, 3, 2)
NUMBER = "+992900000001"


class Post:
    """A way out that notes what it was given, and fails as it is told."""

    def __init__(self, *fails: Exception) -> None:
        self.taken: list[tuple[str, str]] = []
        self.fails = list(fails)

    def __call__(self, notice: Notice) -> None:
        self.taken.append((notice.address, notice.body))
        if self.fails:
            raise self.fails.pop(0)

    def ways(self) -> dict[str, Post]:
        return {Channel.SMS: self, Channel.EMAIL: self, Channel.FILE: self}


def write(to: Recipient | None = None, **said) -> Notice:
    values = {"template": "notices/trial", "context": {}, "language": "en", "about": "enquiry:E-1", "by": SYSTEM}
    return actions.send_notice(to=to or Recipient.by_sms(NUMBER, person="P-1"), at=AT, **(values | said))


def deliver(notice: Notice, post: Post, at=AT) -> Notice:
    return actions.deliver(notice=notice, senders=post.ways(), by=SYSTEM, at=at)


@pytest.fixture(autouse=True)
def node(tmp_path: Path, settings) -> Path:
    settings.VAR = tmp_path
    return tmp_path


@pytest.mark.parametrize(
    ("language", "begins"), [("en", "This is a trial."), ("ru", "Это проверка."), ("tg", "Ин санҷиш аст.")]
)
def test_a_notice_is_written_in_the_language_of_its_recipient(language: str, begins: str):
    assert write(language=language).body.startswith(begins)


def test_nothing_is_escaped_as_if_it_were_a_page(settings, tmp_path: Path):
    folder = tmp_path / "desk" / "notices"
    folder.mkdir(parents=True)
    (folder / "said.txt").write_text("{{ who }}\n{{ who }} & co\n")
    template = {**settings.TEMPLATES[0], "DIRS": [str(tmp_path)]}
    settings.TEMPLATES = [template]

    made = write(template="desk/said", context={"who": "<Ҷ&Co>"})

    assert (made.subject, made.body) == ("<Ҷ&Co>", "<Ҷ&Co> & co")


def test_an_unknown_language_is_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="no language"):
        write(language="fr")


@pytest.mark.parametrize(
    ("to", "says"),
    [(Recipient.by_sms("900000001"), "country code"), (Recipient.by_email("somebody"), "whole e-mail address")],
)
def test_an_address_that_cannot_be_one_is_refused(to: Recipient, says: str):
    with pytest.raises(Refusal, match=says):
        write(to)

    assert not Notice.objects.exists()


def test_a_change_that_is_undone_sends_nothing():
    with transaction.atomic():
        write()
        assert ProcrastinateJob.objects.filter(task_name="notices.deliver").count() == 1
        transaction.set_rollback(True)

    assert not Notice.objects.exists()
    assert not ProcrastinateJob.objects.filter(task_name="notices.deliver").exists()


def test_a_notice_that_was_sent_is_not_sent_again_and_its_words_are_gone():
    made, post = write(), Post()

    sent = deliver(made, post)
    again = deliver(made, post)

    assert [address for address, _ in post.taken] == [NUMBER]
    assert (sent.state(at=AT), sent.subject, sent.body) == (NoticeState.SENT, "", "")
    assert again.pk == sent.pk
    verbs = list(Line.objects.concerning("P-1").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["notice written for sms", "notice sent by sms"]
    assert not [line for line in Line.objects.all() if NUMBER in str(line)]


def test_a_failure_is_tried_again_ever_more_slowly_until_it_is_given_up():
    made, at = write(), AT
    post = Post(*[NotSent(Problem.BUSY)] * (len(WAITS) + 1))

    for wait in WAITS:
        made = deliver(made, post, at)
        assert (made.state(at=at), made.problem, made.next_try_at) == (NoticeState.QUEUED, Problem.BUSY, at + wait)
        assert deliver(made, post, at + wait - timedelta(seconds=1)).pk == made.pk  # not before its time
        at += wait
    made = deliver(made, post, at)

    assert made.state(at=at) is NoticeState.GIVEN_UP
    assert len(post.taken) == len(WAITS) + 1
    assert list(Notice.objects.stuck(at=at)) == [made]
    later = ProcrastinateJob.objects.filter(task_name="notices.deliver", scheduled_at__isnull=False)
    assert later.count() == len(WAITS)


def test_an_address_that_does_not_exist_is_tried_once():
    made = deliver(write(), Post(NotSent(Problem.NO_SUCH_ADDRESS)))

    assert (made.state(at=AT), made.tries) == (NoticeState.GIVEN_UP, 1)


def test_a_notice_of_which_nobody_knows_whether_it_went_is_not_sent_a_second_time_by_itself():
    made, post = write(), Post(Unsure())

    made = deliver(made, post)
    assert made.state(at=AT) is NoticeState.SENDING
    assert deliver(made, post, AT + UNSURE_AFTER).state(at=AT + UNSURE_AFTER) is NoticeState.UNSURE

    assert len(post.taken) == 1
    assert not Notice.objects.due(at=AT + timedelta(days=30)).exists()
    assert list(Notice.objects.stuck(at=AT + UNSURE_AFTER)) == [made]


def test_after_a_restore_nothing_that_waited_goes_by_itself():
    made, post = write(), Post()

    assert actions.hold_waiting(by=SYSTEM, at=AT) == 1
    assert actions.hold_waiting(by=SYSTEM, at=AT) == 0

    assert deliver(made, post).pk == made.pk
    assert post.taken == []
    assert Notice.objects.get().state(at=AT) is NoticeState.UNSURE
    again = actions.send_again(notice=made, by=OfficerFactory(role="operator"), at=AT)
    assert deliver(again, post).sent_at == AT


def test_a_second_worker_leaves_a_claimed_notice_alone():
    made = write()
    assert actions.claim(notice=made, by=SYSTEM, at=AT)

    assert actions.claim(notice=made, by=SYSTEM, at=AT) is None


def test_the_operator_sends_again_what_got_stuck_and_nobody_else():
    made = deliver(write(), Post(NotSent(Problem.NO_SUCH_ADDRESS)))
    operator = OfficerFactory(role="operator")

    with pytest.raises(Refusal, match="node operator"):
        actions.send_again(notice=made, by=OfficerFactory(), at=AT)
    again = actions.send_again(notice=made, by=operator, at=AT)

    assert again.state(at=AT) is NoticeState.QUEUED
    with pytest.raises(Refusal, match="still being tried"):
        actions.send_again(notice=made, by=operator, at=AT)


def test_a_reminder_is_made_once_however_often_it_is_asked_for():
    first, second = (write(once="enquiry E-1 due in 3") for _ in range(2))

    assert first.pk == second.pk
    with pytest.raises(IntegrityError, match="a_reminder_is_made_once"), transaction.atomic():
        Notice.objects.filter(pk=write().pk).update(once="enquiry E-1 due in 3")


def test_what_stands_on_an_officer_s_page_is_read_by_that_officer_alone():
    officer, other = OfficerFactory(), OfficerFactory()
    made, more = (write(Recipient.on_page(officer)) for _ in range(2))
    assert made.state(at=AT) is NoticeState.SENT
    assert Notice.objects.for_officer(officer).unread().count() == 2

    with pytest.raises(Refusal, match="another officer"):
        actions.mark_read(notice=made, by=other, at=AT)
    with pytest.raises(Refusal, match="another officer"):
        actions.mark_all_read(officer=officer, by=other, at=AT)
    read = actions.mark_read(notice=made, by=officer, at=AT)
    assert actions.mark_read(notice=made, by=officer, at=AT + UNSURE_AFTER).read_at == AT

    assert read.state(at=AT) is NoticeState.READ
    assert read.body
    assert actions.mark_all_read(officer=officer, by=officer, at=AT) == 1
    assert actions.mark_all_read(officer=officer, by=officer, at=AT) == 0
    assert Notice.objects.get(pk=more.pk).read_at == AT


def test_without_a_gateway_everything_lies_in_the_outbox_for_its_owner_only(node: Path):
    made = write()

    actions.deliver(notice=made, senders=senders(), by=SYSTEM, at=AT)

    file = node / "outbox" / f"{made.ref}.txt"
    assert file.stat().st_mode & 0o077 == 0
    assert file.read_text().startswith(f"To: {NUMBER}\nBy: sms\nLanguage: en\nSubject: Trial notice")


def test_what_a_demonstration_made_never_leaves_the_node():
    post, outbox = Post(), Post()
    made = write(synthetic=True)

    actions.deliver(notice=made, senders={Channel.SMS: post, Channel.FILE: outbox}, by=SYSTEM, at=AT)

    assert (len(post.taken), len(outbox.taken)) == (0, 1)


def test_erasing_takes_address_and_words_also_out_of_the_outbox_and_stops_what_waits(node: Path):
    sent = actions.deliver(notice=write(), senders=senders(), by=SYSTEM, at=AT)
    waiting, of_another = write(), write(Recipient.by_sms(NUMBER, person="P-2"))

    assert actions.erase_notices(people=["P-1"], by=SYSTEM, at=AT) == 2

    assert not (node / "outbox" / f"{sent.ref}.txt").exists()
    for notice in Notice.objects.about_person(["P-1"]):
        assert (notice.address, notice.subject, notice.body) == ("", "", "")
    assert not Notice.objects.due(at=AT).filter(pk=waiting.pk).exists()
    assert Notice.objects.get(pk=of_another.pk).address == NUMBER
    with pytest.raises(Refusal, match="nobody left"):
        actions.send_again(notice=waiting, by=OfficerFactory(role="operator"), at=AT)


def test_the_jobs_send_what_is_due_and_look_for_what_was_lost(node: Path):
    made = write()

    jobs.deliver_due(timestamp=0)
    jobs.deliver_one(notice=made.ref)
    jobs.deliver_one(notice=made.ref)
    jobs.deliver_one(notice="N-0")

    assert Notice.objects.get(pk=made.pk).sent_at
    assert counts() == {"sms": {"made": 1, "sent": 1, "given_up": 0}}


def test_every_state_stands_in_the_table_of_moves():
    assert set(MOVES) == set(NoticeState)
