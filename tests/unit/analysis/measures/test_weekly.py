"""All measures together: the same for both people, blind to names, dates and the future, and each moved by its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest

from ebbtide.analysis.measures import Weekly, weekly
from ebbtide.analysis.measures.measure import Floats
from ebbtide.analysis.measures.weekly import marked_weeks
from ebbtide.demo import Couple
from ebbtide.history.conversation import Conversation, Edge, Span
from tests.support.pairs import MONDAY, again, before, chat, couple, end_of, intervened, mondays

NAMES = ("start_hazard", "answered", "reply_time", "warmth", "length", "fast_turns")
#: Weeks fitted together at the beginning; from here on no week is rewritten.
SETTLED = 8


def of(talk: Conversation, day: date, away: tuple[Span, ...] = ()) -> Weekly:
    made = weekly(talk, day, away)
    assert made is not None
    return made


@cache
def plain(condition: str = "gradual", seed: int = 3) -> Weekly:
    pair = couple(condition, seed)
    return of(again(pair), end_of(pair))


def test_the_index_has_six_measures_and_the_others_are_shown() -> None:
    judged = {m.name for m in plain().measures.values() if m.in_index}
    assert judged == set(NAMES)
    for name, m in plain().measures.items():
        assert m.name == name
        assert m.value.shape == m.variance.shape == m.natural.shape == m.count.shape == (2, len(plain().monday))


def test_a_value_and_its_variance_are_missing_together() -> None:
    for m in plain().measures.values():
        assert np.array_equal(np.isnan(m.value), np.isinf(m.variance)), m.name
        assert (m.variance[np.isfinite(m.variance)] > 0).all(), m.name


def test_nothing_to_measure_gives_none() -> None:
    assert weekly(chat([5], [0]), date(2024, 1, 8)) is None
    assert weekly(chat([5, 6], [0, 1]), date(2024, 1, 7)) is None
    empty = chat([5, 6], [0, 1])
    assert weekly(replace(empty, events=empty.events.clear()), date(2024, 2, 1)) is None
    assert weekly(replace(empty, coverage=None), date(2024, 2, 1)) is None


@pytest.mark.parametrize("week", [20, 35])
def test_a_later_week_rewrites_no_earlier_one(week: int) -> None:
    pair = couple("gradual", 3)
    whole = plain()
    day = whole.monday[week]
    part = of(again(pair, before(pair, day), exported=day), day)
    assert np.array_equal(whole.expected_starts[:, :week], part.expected_starts)
    for name, m in part.measures.items():
        long = whole.measures[name].value[:, SETTLED:week]
        assert _one_scale(long, m.value[:, SETTLED:]), name


def _one_scale(long: Floats, short: Floats) -> bool:
    """Equal up to one factor a person: rates are told against a median that later weeks move."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(short == 0, 1.0, long / short)
    middle = np.nanmedian(ratio, axis=1, keepdims=True)
    gaps = np.array_equal(np.isnan(long), np.isnan(short))
    return gaps and bool(np.allclose(np.where(np.isnan(ratio), middle, ratio), middle, rtol=1e-6))


def test_what_is_written_after_the_day_of_the_look_is_not_there() -> None:
    pair = couple("gradual", 3)
    day = plain().monday[30]
    seen, cut = of(again(pair), day), of(again(pair, before(pair, day)), day)
    for name in seen.measures:
        for part in ("value", "variance", "natural", "count"):
            one, other = (getattr(w.measures[name], part) for w in (seen, cut))
            assert np.array_equal(one, other, equal_nan=True), (name, part)


def test_swapping_the_two_swaps_everything() -> None:
    pair = couple("gradual", 3)
    swapped = of(again(pair, swap=True), end_of(pair))
    for name, m in plain().measures.items():
        other = swapped.measures[name]
        for part in ("value", "variance", "natural", "count"):
            assert np.allclose(getattr(m, part), getattr(other, part)[::-1], equal_nan=True), (name, part)
    assert np.array_equal(plain().daily, swapped.daily[::-1])
    assert np.array_equal(plain().hours, swapped.hours[::-1])


def test_moving_the_calendar_by_whole_weeks_moves_only_the_dates() -> None:
    pair = couple("gradual", 3)
    moved = of(again(pair, shift=9), end_of(pair) + timedelta(weeks=9))
    assert moved.monday[0] == plain().monday[0] + timedelta(weeks=9)
    for name, m in plain().measures.items():
        assert np.array_equal(m.value, moved.measures[name].value, equal_nan=True), name


def test_counts_are_the_plain_ones() -> None:
    pair, w = couple("gradual", 3), plain()
    week = (pair.at - np.datetime64(w.monday[0])).astype("timedelta64[D]").astype(int) // 7
    for who in (0, 1):
        assert np.array_equal(w.messages[who], np.bincount(week[pair.person == who], minlength=len(w.monday)))
    assert w.daily.sum() == w.turns.sum() == w.hours.sum() < w.messages.sum()
    for who in (0, 1):
        cut = w.measures["cut"].natural[who] * w.measures["cut"].count[who]
        assert cut == pytest.approx(w.messages[who])
        voice = (pair.voice & (pair.person == who) & (week == 5)).sum()
        assert min(voice, 1) <= w.media_share[who, 5] * w.turns[who, 5] <= voice


def test_marked_weeks_are_missing_and_the_others_as_they_were() -> None:
    pair = couple("gradual", 3)
    first = plain().monday[20]
    away = (Span(first, first + timedelta(days=9)),)
    w = of(again(pair), end_of(pair), away)
    assert np.flatnonzero(w.marked).tolist() == [20, 21]
    for name, m in w.measures.items():
        assert np.isnan(m.value[:, 20:22]).all() and np.isinf(m.variance[:, 20:22]).all()
        assert np.array_equal(m.value[:, :20], plain().measures[name].value[:, :20], equal_nan=True)


@pytest.mark.parametrize(("days", "marked"), [(1, False), (2, False), (3, True), (7, True)])
def test_three_days_make_a_marked_week(days: int, marked: bool) -> None:
    span = Span(MONDAY, MONDAY + timedelta(days=days - 1))
    assert marked_weeks(mondays(3), (span,)).tolist() == [marked, False, False]


def test_a_week_that_the_file_shows_by_less_than_half_is_missing() -> None:
    pair = couple("gradual", 3)
    talk = again(pair)
    first = plain().monday[25]
    assert talk.coverage is not None
    gap = Edge("gap", first, first + timedelta(days=10))
    holed = replace(talk, coverage=replace(talk.coverage, edges=(*talk.coverage.edges, gap)))
    w = of(holed, end_of(pair))
    assert w.covered[25:28] == pytest.approx([0, 3 / 7, 1])
    assert np.isnan(w.measures["start_hazard"].value[:, 25:27]).all()
    assert np.isfinite(w.measures["start_hazard"].value[:, 27]).all()


def test_the_same_words_in_six_times_as_many_messages_move_no_measure_but_their_own() -> None:
    pair = couple("gradual", 3)
    columns = ("at", "person", "label", "chars", "words", "affection", "question", "voice")
    typed = np.where((pair.person == 1) & ~pair.voice, np.minimum(6, np.maximum(pair.words, 1)), 1)
    place = np.arange(typed.sum()) - np.repeat(np.cumsum(typed) - typed, typed)
    parts = {name: np.repeat(getattr(pair, name), typed) for name in columns}
    many, letters = np.repeat(typed, typed), parts["chars"] - np.maximum(parts["words"] - 1, 0)
    words = parts["words"] // many + (place < parts["words"] % many)
    own = letters // many + (place < letters % many)
    parts["words"] = words
    parts["chars"] = np.where(many > 1, own + np.maximum(words - 1, 0), parts["chars"]).astype(np.int32)
    parts["affection"], parts["question"] = (parts[name] & (place == 0) for name in ("affection", "question"))
    pieces = of(again(replace(pair, **parts)), end_of(pair))
    assert pieces.messages[1].sum() > 3 * plain().messages[1].sum()
    assert np.array_equal(pieces.turns, plain().turns)
    for name, m in plain().measures.items():
        if name not in ("messages", "cut"):
            assert np.allclose(m.value, pieces.measures[name].value, equal_nan=True), name
    assert (pieces.measures["cut"].natural[1] > 3 * plain().measures["cut"].natural[1]).all()


def test_weeks_without_any_row_are_missing_and_what_comes_after_is_as_before() -> None:
    pair = couple("stable", 2)
    still = of(again(pair), end_of(pair))
    start = pair.at >= np.datetime64(still.monday[30])
    later = replace(pair, at=pair.at + np.where(start, 20 * 7, 0).astype("timedelta64[D]"))
    w = of(again(later), end_of(pair) + timedelta(weeks=20))
    (hole,) = w.holes
    split = int(np.flatnonzero(w.covered < 1)[0])
    assert hole.end is not None and (hole.end - hole.start).days >= 138 and still.holes == ()
    assert (w.covered[split + 1 : split + 19] == 0).all()
    assert np.isnan(w.measures["start_hazard"].value[:, split + 1 : split + 19]).all()
    for name in ("start_hazard", "answered", "reply_time", "silence"):
        after, true = (x.measures[name].value[:, -10:] for x in (w, still))
        assert np.nanmean(after) == pytest.approx(np.nanmean(true), abs=0.08), name


SEEDS = range(12)
#: The measure and person that each intervention is about, and which way its value goes.
OWN = {
    "starts_halved": ("start_hazard", 1, -1),
    "slow": ("reply_time", 1, -1),
    "fewer": ("answered", 1, -1),
    "other_starts": ("start_hazard", 0, 1),
    "follows_up": ("double_texts", 0, 1),
    "length": ("length", 1, -1),
    "affection": ("warmth", 1, -1),
}
#: The benchmark holds all of them to a z below 1 on a hundred pairs; on twelve this is as sharp as it gets.
OTHERS_BELOW = 2.0
#: Slow answers leave longer gaps, whose ends are harder to tell apart: the benchmark prints by how much.
LEAKS = {("slow", "start_hazard"), ("slow", "fast_turns"), ("slow", "answered"), ("follows_up", "start_hazard")}


def moves(pair: Couple) -> dict[str, Floats]:
    """Mean of each measure in the second half year less that in the first, by person."""
    w = of(again(pair), end_of(pair))
    return {
        name: np.nanmean(m.value[:, 26:], axis=1) - np.nanmean(m.value[:, SETTLED:26], axis=1)
        for name, m in w.measures.items()
        if name in (*NAMES, "double_texts")
    }


@cache
def z_scores(kind: str) -> dict[tuple[str, int], float]:
    """Mean move against that of the same pairs without the intervention, in spreads of the latter."""
    still, moved = ([moves(intervened(k, seed)) for seed in SEEDS] for k in (None, kind))
    out = {}
    for name in still[0]:
        none, some = (np.array([row[name] for row in rows]) for rows in (still, moved))
        for who in (0, 1):
            out[name, who] = float((some[:, who].mean() - none[:, who].mean()) / none[:, who].std())
    return out


@pytest.mark.parametrize("kind", OWN)
def test_an_intervention_moves_its_own_measure_the_right_way(kind: str) -> None:
    name, who, way = OWN[kind]
    assert way * z_scores(kind)[name, who] > 1.5


@pytest.mark.parametrize("kind", OWN)
def test_an_intervention_leaves_the_other_measures(kind: str) -> None:
    name, _, _ = OWN[kind]
    others = {key: z for key, z in z_scores(kind).items() if key[0] in NAMES and key[0] != name}
    assert {key: z for key, z in others.items() if abs(z) > OTHERS_BELOW and (kind, key[0]) not in LEAKS} == {}


@pytest.mark.parametrize("kind", ["starts_halved", "fewer", "other_starts", "length", "affection"])
def test_an_intervention_on_one_leaves_the_other_persons_same_measure(kind: str) -> None:
    name, who, _ = OWN[kind]
    assert abs(z_scores(kind)[name, 1 - who]) < OTHERS_BELOW
