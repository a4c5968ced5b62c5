"""Progress is shown for large files on a terminal only; where files lie is said in one line each."""

from __future__ import annotations

import io
import os
import sys
import time
from pathlib import Path

import pytest

from ebbtide.cli import showing
from ebbtide.wording import say
from tests.support.chats import lines, text_file


class Screen(io.StringIO):
    """A standard error that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    return text_file(tmp_path, lines(2), "chat [red].txt")


def test_a_small_file_is_read_without_a_word(chat: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    with showing.reading([chat]) as progress, showing.busy("look"):
        assert progress is None
    assert screen.getvalue() == ""


def test_a_large_file_shows_a_bar_with_its_name(chat: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(showing, "LARGE_BYTES", 1)
    with showing.reading([chat]) as progress:
        assert progress is not None
        progress(50, 100)
    assert "chat [red].txt" in screen.getvalue()
    assert "50%" in screen.getvalue()


def test_without_a_terminal_nothing_is_shown(
    chat: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(showing, "LARGE_BYTES", 1)
    with showing.reading([chat]) as progress, showing.busy("look"):
        assert progress is None
    assert capsys.readouterr().err == ""


def test_what_takes_over_half_a_second_says_so_and_is_wiped(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(showing, "PATIENCE", 0.01)
    with showing.busy("look"):
        time.sleep(0.3)
    assert say("cli.step.look") in screen.getvalue()
    quiet = Screen()
    monkeypatch.setattr(sys, "stderr", quiet)
    monkeypatch.setattr(showing, "PATIENCE", 60)
    with showing.busy("look"):
        pass
    assert quiet.getvalue() == ""


@pytest.mark.skipif(os.name != "posix", reason="rights are read from the mode bits of POSIX")
def test_where_files_lie_is_said_in_one_line_each(chat: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = chat.with_name("report.html")
    report.touch(mode=0o600)
    chat.chmod(0o600)
    showing.say_where([chat], report, aside=False)
    first, second = capsys.readouterr().out.splitlines()
    assert str(report.resolve()) in first
    assert str(chat.resolve()) in second
    assert "not encrypted" in second
    assert "only you can read it" in second
