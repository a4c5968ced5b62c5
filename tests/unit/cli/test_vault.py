"""The commands of the vault: import, look, sources, people, marks, search, lock; each on a vault that stays open."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from ebbtide import vault
from ebbtide.cli import main
from ebbtide.history import read_source
from ebbtide.service import default_folder
from tests.support.chats import lines, text_file, zip_file
from tests.support.command_vaults import Desk, desk

TOLD = (
    "--away",
    "2025-03-03..2025-03-16",
    "--stressor",
    "2025-05-05..2025-05-18:Sam",
    "--also",
    "calls",
    "--living",
    "apart",
)


@pytest.fixture(scope="module")
def chats(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two exports of one pair, the second made later and longer."""
    folder = tmp_path_factory.mktemp("chats")
    rows = lines(22)
    return zip_file(folder, rows[: len(rows) // 2], "first.zip"), zip_file(folder, rows, "second.zip")


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory, chats: tuple[Path, Path]) -> Iterator[Desk]:
    """A vault that holds both."""
    made = desk(tmp_path_factory.mktemp("full"))
    for chat in chats:
        assert made.run("import", chat, "--me", "Ana").exit_code == 0
    yield made
    made.lock()


@pytest.fixture(autouse=True)
def read_here(monkeypatch: pytest.MonkeyPatch, full: Desk) -> None:
    """Exports are read in this process, which is quicker; the first ones of `full` were read apart."""
    monkeypatch.setattr(vault, "read", read_source)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Desk]:
    made = desk(tmp_path)
    yield made
    made.lock()


def test_an_import_says_what_was_new_and_where_the_export_still_lies(empty: Desk, chats: tuple[Path, Path]) -> None:
    first = empty.run("import", chats[0], "--me", "ana")
    assert first.exit_code == 0, first.output
    assert "entries were new" in first.stdout
    assert str(chats[0].resolve()) in first.stdout
    assert "not encrypted" in first.stdout
    assert f'Next: `ebbtide look --vault "{empty.folder}"`' in " ".join(first.stdout.split())
    first_rows = int(first.stdout.split()[0].replace(",", ""))
    second = empty.json("import", chats[1])
    assert 0 < second["new"] < second["rows"]
    assert second["new"] + second["already"] == second["rows"]
    assert second["already"] == first_rows
    assert second["unencrypted"] == [str(chats[1].resolve())]
    again = empty.json("import", *chats)
    assert (again["new"], again["rows"]) == (0, second["rows"])
    assert len(again["known"]) == 2


def test_nothing_of_an_import_that_fails_is_kept(empty: Desk, chats: tuple[Path, Path], tmp_path: Path) -> None:
    group = text_file(tmp_path, lines(3, ("Ana", "Sam", "Kim")), "group.txt")
    bad = [
        (5, [group]),
        (3, [chats[0], tmp_path / "none.zip"]),
        (4, [chats[0]]),
        (2, [chats[0], "--me", "Anna"]),
        (3, [text_file(tmp_path, [row.replace("/2025,", "/2045,") for row in lines(3)], "ahead.txt")]),
    ]
    for code, arguments in bad:
        told = [] if code in (2, 4) else ["--me", "Ana"]
        result = empty.run("import", *arguments, *told)
        assert (result.exit_code, result.stdout) == (code, ""), result.output
    assert empty.run("sources").exit_code == 2
    assert "Import an exported chat first" in empty.run("look").stderr


def test_a_look_at_the_vault_is_a_look_at_its_exports(full: Desk, chats: tuple[Path, Path], tmp_path: Path) -> None:
    files = [str(path) for path in chats]
    shown = {}
    for name, run in (
        ("files", lambda *more: CliRunner().invoke(main, ["look", *files, "--me", "Ana", *more])),
        ("vault", lambda *more: full.run("look", *more)),
    ):
        page = tmp_path / f"{name}.html"
        result = run(*TOLD, "--json", "--out", str(page))
        assert result.exit_code == 0, result.output
        shown[name] = (result.stdout, page.read_bytes())
    assert shown["files"] == shown["vault"]


def test_marks_are_told_to_every_look_until_they_are_removed(full: Desk) -> None:
    plain = full.run("look", "--json").stdout
    kept = full.json("mark", *TOLD)["marks"]
    assert [mark["kind"] for mark in kept] == ["away", "stressor", "living", "channel"]
    assert [mark["who"] for mark in kept] == [None, "them", None, None]
    shown = full.run("mark", "--ended", "2025-06-20").stdout.splitlines()
    assert [line.partition("  ")[2] for line in shown] == [
        "away or together, 2025-03-03 to 2025-03-16",
        "a hard time (Sam), 2025-05-05 to 2025-05-18",
        "living apart",
        "also in touch by: calls",
        "declared over on 2025-06-20",
    ]
    full.run("mark", "--remove", shown[-1].split()[0])
    marked = full.run("look", "--json").stdout
    numbers = [part for mark in kept for part in ("--remove", mark["number"])]
    assert full.json("mark", *numbers)["marks"] == []
    told = full.run("look", "--json", *TOLD).stdout
    assert marked == told != plain
    assert full.run("look", "--json").stdout == plain


def test_a_note_on_a_mark_is_read_from_standard_input(full: Desk) -> None:
    kept = full.json("mark", "--away", "2025-02-03", "--note", typed="skiing with mum\n")["marks"]
    assert kept[-1]["note"] == "skiing with mum"
    assert "together, 2025-02-03 (skiing with mum)" in full.run("mark").stdout
    full.run("mark", "--remove", kept[-1]["number"])
    assert full.run("mark", "--note", typed="alone\n").exit_code == 2


def test_a_mark_that_is_not_there_leaves_all_others(full: Desk) -> None:
    number = full.json("mark", "--ended", "2025-06-01")["marks"][-1]["number"]
    refused = full.run("mark", "--remove", number, "--remove", "999")
    assert refused.exit_code == 2
    assert "999" in refused.stderr
    assert [mark["number"] for mark in full.json("mark")["marks"]] == [number]
    assert "Nothing is named" in full.run("mark", "--remove", number).stdout


def test_sources_are_listed_with_their_days(full: Desk) -> None:
    found = full.json("sources")["sources"]
    assert ["first.zip" in found[0]["name"], "second.zip" in found[1]["name"]] == [True, True]
    assert found[0]["first"] == "2025-01-06"
    assert found[0]["exported_at"] < found[1]["exported_at"]
    assert "exported on" in full.run("sources").stdout


def test_another_name_reaches_the_report_and_goes_again(full: Desk) -> None:
    assert full.json("people", "--rename", "them", "Samira")["people"][1]["name"] == "Samira"
    assert json.loads(full.run("look", "--json").stdout)["people"] == ["Ana", "Samira"]
    assert "(in the exports: Sam)" in full.run("people").stdout
    full.run("people", "--rename", "Sam", "Sam")
    assert json.loads(full.run("look", "--json").stdout)["people"] == ["Ana", "Sam"]
    assert full.run("people", "--rename", "Kim", "K").exit_code == 2


def test_who_is_me_can_be_said_anew(full: Desk) -> None:
    swapped = full.run("people", "--me", "Sam")
    assert "changed places" in swapped.stderr
    assert json.loads(full.run("look", "--json").stdout)["people"] == ["Sam", "Ana"]
    assert full.run("people", "--me", "Ana").exit_code == 0
    assert full.run("people", "--me", "Kim").exit_code == 2


def test_messages_are_found_by_words_from_standard_input(full: Desk) -> None:
    found = full.json("search", "--most", "3", typed="Sleep WELL\n")["messages"]
    assert [hit["text"] for hit in found] == ["did you sleep well?"] * 3
    assert found[0]["at_local"] >= found[2]["at_local"]
    assert "Try fewer words" in full.run("search", typed="zeppelin\n").stdout


def test_a_check_says_what_keeps_the_vault_while_it_is_open(full: Desk) -> None:
    found = full.json("check")
    assert found["well"] is True
    assert found["open"]["owner_only"] is True
    shown = full.run("check").stdout
    assert "as it was written" in shown
    assert "files that it makes are yours only" in shown.split("While it is open:")[1].splitlines()[0]


def test_an_open_vault_asks_for_nothing_and_a_locked_one_says_so(full: Desk) -> None:
    full.run("sources")
    assert full.run("sources", shut=True).exit_code == 0
    assert full.json("lock")["was_open"] is True
    assert full.json("lock")["was_open"] is False
    shut = full.run("sources", shut=True)
    assert (shut.exit_code, shut.stdout) == (7, "")
    assert "--passphrase-stdin" in shut.stderr


def test_a_wrong_secret_opens_nothing_though_the_vault_is_open(full: Desk) -> None:
    full.run("sources")
    wrong = Desk(full.folder, "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-OWMF").run("sources")
    assert (wrong.exit_code, wrong.stdout) == (7, "")
    assert "recovery code does not open" in wrong.stderr
    assert Desk(full.folder, "").run("sources").exit_code == 2


@pytest.mark.parametrize("command", ["look", "sources", "log", "lock", "wipe", "import x.zip"])
def test_no_vault_is_told_before_anything_is_asked(tmp_path: Path, command: str) -> None:
    result = Desk(tmp_path / "none", "x").run(*command.split(), shut=True)
    if command == "lock":
        assert "locked already" in result.stdout
    else:
        assert result.exit_code == 7
        assert "ebbtide init" in result.stderr
    assert not (tmp_path / "none").exists()


def test_options_that_read_files_are_refused_without_any(full: Desk) -> None:
    assert full.run("look", "--me", "Ana").exit_code == 2


def test_the_folder_can_be_named_by_a_variable(full: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EBBTIDE_VAULT", str(full.folder))
    assert CliRunner().invoke(main, ["people", "--passphrase-stdin"], input=full.code).exit_code == 0


def test_the_usual_folder_says_nothing_and_follows_the_system() -> None:
    home = Path("home")
    found = [
        default_folder("linux", {}, home),
        default_folder("linux", {"XDG_DATA_HOME": "data"}, home),
        default_folder("darwin", {}, home),
        default_folder("win32", {"LOCALAPPDATA": "local"}, home),
    ]
    assert [path.as_posix() for path in found] == [
        "home/.local/share/archive",
        "data/archive",
        "home/Library/Application Support/Archive",
        "local/Archive",
    ]


def test_a_kept_time_without_use_is_taken_at_the_next_opening(full: Desk) -> None:
    assert full.json("lock", "--after", "3")["lock_minutes"] == 3
    assert full.run("lock", "--after", "0").exit_code == 2


def test_ctrl_c_and_a_full_disk_end_in_words(
    full: Desk, chats: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    for error, code in ((KeyboardInterrupt(), 130), (OSError(28, "No space left on device", "x"), 1)):

        def fail(*_: object, error: BaseException = error, **__: object) -> None:
            raise error

        monkeypatch.setattr(vault, "read", fail)
        result = full.run("import", chats[0])
        assert (result.exit_code, result.stdout) == (code, "")
