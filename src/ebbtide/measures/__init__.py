"""Weekly measures for both people, one small module each; pure functions of the event table."""

from ebbtide.measures.types import Measure, Weekly
from ebbtide.measures.weekly import weekly

__all__ = ["Measure", "Weekly", "weekly"]
