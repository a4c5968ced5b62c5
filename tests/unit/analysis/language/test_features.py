"""Features of the words: one row an event, from the text or, where it was purged, from the bits it left."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import polars as pl
import pytest

from ebbtide.analysis.language import FEATURES, features, remember
from ebbtide.analysis.language.features import read_features
from ebbtide.analysis.language.signals import elongated, laughter
from ebbtide.history import from_rows, purge_text
from ebbtide.history.conversation import Conversation
from ebbtide.history.readers.contract import FEATURE_FLAGS, FLAG_FEATURES_READ, FLAG_VIDEO_CALL


def chat(*said: tuple[int, str | None], start: datetime = datetime(2026, 3, 2, 9), minutes: int = 3) -> Conversation:
    """Messages of two people, a few minutes apart."""
    return from_rows((start + timedelta(minutes=minutes * row), who, text) for row, (who, text) in enumerate(said))


def test_there_is_one_row_an_event_in_order_with_every_column() -> None:
    found = features(chat((0, "miss you"), (1, None), (0, "are you home?")).events)
    assert found.columns == [*FEATURES, "words", "language"]
    assert found["affection"].to_list() == [True, False, False]
    assert found["question"].to_list() == [False, False, True]
    assert found["words"].to_list() == [2, 0, 3]
    assert {found.schema[name] for name in FEATURES} == {pl.Boolean}


def test_purging_the_text_leaves_every_feature_but_the_words_themselves() -> None:
    whole = chat((0, "miss you"), (1, "when are you back?"), (0, "tomorrow"))
    before = features(whole.events)
    kept = purge_text(Conversation(remember(whole.events), whole.people))
    assert kept.events["text"].null_count() == 3
    assert features(kept.events).drop("language").equals(before.drop("language"))


def test_a_purged_text_that_was_never_read_shows_nothing() -> None:
    bare = purge_text(chat((0, "miss you")))
    assert not any(features(bare.events).row(0, named=True)[name] for name in FEATURES)


def test_an_empty_table_has_no_rows() -> None:
    assert features(chat((0, "hi")).events.clear()).height == 0


def test_no_bit_is_used_twice() -> None:
    bits = [*FEATURE_FLAGS.values(), FLAG_FEATURES_READ]
    assert len(set(bits)) == len(bits)
    assert all(bit.bit_count() == 1 and FLAG_VIDEO_CALL < bit < 1 << 32 for bit in bits)


def test_a_table_without_people_or_times_is_read_as_one() -> None:
    bare = chat((0, "thank you so much"), (1, "ok")).events.select("kind", "text", "text_state", "flags")
    assert (remember(bare)["flags"] & FEATURE_FLAGS["gratitude"]).to_list() == [FEATURE_FLAGS["gratitude"], 0]


@pytest.fixture(scope="module")
def told() -> pl.DataFrame:
    return features(
        chat(
            (0, "guess what, i got the job!"),
            (1, "congratulations!! when do you start?"),
            (1, "so proud of you"),
            (0, "thanks"),
            (1, "wow"),
        ).events
    )


@pytest.mark.element("E084")
def test_joy_is_warm_only_as_the_answer_to_good_news(told: pl.DataFrame) -> None:
    assert told["good_news"].to_list() == [True, False, False, False, False]
    assert told["answered_warm"].to_list() == [False, True, True, False, False]


def test_an_answer_after_a_day_is_no_answer_to_the_news() -> None:
    late = chat((0, "guess what, i got the job!"), (1, "congratulations!!"), minutes=25 * 60)
    assert not features(late.events)["answered_warm"].any()


@pytest.mark.element("E012")
def test_same_day_invitations_are_told_from_others() -> None:
    said = ((0, "wanna come over tonight?"), (1, "not tonight, how about sunday instead"), (0, "ok"))
    found = features(chat(*said).events)
    assert found["same_day"].to_list() == [True, False, False]
    assert found["invitation"].to_list() == [True, True, False]
    assert found["alternative"].to_list() == [False, True, False]


@pytest.mark.element("E080")
def test_a_future_with_us_is_concrete_or_open() -> None:
    said = ((0, "next summer we'll move in together"), (1, "one day we will go to japan together"))
    found = features(chat(*said).events)
    assert found["future_us"].to_list() == [True, True]
    assert found["vague"].to_list() == [False, True]


SAYINGS = {
    "en": "i am not sure what you are doing but i will be there with the others after the show",
    "de": "ich weiß nicht was du machst aber ich bin nach dem film mit den anderen bei dir",
    "es": "no sé lo que estás haciendo pero yo voy con los otros para tu casa después de la película",
    "fr": "je ne sais pas ce que tu fais mais je serai avec les autres chez toi après le film",
    "it": "non so che cosa stai facendo ma io sono con gli altri da te dopo il film e poi andiamo",
    "nl": "ik weet niet wat je aan het doen bent maar ik ben met de anderen na de film bij jou",
    "pt": "não sei o que estás a fazer mas eu vou com os outros para a tua casa depois do filme",
    "other": "nie wiem co teraz robisz ale jestem z innymi na filmie i potem przyjdziemy do ciebie",
}


@pytest.mark.parametrize("language", list(SAYINGS))
def test_the_language_of_a_month_is_told_by_small_words(language: str) -> None:
    found = features(chat(*[(0, SAYINGS[language]), (1, SAYINGS["en"])] * 4).events)
    assert found["language"].to_list() == [language, "en"] * 4


def test_each_month_and_person_has_its_own_language_and_little_text_takes_it_from_the_rest() -> None:
    start = datetime(2026, 1, 5)
    rows = [(start + timedelta(days=3 * row), 0, SAYINGS["en" if row < 30 else "it"]) for row in range(60)]
    found = features(from_rows([*rows, (datetime(2026, 7, 1), 0, "ok")]).events)["language"].to_list()
    assert found[0] == "en"
    assert found[57] == "it"
    assert found[60] is not None
    assert features(chat((0, "ok"), (1, "yes")).events)["language"].to_list() == [None, None]


def test_a_language_without_lists_is_remembered_when_its_texts_are_gone() -> None:
    whole = chat(*[(0, SAYINGS["other"]), (1, SAYINGS["en"])] * 4)
    bare = purge_text(Conversation(remember(whole.events), whole.people)).events
    assert features(bare)["language"].to_list() == ["other", None] * 4


def test_a_language_without_lists_still_shows_what_belongs_to_none() -> None:
    found = features(chat((0, "хахаха, ну ты даёшь ❤️"), (1, "что делаешь?")).events)
    assert found["laughter"].to_list() == [True, False]
    assert found["affection"].to_list() == [True, False]
    assert found["question"].to_list() == [False, True]


@pytest.mark.parametrize(
    "text",
    [
        "haha",
        "ahahah",
        "jajaja",
        "kkkk",
        "rsrs",
        "hihi",
        "lol",
        "loool",
        "LMAO",
        "xD",
        "mdr",
        "ptdrr",
        "wwww",
        "哈哈",
        "ㅋㅋㅋ",
        "хаха",
        "ههههه",
        "555555 so funny",
        "😂",
        "muahaha",
        "eheh",
    ],
)
def test_laughter_of_many_languages_is_seen(text: str) -> None:
    assert laughter(pl.Series([text])).item()


@pytest.mark.parametrize(
    "text",
    ["hello", "www.haha.de", "call 555-1234", "0151 555 5555", "no 5550", "kk", "ja ja", "aha", "Lola", "xxl", ""],
)
def test_what_only_looks_like_laughter_is_none(text: str) -> None:
    assert not laughter(pl.Series([text])).item()


def test_stretched_words_are_seen_and_signs_of_one_letter_are_not() -> None:
    texts = pl.Series(["soooo", "yesss", "www.x.de", "xxx", "iii", "booking", "mmm", "1000", "nãããão", ""])
    assert elongated(texts).to_list() == [True, True, False, False, False, False, False, False, True, False]


def test_edges_of_the_table_are_safe() -> None:
    odd = features(chat((0, None), (0, ""), (1, "   "), (1, "|||"), (0, "\n\n"), (1, "a" * 5_000)).events)
    assert odd.height == 6
    assert not odd["gratitude"].any()


def test_a_hundred_thousand_messages_take_seconds() -> None:
    said = [
        "ok see you at the station at nine, bring the blue bag",
        "what time is it there",
        "haha 😂 thanks",
        "i feel sad",
    ]
    texts = pl.Series([f"{said[row % 4]} {row}" for row in range(100_000)])
    began = time.process_time()
    read_features(texts)
    assert time.process_time() - began < 6  # under a second where it was written; loose for shared machines
