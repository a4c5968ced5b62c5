"""Made-up couples with a known answer, for tests, benchmarks, docs and the demo."""

from ebbtide.demo.conditions import CONDITIONS
from ebbtide.demo.couple import PEOPLE, Couple, Truth
from ebbtide.demo.files import demo_couple, demo_files
from ebbtide.demo.intervene import INTERVENTIONS, intervene
from ebbtide.demo.simulate import simulate
from ebbtide.demo.whatsapp import DIALECTS

__all__ = [
    "CONDITIONS",
    "DIALECTS",
    "INTERVENTIONS",
    "PEOPLE",
    "Couple",
    "Truth",
    "demo_couple",
    "demo_files",
    "intervene",
    "simulate",
]
