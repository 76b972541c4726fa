"""Addresses of appointments."""

from __future__ import annotations

from django.urls import path, re_path

from hamsafar.appointments.pages import desk, planning, public, reception

app_name = "appointments"
urlpatterns = [
    path("", public.index, name="index"),
    path("mine/", public.mine, name="mine"),
    path("mine/move/", public.move, name="move"),
    path("mine/give-up/", public.give_up, name="give_up"),
    path("queue/<slug:office>/", public.queue, name="queue"),
    path("wait/<slug:service>/", public.wait, name="wait"),
    path("at/<slug:office>/<slug:service>/", public.days, name="days"),
    path("at/<slug:office>/<slug:service>/<str:on>/", public.book, name="book"),
    path("reception/", desk.desks, name="desks"),
    path("reception/tickets/<int:pk>/", desk.settle, name="settle"),
    path("reception/waiting/<slug:service>/", planning.waiting, name="waiting"),
    path("reception/bookings/<str:ref>/", reception.booking, name="booking"),
    path("reception/bookings/<str:ref>/cancel/", reception.cancel, name="cancel"),
    re_path(r"^reception/bookings/(?P<ref>[^/]+)/(?P<to>came|served|no-show)/$", desk.step, name="step"),
    path("reception/<slug:office>/", desk.desk, name="desk"),
    path("reception/<slug:office>/group/", reception.group, name="group"),
    path("reception/<slug:office>/group/<str:ref>/", reception.of_group, name="of_group"),
    path("reception/<slug:office>/plan/", planning.plan, name="plan"),
    path("reception/<slug:office>/plan/shift/", planning.shift, name="shift"),
    path("reception/<slug:office>/plan/shift/<int:pk>/end/", planning.end_shift, name="end_shift"),
    path("reception/<slug:office>/plan/rooms/", planning.rooms, name="rooms"),
    path("reception/<slug:office>/plan/rooms/<int:pk>/", planning.room, name="room"),
    path("reception/<slug:office>/draw/", desk.draw, name="draw"),
    path("reception/<slug:office>/call/", desk.call, name="call"),
]
