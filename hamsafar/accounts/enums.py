"""Who may do what: one list of permissions, and one table that gives them to roles."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Permission(models.TextChoices):
    """Everything an officer can be allowed to do. A permission is asked for by this word and no other."""

    READ_OFFICE = "read_office", _("Read the office's own pages")
    IMPORT_FIGURES = "import_figures", _("Import figures")
    LOAD_PACK = "load_pack", _("Load a corridor pack")
    EDIT_PROGRAMMES = "edit_programmes", _("Edit programmes")
    REPORT_MILESTONES = "report_milestones", _("Report on milestones")
    PREPARE_MEETINGS = "prepare_meetings", _("Prepare meetings")
    RECORD_OUTCOMES = "record_outcomes", _("Record what a meeting decided")
    FREEZE_DOSSIER = "freeze_dossier", _("Freeze and sign a dossier")
    WRITE_ANNEX = "write_annex", _("Write a restricted annex")
    REGISTER_PEOPLE = "register_people", _("Register people and keep their files")
    READ_PEOPLE = "read_people", _("Read people's files")
    MERGE_PEOPLE = "merge_people", _("Merge two files of one person")
    IMPORT_PEOPLE = "import_people", _("Import lists of people")
    ANSWER_RIGHTS = "answer_rights", _("Answer people about their own files, and erase what is over")
    KEEP_JOURNEYS = "keep_journeys", _("Open journeys and record what is met")
    MEET_REQUIREMENTS = "meet_requirements", _("Say for a desk that a requirement is met")
    WAIVE_REQUIREMENTS = "waive_requirements", _("Take part in waiving a requirement")
    REPORT_INCIDENTS = "report_incidents", _("Open and keep border incidents")
    ASK_ENQUIRIES = "ask_enquiries", _("Ask the other side")
    ANSWER_ENQUIRIES = "answer_enquiries", _("Answer the other side")
    RELEASE_ENQUIRIES = "release_enquiries", _("Release what another officer wrote to the other side")
    KEEP_FIRMS = "keep_firms", _("Keep employers, recruiters and quotas, and write job orders")
    VERIFY_ORDERS = "verify_orders", _("Verify job orders")
    PLACE_PEOPLE = "place_people", _("Keep candidates and propose places")
    ISSUE_PAPERS = "issue_papers", _("Issue papers")
    APPROVE_PAPERS = "approve_papers", _("Revoke papers, and publish whom to trust")
    KEEP_APPOINTMENTS = "keep_appointments", _("Receive people by appointment and in the queue")
    PLAN_APPOINTMENTS = "plan_appointments", _("Plan rooms, hours and places, and give places to those who wait")
    KEEP_APPLICATIONS = "keep_applications", _("Work on applications at the documents desk")
    CONFIRM_DECISIONS = "confirm_decisions", _("Confirm what another officer of the documents desk decided")
    RECEIVE_VISITORS = "receive_visitors", _("Receive people at an examination centre")
    EXAMINE = "examine", _("Examine people")
    ENTER_RESULTS = "enter_results", _("Hand in results of a laboratory")
    CONCLUDE = "conclude", _("Draw and sign conclusions of examinations")
    SUPERVISE_CENTRE = "supervise_centre", _("Supervise an examination centre, and keep its key")
    READ_LEDGER = "read_ledger", _("Read the ledger")
    OPERATE_NODE = "operate_node", _("Operate the node")
    MANAGE_ACCOUNTS = "manage_accounts", _("Manage officers and organisations")


class Role(models.TextChoices):
    """What an officer is employed for. An officer has one role."""

    SECRETARIAT = "secretariat", _("minister's secretariat")
    DESK_OFFICER = "desk_officer", _("desk officer")
    COORDINATOR = "coordinator", _("programme coordinator")
    ANALYST = "analyst", _("analyst")
    ADVISER = "adviser", _("adviser")
    OPERATOR = "operator", _("node operator")
    REGISTRATION_CLERK = "registration_clerk", _("registration clerk")
    CONSUL = "consul", _("consul")
    INCIDENT_OFFICER = "incident_officer", _("incident officer")
    PAPER_OFFICER = "paper_officer", _("paper officer")
    RECRUITMENT_OFFICER = "recruitment_officer", _("recruitment officer")
    ORDER_VERIFIER = "order_verifier", _("verifier of job orders")
    RECEPTIONIST = "receptionist", _("receptionist")
    PLANNER = "planner", _("head of reception")
    DOCUMENTS_OFFICER = "documents_officer", _("officer of the documents desk")
    DOCUMENTS_HEAD = "documents_head", _("head of the documents desk")
    EXAMINER = "examiner", _("examiner")
    LABORATORY = "laboratory", _("laboratory")
    PHYSICIAN = "physician", _("physician")
    CENTRE_SUPERVISOR = "centre_supervisor", _("supervisor of a centre")


class Clearance(models.IntegerChoices):
    """What a reader is cleared for. Clearance is given by two officers and never comes with a role."""

    OPEN = 0, pgettext_lazy("clearance", "open")
    RESTRICTED = 1, pgettext_lazy("clearance", "restricted")


ROLES: dict[str, frozenset[str]] = {
    Role.SECRETARIAT: frozenset(
        {
            Permission.READ_OFFICE,
            Permission.PREPARE_MEETINGS,
            Permission.RECORD_OUTCOMES,
            Permission.FREEZE_DOSSIER,
            Permission.WRITE_ANNEX,
        }
    ),
    Role.DESK_OFFICER: frozenset({Permission.READ_OFFICE, Permission.REPORT_MILESTONES}),
    Role.COORDINATOR: frozenset({Permission.READ_OFFICE, Permission.EDIT_PROGRAMMES, Permission.REPORT_MILESTONES}),
    Role.ANALYST: frozenset({Permission.READ_OFFICE, Permission.IMPORT_FIGURES}),
    Role.ADVISER: frozenset({Permission.READ_OFFICE}),
    Role.OPERATOR: frozenset(
        {
            Permission.READ_OFFICE,
            Permission.LOAD_PACK,
            Permission.READ_LEDGER,
            Permission.OPERATE_NODE,
            Permission.MANAGE_ACCOUNTS,
        }
    ),
    Role.CONSUL: frozenset(
        {
            Permission.READ_OFFICE,
            Permission.REPORT_INCIDENTS,
            Permission.ASK_ENQUIRIES,
            Permission.RELEASE_ENQUIRIES,
            Permission.READ_PEOPLE,
        }
    ),
    Role.INCIDENT_OFFICER: frozenset(
        {
            Permission.READ_OFFICE,
            Permission.REPORT_INCIDENTS,
            Permission.ASK_ENQUIRIES,
            Permission.ANSWER_ENQUIRIES,
            Permission.RELEASE_ENQUIRIES,
        }
    ),
    Role.REGISTRATION_CLERK: frozenset(
        {
            Permission.READ_OFFICE,
            Permission.REGISTER_PEOPLE,
            Permission.READ_PEOPLE,
            Permission.MERGE_PEOPLE,
            Permission.IMPORT_PEOPLE,
            Permission.ANSWER_RIGHTS,
            Permission.KEEP_JOURNEYS,
        }
    ),
    Role.RECRUITMENT_OFFICER: frozenset(
        {
            Permission.READ_OFFICE,
            Permission.KEEP_FIRMS,
            Permission.PLACE_PEOPLE,
            Permission.READ_PEOPLE,
            Permission.KEEP_JOURNEYS,
            Permission.MEET_REQUIREMENTS,
        }
    ),
    Role.ORDER_VERIFIER: frozenset({Permission.READ_OFFICE, Permission.VERIFY_ORDERS}),
    Role.PAPER_OFFICER: frozenset(
        {
            Permission.READ_OFFICE,
            Permission.ISSUE_PAPERS,
            Permission.APPROVE_PAPERS,
            Permission.READ_PEOPLE,
            Permission.KEEP_JOURNEYS,
            Permission.WAIVE_REQUIREMENTS,
        }
    ),
    Role.RECEPTIONIST: frozenset({Permission.READ_OFFICE, Permission.KEEP_APPOINTMENTS, Permission.RECEIVE_VISITORS}),
    Role.PLANNER: frozenset({Permission.READ_OFFICE, Permission.KEEP_APPOINTMENTS, Permission.PLAN_APPOINTMENTS}),
    Role.DOCUMENTS_OFFICER: frozenset(
        {
            Permission.READ_OFFICE,
            Permission.KEEP_APPOINTMENTS,
            Permission.KEEP_APPLICATIONS,
            Permission.REGISTER_PEOPLE,
            Permission.READ_PEOPLE,
        }
    ),
    Role.DOCUMENTS_HEAD: frozenset(
        {
            Permission.READ_OFFICE,
            Permission.KEEP_APPOINTMENTS,
            Permission.PLAN_APPOINTMENTS,
            Permission.CONFIRM_DECISIONS,
            Permission.READ_PEOPLE,
        }
    ),
    # Clinicians of an examination centre: what they do there is on the pages of the centre's own process.
    Role.EXAMINER: frozenset({Permission.READ_OFFICE, Permission.EXAMINE}),
    Role.LABORATORY: frozenset({Permission.READ_OFFICE, Permission.ENTER_RESULTS}),
    Role.PHYSICIAN: frozenset({Permission.READ_OFFICE, Permission.EXAMINE, Permission.CONCLUDE}),
    Role.CENTRE_SUPERVISOR: frozenset({Permission.READ_OFFICE, Permission.SUPERVISE_CENTRE}),
}
