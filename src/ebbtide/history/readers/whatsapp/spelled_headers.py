"""Headers that spell something out: the time before the date, a month by name, an era, the part of the day in words.

The patterns here are loose; a header counts only where each of its words is known (`read_stamp`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

import polars as pl

from ebbtide.history.readers.whatsapp.times.clock import AT_WORDS, MERIDIEMS
from ebbtide.history.readers.whatsapp.times.day_words import MARKS, SPACES, eras, fillers, fold, is_month, periods

#: Marks of the tokens that this module hands on: a month by name, a year that the header leaves out.
NAMED, NO_YEAR = "@", "?"
TIME_FIRST = "time-first"
#: Stands for the clock in what is left of a stamp.
_CLOCK_AT = "\x00"

_M, _S = f"[{MARKS}]*", f"[{SPACES}]"
_EDGE = r"[^\p{Nd}.:/٫：\-]"
_COLON_CLOCK = r"\p{Nd}{1,2}[:：]\p{Nd}{2}(?:[:：]\p{Nd}{2})?"
_OTHER_CLOCK = r"\p{Nd}{1,2}(?:[.٫]|" + _S + r"?[hH]" + _S + r"?|[時时点點시])\p{Nd}{2}(?:[.٫]\p{Nd}{2})?"
_CORE = rf"(?:{_COLON_CLOCK}|{_OTHER_CLOCK})"
#: Three ways to close a header: bracket, dash, colon. Groups: all of it, the opening, the stamp, the close.
PATTERNS = (
    rf"^({_S}*{_M}(\[){_M}([^\[\]]{{6,60}})(\]{_M}{_S}*){_M})",
    rf"^({_S}*{_M}(){_M}([^\[\]]{{0,44}}?{_CORE}[^\[\]:]{{0,40}}?)({_S}[-–—]{_M}{_S}+){_M})",
    rf"^({_S}*{_M}(){_M}([^\[\]]{{0,44}}?{_CORE}(?:{_S}?(?i:[ap]{_S}?\.?m\.?))?)([:;]{_S}+){_M})",
)
#: Only lines with a clock near their beginning are worth a closer look.
WORTH_A_LOOK = rf"^[^\]]{{0,50}}?{_CORE}"

_AT = frozenset(fold(word) for word in AT_WORDS)
_WEEKDAY = re.compile(r"^[^\W\d_]{2,14}\.?, ?(?=\d)")
_NUMERIC = re.compile(
    r"(\D{0,12}?)(\d{1,4})\s{0,2}([./\-–年년])\s{0,2}(\D{0,12}?)(\d{1,4})\s{0,2}[./\-–月월]\s{0,2}(\D{0,12}?)(\d{1,4})\s{0,2}[日일.]?\s{0,2}(\D{0,16}?)"
)
_NUMERIC_NO_YEAR = re.compile(r"(\d{1,2})\s{0,2}([./\-月월])\s{0,2}(\d{1,2})\s{0,2}[日일.]?")
_TOKEN = re.compile(r"\d+|[^\W\d_](?:[^\W\d_]|[̀-ͯ਀-੿ऀ-ॿঀ-৿஀-௿ఀ-౿ಀ-೿ഀ-ൿ฀-๿'’‘.‌])*")
_TIDY = str.maketrans(dict.fromkeys(MARKS) | dict.fromkeys(SPACES, " ") | {"،": ",", "、": ","})


@cache
def _fillers() -> frozenset[str]:
    return fillers() | _AT


@dataclass(frozen=True)
class SpelledStamp:
    """What stands around the clock of a header: its date as one token, and the part of the day."""

    date: str
    period: str
    time_first: bool


def find_spelled(starts: pl.DataFrame) -> pl.DataFrame:
    """Headers among some lines (columns row, line), in the columns of `headers.COLUMNS`.

    Linear in the length of a line; what has an unknown word in it is no header.
    """
    lines = starts.filter(pl.col("line").str.contains(WORTH_A_LOOK))
    headers = []
    for pattern in PATTERNS:
        heads = _matched(lines, pattern)
        headers.append(heads)
        lines = lines.join(heads, on="row", how="anti")
    return pl.concat(headers).sort("row")


def _matched(lines: pl.DataFrame, pattern: str) -> pl.DataFrame:
    groups = ("head", "open", "stamp", "close")
    parts = lines["line"].str.extract_groups(pattern).struct.rename_fields(groups).struct.unnest()
    parts = parts.with_columns(lines["row"]).filter(pl.col("head").is_not_null())
    stamp = pl.col("stamp").str
    colon, other = (f"(^|{_EDGE})({clock})($|{_EDGE})" for clock in (_COLON_CLOCK, _OTHER_CLOCK))
    marked = "${1}" + _CLOCK_AT + "${3}"
    has_colon = stamp.contains(colon)
    parts = parts.with_columns(
        clock=pl.when(has_colon).then(stamp.extract(colon, 2)).otherwise(stamp.extract(other, 2)),
        around=pl.when(has_colon).then(stamp.replace(colon, marked)).otherwise(stamp.replace(other, marked)),
    ).filter(pl.col("clock").is_not_null())
    readings = {text: read_stamp(text) for text in parts["around"].unique().to_list()}
    stamps = {text: reading for text, reading in readings.items() if reading is not None}
    parts = parts.filter(pl.col("around").is_in(list(stamps)))
    columns = {
        name: [getattr(stamps[text], name) for text in parts["around"]] for name in ("date", "period", "time_first")
    }
    parts = parts.with_columns(
        pl.Series("date", columns["date"], pl.String),
        pl.Series("period", columns["period"], pl.String),
        pl.Series("gap", [TIME_FIRST if first else "" for first in columns["time_first"]], pl.String),
    )
    return parts.select(
        "row",
        pl.col("head").str.len_chars().cast(pl.UInt8),
        "date",
        clock=pl.concat_str("clock", "period", separator=" ").str.strip_chars(),
        frame=pl.concat_str("open", "gap", "close", separator="\n"),
    )


@lru_cache(maxsize=1 << 16)
def read_stamp(text: str) -> SpelledStamp | None:
    """Date and part of the day of a stamp whose clock was taken out; None where a word is not known.

    >>> read_stamp("\\x00, 28 Aug 2013")
    SpelledStamp(date='@aug/28/2013', period='', time_first=True)
    """
    before, _, after = text.translate(_TIDY).partition(_CLOCK_AT)
    time_first = not any(letter.isdigit() for letter in before)
    beside, around_date = (before, after) if time_first else (after, before)
    beside_word = _only_period(beside)
    if beside_word is None:
        return None
    around_date, word = _without_period(around_date.strip(" ,"), at_end=not time_first)
    date = _date_token(around_date.strip(" ,"))
    if date is None or (word and beside_word):
        return None
    return SpelledStamp(date, word or beside_word, time_first)


def _only_period(text: str) -> str | None:
    """The part of the day that `text` is; "" for nothing but fillers, None for anything else."""
    words = text.replace(",", " ").split()
    while words and not is_period(fold(" ".join(words))):
        if fold(words[0]) in _fillers():
            words.pop(0)
        elif fold(words[-1]) in _fillers():
            words.pop()
        else:
            return None
    return fold(" ".join(words))


def is_period(folded: str) -> bool:
    """Whether a folded word is a part of the day in some language."""
    return folded in periods() or folded in MERIDIEMS


def _without_period(text: str, *, at_end: bool) -> tuple[str, str]:
    """Text without the part of the day at its end (or beginning), and that part; fillers go too."""
    words = text.replace(",", " , ").split()
    bare = [place for place, word in enumerate(words) if any(letter.isdigit() for letter in word)]
    if not bare:
        return text, ""
    edge = range(bare[-1] + 1, len(words)) if at_end else range(bare[0], 0, -1)
    for cut in edge:
        part = words[cut:] if at_end else words[:cut]
        folded = fold(" ".join(word for word in part if word != ","))
        if is_period(folded):
            return " ".join(words[:cut] if at_end else words[cut:]), folded
    while words and len(words) > 1 and fold(words[-1 if at_end else 0]) in _fillers() | {","}:
        words.pop(-1 if at_end else 0)
    return " ".join(words), ""


def _date_token(text: str) -> str | None:
    text = _WEEKDAY.sub("", text)
    match = _NUMERIC.fullmatch(text)
    if match:
        return _numeric(match)
    match = _NUMERIC_NO_YEAR.fullmatch(text)
    if match:
        first, second = int(match[1]), int(match[3])
        return f"{NO_YEAR}/{first}/{second}" if match[2] in "月월" else f"{first}/{second}/{NO_YEAR}"
    return _with_month_name(text)


def _numeric(match: re.Match[str]) -> str | None:
    """Three numbers, each with the era that stands before it, or behind the last."""
    eras = [_era(match[place]) for place in (1, 4, 6, 8)]
    if None in eras:
        return None
    first, second, third, behind = (era or "" for era in eras)
    sign = "/" if match[3] in "年년" else match[3]
    numbers = [_ascii(match[place]) for place in (2, 5, 7)]
    if match[3] in "年년" and not first and len(match[2]) < 4:
        return None
    return f"{first}{numbers[0]}{sign}{second}{numbers[1]}{sign}{third or behind}{numbers[2]}"


def _era(text: str) -> str | None:
    """The sign of an era, "" for one that says nothing new; None where the word is no era."""
    folded = fold(text.strip(" ,"))
    return "" if not folded else eras().get(folded)


def _with_month_name(text: str) -> str | None:
    """A day, a month by name and perhaps a year, in any order, with fillers between."""
    tokens = _TOKEN.findall(text)
    if _TOKEN.sub("", text).strip(" ,.-/'’"):
        return None
    numbers = [token for token in tokens if token.isdigit()]
    words = [fold(token) for token in tokens if not token.isdigit()]
    of_months = [word for word in words if is_month(word) and word not in _fillers()] or [
        w for w in words if is_month(w)
    ]
    if any(word not in _fillers() and word not in eras() for word in words if word not in of_months[:1]):
        return None
    if not of_months and len(numbers) == 3:  # "28 thg 8, 2013"
        return "/".join(_ascii(number) for number in numbers)
    if len(of_months) != 1 or not 1 <= len(numbers) <= 2:
        return None
    days = sorted(numbers, key=lambda number: (len(number) > 2, numbers.index(number)))
    year = _ascii(days[1]) if len(days) == 2 else NO_YEAR
    return f"{NAMED}{of_months[0]}/{int(days[0])}/{year}"


def _ascii(number: str) -> str:
    """A number in ASCII digits of the same width."""
    return f"{int(number):0{len(number)}d}"
