"""What a command on the vault gives: lines for a person, or one JSON object after the published schema."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import date
from importlib import resources
from typing import Any

import click

from ebbtide.cli.questions import clean, laid_out
from ebbtide.cli.root import EXIT_OK

SCHEMA_VERSION = 1


def schema() -> dict[str, Any]:
    """The published JSON schema of what the commands on the vault print, one definition a command."""
    found: dict[str, Any] = json.loads((resources.files("ebbtide.cli") / "schema.json").read_text("utf-8"))
    return found


def give(as_json: bool, command: str, lines: Iterable[str], **values: Any) -> int:
    """Print `values` as JSON, or `lines`; what is printed comes in part from chats and holds no control characters."""
    if as_json:
        made = {"schema_version": SCHEMA_VERSION, "command": command, **values}
        click.echo(json.dumps(made, ensure_ascii=True, allow_nan=False, indent=2, default=_plain))
    else:
        for line in lines:
            click.echo(laid_out(clean(line), sys.stdout))
    return EXIT_OK


def _plain(value: object) -> str:
    """Days as ISO text, paths as they are written."""
    return value.isoformat() if isinstance(value, date) else str(value)
