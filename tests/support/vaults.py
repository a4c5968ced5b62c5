"""Vaults and exports made by hand, for the tests of the room `vault`."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from ebbtide.history import build
from ebbtide.history.conversation import Conversation
from ebbtide.history.readers import ReadResult, read_source
from ebbtide.vault import Cost, Vault, create, unlock
from ebbtide.vault.keys.slots import RECOVERY
from tests.support.reader_rows import START

PASSPHRASE = "orbit kettle maple drums violet canoe"
OTHER = "lantern pewter oyster bramble ticket yodel"
#: The least that the key file may ask for: tests of keys need no more.
COST = Cost()
#: Stands in a message, in the journal and in a draft; must never be found in a file of the vault.
CANARY = "Marzipanbrotkanarienvogel"


def export(folder: Path, first: int, last: int, name: str = "chat.txt", more: str = "") -> ReadResult:
    """The export of messages `first` to `last` of a made-up chat of Ana and Sam, as WhatsApp writes it."""
    path = folder / name
    path.write_text("".join(_line(number) for number in range(first, last)) + more, "utf-8")
    return read_source(path, date_order="dmy")


def _line(number: int) -> str:
    at = START + timedelta(minutes=37 * number)
    text = "<Media omitted>" if number % 11 == 0 else f"message {number} about {WORDS[number % len(WORDS)]} {CANARY}"
    return f"{at:%d/%m/%Y, %H:%M} - {'Ana' if number % 3 else 'Sam'}: {text}\n"


WORDS = ("tea", "the train", "a café", "dinner?", "Sunday", "love you", "mum", "the keys")


def vault(folder: Path) -> tuple[Path, str]:
    """A fresh vault and its recovery code, which opens it without a slow derivation."""
    place = folder / "vault"
    code = create(place, PASSPHRASE, COST)
    with opened(place, code) as made:
        made.code_shown()
    return place, code


def opened(place: Path, code: str) -> Vault:
    """The vault, opened by its recovery code."""
    return unlock(place, code, RECOVERY)


def same(one: Conversation, other: Conversation) -> bool:
    """Whether two conversations are equal in all that they carry."""
    told = [(chat.people, chat.sources, chat.coverage, chat.fold, chat.warnings) for chat in (one, other)]
    return told[0] == told[1] and one.events.schema == other.events.schema and one.events.equals(other.events)


def directly(*results: ReadResult) -> Conversation:
    """What reading the same exports without a vault gives."""
    return build(results, "Ana")
