"""Gates: who answers what, when a silence is long, and when two people's counts are uneven."""

from __future__ import annotations

from datetime import date

import numpy as np

from ebbtide.analysis.signs.proposals.bids import answers
from ebbtide.analysis.signs.proposals.gates import after_long_silence, counts_before, silences, uneven, usual_length
from tests.support.small_talks import Said, rhythm, talk_of


def test_marks_of_a_turn_are_those_of_its_messages() -> None:
    talk = talk_of([(0, 0, "feeling", "so tired"), (0.1, 0, "question", "and you?"), (0.3, 1, "", "same")])
    assert len(talk) == 2
    assert talk.marks["feeling"].tolist() == [True, False] == talk.marks["question"].tolist()
    assert talk.words.tolist() == [4, 1]
    assert talk.any("feeling", "sharp").tolist() == [True, False]


def test_an_answer_is_the_others_turns_within_a_day() -> None:
    rows: list[Said] = [
        (0, 0, "feeling", "low today"),
        (5, 1, "", "one moment"),
        (5.2, 0, "", "ok"),
        (5.4, 1, "support_given", "poor you"),
        (40, 0, "feeling", "low again"),
        (70, 1, "support_given", "poor you"),
    ]
    talk = talk_of(rows)
    found = answers(talk, talk.marks["feeling"])
    assert found.offer.tolist() == [0, 4]
    assert found.to.tolist() == [1, 1]
    assert found.turns.tolist() == [[1, 3, -1], [-1, -1, -1]]
    assert found.has_mark("support_given").tolist() == [True, False]
    assert found.where(talk.marks["support_given"]).tolist() == [3, -1]
    assert found.settled.tolist() == [True, True]


def test_at_once_is_without_an_hour_of_quiet() -> None:
    rows: list[Said] = [
        (0, 0, "feeling", "low today"),
        (1, 1, "", "hm"),
        (1.5, 0, "", "really"),
        (2, 1, "play_down", "come on"),
        (9, 1, "sharp", "the dishes!"),
    ]
    talk = talk_of(rows)
    found = answers(talk, talk.marks["feeling"])
    assert (found.at_once("play_down").tolist(), found.at_once("sharp").tolist()) == ([True], [False])
    assert found.has_mark("sharp").tolist() == [True]


def test_offers_that_wait_for_one_answer_are_one() -> None:
    rows: list[Said] = [(0, 0, "feeling", "low"), (3, 0, "feeling", "still low"), (4, 1, "", "oh")]
    talk = talk_of([*rows, (6, 1, "feeling", "me too")])
    found = answers(talk, talk.marks["feeling"])
    assert found.offer.tolist() == [0, 3]
    assert found.by.tolist() == [0, 1]


def test_a_second_offer_after_a_day_has_an_answer_of_its_own() -> None:
    rows: list[Said] = [(0, 0, "feeling", "low"), (20, 0, "feeling", "still"), (40, 0, "feeling", "low")]
    talk = talk_of([*rows, (41, 1, "", "oh")])
    found = answers(talk, talk.marks["feeling"])
    assert found.offer.tolist() == [0, 2]
    assert found.answered.tolist() == [False, True]


def test_what_is_younger_than_a_day_is_not_settled_until_the_export_says_so() -> None:
    rows: list[Said] = [(0, 1, "", "hi"), (2, 0, "feeling", "low today")]
    young, old = talk_of(rows), talk_of(rows, date(2025, 3, 7))
    assert answers(young, young.marks["feeling"]).settled.tolist() == [False]
    assert answers(old, old.marks["feeling"]).settled.tolist() == [True]


def test_a_silence_is_long_only_above_ones_own_and_two_days() -> None:
    daily = [*rhythm(40), (42 * 24 + 5, 1, "", "hey")]
    talk = talk_of(daily)
    assert after_long_silence(talk).tolist()[-1]
    assert after_long_silence(talk).sum() == 1
    # A pair that writes every five days is not silent after five.
    slow = talk_of(rhythm(150, every=120))
    assert silences(slow).max() > 4 * 24 * 3600 * 1000
    assert not after_long_silence(slow).any()
    # Below twenty earlier silences nobody's own rhythm is known.
    assert not after_long_silence(talk_of([*rhythm(15), (30 * 24, 1, "", "hey")])).any()


def test_a_night_is_no_silence_for_a_pair_that_writes_all_day() -> None:
    rows = [row for day in range(30) for row in rhythm(1, every=3, start=24 * day) if row[0] % 24 < 12]
    assert not after_long_silence(talk_of(rows)).any()


def test_a_long_silence_does_not_depend_on_what_comes_later() -> None:
    rows = [*rhythm(40), (42 * 24 + 5, 1, "", "hey")]
    later = [*rows, *rhythm(200, every=170, start=60 * 24)]
    known = after_long_silence(talk_of(rows))
    assert after_long_silence(talk_of(later))[: len(known)].tolist() == known.tolist()


def test_uneven_needs_five_and_four_of_five_on_one_side() -> None:
    def of(sides: str, answered: bool = True) -> bool:
        rows: list[Said] = [(30 * place, int(side), "sharp", "x") for place, side in enumerate(sides)]
        rows += [(30 * place - 3, who, "", "y") for place in range(6) for who in (0, 1)] if answered else []
        talk = talk_of(rows)
        return bool(uneven(talk, talk.marks["sharp"])[-1])

    assert of("11110") and of("00100") and of("11111")
    assert not of("1111") and not of("11010")
    assert not of("11111", answered=False)  # where one never writes, nothing is uneven


def test_counts_forget_after_twelve_weeks() -> None:
    talk = talk_of([(0, 0, "sharp", "x"), (83 * 24, 1, "sharp", "y"), (90 * 24, 1, "sharp", "z")])
    assert counts_before(talk, talk.marks["sharp"]).tolist() == [[1, 1, 0], [0, 1, 2]]


def test_the_usual_length_is_the_persons_own_so_far() -> None:
    talk = talk_of([(0, 0, "", "aaaa"), (2, 1, "", "b"), (4, 0, "", "aaaaaaaa"), (6, 1, "", "bb"), (8, 0, "", "a")])
    assert usual_length(talk, np.arange(5)).tolist() == [0, 0, 4, 1, 6]
    assert np.all(talk.chars > 0)
