"""Going back and forth: found where it was put in, not where one change, dips or nothing was."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product

import numpy as np
import pytest

from benchmarks.verdicts.hot_cold import SWITCHING, bar, figures
from ebbtide.analysis.changes.findings import hot_cold_findings
from ebbtide.analysis.changes.hot_cold.chain import BETWEEN, LEVELS, Likelihood, chain, cold, evidence
from ebbtide.analysis.changes.hot_cold.stretches import HotCold
from ebbtide.analysis.changes.hot_cold.switching import LEAST_SWITCHES, LEAST_WEEKS, LINE, hot_cold, runs
from ebbtide.analysis.measures import Weekly, weekly
from ebbtide.demo import simulate
from ebbtide.history.conversation import Context
from tests.support.looks import look, spoken
from tests.support.sample_tide import sample, switching

WEEKS = 60


def weeks_of(condition: str, seed: int, before: int = 48) -> Weekly:
    """The weekly measures of a made-up couple."""
    chat = simulate(condition, seed, before=before).conversation()
    assert chat.coverage is not None
    found = weekly(chat, chat.coverage.last + timedelta(days=1))
    assert found is not None
    return found


def made(theirs, mine=0.0, weeks: int = WEEKS, seed: int = 3) -> Weekly:
    """Weekly measures whose levels follow the given paths, with unit noise."""
    rng = np.random.default_rng(seed)
    base = weeks_of("stable", 1_000_900, before=weeks - 12)
    paths = np.stack([np.broadcast_to(mine, weeks), np.broadcast_to(theirs, weeks)])
    measures = {
        name: replace(
            m,
            value=paths + rng.normal(0, 0.7, paths.shape),
            variance=np.full(paths.shape, 0.1),
            natural=np.full(paths.shape, 5.0),
        )
        for name, m in base.measures.items()
    }
    return replace(base, measures=measures, covered=np.ones(weeks), marked=np.zeros(weeks, bool))


def waves(weeks: int = WEEKS, gap: float = 1.6) -> np.ndarray:
    """Four warm weeks, three cold ones, and so on."""
    return np.where(np.arange(weeks) % 7 < 4, gap / 2, -gap / 2)


def test_switching_is_found_with_its_dates_on_the_side_it_is_on():
    w = made(waves())
    me, them = hot_cold(w, WEEKS - 1)
    assert them.clear and not me.clear
    assert me.stretches == ()
    told = np.concatenate([np.full(((s.end - s.start).days + 1) // 7, s.cold) for s in them.stretches])
    assert (told == (waves() < 0)).mean() > 0.9
    assert them.switches == len(them.stretches) - 1 >= 14
    assert them.stretches[0].start == w.monday[0]


def test_swapping_the_two_swaps_the_findings():
    w = made(waves())
    swapped = replace(
        w,
        expected_starts=w.expected_starts[::-1],
        measures={
            name: replace(m, value=m.value[::-1], variance=m.variance[::-1], natural=m.natural[::-1])
            for name, m in w.measures.items()
        },
    )
    me, them = hot_cold(w, WEEKS - 1)
    other, one = hot_cold(swapped, WEEKS - 1)
    assert me.log_bayes_factor == pytest.approx(one.log_bayes_factor)
    assert [(s.start, s.cold) for s in them.stretches] == [(s.start, s.cold) for s in other.stretches]


def step(at: int) -> np.ndarray:
    return np.where(np.arange(WEEKS) < at, 1.0, -1.0)


def dips(*at: int) -> np.ndarray:
    path = np.full(WEEKS, 0.2)
    for week in at:
        path[week : week + 3] = -1.5
    return path


NO_SWITCHING = [np.zeros(WEEKS), step(40), step(25), dips(30), dips(12, 44), np.linspace(1, -1, WEEKS)]


@pytest.mark.parametrize("path", NO_SWITCHING)
def test_one_change_a_dip_or_nothing_is_no_switching(path):
    for seed in range(3):
        found = hot_cold(made(path, seed=seed), WEEKS - 1)
        assert not any(one.clear for one in found)


def test_what_both_share_is_nobodys_switching_alone():
    apart = hot_cold(made(waves(gap=1.0)), WEEKS - 1)[1]
    shared = hot_cold(made(waves(gap=1.0), mine=waves(gap=1.0)), WEEKS - 1)[1]
    assert apart.log_bayes_factor is not None and shared.log_bayes_factor is not None
    assert shared.log_bayes_factor < apart.log_bayes_factor


def test_later_weeks_change_nothing_and_short_histories_say_nothing():
    w = made(waves())
    early = hot_cold(w, 44)
    cut = replace(
        w,
        measures={
            name: replace(m, value=np.where(np.arange(WEEKS) > 44, 9.0, m.value)) for name, m in w.measures.items()
        },
    )
    assert hot_cold(cut, 44) == early
    assert hot_cold(w, LEAST_WEEKS - 2) == (HotCold(), HotCold())
    assert hot_cold(w, LEAST_WEEKS - 1)[1].log_bayes_factor is not None


def test_nothing_is_looked_for_where_hours_of_day_moved():
    assert hot_cold(made(waves()), WEEKS - 1, (frozenset(), frozenset({"reply_time", "fast_turns"}))) == (
        HotCold(),
        HotCold(),
    )


def test_missing_weeks_and_missing_words_are_borne():
    w = made(waves())
    hidden = np.zeros(WEEKS, bool)
    hidden[[5, 20, 21, 40]] = True
    gone = {
        name: replace(
            m,
            value=np.where(hidden | m.needs_text, np.nan, m.value),
            variance=np.where(hidden | m.needs_text, np.inf, m.variance),
            natural=np.where(hidden | m.needs_text, np.nan, m.natural),
        )
        for name, m in w.measures.items()
    }
    assert hot_cold(replace(w, measures=gone), WEEKS - 1)[1].clear


def test_what_came_after_a_cold_stretch_is_counted_for_both():
    w = made(waves())
    them = hot_cold(w, WEEKS - 1)[1]
    stretch = next(s for s in them.stretches if s.cold and s.starts_after is not None)
    end = next(k for k, day in enumerate(w.monday) if day > stretch.end)
    assert stretch.starts_after == pytest.approx(tuple(w.expected_starts[:, end : end + 2].sum(axis=1)))
    assert all(s.starts_after is None for s in them.stretches if not s.cold)


def test_the_chain_sums_every_path():
    """Forward evidence and posterior against a sum over all paths, one by one."""
    rng = np.random.default_rng(1)
    ch = chain((0.4, 0.7), (0.3, 0.5), 0.4)
    weeks, size = 4, len(ch.level)
    step = rng.normal(size=(1, weeks - 1, LEVELS, LEVELS))
    step[:, :, BETWEEN, BETWEEN] = -np.inf
    data = Likelihood(rng.normal(size=(1, LEVELS)), step)
    plain = ch.move.reshape(size, LEVELS, size).sum(axis=1)
    assert plain.sum(axis=1) == pytest.approx(np.ones(size))
    total, half_cold = 0.0, np.zeros(weeks)
    for path in product(range(size), repeat=weeks):
        levels = ch.level[list(path)]
        chance = ch.start[path[0]] * np.exp(data.first[0, levels[0]])
        for t in range(1, weeks):
            chance *= plain[path[t - 1], path[t]] * np.exp(step[0, t - 1, levels[t - 1], levels[t]])
        total += chance
        half_cold += chance * levels / 2
    assert evidence(data, ch) == pytest.approx([np.log(total)])
    assert cold(data, ch)[0] == pytest.approx(half_cold / total)


def test_short_stretches_join_their_neighbours():
    marks = np.array([0, 0, 0, 1, 0, 0, 1, 1, 1, 0], bool)
    assert runs(marks) == [(0, 5, False), (6, 9, True)]


def lines(state: str, **changes: object) -> list[str]:
    tide = replace(sample("usual" if state == "usual" else "changed"), hot_cold=(HotCold(), switching()), **changes)
    return [item.group for item in hot_cold_findings.hot_cold_lines(tide)]


def test_the_lines_stand_with_other_explanations_where_a_change_is_dated():
    assert set(lines("changed")) == {"other"}
    assert set(lines("usual")) == {"changed"}
    assert len(lines("changed")) == len(lines("usual")) + 1  # how the two sentences stand together
    assert lines("changed", context=Context(living="together")) == []


def test_both_have_a_line_and_the_one_without_comes_first():
    tide = replace(sample("usual"), hot_cold=(switching(), HotCold()))
    found = spoken(hot_cold_findings.hot_cold_lines(tide), tide)
    assert [item.person for item in found if item.person is not None] == [1, 0]
    assert [item.claim_of_change for item in found] == [False, True, True]
    assert "5 times" in found[1].text and "3 and 4.5" not in found[1].text
    assert "you about 3 times and Sam about 4.5" in found[2].text


def test_made_up_couples_show_it_and_stable_ones_do_not():
    """Twenty couples of each, bounds loose; `python -m benchmarks hotcold` has the figures."""
    seeds = range(1_000_000, 1_000_020)
    switching_found = [hot_cold(w, len(w.monday) - 1) for w in (weeks_of("hot_cold", seed) for seed in seeds)]
    stable_found = [hot_cold(w, len(w.monday) - 1) for w in (weeks_of("stable", seed) for seed in seeds)]
    assert sum(them.clear for _, them in switching_found) >= 9
    assert sum(me.clear for me, _ in switching_found) <= 2
    assert sum(any(one.clear for one in pair) for pair in stable_found) <= 1
    clear = [them for _, them in switching_found if them.clear]
    assert all(one.switches >= LEAST_SWITCHES and (one.log_bayes_factor or 0) > LINE for one in clear)


def test_a_whole_look_names_it_and_does_not_call_it_usual():
    couple = simulate("hot_cold", 1_000_002, before=48)
    tide = look(couple.conversation(), context=couple.told, check=False)
    assert tide.hot_cold is not None and tide.hot_cold[1].clear
    said = [item for item in tide.findings if item.key.startswith("hotcold.")]
    assert said and any(item.claim_of_change for item in said)
    assert not tide.headline.startswith("Nothing beyond")


def test_the_benchmark_counts_the_one_who_switches_and_any_flag_elsewhere():
    rows = [
        {"clear": pair, "page": any(pair), "state": "usual", "seconds": 0.01}
        for pair in ([False, True], [True, False], [False, False], [])
    ]
    made = figures(rows)
    assert (made["them"]["hits"], made["me"]["hits"], made["either"]["hits"], made["page"]["of"]) == (1, 1, 2, 4)
    assert not bar(SWITCHING, made)[0] and not bar("stable", made)[0]
    assert bar("stable", figures(rows[2:]))[0]
