"""What others would do: plain counts, z scores, PELT, Rbeast and statsmodels, on messages or the reference index."""

from __future__ import annotations

import contextlib
import io
import math
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from benchmarks.shared.reference_index import Floats, reference_index, rows, weekly_messages
from benchmarks.truth.jobs import Job, Record, couple_of

#: Weeks that count as "now" for the z score, and the weeks before the end that the level before lies in.
NOW, WAS = 4, (39, 12)
#: Drops that count, in log messages (PELT) and in index units (Rbeast). Source: docs/method/statistics.md#comparison.
PELT_DROP, RBEAST_DROP = 0.15, 0.3
MAD_TO_SD = 1.4826


def log_messages(counts: Floats) -> Floats:
    """Log of weekly counts; (weeks,)."""
    return np.log(counts + 0.5)


def z_score(series: Floats) -> float:
    """How far the last four weeks lie below the weeks before the last twelve, in their standard deviations."""
    base = series[: -WAS[1]]
    return float((np.nanmean(base) - np.nanmean(series[-NOW:])) / max(float(np.nanstd(base, ddof=1)), 1e-9))


def plain_drop(counts: Floats) -> float:
    """Plain counting: the log of weekly counts of the weeks before the last twelve over that of the last four."""
    return float(np.log((counts[: -WAS[1]].mean() + 0.5) / (counts[-NOW:].mean() + 0.5)))


def pelt_drop(series: Floats) -> float:
    """Fitted level before less the level at the end; PELT, squared error, BIC with a robust noise sd."""
    import ruptures

    noise = MAD_TO_SD * float(np.median(np.abs(np.diff(series) - np.median(np.diff(series))))) / math.sqrt(2)
    penalty = 2 * max(noise, 1e-3) ** 2 * math.log(series.size)
    ends = ruptures.Pelt(model="l2", jump=1, min_size=2).fit(series).predict(pen=penalty)
    fitted = np.concatenate(
        [np.full(end - start, series[start:end].mean()) for start, end in zip([0, *ends[:-1]], ends, strict=True)]
    )
    return float(fitted[-WAS[0] : -WAS[1]].mean() - fitted[-1])


def rbeast_score(series: Floats) -> float:
    """Rbeast's probability that the level is lower by more than `RBEAST_DROP` now and stays so; season none."""
    return 0.5 * math.erfc(-rbeast_z(series) / math.sqrt(2))


def rbeast_z(series: Floats) -> float:
    """The same as a z score, which still orders couples where the probability is zero or one to the last digit."""
    import Rbeast

    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = Rbeast.beast(series, season="none", quiet=True, print_progress=False, print_options=False, mcmc_seed=1)
    return _fall(np.asarray(found.trend.Y), np.asarray(found.trend.SD), RBEAST_DROP)


def _fall(level: Floats, spread: Floats, least: float) -> float:
    """How far a smoothed level fell by more than `least`, in its own standard errors."""
    was, now = level[-WAS[0] : -WAS[1]].mean(), level[-NOW:].mean()
    error = math.hypot(float(spread[-WAS[0] : -WAS[1]].mean()), float(spread[-NOW:].mean()))
    return float(was - now - least) / max(error, 1e-9)


def local_level(series: Floats) -> float:
    """statsmodels, a local level: fall of its smoothed level in its standard errors.

    Of what statsmodels offers this is the fair peer: like all the others it is not told when to look.
    An interrupted series has to be told the date (`interrupted`), which nobody knows who asks whether
    anything changed at all.
    """
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = UnobservedComponents(series, "llevel").fit(disp=False)
    spread = np.sqrt(np.maximum(found.level.smoothed_cov, 0.0))
    return _fall(np.asarray(found.level.smoothed), np.asarray(spread), 0.0)


def interrupted(series: Floats) -> float:
    """statsmodels, an interrupted series with AR(1) errors, told that the step came twelve weeks ago; minus its z."""
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    step = (np.arange(series.size) >= series.size - WAS[1]).astype(float)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = SARIMAX(series, exog=step, order=(1, 0, 0), trend="c").fit(disp=False)
    names = found.model.param_names
    return -float(found.tvalues[names.index("x1")])


#: Each peer with its series: "counts", "messages" (their log) or "index" (the reference index).
PEERS: dict[str, tuple[str, Callable[[Any], float]]] = {
    "plain counts": ("counts", plain_drop),
    "z of messages": ("messages", z_score),
    "z of the index": ("index", z_score),
    "PELT on messages": ("messages", pelt_drop),
    "PELT on the index": ("index", pelt_drop),
    "Rbeast on the index": ("index", rbeast_z),
    "statsmodels on messages": ("messages", local_level),
    "statsmodels on the index": ("index", local_level),
    "told the date, on messages": ("messages", interrupted),
    "told the date, on the index": ("index", interrupted),
}


def peer_record(job: Job) -> Record:
    """Every peer's score for each person, (me, them): larger means "lower now"."""
    couple = couple_of(job)
    events = rows(couple)
    counts, index = weekly_messages(events), reference_index(events)
    series = {"counts": counts, "messages": log_messages(counts), "index": np.stack([_whole(row) for row in index])}
    return {
        "condition": job.condition,
        "seed": job.seed,
        "volume": couple.truth.volume,
        "peers": {name: [_answer(score, row) for row in series[which]] for name, (which, score) in PEERS.items()},
    }


def _whole(series: Floats) -> Floats:
    """The series with unknown weeks on the straight line between their neighbours: the peers need every week."""
    known = np.flatnonzero(np.isfinite(series))
    if not known.size:
        return np.zeros(series.size)
    return np.interp(np.arange(series.size), known, series[known])


def _answer(score: Callable[[Any], float], series: Floats) -> float | None:
    """A peer's score; None where it fails, which counts as "no fall seen"."""
    try:
        found = score(series)
    except Exception:
        return None
    return round(found, 6) if math.isfinite(found) else None


def auc(high: Sequence[float], low: Sequence[float]) -> float:
    """Chance that a score of `high` exceeds one of `low`, ties half: area under the ROC curve."""
    above = np.subtract.outer(np.asarray(high), np.asarray(low))
    return float(((above > 0) + 0.5 * (above == 0)).mean())
