"""Made-up weekly starts with a known answer, and made-up couples, for the benchmark of "did it help"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Record = dict[str, Any]

#: Weeks of history before the action or the first drawn week, and after. Source: docs/method/statistics.md#did-it-help.
BEFORE, AFTER = 52, 8
SD = 0.25
#: The worst three weeks are looked for among so many starting weeks.
CANDIDATES = 30
#: A step that the history itself holds: its size (log) and how many weeks before the action.
HISTORY_STEP = 0.5
#: A dip that an action is logged in: share of starts lost from three weeks before it on, and the weeks until it ends.
DIP_LOST, DIP_ENDS = 0.6, 2
#: Couples: weeks before and after, and the measures that are tried, with what is hoped for.
COUPLE_WEEKS = (56, 8)
HOPED = (("start_hazard", "up"), ("reply_time", "down"), ("answered", "up"))
#: Weeks of a couple's history among which the worst three are looked for.
COUPLE_FIRST = 20


@dataclass(frozen=True)
class Cell:
    """Series of one kind; design: "fixed", "worst", "step12", "step24", "drawn16", "drawn24", "logged ..."."""

    design: str
    base: float = 8.0
    rho: float = 0.4
    effect: float = 0.0

    @property
    def name(self) -> str:
        return f"{self.design} base {self.base:g} rho {self.rho:g} effect {self.effect:+g}"


def noise(rng: np.random.Generator, weeks: int, rho: float) -> Floats:
    """Stationary AR(1) of the log rate; (weeks,)."""
    step = rng.normal(0, SD * np.sqrt(1 - rho**2), weeks)
    out, last = np.empty(weeks), rng.normal(0, SD)
    for week in range(weeks):
        out[week] = last = rho * last + step[week]
    return out


def run(job: tuple[Cell, int]) -> Record:
    """One series: what is said, and whether the interval holds the true ratio."""
    cell, seed = job
    rng = np.random.default_rng([seed, int(cell.base), int(10 * cell.rho)])
    if cell.design.startswith("logged"):
        return _logged(cell, rng)
    return _drawn(cell, rng) if cell.design.startswith("drawn") else _fixed(cell, rng)


def _series(count: NDArray[np.int64]) -> Any:
    from ebbtide.analysis.effects.interrupted_series import Series
    from ebbtide.analysis.measures.scales import root_rate

    value, variance = root_rate(np.stack([count, count]).astype(np.float64), np.ones((2, len(count))))
    return Series(value[0], variance[0], np.arange(len(count)))


def _scale() -> Any:
    from ebbtide.analysis.effects.result import Scale

    return Scale(lambda x: max(x, 0.0) ** 2, 1, 1, False, True)


def _said(outcome: Any, effect: float) -> Record:
    low, high = outcome.usual + outcome.low, outcome.usual + outcome.high
    return {
        "state": outcome.state,
        "reason": outcome.reason,
        "held": bool(low <= np.exp(effect) * outcome.usual <= high),
    }


def _fixed(cell: Cell, rng: np.random.Generator) -> Record:
    from ebbtide.analysis.effects.effect import told_beforehand

    count, start = _worst(cell, rng) if cell.design == "worst" else _at_the_end(cell, rng)
    return _said(told_beforehand(_series(count), start, start, _scale())[0], cell.effect)


def _at_the_end(cell: Cell, rng: np.random.Generator) -> tuple[NDArray[np.int64], int]:
    log = noise(rng, BEFORE + AFTER, cell.rho)
    if cell.design.startswith("step"):
        log[BEFORE - int(cell.design.removeprefix("step")) :] += HISTORY_STEP * rng.choice([-1, 1])
    log[BEFORE:] += cell.effect
    return rng.poisson(cell.base * np.exp(log)), BEFORE


def _worst(cell: Cell, rng: np.random.Generator) -> tuple[NDArray[np.int64], int]:
    """Somebody acts after the worst three weeks of the last thirty."""
    weeks = BEFORE + AFTER + CANDIDATES
    count = rng.poisson(cell.base * np.exp(noise(rng, weeks, cell.rho)))
    start = _after_the_worst(np.asarray(count, dtype=np.float64), weeks - AFTER - CANDIDATES, weeks - AFTER)
    return count[start - BEFORE : start + AFTER], BEFORE


def _after_the_worst(value: Floats, first: int, last: int) -> int:
    starts = np.arange(first, last + 1)
    return int(starts[np.argmin([np.nanmean(value[k - 3 : k]) for k in starts])])


def _drawn(cell: Cell, rng: np.random.Generator) -> Record:
    from ebbtide.analysis.effects.interrupted_series import estimate
    from ebbtide.analysis.effects.randomisation import as_good_by_luck
    from ebbtide.analysis.effects.result import result
    from ebbtide.analysis.effects.schedule import all_draws

    pairs = int(cell.design.removeprefix("drawn")) // 2
    could = np.pad(all_draws(pairs), ((0, 0), (BEFORE, 0)))
    draw = could[rng.integers(len(could))]
    log = noise(rng, BEFORE + 2 * pairs, cell.rho) + cell.effect * draw
    series = _series(rng.poisson(cell.base * np.exp(log)))
    above, below = as_good_by_luck(series, draw, could)
    outcome = result(estimate(series, draw), _scale(), (above / len(could), below / len(could)))
    return _said(outcome, cell.effect)


def _logged(cell: Cell, rng: np.random.Generator) -> Record:
    from ebbtide.analysis.effects.dips import recovery

    if cell.design == "logged worst":
        count, start = _worst(cell, rng)
    else:
        start, log = BEFORE, noise(rng, BEFORE + AFTER, cell.rho)
        end = start + DIP_ENDS if cell.design == "logged ends" else None
        log[start - 3 : end] += np.log(1 - DIP_LOST)
        count = rng.poisson(cell.base * np.exp(log))
    outcome = recovery(_series(count), start, start, 1)
    return {"state": outcome.state, "earlier": list(outcome.earlier)}


class Weeks:
    """The weekly measures of one conversation before several days, each computed once."""

    def __init__(self, simulated: Any) -> None:
        self.chat, self.end = simulated.conversation(), date.fromordinal(simulated.last_day.toordinal() + 1)
        self._known: dict[date, Any] = {}

    def before(self, day: date) -> Any:
        from ebbtide.analysis.measures import weekly

        if day not in self._known:
            self._known[day] = weekly(self.chat, day)
        return self._known[day]


def couple(job: tuple[str, int]) -> list[Record]:
    """Everything that is said about one made-up couple in whom no action did anything."""
    kind, seed = job
    return _busy(seed) if kind == "busy_one" else _stable(seed)


def _stable(seed: int) -> list[Record]:
    from ebbtide.analysis.effects.schedule import draw
    from ebbtide.demo import simulate

    before, after = COUPLE_WEEKS
    weeks = Weeks(simulate("stable", seed, before=before, after=after))
    w, records = weeks.before(weeks.end), []
    for measure, way in HOPED:
        fixed = weeks.end - timedelta(weeks=after)
        value = w.measures[measure].value[1] * _up(measure, way)
        worst = w.monday[_after_the_worst(value, COUPLE_FIRST, len(w.monday) - after)]
        first = weeks.end - timedelta(weeks=16)
        schedule = draw(first, measure, "them", way, today=first - timedelta(days=1), seed=seed)
        records += [
            _told(weeks, "fixed", _action(fixed, measure, way)),
            _told(weeks, "worst", _action(worst, measure, way)),
            _told(weeks, "worst, logged", _later(_action(worst, measure, way))),
            _told(weeks, "drawn16", schedule),
        ]
    return records


def _busy(seed: int) -> list[Record]:
    """An action in the middle of a busy spell that ends by itself."""
    from ebbtide.demo import simulate

    simulated = simulate("busy_one", seed, before=COUPLE_WEEKS[0], after=12)
    weeks, truth = Weeks(simulated), simulated.truth
    assert truth.onset is not None and truth.end is not None
    start = truth.onset + (truth.end - truth.onset) // 2
    return [
        _told(weeks, f"busy{name}", make(_action(start, measure, way)))
        for measure, way in HOPED
        for name, make in (("", lambda outcome: outcome), (", logged", _later))
    ]


def raised(seed: int) -> list[Record]:
    """A couple in which the user truly starts 1.6 times as often from the action on."""
    from ebbtide.demo import intervene

    weeks = Weeks(intervene("other_starts", seed, 20.0, (BEFORE, AFTER)))
    action = replace(_action(weeks.end - timedelta(weeks=AFTER), "start_hazard", "up"), person="me")
    return [_told(weeks, "raised", action)]


def _up(measure: str, way: str) -> int:
    from ebbtide.analysis.effects.action import DIRECTIONS
    from ebbtide.analysis.effects.result import orientation

    return DIRECTIONS[way] * orientation(measure)


def _action(start: date, measure: str, way: str) -> Any:
    from ebbtide.analysis.effects.action import Action

    return Action(start, measure, "them", way, start)


def _later(action: Any) -> Any:
    return replace(action, fixed_on=action.start + timedelta(days=1))


def _told(weeks: Weeks, kind: str, action: Any) -> Record:
    from ebbtide.analysis.effects.effect import judge, last_day

    outcome = judge(weeks.chat, weeks.before(last_day(action, weeks.end)), action)
    return {
        "kind": f"{kind}, {action.measure}",
        "state": outcome.state,
        "reason": outcome.reason,
        "sized": outcome.low is not None,
    }
