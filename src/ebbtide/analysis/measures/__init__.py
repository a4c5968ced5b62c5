"""Weekly measures for both people, one small module each; pure functions of the event table."""

from ebbtide.analysis.measures.measure import Measure, Weekly
from ebbtide.analysis.measures.weekly import weekly

__all__ = ["Measure", "Weekly", "weekly"]
