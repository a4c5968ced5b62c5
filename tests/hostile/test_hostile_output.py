"""What is printed acts on no terminal, comes out in every encoding, and may be read to its end or not."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from ebbtide.cli import main, terminal
from ebbtide.presentation.report import as_text
from ebbtide.vault import create, opening, unlock
from ebbtide.vault.keys.slots import RECOVERY
from ebbtide.vault.worker import sockets
from ebbtide.wording import printable
from tests.support.sample_tide import sample
from tests.support.vaults import COST, PASSPHRASE

ROOT = Path(__file__).parents[2]
CLI = ROOT / "src" / "ebbtide" / "cli"
#: Clears a screen, sets a title, colours, turns letters around, hides them, and ends a line that is read again.
ACTS = "\x1b[2J\x1b]0;title\x07\x9b31m\x9d0;x\x9c\u202e\u2066\u200e\u200f\u061c\ufeff\u00ad\x08\x7f\r"


def acting(text: str) -> set[str]:
    """Characters of `text` that a terminal acts on."""
    return {letter for letter in text if letter in ACTS and letter.isascii() and not letter.isprintable()} | {
        letter for letter in text if letter in ACTS and not letter.isascii()
    }


def test_what_acts_on_a_terminal_is_taken_out_and_nothing_else() -> None:
    assert acting(printable(f"a{ACTS}b")) == set()
    plain = "Zoë, 山田 & 👩\u200d👧 می\u200cخواهم\n1\u00a0000\u202f%"
    assert printable(plain) == plain
    assert printable("a\tb\u2028c\rd") == "a b c d"
    assert printable("half \udcff") == "half "
    assert printable("\U0001fad9\U0001faee") == "\U0001fad9\U0001faee", "emoji that this Python may not know"


def test_only_one_module_prints() -> None:
    """Everywhere else in the package nothing is printed but through it, or by `rich` from cleaned text."""
    for path in (ROOT / "src" / "ebbtide").rglob("*.py"):
        calls = [node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
        named = {ast.unparse(call) for call in calls}
        found = named & {"print", "click.echo", "click.confirm", "click.prompt", "click.secho", "sys.stdout.write"}
        assert not found or path == CLI / "terminal.py", f"{path.name}: {found}"


@pytest.mark.parametrize(
    "arguments",
    [
        [f"no{ACTS}such"],
        ["look", f"--no{ACTS}such"],
        ["look", f"{ACTS}.txt"],
        ["look", "x.txt", "--ended", f"{ACTS}"],
        ["look", "x.txt", "--away", f"{ACTS}"],
        ["look", "x.txt", "--date-order", f"{ACTS}"],
        ["look", "x.txt", "--out", f"/none{ACTS}/x.html"],
        ["look", "--vault", f"/none/{ACTS}"],
        ["lock", "--after", f"{ACTS}"],
        ["init", "--answers", f"{ACTS}"],
        ["log", f"{ACTS}", "--vault", "/none"],
        ["look", "\udce9\udcff.txt"],
    ],
)
def test_arguments_come_back_clean_in_errors(arguments: list[str]) -> None:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code != 0
    assert acting(result.output) == set()
    assert "Traceback" not in result.output
    assert result.stderr


def chat(folder: Path, name: str = "Sam") -> Path:
    """A chat of a name, and a file of that name."""
    path = folder / "WhatsApp Chat with Zoë \x1b[31m\u202e.txt"
    lines = [
        f"{1 + n % 28:02}/{1 + n // 28 % 12:02}/2024, 10:{n % 60:02} - {name if n % 2 else 'Zoë'}: hi → {n}"
        for n in range(600)
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_names_and_file_names_are_printed_clean(tmp_path: Path) -> None:
    path = chat(tmp_path, "Sam\x1b[31m\u202e\x9b2J")
    for arguments in (["look"], ["signs"]):
        result = CliRunner().invoke(main, [*arguments, str(path), "--me", "Zoë", "--date-order", "dmy"])
        assert "Sam" in result.output, result.output
        assert acting(result.output) == set()
    result = CliRunner().invoke(main, ["look", str(path), "--me", "nobody", "--date-order", "dmy"])
    assert "Sam" in result.output
    assert acting(result.output) == set()


def test_text_of_the_page_is_cleaned_whatever_stands_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    tide = replace(
        sample("changed"), conversation=replace(sample("changed").conversation, people=("Ana", f"Sam{ACTS}"))
    )
    Console(force_terminal=False, width=200).print(as_text.terminal(tide, full=True))
    assert acting(capsys.readouterr().out) == set()


def ran(
    *arguments: str, encoding: str = "utf-8", given: str = "", folder: Path, **how: object
) -> subprocess.CompletedProcess[bytes]:
    """The command as a program of its own, with an encoding of its own for what it prints."""
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "XDG_RUNTIME_DIR": str(folder), "NO_COLOR": "1"}
    environment["PYTHONPATH"] = str(ROOT / "src")
    command = [sys.executable, "-c", "from ebbtide.cli import main; main()", *arguments]
    return subprocess.run(
        command, env=environment, input=given.encode(), capture_output="stdout" not in how, timeout=120, **how
    )  # type: ignore[call-overload, no-any-return]


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_output_survives_every_encoding(tmp_path: Path, encoding: str) -> None:
    path = chat(tmp_path, "Sam 😀 山田")
    done = ran("look", str(path), "--me", "Zoë", "--date-order", "dmy", encoding=encoding, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    text = done.stdout.decode(encoding)
    assert ("Zo" in text) and ("Sam" in text)
    assert b"Traceback" not in done.stderr


def test_letters_that_an_encoding_lacks_are_spelt_as_near_as_it_can() -> None:
    terminal.prepare()
    text = "Zoë – “a” → 10 × … 😀 山"
    assert text.encode("ascii", terminal._READABLE) == b'Zoe - "a" -> 10 x ... ? ?'
    assert text.encode("cp1252", terminal._READABLE).decode("cp1252") == "Zoë – “a” -> 10 × … ? ?"


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
@pytest.mark.parametrize("arguments", [["look", "--json"], ["look"]])
def test_a_pipe_that_is_closed_is_no_error(tmp_path: Path, arguments: list[str]) -> None:
    path = chat(tmp_path)
    reader, writer = os.pipe()
    os.close(reader)
    done = ran(
        *arguments,
        str(path),
        "--me",
        "Zoë",
        "--date-order",
        "dmy",
        folder=tmp_path,
        stdout=writer,
        stderr=subprocess.PIPE,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_output_that_nobody_can_take_is_told(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = ran("--help", folder=tmp_path, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 1
    assert b"did not allow it" in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr


@pytest.mark.skipif(not opening.held_apart(), reason="no workers on this system")
def test_a_recovery_code_that_nobody_took_is_told_at_the_next_opening(tmp_path: Path) -> None:
    place = tmp_path / "vault"
    code = create(place, PASSPHRASE, COST)
    with unlock(place, code, RECOVERY) as made:
        assert made.code_unseen, "nobody has said yet that it was shown"
        made.code_shown()
        assert not made.code_unseen
    options = ["passphrase", "--code", "--vault", str(place), "--passphrase-stdin"]
    reader, writer = os.pipe()
    os.close(reader)
    done = ran(*options, given=code, folder=tmp_path, stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    assert done.returncode == 0
    with unlock_again(place) as made:
        assert made.code_unseen
    done = ran(*options, given=PASSPHRASE, folder=tmp_path)
    assert b"ebbtide passphrase --code" in done.stderr
    assert done.returncode == 0
    with unlock_again(place) as made:
        assert not made.code_unseen


def unlock_again(place: Path) -> opening.VaultLike:
    """The vault in this process, once the one that held it is ended."""
    before = os.environ["XDG_RUNTIME_DIR"]
    os.environ["XDG_RUNTIME_DIR"] = str(place.parent)
    try:
        opening.lock(place)
    finally:
        os.environ["XDG_RUNTIME_DIR"] = before
    return unlock(place, PASSPHRASE)


def test_a_folder_for_sockets_that_somebody_else_made_gets_the_true_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.name != "posix":
        pytest.skip("no Unix sockets on this system")
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    squatted = tmp_path / f"ebbtide-{os.geteuid()}"
    squatted.mkdir(0o777)
    squatted.chmod(0o777)
    assert sockets.blocked_folder() == squatted
    assert str(squatted) in str(opening.notice())
    assert "others may enter" in str(opening.notice())
    squatted.rmdir()
    squatted.symlink_to(tmp_path)
    assert sockets.blocked_folder() == squatted
    squatted.unlink()
    assert sockets.blocked_folder() is None
    assert opening.notice() is None


ANSWERS = '{"who": "nobody", "store": "here", "lock_minutes": 7}'


@pytest.mark.parametrize("way", ["-", "file", "defaults"])
def test_init_takes_its_answers_from_a_file_from_standard_input_or_the_careful_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr("ebbtide.vault.calibrate", lambda: COST)
    file = tmp_path / "answers.json"
    file.write_text(ANSWERS)
    options = {"-": ["--answers", "-"], "file": ["--answers", str(file)], "defaults": ["--defaults"]}[way]
    given = f"{PASSPHRASE}\n{ANSWERS if way == '-' else ''}"
    result = CliRunner().invoke(
        main, ["init", "--vault", str(tmp_path / "new"), *options, "--passphrase-stdin"], input=given
    )
    assert result.exit_code == 0, result.output
    minutes = 3 if way == "defaults" else 7
    assert f"after {minutes} minutes" in result.stdout
    with unlock(tmp_path / "new", PASSPHRASE) as made:
        assert not made.code_unseen


def test_init_says_what_the_answers_hold_and_takes_one_way_only(tmp_path: Path) -> None:
    said = CliRunner().invoke(main, ["init", "--help"]).output
    for word in ("who", "nobody", "watched", "store", "medium", "lock_minutes", "--defaults", '{"who": "nobody"'):
        assert word in " ".join(said.split()), word
    both = CliRunner().invoke(main, ["init", "--answers", "-", "--defaults"])
    assert both.exit_code == 2
    pipe = CliRunner().invoke(main, ["init", "--answers", os.devnull, "--vault", str(tmp_path / "x")])
    assert pipe.exit_code == 2
