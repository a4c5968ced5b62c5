"""What others would do: z scores, PELT with BIC and Rbeast on weekly counts or on the reference index."""

from __future__ import annotations

import contextlib
import io
import math
import warnings
from collections.abc import Sequence

import numpy as np

from benchmarks.reference_index import Floats

#: Weeks that count as "now" for the z score, and the weeks before the end that the level before lies in.
NOW, WAS = 4, (39, 12)
#: Drops that count, in log messages (PELT) and in index units (Rbeast). Source: research/statistics.md 4.
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
    fitted = np.concatenate([
        np.full(end - start, series[start:end].mean()) for start, end in zip([0, *ends[:-1]], ends, strict=True)
    ])
    return float(fitted[-WAS[0] : -WAS[1]].mean() - fitted[-1])


def rbeast_score(series: Floats) -> float:
    """Rbeast's probability that the level is lower by more than `RBEAST_DROP` now and stays so; season none."""
    import Rbeast

    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = Rbeast.beast(series, season="none", quiet=True, print_progress=False, print_options=False,
                             mcmc_seed=1)
    level, spread = np.asarray(found.trend.Y), np.asarray(found.trend.SD)
    was, now = level[-WAS[0] : -WAS[1]].mean(), level[-NOW:].mean()
    error = math.hypot(float(spread[-WAS[0] : -WAS[1]].mean()), float(spread[-NOW:].mean()))
    return 0.5 * math.erfc(-(was - now - RBEAST_DROP) / max(error, 1e-9) / math.sqrt(2))


def auc(high: Sequence[float], low: Sequence[float]) -> float:
    """Chance that a score of `high` exceeds one of `low`, ties half: area under the ROC curve."""
    above = np.subtract.outer(np.asarray(high), np.asarray(low))
    return float(((above > 0) + 0.5 * (above == 0)).mean())
