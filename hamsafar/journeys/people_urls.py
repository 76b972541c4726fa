"""Addresses of people's files."""

from __future__ import annotations

from django.urls import path

from hamsafar.journeys.pages import checks, duplicates, keeping, people

app_name = "people"
urlpatterns = [
    path("", people.search, name="search"),
    path("register/", people.register, name="register"),
    path("by-phone/", people.by_phone, name="by_phone"),
    path("registrations/", people.registrations, name="registrations"),
    path("registrations/<str:ref>/", people.register, name="confirm"),
    path("registrations/<str:ref>/turn-away/", people.turn_away, name="turn_away"),
    path("wishes/", keeping.waiting, name="wishes"),
    path("wishes/<str:ref>/decline/", keeping.decline, name="decline"),
    path("duplicates/", duplicates.queue, name="duplicates"),
    path("duplicates/<str:ref>/", duplicates.pair, name="pair"),
    path("duplicates/<str:ref>/decision/", duplicates.decide, name="decide"),
    path("merges/<str:ref>/undo/", duplicates.undo, name="undo"),
    path("check-lists/", checks.lists, name="check_lists"),
    path("check-lists/load/", checks.load, name="load_check_list"),
    path("checks/<str:ref>/receipt.pdf", checks.receipt, name="receipt"),
    path("<str:ref>/", people.person, name="person"),
    path("<str:ref>/checks/", checks.of_person, name="checks"),
    path("<str:ref>/names/", people.add_name, name="add_name"),
    path("<str:ref>/names/<int:pk>/", keeping.withdraw_name, name="withdraw_name"),
    path("<str:ref>/correct/", keeping.correct, name="correct"),
    path("<str:ref>/family/", keeping.relative, name="relative"),
    path("<str:ref>/family/<int:pk>/", keeping.end_relative, name="end_relative"),
    path("<str:ref>/files/", keeping.add_document, name="add_document"),
    path("<str:ref>/files/<str:file>/", keeping.document, name="document"),
    path("<str:ref>/files/<str:file>/picture/", keeping.document_picture, name="document_picture"),
    path("<str:ref>/files/<str:file>/remove/", keeping.remove_document, name="remove_document"),
    path("<str:ref>/passports/", people.add_passport, name="add_passport"),
    path("<str:ref>/contacts/", people.add_contact, name="add_contact"),
    path("<str:ref>/contacts/<int:pk>/", people.contact, name="contact"),
    path("<str:ref>/consents/", people.give_consent, name="give_consent"),
    path("<str:ref>/consents/withdraw/", people.withdraw_consent, name="withdraw_consent"),
]
