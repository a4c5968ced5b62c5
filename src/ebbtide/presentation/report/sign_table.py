"""What each sign of the catalogue needs, as one Markdown table: the generated part of docs/signs.md."""

from __future__ import annotations

from ebbtide.catalogue import table
from ebbtide.catalogue.entries import Sign
from ebbtide.wording import say

#: Rules that need so many of something.
COUNTED = frozenset({"confirmed", "episodes", "gaps"})


def sign_table() -> str:
    """The table of all signs in the catalogue's order, one line a sign."""
    head = [say("signs.table.head"), say("signs.table.rule")]
    return "\n".join([*head, *(_row(sign) for sign in table("signs", "sign").values())]) + "\n"


def _row(sign: Sign) -> str:
    return say(
        "signs.table.row",
        name=say("signs.names", sign.id),
        id=sign.id,
        side=say("signs.side", sign.side),
        area=sign.area,
        found=_found(sign),
        moves=_moves(sign),
        checks=_checks(sign),
        grade=sign.grade,
    )


def _found(sign: Sign) -> str:
    key = f"signs.found.{sign.rule}"
    return say(key, least=sign.least) if sign.rule in COUNTED else say(key)


def _moves(sign: Sign) -> str:
    moves = [say(f"signs.table.{'up' if text[0] == '+' else 'down'}", name=f"`{text[1:]}`") for text in sign.moves]
    if len(moves) > sign.need:
        return say("signs.table.some", need=sign.need, moves=", ".join(moves))
    return ", ".join(moves) or say("signs.table.none")


def _checks(sign: Sign) -> str:
    names = [say("signs.checks", name) for name in dict.fromkeys(sign.checks) if name]
    return ", ".join(names) or say("signs.table.none")
