"""Making, opening, changing, backing up, restoring and destroying a vault from the command line, without a terminal."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

import ebbtide.vault
from ebbtide.cli import main, output, questions
from ebbtide.cli.access import Access
from ebbtide.cli.commands import init as init_room
from ebbtide.cli.first_run import CAUTIOUS, WHO
from ebbtide.cli.new_secret import show_code
from ebbtide.errors import BadRequest, NoRoom
from ebbtide.history.readers import read_source
from ebbtide.vault import opening, places
from ebbtide.vault.storage import imports
from ebbtide.vault.worker.autolock import IDLE_SETTING
from tests.support.chats import lines, text_file
from tests.support.command_vaults import Desk, desk
from tests.support.vaults import COST, OTHER, PASSPHRASE, opened
from tests.unit.presentation.report.test_json import faults

Init = Callable[..., Result]


@pytest.fixture(autouse=True)
def within(monkeypatch: pytest.MonkeyPatch) -> None:
    """Vaults are opened and exports read in this process, as where a system has no workers; other tests use these."""
    monkeypatch.setattr(opening, "held_apart", lambda: False)
    monkeypatch.setattr(ebbtide.vault, "read", read_source)
    monkeypatch.setattr(ebbtide.vault, "calibrate", lambda: COST)


@pytest.fixture
def one(tmp_path: Path) -> Desk:
    return desk(tmp_path)


@pytest.fixture
def init(tmp_path: Path) -> Init:
    """Run `ebbtide init` with answers, into tmp_path/new unless told, with the least slow derivation."""

    def go(answers: Any, *more: str, secret: str = PASSPHRASE, folder: str = "new") -> Result:
        file = tmp_path / "answers.json"
        file.write_text(answers if isinstance(answers, str) else json.dumps(answers))
        vault = ["--vault", str(tmp_path / folder)] if folder else []
        return CliRunner().invoke(
            main, ["init", *vault, "--answers", str(file), "--passphrase-stdin", *more], input=secret
        )

    return go


def test_a_vault_is_made_as_answered(init: Init, tmp_path: Path) -> None:
    result = init({"who": "watched", "store": "here", "lock_minutes": 2}, "--json")
    assert result.exit_code == 0, result.output
    made = json.loads(result.stdout)
    schema = output.schema()
    assert faults(made, schema["$defs"]["init"], schema) == []
    folder = tmp_path / "new"
    assert (made["made"], made["folder"], made["lock_minutes"]) == (True, str(folder), 2)
    assert "If you are afraid" in result.stderr
    with opened(folder, made["recovery_code"]) as vault:
        assert vault.tables.settings.get(IDLE_SETTING) == 2
    # Who else can use the computer is kept nowhere.
    assert b"watched" not in b"".join(path.read_bytes() for path in folder.iterdir())
    if os.name == "posix":
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    again = init({"store": "here"})
    assert again.exit_code == 2
    assert "is a vault in" in again.stderr


@pytest.mark.parametrize("answers", [{}, {"store": "nothing"}, *({"who": who} for who in WHO)])
def test_unless_told_otherwise_nothing_is_made(init: Init, tmp_path: Path, answers: dict[str, str]) -> None:
    result = init(answers)
    assert result.exit_code == 0, result.output
    assert "Nothing was made" in result.stdout
    assert ("afraid" in result.stderr) == (answers.get("who", "unsaid") in CAUTIOUS)
    assert [path.name for path in tmp_path.iterdir()] == ["answers.json"]


@pytest.mark.parametrize(
    "answers",
    [
        "no",
        "[]",
        "{",
        '"x"',
        {"store": "cloud"},
        {"who": "me"},
        {"lock_minutes": 0},
        {"lock_minutes": "5"},
        {"more": 1},
    ],
)
def test_answers_that_do_not_fit_are_told(init: Init, tmp_path: Path, answers: Any) -> None:
    result = init(answers)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "lock_minutes" in result.stderr
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(("secret", "words"), [("", "No passphrase"), ("short", "too short"), ("a" * 20, "too short")])
def test_a_passphrase_that_could_be_guessed_makes_nothing(init: Init, tmp_path: Path, secret: str, words: str) -> None:
    result = init({"store": "here"}, secret=secret)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr
    assert not (tmp_path / "new").exists()


def test_a_folder_with_files_is_left_alone_and_a_medium_has_to_be_named(init: Init, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "letter.txt").write_text("mine")
    assert init({"store": "here"}, folder="taken").exit_code == 2
    assert [path.name for path in (tmp_path / "taken").iterdir()] == ["letter.txt"]
    assert "--vault FOLDER" in init({"store": "medium"}, folder="").stderr


@pytest.mark.parametrize(
    ("kinds", "asked"),
    [([], False), (["removable"], False), (["removable", "no_rights"], False), (["removable", "network"], True)],
)
def test_a_doubtful_place_is_asked_about_and_a_stick_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kinds: list[str], asked: bool
) -> None:
    more = {"no_rights": (("medium", "stick"),)}
    found = [places.Notice(kind, more.get(kind, ())) for kind in kinds]
    monkeypatch.setattr(ebbtide.vault, "warnings", lambda _: found)
    warn = click.Command("warn", callback=lambda: click.echo(len(init_room._warned(tmp_path / "new", ask=True))))
    no, yes = CliRunner().invoke(warn, input="n\n"), CliRunner().invoke(warn, input="y\n")
    assert ("all the same?" in no.stderr) == asked
    assert isinstance(no.exception, BadRequest) == asked
    assert yes.stdout == f"{len(kinds)}\n"
    assert all(notice.sentence in yes.stderr for notice in found)


def test_a_file_is_no_folder_for_a_vault(init: Init, tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("mine")
    for folder in ("letter", "letter/in/it"):
        result = init({"store": "here"}, folder=folder)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "letter is a file" in result.stderr
    assert (tmp_path / "letter").read_text() == "mine"


def test_without_a_terminal_and_answers_nothing_happens(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["init", "--vault", str(tmp_path / "new")])
    assert result.exit_code == 2
    assert "--answers" in result.stderr
    assert CliRunner().invoke(main, ["init", "--answers", str(tmp_path / "none.json")]).exit_code == 2


def test_another_passphrase_is_taken_from_the_second_line(one: Desk) -> None:
    assert one.json("passphrase", typed=OTHER)["changed"] == "passphrase"
    assert one.run("check").exit_code == 0  # the code still opens it
    assert Desk(one.folder, PASSPHRASE).run("check").exit_code == 7
    assert Desk(one.folder, OTHER).run("check").exit_code == 0
    assert one.run("passphrase", "--code", "--everything").exit_code == 2


def test_another_code_takes_the_place_of_the_first(one: Desk) -> None:
    code = one.json("passphrase", "--code")["recovery_code"]
    assert one.run("check").exit_code == 7
    assert Desk(one.folder, code).run("check").exit_code == 0


def test_new_keys_for_everything_open_with_what_is_shown(one: Desk) -> None:
    made = one.json("passphrase", "--everything", typed=OTHER)
    assert one.run("check").exit_code == 7
    assert Desk(one.folder, made["recovery_code"]).run("check").exit_code == 0


def test_names_of_the_chat_make_no_passphrase(one: Desk, tmp_path: Path) -> None:
    chat = text_file(tmp_path, lines(2, ("Anastasia", "Maximilian")))
    assert one.run("import", chat, "--me", "Anastasia", "--date-order", "dmy").exit_code == 0
    refused = one.run("passphrase", typed="Anastasia and Maximilian 2025")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "names" in refused.stderr


def test_a_backup_becomes_a_vault_elsewhere(one: Desk, tmp_path: Path) -> None:
    one.run("log", typed="kept for later")
    file = tmp_path / "archive.ebbak"
    made = one.json("backup", file)
    assert (made["file"], made["bytes"]) == (str(file), file.stat().st_size)
    assert one.run("backup", file).exit_code == 2
    assert one.run("backup", file, "--force").exit_code == 0
    assert one.run("backup", one.folder / "inside.ebbak").exit_code == 2
    other = Desk(tmp_path / "other", one.code)
    assert other.json("restore", file)["folder"] == str(other.folder)
    assert other.json("log", "--list")["entries"][0]["text"] == "kept for later"
    assert other.run("restore", file).exit_code == 2
    assert Desk(tmp_path / "third", OTHER).run("restore", file).exit_code == 7
    assert Desk(tmp_path / "third", one.code).run("restore", tmp_path / "none.ebbak").exit_code == 7
    assert not (tmp_path / "third").exists()


def test_texts_go_while_a_look_finds_the_same(one: Desk, tmp_path: Path) -> None:
    chat = text_file(tmp_path, lines(20))
    assert one.run("import", chat, "--me", "Ana", "--date-order", "dmy", "--exported", "2025-05-26").exit_code == 0
    before = one.run("look", "--json").stdout
    assert one.run("purge", typed="no\n").exit_code == 2
    assert one.json("search", "--most", "1", typed="cook\n")["messages"] != []
    assert one.json("purge", typed="remove all texts\n")["purged"] is True
    assert one.json("search", typed="cook\n")["messages"] == []
    assert one.run("look", "--json").stdout == before


def test_wiping_needs_the_secret_and_the_words(one: Desk) -> None:
    assert Desk(one.folder, OTHER).run("wipe", typed="delete everything\n").exit_code == 7
    kept = one.run("wipe", typed="yes\n")
    assert kept.exit_code == 2
    assert "nothing was deleted" in kept.stderr
    assert one.run("check").exit_code == 0
    done = one.json("wipe", typed="Delete Everything\n")
    assert (done["keys_gone"], done["left"], done["others"]) == (True, [], False)
    assert not one.folder.exists()
    assert one.run("check").exit_code == 7


def test_a_code_that_was_not_written_down_can_be_made_anew() -> None:
    """Ctrl-C while the code is shown: what was made is whole, and one is told so."""
    show = click.Command("show", callback=lambda: show_code("AAAA-BBBB"))
    stopped = CliRunner().invoke(show, input="")
    assert stopped.exit_code == 1
    assert "ebbtide passphrase --code" in stopped.stderr
    assert "ebbtide passphrase --code" not in CliRunner().invoke(show, input="xxxx\n bbbb \n").stderr


@pytest.mark.parametrize("handed", ["", "more than the passphrase\n"])
def test_what_is_not_text_is_told_and_nothing_is_kept(one: Desk, handed: str) -> None:
    """Its bytes come through as halves of characters on some systems, and as an error on others."""
    given = (f"{one.code}\n{handed}" if handed else "").encode() + b"\xff\xfe\n"
    result = CliRunner().invoke(main, ["log", "--vault", str(one.folder), "--passphrase-stdin"], input=given)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "UTF-8" in result.stderr
    assert one.json("log", "--list")["entries"] == []
    with pytest.raises(BadRequest):
        questions.whole("half a character: \udcff")


def test_standard_input_may_be_closed(one: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert not questions.on_terminal()
    with pytest.raises(BadRequest, match="No passphrase"):
        Access(one.folder, piped=True).secret()


def test_a_full_disk_is_told_and_what_was_there_stays(
    one: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise NoRoom("vault.disk.full", folder=one.folder)

    one.run("log", "--on", "2026-03-02", typed="kept")
    monkeypatch.setattr(imports, "add", full)
    chat = text_file(tmp_path, lines(2))
    result = one.run("import", chat, "--me", "Ana", "--date-order", "dmy")
    assert (result.exit_code, result.stdout) == (7, "")
    assert "no room left" in result.stderr
    assert one.json("log", "--list")["entries"][0]["text"] == "kept"


def test_damage_is_told_with_what_to_do(one: Desk) -> None:
    data = one.folder / "vault.ebb"
    whole = bytearray(data.read_bytes())
    whole[len(whole) // 2] ^= 1
    data.write_bytes(bytes(whole))
    result = one.run("check")
    assert (result.exit_code, result.stdout) == (7, "")
    assert "damaged" in result.stderr
    assert "Nothing was changed" in result.stderr
