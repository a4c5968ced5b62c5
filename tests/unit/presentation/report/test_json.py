"""A Tide as JSON: after its published schema, without a message, without a number that is none."""

from __future__ import annotations

import json
import re
from dataclasses import fields, replace

import numpy as np
import polars as pl
import pytest

from ebbtide.analysis.changes.analysis import Busy, Change, IndexTrack, State
from ebbtide.analysis.changes.hot_cold.stretches import HotCold, Stretch
from ebbtide.analysis.measures.measure import Measure, Weekly
from ebbtide.history.conversation import EVENT_SCHEMA, Context, Coverage
from ebbtide.presentation import report
from ebbtide.presentation.answer import Answer, Row
from ebbtide.presentation.sentences import Sentence
from tests.support.sample_tide import ALL_STATES, sample
from tests.support.situations import ALL_SITUATIONS, of

TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "null": type(None),
}


def faults(value, schema, root, where="$"):
    """Where `value` is not as `schema` says: the part of JSON Schema 2020-12 that ours uses."""
    if "$ref" in schema:
        return faults(value, root["$defs"][schema["$ref"].rpartition("/")[2]], root, where)
    if "anyOf" in schema:
        tried = [faults(value, option, root, where) for option in schema["anyOf"]]
        return [] if [] in tried else tried[-1]
    found = _type_faults(value, schema, where)
    if isinstance(value, dict):
        found += _object_faults(value, schema, root, where)
    if isinstance(value, list):
        found += _array_faults(value, schema, root, where)
    return found


def _type_faults(value, schema, where):
    names = schema.get("type", [])
    names = [names] if isinstance(names, str) else names
    found = []
    if names and not any(_is(value, name) for name in names):
        found.append(f"{where}: {value!r} is not {names}")
    if "const" in schema and value != schema["const"]:
        found.append(f"{where}: {value!r} is not {schema['const']!r}")
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{where}: {value!r} is none of {schema['enum']}")
    if schema.get("format") == "date" and isinstance(value, str) and not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        found.append(f"{where}: {value!r} is no date")
    if isinstance(value, int | float) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        found.append(f"{where}: {value!r} is out of bounds")
    return found


def _is(value, name):
    return isinstance(value, TYPES[name]) and (name == "boolean" or not isinstance(value, bool))


def _object_faults(value, schema, root, where):
    known, rest = schema.get("properties", {}), schema.get("additionalProperties", True)
    found = [f"{where}: {name} is missing" for name in schema.get("required", []) if name not in value]
    for name, item in value.items():
        if name in known:
            found += faults(item, known[name], root, f"{where}.{name}")
        elif rest is False:
            found.append(f"{where}: {name} is not in the schema")
        elif isinstance(rest, dict):
            found += faults(item, rest, root, f"{where}.{name}")
    return found


def _array_faults(value, schema, root, where):
    found = []
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        found.append(f"{where}: {len(value)} items")
    for k, item in enumerate(value):
        found += faults(item, schema.get("items", {}), root, f"{where}[{k}]")
    return found


@pytest.mark.parametrize("state", ALL_STATES)
def test_every_state_is_as_the_schema_says(state):
    made = json.loads(json.dumps(report.to_dict(sample(state)), allow_nan=False))
    assert faults(made, report.schema(), report.schema()) == []


@pytest.mark.parametrize("situation", ALL_SITUATIONS)
def test_every_answer_is_as_the_schema_says(situation):
    made = json.loads(json.dumps(report.to_dict(of(situation)), allow_nan=False))
    assert faults(made, report.schema(), report.schema()) == []
    assert made["answer"]["situation"] == situation
    assert made["answer"]["headline"] == made["headline"]


def test_the_check_of_this_test_sees_faults():
    schema = report.schema()
    made = report.to_dict(sample())
    assert faults({**made, "state": "glad"}, schema, schema)
    assert faults({**made, "extra": 1}, schema, schema)
    assert faults({key: value for key, value in made.items() if key != "side"}, schema, schema)
    assert faults({**made, "findings": [{"key": 3}]}, schema, schema)
    assert faults({**made, "probability": {"me": 1.4}}, schema, schema)


def test_the_schema_names_its_version_and_every_state():
    properties = report.schema()["properties"]
    assert properties["schema_version"] == {"const": report.to_dict(sample())["schema_version"]}
    assert tuple(properties["state"]["enum"]) == tuple(State)


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        (Change, ("$defs", "change")),
        (Measure, ("$defs", "measure")),
        (IndexTrack, ("$defs", "track")),
        (Context, ("properties", "context")),
        (Answer, ("properties", "answer")),
        (Row, ("$defs", "row")),
        (Sentence, ("$defs", "finding")),
        (Weekly, ("properties", "weekly", "anyOf", 1)),
        (Coverage, ("properties", "coverage", "anyOf", 1)),
        (Busy, ("$defs", "busy")),
        (HotCold, ("$defs", "hot_cold")),
        (Stretch, ("$defs", "stretch")),
    ],
)
def test_the_schema_keeps_up_with_the_types(kind, path):
    part = report.schema()
    for step in path:
        part = part[step]
    assert {field.name for field in fields(kind)} - {"values"} <= set(part["properties"])


def test_missing_numbers_are_null_and_never_nan():
    made = report.to_dict(sample())
    text = json.dumps(made, allow_nan=False)
    assert "NaN" not in text
    assert made["weekly"]["measures"]["warmth"]["natural"][0][20] is None


def test_findings_come_as_they_are_said():
    tide = sample()
    made = report.to_dict(tide)
    assert [item["text"] for item in made["findings"]] == [item.text for item in tide.findings]
    assert made["headline"] == tide.headline
    assert made["date_interval"] == ["2025-03-03", "2025-03-24"]


def test_no_message_is_in_it():
    tide = sample()
    row = {"text": "a secret sentence", "kind": "message", "person": 1}
    events = pl.DataFrame([row], schema={name: EVENT_SCHEMA[name] for name in row})
    made = report.to_dict(replace(tide, conversation=replace(tide.conversation, events=events)))
    assert "a secret sentence" not in json.dumps(made)


def test_while_an_ending_rests_no_measure_is_given():
    made = report.to_dict(replace(sample(), state="resting"))
    assert [made[name] for name in ("weekly", "index", "hours")] == [None, None, None]
    assert (made["changes"], made["probability"]) == ([], {})


def test_numpy_values_become_plain_ones():
    odd = replace(sample(), first=np.int64(1), probability={"me": np.float64(0.25), "them": float("nan")})
    made = report.to_dict(odd)
    assert type(made["first"]) is int
    assert made["probability"] == {"me": 0.25, "them": None}
