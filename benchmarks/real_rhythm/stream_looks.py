"""What Ebbtide and its peers say about one real stream as of one unit, in the same few words."""

from __future__ import annotations

import contextlib
import io
import math
import warnings
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np

from benchmarks.real_rhythm.streams import FIRST_MONDAY, Floats, Stream, monday
from benchmarks.shared.peers import (
    MAD_TO_SD,
    NOW,
    PELT_DROP,
    RBEAST_DROP,
    WAS,
    log_messages,
    pelt_drop,
    plain_drop,
    z_score,
)
from benchmarks.shared.reference_index import Rows, reference_index

#: Lines from which a peer speaks. Source: docs/method/statistics.md#comparison; plain counts: a third fewer messages.
Z_LINE, RBEAST_LINE, PLAIN_LINE = 2.0, 0.8, math.log(1.5)
#: A peer names both where the smaller drop is at least so much of the larger, and over the line itself.
BOTH_SHARE = 0.5
#: Units before the last twelve that a peer needs.
LEAST_UNITS = 4
PEERS = ("z of messages", "PELT on messages", "plain counts", "Rbeast on the index")
Record = dict[str, Any]


def ebbtide(stream: Stream, end: int, minimum: str | None) -> Record:
    """Ebbtide's word, its probabilities and its date with the interval in units, as of the end of unit `end` - 1."""
    from ebbtide.analysis.changes.look import analyse
    from ebbtide.history import from_columns

    seen = stream.part(stream.hours < end * stream.unit_hours)
    day = monday(end)
    chat = from_columns(seen.at(), seen.person.astype(np.int8), resolution_s=seen.resolution_s, exported=day)
    tide = analyse(chat, as_of=day, minimum=minimum, check=False)
    found: Record = {"word": word(tide.state, tide.side), "p": [tide.probability.get(who) for who in ("me", "them")]}
    if tide.date is not None and tide.date_interval is not None:
        low, high = tide.date_interval
        found["date"] = [_units(tide.date), _units(low), _units(high + timedelta(days=1))]
    return found


def word(state: str, side: str) -> str:
    """One word for a look: none, me, them, both, unclear, early, stopped or abstained."""
    words = {"usual": "none", "changed": side, "too early": "early", "both stopped": "stopped"}
    return words.get(state, "abstained")


def _units(day: date) -> float:
    """A day as units since the start of unit 0."""
    return (day - FIRST_MONDAY).days / 7


def peers(stream: Stream, end: int) -> dict[str, Record]:
    """Every peer's word and, where it dates anything, the unit of its change."""
    seen = stream.part(stream.hours < end * stream.unit_hours)
    counts = seen.counts(end)
    logs = np.stack([log_messages(row) for row in counts])
    if end - WAS[1] < LEAST_UNITS or counts.sum(axis=1).min() == 0:
        return {name: {"word": "abstained"} for name in PEERS}
    pelt = _judge([pelt_drop(row) for row in logs], PELT_DROP)
    return {
        "z of messages": _judge([z_score(row) for row in logs], Z_LINE),
        "PELT on messages": _dated(pelt, lambda who: _pelt_date(logs[who])),
        "plain counts": _judge([plain_drop(row) for row in counts], PLAIN_LINE),
        "Rbeast on the index": _rbeast(seen, end),
    }


def _judge(scores: list[float], line: float) -> Record:
    """The side by the larger drop, both where neither is far below the other."""
    larger = int(scores[1] > scores[0])
    low, high = sorted(scores)
    if not high > line:
        return {"word": "none"}
    both = low > line and low >= BOTH_SHARE * high
    return {"word": "both" if both else ("me", "them")[larger], "larger": larger}


def _dated(found: Record, date_of: Callable[[int], float | None]) -> Record:
    """The answer with the date of the larger drop, where one was called."""
    return {**found, "date": date_of(found["larger"])} if "larger" in found else found


def _pelt_date(series: Floats) -> float | None:
    """The break after which the fitted level falls most; the same settings as `peers.pelt_drop`."""
    import ruptures

    step = np.diff(series)
    noise = MAD_TO_SD * float(np.median(np.abs(step - np.median(step)))) / math.sqrt(2)
    penalty = 2 * max(noise, 1e-3) ** 2 * math.log(series.size)
    ends = [0, *ruptures.Pelt(model="l2", jump=1, min_size=2).fit(series).predict(pen=penalty)]
    levels = [float(series[low:high].mean()) for low, high in pairwise(ends)]
    falls = [before - after for before, after in pairwise(levels)]
    return float(ends[1 + int(np.argmax(falls))]) if falls and max(falls) > 0 else None


def _rbeast(seen: Stream, end: int) -> Record:
    """Rbeast on the reference index, in the stretched hours that Ebbtide sees too."""
    try:
        (me, when_me), (them, when_them) = (_beast(row) for row in reference_index(_rows(seen, end)))
        return _dated(_judge([me, them], RBEAST_LINE), lambda who: (when_me, when_them)[who])
    except Exception:
        return {"word": "not computed"}


def _rows(seen: Stream, end: int) -> Rows:
    none = np.zeros(len(seen.hours), dtype=bool)
    return Rows(seen.hours * seen.stretch, seen.unit(), seen.person, end, np.zeros(len(none), np.int64), none, none)


def _beast(series: Floats) -> tuple[float, float | None]:
    """Score as in `peers.rbeast_score`, and the likeliest fall, from one run."""
    import Rbeast

    if not np.isfinite(series).any():
        raise ValueError("no week of the index is known")
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        trend = Rbeast.beast(
            series, season="none", quiet=True, print_progress=False, print_options=False, mcmc_seed=1
        ).trend
    level, spread = np.asarray(trend.Y), np.asarray(trend.SD)
    was, now = slice(-WAS[0], -WAS[1]), slice(-NOW, None)
    error = math.hypot(float(spread[was].mean()), float(spread[now].mean()))
    drop = float(level[was].mean() - level[now].mean()) - RBEAST_DROP
    return 0.5 * math.erfc(-drop / max(error, 1e-9) / math.sqrt(2)), _fall(trend)


def _fall(trend: Any) -> float | None:
    """Unit of the likeliest change point at which the level falls."""
    when, jump = np.atleast_1d(trend.cp), np.atleast_1d(trend.cpAbruptChange)
    falls = np.isfinite(when) & (jump < 0)
    return float(when[falls][0]) - 1.0 if falls.any() else None
