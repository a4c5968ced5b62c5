"""The signs of both people in words, and as plain values for JSON after the published schema beside this file."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date
from importlib import resources
from typing import Any

from ebbtide.analysis.changes.analysis import Change
from ebbtide.analysis.finding import Finding
from ebbtide.analysis.signs import Sign, Signs
from ebbtide.presentation.sentences.speech import Sentence, speak
from ebbtide.wording import printable, say

SCHEMA_VERSION = 1
#: The parts of a change that are published.
CHANGE = ("measure", "area", "unit", "scale", "before", "after", "effect", "low", "high")

_SAID = ("evidence_against", "evidence_for", "missing", "cannot_see")


@dataclass(frozen=True)
class SpokenSign(Sign):
    """One sign of one person, with its sentences. name: what it is about, of neither person."""

    name: str = ""
    evidence_against: tuple[Sentence, ...] = ()
    evidence_for: tuple[Sentence, ...] = ()
    missing: tuple[Sentence, ...] = ()
    cannot_see: tuple[Sentence, ...] = ()

    def __str__(self) -> str:
        lines = (*self.evidence_against, *self.evidence_for, *self.missing)
        return printable("\n".join(item.text for item in lines))


@dataclass(frozen=True)
class SpokenSigns(Signs):
    """All signs of the catalogue, with their sentences."""

    rows: tuple[SpokenSign, ...]
    lines: tuple[Sentence, ...] = ()

    def __getitem__(self, sign: str) -> tuple[SpokenSign, ...]:
        """The rows of one sign, the user's first; KeyError where the catalogue has none of that id."""
        return tuple(row for row in super().__getitem__(sign) if isinstance(row, SpokenSign))

    def of(self, sign: str, person: int) -> SpokenSign | None:
        """One person's row of a sign; None where there can be none."""
        return next((row for row in self.rows if row.id == sign and row.person == person), None)

    def to_dict(self) -> dict[str, Any]:
        """Every sign as plain values, with a `schema_version` (`ebbtide/presentation/sentences/signs.schema.json`)."""
        return to_dict(self)

    def __str__(self) -> str:
        parts = [item.text for item in self.lines]
        for sign in self.shown:
            rows = self[sign]
            parts += [rows[0].name, *(str(row) for row in rows)]
        return printable("\n".join(parts))


def speak_signs(signs: Signs) -> SpokenSigns:
    """The signs with their sentences; what is spoken already stays as it is."""
    if isinstance(signs, SpokenSigns):
        return signs
    values = {item.name: getattr(signs, item.name) for item in fields(signs)}
    rows = tuple(_speak_sign(row, signs.people) for row in signs.rows)
    return SpokenSigns(**{**values, "rows": rows, "lines": _speak_all(signs.lines, signs.people)})


def _speak_sign(row: Sign, people: tuple[str, str]) -> SpokenSign:
    values = {item.name: getattr(row, item.name) for item in fields(row)}
    said = {name: _speak_all(values[name], people) for name in _SAID}
    return SpokenSign(**{**values, **said, "name": say("signs.names", row.id)})


def _speak_all(items: Iterable[Finding], people: tuple[str, str]) -> tuple[Sentence, ...]:
    return tuple(speak(item, people) for item in items)


def schema() -> dict[str, Any]:
    """The published JSON schema of `to_dict`."""
    text = (resources.files("ebbtide.presentation.sentences") / "signs.schema.json").read_text("utf-8")
    published: dict[str, Any] = json.loads(text)
    return published


def to_dict(signs: SpokenSigns) -> dict[str, Any]:
    """`signs` as plain values: dates as ISO text, missing numbers as None; no message and no text of one."""
    plain: dict[str, Any] = _plain(
        {
            "schema_version": SCHEMA_VERSION,
            "people": signs.people,
            "as_of": signs.as_of,
            "tested": signs.tested,
            "shown": signs.shown,
            "bundle": [asdict(item) for item in signs.bundle],
            "lines": [_finding(item) for item in signs.lines],
            "signs": [_sign(row) for row in signs.rows],
        }
    )
    return plain


def _sign(row: SpokenSign) -> dict[str, Any]:
    values = {"id": row.id, "name": row.name} | {item.name: getattr(row, item.name) for item in fields(row)}
    for name in ("evidence_against", "evidence_for", "missing", "cannot_see"):
        values[name] = [_finding(item) for item in values[name]]
    values["changes"] = [_change(item) for item in row.changes]
    values["sources"] = [{"id": item.id, "cite": item.cite, "known": item.known} for item in row.sources]
    return values


def _finding(item: Sentence) -> dict[str, Any]:
    return {
        "key": item.key,
        "text": item.text,
        "person": item.person,
        "evidence": item.evidence,
        "claims": item.claims,
        "claim_of_change": item.claim_of_change,
    }


def _change(item: Change) -> dict[str, Any]:
    return {name: getattr(item, name) for name in CHANGE}


def _plain(value: Any) -> Any:
    """Plain values all the way down; numbers that are not finite become None."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return None if isinstance(value, float) and not math.isfinite(value) else value


__all__ = ["SpokenSign", "SpokenSigns", "schema", "speak_signs", "to_dict"]
