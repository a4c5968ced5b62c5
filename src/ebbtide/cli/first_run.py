"""The first run: who else can use this computer, and the safer choices, before anything is kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ebbtide import service
from ebbtide.cli.access import Access, rest
from ebbtide.cli.questions import ask, ask_number, on_terminal, pick, tell
from ebbtide.errors import BadRequest
from ebbtide.wording import say

#: Who else can use the computer. The answer sets what is offered first; it is kept nowhere.
WHO: Final = ("nobody", "others", "account", "watched", "unsaid")
#: Where things are kept, what leaves least behind first.
NOTHING, MEDIUM, HERE = "nothing", "medium", "here"
STORE: Final = (NOTHING, MEDIUM, HERE)
#: Those who get at this account, as far as is known: the safer choices come first and it locks sooner.
CAUTIOUS: Final = ("account", "watched", "unsaid")
CAUTIOUS_MINUTES: Final = 3
#: Names it in place of a file, as most programs do.
STANDARD_INPUT: Final = "-"
#: More than any answers take.
_MOST_BYTES: Final = 64 * 1024
_KEYS: Final = {"who", "store", "lock_minutes"}


@dataclass(frozen=True)
class Choice:
    """What was chosen. store: one of `STORE`; folder: of the vault; minutes: left alone until it locks."""

    who: str
    store: str
    folder: Path
    minutes: int


def asked(access: Access) -> Choice:
    """Ask on the terminal.

    Raises
    ------
    BadRequest
        nobody can be asked.
    """
    if not on_terminal():
        raise BadRequest("cli_vault.init.no_answers")
    tell(say("cli_vault.init.intro"))
    who = pick(say("cli_vault.init.who"), [(key, say(f"cli_vault.init.who_{key}")) for key in WHO])
    tell("")
    advise(who)
    order = STORE if who in CAUTIOUS else tuple(reversed(STORE))
    store = pick(say("cli_vault.init.where"), [(key, _place(key, access.folder)) for key in order])
    if store == NOTHING:
        return Choice(who, store, access.folder, _minutes(who))
    folder = _named(access.folder) if store == MEDIUM else access.folder
    return Choice(who, store, folder, _asked_minutes(who))


def advise(who: str) -> None:
    """Say in plain words what a vault does and does not do for someone with this answer."""
    tell(say(f"cli_vault.init.advice_{who}"))
    if who in CAUTIOUS:
        tell(say("safety.quiet.line"))


def _place(store: str, folder: Path) -> str:
    return say("cli_vault.init.store_here", folder=folder) if store == HERE else say(f"cli_vault.init.store_{store}")


def _named(folder: Path) -> Path:
    given = ""
    while not given:
        given = ask(say("cli_vault.init.folder"))
    # A folder that is there holds other things: the vault gets one of its own in it.
    chosen = Path(given).expanduser().absolute()
    return chosen / folder.name if chosen.is_dir() and any(chosen.iterdir()) else chosen


def _minutes(who: str) -> int:
    return CAUTIOUS_MINUTES if who in CAUTIOUS else service.protect.IDLE_MINUTES.default


def _asked_minutes(who: str) -> int:
    idle = service.protect.IDLE_MINUTES
    return ask_number(say("cli_vault.init.minutes"), idle.least, idle.most, _minutes(who)) or _minutes(who)


def told(source: str | None, access: Access) -> Choice:
    """The answers in a JSON file, or with "-" on standard input: `who`, `store` and `lock_minutes`.

    What is left out is taken as most cautious. Without a source: a vault in the folder, locked soon.

    Raises
    ------
    BadRequest
        it holds no such answers; says what may stand in it.
    """
    if source is None:
        return Choice(WHO[-1], HERE, access.folder, _minutes(WHO[-1]))
    answers = _read(source)
    who, store = answers.get("who", WHO[-1]), answers.get("store", NOTHING)
    idle = service.protect.IDLE_MINUTES
    minutes = answers.get("lock_minutes", _minutes(who) if who in WHO else idle.default)
    fits = who in WHO and store in STORE and isinstance(minutes, int) and not isinstance(minutes, bool)
    if not fits or not idle.least <= minutes <= idle.most:
        raise _refused(source)
    if store == MEDIUM and not access.named:
        raise BadRequest("cli_vault.init.medium_unnamed")
    return Choice(who, store, access.folder, minutes)


def _read(source: str) -> dict[str, Any]:
    try:
        answers = json.loads(rest() if source == STANDARD_INPUT else _content(Path(source)))
    except (ValueError, RecursionError) as error:
        raise _refused(source) from error
    if not isinstance(answers, dict) or not answers.keys() <= _KEYS:
        raise _refused(source)
    return answers


def _content(file: Path) -> bytes:
    try:
        if not file.is_file():  # a pipe or a device might never end
            raise OSError
        with file.open("rb") as opened:
            return opened.read(_MOST_BYTES)
    except OSError as error:
        raise BadRequest("cli_vault.init.answers_missing", file=file) from error


def _refused(file: str) -> BadRequest:
    idle = service.protect.IDLE_MINUTES
    choices = {"who": ", ".join(WHO), "store": ", ".join(STORE)}
    return BadRequest("cli_vault.init.answers_wrong", file=file, **choices, low=idle.least, high=idle.most)
