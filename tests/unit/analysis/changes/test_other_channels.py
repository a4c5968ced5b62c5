"""Where it is not enough: contact that moved elsewhere is asked about, and the file's own limits are named."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ebbtide.analysis.changes.other_channels import elsewhere
from ebbtide.analysis.measures.measure import Floats, Weekly
from ebbtide.presentation.sentences import Tide
from tests.support.looks import findings, look
from tests.support.pairs import couple, measure, weeks_of
from tests.support.sample_tide import sample

WEEKS, SPLIT = 60, 45
AFTER = np.arange(WEEKS) >= SPLIT


def made(fall: float = 0.5, calls: Floats | None = None, media: Floats | None = None, evening: float = 1.0) -> Weekly:
    """Weeks in which messages fall at `SPLIT`; calls by week, media share after, evenings left after."""
    rng = np.random.default_rng(1)
    rate = np.where(AFTER, 70 * (1 - fall), 70.0) * np.ones((2, 1))
    hours = np.ones((2, WEEKS, 24)) * rate[:, :, None] / 24
    hours[:, AFTER, 18:] *= evening
    counts = np.zeros((2, WEEKS)) if calls is None else np.stack([calls, np.zeros(WEEKS)])
    share = np.full((2, WEEKS), 0.05) if media is None else np.stack([np.full(WEEKS, 0.05), media])
    call = replace(measure("calls", np.sqrt(counts + 0.375), in_index=False), count=counts)
    return weeks_of(
        call, messages=rng.poisson(rate).astype(float), hours=rng.poisson(hours).astype(float), media_share=share
    )


def hints(w: Weekly) -> tuple[str, ...]:
    return elsewhere(w, SPLIT, WEEKS - 1)


def calling(usual: float, now: float) -> Floats:
    return np.random.default_rng(2).poisson(np.where(AFTER, now, usual)).astype(float)


def test_calls_that_rise_as_messages_fall_are_asked_about() -> None:
    assert hints(made(calls=calling(1.0, 5.0))) == ("calls",)
    assert hints(made(calls=calling(3.0, 3.0))) == ()


def test_media_that_take_over_as_messages_fall_are_asked_about() -> None:
    assert hints(made(media=np.where(AFTER, 0.5, 0.05))) == ("media",)


def test_evenings_that_empty_for_both_are_asked_about() -> None:
    assert hints(made(evening=0.3)) == ("evenings",)
    one = made(evening=0.3)
    one.hours[0] = made().hours[0]
    assert hints(one) == ()


def test_without_a_fall_of_messages_nothing_is_asked() -> None:
    assert hints(made(0.0, calling(1.0, 5.0), np.where(AFTER, 0.5, 0.05), 0.3)) == ()


def test_too_few_weeks_since_ask_nothing() -> None:
    assert elsewhere(made(calls=calling(1.0, 5.0)), WEEKS - 2, WEEKS - 1) == ()


def questions(tide: Tide) -> list[str]:
    return [item.text for item in findings(tide) if item.key.startswith("views.elsewhere")]


def test_a_question_stands_among_the_other_explanations_and_claims_no_change() -> None:
    w = made(calls=calling(1.0, 5.0), evening=0.3)
    tide = replace(sample("changed"), weekly=w, date=w.monday[SPLIT], sizes=())
    found = [item for item in findings(tide) if item.key.startswith("views.elsewhere")]
    assert [item.group for item in found] == ["other", "other"] and not any(item.claim_of_change for item in found)
    assert "calls rose" in questions(tide)[0] and "in the evenings" in questions(tide)[1]


def test_who_said_how_they_live_is_not_asked_again() -> None:
    w = made(evening=0.3)
    tide = replace(sample("changed"), weekly=w, date=w.monday[SPLIT], sizes=())
    assert questions(tide) and not questions(replace(tide, context=replace(tide.context, living="apart")))
    assert not questions(replace(tide, state="usual"))


def keys(condition: str, seed: int = 1_000_003) -> tuple[Tide, set[str]]:
    pair = couple(condition, seed)
    tide = look(pair.conversation(), context=pair.told, check=False)
    return tide, {item.key for item in findings(tide)}


def test_two_who_stop_at_once_and_a_change_of_app_are_asked_and_blame_nobody() -> None:
    for condition in ("both_stop", "app_change"):
        tide, said = keys(condition)
        assert (tide.state, tide.side) == ("both stopped", "unclear")
        assert {"answer.headline.both_silent", "findings.other.stopped", "findings.next.tell"} <= said


def test_two_who_live_together_get_no_side() -> None:
    pair = couple("moving_in", 1_000_003)
    tide = look(pair.conversation(), context=pair.truth.context, check=False)
    said = {item.key for item in findings(tide)}
    assert tide.side not in ("me", "them", "both") and "findings.other.living_together" in said


def test_voice_notes_withhold_words_and_say_so() -> None:
    _, said = keys("voice_notes")
    assert "findings.other.withheld" in said


def test_the_limits_of_a_file_are_named() -> None:
    assert "findings.edges.cap" in keys("export_cap")[1]
    assert "findings.edges.disappearing" in keys("disappearing")[1]


def test_too_little_says_what_is_missing() -> None:
    pair = couple("stable", 1_000_003, 3.0)
    tide = look(pair.conversation(), context=pair.told, check=False)
    said = {item.key for item in findings(tide)}
    assert tide.state == "too little" and {"findings.sure.starts", "findings.sure.weeks"} <= said
