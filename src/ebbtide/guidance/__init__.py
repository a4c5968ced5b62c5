"""What to say, try and decide; pure, and everything passes the gate of `safety` first."""

from ebbtide.guidance.situation import Situation

__all__ = ["Situation"]
