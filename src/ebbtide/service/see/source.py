"""What there is to look at: the history, what the user told, and what they judged and wrote before."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from ebbtide.analysis.signs import JournalEntry
from ebbtide.analysis.signs.proposals import Verdicts
from ebbtide.history import Context, Conversation

if TYPE_CHECKING:
    from ebbtide.vault import VaultLike


@dataclass(frozen=True)
class Rest:
    """In place of a result: an ending was declared, and until the day `opens` nothing compares the two (rule 14)."""

    opens: date


@dataclass(frozen=True)
class Source:
    """What a look and the signs rest on. journal: by day. as_of: what would have been said then. lasting: answers
    to proposals can be kept, since it comes from the vault."""

    chat: Conversation
    context: Context
    verdicts: Verdicts = field(default_factory=Verdicts)
    journal: tuple[JournalEntry, ...] = ()
    as_of: date | None = None
    lasting: bool = False

    @property
    def single_voice(self) -> str | None:
        """The name of who wrote everything, where that is one: two people of one name look like that too."""
        names = {name for report in self.chat.sources for name in report.senders}
        return names.pop() if len(names) == 1 else None

    @property
    def rest(self) -> Rest | None:
        """Whether partner measures rest after a declared ending, on the day that is looked at."""
        opens, day = self.context.rest_ends, self.chat.day_of_look(self.as_of, self.context)
        return Rest(opens) if opens and self.context.resting(day) else None


def source_of(vault: VaultLike, as_of: date | None = None) -> Source:
    """Everything that an open vault holds, under the names that the user chose."""
    names = {person.side: person.shown_as or person.name for person in vault.tables.people.all()}
    chat = vault.conversation()
    chat = replace(chat, people=(names.get(0, chat.people[0]), names.get(1, chat.people[1])))
    verdicts = Verdicts.from_rows(vars(row) for row in vault.tables.confirmations.all())
    journal = [JournalEntry(entry.day, entry.tags, text=entry.text) for entry in vault.tables.journal.all()]
    journal += [JournalEntry(checkin.day, sliders=checkin.values) for checkin in vault.tables.checkins.all()]
    by_day = tuple(sorted(journal, key=lambda entry: entry.on))
    return Source(chat, vault.tables.marks.context(), verdicts, by_day, as_of, lasting=True)
