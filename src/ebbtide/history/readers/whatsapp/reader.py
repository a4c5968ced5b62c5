"""Reads one WhatsApp export, text or zip, to events and an exact account of its lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from ebbtide.errors import YearUnknown
from ebbtide.history.readers.contract import WHATSAPP_CAPS, Disappearing, ReadResult, SourceReport
from ebbtide.history.readers.lines import Damage, Lines, Progress, read_lines
from ebbtide.history.readers.source import Source
from ebbtide.history.readers.whatsapp.columns import event_table, uids
from ebbtide.history.readers.whatsapp.contents.notices import fold, phrases
from ebbtide.history.readers.whatsapp.evidence import form_of, leads, line_ends
from ebbtide.history.readers.whatsapp.groups import is_group, pair_since
from ebbtide.history.readers.whatsapp.names import Names, sender_numbers
from ebbtide.history.readers.whatsapp.notes import Whole, from_day, notes_of
from ebbtide.history.readers.whatsapp.quotations import Bools, Evidence
from ebbtide.history.readers.whatsapp.refusals import refuse, shortened, unknown_word
from ebbtide.history.readers.whatsapp.rows import Marks, Tally, before_first, make_rows
from ebbtide.history.readers.whatsapp.stamps import Collector, Numbers, Stamps
from ebbtide.history.readers.whatsapp.times.date_order import Ordered, settle
from ebbtide.history.readers.whatsapp.times.dates import NO_TIME

FORMAT = "whatsapp"
#: An export ends at the cap, give or take its notices.
CAP_SLACK = 5
#: Rows made at once: many enough for speed, few enough to keep what they need on the way small.
ROWS_AT_ONCE = 50_000
#: Unread lines that the report names.
MOST_NAMED = 20


def read(
    source: Source,
    *,
    date_order: str | None = None,
    exported: date | None = None,
    since: date | None = None,
    progress: Progress | None = None,
) -> ReadResult:
    """Read an opened export; since: the first day whose rows are given.

    Raises
    ------
    NotRecognised
        no line opens a WhatsApp message.
    DateOrderUnknown
        day and month cannot be told apart and `date_order` was not given, or contradicts the file.
    TooLarge
        a line is longer than the cap.
    """
    damage = Damage()
    told_day = exported or source.exported_at
    # The end of the day after it: a zone west of here may still write then.
    end = datetime.combine(told_day + timedelta(days=2), time(), UTC) if told_day else None
    latest = int(end.timestamp() * 1000) if end else None
    whole = _whole(source, damage, date_order, latest, progress, exported)
    if since is not None:
        whole = from_day(whole, since, source.name)
    group = is_group(whole.rows, only_people=since is not None)
    report = _report(source, whole, damage, group, exported)
    return ReadResult(event_table(whole.rows, thread=source.thread, group=group, latest=latest), report)


@dataclass(frozen=True)
class Scan:
    """All lines of a file, its candidates, lines of pasted headers, and the year taken for dates without one."""

    lines: Lines
    stamps: Stamps
    pasted: tuple[int, ...]
    assumed_year: int | None
    sure: bool


def _whole(
    source: Source,
    damage: Damage,
    date_order: str | None,
    latest: int | None,
    progress: Progress | None,
    exported: date | None,
) -> Whole:
    scan = _scan(source, damage, progress, exported)
    lines, stamps = scan.lines.text, scan.stamps

    def twins() -> Bools:
        repeats: Bools = (~lines.gather(stamps.line).is_first_distinct()).to_numpy()
        return repeats

    def senders() -> Numbers:
        return sender_numbers(_behind_headers(lines, stamps.line, stamps.head))

    ordered = settle(stamps, Evidence(twins, senders, scan.sure), date_order, latest, source.name)
    if not ordered.real.any():
        raise refuse(lines, source.name)
    rows, tally = _rows(lines, stamps, ordered, source)
    notices = int((rows["kind"] == "system").sum())
    return Whole(rows, stamps, ordered, tally, len(lines), len(rows) - notices, notices, scan.pasted, scan.assumed_year)


def _scan(source: Source, damage: Damage, progress: Progress | None, exported: date | None) -> Scan:
    collector = Collector()
    blocks = []
    for lines in read_lines(source.stream, source.name, source.size, damage, progress):
        collector.add(lines.text)
        blocks.append(lines)
    every = Lines(
        pl.concat([block.text for block in blocks], rechunk=True), np.concatenate([block.crlf for block in blocks])
    )
    if not collector.has_candidates:
        raise refuse(every.text, source.name)
    stamps = collector.stamps(exported)
    main = stamps.families[int(np.bincount(stamps.family).argmax())]
    unknown = unknown_word(every.text, source.name) if main.endswith(" ") else None
    if unknown is not None:  # nothing but a space ends the header
        raise unknown
    year = None if exported else _year_of_undated(every.text, stamps, source.name)
    if year is not None:
        stamps = collector.stamps(date(year, 12, 31))
    ends = line_ends(stamps.line, every.crlf)
    pasted = tuple((stamps.line[ends.inside] + 1).tolist())
    return Scan(every, stamps.only(~ends.inside) if pasted else stamps, pasted, year, ends.tell)


def _year_of_undated(lines: pl.Series, stamps: Stamps, name: str) -> int | None:
    """The year of lines that leave it out: an old Android wrote none for the year in which the chat was exported.

    Raises
    ------
    YearUnknown
        no line before them has a year.
    """
    dated = stamps.dated()
    if dated.all():
        return None
    first = int(np.argmin(dated))
    if not dated.any() or np.count_nonzero(~dated) > np.count_nonzero(dated):
        raise YearUnknown("readers.whatsapp.no_year", file=name, line=shortened(lines[int(stamps.line[first])]))
    if dated[first:].any():
        return None  # between dated lines: pasted text
    times = stamps.times("day_first")[:first]
    valid = times[times != NO_TIME]
    return _moment(int(valid.max())).year + 1 if len(valid) else None


def _rows(lines: pl.Series, stamps: Stamps, ordered: Ordered, source: Source) -> tuple[pl.DataFrame, Tally]:
    """Rows of all messages, made some at a time so that little lies in memory beside them."""
    at = stamps.line[ordered.real]
    head = stamps.head[ordered.real]
    family = stamps.family[ordered.real]
    brackets = np.array(["[" in name for name in stamps.families])
    dash = np.array([name.endswith("-") for name in stamps.families])
    headers = lines.gather(at)
    marks = Marks(brackets[family], leads(headers), dash[family])
    parts = [slice(start, start + ROWS_AT_ONCE) for start in range(0, len(at), ROWS_AT_ONCE)]
    resolution = stamps.resolution_s(ordered.real)
    names = Names(source.thread)
    for part in parts:
        names.learn(_behind_headers(lines, at[part], head[part]))
    names.decide()
    form = form_of(headers, marks.lead, lines, names.people())
    blocks = []
    tally = before_first(lines, int(at[0]))
    for part in parts:
        end = int(at[part.stop]) if part.stop < len(at) else len(lines)
        texts = names.split(_behind_headers(lines, at[part], head[part]))
        rows, lines_of = make_rows(
            lines.slice(int(at[part][0]), end - int(at[part][0])), at[part] - at[part][0], texts, marks.part(part), form
        )
        rows = rows.with_columns(
            position=at[part] + 1, time=ordered.time[ordered.real][part], resolution_s=resolution[part]
        )
        blocks.append(rows.with_columns(uid=uids(rows)))
        tally += lines_of
    return pl.concat(blocks), tally


def _behind_headers(lines: pl.Series, at: Numbers, head: npt.NDArray[np.uint8]) -> pl.Series:
    return lines.gather(at).str.slice(pl.Series(head.astype(np.int64)))


def _report(source: Source, whole: Whole, damage: Damage, group: bool, exported: date | None) -> SourceReport:
    rows, stamps, ordered, tally = whole.rows, whole.stamps, whole.ordered, whole.tally
    system = rows.filter(pl.col("kind") == "system")
    messages = int((rows["kind"] == "message").sum())
    with_media = bool(rows["attached"].any()) or source.media_members > 0
    cap = WHATSAPP_CAPS[1] if with_media else WHATSAPP_CAPS[0]
    senders = rows.filter(pl.col("sender").is_not_null())["sender"].value_counts(sort=True)
    stamped = rows["time"].to_numpy()
    return SourceReport(
        name=source.name,
        format=FORMAT,
        dialects=_dialects(stamps, ordered),
        lines=whole.lines,
        events=whole.events,
        system=whole.system,
        continuations=tally.continuations,
        ignored=tally.ignored,
        unread=len(tally.unread),
        unread_lines=tally.unread[:MOST_NAMED],
        senders=dict(senders.iter_rows()),
        group=group,
        first=_moment(int(stamped.min())),
        last=_moment(int(stamped.max())),
        date_order=ordered.order,
        date_order_source=ordered.source,
        exported_at=exported or source.exported_at,
        exported_at_source="told" if exported else "archive" if source.exported_at else "unknown",
        cap_hit=cap if min(abs(messages - cap), abs(len(rows) - cap)) <= CAP_SLACK else None,
        with_media=with_media,
        disappearing=_disappearing(system),
        doubtful=int(rows["doubtful"].sum()),
        doubtful_lines=tuple(rows.filter("doubtful")["position"].head(MOST_NAMED).to_list()),
        pair_since=pair_since(rows) if group else None,
        notes=notes_of(whole, damage, source),
    )


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).replace(tzinfo=None)


def _dialects(stamps: Stamps, ordered: Ordered) -> tuple[str, ...]:
    counts = np.bincount(stamps.family[ordered.real], minlength=len(stamps.families))
    return tuple(stamps.families[number] for number in np.argsort(-counts, kind="stable") if counts[number])


def _disappearing(system: pl.DataFrame) -> tuple[Disappearing, ...]:
    switches = []
    for text, at in system.select("text", "time").iter_rows():
        low = fold(text or "")
        if any(word in low for word in phrases().disappearing):
            off = any(word in low for word in phrases().switched_off)
            switches.append(Disappearing(_moment(at), not off))
    return tuple(switches)
