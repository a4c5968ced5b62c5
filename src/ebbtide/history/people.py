"""Who is who: names as exports have them, matched kindly, and the question which of them is the user."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from ebbtide.errors import BadRequest, ChoiceNeeded, NotAPair
from ebbtide.history.conversation import Conversation
from ebbtide.history.normal_form import normalized
from ebbtide.history.readers.contract import FLAG_GROUP, ReadResult, SourceReport
from ebbtide.wording import say

#: How alike a name must be to be offered as "did you mean" (difflib ratio; its own documented default).
NEAR = 0.6

#: So many people write in a chat that can be looked at.
PAIR = 2

Names = Sequence[tuple[str, ...]]


def plain(name: str) -> str:
    """The name without case, spaces, emoji, invisible marks and punctuation; accents stay.

    >>> plain("  Sam\\u200e ❤️ ") == plain("sam")
    True
    """
    folded = normalized(name, "NFKC").casefold()
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


def refuse_group(chat: Conversation | Sequence[ReadResult]) -> None:
    """Stop at a group; where it became a pair, say from which day on.

    Raises
    ------
    NotAPair
        any source is a group.
    """
    if not is_group(chat):
        return
    reports = chat.sources if isinstance(chat, Conversation) else [result.report for result in chat]
    people = len({name for report in reports for name in report.senders})
    days = [report.pair_since for report in reports if report.group]
    last = max((day for day in days if day is not None), default=None)
    if last is not None and all(days):
        raise NotAPair("cli.errors.group_until", people=people, day=last)
    raise NotAPair("cli.errors.group", people=people)


def joined_names(results: Sequence[ReadResult], same: Sequence[tuple[str, str]]) -> list[ReadResult]:
    """The results with one name for each person of two; same: (old, new) names, such as two numbers.

    Raises
    ------
    BadRequest
        nobody goes by one of the names.
    """
    for old, new in same:
        results = _renamed(results, old, new)
    return list(results)


def _renamed(results: Sequence[ReadResult], old: str, new: str) -> list[ReadResult]:
    counts: Counter[str] = Counter()
    for result in results:
        counts.update(result.report.senders)
    names = [
        next((name for name in counts if name == wanted or same_name(name, wanted)), None) for wanted in (old, new)
    ]
    for wanted, name in zip((old, new), names, strict=True):
        if name is None:
            every = shown([(name,) for name in counts], list(counts.values()))
            raise BadRequest("conversation.people.unknown", me=wanted, names=every)
    return [_with_name(result, str(names[0]), str(names[1])) for result in results]


def _with_name(result: ReadResult, old: str, new: str) -> ReadResult:
    report = result.report
    if old not in report.senders:
        return result
    senders = dict(report.senders)
    senders[new] = senders.get(new, 0) + senders.pop(old)
    # A chat that was a group by the number of its names alone is none any more.
    group = report.group and (len(report.senders) <= PAIR or len(senders) > PAIR)
    events = result.events.with_columns(sender=pl.col("sender").replace(old, new))
    if not group:
        events = events.with_columns(flags=pl.col("flags") & ~pl.lit(FLAG_GROUP, pl.UInt32))
    return ReadResult(events, replace(report, senders=senders, group=group))
