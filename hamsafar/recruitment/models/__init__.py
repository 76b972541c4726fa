"""The nouns of organised recruitment: firms, quotas, job orders, the roster, runs, places, contracts, nominees."""

from hamsafar.recruitment.models.contracts import Complaint, Contract, CostLine
from hamsafar.recruitment.models.firms import Firm, FirmRemark, RegionQuota, ReservedPlaces
from hamsafar.recruitment.models.nominees import Nominee
from hamsafar.recruitment.models.orders import JobOrder
from hamsafar.recruitment.models.roster import Candidate, OfficerFile
from hamsafar.recruitment.models.runs import Exemption, Interest, Proposal, Run

__all__ = [
    "Candidate",
    "Complaint",
    "Contract",
    "CostLine",
    "Exemption",
    "Firm",
    "FirmRemark",
    "Interest",
    "JobOrder",
    "Nominee",
    "OfficerFile",
    "Proposal",
    "RegionQuota",
    "ReservedPlaces",
    "Run",
]
