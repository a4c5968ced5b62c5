"""Init: look at the place, then make an empty vault in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ebbtide import vault
from ebbtide.errors import BadRequest
from ebbtide.service.session import Session
from ebbtide.service.standing import WHO
from ebbtide.vault import keys, storage, worker

#: What is said of nearly every medium that one carries, and no reason to ask again whether one wants it.
OF_A_MEDIUM = ("removable", "no_rights")


@dataclass(frozen=True)
class IdleMinutes:
    """Minutes that an open vault may be left alone until it locks itself."""

    least: int
    most: int
    default: int


IDLE_MINUTES = IdleMinutes(worker.LEAST_IDLE_MINUTES, worker.MOST_IDLE_MINUTES, worker.DEFAULT_IDLE_MINUTES)


@dataclass(frozen=True)
class Place:
    """What to know about a folder before a vault lies there. doubtful: reason to ask whether it shall be there."""

    warnings: tuple[str, ...]
    doubtful: bool


def survey_place(folder: Path) -> Place:
    """Look at the folder of a new vault.

    Raises
    ------
    BadRequest
        a vault or something else is there already, or a file lies where a folder has to be.
    """
    if any((folder / name).exists() for name in (storage.DATA, storage.KEYS)):
        raise BadRequest("cli_vault.init.there", folder=folder)
    for place in (folder, *folder.parents):
        if place.exists() and not place.is_dir():
            raise BadRequest("cli_vault.init.is_file", file=place)
    if folder.exists() and any(folder.iterdir()):
        raise BadRequest("vault.create.not_empty", folder=folder)
    notices = vault.warnings(folder)
    doubtful = any(notice.kind not in OF_A_MEDIUM for notice in notices)
    return Place(tuple(notice.sentence for notice in notices), doubtful)


def init(session: Session, passphrase: str, idle_minutes: int, who: str = "") -> str:
    """Make an empty vault that locks itself when left alone; returns the recovery code, which is kept nowhere.

    who: who else gets at this computer, as the user told it; the safety questions do not ask it again.

    Raises
    ------
    BadRequest
        the place holds something, or the passphrase could be guessed.
    NoRoom
        the disk is full; nothing is left behind.
    """
    code = vault.create(session.place, passphrase, vault.calibrate())
    with vault.unlock(session.place, code, keys.RECOVERY) as opened:
        opened.tables.settings.put(worker.IDLE_SETTING, idle_minutes)
        opened.tables.settings.put(WHO, who)
    return code
