"""A couple looked at as a user would, in each arm: what the page said, and the sizes it stated."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from benchmarks.truth.jobs import Job, Record, couple_of

if TYPE_CHECKING:
    from ebbtide.analysis.changes.analysis import Analysis, Change
    from ebbtide.demo import Couple

ARMS = ("full", "no-affection", "timing")
#: Conditions with one person's lasting change from one day, whose sizes are known.
SIZED = ("abrupt", "me")
#: Measures whose true change is known, and the person's starts, which are stated as "at least".
MEASURES = ("length", "reply_time", "warmth", "start_hazard")
#: "Before" looks back at most this far, as in the sizes themselves.
BASELINE_WEEKS = 26


def arm_of(chat: Any, arm: str) -> Any:
    """The conversation as this arm sees it: as it is, without affection, or without any text."""
    import polars as pl

    from ebbtide.history.readers.contract import FLAG_AFFECTION

    if arm == "full":
        return chat
    if arm == "no-affection":
        flags = pl.col("flags") - (pl.col("flags") & FLAG_AFFECTION)
        return replace(chat, events=chat.events.with_columns(flags, emoji=pl.lit(0, pl.Int32)))
    gone = [pl.lit(None, pl.Int32).alias(name) for name in ("chars", "words", "emoji")]
    state = pl.lit("not_exported").cast(chat.events.schema["text_state"]).alias("text_state")
    return replace(chat, events=chat.events.with_columns(*gone, state, flags=pl.lit(0, pl.UInt32)))


def look_record(job: Job) -> Record:
    """Simulate one couple and look at it in every arm."""
    couple = couple_of(job)
    truth, chat = couple.truth, couple.conversation()
    return {
        "condition": job.condition,
        "seed": job.seed,
        "side": truth.side,
        "moved": list(truth.moved),
        "onset": str(truth.onset) if truth.onset else None,
        "volume": truth.volume,
        "messages": int(couple.at.size),
        "response": truth.response,
        "effects": {name: list(pair) for name, pair in truth.effects.items()},
        "starts": starts_ratio(couple) if job.condition in SIZED else None,
        "arms": {arm: _look(couple, arm_of(chat, arm), arm) for arm in job.arms},
    }


def starts_ratio(couple: Couple) -> list[float]:
    """True starts a week from the onset on, over those of the half year before it, (me, them)."""
    rates, onset = couple.truth.rates, couple.truth.onset
    assert onset is not None and couple.last_day is not None
    passed = (onset - (couple.last_day - timedelta(days=7 * rates.shape[1] - 1))).days
    week, whole = passed // 7, -(-passed // 7)
    before = rates[:, max(0, week - BASELINE_WEEKS) : week].mean(axis=1)
    return [round(float(ratio), 5) for ratio in rates[:, whole:].mean(axis=1) / before]


def _look(couple: Couple, chat: Any, arm: str) -> Record:
    from ebbtide.analysis.changes.look import analyse

    start = time.process_time()
    tide = analyse(chat, context=couple.told, check=False)
    record = _plain(tide) | {"seconds": round(time.process_time() - start, 4)}
    if arm == "full" and couple.truth.condition in SIZED:
        person = couple.truth.moved[0]
        record["sizes"] = _rows(tide.sizes, person)
        record["dated"] = _rows(_at_true_date(tide, couple.truth.onset), person)
    return record


def _plain(tide: Analysis) -> Record:
    from ebbtide.analysis.changes.findings.page_findings import findings

    claims = [item for item in findings(tide) if item.claim_of_change]
    return {
        "state": tide.state,
        "side": tide.side,
        "me": tide.probability.get("me", 0.0),
        "them": tide.probability.get("them", 0.0),
        "date": str(tide.date) if tide.date else None,
        "interval": [str(day) for day in tide.date_interval] if tide.date_interval else None,
        "claims": len(claims),
        "keys": [item.key for item in claims],
        "pattern": tide.pattern,
        "first": tide.first,
    }


def _rows(rows: Sequence[Change], person: int) -> dict[str, list[float]]:
    """Before, effect, low, high and whether it was worded, of the person's measures; by measure."""
    return {
        row.measure: [float(f"{value:.6g}") for value in (row.before, row.effect, row.low, row.high, row.controlled)]
        for row in rows
        if row.person == person and row.measure in MEASURES and row.withheld is None
    }


def _at_true_date(tide: Analysis, onset: date | None) -> Sequence[Change]:
    """The same sizes had the week of the change been known: the Monday nearest to the onset."""
    import numpy as np

    from ebbtide.analysis.changes.minimum_data import last_week, withheld_measures
    from ebbtide.analysis.changes.sizes import sizes

    w = tide.weekly
    if w is None or onset is None:
        return ()
    week = round((onset - w.monday[0]).days / 7)
    last = last_week(w)
    return sizes(w, last, np.array([week]), withheld_measures(w, last))
