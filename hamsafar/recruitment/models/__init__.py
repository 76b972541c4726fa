"""The nouns of organised recruitment: firms and quotas, job orders, the roster, runs and what they propose."""

from hamsafar.recruitment.models.firms import Firm, FirmRemark, RegionQuota
from hamsafar.recruitment.models.orders import JobOrder
from hamsafar.recruitment.models.roster import Candidate, OfficerFile
from hamsafar.recruitment.models.runs import Exemption, Interest, Proposal, Run

__all__ = [
    "Candidate",
    "Exemption",
    "Firm",
    "FirmRemark",
    "Interest",
    "JobOrder",
    "OfficerFile",
    "Proposal",
    "RegionQuota",
    "Run",
]
