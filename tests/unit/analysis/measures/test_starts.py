"""Start hazard: starts against the open time in which they could have happened."""

from __future__ import annotations

import numpy as np
import pytest

from ebbtide.analysis.measures.gaps import Gaps
from ebbtide.analysis.measures.measure import Floats, Measure
from ebbtide.analysis.measures.rhythm import CLOSED, Rhythm, rhythm
from ebbtide.analysis.measures.starts import expected_starts, start_hazard
from ebbtide.history.conversation import Conversation
from tests.support.pairs import WEEK, chat, every_day, flow

WEEKS = 24
OPEN = ((9, 0), (9.05, 1), (20, 1), (20.0833, 0))


def hazard(talk: Conversation, covered: Floats | None = None) -> Measure:
    s = flow(talk, WEEKS)
    return start_hazard(s, rhythm(s), np.ones(WEEKS) if covered is None else covered)


def test_the_first_message_of_all_is_a_start() -> None:
    s = flow(chat([10, 12], [1, 0]), 1)
    assert expected_starts(s, rhythm(s))[0][1, 0] >= 1


def test_expected_starts_are_summed_probabilities_with_their_spread() -> None:
    minutes, person = every_day(WEEKS, *OPEN)
    s = flow(chat(minutes, person), WEEKS)
    r = rhythm(s)
    half = r.probability.copy()
    half[CLOSED], half[:CLOSED] = 0.25, 0.0
    count, soft = expected_starts(s, Rhythm(r.gaps, half, r.scale))
    events = [np.bincount(s.week[1:][s.person[1:] == who], minlength=WEEKS) for who in (0, 1)]
    assert count[:, 1:] == pytest.approx(0.25 * np.array(events)[:, 1:])
    assert soft == pytest.approx(0.1875 * np.array(events), abs=0.2)


def test_a_person_who_opens_half_as_often_loses_half_their_hazard_and_the_other_none() -> None:
    minutes, person = every_day(WEEKS, *OPEN)
    day = (minutes // 1440).astype(int)
    evening = (minutes / 60) % 24 > 15
    gone = (day >= 12 * 7) & (day % 2 == 0) & evening
    m = hazard(chat(minutes[~gone], person[~gone]))
    early, late = m.natural[:, 8:12].mean(axis=1), m.natural[:, 16:].mean(axis=1)
    assert late[1] / early[1] == pytest.approx(0.5, abs=0.1)
    assert late[0] / early[0] == pytest.approx(1.0, abs=0.15)
    assert early == pytest.approx([7, 7], abs=1)


def test_a_week_that_the_file_does_not_show_has_no_hazard() -> None:
    minutes, person = every_day(WEEKS, *OPEN)
    kept = (minutes < 10 * WEEK) | (minutes >= 12 * WEEK)
    covered = np.ones(WEEKS)
    covered[10:12] = 0
    m = hazard(chat(minutes[kept], person[kept]), covered)
    assert np.isnan(m.value[:, 10:12]).all() and np.isinf(m.variance[:, 10:12]).all()
    assert np.isfinite(m.value[:, 13:]).all()


def test_a_silent_week_that_the_file_shows_is_a_week_without_starts() -> None:
    minutes, person = every_day(WEEKS, *OPEN)
    kept = minutes < 20 * WEEK
    m = hazard(chat(minutes[kept], person[kept]))
    assert (m.natural[:, 21:] == 0).all()
    assert (m.value[:, 21:] < 0.5 * m.value[:, 10:18].mean()).all()


def test_it_is_a_measure_of_the_index_that_needs_no_text() -> None:
    minutes, person = every_day(WEEKS, *OPEN)
    m = hazard(chat(minutes, person))
    assert (m.name, m.area, m.in_index, m.needs_text) == ("start_hazard", "initiative", True, False)
    assert m.value.shape == m.variance.shape == m.natural.shape == m.count.shape == (2, WEEKS)
    assert isinstance(rhythm(flow(chat(minutes, person), WEEKS)).gaps, Gaps)
