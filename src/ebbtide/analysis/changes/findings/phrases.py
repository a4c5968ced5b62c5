"""Names, dates and amounts as a reader of a report meets them, the same on every machine."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

from ebbtide.analysis.changes.tide import Change, Tide
from ebbtide.history.conversation import Span
from ebbtide.people import Person
from ebbtide.wording import keys, say

#: From two hours on minutes are shown as hours, from two days on hours as days.
HOURS_FROM_MINUTES, DAYS_FROM_HOURS = 120.0, 48.0
#: Below a minute times are shown in steps of ten seconds: no stamp carries more.
STEP_SECONDS = 10.0
#: A date known less well than this is named by its month alone.
MONTH_KNOWN = timedelta(days=31)
#: The first and second third of a month, for a date as people say it.
EARLY_UNTIL, MID_UNTIL = 10, 20


def who(tide: Tide, person: Person) -> str:
    """The person inside a sentence: "you", or the other's name as it is written."""
    return say("findings.people.me") if person == Person.ME else _name(tide) or say("findings.people.nameless")


def opening(tide: Tide, person: Person) -> str:
    """The person at the start of a sentence."""
    if person == Person.ME:
        return say("findings.people.me_opening")
    return _name(tide) or say("findings.people.nameless_opening")


def whose(tide: Tide, person: Person) -> str:
    """The possessive inside a sentence: "your" or "NAME's"."""
    return say("findings.people.mine") if person == Person.ME else say("findings.people.theirs", name=who(tide, person))


def whose_opening(tide: Tide, person: Person) -> str:
    """The possessive at the start of a sentence."""
    if person == Person.ME:
        return say("findings.people.mine_opening")
    return say("findings.people.theirs", name=opening(tide, person))


def _name(tide: Tide) -> str:
    return " ".join(tide.conversation.people[1].split())


def _month(when: date) -> str:
    return say(f"findings.months.m{when.month}")


def day(when: date) -> str:
    """A day with its year.

    >>> day(date(2025, 3, 14))
    '14 March 2025'
    """
    return say("findings.dates.day", day=when.day, month=_month(when), year=when.year)


def day_within(when: date, year: int) -> str:
    """A day, with its year only where that is not `year`."""
    return say("findings.dates.short", day=when.day, month=_month(when)) if when.year == year else day(when)


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
    text = say(f"findings.dates.{part}", month=_month(when))
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


def span_range(span: Span) -> str:
    """A stretch of days inside a sentence."""
    if span.end <= span.start:
        return day(span.start)
    return say("findings.dates.range", start=day_within(span.start, span.end.year), end=day(span.end))


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
    return unit if unit.startswith("findings.units.") and known(unit) else f"findings.units.{measure}"


def amount(measure: str, unit: str, value: float) -> str:
    """A value with its unit; long times in hours or days.

    >>> amount("start_hazard", "findings.units.start_hazard", 1.0)
    '1 start a week'
    """
    key, value = _scaled(unit_key(measure, unit), value)
    text = number(value)
    one = key.replace(".units.", ".units_one.")
    return f"{text} {say(one if text == '1' and known(one) else key)}"


def _scaled(key: str, value: float) -> tuple[str, float]:
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
    return amount(measure, unit, value) if timed else number(value)


def difference(change: Change) -> tuple[float, float, float]:
    """Size, smallest and largest of a change in its natural unit, all without a sign.

    Meaningful where the interval lies on one side of no change (`direction`).
    """
    marks = (change.effect, change.low, change.high)
    values = [item if change.scale == "points" else change.before * (item - 1.0) for item in marks]
    low, high = sorted(abs(item) for item in values[1:])
    return abs(values[0]), low, high


def measured(change: Change) -> bool:
    """Whether all numbers of a change are there."""
    numbers = (change.before, change.after, change.effect, change.low, change.high)
    return all(math.isfinite(item) for item in numbers)


def direction(change: Change) -> int:
    """-1 where the interval lies wholly below no change, 1 wholly above, else 0."""
    nothing = 0.0 if change.scale == "points" else 1.0
    if not measured(change):
        return 0
    return -1 if max(change.low, change.high) < nothing else 1 if min(change.low, change.high) > nothing else 0


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
    said = times(count)
    return said if count < HALF else say("findings.counts.about", times=said)


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
