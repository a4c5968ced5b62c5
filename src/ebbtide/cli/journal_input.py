"""What `ebbtide log` reads from standard input: the text of an entry, or lines of sliders; and how tags are kept."""

from __future__ import annotations

from collections.abc import Iterable

from ebbtide.catalogue import table
from ebbtide.cli.access import rest
from ebbtide.cli.checkins import checked
from ebbtide.errors import BadRequest
from ebbtide.wording import say

#: Tags of the journal that no sign reads, but lists and boards.
OWN = ("win", "own_life", "without_partner", "favour")


def read_text() -> str:
    """All that is left on standard input, without blanks around it."""
    return rest().strip()


def read_sliders() -> dict[str, int]:
    """Lines `NAME VALUE` on standard input.

    Raises
    ------
    BadRequest
        a line is not of that form, names no slider, or its value does not fit.
    """
    rows = [row.split() for row in read_text().splitlines() if row.strip()]
    wrong = [row for row in rows if len(row) != 2]
    if wrong:
        raise BadRequest("log.no_pair", given=" ".join(wrong[0]))
    return checked(dict(rows))


def tags_of(given: Iterable[str]) -> tuple[str, ...]:
    """Tags as they are kept, the way the catalogue writes its own: lower case, one word each, each once.

    >>> tags_of([" Win", "without partner", "Without-Partner", "win", ""])
    ('win', 'without_partner')
    """
    words = (tag.casefold().replace("-", " ").replace("_", " ").split() for tag in given)
    return tuple(dict.fromkeys("_".join(word) for word in words if word))


def known_tags() -> dict[str, str]:
    """Tags that other commands read, each with what it is about."""
    own = {tag: say(f"log.tags.{tag}") for tag in OWN}
    signs = table("signs", "sign").values()
    return own | {tag: say("log.tag_sign", sign=sign.name) for sign in signs for tag in sign.tags}
