"""How export files are to be read, as the user told it: what a file leaves open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ebbtide.history import ReadResult
    from ebbtide.service.session import Progress, ReadExport


@dataclass(frozen=True)
class Reading:
    """date_order: "dmy", "mdy" or "ymd". exported: the day of the export. chat: which of an archive's chats. since: the
    first day that counts, of a group that became a pair. same: pairs of an old and a new name of one person."""

    date_order: str | None = None
    exported: date | None = None
    chat: str | None = None
    since: date | None = None
    same: tuple[tuple[str, str], ...] = ()

    @property
    def is_told(self) -> bool:
        """Whether anything is told that has no meaning without files."""
        return replace(self, exported=None) != Reading()

    def results(
        self, files: Sequence[str | PathLike[str]], read: ReadExport, progress: Progress | None
    ) -> list[ReadResult]:
        """What `read` finds in each of the files, with one name a person."""
        from ebbtide.history import joined_names

        results = [
            read(
                Path(file),
                date_order=self.date_order,
                exported=self.exported,
                chat=self.chat,
                since=self.since,
                progress=progress,
            )
            for file in files
        ]
        return joined_names(results, self.same)
