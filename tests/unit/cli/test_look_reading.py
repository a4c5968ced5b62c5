"""What `ebbtide look` says about the files that it read, and what the user tells about them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ebbtide.cli import main
from tests.support.chats import lines
from tests.support.whatsapp_dialects import make_zip

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """Run `ebbtide ARGUMENTS` without a terminal."""

    def go(*arguments: object) -> Result:
        result = CliRunner().invoke(main, [str(item) for item in arguments])
        assert "Traceback" not in result.output
        return result

    return go


def chat(weeks: int = 30) -> str:
    return "".join(f"{line}\n" for line in lines(weeks))


def late(text: str) -> str:
    """The same with a message of five days before in the middle of it."""
    rows = text.splitlines(keepends=True)
    middle = len(rows) // 2
    at = datetime.strptime(rows[middle].split(" - ")[0], "%d/%m/%Y, %H:%M") - timedelta(days=5)
    return "".join([*rows[:middle], f"{at:%d/%m/%Y, %H:%M} - Sam: this came late\n", *rows[middle:]])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "WhatsApp Chat with Sam.txt"
    path.write_text("a stray line\n" + late(chat()), "utf-8")
    return path


def test_what_was_assumed_and_what_was_not_read_stand_under_the_page(run: Run, file: Path, tmp_path: Path) -> None:
    result = run("look", file, "--me", "Ana", "--out", tmp_path / "report.html")
    assert result.exit_code == 0, result.output
    words = " ".join(result.stdout.split())
    assert "Read: 2,521 messages from WhatsApp" in words
    for said in ("could not be read: 1, the first at line 1", "at their own time: 1, the first at line"):
        assert said in words
        assert said in (tmp_path / "report.html").read_text("utf-8")


def test_the_account_of_each_file_is_in_the_json(run: Run, file: Path) -> None:
    result = json.loads(run("look", file, "--me", "Ana", "--json").stdout)
    [account] = result["sources"]
    parts = ("events", "continuations", "system", "ignored", "unread")
    assert account["lines"] == sum(account[part] for part in parts)
    assert {(note["key"], note["count"]) for note in account["notes"]} == {
        ("readers.assumed.late", 1),
        ("readers.warned.unread", 1),
    }
    assert all(note["text"] for note in account["notes"])


def test_a_clean_file_has_its_line_and_no_notes(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text(chat(), "utf-8")
    [account] = json.loads(run("look", path, "--me", "Ana", "--json").stdout)["sources"]
    assert account["notes"] == []


def test_an_archive_with_several_chats_asks_and_takes_a_name(run: Run, tmp_path: Path) -> None:
    other = chat().replace("Sam", "Kim").encode()
    members = {"WhatsApp Chat with Kim.txt": other, "WhatsApp Chat with Sam.txt": chat().encode()}
    path = make_zip(tmp_path / "all.zip", members, (2026, 12, 1))
    refused = run("look", path, "--me", "Ana")
    assert refused.exit_code == 4
    assert "Kim, Sam" in refused.stderr
    result = run("look", path, "--me", "Ana", "--chat", "Sam", "--json")
    assert json.loads(result.stdout)["people"] == ["Ana", "Sam"]


def test_two_names_of_one_person_are_joined(run: Run, tmp_path: Path) -> None:
    rows = chat().splitlines(keepends=True)
    half = len(rows) // 2
    path = tmp_path / "chat.txt"
    path.write_text("".join([row.replace("Sam", "+49 170 1") for row in rows[:half]] + rows[half:]), "utf-8")
    assert run("look", path, "--me", "Ana").exit_code == 5
    result = run("look", path, "--me", "Ana", "--same", "+49 170 1", "Sam", "--json")
    assert json.loads(result.stdout)["people"] == ["Ana", "Sam"]


def test_a_group_that_became_a_pair_is_looked_at_from_the_day_that_is_named(run: Run, tmp_path: Path) -> None:
    rows = chat().splitlines(keepends=True)
    path = tmp_path / "chat.txt"
    path.write_text("".join([rows[0].replace(rows[0].split(" - ")[1].split(":")[0], "Carol"), *rows]), "utf-8")
    refused = run("look", path, "--me", "Ana")
    assert refused.exit_code == 5
    day = refused.stderr.split("--since ")[1].split(" ")[0]
    assert run("look", path, "--me", "Ana", "--since", day).exit_code == 0


def test_options_of_files_are_refused_for_the_vault(run: Run) -> None:
    for option in (("--chat", "Sam"), ("--since", "2026-01-01"), ("--same", "a", "b")):
        assert run("look", *option).exit_code == 2
