"""What a use case acts with: the day, the place of the vault, the vault where it is open, how exports are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ebbtide.errors import Locked

if TYPE_CHECKING:
    from ebbtide.history import ReadResult
    from ebbtide.vault import VaultLike

#: Says nothing to an onlooker about what the folder holds.
NAME = "archive"

#: Called with bytes done and bytes in all.
Progress = Callable[[int, int], None]


class ReadExport(Protocol):
    """Reads one export file."""

    def __call__(
        self,
        path: Path,
        /,
        *,
        date_order: str | None,
        exported: date | None,
        chat: str | None,
        since: date | None,
        progress: Progress | None,
    ) -> ReadResult: ...


@dataclass(frozen=True)
class Session:
    """What a face hands to every use case.

    today: the day on which it is asked. place: the folder of the vault, whether it is there or not. vault: the open
    vault; None where it is locked (`protect.unlock` opens it). read: how an export is read; None as the use case does.
    """

    today: date
    place: Path
    vault: VaultLike | None = None
    read: ReadExport | None = None

    @property
    def open_vault(self) -> VaultLike:
        """The open vault; raises `Locked` where it has to be unlocked first."""
        if self.vault is None:
            raise Locked("worker.open.locked", folder=self.place)
        return self.vault


def default_folder(system: str, environment: Mapping[str, str], home: Path) -> Path:
    """Where a vault lies unless told: the folder in which this system keeps the data of programs.

    >>> default_folder("linux", {}, Path("home")).as_posix()
    'home/.local/share/archive'
    """
    if system == "darwin":
        return home / "Library" / "Application Support" / NAME.title()
    if system == "win32":
        return Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local") / NAME.title()
    return Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share") / NAME
