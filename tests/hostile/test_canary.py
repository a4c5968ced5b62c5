"""No word of messages, journal or secrets lies anywhere but in the vault: commands as a user runs them, then a hunt."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ebbtide.vault import create
from tests.support.chats import lines, text_file
from tests.support.vaults import COST

MESSAGE, JOURNAL, NOTE = "Marzipanbrotkanarienvogel", "Zwetschgendatschiamsel", "Pumpernickelzeisig"
NAME, QUERY = "Zwiebelfischadler", "marzipanbrotkanarien"
PASSPHRASE = "quokkastern birnenzaun lavendelturm"
SECRETS = ("quokkastern", "birnenzaun", "lavendelturm")
WORDS = (MESSAGE, JOURNAL, NOTE, NAME, QUERY, *SECRETS)
#: What a program that keeps its data in the clear would leave: the engine's header, and that of its segments.
CLEAR = (b"SQLite format 3\0", b"ARROW1")
MAIN = [sys.executable, "-c", "from ebbtide.cli import main; main()"]


@dataclass
class Scratch:
    """A home, a folder for temporary files and one for sockets, all of which are searched afterwards."""

    root: Path
    code: str
    typed: list[str] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "EBBTIDE_", "TMP"))}
        folders = {"HOME": "home", "TMPDIR": "tmp", "TEMP": "tmp", "XDG_RUNTIME_DIR": "run"}
        return {**kept, **{name: str(self.root / folder) for name, folder in folders.items()}}

    def run(self, line: str, typed: str = "", secret: str = "", expected: int = 0) -> None:
        """Type a command at a shell, which keeps the line; a secret and `typed` come on standard input."""
        self.typed.append(f"ebbtide {line}")
        handed = ["--passphrase-stdin"] if secret else []
        arguments = [*shlex.split(line), "--vault", str(self.root / "vault"), *handed]
        done = subprocess.run(
            [*MAIN, *arguments],
            cwd=self.root / "home",
            env=self.environment,
            encoding="utf-8",
            capture_output=True,
            input=f"{secret}\n{typed}" if secret else typed,
            check=False,
        )
        assert done.returncode == expected, done.stderr
        self.said[line] = done.stdout + done.stderr


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scratch]:
    """Where every command that handles words was run, with the vault still open."""
    root = tmp_path_factory.mktemp("canary")
    for name in ("home", "tmp", "run", "exports"):
        (root / name).mkdir(mode=0o700)
    rows = [f"{row} {MESSAGE}" for row in lines(18, ("Ana", NAME))]
    text_file(root / "exports", rows, "chat.txt")
    text_file(root / "exports", [f"{row} {MESSAGE}" for row in lines(1, ("Ana", NAME, "Kim"))], "group.txt")
    used = Scratch(root, create(root / "vault", PASSPHRASE, COST))
    told = "--date-order dmy --exported 2025-05-12"
    used.run(f"import ../exports/chat.txt --me Ana {told}", secret=PASSPHRASE)
    used.run(f"import ../exports/group.txt --me Ana {told}", expected=5)
    used.run("look --json --out ../report.html")
    used.run("log", JOURNAL)
    used.run("mark --away 2025-03-03 --note", NOTE)
    used.run("search", QUERY)
    used.run("log --list")
    used.run("backup ../copy.ebbak")
    used.run("check", secret=f"{PASSPHRASE} slip", expected=7)
    (root / "home" / ".bash_history").write_text("\n".join(used.typed), "utf-8")
    yield used
    used.run("lock")


def spellings(word: str) -> Iterator[bytes]:
    """How a word may stand in a file."""
    for form in (word, word.lower(), word.upper()):
        yield from (form.encode(name) for name in ("utf-8", "utf-16-le", "utf-16-be"))


def streams(content: bytes) -> Iterator[bytes]:
    """A file's content, and what is unpacked wherever a packed stream seems to begin in it."""
    yield content
    for mark, window in ((b"\x1f\x8b\x08", 31), (b"\x78\x01", 15), (b"\x78\x9c", 15), (b"\x78\xda", 15)):
        at = content.find(mark)
        while at >= 0:
            with suppress(zlib.error):
                yield zlib.decompressobj(window).decompress(content[at:], 10_000_000)
            at = content.find(mark, at + 1)


def found_in(path: Path, words: tuple[str, ...]) -> list[str]:
    """The words that stand in a file in any spelling, plain or packed."""
    parts = [part.lower() for part in streams(path.read_bytes())]
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            parts += [archive.read(name).lower() for name in archive.namelist()]
    return [word for word in words if any(form.lower() in part for form in spellings(word) for part in parts)]


def left_behind(scratch: Scratch) -> list[Path]:
    """Every file but the exports and the report, which was asked for."""
    files = [path for path in scratch.root.rglob("*") if path.is_file()]
    return [path for path in files if path.parent.name != "exports" and path.name != "report.html"]


def test_no_word_lies_in_any_file(scratch: Scratch) -> None:
    files = left_behind(scratch)
    names = {path.name for path in files}
    assert {"vault.ebb", "vault.keys", "copy.ebbak", ".bash_history"} <= names
    words = (*WORDS, scratch.code, scratch.code.replace("-", ""))
    assert {str(path): hits for path in files if (hits := found_in(path, words))} == {}
    assert [path.name for path in scratch.root.rglob("*") if found_in_name(path)] == []


def found_in_name(path: Path) -> bool:
    """Whether a file is called after something that was written, or lies where memory is put aside."""
    name = path.name.casefold()
    return "swap" in name or any(word.casefold() in name for word in WORDS)


def test_nothing_is_kept_in_a_form_that_can_be_read(scratch: Scratch) -> None:
    found = [path.name for path in left_behind(scratch) if any(mark in path.read_bytes() for mark in CLEAR)]
    assert found == []


def test_home_and_temporary_folder_are_as_empty_as_before(scratch: Scratch) -> None:
    assert [path.name for path in (scratch.root / "tmp").iterdir()] == []
    assert [path.name for path in (scratch.root / "home").iterdir()] == [".bash_history"]


def test_the_report_that_was_asked_for_quotes_no_message(scratch: Scratch) -> None:
    assert found_in(scratch.root / "report.html", (MESSAGE, JOURNAL, *SECRETS)) == []


def test_words_are_shown_only_by_commands_that_were_asked_to(scratch: Scratch) -> None:
    shown = {
        line: hits
        for line, text in scratch.said.items()
        if (hits := {word for word in (MESSAGE, JOURNAL, NOTE, *SECRETS) if word in text})
    }
    assert shown == {
        "log": {JOURNAL},
        "log --list": {JOURNAL},
        "mark --away 2025-03-03 --note": {NOTE},
        "search": {MESSAGE},
    }


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="this system does not show processes as files")
def test_no_process_shows_a_word_in_its_command_or_variables(scratch: Scratch) -> None:
    words = [word.encode() for word in (*WORDS, scratch.code)]
    assert [str(path) for path, content in _processes() if any(word in content for word in words)] == []


def _processes() -> Iterator[tuple[Path, bytes]]:
    for folder in Path("/proc").iterdir():
        for name in ("cmdline", "environ"):
            try:
                yield folder / name, (folder / name).read_bytes()
            except OSError:
                continue  # it has ended, or may not be looked into


def test_the_search_itself_finds_what_is_there(scratch: Scratch, tmp_path: Path) -> None:
    assert found_in(scratch.root / "exports" / "chat.txt", WORDS) == [MESSAGE, NAME, QUERY]
    for content in (f"x{NOTE}".encode("utf-16-le"), b"junk" + zlib.compress(NOTE.encode()), NOTE.lower().encode()):
        (tmp_path / "file").write_bytes(content)
        assert found_in(tmp_path / "file", WORDS) == [NOTE]
    with zipfile.ZipFile(tmp_path / "file", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inside", NOTE)
    assert found_in(tmp_path / "file", WORDS) == [NOTE]
