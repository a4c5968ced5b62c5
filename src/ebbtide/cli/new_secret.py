"""A new passphrase, offered or chosen and typed twice, and a recovery code, shown once on a screen of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from ebbtide import service
from ebbtide.cli.access import Access
from ebbtide.cli.questions import ask, ask_secret, on_terminal, tell
from ebbtide.errors import BadRequest
from ebbtide.wording import say


def choose(access: Access, session: service.Session, piped: str | None = None) -> str:
    """The new passphrase: the next line of standard input, or on a terminal six words offered, or the user's own.

    piped: one that has come on standard input already.

    Raises
    ------
    BadRequest
        it could be guessed, and nobody can be asked again.
    """
    while True:
        if piped is not None:
            passphrase = piped
        else:
            passphrase = access.secret("cli_vault.secret.new") if access.piped else _asked(access, session)
        try:
            service.protect.check_passphrase(session, passphrase)
            if not access.piped:
                service.protect.check_passphrase(session, passphrase, access.secret("cli_vault.secret.again"))
        except BadRequest as error:
            if access.piped:
                raise
            tell(str(error))
        else:
            return passphrase


def _asked(access: Access, session: service.Session) -> str:
    if not on_terminal():
        return access.secret()
    offer = service.protect.offer_passphrase(session)
    with apart():
        tell(say("cli_vault.secret.offer", words=offer) + "\n")
        return ask_secret(say("cli_vault.secret.take")) or offer


@contextmanager
def apart() -> Iterator[None]:
    """A screen of its own, so that a secret does not stay among the lines that one can scroll back to."""
    from rich.console import Console

    console = Console(stderr=True)
    changed = console.set_alt_screen(True)
    try:
        yield
    finally:
        if changed:
            console.set_alt_screen(False)


def show_code(code: str) -> None:
    """Show the recovery code on a terminal until its last group was typed, so that it is surely on paper."""
    last = code.rpartition("-")[2]
    try:
        with apart():
            tell(say("cli_vault.secret.code", code=code) + "\n")
            while ask(say("cli_vault.secret.code_typed")).upper() != last:
                tell(say("cli_vault.secret.code_again"))
    except click.Abort:
        # What was made before is whole; only the code may not be on paper.
        tell(say("cli_vault.secret.code_stopped"))
        raise
