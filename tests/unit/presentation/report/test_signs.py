"""The signs on a page, as JSON and in words: bounded, the same for both people, evidence against first, no verdicts."""

from __future__ import annotations

import io
import json
import re
from dataclasses import fields, replace
from datetime import timedelta
from functools import cache
from html import unescape
from pathlib import Path

import pytest
from rich.console import Console

import ebbtide as eb
from ebbtide.analysis.changes.findings.measure_rows import controlled
from ebbtide.analysis.signs import AT_ONCE, FOUND
from ebbtide.catalogue import SIGN_NOTE, sign_note, table
from ebbtide.demo import demo_couple
from ebbtide.presentation import report
from ebbtide.presentation.answer import Fold, answer
from ebbtide.presentation.charts.words import plain
from ebbtide.presentation.report.sign_table import sign_table
from ebbtide.presentation.sentences import SpokenSign as Sign
from ebbtide.presentation.sentences import SpokenSigns as Signs
from ebbtide.presentation.sentences import Tide
from ebbtide.presentation.sentences import signs_schema as schema
from ebbtide.wording import keys, sentences
from tests.unit.analysis.signs.test_all_signs import LASTING, THANKS, base, entries, found, hits, shifted, words, young
from tests.unit.presentation.report.test_json import faults
from tests.unit.presentation.sentences.test_states import FORBIDDEN


@cache
def much() -> tuple[Tide, Signs]:
    """A look with more signs than are shown at once."""
    tide = shifted(words(1, **THANKS, logistics=2.5, future_us=0.02), 1, LASTING, after=12)
    return tide, found(tide, journal=entries(base(), "worth", (8, 3)), **hits("jabs", 0, 6))


@cache
def calm() -> tuple[Tide, Signs]:
    return base(), found(base())


def fold(tide: Tide, signs: Signs | None) -> Fold | None:
    return answer(tide, signs).fold("signs")


def printed(tide: Tide, signs: Signs | None) -> str:
    out = io.StringIO()
    Console(file=out, width=3000).print(report.terminal(tide, signs, full=True))
    return out.getvalue()


def test_both_people_have_the_same_number_of_lines_and_what_speaks_against_comes_first() -> None:
    tide, signs = much()
    part = fold(tide, signs)
    assert part is not None
    for name, lines in part.parts[1:]:
        assert len(lines) == 4
        assert [line.partition(":")[0] for line in lines] == ["You", "You", "Sam", "Sam"]
        sign = next(row[0].id for row in map(signs.__getitem__, signs.shown) if row[0].name == name)
        for person in (0, 1):
            row = signs.of(sign, person)
            if row is not None and row.evidence_against:
                assert plain(row.evidence_against[0].text) in lines[2 * person]
    assert all(row.evidence_against for row in signs.rows if row.found)


@pytest.mark.element("E148")
def test_only_signs_that_add_something_stand_on_a_page() -> None:
    tide, signs = much()
    part = fold(tide, signs)
    assert part is not None
    on_page = {change.measure for change in tide.sizes}
    shown = {name for name in signs.shown if signs[name][0].name in {heading for heading, _ in part.parts}}
    assert 0 < len(shown) <= AT_ONCE == len(signs.shown)
    for name in signs.shown:
        moved = {change.measure for row in signs[name] for change in row.changes}
        assert (name in shown) == (not moved or not moved <= on_page)


def test_a_page_holds_every_shown_sign_with_its_note() -> None:
    tide, signs = much()
    part = fold(tide, signs)
    assert part is not None
    text = report.html(tide, signs)
    for name in signs.shown:
        if signs[name][0].name in {heading for heading, _ in part.parts}:
            assert f'id="note-{SIGN_NOTE}{name}"' in text
            assert sign_note(name).grade_text in unescape(text)


def test_without_signs_a_page_has_none() -> None:
    assert fold(much()[0], None) is None
    assert fold(*calm()) is None
    assert report.html(much()[0]) == report.html(much()[0], None)


def test_the_terminal_says_the_same() -> None:
    tide, signs = much()
    part = fold(tide, signs)
    assert part is not None
    text = " ".join(printed(tide, signs).split())
    for _, lines in part.parts:
        for line in lines:
            assert " ".join(line.split()) in text


def test_the_signs_speak_in_words() -> None:
    text = str(much()[1])
    assert all(much()[1][name][0].name in text for name in much()[1].shown)
    assert "of 10 lower" in text
    assert "From you:" in str(calm()[1])


@pytest.mark.parametrize("make", [much, calm])
def test_json_is_as_its_schema_says(make) -> None:  # type: ignore[no-untyped-def]
    made = json.loads(json.dumps(make()[1].to_dict(), allow_nan=False))
    assert faults(made, schema(), schema()) == []
    assert {item.name for item in fields(Sign)} == set(schema()["$defs"]["sign"]["properties"])
    assert faults({**made, "extra": 1}, schema(), schema())


def test_the_json_of_a_look_takes_the_signs_in() -> None:
    tide, signs = much()
    made = whole(tide).to_dict(signs)
    assert made["signs"] == signs.to_dict()
    assert faults(json.loads(json.dumps(made, allow_nan=False)), report.schema(), report.schema()) == []
    assert "signs" not in whole(tide).to_dict()


def whole(tide: Tide) -> eb.Tide:
    return eb.Tide(**{item.name: getattr(tide, item.name) for item in fields(tide)})


def test_json_of_a_short_history_is_as_its_schema_says() -> None:
    made = json.loads(json.dumps(found(young()).to_dict(), allow_nan=False))
    assert faults(made, schema(), schema()) == []
    assert made["shown"] == []


def test_no_sentence_judges_forecasts_or_counts_chances() -> None:
    for key in keys():
        if key.startswith("signs."):
            text = re.sub(r"\{.*?\}", "x", sentences._sentences("en")[key])
            assert not FORBIDDEN.search(text), key


def test_every_sign_every_measure_and_every_area_has_its_words() -> None:
    known = set(keys())
    for sign in table("signs", "sign").values():
        assert f"signs.names.{sign.id}" in known
        assert f"signs.areas.{sign.area.replace(' ', '_')}" in known
        for text in sign.moves:
            assert {f"signs.how_opening.{text[1:]}", f"findings.how_opening.{text[1:]}"} & known, text


def test_every_row_can_say_everything_that_it_holds() -> None:
    for _, signs in (much(), calm()):
        for row in signs.rows:
            for item in (*row.evidence_against, *row.evidence_for, *row.missing, *row.cannot_see):
                assert item.text and "{" not in item.text


@pytest.mark.parametrize("name", ["Zoë {x} %s", "", "<b>Sam</b>", "‮Sam"])
def test_a_name_can_do_nothing_to_a_page(name: str) -> None:
    tide = shifted(base(), 1, LASTING, after=12)
    tide = replace(tide, conversation=replace(tide.conversation, people=("Ana", name)))
    text = report.html(tide, found(tide))
    assert "<b>Sam" not in text
    assert "‮" not in text


def test_the_page_of_the_signs_is_as_the_catalogue_has_them() -> None:
    text = (Path(__file__).parents[4] / "docs" / "signs.md").read_text("utf-8")
    assert text.endswith(sign_table())


def test_checks_name_an_explanation_for_each_that_the_catalogue_lists() -> None:
    for sign in table("signs", "sign").values():
        assert len(sign.checks) == len(sign.against), sign.id


def test_what_a_person_confirmed_is_shown_as_theirs_alone() -> None:
    signs = found(base(), **hits("jabs", 0, 6))
    assert "jabs" in signs.shown
    mine, theirs = signs["jabs"]
    assert mine.state == "asked"
    assert "6 times" in theirs.evidence_for[0].text
    assert "you confirmed 0" in theirs.evidence_against[0].text


def test_the_days_of_a_journal_beyond_the_look_are_not_read() -> None:
    late = [replace(entry, on=entry.on + timedelta(weeks=60)) for entry in entries(base(), "worth", (8, 3))]
    assert found(base(), journal=late).of("self_doubt", 0).state == "asked"


def test_no_sign_calls_ordinary_what_the_look_says_has_changed() -> None:
    """The demonstration: Sam starts less, answers later, is warm less often; look and signs agree."""
    couple = demo_couple()
    tide = eb.look(couple.conversation(), context=eb.Context(living="apart"), check=False)
    signs = eb.signs(couple.conversation(), tide)
    said = {row.measure for row in tide.sizes if row.person == 1 and controlled(tide, row)}
    assert {"start_hazard", "reply_time", "warmth"} <= said
    for name in ("fewer_starts", "slower_answers", "less_affection"):
        row = signs.of(name, 1)
        assert row is not None and row.state in FOUND, name
    assert tide.pattern == "lasting" and signs.bundle[1].state == "lasting"
    assert signs.bundle[0].state == "within"


def test_one_page_has_one_figure_and_one_date_for_one_thing() -> None:
    couple = demo_couple()
    tide = eb.look(couple.conversation(), context=eb.Context(living="apart"), check=False)
    signs = eb.signs(couple.conversation(), tide)
    rows = {(row.measure, row.person): row for row in tide.sizes}
    for name in ("fewer_starts", "slower_answers", "less_affection"):
        sign = signs.of(name, 1)
        assert sign is not None and sign.changes
        assert all(change == rows[change.measure, 1] for change in sign.changes), name
        assert (sign.since, sign.date_interval) == (tide.date, tide.date_interval), name
    starts = signs.of("fewer_starts", 1)
    assert starts is not None and any("at least" in str(line) for line in starts.evidence_for)
