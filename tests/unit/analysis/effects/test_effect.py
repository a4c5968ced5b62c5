"""Did it help: the estimate against a dense calculation, each design's words, and what no design may say."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import ebbtide as eb
from ebbtide.analysis.changes.analysis import Analysis, Change, State
from ebbtide.analysis.changes.findings.measure_rows import controlled
from ebbtide.analysis.effects import interrupted_series as model
from ebbtide.analysis.effects.action import LOGGED, RESULTS, Action, Effect
from ebbtide.analysis.effects.dips import earlier_dips, recovery
from ebbtide.analysis.effects.effect import DROPPED_WEEKS, design, judge, last_day, tell_from
from ebbtide.analysis.effects.effect_findings import findings
from ebbtide.analysis.effects.interrupted_series import Posterior, Series, estimate
from ebbtide.analysis.effects.result import Scale, result
from ebbtide.analysis.measures.measure import Measure, Weekly
from ebbtide.analysis.measures.scales import root_rate
from ebbtide.analysis.measures.specs import WEEKLY
from ebbtide.demo import simulate
from ebbtide.errors import BadRequest, NotAPair
from ebbtide.history.conversation import EVENT_SCHEMA, Context, Conversation, Coverage, Edge, Span
from ebbtide.people import Person, Side
from ebbtide.presentation.sentences import speak_effect
from ebbtide.wording import keys
from tests.unit.presentation.sentences.test_states import FORBIDDEN, _raw

FIRST = date(2024, 1, 1)
WEEKS = 60
START = FIRST + timedelta(weeks=52)
END = FIRST + timedelta(weeks=WEEKS)
CAUSAL = re.compile(
    r"\b(because|caus\w*|helped|worked|thanks to|due to|led to|made (you|him|her|them)|effect\w*|impact)\b",
    re.IGNORECASE,
)
SOURCE = Path(__file__).parents[4] / "src" / "ebbtide"


def chat(*edges: Edge) -> Conversation:
    shown = Coverage(FIRST, END - timedelta(days=1), END, "archive", edges)
    return Conversation(pl.DataFrame(schema=EVENT_SCHEMA), ("Ana", "Sam"), (), shown)


def weekly(count: np.ndarray, marked: tuple[int, ...] = ()) -> Weekly:
    """Weeks in which both people start `count` times, (weeks,); the marked ones are missing."""
    weeks, both = len(count), np.stack([count, count]).astype(float)
    value, variance = root_rate(both, np.ones_like(both))
    hide = np.isin(np.arange(weeks), marked)
    seen = np.where(hide, np.nan, both)
    starts = Measure(
        "start_hazard",
        "initiative",
        "findings.units.start_hazard",
        True,
        False,
        np.where(hide, np.nan, value),
        np.where(hide, np.inf, variance),
        seen,
        both,
    )
    slow = -np.log(100 / (1 + seen))
    reply = Measure(
        "reply_time",
        "responsiveness",
        "findings.units.reply_time",
        True,
        False,
        slow,
        np.where(np.isnan(slow), np.inf, 0.05),
        np.exp(-slow),
        both,
    )
    return Weekly(
        tuple(FIRST + timedelta(weeks=k) for k in range(weeks)),
        np.ones(weeks),
        hide,
        10 * both,
        10 * both,
        both,
        np.zeros((2, weeks)),
        np.ones((2, weeks, 24)),
        np.full((2, 7 * weeks), 7.0),
        {"start_hazard": starts, "reply_time": reply},
    )


def counts(after: float = 8.0, seed: int = 5) -> np.ndarray:
    rate = np.where(np.arange(WEEKS) >= 52, after, 8.0)
    return np.random.default_rng(seed).poisson(rate)


def action(**given: object) -> Action:
    values: dict[str, object] = {
        "start": START,
        "measure": "start_hazard",
        "person": "them",
        "direction": "up",
        "fixed_on": START,
    }
    return Action(**(values | given))  # type: ignore[arg-type]


LATER = {"fixed_on": START + timedelta(days=3)}


def judged(count: np.ndarray, marked: tuple[int, ...] = (), **given: object) -> Effect:
    return judge(chat(), weekly(count, marked), action(**given))


def worded(found: Effect, told: Context | None = None, **given: object) -> str:
    said = findings(found, action(**given), told or Context())
    return speak_effect(replace(found, findings=said), ("Ana", "Sam")).text


# --- the estimate


def dense(
    series: Series, marks: np.ndarray, scale: float, rho: float, tau: float, step: int | None
) -> tuple[float, ...]:
    """Log evidence, mean and variance of the effect by the textbook formula with every coefficient in the open."""
    n, t = len(marks), (series.week - series.week.mean()) / 52
    columns = [np.ones(n), t, marks] + ([] if step is None else [(np.arange(n) >= step).astype(float)])
    sizes = [model.LEVEL_SD, model.TREND_SD, model.EFFECT_SD] + ([] if step is None else [model.STEP_SD])
    x, prior = np.column_stack(columns), np.diag(np.square(sizes))
    noise = tau**2 * rho ** np.abs(series.week[:, None] - series.week[None, :]) + np.diag(series.variance) / scale**2
    y = (series.value - np.median(series.value[marks == 0])) / scale
    covariance = np.linalg.inv(np.linalg.inv(prior) + x.T @ np.linalg.inv(noise) @ x)
    mean = covariance @ x.T @ np.linalg.inv(noise) @ y
    total = noise + x @ prior @ x.T
    log = -0.5 * (np.linalg.slogdet(total)[1] + y @ np.linalg.inv(total) @ y)
    level = float((x[marks > 0][:, [k for k in range(x.shape[1]) if k != 2]] @ np.delete(mean, 2)).mean())
    return float(log), float(mean[2]), float(covariance[2, 2]), level


def test_the_grid_agrees_with_the_textbook(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    week = np.delete(np.arange(40), [7, 20, 21])
    series = Series(rng.normal(2, 0.5, 37) + 0.6 * (week >= 15), rng.uniform(0.05, 0.2, 37), week)
    marks = (week >= 32).astype(float)
    monkeypatch.setattr(model, "RHO_GRID", (0.3,))
    monkeypatch.setattr(model, "TAU_GRID", (0.6,))
    monkeypatch.setattr(model, "_LIGHT", 0.0)
    found, scale = estimate(series, marks), series.spread(1 - marks)
    centre, stop = float(np.median(series.value[marks == 0])), int(np.flatnonzero(marks)[0])
    plain = dense(series, marks, scale, 0.3, 0.6, None)
    assert found.whole.middle == pytest.approx(scale * plain[1])
    assert found.whole.sd == pytest.approx(scale * np.sqrt(plain[2]))
    assert found.whole.level == pytest.approx(centre + scale * plain[3])
    steps = [dense(series, marks, scale, 0.3, 0.6, k) for k in range(model.STEP_ROOM, stop - model.STEP_ROOM + 1)]
    log = np.array([plain[0]] + [one[0] + np.log(model.STEP_HAZARD) for one in steps])
    weight = np.exp(log - log.max()) / np.exp(log - log.max()).sum()
    assert found.weighed.middle == pytest.approx(scale * float(weight @ [one[1] for one in (plain, *steps)]))
    level = float(weight @ [one[3] for one in (plain, *steps)])
    assert found.weighed.level == pytest.approx(centre + scale * level)


def test_an_interval_is_the_quantiles_of_the_mixture() -> None:
    one = Posterior(np.ones(1), np.array([1.0]), np.array([2.0]), 2.0)
    assert one.interval() == pytest.approx((1 - 1.6449 * 2, 1 + 1.6449 * 2), abs=0.01)
    assert one.above(1.0) == pytest.approx(0.5)
    low, high = one.interval(root=True)
    assert low == pytest.approx(1 - 1.6449 * 2, abs=0.01) and high > 1 + 1.6449 * 2


@pytest.mark.parametrize("middle", [-0.4, 0.05, 0.3, 0.9])
def test_a_root_scale_never_moves_an_end_over_nothing(middle: float) -> None:
    one = Posterior(np.ones(1), np.array([middle]), np.array([0.2]), 2.0)
    for plain, grown in zip(one.interval(), one.interval(root=True), strict=True):
        assert np.sign(plain) == np.sign(grown)


def test_a_step_of_the_history_is_not_put_down_to_the_action() -> None:
    rng = np.random.default_rng(8)
    rate = np.where(np.arange(WEEKS) >= 36, 16.0, 6.0)
    found = judged(rng.poisson(rate))
    assert found.state in ("not seen", "cannot tell")
    assert found.low is not None and found.low < 0 < (found.high or 0)


# --- fixed beforehand


def test_a_clear_rise_is_found_with_its_size() -> None:
    found = judged(counts(14.0))
    assert (found.design, found.state) == ("beforehand", "consistent")
    assert found.low is not None and found.high is not None and found.usual is not None
    assert 0 < found.low < 6 < found.high
    assert found.usual == pytest.approx(8, abs=1.5)
    text = worded(found)
    assert "has moved the way you hoped" in text
    assert "first messages a week more." in text and "may be larger" in text


def test_the_same_rise_against_the_hope_is_opposite() -> None:
    found = judged(counts(14.0), direction="down")
    assert found.state == "opposite"
    assert "the other way" in worded(found, direction="down")


def test_nothing_is_not_seen_and_too_little_cannot_be_told() -> None:
    assert judged(counts()).state == "not seen"
    wide = result(
        model.Estimate(*(Posterior(np.ones(1), np.array([0.2]), np.array([0.4]), 2.0),) * 2),
        Scale(lambda x: x * x, 1, 1, False, True),
    )
    assert (wide.state, wide.reason) == ("cannot tell", "wide")


def test_faster_is_down() -> None:
    found = judged(counts(16.0), measure="reply_time", direction="down")
    assert found.state == "consistent"
    assert found.effect is not None and found.effect < 0
    assert "minutes less." in worded(found, measure="reply_time", direction="down")


def test_luck_that_does_as_well_takes_the_claim_back() -> None:
    sure = model.Estimate(*(Posterior(np.ones(1), np.array([0.6]), np.array([0.1]), 2.0),) * 2)
    scale = Scale(lambda x: x * x, 1, 1, False, True)
    assert result(sure, scale, (0.02, 0.99)).state == "consistent"
    assert result(sure, scale, (0.2, 0.9)).reason == "luck"


def test_both_ways_of_drawing_the_usual_level_have_to_agree() -> None:
    high, none = (Posterior(np.ones(1), np.array([size]), np.array([0.2]), 2.0) for size in (0.8, 0.3))
    scale = Scale(lambda x: x * x, 1, 1, False, True)
    for pair in ((high, none), (none, high)):
        assert result(model.Estimate(*pair), scale).reason == "level"


def test_the_weeks_before_the_action_do_not_count() -> None:
    low = counts(14.0)
    low[52 - DROPPED_WEEKS : 52] = 0
    plain = judged(counts(14.0))
    dipped = judged(low)
    assert dipped.usual == pytest.approx(plain.usual or 0, rel=0.02)
    assert dipped.low == pytest.approx(plain.low or 0, rel=0.05)


def test_a_dip_that_ends_by_itself_is_not_credited() -> None:
    low = counts()
    low[49:54] = 2
    assert judged(low).state != "consistent"


def test_an_action_in_a_dip_is_not_said_to_be_followed_by_one() -> None:
    low = counts(3.0)
    assert judged(low).state == "opposite"
    low[49:52] = 1
    found = judged(low)
    assert (found.state, found.reason) == ("cannot tell", "dip")
    assert found.dip == pytest.approx(1, abs=0.5)
    assert "In the three weeks ahead of 30 December 2024 it was about" in worded(found)


def test_marked_weeks_are_missing() -> None:
    count = counts(14.0)
    count[54:56] = 0
    assert judged(count).state != "consistent"
    assert judged(count, marked=(54, 55)).state == "consistent"


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (judge(chat(), None, action()), "history"),
        (judge(chat(), weekly(counts()[40:]), action(start=FIRST + timedelta(weeks=12))), "history"),
        (judged(np.minimum(counts(), 1)), "starts"),
        (judged(counts(), marked=(52, 53, 54, 55, 56)), "missing"),
        (judge(chat(Edge("app change", START, None)), weekly(counts()), action()), "file"),
    ],
)
def test_what_is_missing_is_said(found: Effect, reason: str) -> None:
    assert (found.state, found.reason, found.low) == ("cannot tell", reason, None)
    assert worded(found).splitlines()[0].startswith("It cannot be told")
    assert len(worded(found).splitlines()) == 2


def test_it_is_an_action_fixed_beforehand_only_up_to_its_start() -> None:
    assert design(action()) == "beforehand"
    assert design(action(fixed_on=START - timedelta(days=20))) == "beforehand"
    assert design(action(**LATER)) == "afterwards"


def test_a_start_inside_a_week_waits_for_the_next_monday() -> None:
    middle = action(start=START + timedelta(days=2), fixed_on=START)
    assert middle.first_week == START + timedelta(days=7)
    assert tell_from(middle) == START + timedelta(weeks=9)
    assert last_day(middle, END + timedelta(weeks=30)) == tell_from(middle)


@pytest.mark.parametrize(
    "wrong", [{"measure": "charm"}, {"person": "both"}, {"direction": "better"}, {"weeks": 3}, {"weeks": 27}]
)
def test_what_cannot_be_measured_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BadRequest):
        action(**wrong)


def test_a_measure_that_the_weeks_do_not_have_is_refused() -> None:
    with pytest.raises(BadRequest, match="no measure called thanks"):
        judged(counts(), measure="thanks")


# --- logged afterwards


def dipped(low: int, until: int) -> np.ndarray:
    count = np.where(np.arange(WEEKS) % 2, 7, 9)
    count[49:until] = low
    return count


def test_a_dip_that_came_back_is_back_since_its_week() -> None:
    found = judged(dipped(2, 54), **LATER)
    assert (found.design, found.state) == ("afterwards", "back")
    assert found.since == FIRST + timedelta(weeks=54)
    assert found.low is None and found.effect is None
    text = worded(found, **LATER)
    assert "back near the usual since 13 January 2025." in text
    assert "no earlier dip as deep" in text


def test_a_dip_that_holds_is_not_back() -> None:
    found = judged(dipped(2, WEEKS), **LATER)
    assert (found.state, found.since) == ("not back", None)
    assert "not back near the usual" in worded(found, **LATER)


def test_without_a_dip_there_is_nothing_to_come_back_from() -> None:
    found = judged(dipped(8, 52), **LATER)
    assert (found.state, found.reason) == ("cannot tell", "no dip")
    assert "nothing to come back from" in worded(found, **LATER)


def test_earlier_dips_as_deep_are_counted() -> None:
    count = dipped(2, 54)
    count[15:18], count[30:33] = 2, 2
    found = judged(count, **LATER)
    assert found.dips == (2, 2)
    assert "Of 2 earlier dips about as deep, 2 came back by themselves" in worded(found, **LATER)
    count[20:33] = 2
    assert judged(count, **LATER).dips == (1, 2)


def test_the_dip_at_hand_is_not_its_own_evidence() -> None:
    means = np.array([8.0] * 30 + [7, 4, 2, 2, 2])
    assert earlier_dips(means, 8.0, 6.0) == (0, 0)


@pytest.mark.parametrize("up", [1, -1])
def test_a_dip_may_lie_higher(up: int) -> None:
    value = 10 + up * (dipped(2, 54) - 10.0)
    found = recovery(Series(value, np.full(WEEKS, 0.1), np.arange(WEEKS)), 52, 52, up)
    assert (found.state, found.since) == ("back", 54)


def test_no_size_for_an_action_logged_afterwards_whatever_came_after() -> None:
    for seed in range(30):
        found = judged(counts(float(4 + seed), seed), **LATER)
        assert found.state in LOGGED and found.low is found.high is found.effect is None
        assert not CAUSAL.search(worded(found, **LATER))


# --- from a conversation


@pytest.fixture(scope="module")
def made() -> tuple[Conversation, date]:
    couple = simulate("stable", 4_000_001, before=48, after=16, volume=30.0)
    assert couple.last_day is not None
    return couple.conversation(), couple.last_day + timedelta(days=1)


def test_before_its_day_there_is_no_answer_and_after_it_always_the_same(made: tuple[Conversation, date]) -> None:
    talk, end = made
    one = eb.Action(end - timedelta(weeks=14), "reply_time", "them", "down", end - timedelta(weeks=15))
    early = eb.effect(talk, one, as_of=tell_from(one) - timedelta(days=1))
    assert (early.state, early.tell_from, early.low) == ("cannot tell yet", tell_from(one), None)
    assert len(early.findings) == 1 and "8 complete weeks" in early.text
    first = eb.effect(talk, one, as_of=tell_from(one))
    assert first.state in RESULTS[:4]
    assert eb.effect(talk, one) == first


def test_a_declared_ending_lets_the_other_persons_measures_rest(made: tuple[Conversation, date]) -> None:
    talk, end = made
    told = eb.Context(ended=end - timedelta(days=5))
    one = eb.Action(end - timedelta(weeks=8), "start_hazard", "them", "up", end - timedelta(weeks=8))
    assert eb.effect(talk, one, as_of=end, context=told).reason == "ended"
    assert eb.effect(talk, replace(one, person="me"), as_of=end, context=told).reason != "ended"


def test_weeks_away_are_missing(made: tuple[Conversation, date]) -> None:
    talk, end = made
    one = eb.Action(end - timedelta(weeks=8), "start_hazard", "them", "up", end - timedelta(weeks=8))
    away = eb.Context(away=(Span(end - timedelta(weeks=8), end - timedelta(weeks=3)),))
    assert eb.effect(talk, one, as_of=end, context=away).reason == "missing"


@pytest.mark.parametrize("measure", sorted(WEEKLY))
def test_the_caution_for_two_who_live_together_is_that_of_the_look_for_every_measure(measure: str) -> None:
    change = Change(measure, Person.THEM, "", "", "ratio", 8.0, 2.0, 0.25, 0.2, 0.3, clear=True, controlled=True)
    together = Context(living="together")
    found = Effect("beforehand", "consistent", measure, "them", "up", usual=2.0, seen=3.0)
    cautions = [item.key for item in findings(found, action(), together)].count("effects.against.together")
    tide = Analysis(chat(), together, START, State.CHANGED, Side.UNCLEAR, None, sizes=(change,))
    assert cautions == (not controlled(tide, change))


def test_together_amounts_say_little(made: tuple[Conversation, date]) -> None:
    talk, end = made
    one = eb.Action(end - timedelta(weeks=8), "start_hazard", "them", "up", end - timedelta(weeks=8))
    lines = eb.effect(talk, one, as_of=end, context=eb.Context(living="together")).text
    assert "You live together" in lines
    assert "You live together" not in eb.effect(talk, one, as_of=end).text


def test_somebody_alone_is_refused() -> None:
    alone = eb.conversation([(datetime(2025, 1, 1, 9), "me", "hello")])
    with pytest.raises(NotAPair):
        eb.effect(alone, action())


# --- the words


def every() -> list[str]:
    found = [judged(counts(rate), **more) for rate in (3.0, 8.0, 14.0) for more in ({}, LATER, {"direction": "down"})]
    return [line for one in found for line in worded(one).splitlines()]


def test_no_sentence_claims_a_cause_or_forecasts() -> None:
    for key in keys():
        if key.startswith("effects."):
            text = re.sub(r"\{.*?\}", "x", _raw(key))
            assert not FORBIDDEN.search(text) and not CAUSAL.search(text), key


def test_no_line_is_half_empty() -> None:
    for line in every():
        assert line[-1] == "." and "{" not in line and "nan" not in line and "  " not in line


def test_what_speaks_against_stands_before_the_numbers() -> None:
    for more in ({}, LATER):
        found = judged(counts(14.0), **more)
        groups = [item.group for item in findings(found, action(**more), Context())]
        assert groups == sorted(groups, key=("headline", "against", "changed", "sure").index)
        assert "against" in groups


def test_both_people_get_the_same_lines() -> None:
    mine, theirs = (judged(counts(14.0), person=person) for person in ("me", "them"))
    assert replace(mine, person="them") == theirs
    lines = [worded(one, person=one.person).splitlines() for one in (mine, theirs)]
    assert [line.replace("you wrote first", "Sam wrote first") for line in lines[0]] == lines[1]


def test_every_sentence_is_used_and_every_reason_has_one() -> None:
    code = "\n".join(path.read_text("utf-8") for path in (SOURCE / "analysis" / "effects").rglob("*.py"))
    for key in (key for key in keys() if key.startswith("effects.")):
        last = key.rsplit(".", 1)[1]
        assert last in code or last.removesuffix("_drawn") in code, key
    for reason in ("history", "starts", "missing", "file", "voice", "hours", "ended", "wide", "level", "luck", "dip"):
        assert f"effects.reason.{reason}" in keys() and f'"{reason}"' in code
