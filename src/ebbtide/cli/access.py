"""The way of a command into the vault: where it lies, how its secret is come by, what is said when it stays shut."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ebbtide.cli import questions
from ebbtide.errors import BadRequest, Locked, NotOpened, NoVault
from ebbtide.wording import say

if TYPE_CHECKING:
    from ebbtide.vault.opening import VaultLike

#: Names the folder of the vault, where `--vault` does not.
VARIABLE = "EBBTIDE_VAULT"
#: Says nothing about what it holds (docs/method/security.md#names).
NAME = "archive"
#: Slips of the hand; each try costs a guesser the same as the user.
TRIES = 3
#: How a recovery code is written down.
_CODE = re.compile(r"(?:[A-Z0-9]{4}-){8}[A-Z0-9]{4}", re.IGNORECASE)

Command = Callable[..., int]
T = TypeVar("T")


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


@dataclass(frozen=True)
class Access:
    """A vault's folder, whether it was named, and whether secrets come on standard input, a line each."""

    folder: Path
    named: bool = True
    piped: bool = False

    def secret(self, question: str = "cli_vault.secret.ask") -> str:
        """The next line of standard input, or what is typed on a terminal without being shown.

        Raises
        ------
        Locked
            nobody can be asked; says how to hand it in.
        BadRequest
            the line is empty.
        """
        if not self.piped and not questions.on_terminal():
            raise Locked("cli_vault.secret.nobody", folder=self.folder)
        given = line() if self.piped else questions.ask_secret(say(question))
        if not given.strip():
            raise BadRequest("cli_vault.secret.empty")
        return given

    def proved(self) -> str:
        """The passphrase or recovery code of this vault, tried: also where somebody left it unlocked.

        Raises
        ------
        NotOpened
            it opens no slot of the key file.
        """
        from ebbtide.vault.keys.keyfile import key_files
        from ebbtide.vault.keys.slots import open_slots

        self.there()
        files = key_files(self.folder)

        def tried(secret: str) -> str:
            if not any(open_slots(keys, kind_of(secret), secret) for keys in files):
                raise NotOpened(f"vault.open.wrong_{kind_of(secret)}")
            return secret

        return self._until_right(tried)

    @contextmanager
    def opened(self, prove: bool = False) -> Iterator[VaultLike]:
        """The vault, for as long as the block lasts; asks only where it is locked, or with `prove` in any case.

        Raises
        ------
        VaultError
            it cannot be opened; the sentence says what to do.
        """
        self.there()
        with ExitStack() as stack:
            vault = self._entered(stack, prove or self.piped)
            if vault.code_unseen:
                questions.tell(say("cli_vault.secret.code_unseen"))
            yield vault

    def _entered(self, stack: ExitStack, prove: bool) -> VaultLike:
        from ebbtide.vault.keys.slots import PASSPHRASE
        from ebbtide.vault.opening import notice, opened

        if not self.piped and (told := notice()):
            questions.tell(told)

        def tried(given: str | None) -> VaultLike:
            kind = PASSPHRASE if given is None else kind_of(given)
            return stack.enter_context(opened(self.folder, given, kind))

        if not prove:
            with suppress(Locked):
                return tried(None)
        return self._until_right(tried)

    def _until_right(self, tried: Callable[[str], T]) -> T:
        """What `tried` makes of the secret; a slip on a terminal is asked again, the last one is told."""
        for _ in range(0 if self.piped else TRIES - 1):
            try:
                return tried(self.secret())
            except NotOpened as error:
                questions.tell(str(error))
        return tried(self.secret())

    def there(self) -> None:
        """Make sure that there is a vault, before anything long is done or asked for.

        Raises
        ------
        NoVault
            says how to make one.
        """
        from ebbtide.vault.storage.owner_files import KEYS, KEYS_COPY

        if not any((self.folder / name).is_file() for name in (KEYS, KEYS_COPY)):
            raise NoVault("cli_vault.open.none", folder=self.folder)

    @property
    def flag(self) -> str:
        """How a next command names this vault; empty where it need not."""
        return f' --vault "{self.folder}"' if self.named else ""


def kind_of(secret: str) -> str:
    """Whether a secret is written like a recovery code."""
    from ebbtide.vault.keys import recovery_code
    from ebbtide.vault.keys.slots import PASSPHRASE, RECOVERY

    if _CODE.fullmatch(secret.strip()):
        return RECOVERY
    try:
        recovery_code.read(secret)
    except NotOpened:
        return PASSPHRASE
    return RECOVERY


def line() -> str:
    """The next line of standard input; empty where there is none.

    Raises
    ------
    BadRequest
        it is not text in UTF-8.
    """
    return _read(lambda: sys.stdin.readline()).rstrip("\r\n")


def rest() -> str:
    """All that is left on standard input; raises `BadRequest` as `line` does."""
    return _read(lambda: sys.stdin.read())


def _read(read: Callable[[], str]) -> str:
    try:
        return questions.whole(read() if sys.stdin else "")
    except UnicodeDecodeError as error:
        raise BadRequest("cli_vault.secret.not_text") from error


def on_vault(command: Command) -> Command:
    """Give a command the options `--vault` and `--passphrase-stdin`; it gets both as one `Access`."""

    @click.option(
        "--vault",
        type=click.Path(path_type=Path),
        envvar=VARIABLE,
        metavar=say("cli_vault.metavar.folder"),
        help=say("cli_vault.option.vault"),
    )
    @click.option("--passphrase-stdin", "piped", is_flag=True, help=say("cli_vault.option.passphrase_stdin"))
    @wraps(command)
    def with_access(vault: Path | None, piped: bool, **told: Any) -> int:
        folder = default_folder(sys.platform, os.environ, Path.home()) if vault is None else vault.expanduser()
        return command(Access(folder.absolute(), vault is not None, piped), **told)

    return with_access
