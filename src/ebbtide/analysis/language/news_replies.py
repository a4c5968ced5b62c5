"""Good news and the turn that answers it, by structure: who wrote it, who wrote next, and how soon."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ebbtide.history.turns import turns

Bools = NDArray[np.bool_]

#: An answer comes within so long. Source: the catalogue's metric of answers to good news (Gable et al. 2004 ask
#: about the usual answer, without a limit).
SOON = timedelta(hours=24)


def joy_at_news(events: pl.DataFrame, news: Bools, joy: Bools) -> Bools:
    """Messages of `joy` in the other person's next turn after a turn with good `news`; all (rows,)."""
    joyful = np.zeros(events.height, bool)
    if not (news.any() and joy.any()):
        return joyful
    table = turns(events)
    person, first, last = (table[name].to_numpy() for name in ("person", "first_row", "last_row"))
    speaker = events["person"].to_numpy()
    changes = np.flatnonzero(person[1:] != person[:-1]) + 1
    news_turns = np.unique(np.searchsorted(first, np.flatnonzero(news), side="right") - 1)
    place = np.searchsorted(changes, news_turns, side="right")
    news_turns, answer = news_turns[place < len(changes)], changes[place[place < len(changes)]]
    soon = (table["start"].gather(answer) - table["end"].gather(news_turns) <= SOON).to_numpy()
    for turn in answer[soon]:
        rows = np.arange(first[turn], last[turn] + 1)
        joyful[rows[joy[rows] & (speaker[rows] == person[turn])]] = True
    return joyful
