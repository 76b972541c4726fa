"""The nouns of organised recruitment: firms and quotas, job orders."""

from hamsafar.recruitment.models.firms import Firm, FirmRemark, RegionQuota
from hamsafar.recruitment.models.orders import JobOrder

__all__ = ["Firm", "FirmRemark", "JobOrder", "RegionQuota"]
