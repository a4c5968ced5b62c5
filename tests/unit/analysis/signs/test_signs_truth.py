"""The signs against a known truth: sizes within their intervals, stable couples left alone, real sentences read."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pytest

import ebbtide as eb
from ebbtide.analysis.language import features, remember
from ebbtide.analysis.signs import FOUND
from ebbtide.analysis.signs.engine import case_of, find
from ebbtide.demo import simulate
from ebbtide.history import purge_text
from ebbtide.presentation.sentences import Tide
from tests.support.looks import look
from tests.support.pairs import end_of, intervened
from tests.support.sign_couples import USUAL, last_of, with_words

SEED = 1_000_031
STABLE = 60


@pytest.fixture(scope="module")
def steady() -> Tide:
    pair = intervened(None, SEED, 40.0)
    return look(pair.conversation(), as_of=end_of(pair), check=False)


def test_sixty_stable_couples_are_left_alone() -> None:
    shown = []
    for seed in range(1_000_400, 1_000_400 + STABLE):
        pair = simulate("stable", seed, volume=15.0, before=30)
        tide = look(with_words(pair.conversation(), seed), as_of=end_of(pair), context=pair.truth.context, check=False)
        signs = find(tide, features(tide.conversation.events))
        shown += [(seed, signs.shown)] if signs.shown else []
    print(f"{len(shown)} of {STABLE} stable couples were shown a sign: {shown}")
    assert len(shown) <= STABLE / 10


CHANGED = {
    "less_thanks": ({"gratitude": 0.3, "appreciation": 0.3}, "thanks", ("gratitude", "appreciation")),
    "my_silence": (
        {"feeling": 0.2, "good_news": 0.2, "support_asked": 0.2},
        "disclosure",
        ("feeling", "good_news", "support_asked"),
    ),
}


@pytest.mark.parametrize("name", CHANGED)
def test_the_true_size_lies_within_its_interval(steady: Tide, name: str) -> None:
    factors, measure, parts = CHANGED[name]
    before, after = (
        100 * (1 - np.prod([1 - USUAL[part] * f for part, f in zip(parts, fs, strict=True)]))
        for fs in ([1.0] * len(parts), factors.values())
    )
    held, seen = 0, 0
    for seed in range(20):
        chat = with_words(steady.conversation, seed, after=(1, last_of(steady) - 9, factors), restless=0.15)
        row = find(_kept(steady, chat), features(chat.events)).of(name, 1)
        if row.state in FOUND:
            change = next(item for item in row.changes if item.measure == measure)
            seen += 1
            held += change.low <= after - before <= change.high
    print(f"{name}: found in {seen} of 20, the true size inside in {held}")
    assert seen >= 14
    assert held >= 0.8 * seen


def _kept(tide: Tide, chat: eb.Conversation) -> Tide:
    return Tide(**{**{name: getattr(tide, name) for name in tide.__dataclass_fields__}, "conversation": chat})


FINNISH = ("katso tätä kun ehdit", "juna on taas myöhässä", "kävin kaupassa ja ostin maitoa", "niin minäkin luulin")


def calendar(
    mine: float,
    late_mine: float,
    weeks: int = 44,
    late: int = 10,
    texts: tuple[str, ...] = ("look at this", "yes", "yes", "yes"),
) -> eb.Conversation:
    """Two talks of four messages a day, of which the user opens a share, and another share in the last weeks."""
    rng = np.random.default_rng(3)
    rows = []
    for talk in range(14 * weeks):
        first = int(rng.random() >= (mine if talk < 14 * (weeks - late) else late_mine))
        start = datetime(2024, 1, 1, 8 + 10 * (talk % 2), talk * 7 % 60) + timedelta(days=talk // 2)
        rows += [(start + timedelta(minutes=k), (first + k) % 2, texts[k]) for k in range(4)]
    return eb.conversation(rows, exported=date(2024, 1, 1) + timedelta(weeks=weeks))


@pytest.mark.element("E002")
def test_a_known_share_of_starts_is_recovered() -> None:
    chat = calendar(0.4, 0.8)
    tide = eb.look(chat, check=False)
    case = case_of(tide, tide.weekly, features(chat.events))
    opened = chat.events["person"].to_numpy()[::4].reshape(-1, 14) == 0
    assert case.measures["start_share"].natural[0] == pytest.approx(100 * opened.mean(axis=1), abs=3.0)
    row = eb.signs(chat, tide).of("fewer_starts", 1)
    assert row.state in FOUND
    change = next(item for item in row.changes if item.measure == "start_share")
    assert change.low <= -40 <= change.high
    assert row.date_interval[0] <= date(2024, 1, 1) + timedelta(weeks=34) <= row.date_interval[1]


def test_a_language_without_lists_keeps_every_sign_that_needs_none() -> None:
    signs = eb.signs(calendar(0.4, 0.8, texts=FINNISH))
    assert signs.of("fewer_starts", 1).state in FOUND
    assert signs.of("hot_cold", 1).state == "within"
    for name in ("less_thanks", "fewer_plans", "my_silence", "last_minute_only", "no_future"):
        assert "no word lists" in signs.of(name, 1).missing[0].text


TALK = {
    "thanks": ["thank you so much", "thanks for doing that", "thank you, really"],
    "plan": ["shall we go to the cinema on friday?", "do you want to have dinner on saturday?"],
    "told": ["i feel so sad today", "i'm worried about tomorrow", "i feel lonely tonight"],
    "errand": ["can you buy milk and bread", "did you pay the electricity bill?"],
    "plain": ["the train is late again", "it rained the whole way", "the new shelf is up", "lunch was fine", "ok"],
}


def spoken(kinds: dict[str, float], late: dict[str, float], weeks: int = 34, a_day: int = 12) -> eb.Conversation:
    """Real sentences of two people; in the last ten weeks the other person says each kind at another rate."""
    rng = np.random.default_rng(5)
    rows = []
    for day in range(7 * weeks):
        minute = 9 * 60 + rng.integers(0, 60)
        for k in range(a_day):
            minute += int(rng.integers(1, 9)) if k % 4 else int(rng.integers(90, 180))
            who = int(rng.random() < 0.5)
            rates = {**kinds, **late} if who and day >= 7 * (weeks - 10) else kinds
            names = [*rates, "plain"]
            chance = [*rates.values(), 1 - sum(rates.values())]
            kind = names[int(rng.choice(len(names), p=chance))]
            text = TALK[kind][int(rng.integers(len(TALK[kind])))]
            rows.append((datetime(2024, 1, 1) + timedelta(days=day, minutes=int(minute)), who, text))
    return eb.conversation(rows, exported=date(2024, 1, 1) + timedelta(weeks=weeks))


@pytest.fixture(scope="module")
def sentences() -> eb.Conversation:
    usual = {"thanks": 0.12, "plan": 0.05, "told": 0.12, "errand": 0.1}
    return spoken(usual, {"thanks": 0.01, "told": 0.02, "errand": 0.4})


def test_real_sentences_are_read(sentences: eb.Conversation) -> None:
    signs = eb.signs(sentences)
    assert signs.of("less_thanks", 1).state in FOUND
    assert signs.of("less_thanks", 0).state == "within"
    thin = signs.of("shallow_talk", 1)
    assert thin.state in FOUND
    assert {"disclosure", "logistics"} <= {change.measure for change in thin.changes}
    assert signs.of("shallow_talk", 0).state == "within"
    assert signs.of("fewer_plans", 1).state == "within"
    assert signs.of("housemates", 0).questions[0].startswith("Touch")


def test_signs_stay_when_the_texts_are_purged(sentences: eb.Conversation) -> None:
    tide = eb.look(sentences, check=False)
    before = find(tide, features(tide.conversation.events))
    kept = purge_text(_with(sentences, remember(tide.conversation.events)))
    after = find(_kept(tide, kept), features(kept.events))
    assert [row.state for row in after.rows] == [row.state for row in before.rows]
    assert after.shown == before.shown


def _with(chat: eb.Conversation, events: object) -> eb.Conversation:
    return type(chat)(**{**{name: getattr(chat, name) for name in chat.__dataclass_fields__}, "events": events})
