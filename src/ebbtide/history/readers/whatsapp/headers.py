"""The opening of a message line: finds date, clock and separators in every known dialect, a block at a time."""

from __future__ import annotations

import polars as pl

from ebbtide.history.readers.whatsapp.spelled_headers import find_spelled
from ebbtide.history.readers.whatsapp.times.clock import AT_WORDS, meridiem_pattern
from ebbtide.history.readers.whatsapp.times.day_words import MARKS, SPACES

#: A header up to the sender's name is never longer than this many characters.
LONGEST_HEAD = 72
#: Columns of the headers found: place of the line, characters of the header, its date and its clock, and `frame`,
#: what stands before, between and behind these two.
COLUMNS = ("row", "head", "date", "clock", "frame")
#: Between the three parts of `frame`: never stands in a line.
BETWEEN = "\n"

_M = f"[{MARKS}]*"
_S = f"[{SPACES}]"

#: The plain form of most files: ASCII digits, no marks. Never matches what GENERAL would read otherwise.
_PLAIN_DATE = "[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}"
_PLAIN_CLOCK = rf"[0-9]{{1,2}}[:.][0-9]{{2}}(?:[:.][0-9]{{2}})?(?:{_S}?[AaPp][Mm])?"
PLAIN = rf"^((\[?)({_PLAIN_DATE})(,? )({_PLAIN_CLOCK})(\] ?| - |[:;] ))"

_DATE = (
    rf"(?:令和|平成|[RH])?\p{{Nd}}{{1,4}}{_M}{_S}?[./\-–年년]{_M}{_S}?\p{{Nd}}{{1,4}}{_M}{_S}?[./\-–月월]{_M}{_S}?"
    rf"\p{{Nd}}{{1,4}}(?:{_S}?[日일]|{_S}?г\.?|\.)?"
)
_GAP = rf"(?:{_M}[,،、]{_M}{_S}*|{_M}{_S}+)(?:[-–]{_S}+)?(?:(?i:{'|'.join(AT_WORDS)})\.?{_S}+)?"
_CLOCK = (
    rf"(?:{meridiem_pattern()}{_S}*{_M})?"
    rf"\p{{Nd}}{{1,2}}(?:[:.٫：]|{_S}?h{_S}?|[時时]|시{_S}?)\p{{Nd}}{{2}}"
    rf"(?:[:.٫：]\p{{Nd}}{{2}}|{_S}?min{_S}?\p{{Nd}}{{2}}{_S}?s|[分분])?"
    rf"(?:{_S}?ч\.?|{_M}{_S}?{_M}{meridiem_pattern()})?"
)
_CLOSE = rf"{_S}?\]{_M}{_S}*|{_S}[-–—]{_M}{_S}*|[:;]{_S}+"
#: How every header begins: tried before the long pattern.
_BEGINS = rf"^{_S}*{_M}\[?{_M}(?:\p{{Nd}}|令和|平成|[RH]\d)"
#: Every known form: digits and day-half words of other scripts, marks anywhere, other separators. The last of
#: them has nothing but a space behind its clock.
GENERAL, SPACED = (rf"^({_S}*{_M}(\[?){_M}({_DATE})({_GAP}){_M}({_CLOCK}){_M}({close}){_M})" for close in (_CLOSE, _S))


def find_headers(lines: pl.Series, usual: str | None = None) -> pl.DataFrame:
    """The headers of some lines, in their order (columns `COLUMNS`).

    `usual` is the frame that most lines of the file have: those are found without a search.
    Candidates only: a line inside a message may quote a header. Linear in the length of a line.
    """
    starts = pl.DataFrame({"line": lines.str.head(LONGEST_HEAD)}).with_row_index("row")
    headers = [_by_frame(starts, usual) if usual else _by_pattern(starts, PLAIN)]
    unmatched = _without(starts, headers[0])
    if usual:
        headers.append(_by_pattern(unmatched, PLAIN))
        unmatched = _without(unmatched, headers[-1])
    headers.append(_by_pattern(unmatched.filter(pl.col("line").str.contains(_BEGINS)), GENERAL))
    unmatched = _without(unmatched, headers[-1])
    headers.append(find_spelled(unmatched))
    unmatched = _without(unmatched, headers[-1])
    headers.append(_by_pattern(unmatched.filter(pl.col("line").str.contains(_BEGINS)), SPACED))
    headers = [frame for frame in headers if len(frame)] or headers[:1]
    return headers[0] if len(headers) == 1 else pl.concat(headers).sort("row")


def _without(starts: pl.DataFrame, headers: pl.DataFrame) -> pl.DataFrame:
    return starts.join(headers, on="row", how="anti") if len(headers) else starts


def usual_frame(headers: pl.DataFrame) -> str | None:
    """The commonest frame of some headers, where it is of the plain form."""
    frames = headers["frame"].drop_nulls().value_counts(sort=True, name="rows")["frame"]
    return frames[0] if len(frames) and frames[0] in _PLAIN_FRAMES else None


_PLAIN_FRAMES = {
    f"{opening}{BETWEEN}{gap}{BETWEEN}{close}"
    for gap in (" ", ", ")
    for opening, close in (("", " - "), ("", ": "), ("", "; "), ("[", "] "))
}


def _by_pattern(starts: pl.DataFrame, pattern: str) -> pl.DataFrame:
    groups = ("head", "open", "date", "gap", "clock", "close")
    parts = starts["line"].str.extract_groups(pattern).struct.rename_fields(groups).struct.unnest()
    return (
        parts.with_columns(starts["row"])
        .filter(pl.col("head").is_not_null())
        .select(
            "row",
            pl.col("head").str.len_chars().cast(pl.UInt8),
            "date",
            "clock",
            frame=pl.concat_str("open", "gap", "close", separator=BETWEEN),
        )
    )


def _by_frame(starts: pl.DataFrame, frame: str) -> pl.DataFrame:
    """Cut lines at the given signs, and keep those where a plain date and a plain clock come out."""
    opening, gap, close = frame.split(BETWEEN)
    line, start = pl.col("line").cast(pl.Binary), pl.col("gap_at") + len(gap)
    cut = starts.with_columns(
        gap_at=pl.col("line").str.find(gap, literal=True).cast(pl.Int64),
        close_at=pl.col("line").str.find(close, literal=True).cast(pl.Int64),
    ).filter(pl.col("line").str.starts_with(opening) & (pl.col("close_at") > start) & (pl.col("gap_at") > len(opening)))
    cut = cut.select(
        "row",
        end=pl.col("close_at") + len(close),
        date=line.bin.slice(len(opening), pl.col("gap_at") - len(opening)).cast(pl.String),
        clock=line.bin.slice(start, pl.col("close_at") - start).cast(pl.String),
    )
    cut = cut.filter(_matching(cut["date"], _PLAIN_DATE) & _matching(cut["clock"], _PLAIN_CLOCK))
    clock = pl.col("clock").str
    head = pl.col("end") - (clock.len_bytes() - clock.len_chars())  # bytes to characters
    return cut.select("row", head=head.cast(pl.UInt8), date="date", clock="clock", frame=pl.lit(frame))


def _matching(tokens: pl.Series, pattern: str) -> pl.Series:
    """Which tokens are of a form; looked at once for each distinct one."""
    distinct = tokens.unique()
    return tokens.is_in(distinct.filter(distinct.str.contains(f"^(?:{pattern})$")).implode())
