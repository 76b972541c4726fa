"""Addresses of incidents and enquiries."""

from __future__ import annotations

from django.urls import path

from hamsafar.incidents.pages import enquiries, incidents, public

app_name = "incidents"
urlpatterns = [
    path("", incidents.index, name="index"),
    path("new/", incidents.new, name="new"),
    path("without-outcome/", incidents.without, name="without"),
    path("report/", public.report, name="report"),
    path("report/follow/", public.follow, name="follow"),
    path("report/worker.js", public.worker, name="worker"),
    path("reports/", public.reports, name="reports"),
    path("reports/<str:ref>/", public.one_report, name="one_report"),
    path("reports/<str:ref>/take/", public.take_report, name="take_report"),
    path("reports/<str:ref>/aside/", public.set_aside, name="set_aside"),
    path("enquiries/", enquiries.index, name="enquiries"),
    path("enquiries/<str:ref>/", enquiries.enquiry, name="enquiry"),
    path("enquiries/<str:ref>/change/", enquiries.rewrite, name="rewrite"),
    path("enquiries/<str:ref>/take/", enquiries.take, name="take"),
    path("enquiries/<str:ref>/explain/", enquiries.explain, name="explain"),
    path("enquiries/<str:ref>/ask-back/", enquiries.ask_back, name="ask_back"),
    path("enquiries/<str:ref>/extend/", enquiries.extend, name="extend"),
    path("enquiries/<str:ref>/reply/", enquiries.reply, name="reply"),
    path("enquiries/<str:ref>/contest/", enquiries.contest, name="contest"),
    path("enquiries/<str:ref>/overdue/", enquiries.claim, name="claim"),
    path("enquiries/<str:ref>/close/", enquiries.close_enquiry, name="close_enquiry"),
    path("points/<int:pk>/", enquiries.read_point, name="read_point"),
    path("promises/<int:pk>/kept/", enquiries.promise_kept, name="promise_kept"),
    path("release/<slug:kind>/<int:pk>/", enquiries.release, name="release"),
    path("return/<slug:kind>/<int:pk>/", enquiries.give_back, name="give_back"),
    path("<str:ref>/", incidents.incident, name="incident"),
    path("<str:ref>/edit/", incidents.edit, name="edit"),
    path("<str:ref>/paste/", incidents.paste, name="paste"),
    path("<str:ref>/settle/", incidents.settle, name="settle"),
    path("<str:ref>/close/", incidents.close, name="close"),
    path("<str:ref>/reopen/", incidents.reopen, name="reopen"),
    path("<str:ref>/notice/", incidents.notice, name="notice"),
    path("<str:ref>/phones/", incidents.phone, name="phone"),
    path("<str:ref>/evidence/", incidents.evidence, name="evidence"),
    path("<str:ref>/ask/", enquiries.ask, name="ask"),
    path("<str:ref>/accounts/", enquiries.accounts, name="accounts"),
    path("<str:ref>/accounts/new/", enquiries.write_account, name="write_account"),
    path("<str:ref>/people/new/", incidents.add_person, name="add_person"),
    path("<str:ref>/people/<int:number>/", incidents.person, name="person"),
    path("<str:ref>/people/<int:number>/tap/", incidents.tap, name="tap"),
    path("<str:ref>/people/<int:number>/outcome/", incidents.outcome, name="outcome"),
    path("<str:ref>/people/<int:number>/edit/", incidents.edit_person, name="edit_person"),
    path("<str:ref>/people/<int:number>/wishes/", incidents.wishes, name="wishes"),
]
