"""Each room that the service stands on, and each station of it, has one small door."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

STATIONS = ["ebbtide.service.see", "ebbtide.service.log", "ebbtide.service.keep", "ebbtide.service.protect"]
ROOMS = [
    "ebbtide.service",
    "ebbtide.history",
    "ebbtide.catalogue",
    "ebbtide.analysis.changes",
    "ebbtide.analysis.effects",
    "ebbtide.analysis.signs",
    "ebbtide.analysis.signs.proposals",
    "ebbtide.vault",
    "ebbtide.vault.keys",
    "ebbtide.vault.storage",
    "ebbtide.vault.worker",
]
MOST_NAMES = 20


@pytest.mark.parametrize("name", [*STATIONS, *ROOMS])
def test_a_door_lists_at_most_20_names_that_are_there(name: str) -> None:
    room = import_module(name)
    assert len(room.__all__) == len(set(room.__all__)) <= MOST_NAMES
    assert [item for item in room.__all__ if not hasattr(room, item)] == []


def loaded_by(name: str) -> set[str]:
    """Modules that are loaded when a room is imported in a fresh process."""
    code = f"import sys, {name}; print('\\n'.join(sys.modules))"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())


def test_the_door_of_the_service_loads_nothing_heavy() -> None:
    assert not loaded_by("ebbtide.service") & {
        "polars",
        "numpy",
        "ebbtide.vault",
        "ebbtide.analysis",
        "ebbtide.history",
    }


def test_a_look_at_files_loads_neither_the_vault_nor_the_simulator() -> None:
    assert not loaded_by("ebbtide.service.see") & {"ebbtide.vault", "ebbtide.demo", "sqlcipher3", "argon2"}


@pytest.mark.parametrize("station", ["log", "keep", "protect"])
def test_what_writes_the_vault_loads_no_statistics(station: str) -> None:
    modules = loaded_by(f"ebbtide.service.{station}")
    assert not modules & {"ebbtide.analysis.changes", "ebbtide.analysis.signs", "ebbtide.presentation", "ebbtide.demo"}
