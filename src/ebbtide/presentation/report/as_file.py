"""Write a report to one file: whole or not at all, readable by its owner only."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from ebbtide.errors import BadRequest
from ebbtide.presentation.report.as_html import html
from ebbtide.presentation.sentences import SpokenSigns, Tide

OWNER_ONLY = 0o600  # a report names two people: nobody else on this computer may read it


def write(tide: Tide, path: str | Path, signs: SpokenSigns | None = None) -> Path:
    """Write the report of `tide` to `path` and return it; an older file there is replaced.

    Raises
    ------
    BadRequest
        `path` is a folder, its folder does not exist, or it cannot be written.
    """
    target = Path(path)
    if target.is_dir():
        raise BadRequest("report.errors.is_folder", path=target)
    if not target.parent.is_dir():
        raise BadRequest("report.errors.folder", path=target)
    text = html(tide, signs).encode("utf-8", "replace")
    try:
        _replace(target, text)
    except OSError as error:
        raise BadRequest("report.errors.not_written", path=target, reason=error.strerror or error) from error
    return target


def _replace(target: Path, text: bytes) -> None:
    """Write beside the target, then move over it; what failed is removed."""
    handle, name = tempfile.mkstemp(prefix=".report-", suffix=".tmp", dir=target.parent)  # made with mode 0600
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        made.chmod(OWNER_ONLY)
        made.replace(target)
    except BaseException:
        made.unlink(missing_ok=True)
        raise
