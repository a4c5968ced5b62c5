"""The loop view: found where one follows the other's weeks, with the right person, and not in noise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ebbtide.analysis.changes.views.loop import LAGS, LEAST_WEEKS, loop
from ebbtide.analysis.changes.views.view_results import LoopRow
from ebbtide.analysis.measures.measure import Floats, Weekly
from ebbtide.presentation.sentences import Tide
from tests.support.looks import findings
from tests.support.pairs import measure, weeks_of
from tests.support.sample_tide import sample


def pair(press: tuple[Floats, Floats], answered: tuple[Floats, Floats]) -> Weekly:
    """Weeks in which starts and double texts follow `press`, and answering follows `answered`."""
    return weeks_of(
        measure("start_hazard", 2 + 0.2 * np.stack(press)),
        measure("double_texts", 0.3 + 0.05 * np.stack(press)),
        measure("answered", 1 + 0.1 * np.stack(answered)),
        measure("reply_time", -2 + 0.2 * np.stack(answered)),
    )


def noise(seed: int, weeks: int, rows: int = 4) -> list[Floats]:
    return list(np.random.default_rng(seed).normal(0, 1, (rows, weeks)))


def chased(seed: int, weeks: int = 60, strength: float = 2.0) -> Weekly:
    """The other person answers less in the week after the user presses."""
    mine, theirs, i_answer, they_answer = noise(seed, weeks)
    they_answer[1:] -= strength * mine[:-1]
    return pair((mine, theirs), (i_answer, they_answer))


def swapped(w: Weekly) -> Weekly:
    turned = {
        name: replace(m, **{part: getattr(m, part)[::-1] for part in ("value", "variance", "natural", "count")})
        for name, m in w.measures.items()
    }
    return replace(w, measures=turned)


def test_holding_back_after_pressing_is_found_at_its_lag_and_nowhere_else() -> None:
    rows = loop(chased(1), 59)
    assert [(row.presser, row.first) for row in rows] == [(0, "press"), (0, "retreat"), (1, "press"), (1, "retreat")]
    assert [row.clear for row in rows] == [True, False, False, False]
    assert len(rows[0].by_lag) == LAGS and int(np.argmax(rows[0].by_lag)) == 0


def test_pressing_after_the_other_held_back_is_the_other_direction() -> None:
    mine, theirs, i_answer, they_answer = noise(2, 60)
    mine[2:] -= 2 * they_answer[:-2]
    rows = loop(pair((mine, theirs), (i_answer, they_answer)), 59)
    assert [row.clear for row in rows] == [False, True, False, False]
    assert int(np.argmax(rows[1].by_lag)) == 1


def test_the_two_people_are_treated_alike() -> None:
    assert [row.clear for row in loop(swapped(chased(1)), 59)] == [False, False, True, False]


def test_answering_more_after_the_other_wrote_more_is_no_loop() -> None:
    assert not any(row.clear for row in loop(chased(3, strength=-2.0), 59))


def test_noise_hardly_ever_makes_a_pattern() -> None:
    spoken = [
        any(row.clear for row in loop(pair((a, b), (c, d)), 59))
        for a, b, c, d in (noise(10_000 + seed, 60) for seed in range(100))
    ]
    assert sum(spoken) <= 4


def test_changes_of_both_at_the_same_time_are_no_loop() -> None:
    """One writes more from a week on and the other answers less from the same week: a change, and no more."""
    spoken = []
    for seed in range(40):
        a, b, c, d = noise(200 + seed, 60)
        a[40:] += 3
        d[40:] -= 3
        spoken.append(any(row.clear for row in loop(pair((a, b), (c, d)), 59)))
    assert sum(spoken) <= 2


def test_too_few_weeks_say_nothing() -> None:
    assert loop(chased(1, LEAST_WEEKS - 1), LEAST_WEEKS - 2) == ()


def test_later_weeks_do_not_rewrite_an_earlier_look_and_the_same_weeks_give_the_same() -> None:
    long = chased(1, 70)
    short = weeks_of(*(measure(m.name, m.value[:, :60]) for m in long.measures.values()))
    assert loop(long, 59) == loop(short, 59) == loop(short, 59)


def rows(*clear: tuple[int, str]) -> tuple[LoopRow, ...]:
    return tuple(
        LoopRow(person, first, (0.4, 0.1, 0.0, 0.0), 0.001, (person, first) in clear)
        for person in (0, 1)
        for first in ("press", "retreat")
    )


def lines(tide: Tide) -> list[tuple[int | None, str, bool]]:
    return [(f.person, f.text, f.claim_of_change) for f in findings(tide) if f.key.startswith("views.loop")]


def test_without_a_pattern_one_line_says_so_of_both() -> None:
    (line,) = lines(replace(sample("usual"), loop=rows()))
    assert line[0] is None and "No such pattern shows, on either side" in line[1] and not line[2]


@pytest.mark.parametrize("state", ["usual", "changed"])
def test_a_pattern_has_one_line_a_person_and_names_no_cause(state: str) -> None:
    mine, theirs = lines(replace(sample(state), loop=rows((0, "press"))))
    assert mine[1].startswith("In the weeks after you wrote first or wrote again more than usual, Sam tended to")
    assert mine[1].endswith("This says nothing about what causes what.") and mine[2]
    assert theirs[1] == "The other way round, with Sam writing more and you less, no such pattern shows."
    assert not theirs[2]


def test_both_directions_stand_in_one_sentence() -> None:
    mine, theirs = lines(replace(sample("usual"), loop=rows((1, "press"), (1, "retreat"))))
    assert "with you writing more" in mine[1]
    assert theirs[1].count("In the weeks after Sam") == 1 and theirs[1].startswith("In the weeks after Sam wrote first")


def test_two_who_live_together_get_no_line_about_who_writes_more() -> None:
    tide = replace(sample("usual"), loop=rows((0, "press")))
    assert not lines(replace(tide, context=replace(tide.context, living="together")))
