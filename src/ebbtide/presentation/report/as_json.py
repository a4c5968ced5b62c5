"""A Tide as plain values for JSON, after the published schema beside this file."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date, datetime
from importlib import resources
from typing import Any

import numpy as np

from ebbtide.analysis.changes.amounts import Amount
from ebbtide.analysis.changes.analysis import State
from ebbtide.analysis.measures.measure import Weekly
from ebbtide.presentation.answer import answer
from ebbtide.presentation.report.files import file_accounts
from ebbtide.presentation.sentences import Sentence, Tide

SCHEMA_VERSION = 1


def schema() -> dict[str, Any]:
    """The published JSON schema of `to_dict`."""
    text = (resources.files("ebbtide.presentation.report") / "schema.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def to_dict(tide: Tide) -> dict[str, Any]:
    """`tide` as plain values: dates as ISO text, missing numbers as None; no message and no text of one.

    While a declared ending rests, the measures are left out (rule 14).
    """
    resting = tide.state == State.RESTING
    made: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "people": list(tide.conversation.people),
        "as_of": tide.as_of,
        "state": tide.state,
        "side": tide.side,
        "date": tide.date,
        "date_interval": list(tide.date_interval) if tide.date_interval else None,
        "pattern": tide.pattern,
        "first": tide.first,
        "probability": {} if resting else dict(tide.probability),
        "headline": tide.headline,
        "answer": asdict(answer(tide)),
        "findings": [_finding(item) for item in tide.findings],
        "changes": [] if resting else [_shallow(item) for item in tide.sizes],
        "check": asdict(tide.check),
        "weekly": None if resting or tide.weekly is None else _weekly(tide.weekly),
        "index": None if resting or tide.index is None else [_shallow(item) for item in tide.index],
        "hours": None if resting else tide.hours,
        "context": asdict(tide.context),
        "coverage": None if tide.conversation.coverage is None else asdict(tide.conversation.coverage),
        "sources": file_accounts(tide.conversation),
        "export_day_known": not tide.export_day_unknown,
        "busy": None if resting or tide.busy is None else [asdict(item) for item in tide.busy],
        "loop": [] if resting else [asdict(item) for item in tide.loop],
        "quarters": None if resting or tide.quarters is None else asdict(tide.quarters),
        "hot_cold": None if resting or tide.hot_cold is None else [asdict(item) for item in tide.hot_cold],
        "day": None if tide.day is None else asdict(tide.day),
        "would_show": tide.would_show,
        "hole": None if tide.hole is None else asdict(tide.hole),
        "elsewhere": list(tide.elsewhere),
        "amounts": None if resting or tide.amounts is None else [_amount(item) for item in tide.amounts],
    }
    plain: dict[str, Any] = _plain(made)
    return plain


def _amount(item: Amount) -> dict[str, Any]:
    return {**asdict(item), "left": item.left, "silent": item.silent, "thin": item.thin}


def _finding(item: Sentence) -> dict[str, Any]:
    return {
        "key": item.key,
        "group": item.group,
        "text": item.text,
        "person": item.person,
        "evidence": item.evidence,
        "claims": item.claims,
        "claim_of_change": item.claim_of_change,
    }


def _weekly(weekly: Weekly) -> dict[str, Any]:
    shown = {
        name: [_shallow(item) for item in getattr(weekly, name)] for name in ("routines", "bursts", "silences", "holes")
    }
    return {**_shallow(weekly), **shown, "measures": {name: _shallow(item) for name, item in weekly.measures.items()}}


def _shallow(item: Any) -> dict[str, Any]:
    return {field.name: getattr(item, field.name) for field in fields(item)}


def _plain(value: Any) -> Any:
    """Plain values all the way down; numbers that are not finite become None."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray | np.generic):
        return _plain(value.tolist())
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value
