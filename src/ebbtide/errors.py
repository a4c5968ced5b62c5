"""What can go wrong, as one small tree of exceptions; every message comes from the room `wording`.

EbbtideError
 |- ReadError            a file could not be read; nothing was kept from it
 |   |- NotRecognised    no reader knows this format
 |   |- DateOrderUnknown day and month cannot be told apart: say which it is
 |   |- YearUnknown      the dates leave out their year: say the day of the export
 |   |- TooLarge         a cap against hostile files was reached
 |- ChoiceNeeded         the user has to say which person is theirs
 |   |- ChatChoiceNeeded which of the chats in an archive is meant
 |- NotAPair             a group, or somebody alone: no finding about two people
 |- BadRequest           an option or a date that cannot be used
 |- NotOffered           the safety gate keeps it closed now; the same words for every cause
 |- VaultError           the vault cannot be used as asked; what was saved before is as it was
     |- NoVault          there is none in that folder
     |- NotOpened        no slot of the key file opens with what was given
     |- VaultDamaged     a file of the vault was changed or cut
     |- VaultInUse       another window or program holds it open
     |- Locked           no secret was given and no worker holds it open
     |- WorkerLost       the process that held it open ended, or could not do what was asked
     |- VaultTooNew      it was written by a newer Ebbtide
     |- NoRoom           the disk is full, or the file may not grow or be written
"""

from __future__ import annotations

from collections.abc import Sequence

from ebbtide.wording import say


class EbbtideError(Exception):
    """An error that a user may see: says what, where and what to do next.

    `key` names a sentence of the room `wording`; `values` fill it.
    """

    exit_code = 1

    def __init__(self, key: str, **values: object) -> None:
        self.key = key
        self.values = values
        super().__init__(say(key, **values))


class ReadError(EbbtideError):
    """A file could not be read; nothing was kept from it."""

    exit_code = 3


class NotRecognised(ReadError):
    """No reader knows this format."""


class DateOrderUnknown(ReadError):
    """Day and month cannot be told apart in this file; the user has to say which it is."""

    exit_code = 4


class YearUnknown(ReadError):
    """The dates in this file leave out their year; the user has to say when it was exported."""

    exit_code = 4


class TooLarge(ReadError):
    """A cap against hostile or broken files was reached."""


class ChoiceNeeded(EbbtideError):
    """The user has to say which of the people found is theirs; `people` are names and message counts, most first."""

    exit_code = 4

    def __init__(self, key: str, *, people: Sequence[tuple[str, int]] = (), **values: object) -> None:
        self.people = tuple(people)
        super().__init__(key, **values)


class ChatChoiceNeeded(ChoiceNeeded):
    """An archive holds several chats; `chats` are their names, as `chat` takes one of them.

    They stand in `people` too, with a count of 0, so that the error passes wherever its kind does.
    """

    @property
    def chats(self) -> tuple[str, ...]:
        """The names of the chats, in the order of the archive."""
        return tuple(name for name, _ in self.people)


class NotAPair(EbbtideError):
    """A group, or somebody alone: there is no finding about two people."""

    exit_code = 5


class BadRequest(EbbtideError):
    """An option or a date that cannot be used as given."""

    exit_code = 2


class NotOffered(EbbtideError):
    """The safety gate keeps this closed now; says the same for every cause, and names no answer."""

    exit_code = 9


class VaultError(EbbtideError):
    """The vault cannot be used as asked; what was saved before is as it was."""

    exit_code = 7


class NoVault(VaultError):
    """There is no vault in that folder."""


class NotOpened(VaultError):
    """No slot of the key file opens with what was given: a wrong passphrase or recovery code."""


class VaultDamaged(VaultError):
    """A file of the vault was changed or cut; the sentence says which, and what to do."""


class VaultInUse(VaultError):
    """Another window or program holds the vault open."""


class Locked(VaultError):
    """No secret was given, and no worker process holds the vault open."""


class WorkerLost(VaultError):
    """The process that held the vault open ended or could not do what was asked; what was saved before is there."""


class VaultTooNew(VaultError):
    """The vault was written by a newer Ebbtide."""


class NoRoom(VaultError):
    """The disk is full, or the file may not grow or be written; what was saved before is as it was."""
