"""Migration: a frozen vault of every schema ever released opens with all that it held; what fails changes nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ebbtide.errors import VaultDamaged
from ebbtide.vault import Vault, local_vault, unlock
from ebbtide.vault.storage import engine
from ebbtide.vault.storage.owner_files import DATA, KEYS
from ebbtide.vault.storage.schema import STEPS, Step, migrate, schema_of
from tests.support.vaults import PASSPHRASE, opened, vault
from tests.vaults.freeze import TOLD, content, frozen

NEXT = ("ALTER TABLE journal ADD COLUMN mood TEXT", "CREATE INDEX moods ON journal (mood)")
#: A step that goes wrong at its end: a statement that cannot run, and rows that would point nowhere.
BROKEN = (*NEXT, "INSERT INTO nowhere VALUES (1)")
LOOSE = (*NEXT, "DROP TABLE segment", "UPDATE placed SET event = 999999 WHERE at = 1")


def thawed(number: int, folder: Path) -> Path:
    place = folder / "vault"
    place.mkdir(0o700)
    for name in (DATA, KEYS):
        shutil.copyfile(frozen()[number] / name, place / name)
    return place


def told(number: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((frozen()[number] / TOLD).read_text("utf-8"))
    return found


def keeps(now: object, before: object) -> bool:
    """Whether all of `before` is in `now`; records may have got further fields since."""
    if isinstance(before, dict):
        return isinstance(now, dict) and all(name in now and keeps(now[name], one) for name, one in before.items())
    if isinstance(before, list):
        return isinstance(now, list) and len(now) == len(before) and all(map(keeps, now, before))
    return now == before


def tables(made: Vault) -> list[Any]:
    return sorted(made._made.execute("SELECT type, name, sql FROM sqlite_master").fetchall(), key=str)


def test_every_released_schema_has_a_frozen_vault() -> None:
    assert sorted(frozen()) == list(range(1, len(STEPS) + 1)), "freeze the new schema: python -m tests.vaults.freeze"
    assert not keeps({"a": [1, 2]}, {"a": [1, 3]})
    assert not keeps({"a": [1]}, {"b": [1]})


@pytest.mark.parametrize("number", frozen())
def test_a_vault_of_every_released_schema_opens_with_all_that_it_held(number: int, tmp_path: Path) -> None:
    with unlock(thawed(number, tmp_path), PASSPHRASE) as made:
        assert schema_of(made._made) == len(STEPS)
        assert keeps(content(made), told(number))
        made.check()
        made.rebuild()
        assert keeps(content(made), told(number))


def test_released_steps_were_not_edited(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    place, code = vault(tmp_path)
    with opened(place, code) as fresh, unlock(thawed(len(STEPS), tmp_path / "old"), PASSPHRASE) as old:
        assert tables(old) == tables(fresh)


@pytest.mark.parametrize("number", frozen())
@pytest.mark.parametrize(
    ("steps", "error"),
    [
        ((BROKEN,), engine.sqlcipher.OperationalError),
        ((NEXT, BROKEN), engine.sqlcipher.OperationalError),
        ((LOOSE,), engine.sqlcipher.IntegrityError),
    ],
)
def test_a_migration_that_fails_leaves_the_vault_as_it_was(
    number: int, steps: tuple[Step, ...], error: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = thawed(number, tmp_path)
    monkeypatch.setattr(local_vault, "migrate", lambda made, path: migrate(made, path, (*STEPS, *steps)))
    with pytest.raises(error):
        unlock(place, PASSPHRASE)
    monkeypatch.setattr(local_vault, "migrate", lambda made, path: len(STEPS))
    with unlock(place, PASSPHRASE) as made:
        assert schema_of(made._made) == number
        assert "mood" not in [row[1] for row in made._made.execute("PRAGMA table_info(journal)")]
        made.check()
        if number == len(STEPS):
            assert keeps(content(made), told(number))


@pytest.fixture
def later(tmp_path: Path) -> Vault:
    return unlock(thawed(len(STEPS), tmp_path), PASSPHRASE)


def unsound(made: Vault) -> Callable[[], int]:
    rows = "INSERT INTO placed (source, at, event) VALUES (77, 0, 1)"
    return lambda: migrate(made._made, made.path, (*STEPS, (*NEXT, rows)))


def test_tables_that_would_not_add_up_afterwards_end_the_migration(later: Vault) -> None:
    with later:
        later._made.execute("PRAGMA foreign_keys=OFF")  # as a step that rebuilds a table would run
        with pytest.raises(VaultDamaged, match="placed"):
            unsound(later)()
        assert schema_of(later._made) == len(STEPS)
        later.check()
