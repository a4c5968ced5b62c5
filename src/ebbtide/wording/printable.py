"""Text that may be printed: what comes from chats, names, files and arguments cannot move, hide or colour anything."""

from __future__ import annotations

import unicodedata

#: They join the parts of an emoji and of letters in several scripts, and change nothing else.
_JOINERS = "\u200c\u200d"
#: Blocks of emoji, in which this Python may not know the newest ones.
_EMOJI = range(0x1F000, 0x1FB00)


def printable(text: str) -> str:
    """`text` without what acts on a terminal or turns the order of letters around; lines stay, other gaps are blanks.

    Taken out are control characters of both sets (C0 and C1, which begin every escape sequence), marks of direction,
    halves of characters, and other marks that nobody sees.

    >>> printable("Sam\\x1b[31m\\u202e\\tand Ana")
    'Sam[31m and Ana'
    """
    if text.isprintable():
        return text
    return "".join(_shown(letter) for letter in text)


def _shown(letter: str) -> str:
    if letter == "\n" or letter.isprintable() or letter in _JOINERS:
        return letter
    kind = unicodedata.category(letter)
    if kind == "Zs":  # blanks of other widths, such as the one before a unit
        return letter
    if kind[0] == "Z" or letter in "\t\r\v\f":
        return " "
    return letter if kind == "Cn" and ord(letter) in _EMOJI else ""
