"""What a look and the signs take from the vault beside the messages: marks, verdicts and the journal, by day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import ebbtide as eb
from ebbtide.analysis.signs.sign import JournalEntry
from ebbtide.cli.commands import look
from ebbtide.cli.vault_content import Kept, kept_in
from ebbtide.vault.storage.records import CheckIn, Confirmation, Entry, Mark
from tests.support.vaults import export, opened, vault

EARLY, LATE = date(2025, 3, 2), date(2025, 3, 9)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    """A vault with messages, a mark, a verdict, an entry and, of an earlier day, sliders."""
    place, code = vault(tmp_path)
    with opened(place, code) as store:
        store.add([export(tmp_path, 0, 60)], "Ana")
        store.tables.marks.add(Mark("living", value="apart"))
        store.tables.confirmations.add(Confirmation(EARLY, "jabs/jab.1/ab12/1/for", "yes", "00"))
        store.tables.journal.add(Entry(LATE, "a quiet day", ("self_doubt",)))
        store.tables.checkins.add(CheckIn(EARLY, {"mood": 3}))
        yield kept_in(store)


def test_all_of_it_comes_at_once_and_the_journal_by_day(kept: Kept) -> None:
    assert kept.chat.people == ("Ana", "Sam") and kept.chat.events.height == 60
    assert kept.context.living == "apart"
    assert kept.journal == (
        JournalEntry(EARLY, sliders={"mood": 3}),
        JournalEntry(LATE, ("self_doubt",), text="a quiet day"),
    )


def test_a_look_hands_journal_and_verdicts_to_the_signs(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[object] = []

    def signs(*told: object) -> None:
        given.extend(told)
        raise KeyboardInterrupt  # what comes after is told elsewhere

    monkeypatch.setattr(eb, "signs", signs)
    with pytest.raises(KeyboardInterrupt):
        look.look_and_show(kept.chat, kept.context, (), known=kept)
    assert given[2:] == [kept.context, kept.journal, kept.verdicts]
