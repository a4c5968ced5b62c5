"""The signs as plain values for JSON, after the published schema beside this file."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, fields
from datetime import date
from importlib import resources
from typing import TYPE_CHECKING, Any

from ebbtide.analysis.changes.analysis import Change
from ebbtide.presentation.sentences.speech import Sentence

if TYPE_CHECKING:
    from ebbtide.presentation.sentences.spoken_signs import SpokenSign, SpokenSigns

SCHEMA_VERSION = 1
#: The parts of a change that are published.
CHANGE = ("measure", "area", "unit", "scale", "before", "after", "effect", "low", "high")


def schema() -> dict[str, Any]:
    """The published JSON schema of `to_dict`."""
    text = (resources.files("ebbtide.presentation.sentences") / "signs.schema.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def to_dict(signs: SpokenSigns) -> dict[str, Any]:
    """`signs` as plain values: dates as ISO text, missing numbers as None; no message and no text of one."""
    made: dict[str, Any] = _plain(
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
    return made


def _sign(row: SpokenSign) -> dict[str, Any]:
    made = {"id": row.id, "name": row.name} | {item.name: getattr(row, item.name) for item in fields(row)}
    for name in ("evidence_against", "evidence_for", "missing", "cannot_see"):
        made[name] = [_finding(item) for item in made[name]]
    made["changes"] = [_change(item) for item in row.changes]
    made["sources"] = [{"id": item.id, "cite": item.cite, "known": item.known} for item in row.sources]
    return made


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


__all__ = ["SCHEMA_VERSION", "schema", "to_dict"]
