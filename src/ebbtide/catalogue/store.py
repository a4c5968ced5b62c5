"""Read the files of the catalogue, one at a time and only when asked for; all of them for `load`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, TypeVar

from ebbtide.catalogue import entries
from ebbtide.catalogue.lint import LintFamily
from ebbtide.catalogue.schema import CatalogueError, build

T = TypeVar("T")

#: Every table of every file: the type of its rows.
ROWS: dict[str, dict[str, type]] = {
    "articles": {"article": entries.Article},
    "sources": {"source": entries.Source},
    "claims": {"claim": entries.Claim},
    "signs": {"metric": entries.Metric, "sign": entries.Sign},
    "elements": {"element": entries.Element},
    "plays": {"play": entries.Play},
    "speak": {"guide": entries.Guide, "family": LintFamily},
    "decisions": {
        "need": entries.Need,
        "letgo": entries.LettingGo,
        "cost_row": entries.Row,
        "gift_of_leaving": entries.Row,
        "scenario": entries.Scenario,
        "readiness": entries.Readiness,
        "gut": entries.Gut,
        "safety_question": entries.SafetyQuestion,
        "checkin": entries.CheckIn,
    },
    "helplines": {"line": entries.HelpLine, "emergency": entries.Emergency},
}
#: Settings of a file, beside its rows.
SETTINGS: dict[str, tuple[str, ...]] = {
    "signs": ("defaults",),
    "plays": ("global_rules",),
    "speak": ("rules",),
    "decisions": ("procedure", "safety_effect", "crisis_words"),
    "helplines": ("max_age_days", "show_only_status", "warning"),
}
FORMAT = 1
#: Fields that name other entries: (table, field) to the file and table where they must stand.
REFERENCES: dict[tuple[str, str], tuple[str, str]] = {
    ("claim", "sources"): ("sources", "source"),
    ("sign", "sources"): ("sources", "source"),
    ("play", "sources"): ("sources", "source"),
    ("family", "sources"): ("sources", "source"),
    ("sign", "observable"): ("signs", "metric"),
    ("play", "fits_signs"): ("signs", "sign"),
}
#: Tables whose order is that of the method and whose ids run without a gap.
ELEMENTS = 149


def _text(file: str) -> str:
    return (resources.files("ebbtide.catalogue") / "data" / f"{file}.toml").read_text("utf-8")


@cache
def _raw(file: str) -> Mapping[str, Any]:
    content = tomllib.loads(_text(file))
    for key in content.keys() - ROWS[file].keys() - {"schema", *SETTINGS.get(file, ())}:
        raise CatalogueError(file, "-", key, "unknown_key")
    for key in (key for key in ROWS[file] if key not in content):
        raise CatalogueError(file, "-", key, "missing_key")
    if content.get("schema") != FORMAT:
        raise CatalogueError(file, "-", "schema", "unknown_word")
    return MappingProxyType(content)


@cache
def table(file: str, name: str) -> Mapping[str, Any]:
    """The rows of one table by id (by country for emergency numbers), in the order of the file.

    Raises
    ------
    CatalogueError
        a row does not fit the schema or an id stands twice.
    """
    cls, rows = ROWS[file][name], dict[str, Any]()
    for row in _raw(file)[name]:
        entry: Any = build(cls, row, file)
        key: str = entry.country if cls is entries.Emergency else entry.id
        if key in rows:
            raise CatalogueError(file, key, "id", "twice")
        rows[key] = entry
    return MappingProxyType(rows)


@cache
def settings(file: str) -> Mapping[str, Any]:
    """What a file holds beside its rows: defaults and rules."""
    return MappingProxyType({key: _raw(file)[key] for key in SETTINGS.get(file, ())})


def entry(kind: type[T], file: str, name: str, key: str) -> T:
    """One entry.

    Raises
    ------
    CatalogueError
        there is none of that id.
    """
    match = table(file, name).get(key)
    if not isinstance(match, kind):
        raise CatalogueError(file, key, name, "no_such")
    return match


@dataclass(frozen=True)
class Catalogue:
    """The whole catalogue, checked: every table by file and name, and the settings of each file."""

    tables: Mapping[tuple[str, str], Mapping[str, Any]]
    settings: Mapping[str, Mapping[str, Any]]

    def __getitem__(self, key: tuple[str, str]) -> Mapping[str, Any]:
        return self.tables[key]


def _check_references(file: str, name: str) -> None:
    for (where, field), (other, kind) in REFERENCES.items():
        if where != name:
            continue
        valid = table(other, kind)
        for key, entry in table(file, name).items():
            for reference in getattr(entry, field):
                if reference not in valid:
                    raise CatalogueError(file, key, f"{field}: {reference}", "no_such")


def _check_elements() -> None:
    for number, key in enumerate(table("elements", "element"), start=1):
        if key != f"E{number:03d}":
            raise CatalogueError("elements", key, f"E{number:03d}", "missing_key")
    if len(table("elements", "element")) != ELEMENTS:
        raise CatalogueError("elements", "-", f"E{ELEMENTS:03d}", "missing_key")


@cache
def load() -> Catalogue:
    """Read and check all files.

    Raises
    ------
    CatalogueError
        an entry does not fit the schema, stands twice, or names one that does not exist.
    """
    tables = {(file, name): table(file, name) for file, names in ROWS.items() for name in names}
    for file, name in tables:
        _check_references(file, name)
    _check_elements()
    return Catalogue(MappingProxyType(tables), MappingProxyType({file: settings(file) for file in ROWS}))
