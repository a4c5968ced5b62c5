"""Pure interventions change one manner of one person, by the size that they state."""

from __future__ import annotations

import numpy as np
import pytest

from ebbtide.demo import INTERVENTIONS, Couple, intervene
from ebbtide.demo.talk import ANSWER, FOLLOW_UP, START

ME, THEM = 0, 1
SEEDS = range(8)
SPLIT = np.timedelta64(26 * 7, "D")


def ratios(kind: str | None, volume: float = 20.0) -> dict[str, float]:
    """Mean ratio after/before of several things over some pairs."""
    rows = [measured(intervene(kind, seed, volume)) for seed in SEEDS]
    return {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}


def measured(couple: Couple) -> dict[str, float]:
    late = couple.at >= couple.at[0].astype("datetime64[D]") + SPLIT
    gap = np.concatenate([[0.0], np.diff(couple.at).astype("timedelta64[s]").astype(float)])
    theirs = couple.person == THEM

    def count(label: int, person: int) -> float:
        which = (couple.label == label) & (couple.person == person)
        return (which & late).sum() / max((which & ~late).sum(), 1)

    answer = (couple.label == ANSWER) & theirs
    return {
        "my starts": count(START, ME),
        "their starts": count(START, THEM),
        "my follow-ups": count(FOLLOW_UP, ME),
        "their reply": np.median(gap[answer & late]) / np.median(gap[answer & ~late]),
        "their answers": count(ANSWER, THEM) / max(count(ANSWER, ME), 0.1),
        "their length": couple.chars[theirs & late].mean() / couple.chars[theirs & ~late].mean(),
        "their warmth": couple.affection[theirs & late].mean() / max(couple.affection[theirs & ~late].mean(), 1e-9),
    }


def test_nothing_happens_where_nothing_is_done() -> None:
    for name, ratio in ratios(None).items():
        assert 0.75 < ratio < 1.35, name


@pytest.mark.parametrize(
    ("kind", "name", "low", "high"),
    [
        ("starts_halved", "their starts", 0.4, 0.65),
        ("slow", "their reply", 2.5, 6.0),
        ("other_starts", "my starts", 1.15, 1.7),
        ("follows_up", "my follow-ups", 2.0, 9.0),
        ("length", "their length", 0.5, 0.7),
        ("affection", "their warmth", 0.35, 0.65),
    ],
)
def test_the_intervention_has_its_stated_size(kind: str, name: str, low: float, high: float) -> None:
    assert low < ratios(kind)[name] < high


def test_answering_fewer_lowers_their_answers() -> None:
    assert ratios("fewer")["their answers"] < ratios(None)["their answers"] - 0.03


def test_text_interventions_touch_no_event() -> None:
    plain = intervene(None, 3, 20.0)
    for kind in ("length", "affection"):
        assert np.array_equal(plain.at, intervene(kind, 3, 20.0).at)


def test_extra_follow_ups_rescue_nothing() -> None:
    """They fall inside waits that end in an answer anyway, so the answers stay the same in number."""
    more, plain = ratios("follows_up"), ratios(None)
    assert more["their answers"] == pytest.approx(plain["their answers"], abs=0.1)


def test_an_unknown_intervention_is_refused() -> None:
    with pytest.raises(KeyError):
        intervene("magic", 1, 20.0)
    assert len(INTERVENTIONS) == 7
