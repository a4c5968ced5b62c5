"""What may be asked of a worker: named verbs of the vault and its tables, with the types that they state."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache
from operator import attrgetter
from typing import Any, Final, get_args, get_origin, get_type_hints

from ebbtide import errors
from ebbtide.errors import ChoiceNeeded, EbbtideError, WorkerLost
from ebbtide.vault.local_vault import Vault
from ebbtide.vault.storage.codec import hints_of
from ebbtide.vault.storage.schema import STEPS
from ebbtide.vault.storage.tables import Settings, Table, Tables
from ebbtide.vault.worker.hardening import State
from ebbtide.vault.worker.values import packed, unpacked
from ebbtide.vault.worker.wire import Broken, Frame

#: Verbs of `Vault`; each stands for itself, so that no transaction is left open by a client that went away.
VAULT: Final = (
    "add",
    "conversation",
    "choose_me",
    "search",
    "purge_texts",
    "rebuild",
    "tidy",
    "check",
    "known_words",
    "opens",
    "change_passphrase",
    "renew_code",
    "code_shown",
    "add_keyring",
    "drop_keyring",
    "rekey",
    "backup",
)
#: Answered by the worker itself: what it has done for its own protection.
STATE: Final = "state"
TABLE: Final = ("add", "change", "remove", "all", "get")
SETTINGS: Final = ("get", "put")


@dataclass(frozen=True)
class Verb:
    """One verb. path: where it is found on a vault. kinds: of its arguments. record: what a table's own type means."""

    path: str
    kinds: tuple[Any, ...]
    returns: Any
    record: type | None = None


@cache
def verbs() -> dict[str, Verb]:
    """Every verb by its path, such as "search" or "tables.journal.add"."""
    found = [Verb(STATE, (), State), *(_verb(name, getattr(Vault, name)) for name in VAULT)]
    for name, kind in hints_of(Tables).items():
        owner = get_origin(kind) or kind
        own = SETTINGS if owner is Settings else TABLE
        record = None if owner is Settings else record_of(kind)
        found += [_verb(f"tables.{name}.{verb}", getattr(owner, verb), record) for verb in own]
    return {verb.path: verb for verb in found}


@cache
def dialect() -> str:
    """A digest of all verbs, their types and the tables' schema: who differs in it understands other things."""
    told = [repr((verb, hints_of(verb.record) if verb.record else None)) for verb in verbs().values()]
    return hashlib.sha256("\n".join([*told, str(len(STEPS))]).encode()).hexdigest()


def record_of(kind: Any) -> type:
    """The records of a table's type: `Entry` of `Table[Entry]`, and of a class made from that."""
    stated = kind if get_origin(kind) is Table else kind.__orig_bases__[0]
    made: type = get_args(stated)[0]
    return made


def _verb(path: str, function: Callable[..., Any], record: type | None = None) -> Verb:
    hints = get_type_hints(function)
    returns = hints.pop("return")
    return Verb(path, tuple(hints.values()), returns, record)


def asked(path: str, arguments: tuple[Any, ...]) -> Frame:
    """The frame that asks for a verb."""
    return packed({"verb": path, "arguments": arguments})


def done(vault: Vault, frame: Frame) -> Any:
    """Do what a frame asks for; its arguments have to be of the verb's types.

    Raises
    ------
    Broken
        there is no such verb, or an argument is of another type.
    EbbtideError
        as the verb does.
    """
    verb = verbs().get(path_of(frame))
    if verb is None:
        raise Broken
    given = frame.told.get("arguments")
    if not isinstance(given, list) or len(given) > len(verb.kinds):
        raise Broken
    kinds = verb.kinds[: len(given)]
    read = [unpacked(kind, told, frame.tables, verb.record) for kind, told in zip(kinds, given, strict=True)]
    return attrgetter(verb.path)(vault)(*read)


def path_of(frame: Frame) -> str:
    """The verb that a frame names; empty where it names none."""
    told = frame.told.get("verb") if isinstance(frame.told, dict) else None
    return told if isinstance(told, str) else ""


def answer(value: object) -> Frame:
    """The frame that gives a result."""
    return packed({"done": value})


def refusal(error: EbbtideError) -> Frame:
    """The frame that gives an error: which one, and what its sentence needs."""
    values = {name: value if isinstance(value, int | float) else str(value) for name, value in error.values.items()}
    people = error.people if isinstance(error, ChoiceNeeded) else ()
    return packed({"error": type(error).__name__, "key": error.key, "values": values, "people": people})


def failure(error: Exception) -> Frame:
    """The frame for what should not happen: its kind only, since its words may hold what was written."""
    return refusal(WorkerLost("worker.lost.failed", kind=type(error).__name__))


def result(frame: Frame, returns: Any, record: type | None = None) -> Any:
    """What an answer holds.

    Raises
    ------
    EbbtideError
        the one that it tells of.
    Broken
        it is no answer.
    """
    told = frame.told
    if not isinstance(told, dict):
        raise Broken
    if "error" in told:
        raise _error(told)
    return unpacked(returns, told.get("done"), frame.tables, record)


def _error(told: dict[str, Any]) -> EbbtideError:
    kind = getattr(errors, str(told["error"]), None)
    if not (isinstance(kind, type) and issubclass(kind, EbbtideError)):
        raise Broken
    if issubclass(kind, ChoiceNeeded):
        people = unpacked(list[tuple[str, int]], told.get("people"), ())
        return kind(told["key"], people=people, **told["values"])
    return kind(told["key"], **told["values"])


def table_names() -> tuple[str, ...]:
    """The tables of a vault."""
    return tuple(item.name for item in fields(Tables))
