"""The command `ebbtide`: loads a subcommand when it is called, and turns every error into words and an exit code."""

from __future__ import annotations

import difflib
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import Any

import click

from ebbtide import __version__
from ebbtide.cli.questions import tell
from ebbtide.cli.terminal import discard, finish, prepare, write, write_error
from ebbtide.errors import EbbtideError
from ebbtide.wording import say

#: Subcommands in the order of the help; each is `command` of the module of that name.
COMMANDS = ("demo", "look", "signs")
#: Those that keep something in the vault or work on it; their sentences stand in the file `cli_vault`.
VAULT_COMMANDS = (
    "init",
    "import",
    "log",
    "mark",
    "people",
    "sources",
    "search",
    "lock",
    "passphrase",
    "check",
    "backup",
    "restore",
    "purge",
    "wipe",
)
#: Modules that cannot be called like their command.
MODULES = {"import": "import_exports"}

EXIT_OK, EXIT_INSIDE, EXIT_USAGE, EXIT_TOO_LITTLE, EXIT_STOPPED = 0, 1, 2, 6, 130
#: Set to see where an unexpected error came from. Off by default: a traceback can hold words of the chat.
DEBUG = "EBBTIDE_DEBUG"


Resolved = tuple[str | None, click.Command | None, list[str]]


class LazyGroup(click.Group):
    """A group that imports a command only when that command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the subcommands."""
        return [*COMMANDS, *VAULT_COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand, imported now."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"ebbtide.cli.commands.{MODULES.get(cmd_name, cmd_name)}").command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Resolved:
        """The subcommand that `args` name; an unknown one is answered with the nearest name."""
        name, names = args[0], self.list_commands(ctx)
        if name not in names and not name.startswith("-"):
            near = difflib.get_close_matches(name, names, 1)
            known = {"near": near[0]} if near else {}
            key = "cli.root.no_such_command_near" if near else "cli.root.no_such_command"
            raise click.UsageError(say(key, name=name, **known), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing any of them."""
        for title, file, names in (("commands", "cli", COMMANDS), ("vault_commands", "cli_vault", VAULT_COMMANDS)):
            with formatter.section(say(f"cli.root.{title}")):
                formatter.write_dl([(name, say(f"{file}.{name}.short")) for name in names])

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run and leave with an exit code; no error ever reaches the user as a traceback."""
        plain = partial(super().main, args, prog_name, complete_var, standalone_mode=False, **extra)
        if not standalone_mode:
            return plain()
        prepare()
        code = _guarded(plain)
        discard()
        sys.exit(code)


def _guarded(run: Callable[[], Any]) -> int:
    try:
        code = int(run() or EXIT_OK)
        finish()
        return code
    except (BrokenPipeError, SystemExit):
        # Whoever read the output has closed it, which Click and Rich turn into an exit; all work is done by then.
        return EXIT_OK
    except EbbtideError as error:
        return _tell(str(error), error.exit_code)
    except click.Abort:
        return _tell(say("cli.wrong.stopped"), EXIT_STOPPED)
    except click.ClickException as error:
        write_error(error)
        return error.exit_code
    except OSError as error:
        _show_details()
        reason = error.strerror or type(error).__name__
        return _tell(say("cli.wrong.disk", reason=reason, path=error.filename or ""), EXIT_INSIDE)
    except Exception:  # noqa: BLE001 - the last net: words for the user, details only where asked for
        _show_details()
        return _tell(say("cli.wrong.inside"), EXIT_INSIDE)


def _tell(sentence: str, code: int) -> int:
    with suppress(OSError):  # nobody may be there to read it
        tell(sentence)
    return code


def _show_details() -> None:
    if os.environ.get(DEBUG):
        write(traceback.format_exc(), aside=True)


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        write(say("cli.root.version", version=__version__))
        ctx.exit()


@click.group(
    cls=LazyGroup,
    help=say("cli.root.help"),
    epilog=say("cli.root.epilog"),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help=say("cli.root.version_help")
)
def main() -> None:
    """Do nothing by itself: the subcommand acts."""
