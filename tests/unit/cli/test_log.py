"""`ebbtide log`: entries and sliders by day, read from standard input, kept one by one, asked for when they are due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from ebbtide.catalogue import table
from ebbtide.cli.commands import log as room
from ebbtide.service.log import tags_of
from tests.support.command_vaults import Desk, desk

DAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = desk(tmp_path_factory.mktemp("journal"))
    yield made
    made.lock()


def test_an_entry_is_kept_with_its_day_and_tags(one: Desk) -> None:
    text = "I gave the talk.\nIt went well — ça va."
    made = one.json("log", "--on", DAY, "--tag", "Win", "--tag", "own life", typed=f"{text}\n")
    entry = made["entries"][0]
    assert (entry["day"], entry["tags"]) == ("2026-03-02", ["win", "own_life"])
    assert entry["text"] == text
    assert entry in one.json("log", "--list", "--on", DAY)["entries"]
    assert one.json("log", "--list", "--on", "2026-03-03") == {**made, "entries": [], "checkins": []}


@pytest.mark.element("E013")
def test_what_was_done_without_the_other_has_a_list_of_its_own(one: Desk) -> None:
    one.run("log", "--on", "2026-03-05", "--tag", "without partner", typed="Climbing with the others.")
    one.run("log", "--on", "2026-03-06", typed="An ordinary day.")
    shown = one.run("log", "--list", "--tag", "without-partner").stdout
    assert "Climbing" in shown
    assert "ordinary" not in shown


def test_tags_that_are_read_elsewhere_are_listed_without_opening_anything(one: Desk) -> None:
    one.lock()
    told = one.json("log", "--tags")["tags"]
    read = {tag for sign in table("signs", "sign").values() for tag in sign.tags}
    assert read | {"win", "favour"} <= set(told)
    assert set(told) == set(tags_of(told))  # each is kept as it is read
    shown = one.run("log", "--tags", shut=True)
    assert shown.exit_code == 0
    assert "favour: something that you did for the other" in shown.stdout


def test_without_a_day_it_is_today(one: Desk) -> None:
    assert one.json("log", typed="now")["entries"][0]["day"] == date.today().isoformat()


def test_sliders_of_a_day_join(one: Desk) -> None:
    one.json("log", "--on", "2026-01-05", "--sliders", typed="calm 4\n\n  mood 10\n")
    made = one.json("log", "--on", "2026-01-05", "--sliders", typed="calm 5\n")
    assert made["checkins"][0]["values"] == {"calm": 5, "mood": 10}
    kept = one.json("log", "--list", "--on", "2026-01-05")["checkins"]
    assert [item["values"] for item in kept] == [{"calm": 5, "mood": 10}]
    assert one.run("log", "--list", "--on", "2026-01-05").stdout.startswith("2026-01-05  How was my day? 10")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("calm eleven\n", "0 to 10"),
        ("calm 11\n", "0 to 10"),
        ("calm -1\n", "0 to 10"),
        ("joy 4\n", "own_life"),
        ("calm\n", "calm 4"),
        ("calm 4 5\n", "calm 4"),
    ],
)
def test_a_slider_that_does_not_fit_is_told_and_nothing_is_kept(one: Desk, typed: str, words: str) -> None:
    before = one.json("log", "--list")
    result = one.run("log", "--sliders", typed=f"mood 3\n{typed}")
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr
    assert one.json("log", "--list") == before


def test_nothing_given_is_nothing_kept(one: Desk) -> None:
    before = one.json("log", "--list")
    for more in ((), ("--sliders",)):
        assert "Nothing was written" in one.run("log", *more, typed=" \n").stdout
    assert one.json("log", "--list") == before


def test_a_day_that_lies_ahead_is_refused(one: Desk) -> None:
    assert one.run("log", "--on", date.today() + timedelta(days=1), typed="x").exit_code == 2
    assert one.run("log", "--on", "soon", typed="x").exit_code == 2


def test_an_entry_can_be_removed(one: Desk) -> None:
    number = one.json("log", "--on", DAY, typed="not for keeping")["entries"][0]["number"]
    assert "is removed" in one.run("log", "--remove", number).stdout
    assert "not for keeping" not in one.run("log", "--list").stdout
    assert one.run("log", "--remove", number).exit_code == 2


def test_the_vault_may_lock_while_one_writes(one: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was typed is kept all the same, once the vault is open again."""

    def slowly() -> str:
        one.lock()
        return "typed for half an hour"

    with monkeypatch.context() as changed:
        changed.setattr(room, "read_text", slowly)
        result = one.run("log", "--on", "2026-02-01", typed=one.code)
    assert result.exit_code == 0, result.output
    assert "was locked while it was in use" in result.stderr
    assert "typed for half an hour" in one.run("log", "--list", "--on", "2026-02-01").stdout
