"""Capacity, slots, bookings and queues of centres and desks: knows no person, a holder is a reference."""
