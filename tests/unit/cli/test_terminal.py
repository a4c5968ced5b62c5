"""`ebbtide` on a real terminal: it asks, takes an answer, and Ctrl-C at a question leaves nothing behind."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.chats import lines, zip_file

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
PATIENCE_S = 60
SETTLE_S = 1  # the question is on the screen a moment before the answer is waited for
COMMAND = [sys.executable, "-c", "from ebbtide.cli import main; main()"]


@dataclass
class Terminal:
    """A command whose questions and answers go through a terminal and whose output goes to a pipe."""

    process: subprocess.Popen[str]
    screen: int
    seen: str = ""

    def wait_for(self, words: str) -> None:
        """Read the screen until `words` stand on it."""
        until = time.monotonic() + PATIENCE_S
        while words not in self.seen:
            assert time.monotonic() < until, self.seen
            if select.select([self.screen], [], [], 1)[0]:
                self.seen += os.read(self.screen, 4096).decode("utf-8", "replace")

    def type(self, words: str) -> None:
        """Type a line."""
        os.write(self.screen, f"{words}\n".encode())

    def end(self) -> tuple[int, str]:
        """Exit code and standard output."""
        out, _ = self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode, out


def _heed_ctrl_c() -> None:
    """Whoever runs the tests in the background may have set Ctrl-C to be ignored, which a child inherits."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    return zip_file(tmp_path, lines(20))


@pytest.fixture
def look(tmp_path: Path, chat: Path) -> Iterator[Terminal]:
    """`ebbtide look CHAT --out report.html` without questions, in an empty folder, on a terminal."""
    yield from started(tmp_path, chat, "--out", "report.html", "--no-questions")


@pytest.fixture
def asked(tmp_path: Path, chat: Path) -> Iterator[Terminal]:
    """`ebbtide look CHAT --me Ana`, on a terminal."""
    yield from started(tmp_path, chat, "--me", "Ana")


def started(tmp_path: Path, chat: Path, *arguments: str) -> Iterator[Terminal]:
    here = tmp_path / "here"
    here.mkdir()
    (here / "report.html").write_text("old")
    screen, keys = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "look", str(chat), *arguments],
        cwd=here,
        stdin=keys,
        stderr=keys,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=_heed_ctrl_c,
    )
    os.close(keys)
    yield Terminal(process, screen)
    process.kill()
    process.wait()
    os.close(screen)


def test_it_asks_before_it_replaces_and_whose_name_is_whose(look: Terminal, tmp_path: Path) -> None:
    look.wait_for("Replace it?")
    look.type("y")
    look.wait_for("Number or name")
    assert "Ana" in look.seen
    assert "Sam" in look.seen
    look.type("ana")
    code, out = look.end()
    assert code == 0, look.seen
    assert "report.html" in out
    assert "Replace it?" not in out
    assert (tmp_path / "here" / "report.html").read_text("utf-8") != "old"


def test_no_means_no(look: Terminal, tmp_path: Path) -> None:
    look.wait_for("Replace it?")
    look.type("n")
    look.wait_for("stays as it is")
    assert look.end()[0] == 2
    assert (tmp_path / "here" / "report.html").read_text() == "old"


def test_ctrl_c_at_a_question_leaves_everything_as_it_was(look: Terminal, tmp_path: Path) -> None:
    look.wait_for("Replace it?")
    look.type("y")
    look.wait_for("Number or name")
    time.sleep(SETTLE_S)
    look.process.send_signal(signal.SIGINT)
    look.wait_for("Stopped")
    code, out = look.end()
    assert (code, out) == (130, "")
    assert [path.name for path in (tmp_path / "here").iterdir()] == ["report.html"]
    assert (tmp_path / "here" / "report.html").read_text() == "old"


def test_three_questions_come_before_the_look_and_a_page_is_offered_after_it(asked: Terminal, tmp_path: Path) -> None:
    asked.wait_for("Do you live together?")
    asked.type("next door")
    asked.wait_for("is no answer here")
    asked.type("apart")
    asked.wait_for("A trip, a holiday")
    asked.type("2025-03-03..2025-03-09")
    asked.wait_for("A trip, a holiday")
    time.sleep(SETTLE_S)
    asked.type("")
    asked.wait_for("A hard time")
    asked.type("")
    asked.wait_for("Do you also call")
    asked.type("calls")
    asked.wait_for("Write this as a page")
    asked.type("y")
    code, out = asked.end()
    assert code == 0, asked.seen
    page = tmp_path / "here" / "ebbtide-report.html"
    assert str(page) in out
    assert "You also keep in touch by calls." in page.read_text("utf-8")
    assert "3 to 9 March" in page.read_text("utf-8")


def test_enter_skips_every_question_and_no_page_is_written(asked: Terminal, tmp_path: Path) -> None:
    for words in ("Do you live together?", "A trip, a holiday", "A hard time", "Do you also call", "Write this as"):
        asked.wait_for(words)
        asked.type("")
    code, out = asked.end()
    assert code == 0, asked.seen
    assert "Nothing was kept" in out
    assert [path.name for path in (tmp_path / "here").iterdir()] == ["report.html"]
