"""What classes of phrases mean together in one sentence: a proposal with a time or an activity, a future with "we"."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ebbtide.analysis.language.lexicon import SentenceClasses

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


def meant(phrases: SentenceClasses) -> dict[str, Bools]:
    """The features that `phrases` carries, (messages,) each.

    An apology that lays the blame on the reader ("sorry you feel that way") is no apology but counts
    as `play_down`. `plan` holds every invitation; `vague` holds a future without a date as well.
    """
    features = {name: phrases.anywhere(phrases[name]) for name in PLAIN}
    features["apology"] = features["apology"] & ~phrases.anywhere(phrases["blame"])
    features["play_down"] = phrases.anywhere(phrases["play_down"] | phrases["blame"])
    other_day = phrases.anywhere(phrases["instead"])
    features["decline"] = features["decline"] | other_day
    invited, agreed = phrases.anywhere(_invited(phrases)), phrases.anywhere(phrases["agreed"])
    features["invitation"] = invited | (other_day & ~agreed)
    features["plan"] = features["invitation"] | agreed
    other = phrases.anywhere(phrases["soon"] | phrases["later"])
    tonight = (invited & phrases.anywhere(phrases["today"])) | phrases.anywhere(phrases["agreed"] & phrases["today"])
    features["same_day"] = tonight & ~other
    features |= _future(phrases)
    features["vague"] = phrases.anywhere(phrases["vague"]) | features.pop("open_future")
    return features


def _invited(phrases: SentenceClasses) -> Bools:
    """Sentences that propose time together: a marker with a time or an activity, or a plain invitation."""
    when = phrases["today"] | phrases["soon"] | phrases["clock"] | phrases["later"] | phrases["someday"]
    proposed = (phrases["propose"] | phrases["ask_out"]) & (when | phrases["activity"])
    return proposed | (phrases["could"] & phrases["activity"]) | phrases["invite"]


def _future(phrases: SentenceClasses) -> dict[str, Bools]:
    """`future_us`: the two of them beyond four weeks; `open_future`: of these, those without a nameable time."""
    us = phrases["future"] | (phrases["we"] & phrases["will"] & (phrases["later"] | phrases["someday"]))
    dated = phrases.anywhere(us & phrases["later"])
    whole = phrases.anywhere(us)
    return {"future_us": whole, "open_future": whole & phrases.anywhere(us & phrases["someday"]) & ~dated}
