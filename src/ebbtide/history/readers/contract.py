"""What a reader gives: the columns of an event and the exact account of its source."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

import polars as pl

from ebbtide.wording import say

KINDS = ("message", "reaction", "call", "edit", "delete", "system")
TEXT_STATES = ("present", "media_only", "deleted", "not_exported", "ephemeral", "view_once", "purged", "none")
MEDIA = ("photo", "video", "voice", "audio", "sticker", "gif", "file", "location", "contact", "poll", "other")
CALL_ENDS = ("answered", "missed", "declined", "no_answer", "unknown")
ZONE_SOURCES = ("stated", "told", "unknown")

# Bits of the column `flags`.
FLAG_FORWARDED = 1
FLAG_CUT = 2  # the text was longer than the cap and was cut
FLAG_GROUP = 4
FLAG_SUSPECT_TIME = 8
FLAG_MERGED = 16  # seen in more than one export
FLAG_READ_BY_LANGUAGE = 32  # the two bits below are known for this row (text may be purged after)
FLAG_AFFECTION = 64
FLAG_QUESTION = 128
FLAG_VIDEO_CALL = 256
FLAG_FEATURES_READ = 1 << 9  # the bits of `FEATURE_FLAGS` are known for this row (text may be purged after)

#: One bit a feature of the words (see `ebbtide.analysis.language.features`), all that a purged text leaves behind.
#: All but "listed" (its month was in a language with lists) follow from the text alone, so that two exports
#: of one message agree. With these all 32 bits are taken.
FEATURE_FLAGS: dict[str, int] = {
    name: 1 << bit
    for bit, name in enumerate(
        (
            "gratitude",
            "appreciation",
            "apology",
            "plan",
            "invitation",
            "same_day",
            "future_us",
            "support_asked",
            "support_given",
            "good_news",
            "joy",
            "laughter",
            "elongated",
            "feeling",
            "reassurance",
            "logistics",
            "sharp",
            "play_down",
            "accept",
            "decline",
            "listed",
            "vague",
        ),
        start=10,
    )
}

#: The columns of a reader's row. `sender` is the name as the file has it (null for system rows);
#: `assembly` replaces it by `person` (0 the user, 1 the other, -1 nobody).
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "uid": pl.Binary,  # 16 bytes; identifies a row within its source
    "source": pl.UInt16,  # which of the files read
    "position": pl.Int64,  # line (1-based) or row number in the source
    "thread": pl.String,
    "kind": pl.Enum(KINDS),
    "at_utc": pl.Datetime("ms"),  # null where only the wall clock is known
    "at_local": pl.Datetime("ms"),  # wall clock, naive
    "zone_source": pl.Enum(ZONE_SOURCES),
    "resolution_s": pl.Float32,  # of the time stamp: 60 for minutes, 1 for seconds
    "sender": pl.String,
    "target": pl.Binary,
    "text": pl.String,
    "text_state": pl.Enum(TEXT_STATES),
    "chars": pl.Int32,
    "words": pl.Int32,
    "emoji": pl.Int32,
    "media": pl.Enum(MEDIA),  # null for none
    "media_count": pl.Int32,
    "duration_ms": pl.Int64,
    "call_end": pl.Enum(CALL_ENDS),
    "reaction": pl.String,
    "removed": pl.Boolean,
    "edited_at": pl.Datetime("ms"),
    "deleted_at": pl.Datetime("ms"),
    "flags": pl.UInt32,
}

#: Message caps of a WhatsApp export: (without media, with media). Source: WhatsApp FAQ as quoted in
#: docs/method/event-table.md#caps.
WHATSAPP_CAPS = (40_000, 10_000)


@dataclass(frozen=True)
class Disappearing:
    """Disappearing messages switched on or off, as a system line of the file says."""

    at: datetime
    on: bool


@dataclass(frozen=True)
class SourceNote:
    """Something that a reader assumed or has to warn of: the key of a sentence and the raw values in it.

    The key begins with "readers.assumed." or "readers.warned."; `spoken` makes the sentence.
    """

    key: str
    count: int | None = None
    line: int | None = None  # 1-based number of the first line concerned
    what: str | None = None
    day: date | None = None

    def spoken(self) -> str:
        """The sentence."""
        values = {"count": self.count, "line": self.line, "what": self.what, "day": self.day}
        return say(self.key, **{name: value for name, value in values.items() if value is not None})


@dataclass(frozen=True)
class SourceReport:
    """The account of one source: `lines == events + continuations + system + ignored + unread`, exactly.

    `events` counts lines that open a row of kind other than system; `system` those that open a
    system row; `continuations` further lines of a row; `ignored` blank lines and file ornaments;
    `unread` lines before the first header or beyond a cap, listed (first 20) in `unread_lines`.
    """

    name: str
    format: str
    dialects: tuple[str, ...] = ()
    lines: int = 0
    events: int = 0
    continuations: int = 0
    system: int = 0
    ignored: int = 0
    unread: int = 0
    unread_lines: tuple[int, ...] = ()
    senders: dict[str, int] = field(default_factory=dict)
    group: bool = False
    first: datetime | None = None
    last: datetime | None = None
    date_order: str | None = None  # "dmy", "mdy", "ymd", ...
    date_order_source: str = "inferred"  # "inferred", "told", "fixed" (no choice in this format)
    exported_at: date | None = None
    exported_at_source: str = "unknown"  # "archive", "told", "metadata", "unknown"
    cap_hit: int | None = None
    with_media: bool = False
    disappearing: tuple[Disappearing, ...] = ()
    doubtful: int = 0  # rows that neither the file's form nor a list of sentences told; they keep their sender
    doubtful_lines: tuple[int, ...] = ()  # the first 20 of them
    pair_since: date | None = None  # in a group: from this day on only two wrote
    notes: tuple[SourceNote, ...] = ()

    @property
    def assumptions(self) -> tuple[SourceNote, ...]:
        """What was taken for granted while reading."""
        return tuple(note for note in self.notes if note.key.startswith("readers.assumed."))

    @property
    def warnings(self) -> tuple[SourceNote, ...]:
        """What could not be read as it should be."""
        return tuple(note for note in self.notes if note.key.startswith("readers.warned."))


@dataclass(frozen=True)
class ReadResult:
    """Rows in file order (columns of `SCHEMA`) and the account of their source."""

    events: pl.DataFrame
    report: SourceReport
