"""What the vault holds that a look or the signs rest on: the history, marks, judged proposals and the journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ebbtide.analysis.signs.proposals.verdicts import Verdicts
    from ebbtide.analysis.signs.sign import JournalEntry
    from ebbtide.history.conversation import Context, Conversation
    from ebbtide.vault.opening import VaultLike


@dataclass(frozen=True)
class Kept:
    """The history with the names that the user chose, what the marks say, the verdicts, and the journal by day."""

    chat: Conversation
    context: Context
    verdicts: Verdicts
    journal: tuple[JournalEntry, ...]


def kept_in(vault: VaultLike) -> Kept:
    """Everything of an open vault at once."""
    from ebbtide.analysis.signs.proposals.verdicts import Verdicts
    from ebbtide.cli.commands.people import shown_names

    rows = [vars(one) for one in vault.tables.confirmations.all()]
    chat = shown_names(vault, vault.conversation())
    return Kept(chat, vault.tables.marks.context(), Verdicts.from_rows(rows), _journal(vault))


def _journal(vault: VaultLike) -> tuple[JournalEntry, ...]:
    """Entries and sliders, one `JournalEntry` each, by day."""
    from ebbtide.analysis.signs.sign import JournalEntry

    made = [JournalEntry(one.day, one.tags, text=one.text) for one in vault.tables.journal.all()]
    made += [JournalEntry(one.day, sliders=one.values) for one in vault.tables.checkins.all()]
    return tuple(sorted(made, key=lambda entry: entry.on))
