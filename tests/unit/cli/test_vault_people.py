"""Who of the two is the user can be said anew, as long as nothing is kept of one side."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ebbtide.errors import BadRequest
from ebbtide.history import build
from ebbtide.history.readers import ReadResult
from ebbtide.vault import Vault
from ebbtide.vault.storage.records import Mark
from tests.support.vaults import export, opened, same, vault


@pytest.fixture
def kept(tmp_path: Path) -> tuple[Path, str, ReadResult]:
    place, code = vault(tmp_path)
    chat = export(tmp_path, 0, 60)
    with opened(place, code) as made:
        made.add([chat], "Ana")
    return place, code, chat


def shown(made: Vault) -> list[tuple[int, str, str | None]]:
    return sorted((one.side, one.name, one.shown_as) for one in made.tables.people.all())


def test_the_other_one_becomes_the_user_and_names_stay_with_their_people(kept: tuple[Path, str, ReadResult]) -> None:
    place, code, chat = kept
    with opened(place, code) as made:
        sam = next(one for one in made.tables.people.all() if one.name == "Sam")
        made.tables.people.change(type(sam)(sam.side, sam.name, sam.known_as, "Samir", id=sam.id))
        assert made.choose_me("sam")
        assert same(made.conversation(), build([chat], "Sam"))
        assert shown(made) == [(0, "Sam", "Samir"), (1, "Ana", None)]
        assert not made.choose_me("Sam")
        # A later import keeps to it.
        assert made.add([chat]).new == 0
        assert made.conversation().people == ("Sam", "Ana")


def test_it_is_refused_where_a_mark_would_change_sides(kept: tuple[Path, str, ReadResult]) -> None:
    place, code, _ = kept
    with opened(place, code) as made:
        mark = made.tables.marks.add(Mark("stressor", date(2025, 3, 3), date(2025, 3, 9), 1))
        with pytest.raises(BadRequest, match=f"numbers: {mark.id}"):
            made.choose_me("Sam")
        assert made.conversation().people == ("Ana", "Sam")
        with pytest.raises(BadRequest, match="Nobody here"):
            made.choose_me("Kim")
