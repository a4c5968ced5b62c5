"""Search: what it finds is what reading every message finds, newest first, whatever order the exports came in."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from ebbtide.vault import Vault
from ebbtide.vault.storage import search
from tests.support.vaults import export, opened, vault

#: Words in which case and accents are not plain ones, and some that begin alike.
MORE = """20/01/2026, 09:00 - Ana: Straße und strasse
20/01/2026, 09:01 - Sam: TRÈS bien, trésor
20/01/2026, 09:02 - Ana: поезд Поездка
20/01/2026, 09:02 - Sam: 我们走吧 see you
20/01/2026, 09:03 - Sam: train trains trainer trained
20/01/2026, 09:03 - Sam: train trains trainer trained
"""
PARTS = ((100, 180), (0, 60), (40, 130), (170, 220))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    """Four exports that overlap, the newest first, the last of them out of order within itself."""
    folder = tmp_path_factory.mktemp("made")
    place, code = vault(folder)
    with opened(place, code) as one:
        for number, (first, last) in enumerate(PARTS):
            one.add([export(folder, first, last, f"{number}.txt", MORE if number == 3 else "")], "Ana")
        yield one


def folded(text: str) -> list[str]:
    plain = "".join(char for char in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(char) != "Mn")
    return search.terms(plain)


Row = tuple[datetime, str, str]


def by_reading(one: Vault, query: str) -> list[Row]:
    """Every message, read."""
    sql = (
        "SELECT DISTINCT at_local, name.text, event.text FROM event JOIN label AS name ON name.id = sender "
        "WHERE event.text NOT NULL"
    )
    *whole, last = folded(query)
    found = []
    for at, sender, text in one._made.execute(sql):
        words = folded(text)
        if all(word in words for word in whole) and any(word.startswith(last) for word in words):
            found.append((datetime(1970, 1, 1) + timedelta(milliseconds=at), sender, text))
    return found


def told(one: Vault, query: str, limit: int = 1000) -> list[Row]:
    rows = [(at, sender, text) for at, sender, text in one.search(query, limit).rows()]
    assert [row[0] for row in rows] == sorted((row[0] for row in rows), reverse=True)
    return rows


QUERIES = (
    "message",
    "tea",
    "message te",
    "train",
    "trai",
    "tr",
    "t",
    "m",
    "cafe",
    "CAFÉ",
    "tres",
    "поезд",
    "ПОЕ",
    "我",
    "message 2",
    "love you marzipan",
    "nothing",
    "train nothing",
    "das straße",
    "strass",
    "STRASS",
)


@pytest.mark.parametrize("query", QUERIES)
def test_it_finds_what_reading_every_message_finds(made: Vault, query: str) -> None:
    expected = by_reading(made, query)
    assert sorted(told(made, query)) == sorted(expected)
    newest = sorted((row[0] for row in expected), reverse=True)[:7]
    assert [row[0] for row in told(made, query, 7)] == newest


@pytest.mark.parametrize("query", ["tra", "message", "message te", "t"])
def test_an_unfinished_word_finds_the_same_in_the_index_s_own_way(
    made: Vault, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_way = told(made, query)
    assert one_way
    monkeypatch.setattr(search, "MOST_FORMS", 0)
    assert told(made, query) == one_way
    monkeypatch.setattr(search, "MOST_FORMS", 10_000)
    assert told(made, query) == one_way


def test_the_newest_come_from_every_export_and_each_once(made: Vault) -> None:
    assert len(told(made, "message")) == 200  # of 220, every eleventh has no text
    assert [row[2].split()[1] for row in told(made, "message", 3)] == ["219", "218", "217"]
    assert len(told(made, "trainer")) == 1
    assert told(made, "message", 0) == []


def test_rows_of_an_export_are_numbered_in_the_order_of_time(made: Vault) -> None:
    firsts = [row[0] for row in made._made.execute("SELECT first FROM source ORDER BY id")]
    assert firsts == sorted(firsts)
    for first, following in zip(firsts, [*firsts[1:], 1 << 40], strict=True):
        rows = made._made.execute("SELECT at_local FROM event WHERE id >= ? AND id < ? ORDER BY id", (first, following))
        times = [row[0] for row in rows]
        assert times == sorted(times)
    [out_of_order] = made._made.execute(
        "SELECT count(*) FROM placed AS one JOIN placed AS other USING (source) "
        "WHERE other.at = one.at + 1 AND other.event < one.event"
    ).fetchone()
    assert out_of_order > 0


def test_hidden_words_of_a_query_are_no_command(made: Vault) -> None:
    for query in ('"', "*", "tea OR train", "text:tea", "NEAR(tea train)", "a\x01b", "tea\x00"):
        told(made, query)
    assert told(made, "tea OR train") == []
