"""The nouns of border incidents: incidents and the people in them, reports, enquiries and answers, accounts."""

from hamsafar.incidents.models.accounts import Account
from hamsafar.incidents.models.enquiries import (
    Clarification,
    Enquiry,
    EnquiryPoint,
    Explanation,
    Extension,
    OverdueClaim,
    PointAnswer,
    Promise,
)
from hamsafar.incidents.models.incidents import (
    Affected,
    AffectedOutcome,
    BorderMeasure,
    ConsularNotice,
    Evidence,
    Incident,
    PhoneCheck,
    StatedCount,
)
from hamsafar.incidents.models.reports import Report, Reporter

__all__ = [
    "Account",
    "Affected",
    "AffectedOutcome",
    "BorderMeasure",
    "Clarification",
    "ConsularNotice",
    "Enquiry",
    "EnquiryPoint",
    "Evidence",
    "Explanation",
    "Extension",
    "Incident",
    "OverdueClaim",
    "PhoneCheck",
    "PointAnswer",
    "Promise",
    "Report",
    "Reporter",
    "StatedCount",
]
