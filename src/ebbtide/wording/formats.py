"""How a name, a date, a number or an amount is written: one way everywhere, the same on every machine."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

from ebbtide.wording.sentences import keys, say

#: From two hours on minutes are shown as hours, from two days on hours as days.
HOURS_FROM_MINUTES, DAYS_FROM_HOURS = 120.0, 48.0
#: Below a minute times are shown in steps of ten seconds: no stamp carries more.
STEP_SECONDS = 10.0
#: A date known less well than this is named by its month alone.
MONTH_KNOWN = timedelta(days=31)
#: The first and second third of a month, for a date as people say it.
EARLY_UNTIL, MID_UNTIL = 10, 20


def who(name: str | None) -> str:
    """A person inside a sentence: "you" for None, else the name as it is written."""
    return say("findings.people.me") if name is None else _plain(name) or say("findings.people.nameless")


def opening(name: str | None) -> str:
    """A person at the start of a sentence."""
    if name is None:
        return say("findings.people.me_opening")
    return _plain(name) or say("findings.people.nameless_opening")


def whose(name: str | None) -> str:
    """The possessive inside a sentence: "your" or "NAME's"."""
    return say("findings.people.mine") if name is None else say("findings.people.theirs", name=who(name))


def whose_opening(name: str | None) -> str:
    """The possessive at the start of a sentence."""
    if name is None:
        return say("findings.people.mine_opening")
    return say("findings.people.theirs", name=opening(name))


def _plain(name: str) -> str:
    return " ".join(name.split())


def month_name(when: date) -> str:
    """The month of a day."""
    return say("findings.months", f"m{when.month}")


def day(when: date) -> str:
    """A day with its year.

    >>> day(date(2025, 3, 14))
    '14 March 2025'
    """
    return say("findings.dates.day", day=when.day, month=month_name(when), year=when.year)


def day_within(when: date, year: int) -> str:
    """A day, with its year only where that is not `year`."""
    return say("findings.dates.short", day=when.day, month=month_name(when)) if when.year == year else day(when)


def around(when: date | None, interval: tuple[date, date] | None) -> str:
    """The date of a change with its interval.

    >>> around(date(2025, 3, 14), (date(2025, 3, 3), date(2025, 3, 24)))
    'around 14 March 2025 (between 3 March and 24 March)'
    """
    if when is None:
        return say("findings.dates.unknown")
    if interval is None:
        return say("findings.dates.around", date=day(when))
    start, end = interval
    same = start.year == end.year == when.year
    shown = [day_within(item, when.year) if same else day(item) for item in (start, end)]
    return say("findings.dates.around_between", date=day(when), start=shown[0], end=shown[1])


def since(when: date, interval: tuple[date, date] | None, now: date | None) -> str:
    """A date as people say it and as well as it is known, the year only where it is not this one.

    >>> since(date(2025, 3, 14), None, date(2025, 6, 1))
    'mid-March'
    """
    part = "early" if when.day <= EARLY_UNTIL else "mid" if when.day <= MID_UNTIL else "late"
    if interval is not None and interval[1] - interval[0] > MONTH_KNOWN:
        part = "about"
    text = say("findings.dates", part, month=month_name(when))
    if now is not None and when.year == now.year:
        return text
    return say("findings.dates.with_year", part=text, year=when.year)


def days_between(start: date, end: date | None) -> str:
    """A stretch of days at the start of a sentence; `end` None means to the end."""
    if end is None:
        return say("findings.dates.span_open", start=day(start))
    if end <= start:
        return say("findings.dates.span_one", start=day(start))
    return say("findings.dates.span", start=day_within(start, end.year), end=day(end))


def span_range(start: date, end: date) -> str:
    """A stretch of days inside a sentence."""
    if end <= start:
        return day(start)
    return say("findings.dates.range", start=day_within(start, end.year), end=day(end))


def number(value: float) -> str:
    """One decimal below ten, whole numbers above.

    >>> [number(item) for item in (0.054, 0.254, 1.96, 3.14, 41.7, 1234.0)]
    ['0.05', '0.3', '2', '3.1', '42', '1,234']
    """
    if abs(value) >= 9.95:  # 9.95 and more would read "10.0"
        return f"{value:,.0f}"
    if abs(value) < 0.005:
        return "0"
    text = f"{value:.1f}" if abs(value) >= 0.095 else f"{value:.2f}"
    return text.rstrip("0").rstrip(".")


@cache
def _known() -> frozenset[str]:
    return frozenset(keys())


def known(key: str | None) -> bool:
    """Whether there is a sentence of that key."""
    return key in _known()


def unit_key(measure: str, unit: str) -> str:
    """The wording key of a measure's unit: the one it names, else the one of its name."""
    named = unit.startswith(("findings.units.", "signs.units.")) and known(unit)
    return unit if named else f"findings.units.{measure}"


def amount(measure: str, unit: str, value: float) -> str:
    """A value with its unit; long times in hours or days.

    >>> amount("start_hazard", "findings.units.start_hazard", 1.0)
    '1 first message a week'
    """
    key, value = _scaled(unit_key(measure, unit), value)
    return counted(value, key)


def counted(value: float, unit: str) -> str:
    """A number with the word of a unit's key behind it.

    >>> counted(1.0, "findings.units.days")
    '1 day'
    """
    text, single = number(value), unit.replace(".units.", ".units_one.")
    return say("findings.counts.amount", number=text, unit=say(single if text == "1" and known(single) else unit))


def _scaled(key: str, value: float) -> tuple[str, float]:
    if key == "signs.units.grades":  # kept in hundredths and said out of ten
        return key, value / 10
    if key == "findings.units.reply_time" and abs(value) >= HOURS_FROM_MINUTES:
        return "findings.units.hours", value / 60.0
    if key == "findings.units.reply_time" and abs(value) < 1.0:
        return "findings.units.seconds", max(STEP_SECONDS, round(abs(value) * 60.0 / STEP_SECONDS) * STEP_SECONDS)
    if key == "findings.units.silence" and abs(value) >= DAYS_FROM_HOURS:
        return "findings.units.days", value / 24.0
    return key, value


def bare(measure: str, unit: str, value: float) -> str:
    """A value inside a range: the number alone, but times keep their unit."""
    timed = unit_key(measure, unit) in ("findings.units.reply_time", "findings.units.silence")
    return amount(measure, unit, value) if timed else number(_scaled(unit_key(measure, unit), value)[1])


def joined(items: Sequence[str]) -> str:
    """A list inside a sentence."""
    if len(items) < 2:
        return "".join(items)
    return say("findings.counts.two", one=", ".join(items[:-1]), other=items[-1])


def weeks_text(count: int) -> str:
    """So many complete weeks."""
    return say("findings.counts.week") if count == 1 else say("findings.counts.weeks", n=count)


def about_times(count: float) -> str:
    """How often on average.

    >>> [about_times(item) for item in (0.3, 5.4)]
    ['less than once', 'about 5 times']
    """
    return times(count) if count < HALF else say("findings.counts.about", times=times(count))


#: From here on a mean rounds to once or more.
HALF = 0.5


def times(count: float) -> str:
    """How often, as people say it.

    >>> [times(item) for item in (0.3, 1.2, 2.0, 5.4)]
    ['less than once', 'once', 'twice', '5 times']
    """
    whole = math.floor(count + 0.5)
    if whole < 1:
        return say("findings.counts.seldom")
    if whole > 2:
        return say("findings.counts.times", n=whole)
    return say("findings.counts.once" if whole == 1 else "findings.counts.twice")


#: Counts up to this are written as words.
COUNT_WORDS = 20


def counted_word(number: int, *, opening: bool = False) -> str:
    """A whole number as a word up to twenty, inside a sentence or at its start.

    >>> [counted_word(9), counted_word(9, opening=True), counted_word(77)]
    ['nine', 'Nine', '77']
    """
    if not 0 <= number <= COUNT_WORDS:
        return f"{number:,}"
    return say("findings.count_words_opening" if opening else "findings.count_words", f"n{number}")


def clock(hour: int) -> str:
    """A full hour of the wall clock.

    >>> clock(7)
    '07:00'
    """
    return say("findings.routine.clock", hour=f"{hour:02d}")


def of_ten(share: float) -> str:
    """A share of days as a count of ten, as people say it.

    >>> [of_ten(item) for item in (0.0, 0.12, 0.87, 1.0)]
    ['hardly any day', 'about 1 of 10 days', 'about 9 of 10 days', 'nearly every day']
    """
    count = int(10 * share + 0.5)
    if count in (0, 10):
        return say("findings.routine.never" if count == 0 else "findings.routine.always")
    return say("findings.routine.of_ten", n=count)
