"""The commands of docs/how-to-vault.md, run in its order, do what the text beside them says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import ebbtide.vault
from ebbtide.catalogue import table
from ebbtide.cli import first_run, main
from ebbtide.cli.root import commands
from ebbtide.service.log import tags_of
from ebbtide.vault import opening
from tests.contracts.test_docs import blocks, shell_lines
from tests.support.chats import lines, zip_file
from tests.support.vaults import COST, OTHER, PASSPHRASE

MANUAL = Path(__file__).parents[2] / "docs" / "how-to-vault.md"
#: What a user would type after the passphrase, and a word of what is then shown.
TYPED = {
    "log": "The sea was calm.",
    "search": "sleep well\n",
    "passphrase": f"{OTHER}\n",
    "wipe": "delete everything\n",
    "purge": "remove all texts\n",
}
SHOWN = {
    "init": "Write it on paper",
    "lock": "locked",
    "import": "still there and not encrypted",
    "sources": "WhatsApp Chat",
    "people": "you: Ana",
    "mark": "a hard time",
    "look": "usual",
    "log": "The sea was calm.",
    "search": "did you sleep well?",
    "passphrase": "was changed",
    "backup": "opened again",
    "restore": "was checked",
    "check": "as it was written",
    "wipe": "is gone",
    "purge": "are gone from the vault",
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with an export and the answers that the manual shows, and a usual place for the vault."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("EBBTIDE_VAULT", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(ebbtide.vault, "calibrate", lambda: COST)
    monkeypatch.setattr(opening, "held_apart", lambda: False)
    zip_file(tmp_path, lines(22))
    (tmp_path / "answers.json").write_text(blocks(MANUAL, "json")[0])
    yield tmp_path


def test_every_command_of_the_manual_does_what_it_says(here: Path) -> None:
    secret, seen = PASSPHRASE, []
    for name, *arguments in shell_lines(MANUAL):
        asked = ["--answers", "answers.json"] if name == "init" else []
        handed = f"{secret}\n{TYPED.get(name, '')}"
        result = CliRunner().invoke(main, [name, *arguments, *asked, "--passphrase-stdin"], input=handed)
        assert result.exit_code == 0, (name, result.output)
        assert SHOWN[name] in " ".join(result.stdout.split()), (name, result.stdout)
        secret = OTHER if name == "passphrase" else secret
        seen.append(name)
    assert set(seen) == set(commands()["keep"]) & set(SHOWN) | {"look"}
    assert sorted(path.name for path in here.iterdir()) == [
        "WhatsApp Chat with Sam.zip",
        "answers.json",
        "archive.ebbak",
        "data",
    ]


def test_the_manual_names_every_answer_and_slider() -> None:
    text = MANUAL.read_text("utf-8")
    for key in (*first_run.WHO, *first_run.STORE):
        assert f"`{key}`" in text
    assert set(json.loads(blocks(MANUAL, "json")[0])) == {"who", "store", "lock_minutes"}
    daily = [key for key, one in table("decisions", "checkin").items() if one.freq == "daily"]
    weekly = [key for key, one in table("decisions", "checkin").items() if one.freq == "weekly"]
    assert f"five a day ({', '.join(daily)})" in " ".join(text.split())
    assert f"five a week ({', '.join(weekly)})" in " ".join(text.split())


def test_tags_named_in_the_manual_are_kept_as_they_are_written() -> None:
    named = re.findall(r"such as `([a-z-]+)` or `([a-z-]+)`", MANUAL.read_text("utf-8"))[0]
    assert tags_of(named) == named
