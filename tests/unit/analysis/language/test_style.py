"""Style matching: free of how much is written, silent where there is too little, and moved only by style."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from ebbtide.analysis.language.style import (
    CLASSES,
    LANGUAGES,
    LEAST_WORDS,
    MOST_WORDS,
    Counts,
    bare,
    by_chance,
    counts,
    lists,
    match,
    matching,
    move,
    sides,
)

RATES = np.array([0.05, 0.08, 0.05, 0.05, 0.13, 0.05, 0.08, 0.03, 0.02])
OTHER = np.array([0.09, 0.04, 0.03, 0.03, 0.05, 0.09, 0.13, 0.05, 0.01])


def writer(rates: np.ndarray, messages: int, words: int, seed: int) -> Counts:
    """Messages of `words` words each, drawn from one style."""
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(words, [*rates, 1 - rates.sum()], size=messages)
    return np.column_stack([drawn[:, :-1], drawn.sum(axis=1)]).astype(float)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_has_every_class_and_no_word_twice(language: str) -> None:
    known = lists(language).classes
    assert set(known.values()) == set(range(len(CLASSES)))
    assert len(known) >= 200
    assert [word for word in known if word != word.lower() or "'" in word] == []
    unaccented = [word for word in known if bare(word) != word]
    # An accent stands only where it tells two words apart.
    assert [word for word in unaccented if known.get(bare(word)) == known[word]] == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "I DON'T think it’s the one", {"personal": 1, "negation": 1, "impersonal": 2, "article": 1}),
        ("de", "Ich hätte für dich gekocht", {"personal": 2, "auxiliary": 1, "preposition": 1}),
        ("es", "él no sabe dónde está el coche", {"personal": 1, "negation": 1, "auxiliary": 1, "article": 1}),
        ("pt", "não é meu e nós", {"negation": 1, "auxiliary": 1, "personal": 2, "conjunction": 1}),
        ("fr", "Je n'ai pas l'heure", {"personal": 1, "negation": 2, "auxiliary": 1, "article": 1}),
        (
            "it",
            "L’amore è bello e non dell'altro",
            {"article": 1, "auxiliary": 1, "conjunction": 1, "negation": 1, "quantifier": 1},
        ),
        (
            "nl",
            "ik heb het niet aan jou gezegd",
            {"personal": 2, "auxiliary": 1, "article": 1, "negation": 1, "preposition": 1},
        ),
    ],
)
def test_words_are_counted_by_class(language: str, text: str, expected: dict[str, int]) -> None:
    row = counts(pl.Series([text]), language)[0]
    assert {name: int(row[CLASSES.index(name)]) for name in expected} == expected


def test_nothing_written_counts_nothing() -> None:
    made = counts(pl.Series(["the end", None, "", "真的 😀", "123"]), "en")
    assert made.shape == (5, len(CLASSES) + 1)
    assert made[:, -1].tolist() == [2, 0, 0, 1, 0]
    assert counts(pl.Series([None], dtype=pl.String), "en").sum() == 0


def test_a_language_without_lists_is_refused() -> None:
    with pytest.raises(ValueError, match="tr"):
        lists("tr")


def test_matching_is_the_published_formula() -> None:
    one, other = np.zeros(9), np.zeros(9)
    one[0], other[0] = 0.10, 0.05
    assert matching(one, other) == pytest.approx((1 - 0.05 / 0.1501 + 8) / 9)
    assert matching(one, one) == 1


def test_what_chance_matches_is_what_dealing_gives() -> None:
    rng = np.random.default_rng(3)
    words = 600
    dealt = [rng.multinomial(words, [*RATES, 1 - RATES.sum()], size=2)[:, :-1] / words for _ in range(2000)]
    expected = by_chance(RATES, RATES, words)
    assert np.mean([matching(one, other) for one, other in dealt]) == pytest.approx(float(expected), abs=0.005)


@pytest.mark.parametrize(("words", "expected"), [(50, 0.62), (100, 0.70), (400, 0.85), (1600, 0.93)])
def test_plain_matching_falls_with_length_and_the_excess_does_not(words: int, expected: float) -> None:
    # docs/method/signs.md#style measured .62, .72, .86 and .93 for two samples of one style of so many words.
    plain, excess = [], []
    for seed in range(40):
        one, other = (writer(RATES, words // 10, 10, seed * 2 + side) for side in (0, 1))
        parts = [side[:, :-1].sum(axis=0) / side[:, -1].sum() for side in (one, other)]
        plain.append(float(matching(*parts)))
        excess.append(plain[-1] - float(by_chance(*parts, words)))
    assert np.mean(plain) == pytest.approx(expected, abs=0.03)
    assert abs(np.mean(excess)) < 0.03


def test_two_who_write_alike_have_no_excess_and_two_who_do_not_have_less() -> None:
    alike = match((writer(RATES, 300, 8, 1), writer(RATES, 120, 8, 2)))
    apart = match((writer(RATES, 300, 8, 1), writer(OTHER, 120, 8, 2)))
    assert alike is not None
    assert apart is not None
    assert alike.words == apart.words == 960
    assert abs(alike.excess) < 0.04
    assert apart.excess < -0.15
    assert apart.excess == pytest.approx(apart.matching - apart.by_chance)


def test_long_windows_are_cut_to_what_is_enough() -> None:
    found = match((writer(RATES, 900, 8, 1), writer(RATES, 900, 8, 2)))
    assert found is not None
    assert found.words == MOST_WORDS


def test_below_four_hundred_words_nothing_is_said() -> None:
    full, short = writer(RATES, 60, 8, 1), writer(RATES, (LEAST_WORDS - 1) // 7, 7, 2)
    assert match((full, short)) is None
    found = move((full, full), (full, short))
    assert (found.state, found.change, found.interval, found.before) == ("too little", None, None, None)
    assert found.words == ((480, 480), (480, int(short[:, -1].sum())))


@pytest.fixture(scope="module")
def moved() -> dict[str, str]:
    """What is said of a pair where one side writes another style, half as much, or as before."""
    before = (writer(RATES, 200, 8, 1), writer(RATES, 200, 8, 2))
    mine = writer(RATES, 200, 8, 3)
    return {
        "as before": move(before, (mine, writer(RATES, 200, 8, 4))).state,
        "half as many": move(before, (mine, writer(RATES, 100, 8, 5))).state,
        "half as long": move(before, (mine, writer(RATES, 200, 4, 6))).state,
        "apart": move(before, (mine, writer(OTHER, 200, 8, 7))).state,
        "half as many, apart": move(before, (mine, writer(OTHER, 100, 8, 8))).state,
        "closer": move((before[0], writer(OTHER, 200, 8, 9)), (mine, writer(RATES, 200, 8, 4))).state,
    }


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("as before", "not seen"),
        ("half as many", "not seen"),
        ("half as long", "not seen"),
        ("apart", "fell"),
        ("half as many, apart", "fell"),
        ("closer", "rose"),
    ],
)
def test_only_the_style_moves_it(moved: dict[str, str], kind: str, state: str) -> None:
    assert moved[kind] == state


def test_both_people_are_treated_alike() -> None:
    before = (writer(RATES, 150, 8, 1), writer(RATES, 150, 8, 2))
    after = (writer(RATES, 150, 8, 3), writer(OTHER, 150, 8, 4))
    one, other = move(before, after), move((before[1], before[0]), (after[1], after[0]))
    assert one.state == other.state == "fell"
    assert one.change == pytest.approx(other.change, abs=0.02)


def test_the_same_messages_give_the_same_answer() -> None:
    before = (writer(RATES, 80, 8, 1), writer(RATES, 80, 8, 2))
    after = (writer(RATES, 80, 8, 3), writer(RATES, 80, 8, 4))
    first = move(before, after)
    assert first == move(before, after)
    assert first.interval is not None
    assert first.change is not None
    assert first.interval[0] < first.change < first.interval[1]


def test_only_typed_words_of_the_two_are_counted() -> None:
    events = pl.DataFrame(
        {
            "kind": ["message", "message", "system", "message", "edit", "message"],
            "person": [0, 1, 0, 1, 1, None],
            "text": ["the cat", "a dog and a cat", "the end of the", "the picture", "a", "the"],
            "text_state": ["present", "present", "present", "media_only", "present", "present"],
        }
    )
    mine, theirs = sides(events, "en")
    assert mine[:, -1].tolist() == [2]
    assert theirs[:, -1].tolist() == [5, 1]


def test_long_windows_are_dealt_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    before = (writer(RATES, 100, 8, 1), writer(RATES, 100, 8, 2))
    after = (writer(RATES, 100, 8, 3), writer(OTHER, 100, 8, 4))
    monkeypatch.setattr("ebbtide.analysis.language.style.MOST_DEALT", 1500)
    assert move(before, after).state == "fell"
