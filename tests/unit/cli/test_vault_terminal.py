"""The vault on a real terminal: the first run asks before it keeps, secrets are not shown, words are no arguments."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ebbtide.vault import opening
from tests.support.chats import lines, zip_file
from tests.support.command_vaults import Desk, desk
from tests.support.vaults import PASSPHRASE
from tests.unit.cli.test_terminal import COMMAND, SETTLE_S, Terminal, _heed_ctrl_c

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")

Open = Callable[..., Terminal]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of its own, for the test and for the commands."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name in [name for name in os.environ if name.startswith(("XDG_", "EBBTIDE_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("COLUMNS", "200")
    return folder


@pytest.fixture
def terminal(home: Path) -> Iterator[Open]:
    """Start `ebbtide ARGUMENTS` on a terminal of its own."""
    running: list[Terminal] = []

    def start(*arguments: object) -> Terminal:
        screen, keys = pty.openpty()
        process = subprocess.Popen(
            [*COMMAND, *map(str, arguments)],
            cwd=home,
            stdin=keys,
            stderr=keys,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=_heed_ctrl_c,
        )
        os.close(keys)
        running.append(Terminal(process, screen))
        return running[-1]

    yield start
    for one in running:
        one.process.kill()
        one.process.communicate()
        os.close(one.screen)


@pytest.fixture
def made(home: Path, tmp_path: Path) -> Iterator[Desk]:
    found = desk(tmp_path)
    yield found
    opening.lock(found.folder)


def test_the_first_run_asks_before_it_keeps_and_shows_the_code_once(terminal: Open, tmp_path: Path) -> None:
    folder = tmp_path / "stick" / "archive"
    run = terminal("init", "--vault", folder)
    run.wait_for("Who else can use this computer?")
    run.wait_for("Number")
    assert "Nothing is kept until you have answered" in run.seen
    assert not folder.parent.exists()
    run.type("1")
    run.wait_for("Where should your things be kept?")
    run.wait_for("Nowhere.")
    run.type("1")
    run.wait_for("lock itself")
    run.type("")
    if "all the same" in _after(run, "all the same?", "Press Enter"):
        run.type("y")
    run.wait_for("Press Enter to take the six words")
    words = re.search(r"((?:[a-z]+ ){5}[a-z]+)\r\n\r\nWrite them", run.seen)
    assert words is not None
    run.type("")
    for given in ("not the same at all", None):
        run.seen = ""
        run.wait_for("once more")
        run.type(given or words[1])
        if given:
            run.wait_for("were not the same")
            run.wait_for("Press Enter")
            words = re.search(r"((?:[a-z]+ ){5}[a-z]+)\r\n\r\nWrite them", run.seen)
            assert words is not None
            run.type("")
    run.wait_for("last four letters")
    code = re.search(r"(?:[A-Z0-9]{4}-){8}([A-Z0-9]{4})", run.seen)
    assert code is not None
    # Both stood on a screen of their own, which leaves nothing to scroll back to.
    assert "\x1b[?1049h" in run.seen
    run.type("NONE")
    run.wait_for("not its last four")
    run.type(code[1].lower())
    exit_code, out = run.end()
    assert exit_code == 0, run.seen
    assert code[0] not in out
    assert "ebbtide import FILE" in out
    assert Desk(folder, words[1]).run("people").exit_code == 2  # it opens; nothing was imported yet
    opening.lock(folder)


def _after(run: Terminal, *either: str) -> str:
    """What the screen shows once one of `either` stands on it."""
    while not any(words in run.seen for words in either):
        time.sleep(0.05)
        run.wait_for("")
        run.seen += os.read(run.screen, 4096).decode("utf-8", "replace")
    return run.seen


def test_keeping_nothing_makes_nothing(terminal: Open, home: Path) -> None:
    run = terminal("init")
    run.wait_for("Number")
    run.type("4")
    run.wait_for("If you are afraid of this person")
    run.wait_for("Here, in")
    assert run.seen.index("Nowhere.") < run.seen.index("On a medium") < run.seen.index("Here, in")
    run.type("1")
    code, out = run.end()
    assert code == 0, run.seen
    assert "Nothing was made" in out
    assert [path.name for path in home.iterdir()] == []


def test_a_slip_is_asked_again_and_nothing_typed_is_shown(terminal: Open, made: Desk) -> None:
    run = terminal("log", "--vault", made.folder, "--text")
    for given in ("wrong words altogether", PASSPHRASE):
        run.seen, seen = "", run.seen
        run.wait_for("Passphrase")
        run.type(given)
        assert given not in seen + run.seen
    run.wait_for("What happened")
    assert PASSPHRASE not in run.seen
    for line in ("A quiet evening.", "Tomorrow the swimming pool.", ""):
        run.wait_for("> ")
        run.type(line)
    run.wait_for("Tags")
    run.type("win, Own Life")
    code, out = run.end()
    assert code == 0, run.seen
    assert "(win, own life)" in out
    kept = made.json("log", "--list")["entries"]
    assert kept[0]["text"] == "A quiet evening.\nTomorrow the swimming pool."


def test_the_sliders_take_a_number_or_nothing(terminal: Open, made: Desk) -> None:
    made.run("people")  # leaves it open
    run = terminal("log", "--vault", made.folder, "--sliders", "--on", "2026-03-02")
    run.wait_for("How was my day?")
    run.type("eleven")
    run.wait_for("from 0 to 10")
    run.type("7")
    answers = {"How calm": "4", "noticed": "", "I thought": "", "was mine": "", "I am": "", "carried": "", "Near": "0"}
    answers |= {"The two of us": "", "want to look or write": ""}
    for question, given in answers.items():
        run.wait_for(question)
        run.type(given)
    code, _ = run.end()
    assert code == 0, run.seen
    assert made.json("log", "--list")["checkins"][0]["values"] == {"mood": 7, "calm": 4, "gut": 0}


def test_the_gut_is_asked_once_a_week_before_any_number(terminal: Open, made: Desk, tmp_path: Path) -> None:
    made.run("import", zip_file(tmp_path, lines(1)), "--me", "Ana", "--date-order", "dmy")
    run = terminal("look", "--no-questions", "--vault", made.folder)
    run.wait_for("larger")
    assert "before any number" in run.seen
    run.type("6")
    assert run.end()[0] == 6, run.seen
    assert made.json("log", "--list")["checkins"][0]["values"] == {"gut": 6}
    again = terminal("look", "--no-questions", "--vault", made.folder)
    assert again.end()[0] == 6, again.seen


def test_ctrl_c_at_the_passphrase_leaves_everything_as_it_was(terminal: Open, made: Desk) -> None:
    before = {path.name: path.read_bytes() for path in made.folder.iterdir()}
    run = terminal("passphrase", "--vault", made.folder)
    run.wait_for("Passphrase")
    time.sleep(SETTLE_S)
    run.process.send_signal(signal.SIGINT)
    run.wait_for("Stopped")
    assert run.end()[0] == 130
    assert {path.name: path.read_bytes() for path in made.folder.iterdir()} == before


def test_three_slips_end_the_command(terminal: Open, made: Desk) -> None:
    run = terminal("wipe", "--vault", made.folder)
    for _ in range(3):
        run.seen = ""
        run.wait_for("Passphrase")
        run.type("wrong words altogether")
    code, out = run.end()
    assert (code, out) == (7, "")
    assert (made.folder / "vault.ebb").is_file()
