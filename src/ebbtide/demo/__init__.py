"""Made-up couples with a known answer, for tests, benchmarks, docs and the demo."""

from ebbtide.demo.conditions import CONDITIONS
from ebbtide.demo.couple import PEOPLE, Couple, Truth
from ebbtide.demo.files import demo_couple, demo_files
from ebbtide.demo.intervene import INTERVENTIONS, intervene
from ebbtide.demo.overlays import OVERLAYS, cut_finer, overlay
from ebbtide.demo.simulate import simulate
from ebbtide.demo.whatsapp import DIALECTS

__all__ = [
    "CONDITIONS",
    "DIALECTS",
    "INTERVENTIONS",
    "OVERLAYS",
    "PEOPLE",
    "Couple",
    "Truth",
    "cut_finer",
    "demo_couple",
    "demo_files",
    "intervene",
    "overlay",
    "simulate",
]
