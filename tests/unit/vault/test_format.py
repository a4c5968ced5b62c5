"""The format: the lines of docs/vault.md read a vault, and a backup taken apart, with another engine and no Ebbtide."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import apsw
import pytest

from ebbtide.vault.storage import engine
from ebbtide.vault.storage.owner_files import DATA
from ebbtide.vault.storage.records import Entry
from tests.support.vaults import CANARY, PASSPHRASE, export, opened, vault

PAGE = Path(__file__).parents[3] / "docs" / "vault.md"
PLACE = 'folder, passphrase = Path("copy of the folder"), "the passphrase"'
DAY = date(2026, 3, 1)


def lines() -> str:
    [block] = re.findall(r"^```python\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return str(block)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, Path]:
    folder = tmp_path_factory.mktemp("made")
    place, code = vault(folder)
    with opened(place, code) as one:
        one.add([export(folder, 0, 40)], "Ana")
        one.tables.journal.add(Entry(DAY, "slept badly 🌊"))
        file = one.backup(folder / "mine.ebbak")
    return place, code, file


def read_by_the_lines(folder: Path) -> str:
    text = lines()
    assert PLACE in text
    assert "ebbtide" not in text.lower()
    told = text.replace(PLACE, f"folder, passphrase = Path({str(folder)!r}), {PASSPHRASE!r}")
    command = [sys.executable, "-X", "utf8", "-I", "-c", told]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def test_the_lines_of_the_page_read_a_vault(made: tuple[Path, str, Path]) -> None:
    told = read_by_the_lines(made[0]).splitlines()
    assert told[0] == "2026-03-01 slept badly 🌊"
    assert told[2] == f"2026-01-05 09:37:00 Ana message 1 about the train {CANARY}"
    assert len(told) == 41


def test_the_lines_of_the_page_read_a_backup_taken_apart(made: tuple[Path, str, Path], tmp_path: Path) -> None:
    with zipfile.ZipFile(made[2]) as archive:
        archive.extractall(tmp_path)
    assert read_by_the_lines(tmp_path) == read_by_the_lines(made[0])


def test_the_other_engine_finds_every_table_sound_and_ebbtide_reads_what_it_wrote(made: tuple[Path, str, Path]) -> None:
    place, code, _ = made
    with opened(place, code) as one:
        key = one._key
    other = apsw.Connection(str(place / DATA), flags=apsw.SQLITE_OPEN_READWRITE)
    for setting in ("cipher='sqlcipher'", "legacy=4", f"key='raw:{key.hex()}'"):
        other.execute(f"PRAGMA {setting}")
    assert other.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    assert other.execute("SELECT count(*) FROM word WHERE word MATCH 'train'").fetchall() == [(4,)]
    other.execute("INSERT INTO journal (day, text, tags) VALUES ('2026-03-02', 'by the other', '[]')")
    other.close()
    with opened(place, code) as one:
        assert [entry.text for entry in one.tables.journal.all()] == ["slept badly 🌊", "by the other"]
        assert engine.faults(one._made, one.path) == []


def test_what_the_page_says_of_the_schema_is_true() -> None:
    from ebbtide.vault.storage.schema import STEPS

    assert f"is the schema, {len(STEPS)} today" in " ".join(PAGE.read_text("utf-8").split())
