"""What the text behind a name turned out to be, as the columns of the event table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Body:
    """Columns of the event table of the same names; `doubtful` where neither the file nor a word list told."""

    kind: str = "message"
    text: str | None = None
    text_state: str = "present"
    media: str | None = None
    duration_ms: int | None = None
    call_end: str | None = None
    edited: bool = False
    video_call: bool = False
    attached: bool = False
    doubtful: bool = False


@dataclass(frozen=True)
class Form:
    """What a file shows about its own sentences, without any language.

    leads: a mark before the bracket of a header tells media (never a notice). people: folded names of those who
    write. tags: sentences in angle brackets, folded, that come again and again by themselves.
    edits: the same behind words. repeated: marked sentences, folded, that come word for word more than once.
    """

    leads: bool = False
    people: tuple[str, ...] = ()
    tags: frozenset[str] = frozenset()
    edits: frozenset[str] = frozenset()
    repeated: frozenset[str] = frozenset()
