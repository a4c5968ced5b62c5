"""Where `ebbtide signs` looks: exports or the vault, with what the user told, wrote and judged before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ebbtide.cli.access import Access
from ebbtide.cli.checkins import gut_first
from ebbtide.cli.commands.look import Reading, context_of, joined, note_single_voice, read_chat, refuse_future
from ebbtide.cli.questions import on_terminal, tell
from ebbtide.cli.vault_content import Kept, kept_in
from ebbtide.errors import BadRequest, Locked, WorkerLost
from ebbtide.wording import say

if TYPE_CHECKING:
    from ebbtide.analysis.signs.proposals.verdicts import Verdict
    from ebbtide.history.conversation import Conversation
    from ebbtide.vault.opening import VaultLike


@dataclass(frozen=True)
class Source(Kept):
    """What there is to look at, from files or the vault. keep: puts a verdict into the vault; None for files."""

    keep: Callable[[Verdict], None] | None

    def anew(self) -> Source:
        """The same without the answers given before: all of it waits again, and what is kept stays until replaced."""
        from ebbtide.analysis.signs.proposals.verdicts import Verdicts

        return replace(self, verdicts=Verdicts())

    def rest_ends(self, as_of: date | None) -> date | None:
        """The day on which partner measures open again, while a declared ending rests (product rule 14)."""
        resting = self.context.resting(self.chat.day_of_look(as_of, self.context))
        return self.context.rest_ends if resting else None


@contextmanager
def opened(
    access: Access,
    files: Sequence[Path],
    me: str | None,
    date_order: str | None,
    as_of: date | None,
    told: dict[str, Any],
    *,
    gut: bool,
) -> Iterator[Source]:
    """What there is to look at: `files`, or without any the vault, which stays open for the block.

    gut: numbers follow, so on a terminal it is asked for before them, where it is due (product rule 11).

    Raises
    ------
    EbbtideError
        as reading and opening do.
    """
    how = Reading(me, date_order, told["exported"], told.pop("chat"), told.pop("since"), told.pop("same"))
    if not files:
        if how.only_of_files:
            raise BadRequest("cli.look.only_files")
        with access.opened() as vault:
            if gut and not access.piped and on_terminal():
                gut_first(vault, date.today())
            found = _of_vault(access, vault, told)
            _no_future(found.chat, as_of)
            yield found
        return
    from ebbtide.analysis.signs.proposals.verdicts import Verdicts

    chat = read_chat(files, how)
    _no_future(chat, as_of)
    note_single_voice(chat)
    yield Source(chat, context_of(chat.people, **told), Verdicts(), (), None)


def _no_future(chat: Conversation, as_of: date | None) -> None:
    if as_of is None and chat.coverage:
        refuse_future(chat.coverage.last)


def _of_vault(access: Access, vault: VaultLike, told: dict[str, Any]) -> Source:
    found = kept_in(vault)
    context = joined(found.context, context_of(found.chat.people, **told))
    return Source(found.chat, context, found.verdicts, found.journal, _keeper(access, vault))


def _keeper(access: Access, vault: VaultLike) -> Callable[[Verdict], None]:
    """Puts a verdict into the vault, in the place of an earlier one on the same proposal."""
    numbers = {one.what: one.id for one in vault.tables.confirmations.all()}

    def keep(verdict: Verdict) -> None:
        try:
            _put(vault, verdict, numbers)
        except (Locked, WorkerLost) as error:  # it locked itself while the user was reading
            tell(str(error))
            with access.opened() as again:
                _put(again, verdict, numbers)

    return keep


def _put(vault: VaultLike, verdict: Verdict, numbers: dict[str, int | None]) -> None:
    from ebbtide.vault.storage.records import Confirmation

    row = Confirmation(**verdict.to_row())
    if row.what in numbers:
        vault.tables.confirmations.change(replace(row, id=numbers[row.what]))
    else:
        numbers[row.what] = vault.tables.confirmations.add(row).id


def spoken_rest(opens: date) -> str:
    """What is said instead of anything about the other person while an ending rests."""
    return say("cli_signs.resting", opens=opens.isoformat())
