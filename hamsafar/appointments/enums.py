"""The words of appointments: states of a booking, of an entry in the waiting list and of a ticket, and reasons."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OfficeKind(models.TextChoices):
    CENTRE = "centre", pgettext_lazy("office", "Centre")
    DESK = "desk", pgettext_lazy("office", "Desk")


class Examiner(models.TextChoices):
    """By whom somebody is seen, where they ask for it."""

    ANY = "", _("It does not matter")
    WOMAN = "woman", _("By a woman")
    MAN = "man", _("By a man")


class Pen(models.TextChoices):
    """Whose turn it is."""

    HOLDER = "holder", pgettext_lazy("pen", "The person’s")
    OFFICE = "office", pgettext_lazy("pen", "The office’s")
    NOBODY = "nobody", pgettext_lazy("pen", "Nobody’s")


class Reason(models.TextChoices):
    """Why somebody got a place from the waiting list, as they are told."""

    ORDER = "order", _("The day follows from the order in which people asked.")
    EVENED_OUT = (
        "evened-out",
        _("An earlier day than by the order of asking: people of your district wait longer than others."),
    )
    GAVE_WAY = (
        "gave-way",
        _("A later day than by the order of asking, so that districts wait about as long as each other."),
    )
    NEAREST = "nearest", _("The office nearest to you.")
    LESS_CROWDED = "less-crowded", _("Of the offices near you the one with more places left.")
    NEXT_NEAREST = "next-nearest", _("The nearest office that had a place left on that day.")
    EXAMINER = "examiner", _("You are seen by whom you asked for.")


class BookingState(models.TextChoices):
    BOOKED = "booked", pgettext_lazy("booking", "Booked")
    CAME = "came", pgettext_lazy("booking", "Came")
    SERVED = "served", pgettext_lazy("booking", "Seen")
    NO_SHOW = "no-show", pgettext_lazy("booking", "Did not come")
    MOVED = "moved", pgettext_lazy("booking", "Moved to another day")
    CANCELLED = "cancelled", pgettext_lazy("booking", "Cancelled")


class WaitingState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("waiting list", "Waiting")
    PLACED = "placed", pgettext_lazy("waiting list", "Has a place")
    LEFT = "left", pgettext_lazy("waiting list", "Left the list")


class TicketState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("ticket", "Waiting")
    CALLED = "called", pgettext_lazy("ticket", "Called")
    SERVED = "served", pgettext_lazy("ticket", "Seen")
    LEFT = "left", pgettext_lazy("ticket", "Left")


BOOKING_MOVES: dict[str, frozenset[str]] = {
    BookingState.BOOKED: frozenset(
        {BookingState.CAME, BookingState.NO_SHOW, BookingState.MOVED, BookingState.CANCELLED}
    ),
    BookingState.CAME: frozenset({BookingState.SERVED}),
    BookingState.SERVED: frozenset(),
    BookingState.NO_SHOW: frozenset(),
    BookingState.MOVED: frozenset(),
    BookingState.CANCELLED: frozenset(),
}
BOOKING_PEN: dict[str, Pen] = {
    BookingState.BOOKED: Pen.HOLDER,
    BookingState.CAME: Pen.OFFICE,
    BookingState.SERVED: Pen.NOBODY,
    BookingState.NO_SHOW: Pen.NOBODY,
    BookingState.MOVED: Pen.NOBODY,
    BookingState.CANCELLED: Pen.NOBODY,
}
WAITING_MOVES: dict[str, frozenset[str]] = {
    WaitingState.WAITING: frozenset({WaitingState.PLACED, WaitingState.LEFT}),
    WaitingState.PLACED: frozenset(),
    WaitingState.LEFT: frozenset(),
}
WAITING_PEN: dict[str, Pen] = {
    WaitingState.WAITING: Pen.OFFICE,
    WaitingState.PLACED: Pen.HOLDER,
    WaitingState.LEFT: Pen.NOBODY,
}
TICKET_MOVES: dict[str, frozenset[str]] = {
    TicketState.WAITING: frozenset({TicketState.CALLED, TicketState.LEFT}),
    TicketState.CALLED: frozenset({TicketState.WAITING, TicketState.SERVED, TicketState.LEFT}),
    TicketState.SERVED: frozenset(),
    TicketState.LEFT: frozenset(),
}
TICKET_PEN: dict[str, Pen] = {
    TicketState.WAITING: Pen.OFFICE,
    TicketState.CALLED: Pen.HOLDER,
    TicketState.SERVED: Pen.NOBODY,
    TicketState.LEFT: Pen.NOBODY,
}
HOLDS_ITS_PLACE = frozenset({BookingState.BOOKED, BookingState.CAME, BookingState.SERVED, BookingState.NO_SHOW})

# The service of every examination centre, under one name whatever is examined: nobody outside learns more.
EXAMINATION = "examination"
