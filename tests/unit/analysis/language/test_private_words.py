"""Private words are learned from how a pair call each other, without looking ahead; emoji and names need no list."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import polars as pl
import pytest

from ebbtide.analysis.language.emoji import families, table
from ebbtide.analysis.language.private_words import names_used, private_words
from ebbtide.history import from_rows

DAY = datetime(2026, 1, 5, 20)
UNTIL = date(2026, 6, 21)


@pytest.fixture(scope="module")
def events() -> pl.DataFrame:
    """24 weeks: "bobbin" is how 0 calls 1 until week 18; "kayak" is only a word in the middle of sentences."""
    rows: list[tuple[datetime, int, str]] = []
    for day in range(168):
        at = DAY + timedelta(days=day)
        mine = "night, bobbin" if day < 18 * 7 and day % 2 else "see you at the shop with marmalade"
        rows += [
            (at, 0, mine),
            (at + timedelta(minutes=3), 1, "the kayak needs paint, Ana"),
            (at + timedelta(minutes=9), 0, "ok tomorrow"),
        ]
    return from_rows(rows, people=("Ana", "Sam Weller")).events


@pytest.mark.element("E005")
def test_a_pet_name_of_this_pair_is_learned_and_its_loss_is_seen(events: pl.DataFrame) -> None:
    found = private_words(events, UNTIL, ("Ana", "Sam Weller"))
    row = found.row(by_predicate=pl.col("word") == "bobbin", named=True)
    assert (row["person"], row["first"], row["last"]) == (0, date(2026, 1, 6), date(2026, 5, 10))
    assert row["before"] == pytest.approx(100 * 63 / (2 * 139), abs=0.5)
    assert row["now"] == 0


def test_ordinary_words_and_names_are_no_private_words(events: pl.DataFrame) -> None:
    words = set(private_words(events, UNTIL, ("Ana", "Sam Weller"))["word"])
    assert words.isdisjoint({"night", "tomorrow", "shop", "kayak", "ana", "you"})


def test_nothing_after_the_day_counts(events: pl.DataFrame) -> None:
    early = date(2026, 3, 31)
    cut = events.filter(pl.col("at_local").dt.date() <= early)
    assert private_words(events, early).equals(private_words(cut, early))
    assert private_words(events, date(2026, 1, 20)).height == 0


def test_the_other_ones_name_is_seen(events: pl.DataFrame) -> None:
    used = names_used(events, ("Ana", "Sam Weller"))
    assert used.sum() == events.filter(pl.col("person") == 1).height
    assert names_used(events, ("Bo", "Sam Weller")).sum() == 0


def test_emoji_belong_to_one_family_each() -> None:
    signs = [sign for family in table().values() for sign in family]
    assert len(signs) == len(set(signs)) >= 60
    found = families(pl.Series(["❤️ you", "ok 🙄", "👏🏽 well", None, "plain"]))
    assert found.row(0, named=True)["heart"] and found.row(1, named=True)["eye_roll"]
    assert found.row(2, named=True)["joy"]
    assert not any(found.row(3)) and not any(found.row(4))
