"""Who is who: names as exports have them, matched kindly, and the question which of them is the user."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence

import polars as pl

from ebbtide.errors import BadRequest, ChoiceNeeded
from ebbtide.history.conversation import Conversation
from ebbtide.history.readers.contract import ReadResult, SourceReport
from ebbtide.wording import say

#: How alike a name must be to be offered as "did you mean" (difflib ratio; its own documented default).
NEAR = 0.6

Names = Sequence[tuple[str, ...]]


def plain(name: str) -> str:
    """The name without case, spaces, emoji, invisible marks and punctuation; accents stay.

    >>> plain("  Sam\\u200e ❤️ ") == plain("sam")
    True
    """
    # Not by the standard library, which puts a run of marks in order in the square of its length. What was typed in
    # another encoding is half a character, which no name of an export holds.
    whole = pl.Series([name.encode("utf-8", "replace").decode()])
    folded = str(whole.str.normalize("NFKC")[0]).casefold()
    kept = "".join(char for char in folded if unicodedata.category(char)[0] in "LNM" and char not in "\ufe0f\u20e3")
    # A name made of emoji alone is still a name.
    return kept or re.sub(r"\s+", "", folded)


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same but for case, spaces, emoji and invisible marks."""
    return plain(one) == plain(other)


def choose(speakers: Names, counts: Sequence[int], me: str | None) -> int | None:
    """Index of the speaker that `me` names, or None where the user is the one who never wrote.

    speakers: all names that each speaker goes by. counts: messages of each.

    Raises
    ------
    ChoiceNeeded
        `me` is None; carries the people found.
    BadRequest
        nobody (or more than one) goes by that name; names the nearest.
    """
    if me is None:
        raise ChoiceNeeded("conversation.people.choose", people=listed(speakers, counts), names=shown(speakers, counts))
    for match in (str.__eq__, same_name):
        found = [index for index, names in enumerate(speakers) if any(match(name, me) for name in names)]
        if len(found) == 1:
            return found[0]
        if found:
            raise BadRequest("conversation.people.several", me=me, names=shown(speakers, counts))
    _refuse(speakers, counts, me)
    return None  # one voice in the file and it is not the user's: the user never wrote here


def _refuse(speakers: Names, counts: Sequence[int], me: str) -> None:
    near = _near([names[0] for names in speakers], me)
    if near:
        raise BadRequest("conversation.people.near", me=me, near=", ".join(near))
    if len(speakers) > 1:
        raise BadRequest("conversation.people.unknown", me=me, names=shown(speakers, counts))


def _near(names: Sequence[str], me: str) -> list[str]:
    wanted = plain(me)
    return [
        name
        for name in names
        if wanted in plain(name)
        or plain(name) in wanted
        or difflib.SequenceMatcher(None, wanted, plain(name)).ratio() >= NEAR
    ]


def listed(speakers: Names, counts: Sequence[int]) -> list[tuple[str, int]]:
    """Names with their message counts, most first, then by name."""
    rows = [(names[0], int(count)) for names, count in zip(speakers, counts, strict=True)]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def shown(speakers: Names, counts: Sequence[int]) -> str:
    """The people found as one line of text: "Ana (120), Sam (98)"."""
    return ", ".join(
        say("conversation.people.one", name=name, messages=f"{count:,}") for name, count in listed(speakers, counts)
    )


def is_group(chat: Conversation | Sequence[ReadResult]) -> bool:
    """Whether any source is a group, by its own account or because more than two people wrote in it."""
    reports: Sequence[SourceReport]
    reports = chat.sources if isinstance(chat, Conversation) else [result.report for result in chat]
    return any(report.group or len(report.senders) > 2 for report in reports)
