"""The nouns of appointments: offices with their capacity, places and who holds them, lists and queues."""

from hamsafar.appointments.models.bookings import Booking, Ticket, WaitingEntry
from hamsafar.appointments.models.offices import Closure, Office, Room, Service, Shift, Slot

__all__ = ["Booking", "Closure", "Office", "Room", "Service", "Shift", "Slot", "Ticket", "WaitingEntry"]
