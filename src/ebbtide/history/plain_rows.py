"""Conversations from rows and columns of any origin, without a reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ebbtide.errors import BadRequest
from ebbtide.history.conversation import EVENT_SCHEMA, Conversation
from ebbtide.history.coverage import SourceDays, cover
from ebbtide.history.event_table import complete, ordered
from ebbtide.history.people import same_name
from ebbtide.history.readers.contract import MEDIA, SourceReport
from ebbtide.history.readers.text_lengths import text_counts
from ebbtide.people import NOBODY, PEOPLE

Row = tuple[datetime, "str | int", "str | None"]

#: Words that name the two people whatever they are called.
WORDS = ({"me", "you", "i"}, {"them", "they"})

#: First of the 16-digit numbers that serve as `uid` where rows have no origin to hash.
FIRST_UID = 10**15

#: Plain rows of a calendar often carry minutes only; this many stamps without a second make it certain enough.
MINUTE_ROWS = 3


def from_rows(
    rows: Iterable[Row], people: tuple[str, str] = ("you", "they"), exported: date | None = None
) -> Conversation:
    """A conversation from (time, who, text) rows of any order.

    time: naive wall clock, or aware (then its own zone gives the wall clock, and UTC is known).
    who: 0 or 1 as `people` has them, a name out of `people`, or "me" and "them"; -1 for a line of
    the app itself. text: None where it is not known.

    Raises
    ------
    BadRequest
        there are no rows, or a row names somebody else.

    >>> chat = from_rows([(datetime(2026, 3, 1, 9), "me", "hello"), (datetime(2026, 3, 1, 10), "them", "hi")])
    >>> chat.events["person"].to_list(), chat.people
    ([0, 1], ('you', 'they'))
    """
    entries = list(rows)
    if not entries:
        raise BadRequest("conversation.rows.empty")
    times = [time for time, _, _ in entries]
    person = [_who(who, people) for _, who, _ in entries]
    columns = {**_clocks(times), **_texts([text for _, _, text in entries], person), "person": person}
    return _conversation(columns, people, exported)


def _who(who: str | int, people: tuple[str, str]) -> int:
    if isinstance(who, (int, np.integer)) and int(who) in (*PEOPLE, NOBODY):
        return int(who)
    for person in PEOPLE:
        if who == people[person]:
            return person
    for person in PEOPLE:
        if isinstance(who, str) and (who.casefold() in WORDS[person] or same_name(who, people[person])):
            return person
    raise BadRequest("conversation.people.code", who=repr(who), people=" / ".join(people))


def _clocks(times: Sequence[datetime]) -> dict[str, Any]:
    zoned = [time.utcoffset() is not None for time in times]
    utc = [time.astimezone(UTC).replace(tzinfo=None) if time.utcoffset() is not None else None for time in times]
    return {
        "at_local": pl.Series([time.replace(tzinfo=None) for time in times], dtype=pl.Datetime("ms")),
        "at_utc": pl.Series(utc, dtype=pl.Datetime("ms")),
        "zone_source": pl.Series(["stated" if has_zone else "unknown" for has_zone in zoned]),
        "resolution_s": _resolution(times),
    }


def _resolution(times: Sequence[datetime]) -> float:
    if any(time.microsecond for time in times):
        return 0.001
    minutes = len(times) >= MINUTE_ROWS and not any(time.second for time in times)
    return 60.0 if minutes else 1.0


def _texts(texts: Sequence[str | None], person: Sequence[int]) -> dict[str, Any]:
    text = pl.Series("text", texts, dtype=pl.String)
    system = pl.Series(person) == NOBODY
    frame = pl.concat([pl.DataFrame({"text": text, "system": system}), text_counts(text)], how="horizontal")
    state = pl.when("system").then(pl.lit("none")).when(pl.col("text").is_null()).then(pl.lit("not_exported"))
    kind = pl.when("system").then(pl.lit("system")).otherwise(pl.lit("message"))
    frame = frame.with_columns(state.otherwise(pl.lit("present")).alias("text_state"), kind.alias("kind"))
    return {name: frame[name] for name in ("text", "text_state", "kind", "chars", "words", "emoji")}


def from_columns(
    at_local: NDArray[np.datetime64],
    person: NDArray[np.int8],
    *,
    chars: NDArray[np.int32] | None = None,
    words: NDArray[np.int32] | None = None,
    emoji: NDArray[np.int32] | None = None,
    flags: NDArray[np.uint32] | None = None,
    media: NDArray[np.int8] | Sequence[str | None] | None = None,
    resolution_s: float = 1.0,
    people: tuple[str, str] = ("you", "they"),
    exported: date | None = None,
) -> Conversation:
    """A conversation without text from columns of one length: the fast path for simulations.

    at_local: (rows,) datetime64, wall clock, any order. person: (rows,) 0 or 1. chars, words,
    emoji, flags: (rows,) or None where not known. media: (rows,) names of `MEDIA` or None, or
    their indices with -1 for none. resolution_s: seconds, of all stamps.

    Raises
    ------
    BadRequest
        there are no rows, or the columns differ in length.
    """
    arrays = {"person": person, "chars": chars, "words": words, "emoji": emoji, "flags": flags, "media": media}
    _same_length(len(at_local), arrays)
    order = slice(None) if (at_local[1:] >= at_local[:-1]).all() else np.argsort(at_local, kind="stable")
    columns: dict[str, Any] = {
        "at_local": at_local[order].astype("datetime64[ms]"),
        "resolution_s": resolution_s,
        "zone_source": "unknown",
        "kind": "message",
    }
    for name, values in arrays.items():
        if name != "media" and values is not None:
            columns[name] = np.asarray(values)[order]
    columns["text_state"] = "not_exported" if chars is None else "purged"
    if media is not None:
        columns |= _media(media, order, str(columns["text_state"]), columns.get("chars"))
    return _conversation(columns, people, exported, in_order=True)


def _same_length(rows: int, columns: Mapping[str, Any]) -> None:
    if not rows:
        raise BadRequest("conversation.rows.empty")
    for name, values in columns.items():
        if values is not None and len(values) != rows:
            raise BadRequest("conversation.rows.lengths", name=name, found=len(values), expected=rows)


def _media(
    media: NDArray[np.int8] | Sequence[str | None], order: NDArray[np.intp] | slice, other: str, chars: Any
) -> dict[str, Any]:
    if isinstance(media, np.ndarray) and media.dtype.kind in "iu":
        names = pl.Series([*MEDIA, None], dtype=pl.Enum(MEDIA))
        series = names.gather(np.where(media < 0, len(MEDIA), media)[order])
    else:
        series = pl.Series(np.asarray(media, dtype=object)[order].tolist(), dtype=pl.Enum(MEDIA))
    bare = series.is_not_null().to_numpy() & (True if chars is None else np.asarray(chars) == 0)
    state = pl.select(pl.when(pl.Series(bare)).then(pl.lit("media_only")).otherwise(pl.lit(other))).to_series()
    return {"media": series, "media_count": series.is_not_null().cast(pl.Int32), "text_state": state}


def _conversation(
    columns: dict[str, Any], people: tuple[str, str], exported: date | None, in_order: bool = False
) -> Conversation:
    rows = len(columns["at_local"])
    at = np.arange(rows)
    uid = pl.Series(at + FIRST_UID).cast(pl.String).cast(pl.Binary)
    origin = {"uid": uid, "source": 0, "position": at + 1, "flags": 0}
    events = complete({**origin, **columns}, EVENT_SCHEMA)
    events = events if in_order else ordered(events)
    report = _report(events, people)
    coverage, warnings = cover([_shown(events, report)], exported, len(report.senders) < 2)
    return Conversation(events, people, (report,), coverage, warnings=warnings)


def _report(events: pl.DataFrame, people: tuple[str, str]) -> SourceReport:
    counts = np.bincount(events["person"].to_numpy() + 1, minlength=3)
    # Two people may share a display name, so the keys are told apart.
    names = people if people[0] != people[1] else (people[0], f"{people[1]} (2)")
    senders = {name: int(count) for name, count in zip(names, counts[1:], strict=True) if count}
    return SourceReport(
        name="rows",
        format="rows",
        lines=events.height,
        events=int(counts[1:].sum()),
        system=int(counts[0]),
        senders=senders,
        first=_when(events["at_local"].min()),
        last=_when(events["at_local"].max()),
        date_order_source="fixed",
    )


def _when(value: object) -> datetime | None:
    return value if isinstance(value, datetime) else None


def _shown(events: pl.DataFrame, report: SourceReport) -> SourceDays:
    written = events["at_local"].filter(events["person"] != NOBODY)
    first, last = _when(written.min()), _when(written.max())
    if first is None or last is None:
        raise BadRequest("conversation.rows.empty")
    return SourceDays(first.date(), last.date(), report)
