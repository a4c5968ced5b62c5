"""What classes of phrases mean together in one sentence: a proposal with a time or an activity, a future with "we"."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ebbtide.analysis.language.lexicon import Said

Bools = NDArray[np.bool_]

#: Features that are one class of phrases each, wherever it stands.
PLAIN = (
    "gratitude",
    "appreciation",
    "apology",
    "support_asked",
    "support_given",
    "good_news",
    "joy",
    "feeling",
    "reassurance",
    "logistics",
    "sharp",
    "accept",
    "decline",
)


def meant(said: Said) -> dict[str, Bools]:
    """The features that `said` carries, (messages,) each.

    An apology that lays the blame on the reader ("sorry you feel that way") is no apology but counts
    as `play_down`. `plan` holds every invitation; `vague` holds a future without a date as well.
    """
    found = {name: said.anywhere(said[name]) for name in PLAIN}
    found["apology"] = found["apology"] & ~said.anywhere(said["blame"])
    found["play_down"] = said.anywhere(said["play_down"] | said["blame"])
    other_day = said.anywhere(said["instead"])
    found["decline"] = found["decline"] | other_day
    invited, agreed = said.anywhere(_invited(said)), said.anywhere(said["agreed"])
    found["invitation"] = invited | (other_day & ~agreed)
    found["plan"] = found["invitation"] | agreed
    other = said.anywhere(said["soon"] | said["later"])
    tonight = (invited & said.anywhere(said["today"])) | said.anywhere(said["agreed"] & said["today"])
    found["same_day"] = tonight & ~other
    found |= _future(said)
    found["vague"] = said.anywhere(said["vague"]) | found.pop("open_future")
    return found


def _invited(said: Said) -> Bools:
    """Sentences that propose time together: a marker with a time or an activity, or a plain invitation."""
    when = said["today"] | said["soon"] | said["clock"] | said["later"] | said["someday"]
    named = (said["propose"] | said["ask_out"]) & (when | said["activity"])
    return named | (said["could"] & said["activity"]) | said["invite"]


def _future(said: Said) -> dict[str, Bools]:
    """`future_us`: the two of them beyond four weeks; `open_future`: of these, those without a nameable time."""
    us = said["future"] | (said["we"] & said["will"] & (said["later"] | said["someday"]))
    dated = said.anywhere(us & said["later"])
    whole = said.anywhere(us)
    return {"future_us": whole, "open_future": whole & said.anywhere(us & said["someday"]) & ~dated}
