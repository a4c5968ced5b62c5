"""A new passphrase, offered or chosen and typed twice, and a recovery code, shown once on a screen of its own."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import click

from ebbtide.cli.access import Access
from ebbtide.cli.questions import ask, ask_secret, on_terminal, tell
from ebbtide.errors import BadRequest, Locked, WorkerLost
from ebbtide.wording import say

if TYPE_CHECKING:
    from ebbtide.vault.opening import VaultLike


def choose(access: Access, known: Sequence[str] = (), passphrase: str | None = None) -> str:
    """The new passphrase: the next line of standard input, or on a terminal six words offered, or the user's own.

    known: names and words that it must not be made from. passphrase: one that has come on standard input already.

    Raises
    ------
    BadRequest
        it could be guessed, and nobody can be asked again.
    """
    from ebbtide.vault import check, offer

    while True:
        if passphrase is not None:
            chosen = passphrase
        else:
            chosen = access.secret("cli_vault.secret.new") if access.piped else _asked(access, offer(known))
        try:
            check(chosen, known)
        except BadRequest as error:
            if access.piped:
                raise
            tell(str(error))
            continue
        if access.piped or _same(chosen, access.secret("cli_vault.secret.again")):
            return chosen
        tell(say("cli_vault.secret.differ"))


def _asked(access: Access, offered: str) -> str:
    if not on_terminal():
        return access.secret()
    with apart():
        tell(say("cli_vault.secret.offer", words=offered) + "\n")
        return ask_secret(say("cli_vault.secret.take")) or offered


def _same(one: str, other: str) -> bool:
    from ebbtide.vault.keys.derivation import plain

    return plain(one) == plain(other)


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


def confirm_shown(vault: VaultLike) -> None:
    """Tell the vault that its new recovery code was printed; one that has locked meanwhile asks for another one."""
    if sys.stdout:
        sys.stdout.flush()
    with suppress(Locked, WorkerLost):
        vault.code_shown()
