"""Weekly measures for both people, one small module each; pure functions of the event table."""

from ebbtide.analysis.measures.measure import Measure, Weekly
from ebbtide.analysis.measures.specs import SPECS
from ebbtide.analysis.measures.weekly import weekly

__all__ = ["SPECS", "Measure", "Weekly", "weekly"]
