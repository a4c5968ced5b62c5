"""Did it help: each design of an action gets only the claims that it supports."""

from ebbtide.analysis.effects.action import Action, Effect
from ebbtide.analysis.effects.effect import effect
from ebbtide.analysis.effects.schedule import LEAST_PAIRS, Schedule, draw

__all__ = ["LEAST_PAIRS", "Action", "Effect", "Schedule", "draw", "effect"]
