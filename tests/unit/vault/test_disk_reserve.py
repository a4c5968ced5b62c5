"""The ballast: laid only where the disk has room to spare, given up once, and laid again when there is room."""

from __future__ import annotations

import shutil
import stat
from collections import namedtuple
from pathlib import Path

import pytest

from ebbtide.errors import NoRoom
from ebbtide.vault.storage import disk_reserve
from ebbtide.vault.storage.owner_files import BALLAST
from tests.support.vaults import opened, vault

Usage = namedtuple("Usage", "total used free")
FULL = NoRoom("vault.disk.full", folder="x")


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk_reserve, "SIZE", 1 << 16)


def free(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(1 << 30, 0, size))


def test_it_takes_room_that_is_really_there_and_leaves_as_much_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free(monkeypatch, 3 * disk_reserve.SIZE - 1)
    assert not disk_reserve.lay(tmp_path)
    assert list(tmp_path.iterdir()) == []
    free(monkeypatch, 3 * disk_reserve.SIZE)
    assert disk_reserve.lay(tmp_path)
    found = (tmp_path / BALLAST).stat()
    assert found.st_size == disk_reserve.SIZE
    assert stat.S_IMODE(found.st_mode) & 0o077 == 0
    assert getattr(found, "st_blocks", 1 << 20) * 512 >= disk_reserve.SIZE
    free(monkeypatch, 0)
    assert disk_reserve.lay(tmp_path)  # it is there already


def test_one_that_could_not_be_laid_whole_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, size: int) -> None:
        path.write_bytes(b"x")
        raise OSError(28, "full")

    monkeypatch.setattr(disk_reserve, "_reserve", full)
    assert not disk_reserve.lay(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_on_a_full_disk_work_is_done_once_more_without_it(tmp_path: Path) -> None:
    done: list[bool] = []

    def work() -> str:
        done.append((tmp_path / BALLAST).exists())
        if len(done) == 1:
            raise FULL
        return "done"

    disk_reserve.lay(tmp_path)
    assert disk_reserve.freeing(tmp_path, work) == "done"
    assert done == [True, False]


def test_work_that_needs_more_than_it_is_refused(tmp_path: Path) -> None:
    tries: list[int] = []

    def work() -> None:
        tries.append(1)
        raise FULL

    for expected in (1, 3):
        with pytest.raises(NoRoom):
            disk_reserve.freeing(tmp_path, work)
        assert len(tries) == expected
        disk_reserve.lay(tmp_path)


def test_a_vault_has_one_and_gets_it_again(tmp_path: Path) -> None:
    place, code = vault(tmp_path)
    assert (place / BALLAST).stat().st_size == disk_reserve.SIZE
    assert disk_reserve.drop(place)
    assert not disk_reserve.drop(place)
    opened(place, code).close()
    assert (place / BALLAST).stat().st_size == disk_reserve.SIZE
