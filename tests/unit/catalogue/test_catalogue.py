"""The catalogue is whole: every element, every reference, and a plain word where an entry does not fit."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import ebbtide
from ebbtide import catalogue
from ebbtide.catalogue import store
from ebbtide.catalogue.entries import AREAS, Claim, Element, Guide, HelpLine, Sign, Source
from ebbtide.catalogue.schema import CITATION, CatalogueError, build

DATA = Path(ebbtide.__file__).parent / "catalogue" / "data"


@pytest.fixture
def edited(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Replace some text in one file for the length of a test."""
    real = store._text

    def edit(file: str, old: str, new: str) -> None:
        assert old in real(file)
        changed = real(file).replace(old, new, 1)
        monkeypatch.setattr(store, "_text", lambda name: changed if name == file else real(name))
        _forget()

    yield edit
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    for cached in (store._raw, store.table, store.settings, store.load):
        cached.cache_clear()


def test_everything_loads_and_every_reference_resolves() -> None:
    found = catalogue.load()
    assert len(found["claims", "claim"]) >= 70
    assert len(found["signs", "sign"]) == 38
    assert len(found["plays", "play"]) == 40
    assert len(found["speak", "guide"]) == 23
    assert len(found["decisions", "safety_question"]) == 17


def test_all_elements_are_there_in_order_each_with_a_feature() -> None:
    elements = catalogue.table("elements", "element")
    assert list(elements) == [f"E{number:03d}" for number in range(1, 150)]
    assert all(isinstance(item, Element) and item.feature and item.element for item in elements.values())


def test_articles_are_cited_by_their_short_names() -> None:
    for path in DATA.glob("*.toml"):
        text = path.read_text("utf-8")
        assert ".txt" not in text
        for row in (row for rows in tomllib.loads(text).values() if isinstance(rows, list) for row in rows):
            assert all(CITATION.fullmatch(item) for item in row.get("cited", [])), row["id"]


def test_every_sign_has_an_area() -> None:
    assert {sign.area for sign in catalogue.table("signs", "sign").values()} <= set(AREAS)


def test_every_sign_brings_what_speaks_against_it() -> None:
    bare = [key for key, sign in catalogue.table("signs", "sign").items() if not sign.against]
    assert bare == []


def test_guides_carry_their_slots() -> None:
    guide = catalogue.entry(Guide, "speak", "guide", "five_parts")
    assert list(guide.slots) == list(guide.order)
    assert guide.slots["facts"].facts


def test_a_note_shows_the_claim_what_is_known_and_how_the_source_is_known() -> None:
    note = catalogue.note("text_distance")
    assert note.grade == "B"
    assert note.verdict_text == "Supported, but by little"
    assert [(item.id, item.known, item.checked) for item in note.sources] == [
        ("holtzman2021", "its text or summary was read", True)
    ]


def test_no_source_from_memory_is_shown_as_checked() -> None:
    for key in catalogue.table("claims", "claim"):
        for item in catalogue.note(key).sources:
            status = catalogue.entry(Source, "sources", "source", item.id).status
            assert item.checked == (status in ("V", "O"))
            assert ("not checked" in item.known) == (status == "M")


def test_every_claim_says_what_is_known() -> None:
    assert [key for key, item in catalogue.table("claims", "claim").items() if not (item.claim and item.known)] == []


def test_every_claim_in_the_code_has_its_note() -> None:
    for key in (
        "false_alarm_rate",
        "no_forecast",
        "anxious_overread",
        "tone_misread",
        "stress_withdrawal",
        "stress_internal",
        "text_distance",
        "silence_rhythm",
        "reply_time",
        "who_starts",
        "word_lists",
    ):
        assert catalogue.note(key).known


def test_one_claim_parses_no_other_file() -> None:
    code = (
        "from ebbtide.catalogue import entries, entry, store;"
        "entry(entries.Claim, 'claims', 'claim', 'busy_rule'); print(store._raw.cache_info().currsize)"
    )
    where = {**os.environ, "PYTHONPATH": str(DATA.parents[2])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=where)
    assert done.stdout.strip() == "1"


def test_entries_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        catalogue.table("claims", "claim")["x"] = None  # type: ignore[index]


CLAIM: dict[str, Any] = {
    "id": "c",
    "cited": ["A1:3"],
    "claim": "It is so.",
    "verdict": "partly",
    "known": "Little.",
    "sources": [],
    "grade": "B",
}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"colour": "blue"}, "colour"),
        ({"known": None}, "known"),
        ({"known": 3}, "known"),
        ({"sources": "joel2020"}, "sources"),
        ({"verdict": "perhaps"}, "verdict"),
        ({"grade": "E"}, "grade"),
        ({"cited": ["page 3"]}, "cited"),
    ],
)
def test_an_entry_that_does_not_fit_is_named(change: dict[str, Any], problem: str) -> None:
    row = {key: value for key, value in (CLAIM | change).items() if value is not None}
    with pytest.raises(CatalogueError) as fault:
        build(Claim, row, "claims")
    assert fault.value.values == {"file": "claims", "entry": "c", "name": problem}
    assert "claims" in str(fault.value)


def test_an_entry_that_fits_is_built() -> None:
    assert build(Claim, CLAIM, "claims").cited == ("A1:3",)


@pytest.mark.parametrize(
    ("file", "old", "new", "key"),
    [
        ("claims", 'id = "half_reunite"', 'id = "eleven_weeks"', "broken.twice"),
        ("claims", '"lewandowski2007"', '"nobody1900"', "broken.no_such"),
        ("signs", 'observable = ["start_share"]', 'observable = ["stars"]', "broken.no_such"),
        ("plays", '"housemates"', '"roommates"', "broken.no_such"),
        ("elements", 'id = "E005"', 'id = "E905"', "broken.missing_key"),
        ("articles", "schema = 1", "schema = 2", "broken.unknown_word"),
        ("articles", "schema = 1", 'schema = 1\nmood = "low"', "broken.unknown_key"),
        ("articles", "[[article]]", "[[paper]]", "broken.unknown_key"),
    ],
)
def test_a_broken_file_is_refused(edited: Any, file: str, old: str, new: str, key: str) -> None:
    edited(file, old, new)
    with pytest.raises(CatalogueError) as fault:
        catalogue.load()
    assert fault.value.key == f"catalogue.{key}"


def test_asking_for_what_is_not_there_is_refused() -> None:
    with pytest.raises(CatalogueError):
        catalogue.note("moon_phase")
    with pytest.raises(CatalogueError):
        catalogue.entry(Sign, "claims", "claim", "busy_rule")


def test_settings_are_kept_beside_the_rows() -> None:
    assert catalogue.settings("helplines")["max_age_days"] == 180
    assert catalogue.settings("articles") == {}


def test_help_lines_hold_no_links() -> None:
    for line in catalogue.table("helplines", "line").values():
        assert isinstance(line, HelpLine)
        assert "://" not in f"{line.number} {line.name} {line.note}"
