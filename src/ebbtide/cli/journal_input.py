"""What `ebbtide log` reads from standard input: the text of an entry, or lines of sliders."""

from __future__ import annotations

from ebbtide import service
from ebbtide.cli.access import rest
from ebbtide.errors import BadRequest


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
    return service.log.read_values(dict(rows))
