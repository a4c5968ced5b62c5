"""The affect heads: what they find, why they say they found it, and what their weights may hold."""

from __future__ import annotations

import math
import re
import time
from importlib import resources

import numpy as np
import polars as pl
import pytest

from benchmarks.text.scores import average_precision, found
from ebbtide.analysis.language import affect_heads as room
from ebbtide.analysis.language.affect_heads import BEGUN, LABELS, explain, grams, heads, parse, score, score_in, tokens

WARM = {
    "gratitude": "thank you so much for picking me up",
    "love": "i love you and i miss you, take care",
    "admiration": "that was brilliant, well done, great work",
    "negative": "this is so annoying, i hate when you do that, how rude",
    "remorse": "sorry, i apologize, that was my bad and i regret it",
}
PLAIN = ["the train leaves at nine", "i bought bread and milk", "see you at the station", "can you send me the address"]


@pytest.mark.parametrize("label", LABELS)
def test_each_label_ranks_its_own_kind_first(label: str) -> None:
    table = score(pl.Series([*WARM.values(), *PLAIN]))
    own = list(WARM).index(label)
    assert int(table[label].arg_max() or 0) == own
    assert table[label][own] > 0.5
    assert table[label][len(WARM) :].max() < 0.2  # type: ignore[operator]


def test_a_probability_for_every_text_and_none_without_text() -> None:
    table = score(pl.Series(["thanks", "", None, "真的", "❤", "| ^ thanks |"]))
    assert table.columns == list(LABELS)
    assert table["gratitude"].is_null().to_list() == [False, False, True, False, False, False]
    assert table.drop_nulls().select(pl.all().is_between(0, 1, closed="none").all()).row(0) == (True,) * len(LABELS)
    assert score(pl.Series([], dtype=pl.String)).shape == (0, len(LABELS))


def test_only_months_in_english_are_read() -> None:
    texts = pl.Series(["thank you", "thank you", None, "thank you"])
    table = score_in(texts, pl.Series(["en", "de", "en", None]))
    assert table["gratitude"].is_null().to_list() == [False, True, True, True]
    assert table["gratitude"][0] == score(texts)["gratitude"][0]


def test_batches_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = pl.Series([*WARM.values(), *PLAIN, None])
    whole = score(texts)
    monkeypatch.setattr(room, "BATCH", 4)
    assert score(texts).equals(whole)


@pytest.mark.parametrize(
    "text",
    [
        *WARM.values(),
        *PLAIN,
        "",
        "THANK YOU!!!",
        "It’s fine... I´m 'ok' ' https://a.b/thanks_hate www.x.y/sorry ❤❤ 🙏",
        "thanks|thanks | sorry",
        "loooove\nthis\tone",
    ],
)
@pytest.mark.parametrize("label", LABELS)
def test_the_reasons_add_up_to_the_score(text: str, label: str) -> None:
    reasons = explain(text, label)
    odds = sum(reason.weight for reason in reasons) + float(heads().intercepts[LABELS.index(label)])
    assert 1 / (1 + math.exp(-odds)) == pytest.approx(score(pl.Series([text]))[label][0], abs=1e-12)
    assert [abs(reason.weight) for reason in reasons] == sorted((abs(r.weight) for r in reasons), reverse=True)


def test_a_reason_says_where_it_stands() -> None:
    text = "Oh, I'm sorry! Thankfully"
    places = {reason.term: text[reason.start : reason.end] for label in LABELS for reason in explain(text, label)}
    assert places["sorry"] == "sorry"
    assert places["im sorry"] == "I'm sorry"
    assert places["^thank"] == "Thankfully"
    assert places["| oh"] == "Oh"


def test_an_unknown_label_is_refused() -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        explain("thanks", "joy")


def test_words_in_addresses_are_not_read() -> None:
    assert score(pl.Series(["see https://x.y/thank-you"])).equals(score(pl.Series(["see HTTPS://x.y/hate"])))


def test_the_fast_way_finds_the_terms_of_the_plain_way() -> None:
    said = tokens(pl.Series([*WARM.values(), *PLAIN, "thanks thanks thanks !!", "ok", ""]))
    rows, places = room._hits(said)
    known = set(heads().terms)
    plain = {(row, term) for row, term in grams(said).iter_rows() if term in known}
    assert {(row, heads().terms[place]) for row, place in zip(rows, places, strict=True)} == plain
    assert len(rows) == len(plain)


def data() -> str:
    return (resources.files("ebbtide.analysis.language") / "data" / "heads_en.txt").read_text("utf-8")


def test_the_weights_are_small_and_say_where_they_come_from() -> None:
    assert len(data().encode()) <= 200_000
    assert "GoEmotions" in heads().source
    assert "Apache-2.0" in heads().source
    assert heads().weights.shape == (len(heads().terms), len(LABELS))
    assert sorted(heads().terms) == list(heads().terms)


def test_the_weights_hold_short_terms_only_and_no_name_or_group() -> None:
    whole = re.compile(r"\^[a-z]{5}|\|?(?: ?[^ ]+){1,2} ?\|?")
    assert [term for term in heads().terms if not whole.fullmatch(term)] == []
    assert max(term.count(" ") for term in heads().terms) == 1
    words = {part for term in heads().terms for part in term.removeprefix(BEGUN).split(" ")}
    assert words.isdisjoint({"john", "sarah", "trump", "london", "america", "christmas", "sunday", "reddit", "upvote"})
    assert words.isdisjoint({"muslim", "jews", "gay", "trans", "women", "men", "girl", "black", "american", "autistic"})


def test_other_labels_are_not_read_as_these() -> None:
    with pytest.raises(ValueError, match="anger"):
        parse("# note\nterm\tanger\n\t-5\nhate\t9\n")


def test_a_hundred_thousand_messages_take_seconds() -> None:
    texts = pl.Series([*WARM.values(), *PLAIN] * 4000)
    score(texts[:9])
    began = time.process_time()
    score(texts)
    assert time.process_time() - began < 6  # about 0.3 s on the machine it was written on; loose for shared ones


def test_average_precision_by_hand() -> None:
    truth = np.array([True, False, True, False])
    assert average_precision(np.array([0.9, 0.8, 0.7, 0.1]), truth) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision(np.zeros(4), truth) == pytest.approx(0.5)
    rule = found(np.array([True, True, False, False]), truth)
    assert (rule["precision"]["value"], rule["recall"]["value"]) == (0.5, 0.5)
