"""`ebbtide look` on made-up exports: what it prints, what it writes, and how each bad input ends."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ebbtide import vault
from ebbtide.cli import main
from tests.support.chats import lines, text_file, zip_file

Run = Callable[..., Result]
WEEKS = 30


@pytest.fixture(scope="module")
def even(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pair with 30 even weeks, in a zip."""
    return zip_file(tmp_path_factory.mktemp("even"), lines(WEEKS))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `ebbtide ARGUMENTS` in an empty folder without a terminal."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)

    def go(*arguments: object, **settings: object) -> Result:
        result = CliRunner().invoke(main, [str(item) for item in arguments], **settings)  # type: ignore[arg-type]
        assert "Traceback" not in result.output
        return result

    return go


def here() -> list[str]:
    return sorted(path.name for path in Path.cwd().iterdir())


def test_an_even_pair_is_told_so_and_nothing_is_kept(run: Run, even: Path) -> None:
    result = run("look", even, "--me", "Ana")
    assert result.exit_code == 0, result.output
    assert "Nothing unusual between you two in these months." in result.stdout
    assert "Nothing was kept" in result.stdout
    assert str(even.resolve()) in result.stdout.replace("\n", "")
    assert here() == []


def test_a_report_is_written_where_it_was_asked_for(run: Run, even: Path) -> None:
    result = run("look", even, "--me", "Ana", "--out", "report.html")
    assert result.exit_code == 0, result.output
    assert here() == ["report.html"]
    assert Path("report.html").read_text("utf-8").lower().startswith("<!doctype html>")
    assert str(Path("report.html").resolve()) in result.stdout
    if os.name == "posix":
        assert stat.S_IMODE(Path("report.html").stat().st_mode) == 0o600
        assert "only you can read it" in result.stdout


def test_an_old_report_is_not_replaced_by_surprise(run: Run, even: Path) -> None:
    Path("report.html").write_text("old")
    refused = run("look", even, "--me", "Ana", "--out", "report.html")
    assert refused.exit_code == 2
    assert "--force" in refused.stderr
    assert Path("report.html").read_text() == "old"
    assert run("look", even, "--me", "Ana", "--out", "report.html", "--force").exit_code == 0
    assert Path("report.html").read_text("utf-8") != "old"


def test_json_is_all_there_is_on_standard_output(run: Run, even: Path) -> None:
    result = run("look", even, "--me", "Ana", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["schema_version"]
    assert "not encrypted" in result.stderr


@pytest.mark.element("E001")
@pytest.mark.parametrize("weeks", [1, 10, WEEKS])
def test_both_aims_stand_on_every_page_whatever_was_found(run: Run, tmp_path: Path, weeks: int) -> None:
    result = run("look", zip_file(tmp_path, lines(weeks)), "--me", "Ana", "--date-order", "dmy", "--json")
    groups = {finding["group"] for finding in json.loads(result.stdout)["findings"]}
    assert {"next", "me"} <= groups


def test_what_was_told_reaches_the_result(run: Run, even: Path) -> None:
    told = [
        "--living",
        "apart",
        "--away",
        "2025-03-03..2025-03-16",
        "--stressor",
        "2025-05-05..2025-05-18:Sam",
        "--also",
        "calls",
        "--exported",
        "2025-08-10",
    ]
    result = run("look", even, "--me", "Ana", "--json", *told)
    assert result.exit_code == 0, result.output
    assert "2025-03-16" in result.stdout
    assert "2025-05-18" in result.stdout


def test_without_a_name_the_people_are_listed(run: Run, even: Path) -> None:
    result = run("look", even)
    assert result.exit_code == 4
    assert result.stdout == ""
    assert "Ana" in result.stderr
    assert "Sam" in result.stderr
    assert "--me" in result.stderr


def test_an_unknown_name_is_answered_with_a_near_one(run: Run, even: Path) -> None:
    result = run("look", even, "--me", "Anna")
    assert result.exit_code == 2
    assert "Ana" in result.stderr


def test_a_stressor_of_a_stranger_is_refused(run: Run, even: Path) -> None:
    result = run("look", even, "--me", "Ana", "--stressor", "2025-05-05:Kim")
    assert result.exit_code == 2
    assert "Kim" in result.stderr


def test_dates_that_can_be_read_two_ways_are_asked_for(run: Run, tmp_path: Path) -> None:
    chat = text_file(tmp_path, ["03/04/2025, 08:00 - Ana: hi", "03/04/2025, 08:01 - Sam: hi"])
    asked = run("look", chat, "--me", "Ana")
    assert asked.exit_code == 4, asked.output
    assert "--date-order" in asked.stderr
    assert run("look", chat, "--me", "Ana", "--date-order", "dmy").exit_code == 6


def _empty(folder: Path) -> Path:
    return text_file(folder, [])


def _blank(folder: Path) -> Path:
    path = folder / "empty.txt"
    path.write_bytes(b"")
    return path


def _cut_zip(folder: Path) -> Path:
    path = zip_file(folder, lines(20))
    path.write_bytes(path.read_bytes()[:2000])
    return path


def _bomb(folder: Path) -> Path:
    return zip_file(folder, [*lines(1), "0" * 50_000_000, *lines(1)])


def _long_line(folder: Path) -> Path:
    return text_file(folder, [*lines(1), "x" * 50_000_000])


def _picture(folder: Path) -> Path:
    path = folder / "picture.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 50)
    return path


def _story(folder: Path) -> Path:
    return text_file(folder, ["Once upon a time", "there was no chat at all."] * 20, "story.txt")


def _folder(folder: Path) -> Path:
    return folder


def _missing(folder: Path) -> Path:
    return folder / "none.zip"


BAD = [_folder, _missing, _empty, _blank, _cut_zip, _picture, _story, _bomb, _long_line]


@pytest.mark.parametrize("make", BAD, ids=[make.__name__ for make in BAD])
def test_a_file_that_cannot_be_read_is_told_so(run: Run, tmp_path: Path, make: Callable[[Path], Path]) -> None:
    result = run("look", make(tmp_path), "--me", "Ana", "--out", "report.html")
    assert result.exit_code == 3, result.output
    assert result.stdout == ""
    assert 0 < len(result.stderr.strip().splitlines()) <= 4
    assert here() == []


def test_messages_from_the_future_are_asked_about(run: Run, tmp_path: Path) -> None:
    chat = text_file(tmp_path, [row.replace("/2025,", "/2035,") for row in lines(20)])
    result = run("look", chat, "--me", "Ana", "--out", "report.html")
    assert result.exit_code == 3
    assert "2035-05-2" in result.stderr
    assert "--date-order" in result.stderr
    assert here() == []


def test_a_group_is_refused(run: Run, tmp_path: Path) -> None:
    result = run("look", text_file(tmp_path, lines(20, ("Ana", "Sam", "Kim"))), "--me", "Ana", "--out", "report.html")
    assert result.exit_code == 5
    assert here() == []


def test_a_chat_of_one_person_is_no_chat_of_two(run: Run, tmp_path: Path) -> None:
    rows = [row for row in lines(20) if "- Ana:" in row]
    result = run("look", text_file(tmp_path, rows, "notes.txt"), "--me", "Ana", "--out", "report.html")
    assert result.exit_code == 5, result.output
    assert "written under one name, Ana" in result.stderr
    assert here() == []


def test_three_messages_are_too_little_to_say(run: Run, tmp_path: Path) -> None:
    rows = [f"16/01/2025, 08:0{minute} - {name}: hi" for minute, name in enumerate(["Ana", "Sam", "Ana"])]
    chat = text_file(tmp_path, rows)
    result = run("look", chat, "--me", "Ana", "--out", "report.html")
    assert result.exit_code == 6, result.output
    assert "There are too few messages here to compare." in result.stdout
    assert here() == ["report.html"]
    assert "There are too few messages here to compare." in Path("report.html").read_text("utf-8")


@pytest.mark.parametrize(
    "wrong", [["--away", "summer"], ["--ended", "soon"], ["--living", "apart?"], ["--date-order", "xyz"], ["--nothing"]]
)
def test_an_option_that_does_not_fit_is_told_with_its_name(run: Run, even: Path, wrong: list[str]) -> None:
    result = run("look", even, "--me", "Ana", *wrong)
    assert result.exit_code == 2
    assert wrong[0] in result.stderr


def test_a_look_as_of_a_day_still_to_come_is_refused(run: Run, even: Path) -> None:
    tomorrow = date.today() + timedelta(days=1)
    result = run("look", even, "--me", "Ana", "--as-of", tomorrow)
    assert result.exit_code == 2
    assert f"{tomorrow.day} " in result.stderr and "still to come" in result.stderr
    assert run("look", even, "--me", "Ana", "--as-of", date.today()).exit_code == 0


def test_a_look_at_nothing_names_both_ways_and_the_demo(run: Run, tmp_path: Path) -> None:
    result = run("look", "--vault", tmp_path / "nowhere")
    assert result.exit_code == 7
    told = " ".join(result.stderr.split())
    assert all(f"`ebbtide {way}`" in told for way in ("look FILE", "init", "demo"))


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Let reading fail with a given exception."""

    def fail(error: BaseException) -> None:
        def read(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr(vault, "read", read)

    return fail


def test_ctrl_c_leaves_nothing(run: Run, even: Path, broken: Callable[[BaseException], None]) -> None:
    broken(KeyboardInterrupt())
    result = run("look", even, "--out", "report.html")
    assert result.exit_code == 130
    assert "Stopped" in result.stderr
    assert here() == []


def test_an_unexpected_error_shows_no_words_of_the_chat(
    run: Run, even: Path, broken: Callable[[BaseException], None]
) -> None:
    broken(RuntimeError("a private sentence"))
    result = run("look", even)
    assert result.exit_code == 1
    assert "private" not in result.output
    assert "EBBTIDE_DEBUG" in result.stderr


def test_its_details_are_shown_where_asked_for(
    even: Path, broken: Callable[[BaseException], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EBBTIDE_DEBUG", "1")
    broken(RuntimeError("a private sentence"))
    assert "a private sentence" in CliRunner().invoke(main, ["look", str(even)]).stderr


def test_a_full_disk_is_told_in_words(run: Run, even: Path, broken: Callable[[BaseException], None]) -> None:
    broken(OSError(28, "No space left on device", "x.html"))
    result = run("look", even)
    assert result.exit_code == 1
    assert "No space left" in result.stderr
