"""Busy or fading: low stretches, five rows of evidence both ways, and the words of their sum."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks.shared.peers import auc
from ebbtide.analysis.changes.analysis import Busy, BusyRow, Spell, State
from ebbtide.analysis.changes.busy import evidence as rows
from ebbtide.analysis.changes.busy import low_stretches as spells
from ebbtide.analysis.changes.busy.busy_or_fading import busy, words_of
from ebbtide.analysis.changes.minimum_data import last_week
from ebbtide.analysis.changes.verdict import look_at
from ebbtide.analysis.measures import weekly
from ebbtide.analysis.measures.measure import Measure, Weekly
from ebbtide.demo import simulate
from ebbtide.history.conversation import Context, Span
from ebbtide.people import Side
from ebbtide.presentation.report import to_dict
from tests.support.looks import findings, look
from tests.support.sample_tide import sample

WEEKS, MONDAY = 60, date(2024, 1, 1)
AREAS = {
    "start_hazard": "initiative",
    "answered": "responsiveness",
    "reply_time": "responsiveness",
    "warmth": "warmth",
    "length": "depth",
    "questions": "depth",
    "fast_turns": "responsiveness",
}


def pair(
    low: dict[int, tuple[int, int]], size: float = 1.5, moved: tuple[str, ...] = tuple(AREAS), weeks: int = WEEKS
) -> tuple[Weekly, SimpleNamespace]:
    """Two people; person to the weeks (start, end) in which their index and the measures `moved` are lower."""
    rng = np.random.default_rng(5)
    noise = rng.normal(0, 0.3, (2, weeks))
    fall = np.zeros((2, weeks))
    for person, (start, end) in low.items():
        fall[person, start:end] = size
    measures = {}
    for name, area in AREAS.items():
        value = rng.normal(0, 0.5, (2, weeks)) - (fall if name in moved else 0)
        measures[name] = Measure(
            name,
            area,
            "",
            True,
            name in ("warmth", "length", "questions"),
            value,
            np.full((2, weeks), 0.1),
            value,
            np.full((2, weeks), 9.0),
        )
    monday = tuple(MONDAY + timedelta(weeks=k) for k in range(weeks))
    flat = np.zeros((2, weeks))
    hours, marked = np.zeros((2, weeks, 24)), np.zeros(weeks, bool)
    w = Weekly(monday, np.ones(weeks), marked, flat, flat, flat, flat, hours, flat, measures)
    return w, SimpleNamespace(index=SimpleNamespace(value=noise - fall, first_week=0), last=weeks - 1)


def fits(one: Busy) -> dict[str, str]:
    return {row.kind: row.fits for row in one.rows}


def weigh(low: dict[int, tuple[int, int]], told: Context | None = None, **more: object) -> tuple[Busy, Busy]:
    w, seen = pair(low, **more)  # type: ignore[arg-type]
    return busy(w, seen, told or Context())  # type: ignore[arg-type]


# --- low stretches


def test_the_deepest_stretch_is_found_and_missing_weeks_count_neither_way() -> None:
    low = np.full(30, -0.1)
    low[12:18] = 1.0
    low[14] = np.nan
    found = spells.deepest(low)
    assert found is not None and (found.start, found.end, found.depth) == (12, 18, 1.0)
    assert spells.deepest(np.full(30, -0.1)) is None and spells.deepest(np.full(30, np.nan)) is None


def test_only_stretches_that_ended_by_themselves_count_as_earlier_ones() -> None:
    low = np.zeros(60)
    low[10:13], low[30:34], low[50:] = 1.5, 1.2, 1.4
    assert [(one.start, one.weeks) for one in spells.ended_before(low, 60)] == [(10, 3), (30, 4)]
    assert [one.start for one in spells.ended_before(low, 33)] == [10]


def test_how_long_spells_last_is_shrunk_to_the_pairs_own() -> None:
    table = [spells.lasting_share(k) for k in range(12)]
    assert table[:7] == pytest.approx(spells.SURVIVAL) and table == sorted(table, reverse=True)
    assert spells.lasting_share(5, (8, 9, 8)) > 3 * table[5]
    assert spells.lasting_share(2, (1, 1, 2)) < table[2]


# --- the words


def test_still_lower_after_ten_weeks_fits_fading_and_an_ended_spell_fits_busy() -> None:
    me, them = weigh({1: (50, 60)})
    assert them.words == "fading" and them.weeks == 9 and them.since == MONDAY + timedelta(weeks=50)
    assert fits(them)["length"] == "fading" and me.words != "fading"
    _, back = weigh({1: (50, 53)})
    assert back.words == "busy" and fits(back)["length"] == "busy" and fits(back)["catch_up"] == "busy"


def test_before_four_weeks_the_only_words_are_too_early() -> None:
    assert weigh({1: (57, 60)})[1].words == "too early"
    assert words_of(9.0, 3) == "too early" and words_of(9.0, 4) == "fading"
    assert words_of(-9.0, 4) == "busy" and words_of(0.0, 40) == "cannot tell"


def test_swapping_the_two_people_swaps_the_answers() -> None:
    w, seen = pair({0: (30, 33), 1: (50, 60)})
    turned = replace(w, measures={name: replace(m, value=m.value[::-1]) for name, m in w.measures.items()})
    back = SimpleNamespace(index=SimpleNamespace(value=seen.index.value[::-1], first_week=0), last=seen.last)
    assert busy(turned, back, Context()) == busy(w, seen, Context())[::-1]  # type: ignore[arg-type]


def test_what_both_share_speaks_less_of_one_of_them() -> None:
    assert weigh({1: (50, 60)})[1].log_odds > weigh({0: (50, 60), 1: (50, 60)})[1].log_odds


def test_a_dated_change_is_weighed_from_its_date_on_however_long_ago() -> None:
    w, seen = pair({1: (20, 60)})
    dated = busy(w, seen, Context(), week=20)[1]  # type: ignore[arg-type]
    assert dated.words == "fading" and dated.weeks == 39
    assert busy(w, seen, Context())[1].words != "fading"  # type: ignore[arg-type]


def test_own_spells_that_lasted_make_a_long_one_less_telling() -> None:
    w, seen = pair({1: (54, 60)})
    plain = busy(w, seen, Context())[1]  # type: ignore[arg-type]
    for start in (4, 20, 36):
        seen.index.value[1, start : start + 8] -= 1.5
    own = busy(w, seen, Context())[1]  # type: ignore[arg-type]
    assert [one.weeks for one in own.spells] == [8, 8, 8] and not plain.spells
    length = [next(row.log_odds for row in one.rows if row.kind == "length") for one in (plain, own)]
    assert length[1] < length[0]


def test_nothing_seen_tells_nothing() -> None:
    w, seen = pair({})
    seen.index.value[:] = np.nan
    me, them = busy(w, seen, Context())  # type: ignore[arg-type]
    assert me == them and me.words == "cannot tell" and me.since is None and set(fits(me).values()) == {"cannot tell"}


# --- the rows


def named(first: int, end: int, who: int | None = 1) -> Context:
    span = Span(MONDAY + timedelta(weeks=first), MONDAY + timedelta(weeks=end, days=-1), who)
    return Context(stressors=(span,))


def test_a_dated_reason_counts_for_whom_it_is_named_and_for_what_it_covers() -> None:
    assert fits(weigh({1: (50, 60)})[1])["reason"] == "cannot tell"
    assert fits(weigh({1: (50, 60)}, named(50, 60))[1])["reason"] == "busy"
    assert fits(weigh({1: (50, 60)}, named(50, 60, None))[1])["reason"] == "busy"
    assert fits(weigh({1: (50, 60)}, named(10, 14))[1])["reason"] == "fading"
    assert fits(weigh({1: (50, 60)}, named(50, 60, 0))[1])["reason"] == "cannot tell"
    assert weigh({1: (50, 60)}, named(50, 60))[1].log_odds < weigh({1: (50, 60)})[1].log_odds


def test_contact_alone_fits_busy_and_warmth_with_it_fits_fading() -> None:
    contact = weigh({1: (50, 60)}, moved=("start_hazard", "reply_time"))[1]
    assert fits(contact)["breadth"] == "busy" and fits(contact)["warmth"] != "fading"
    every = weigh({1: (50, 60)})[1]
    assert fits(every)["breadth"] == "fading" and fits(every)["warmth"] == "fading"


def test_without_text_breadth_and_warmth_cannot_tell() -> None:
    w, seen = pair({1: (50, 60)})
    one = busy(w, seen, Context(), (frozenset({"warmth", "length", "questions"}),) * 2)[1]  # type: ignore[arg-type]
    assert fits(one)["breadth"] == "cannot tell" and fits(one)["warmth"] == "cannot tell"


def test_warmer_than_before_when_in_touch_fits_busy() -> None:
    assert rows.row("warmth", rows.warmth({"warmth": -0.5, "length": -0.4})).fits == "busy"


def test_answers_that_come_late_and_still_come_are_catching_up() -> None:
    found = spells.Stretch(50, 60, 1.0, 3.0)
    late = rows.catch_up(1.0, found, {"reply_time": 1.0, "answered": 0.0})
    fewer = rows.catch_up(1.0, found, {"reply_time": 1.0, "answered": 1.0})
    assert late is not None and fewer is not None and math.isclose(fewer - late, rows.LATE_ANSWERS)


def test_the_sum_is_the_rows() -> None:
    one = weigh({1: (50, 60)})[1]
    assert tuple(row.kind for row in one.rows) == rows.KINDS
    assert math.isclose(one.log_odds, sum(row.log_odds for row in one.rows))


# --- the page


def weighed(words: str = "fading", spells: tuple[Spell, ...] = ()) -> Busy:
    made = (
        BusyRow("reason", "fading", 0.3),
        BusyRow("breadth", "cannot tell", 0.0),
        BusyRow("length", "fading", 2.4),
        BusyRow("catch_up", "busy", -0.7),
        BusyRow("warmth", "cannot tell", 0.123),
    )
    return Busy(words, 2.123, made, date(2025, 3, 10), 17, spells)


def said(words: str = "fading", spells: tuple[Spell, ...] = (), **changes: object) -> list[tuple[str, str, int | None]]:
    tide = replace(sample(), busy=(weighed("cannot tell"), weighed(words, spells)), **changes)  # type: ignore[arg-type]
    lines = findings(tide)
    return [
        (item.key.removeprefix("findings.busy."), item.text, item.person)
        for item in lines
        if item.key.startswith("findings.busy.")
    ]


def test_what_speaks_against_fading_stands_first_and_the_sum_last() -> None:
    lines = [(key, text) for key, text, person in said() if person == 1]
    assert [key for key, _ in lines] == ["rows.busy", "rows.fading", "rows.cannot_tell", "spells.none", "fading"]
    assert lines[0][1] == (
        "For a busy time, in Sam's messages: some of it came back, or answers came late and still came."
    )
    assert lines[1][1].count(";") == lines[2][1].count(";") == 1
    assert "still lower after 17 complete weeks" in lines[1][1]


def test_a_way_that_nothing_speaks_for_has_its_line_all_the_same() -> None:
    one = Busy("fading", 2.0, (BusyRow("length", "fading", 2.0),), date(2025, 3, 10), 17)
    keys = [item.key for item in findings(replace(sample(), busy=(one, one))) if item.group == "busy"]
    assert keys[1:4] == ["findings.busy.nothing.busy", "findings.busy.rows.fading", "findings.busy.nothing.cannot_tell"]


def test_where_one_person_moved_the_other_has_a_line_that_says_so() -> None:
    (line,) = [(key, text) for key, text, person in said() if person == 0]
    assert line == ("still", "No change is named in your messages, so there is nothing to weigh.")
    assert not [
        item
        for item in findings(replace(sample(), busy=(weighed(), weighed())))
        if item.key == "findings.busy.still" and item.claim_of_change
    ]


def test_both_get_the_same_number_of_lines_when_both_moved() -> None:
    people = [person for _, _, person in said(side=Side.BOTH)]
    assert people.count(0) == people.count(1) == 5
    mine = [text for _, text, person in said(side=Side.ME) if person == 0]
    assert len(mine) == 5 and all("your messages" in text for text in mine)


@pytest.mark.parametrize(
    "changes",
    [{"state": State.TOO_EARLY}, {"side": Side.UNCLEAR}, {"context": Context(living="together")}, {"busy": None}],
)
def test_where_no_side_is_named_nobody_is_weighed(changes: dict[str, object]) -> None:
    tide = replace(sample(), busy=(weighed(), weighed()))
    keys = [item.key for item in findings(replace(tide, **changes))]  # type: ignore[arg-type]
    assert not any(key.startswith("findings.busy.") for key in keys) and "findings.other.busy" in keys


@pytest.mark.element("E044")
@pytest.mark.parametrize(
    ("words", "text"),
    [("busy", "fits a busy time better"), ("fading", "fits a step back better"), ("cannot tell", "cannot be told")],
)
def test_the_words_are_one_of_three_and_no_number_of_the_sum_is_said(words: str, text: str) -> None:
    lines = [line for _, line, person in said(words) if person == 1]
    assert text in lines[-1]
    assert not any(re.search(r"\d", line.replace("17 complete weeks", "")) for line in lines)


def test_earlier_stretches_are_named_by_their_weeks() -> None:
    one, two = (Spell(date(2024, month, 1), date(2024, month, 21), 3) for month in (2, 9))
    texts = {key: text for key, text, _ in said(spells=(one, two))}
    assert (
        "3 complete weeks from 1 February 2024 on and 3 complete weeks from 1 September 2024 on"
        in texts["spells.several"]
    )
    assert "spells.one" in {key for key, _, _ in said(spells=(one,))}


def test_it_stands_in_the_json_and_rests_with_the_rest() -> None:
    both = (weighed(), weighed())
    assert to_dict(replace(sample(), busy=both))["busy"][1]["since"] == "2025-03-10"
    assert to_dict(replace(sample("resting"), busy=both))["busy"] is None


# --- made-up couples


def test_the_sum_orders_spells_and_changes_that_last() -> None:
    sums: dict[str, list[float]] = {}
    for condition in ("busy_one", "abrupt"):
        for seed in range(1_000_700, 1_000_710):
            couple = simulate(condition, seed, before=44, after=6, volume=40.0)
            assert couple.last_day is not None
            w = weekly(couple.conversation(), couple.last_day + timedelta(days=1))
            assert w is not None
            them = busy(w, look_at(w, last_week(w)), Context())[1]
            sums.setdefault(condition, []).append(them.log_odds)
    assert auc(sums["abrupt"], sums["busy_one"]) >= 0.85


def test_only_a_dated_change_is_weighed_and_from_its_date() -> None:
    quiet = look(simulate("stable", 1_000_701, volume=30.0).conversation(), check=False)
    assert quiet.state == "usual" and quiet.busy is None
    loud = look(simulate("abrupt", 1_000_703, volume=60.0).conversation(), check=False)
    assert loud.state == "changed" and loud.busy is not None and loud.busy[1].since == loud.date
    assert any(item.key.startswith("findings.busy.") for item in loud.findings)
