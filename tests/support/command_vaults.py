"""Commands on a vault in a folder of its own, for the tests of the command line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from ebbtide.cli import main, output
from ebbtide.vault import opening
from tests.support.vaults import vault
from tests.unit.presentation.report.test_json import faults


@dataclass
class Desk:
    """A vault and the commands on it; `code` opens it without a slow derivation."""

    folder: Path
    code: str

    def run(self, *arguments: object, typed: str = "", shut: bool = False) -> Result:
        """Run `ebbtide ARGUMENTS` on this vault without a terminal; `shut` hands no secret in."""
        name, *rest = map(str, arguments)
        secret = [] if shut else ["--passphrase-stdin"]
        given = typed if shut else f"{self.code}\n{typed}"
        result = CliRunner().invoke(main, [name, "--vault", str(self.folder), *secret, *rest], input=given)
        assert "Traceback" not in result.output
        return result

    def json(self, *arguments: object, typed: str = "") -> dict[str, Any]:
        """What the command prints with `--json`, held against its schema."""
        result = self.run(*arguments, "--json", typed=typed)
        assert result.exit_code == 0, result.output
        made: dict[str, Any] = json.loads(result.stdout)
        schema = output.schema()
        if made.get("command"):
            assert faults(made, schema["$defs"][made["command"]], schema) == []
        return made

    def lock(self) -> None:
        """End the process that holds it open."""
        opening.lock(self.folder)


def desk(folder: Path) -> Desk:
    """A desk with an empty vault."""
    return Desk(*vault(folder))
