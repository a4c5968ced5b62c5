"""Tell starts, answers and follow-ups apart by the pair's own rhythm (stochastic declustering).

After every turn a gap ends in one of five ways: the same person adds to it late (burst) or
follows up later; the other answers fast or slowly; or the exchange is closed and the next event is
a start by whoever starts first. Kernel shapes are pooled over the past; a person's latency scale,
the mixing shares and the starting rates follow the last four weeks, shrunk towards the past. Each
week is fitted from data up to that week only, so a later week never rewrites an earlier one.

After Zhuang, Ogata & Vere-Jones 2002 (stochastic declustering), here with exclusive classes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ebbtide.analysis.measures.gaps import Gaps, gaps
from ebbtide.analysis.measures.measure import Floats, Ints
from ebbtide.analysis.measures.stream import Stream

BURST, FOLLOW, FAST, SLOW, CLOSED = range(5)
#: Weeks that the mixing shares, rates and latency scales look back.
WINDOW_WEEKS = 4
#: Weeks fitted together at the beginning (no verdict rests on fewer than 16).
FIRST_WEEKS = 8
#: An answer counts within 16 waking hours of the answerer (docs/method/measures.md#answers).
ANSWER_MINUTES = 16 * 60.0
#: EM steps a week (warm start from the week before), and for the first weeks.
STEPS, FIRST_STEPS = 3, 25
#: Pseudo-observations that hold a window's shares, rates and scales to the past.
SHARE_PRIOR, RATE_PRIOR, SCALE_PRIOR = 80.0, 20.0, 6.0
#: Starting kernels: mean and sd of log minutes (burst, follow-up, fast answer, slow answer).
FIRST_KERNEL = ((-0.4, 1.0), (3.6, 1.0), (0.4, 1.0), (3.9, 1.0))
#: Starting mixing shares, in the order of the classes.
FIRST_SHARE = (0.3, 0.02, 0.3, 0.08, 0.3)
#: Bounds of a kernel's sd, so that no class swallows another.
SD_LOW, SD_HIGH = 0.35, 1.25
#: Least distance of the slow from the fast kernel, in log minutes: about eleven times slower.
APART = 2.4
_LOG_ROOT_2PI = 0.5 * np.log(2 * np.pi)


@dataclass
class State:
    """Parameters of the rhythm at one week; persons index the sender before the gap, or the answerer."""

    mean: Floats = field(default_factory=lambda: np.tile(np.array([m for m, _ in FIRST_KERNEL])[:, None], (1, 2)))
    sd: Floats = field(default_factory=lambda: np.tile(np.array([d for _, d in FIRST_KERNEL])[:, None], (1, 2)))
    scale: Floats = field(default_factory=lambda: np.zeros(2))  # answerer's shift of log minutes
    share: Floats = field(default_factory=lambda: np.tile(np.array(FIRST_SHARE)[:, None], (1, 4)))
    rate: Floats = field(default_factory=lambda: np.full(2, 1 / 300.0))  # starts a minute of starting clock


@dataclass(frozen=True)
class Rhythm:
    """Class probabilities of every gap, (5, gaps), and the states by week."""

    gaps: Gaps
    probability: Floats
    scale: Floats  # (2, weeks) answerers' latency scale, log minutes


@dataclass(frozen=True)
class _Logs:
    """Logarithms of the gaps' clocks: what the kernels are evaluated on."""

    dt: Floats
    other: Floats
    same: Floats
    speed_other: Floats
    speed_same: Floats
    ease: Floats
    late_other: NDArray[np.bool_]
    late_same: NDArray[np.bool_]
    group: NDArray[np.int64]  # 0, 1: sender before the gap, inside a talk; 2, 3: after an opening

    def cut(self, part: slice) -> _Logs:
        return _Logs(*(getattr(self, name)[part] for name in self.__dataclass_fields__))


def rhythm(s: Stream) -> Rhythm:
    """Fit week by week; needs at least two events."""
    g = gaps(s)
    logs = _logs(g)
    probability = np.zeros((5, len(g.dt)))
    scale = np.zeros((2, s.weeks))
    first = min(FIRST_WEEKS, s.weeks)
    state, past = _fit(g, logs, slice(0, int(g.edges[first])), _first_state(g, int(g.edges[first])), None, FIRST_STEPS)
    probability[:, : g.edges[first]] = _expect(g, logs, slice(0, int(g.edges[first])), state)
    scale[:, :first] = state.scale[:, None]
    for week in range(first, s.weeks):
        window = slice(int(g.edges[max(0, week + 1 - WINDOW_WEEKS)]), int(g.edges[week + 1]))
        state, past = _fit(g, logs, window, state, past, STEPS)
        now = slice(int(g.edges[week]), int(g.edges[week + 1]))
        probability[:, now] = _expect(g, logs, now, state)
        past = past.with_week(g, logs, now, probability[:, now], state)
        scale[:, week] = state.scale
    return Rhythm(g, probability, scale)


def _first_state(g: Gaps, stop: int) -> State:
    """Where EM begins: half of all long gaps taken as closed, so that chatty pairs begin with short waits."""
    long = g.dt[:stop] > OPENING_MINUTES
    starts = 0.5 * np.bincount(g.after[:stop][long], minlength=2)
    quiet = g.quiet[:, :stop][:, long].sum(axis=1)
    return State(rate=(starts + 1) / (quiet + 300))


#: Added to every wait before its logarithm: seconds are how long somebody types and how a phone stamps, and tell no
#: engagement; with them, whoever cuts a thought into six messages would change the other's share of fast answers.
HALF_MINUTE = 0.5


def _logs(g: Gaps) -> _Logs:
    half = HALF_MINUTE
    return _Logs(
        np.log(g.dt + half),
        np.log(g.awake_other + half),
        np.log(g.awake_same + half),
        np.log(g.speed_other),
        np.log(g.speed_same),
        np.log(g.ease),
        g.awake_other > ANSWER_MINUTES,
        g.awake_same > ANSWER_MINUTES,
        _groups(g),
    )


#: A turn that comes this many minutes after anything else opens a talk; openings are answered at
#: another pace than turns inside a talk.
OPENING_MINUTES = 20.0


def _groups(g: Gaps) -> NDArray[np.int64]:
    """Sender and place of the turn before each gap: mixing shares differ between the four."""
    long = g.dt > OPENING_MINUTES
    opens = np.concatenate([[True], long])
    fresh = np.concatenate([[True], g.turn | long])
    turn = np.maximum.accumulate(np.where(fresh, np.arange(len(fresh)), 0))
    group: NDArray[np.int64] = g.before.astype(np.int64) + 2 * opens[turn][:-1]
    return group


def _expect(g: Gaps, logs: _Logs, part: slice, state: State) -> Floats:
    """(5, gaps) posterior class probabilities."""
    x = logs.cut(part)
    before, after, turn = g.before[part], g.after[part], g.turn[part]
    log_share = np.log(state.share)[:, x.group]
    out = np.full((5, len(before)), -np.inf)
    _kernels(out, x, state, before, turn)
    hazard = state.rate[0] * g.quiet[0, part] + state.rate[1] * g.quiet[1, part]
    out[CLOSED] = np.log(state.rate)[after] + x.ease - hazard
    out += log_share
    out -= out.max(axis=0)
    np.exp(out, out=out)
    share: Floats = out / out.sum(axis=0)
    return share


def _kernels(out: Floats, x: _Logs, state: State, before: NDArray[np.int8], turn: NDArray[np.bool_]) -> None:
    stay = ~turn
    other = 1 - before
    rows = (
        (BURST, stay, x.dt, before, 0.0, 0.0),
        (FOLLOW, stay & ~x.late_same, x.same, before, 0.0, x.speed_same),
        (FAST, turn & ~x.late_other, x.other, other, state.scale[other], x.speed_other),
        (SLOW, turn & ~x.late_other, x.other, other, state.scale[other], x.speed_other),
    )
    for kind, where, value, person, shift, speed in rows:
        log_sd = np.log(state.sd[kind])[person]
        z = (value - state.mean[kind][person] - shift) / state.sd[kind][person]
        out[kind] = np.where(where, -0.5 * z * z - log_sd - _LOG_ROOT_2PI - value + speed, -np.inf)


@dataclass(frozen=True)
class Past:
    """Sums over all earlier weeks: counts, first and second moments of log minutes, starts and quiet."""

    count: Floats  # (5, 4), by `_Logs.group`
    first: Floats  # (4, 2)
    second: Floats  # (4, 2)
    quiet: Floats  # (2,)
    starts: Floats  # (2,)

    def with_week(self, g: Gaps, logs: _Logs, part: slice, r: Floats, state: State) -> Past:
        """The sums with one more week."""
        more = _sums(g, logs, part, r, state)
        return Past(*(getattr(self, n) + getattr(more, n) for n in self.__dataclass_fields__))


def _sums(g: Gaps, logs: _Logs, part: slice, r: Floats, state: State) -> Past:
    x = logs.cut(part)
    before, after = g.before[part], g.after[part]
    other = 1 - before
    values = (x.dt, x.same, x.other - state.scale[other], x.other - state.scale[other])
    owner = (before, before, other, other)
    count = np.stack([_totals(x.group, r[k], 4) for k in range(5)])
    first = np.stack([_totals(owner[k], r[k] * values[k], 2) for k in range(4)])
    second = np.stack([_totals(owner[k], r[k] * values[k] ** 2, 2) for k in range(4)])
    quiet = (g.quiet[:, part] * r[CLOSED]).sum(axis=1)
    return Past(count, first, second, quiet, _totals(after, r[CLOSED], 2))


def _totals(cell: Ints, weight: Floats, cells: int) -> Floats:
    return np.asarray(np.bincount(cell, weight, minlength=cells), dtype=np.float64)


def _fit(g: Gaps, logs: _Logs, window: slice, state: State, past: Past | None, steps: int) -> tuple[State, Past]:
    """EM steps on a window, held to the past; the first window (past None) learns the kernels too."""
    for _ in range(steps):
        r = _expect(g, logs, window, state)
        sums = _sums(g, logs, window, r, state)
        if past is None:
            state = _learn_kernels(sums, state)
            state = _learn_mixture(sums, _anchored(g, logs, window, sums), state, sums.count.sum(axis=0))
        else:
            state = _learn_mixture(sums, past, _learn_kernels(past, state))
            state = _learn_scale(g, logs, window, r, state)
    if past is None:
        past = _sums(g, logs, window, _expect(g, logs, window, state), state)
    return state, past


#: Long gaps of the first weeks that count as split evenly between slow answers and closing, beside
#: the data: in chatty pairs the two look alike and one of them would end up with everything.
ANCHOR = 1.5


def _anchored(g: Gaps, logs: _Logs, window: slice, sums: Past) -> Past:
    long = np.bincount(logs.group[window], g.dt[window] > OPENING_MINUTES, minlength=4)
    count = sums.count.copy()
    count[SLOW] += 0.5 * ANCHOR * long
    count[CLOSED] += 0.5 * ANCHOR * long
    return Past(count, sums.first, sums.second, sums.quiet, sums.starts)


#: Pseudo-observations of the starting kernels, so that a rare class keeps a shape.
KERNEL_PRIOR = 15.0
#: Follow-ups are rare beside starts and look like them: their share is held to this part of the gaps
#: with so many pseudo-observations, or the class would swallow the starts of chatty pairs.
FOLLOW_SHARE, FOLLOW_PRIOR = 0.03, 135.0


def _learn_kernels(sums: Past, state: State) -> State:
    """Kernel means and sds from pooled sums; weights of answers belong to the answerer."""
    count = sums.count[:, :2] + sums.count[:, 2:]
    weight = np.stack([count[BURST], count[FOLLOW], count[FAST][::-1], count[SLOW][::-1]])
    prior_mean = np.array([m for m, _ in FIRST_KERNEL])[:, None]
    prior_sd = np.array([d for _, d in FIRST_KERNEL])[:, None]
    total = weight + KERNEL_PRIOR
    mean = (sums.first + KERNEL_PRIOR * prior_mean) / total
    second = (sums.second + KERNEL_PRIOR * (prior_sd**2 + prior_mean**2)) / total
    mean[SLOW] = np.maximum(mean[SLOW], mean[FAST] + APART)
    sd = np.clip(np.sqrt(np.maximum(second - mean**2, SD_LOW**2)), SD_LOW, SD_HIGH)
    return State(mean, sd, state.scale, state.share, state.rate)


#: Starts a minute: nobody opens a talk more often than once an hour of quiet. Without a bound the fit of a
#: chatty pair can run away: a higher rate takes shorter gaps for quiet, which leaves less quiet, and so on.
MOST_RATE = 1 / 60


def _learn_mixture(sums: Past, past: Past, state: State, past_weight: float | Floats = 0.0) -> State:
    """Mixing shares and starting rates of a window, shrunk towards the past."""
    counted = past.count + 1
    long_share = counted / counted.sum(axis=0)
    most = (past.count[FOLLOW] + FOLLOW_PRIOR * FOLLOW_SHARE) / (past.count.sum(axis=0) + FOLLOW_PRIOR)
    long_share[FOLLOW] = np.minimum(long_share[FOLLOW], most)
    share = sums.count + np.maximum(SHARE_PRIOR, past_weight) * long_share
    long_rate = (past.starts + 1) / (past.quiet + 300)
    rate = (sums.starts + RATE_PRIOR) / (sums.quiet + RATE_PRIOR / long_rate)
    return State(state.mean, state.sd, state.scale, share / share.sum(axis=0), np.minimum(rate, MOST_RATE))


#: Slow answers are cut short by what looks like a start, so the pace is read from the fast ones.
SLOW_TRUST = 0.3


def _learn_scale(g: Gaps, logs: _Logs, window: slice, r: Floats, state: State) -> State:
    """Each answerer's shift of log latency in the window, shrunk to none."""
    other = 1 - g.before[window]
    value = logs.other[window]
    weight, pull = np.full(2, SCALE_PRIOR / state.sd[SLOW] ** 2), np.zeros(2)
    for kind, trust in ((FAST, 1.0), (SLOW, SLOW_TRUST)):
        precision = trust * r[kind] / state.sd[kind][other] ** 2
        weight += np.bincount(other, precision, minlength=2)
        pull += np.bincount(other, precision * (value - state.mean[kind][other]), minlength=2)
    return State(state.mean, state.sd, pull / weight, state.share, state.rate)
