"""Made-up couples with a known answer, for tests, benchmarks, docs and the demo."""

from ebbtide.demo.conditions import CONDITIONS
from ebbtide.demo.couple import Couple, Truth
from ebbtide.demo.intervene import INTERVENTIONS, intervene
from ebbtide.demo.simulate import simulate

__all__ = ["CONDITIONS", "INTERVENTIONS", "Couple", "Truth", "intervene", "simulate"]
