"""The way of a command into the vault: where it lies, how its secret is come by, what is said when it stays shut."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from ebbtide import service
from ebbtide.cli import questions
from ebbtide.errors import BadRequest, Locked, NotOpened, NoVault, WorkerLost
from ebbtide.wording import say

#: Names the folder of the vault, where `--vault` does not.
VARIABLE = "EBBTIDE_VAULT"
#: Slips of the hand; each try costs a guesser the same as the user.
TRIES = 3

Command = Callable[..., int]
T = TypeVar("T")


@dataclass(frozen=True)
class Access:
    """A vault's folder, whether it was named, and whether secrets come on standard input, a line each."""

    folder: Path
    named: bool = True
    piped: bool = False

    @property
    def session(self) -> service.Session:
        """A session of today on this vault, which stays as it is, locked or not."""
        return service.Session(date.today(), self.folder)

    @property
    def asks(self) -> bool:
        """Whether answers are typed on a terminal, and not handed in on standard input."""
        return questions.on_terminal() and not self.piped

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
        secret = line() if self.piped else questions.ask_secret(say(question))
        if not secret.strip():
            raise BadRequest("cli_vault.secret.empty")
        return secret

    def prove(self) -> None:
        """Ask for the passphrase or recovery code of this vault, also where somebody left it unlocked.

        Raises
        ------
        NotOpened
            it opens no slot of the key file.
        """
        service.protect.require_vault(self.session)
        self._until_right(lambda secret: service.protect.prove(self.session, secret))

    @contextmanager
    def opened(self, prove: bool = False) -> Iterator[service.Session]:
        """Open the vault for as long as the block lasts; asks only where it is locked, or with `prove` in any case.

        Raises
        ------
        VaultError
            it cannot be opened; the sentence says what to do.
        """
        service.protect.require_vault(self.session)
        with ExitStack() as stack:
            session = self._unlocked(stack, prove or self.piped)
            if session.open_vault.code_unseen:
                questions.tell(say("cli_vault.secret.code_unseen"))
            yield session

    @contextmanager
    def maybe_opened(self) -> Iterator[service.Session]:
        """Open the vault for as long as the block lasts; where there is none and none was named, a session without."""
        try:
            service.protect.require_vault(self.session)
        except NoVault:
            if self.named:
                raise
            yield self.session
            return
        with self.opened() as session:
            yield session

    def _unlocked(self, stack: ExitStack, prove: bool) -> service.Session:
        if not self.piped and (notice := service.protect.notice()):
            questions.tell(notice)
        if not prove:
            with suppress(Locked):
                return stack.enter_context(service.protect.unlock(self.session))
        return self._until_right(lambda secret: stack.enter_context(service.protect.unlock(self.session, secret)))

    def _until_right(self, attempt: Callable[[str], T]) -> T:
        """What `attempt` makes of the secret; a slip on a terminal is asked again, the last one is told."""
        for _ in range(0 if self.piped else TRIES - 1):
            try:
                return attempt(self.secret())
            except NotOpened as error:
                questions.tell(str(error))
        return attempt(self.secret())

    def keeping(self, session: service.Session, keep: Callable[[service.Session], T]) -> T:
        """Call `keep`; where the vault locked itself meanwhile, open it again, so that nothing typed is lost."""
        try:
            return keep(session)
        except (Locked, WorkerLost) as error:
            questions.tell(str(error))
            with self.opened() as again:
                return keep(again)

    @property
    def flag(self) -> str:
        """How a next command names this vault; empty where it need not."""
        return f' --vault "{self.folder}"' if self.named else ""


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
    def with_access(vault: Path | None, piped: bool, **options: Any) -> int:
        folder = service.default_folder(sys.platform, os.environ, Path.home()) if vault is None else vault.expanduser()
        return command(Access(folder.absolute(), vault is not None, piped), **options)

    return with_access
