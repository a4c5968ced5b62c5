"""The command `ebbtide`: loads a subcommand when it is called, and turns every error into words and an exit code."""

from __future__ import annotations

import difflib
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module, resources
from keyword import iskeyword
from typing import Any

import click

from ebbtide import __version__
from ebbtide.cli.questions import tell
from ebbtide.cli.terminal import discard, finish, prepare, write, write_error
from ebbtide.errors import EbbtideError
from ebbtide.wording import names, say

EXIT_OK, EXIT_INSIDE, EXIT_USAGE, EXIT_TOO_LITTLE, EXIT_FLAGGED, EXIT_STOPPED = 0, 1, 2, 6, 8, 130
#: Set to see where an unexpected error came from. Off by default: a traceback can hold words of the chat.
DEBUG = "EBBTIDE_DEBUG"


Resolved = tuple[str | None, click.Command | None, list[str]]


def commands() -> dict[str, list[str]]:
    """The commands by section of the help: modules of the folder `commands`, in the order of their words."""
    folder = resources.files("ebbtide.cli.commands").iterdir()
    modules = {_command_of(file.name.removesuffix(".py")) for file in folder if file.name.endswith(".py")}
    sections = names("commands.title")
    return {section: [name for name in names(f"commands.{section}") if name in modules] for section in sections}


def _command_of(module: str) -> str:
    """The command of a module: `import_`, which Python could not import without its last sign, is `import`."""
    return module.rstrip("_").replace("_", "-")


class LazyGroup(click.Group):
    """A group that imports a command only when that command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the subcommands."""
        return [name for section in commands().values() for name in section]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand, imported now."""
        for section, entries in commands().items():
            if cmd_name in entries:
                module = cmd_name.replace("-", "_") + ("_" if iskeyword(cmd_name) else "")
                command: click.Command = import_module(f"ebbtide.cli.commands.{module}").command
                command.short_help = say(f"commands.{section}.{cmd_name}")
                return command
        return None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Resolved:
        """The subcommand that `args` name; an unknown one is answered with the nearest name."""
        name, known = args[0], self.list_commands(ctx)
        if name not in known and not name.startswith("-"):
            near = difflib.get_close_matches(name, known, 1)
            if near:
                raise click.UsageError(say("cli.root.no_such_command_near", name=name, near=near[0]), ctx)
            raise click.UsageError(say("cli.root.no_such_command", name=name), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing any of them."""
        for section, entries in commands().items():
            with formatter.section(say(f"commands.title.{section}")):
                formatter.write_dl([(name, say(f"commands.{section}.{name}")) for name in entries])

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
