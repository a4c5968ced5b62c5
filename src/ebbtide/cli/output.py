"""What a command on the vault gives: lines for a person, or one JSON object after the published schema."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from importlib import resources
from typing import Any

from ebbtide.cli.root import EXIT_OK
from ebbtide.cli.terminal import write, write_json

SCHEMA_VERSION = 1


def schema() -> dict[str, Any]:
    """The published JSON schema of what the commands on the vault print, one definition a command."""
    found: dict[str, Any] = json.loads((resources.files("ebbtide.cli") / "schema.json").read_text("utf-8"))
    return found


def give(as_json: bool, command: str, lines: Iterable[str], **values: Any) -> int:
    """Print `values` as JSON, or `lines`; what is printed comes in part from chats and holds no control characters."""
    if as_json:
        made = {"schema_version": SCHEMA_VERSION, "command": command, **values}
        write_json(made, default=_plain)
    else:
        for line in lines:
            write(line)
    return EXIT_OK


def _plain(value: object) -> str:
    """Days as ISO text, paths as they are written."""
    return value.isoformat() if isinstance(value, date) else str(value)
