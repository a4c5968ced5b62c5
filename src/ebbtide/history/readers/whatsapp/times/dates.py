"""Dates of message headers: their three fields, and which of day and month comes first."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from ebbtide.history.readers.whatsapp.spelled_headers import NAMED, NO_YEAR
from ebbtide.history.readers.whatsapp.times.calendars import ERAS, calendar_of, to_day

#: Time may seem to run back by this much without meaning anything: travel between the outermost
#: time zones (UTC+14 to UTC-12), or messages that arrive late.
TOLERANCE_MS = 26 * 3600 * 1000
#: One order is taken over the other when it breaks this many times fewer lines.
CLEARLY_FEWER = 4
ORDERS = ("dmy", "mdy", "ymd", "ydm", "dym", "myd")

_NUMBER = re.compile(r"\d+")
_ERA = re.compile("|".join(ERAS), re.IGNORECASE)

Times = npt.NDArray[np.int64]
#: In arrays of times: no such date.
NO_TIME = np.iinfo(np.int64).min


@dataclass(frozen=True)
class Date:
    """A written date: days since 1970 when the day comes first, when the month does, when a two-digit year does.

    None where impossible. `shape` tells where the year stands and the signs; `dated` whether there is a year.
    """

    day_first: int | None
    month_first: int | None
    year_first: int | None
    year_at: int
    shape: str
    calendar: str
    dated: bool = True


def parse_date(token: str, months: Mapping[str, int] | None = None, last: date | None = None) -> Date:
    """Read a written date in every order that its year leaves open.

    months: numbers of the month names of this file. last: the latest day that a date without a year may mean.

    >>> parse_date("13. 6. 2018.").day_first
    17695
    """
    if token.startswith(NAMED) or NO_YEAR in token:
        return _spelled(token, months or {}, last)
    fields = _NUMBER.findall(token)
    a, b, c = (int(field) for field in fields)
    widths = [len(field) for field in fields]
    era_sign = _ERA.search(token)
    era = era_sign.group().upper() if era_sign else ""
    if era_sign:  # it stands before its year
        year_at = min(len(_NUMBER.findall(token[: era_sign.start()])), 2)
    else:
        year_at = next((place for place in range(3) if widths[place] > 2), 2)
    year = (a, b, c)[year_at]
    first, second = [number for place, number in enumerate((a, b, c)) if place != year_at]
    sign = next((sign for sign in token if sign in "./-–年년"), "/")
    width = widths[year_at]
    return Date(
        day_first=to_day(year, second, first, width, era),
        month_first=to_day(year, first, second, width, era),
        year_first=to_day(a, b, c, 2) if width <= 2 and not era else None,
        year_at=year_at,
        shape=f"{year_at}{min(width, 3)}{sign}{era}",
        calendar=calendar_of(year, width, era),
    )


def _spelled(token: str, months: Mapping[str, int], last: date | None) -> Date:
    """A date with a month by name, or without its year; its year is the latest that is not after `last`."""
    first, second, third = token.removeprefix(NAMED).split("/")
    dated = NO_YEAR not in token
    if token.startswith(NAMED):
        month, day, written = months.get(first, 0), int(second), third
        days = (_day(written, month, day, last),) * 2
    elif first == NO_YEAR:  # "5月13日"
        days = (_day(NO_YEAR, int(second), int(third), last),) * 2
        written = NO_YEAR
    else:
        days = _day(NO_YEAR, int(second), int(first), last), _day(NO_YEAR, int(first), int(second), last)
        written = NO_YEAR
    width = min(len(written), 3) if dated else 0
    calendar = calendar_of(int(written), len(written)) if dated else "gregorian"
    return Date(
        days[0], days[1], None, 2, f"{token[0] if token[0] in (NAMED, NO_YEAR) else NO_YEAR}{width}", calendar, dated
    )


def _day(year: str, month: int, day: int, last: date | None) -> int | None:
    if year != NO_YEAR:
        return to_day(int(year), month, day, len(year))
    if last is None:
        return None
    day_number = to_day(last.year, month, day, 4)
    if day_number is None or day_number > last.toordinal() - date(1970, 1, 1).toordinal():
        day_number = to_day(last.year - 1, month, day, 4)
    return day_number


def backward_jumps(times: Times) -> int:
    """How often time runs back by more than `TOLERANCE_MS` from one line to the next."""
    valid = times[times != NO_TIME]
    return int(np.count_nonzero(np.diff(valid) < -TOLERANCE_MS))


def clearly(first: int, second: int) -> int | None:
    """0 when `first` is clearly fewer, 1 when `second` is, None when neither."""
    if first * CLEARLY_FEWER < second:
        return 0
    return 1 if second * CLEARLY_FEWER < first else None


def infer(day_first: Times, month_first: Times, latest: int | None) -> int | None:
    """Which reading holds over the whole file: 0 day first, 1 month first, None undecided.

    Both arrays are milliseconds in file order, `NO_TIME` where a field is out of its range.
    `latest` is the end of the day of the export, where known: later readings are impossible.
    First the ranges of the fields decide, then the order of time: the wrong reading of a chat of
    some months makes time run back again and again.
    """
    if np.array_equal(day_first, month_first):
        return 0
    readable = (day_first != NO_TIME) | (month_first != NO_TIME)
    day_first, month_first = day_first[readable], month_first[readable]
    decided = None
    for end in (None, latest):  # the day of an archive may be wrong, the range of a field may not
        impossible = [int(np.count_nonzero(_impossible(times, end))) for times in (day_first, month_first)]
        decided = clearly(*impossible) if decided is None else decided
    if decided is None:
        decided = clearly(backward_jumps(day_first), backward_jumps(month_first))
    return decided


def _impossible(times: Times, latest: int | None) -> npt.NDArray[np.bool_]:
    missing: npt.NDArray[np.bool_] = times == NO_TIME
    return missing if latest is None else missing | (times > latest)


def name_of(year_at: int, month_first: bool) -> str:
    """The order as three letters.

    >>> name_of(2, False), name_of(0, True), name_of(1, True)
    ('dmy', 'ymd', 'myd')
    """
    letters = ["m", "d"] if month_first else ["d", "m"]
    letters.insert(year_at, "y")
    return "".join(letters)


def is_month_first(order: str) -> bool:
    """Whether an order named by three letters puts the month before the day."""
    return order.index("m") < order.index("d")
