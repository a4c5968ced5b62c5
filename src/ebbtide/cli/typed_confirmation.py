"""Words that nobody types by accident, before something goes for good."""

from __future__ import annotations

from ebbtide.cli.access import Access, line
from ebbtide.cli.questions import ask, tell
from ebbtide.errors import BadRequest
from ebbtide.wording import say


def confirm(access: Access, command: str) -> None:
    """Ask for the words of a command (`cli_vault.<command>.words`), after saying what it does.

    Raises
    ------
    BadRequest
        other words were given; nothing was done.
    """
    words = say(f"cli_vault.{command}.words")
    if not access.piped:
        tell(say(f"cli_vault.{command}.about", folder=access.folder))
    given = line() if access.piped else ask(say("cli_vault.ask.words", words=words))
    if given.strip().casefold() != words.casefold():
        raise BadRequest("cli_vault.ask.kept", words=words)
