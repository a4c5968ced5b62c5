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
    """`ebbtide look CHAT --out report.html` in an empty folder, on a terminal."""
    here = tmp_path / "here"
    here.mkdir()
    (here / "report.html").write_text("old")
    screen, keys = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "look", str(chat), "--out", "report.html"],
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
