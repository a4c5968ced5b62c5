"""Files of the command line: what may be read, where a report may be written, and who can read either."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from ebbtide.cli.questions import on_terminal
from ebbtide.cli.terminal import confirm
from ebbtide.errors import BadRequest, ReadError
from ebbtide.wording import say

#: Bits of a file's mode that let the group or others read it, and of a folder's that let them pass.
READ_BY_OTHERS, PASSED_BY_OTHERS = 0o044, 0o011
SUGGESTED = "report.html"


def check_inputs(paths: Sequence[Path]) -> None:
    """Refuse pipes and devices, which cannot be read twice; all else a reader tells better.

    Raises
    ------
    ReadError
        a path is there and is neither a file nor a folder.
    """
    for path in paths:
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise ReadError("cli.wrong.special", path=path)


def check_output(out: Path, inputs: Sequence[Path], force: bool) -> None:
    """Make sure that a report may be written to `out`; asks on a terminal before one is replaced.

    Raises
    ------
    BadRequest
        `out` is an input, a folder, lies in no folder, or is there and may not be replaced.
    """
    if any(out.resolve() == item.resolve() for item in inputs):
        raise BadRequest("cli.out.is_input", path=out)
    if out.is_dir():
        raise BadRequest("cli.out.folder", path=out, suggestion=out / SUGGESTED)
    if not out.absolute().parent.is_dir():
        raise BadRequest("cli.out.no_folder", path=out.absolute().parent)
    if out.exists() and not force:
        _may_replace(out)


def _may_replace(out: Path) -> None:
    if not on_terminal():
        raise BadRequest("cli.out.exists", path=out)
    if not confirm(say("cli.out.exists_ask", path=out)):
        raise BadRequest("cli.out.kept", path=out)


def who_can_read(paths: Sequence[Path]) -> str:
    """In words, who on this computer can read any of `paths`."""
    if os.name != "posix":
        return say("cli.end.who_unknown")
    return say("cli.end.who_others" if any(map(_open_to_others, paths)) else "cli.end.who_you")


def _open_to_others(path: Path) -> bool:
    """Whether the file's own bits let others read and every folder above lets them pass."""
    place = path.resolve()
    if not place.stat().st_mode & READ_BY_OTHERS:
        return False
    return all(folder.stat().st_mode & PASSED_BY_OTHERS for folder in place.parents)
