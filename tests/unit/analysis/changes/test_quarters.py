"""The quarter view: levels by thirteen weeks, and slow or long past change beyond the usual drift."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from ebbtide.analysis.changes.views.quarters import INDEX_ROW, LEAST_QUARTERS, MOST_QUARTERS, quarters
from ebbtide.analysis.changes.views.view_results import QuarterLevel, QuarterRow, QuarterView
from ebbtide.analysis.measures.measure import Floats, Weekly
from ebbtide.analysis.measures.scales import root_rate
from ebbtide.people import PEOPLE
from ebbtide.presentation.report.pictures import quarters_figure
from ebbtide.presentation.sentences import Tide
from tests.support.looks import findings
from tests.support.pairs import MONDAY, measure, weeks_of
from tests.support.sample_tide import index, sample

YEARS_AGO = 104


def starts(rate: Floats, seed: int = 0) -> Weekly:
    """Starts a week of both people with Poisson counts and replies that wander; rate: (2, weeks)."""
    rng = np.random.default_rng(seed)
    count = rng.poisson(rate).astype(float)
    value, variance = root_rate(count, np.ones_like(count))
    waits = rng.normal(-2.5, 0.2, rate.shape)
    return weeks_of(
        replace(measure("start_hazard", value, 0.1, natural=count), variance=variance),
        measure("reply_time", waits, 0.02, natural=np.exp(-waits)),
    )


def flat(weeks: int = YEARS_AGO, level: float = 12.0) -> Floats:
    return np.full((2, weeks), level)


def fallen(at: int, weeks: int = YEARS_AGO, share: float = 0.4) -> Floats:
    rate = flat(weeks)
    rate[1, at:] *= share
    return rate


def row(view: QuarterView | None, name: str, person: int) -> QuarterRow:
    assert view is not None
    (found,) = [item for item in view.rows if (item.measure, item.person) == (name, person)]
    return found


def test_levels_stand_by_thirteen_weeks_back_from_the_look_in_natural_units() -> None:
    w = starts(fallen(78))
    view = quarters(w, YEARS_AGO - 1)
    assert view is not None and len(view.starts) == MOST_QUARTERS
    assert view.end == w.monday[-1] + timedelta(days=6) and view.starts[-1] == w.monday[-13]
    theirs = row(view, "start_hazard", 1)
    counts = w.measures["start_hazard"].natural[1].reshape(-1, 13).mean(axis=1)
    assert [item.level for item in theirs.levels] == pytest.approx(counts, rel=0.06)
    assert all(item.low < item.level < item.high for item in theirs.levels)


def test_a_fall_long_past_is_named_for_the_one_who_fell_with_its_quarter() -> None:
    view = quarters(starts(fallen(52)), YEARS_AGO - 1)
    theirs = row(view, "start_hazard", 1)
    assert theirs.slow == -1 and theirs.since == MONDAY + timedelta(weeks=52)
    assert theirs.before == pytest.approx(12, rel=0.1) and theirs.now == pytest.approx(4.8, rel=0.25)
    assert row(view, "start_hazard", 0).slow == 0 and row(view, "reply_time", 1).slow == 0


def test_answers_that_take_longer_went_up() -> None:
    rng = np.random.default_rng(5)
    waits = rng.normal(-2.5, 0.15, (2, YEARS_AGO))
    waits[1, 52:] -= 0.9
    view = quarters(weeks_of(measure("reply_time", waits, 0.02, natural=np.exp(-waits))), YEARS_AGO - 1)
    theirs = row(view, "reply_time", 1)
    assert theirs.slow == 1 and theirs.now > 2 * theirs.before


def test_a_drift_that_every_pair_may_have_is_not_named() -> None:
    for seed in range(20):
        drift = flat() * 0.78 ** (np.arange(YEARS_AGO) / 52)
        view = quarters(starts(drift, seed), YEARS_AGO - 1)
        assert view is not None and not any(item.slow for item in view.rows)


def test_a_dip_that_ended_is_not_named() -> None:
    rate = flat()
    rate[1, 60:86] *= 0.4
    view = quarters(starts(rate), YEARS_AGO - 1)
    assert view is not None and not any(item.slow for item in view.rows)


def test_withheld_measures_are_shown_and_not_judged() -> None:
    theirs = row(
        quarters(starts(fallen(52)), YEARS_AGO - 1, (frozenset(), frozenset({"start_hazard"}))), "start_hazard", 1
    )
    assert theirs.slow == 0 and theirs.now < theirs.before


def test_hidden_weeks_leave_a_quarter_without_a_level() -> None:
    w = starts(flat())
    hidden = {
        name: replace(m, value=np.where(np.arange(YEARS_AGO) // 13 == 3, np.nan, m.value))
        for name, m in w.measures.items()
    }
    found = row(quarters(replace(w, measures=hidden), YEARS_AGO - 1), "start_hazard", 0)
    assert [math.isnan(item.level) for item in found.levels] == [k == 3 for k in range(MOST_QUARTERS)]


def test_too_few_quarters_have_no_view() -> None:
    weeks = LEAST_QUARTERS * 13 - 1
    assert quarters(starts(flat(weeks)), weeks - 1) is None


def test_later_weeks_do_not_rewrite_an_earlier_look() -> None:
    w = starts(fallen(52, 120))
    parts = ("value", "variance", "natural", "count")
    cut = {
        name: replace(m, **{part: getattr(m, part)[:, :YEARS_AGO] for part in parts}) for name, m in w.measures.items()
    }
    early, again = quarters(w, YEARS_AGO - 1), quarters(replace(weeks_of(weeks=YEARS_AGO), measures=cut), YEARS_AGO - 1)
    assert early is not None and again is not None
    assert [(item.slow, item.since) for item in early.rows] == [(item.slow, item.since) for item in again.rows]


def tide(state: str = "usual", slow: int = -1) -> Tide:
    """A sample page with a view in which the other person's starts moved."""
    levels = tuple(QuarterLevel(x, x - 1.5, x + 1.5) for x in (9.0, 9.2, 4.1, 4.0))
    since = MONDAY + timedelta(weeks=26)
    rows = tuple(
        QuarterRow(name, person, unit, levels, 9.1, 4.0, slow * judged, since if judged * slow else None)
        for name, unit in ((INDEX_ROW, ""), ("start_hazard", "findings.units.start_hazard"))
        for person in PEOPLE
        for judged in [int(name != INDEX_ROW and person == 1)]
    )
    starts_of = tuple(MONDAY + timedelta(weeks=13 * k) for k in range(4))
    view = QuarterView(starts_of, MONDAY + timedelta(weeks=52, days=-1), rows)
    return replace(sample(state), quarters=view, index=index())


def test_the_sentence_names_levels_and_a_month_and_no_day() -> None:
    found = [item for item in findings(tide()) if item.key.startswith("views.quarters") and item.group == "changed"]
    assert [(item.person, item.claim_of_change) for item in found] == [(0, False), (1, True)]
    assert found[1].text == (
        "Gone down over quarters: how often Sam wrote first. About 4 first messages a week in the last quarter "
        "(2.5 to 5.5), about 9.1 until about July 2024."
    )
    assert found[0].text.startswith("No slow change found over quarters: how often you wrote first")


def test_the_headline_does_not_say_that_nothing_moved() -> None:
    assert findings(tide())[0].text == "Month by month, less has come from Sam."
    assert findings(tide(slow=0))[0].text == "Nothing unusual between you two in these months."


@pytest.mark.parametrize("state", ["changed", "too early", "both stopped", "short"])
def test_where_the_weekly_rule_speaks_the_quarters_do_not(state: str) -> None:
    assert not [item for item in findings(tide(state)) if item.key.startswith("views.quarters")]


def test_two_who_live_together_get_no_line_about_amounts() -> None:
    look = tide()
    look = replace(look, context=replace(look.context, living="together"))
    assert not [item for item in findings(look) if item.key.startswith("views.quarters") and item.claim_of_change]


def test_the_chart_has_two_panels_of_one_size_and_all_rows_in_its_table() -> None:
    figure = quarters_figure(tide())
    assert figure is not None
    assert [figure.wide.count(f'class="level {who}"') for who in ("me", "them")] == [len(tide().quarters.starts)] * 2
    assert [line[0] for line in figure.table.rows] == [
        "All together, You",
        "All together, Sam",
        "Writing first, You",
        "Writing first, Sam",
    ]
    assert {len(line) for line in figure.table.rows} == {len(figure.table.head)}
    assert figure.table.rows[-1][-1] == "4 (2.5 to 5.5)" and "0 is the usual" in figure.description
    assert quarters_figure(replace(tide(), quarters=None)) is None and quarters_figure(tide("short")) is None
