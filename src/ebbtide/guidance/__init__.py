"""What to say, try and decide; pure, and everything passes the gate of `safety` first."""

from ebbtide.guidance.situation import SHARED_LIFE, Situation

__all__ = ["SHARED_LIFE", "Situation"]
