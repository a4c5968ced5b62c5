"""Routines: a daily word at a steady time of day, when it was kept, and the day that it stopped."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from ebbtide.analysis.measures.measure import Floats, Routine
from ebbtide.analysis.measures.stream import Stream
from ebbtide.people import PEOPLE, Person

#: A day of messages begins at this hour: a word after midnight still belongs to the evening before.
DAY_BEGINS = 4
#: A word is at a steady time when it falls into the same window of so many hours (catalogue, routine_days).
WINDOW_HOURS = 3
#: Kept on at least this share of days, for at least this many of them (catalogue, routine_days: six weeks).
LEAST_SHARE, LEAST_DAYS = 0.6, 42
#: So much more often than the person's own hourly rate gives, and so improbable under it. The second
#: allows for the 23 windows and for days that resemble their neighbours. Design choices.
ABOVE_RATE, RATE_TAIL = 0.15, 1e-4
#: Messages of one person with less quiet than this between them are one contact. With 15 minutes daily greetings of
#: busy simulated pairs are missed, with 60 their bedtime alone counts as a good-night word.
CONTACT_MINUTES = 30.0
#: "Now" are the last four weeks; a stop is looked at once it is two weeks old.
NOW_DAYS, LEAST_DAYS_AFTER = 28, 14
#: Lost: at most half as often as before, and less often than fewer messages alone would make it.
LOST_SHARE, LOST_TAIL = 0.5, 0.01
#: Days looked back, as for a near silence.
LOOK_BACK_DAYS = 104 * 7
#: Shares assumed within and outside the stretch in the first search for it.
FIRST_GUESS = (0.8, 0.3)

#: First hours of the windows (on the clock of 24 hours; 24 and 25 are after midnight), by kind.
FIRST_WORDS = {"morning": range(5, 10), "midday": range(10, 14), "evening": range(14, 21)}
LAST_WORDS = {"night": range(19, 26)}


@dataclass(frozen=True)
class _Days:
    """One person's days, each from `DAY_BEGINS` to the next.

    visible: (days,). first, last: (days,) hour of the first and last message, nan for none. begins, ends:
    (days, 24) contacts by the hour since `DAY_BEGINS` in which they begin and end. offset: days skipped.
    """

    visible: NDArray[np.bool_]
    first: Floats
    last: Floats
    begins: Floats
    ends: Floats
    offset: int


def routines(s: Stream, hide: NDArray[np.bool_]) -> tuple[Routine, ...]:
    """Daily words of both people that stood out against their own hourly rate, kept or lost.

    hide: (weeks,) True for weeks that the sources do not show or that the user marked. Rests on
    events up to the end of the last week only, so an earlier look says what it would have said. One
    first word and one last word a day at most for each person; others are not looked for. The stretch is
    the maximum-likelihood one of a binomial series with a change at each end (Hinkley & Hinkley 1970).
    """
    return tuple(item for person in PEOPLE for item in _of_person(s, person, _days(s, person, hide)))


def _of_person(s: Stream, person: Person, days: _Days) -> Iterator[Routine]:
    first = _routine(s, person, days, FIRST_WORDS, last=False)
    last = _routine(s, person, days, LAST_WORDS, last=True)
    if first is not None:
        yield first
    # One message a day in the evening is its first and its last, and one habit.
    gap = 0 if first is None or last is None else (last.start_hour - first.start_hour) % 24
    if last is not None and (first is None or min(gap, 24 - gap) >= WINDOW_HOURS):
        yield last


def _days(s: Stream, person: Person, hide: NDArray[np.bool_]) -> _Days:
    at = s.at[(s.person == person) & ~s.call] - DAY_BEGINS * 60.0
    visible = np.repeat(~hide, 7)
    offset = max(0, len(visible) - LOOK_BACK_DAYS)
    at = at[at >= offset * 1440.0] - offset * 1440.0
    count = len(visible) - offset
    day = (at // 1440.0).astype(np.int64)
    hour = at / 60.0 - 24.0 * day + DAY_BEGINS
    first, last = np.full(count, np.nan), np.full(count, np.nan)
    first[day[::-1]] = hour[::-1]
    last[day] = hour
    cell = day * 24 + (hour - DAY_BEGINS).astype(np.int64)
    long = np.diff(at) >= CONTACT_MINUTES
    begins, ends = (
        np.bincount(cell[edge], minlength=24 * count).astype(np.float64).reshape(count, 24)
        for edge in (np.append(True, long)[: len(at)], np.append(long, True)[: len(at)])
    )
    # Four hours of the last day lie after the last complete week.
    return _Days(visible[offset:] & (np.arange(count) < count - 1), first, last, begins, ends, offset)


def _routine(s: Stream, person: Person, d: _Days, kinds: dict[str, range], last: bool) -> Routine | None:
    hours = [hour for span in kinds.values() for hour in span]
    at = d.last if last else d.first
    with_word = np.stack([(at >= hour) & (at < hour + WINDOW_HOURS) for hour in hours])
    place = int(np.argmax([_stretch(row, d.visible, *FIRST_GUESS)[2] for row in with_word]))
    start = hours[place]
    begin, end = _refined(with_word[place], d.visible)
    if not _stands_out(with_word[place], d, begin, end, start, last):
        return None
    kind = next(name for name, span in kinds.items() if start in span)
    return _dated(s, person, kind, start, with_word[place], d, begin, end)


def _stretch(
    with_word: NDArray[np.bool_], visible: NDArray[np.bool_], inside: float, outside: float
) -> tuple[int, int, float]:
    """First day, day after the last, and log-likelihood gain of the best stretch with a higher share."""
    gain = np.where(with_word, math.log(inside / outside), math.log((1 - inside) / (1 - outside))) * visible
    total = np.concatenate([[0.0], np.cumsum(gain)])
    rise = total - np.minimum.accumulate(total)
    end = int(rise.argmax())
    begin = int(total[: end + 1].argmin())
    return begin, end, float(rise[end])


def _refined(with_word: NDArray[np.bool_], visible: NDArray[np.bool_]) -> tuple[int, int]:
    """The best stretch, with the shares that it has itself in place of the first guess."""
    inside, outside = FIRST_GUESS
    begin, end = 0, 0
    for _ in range(3):
        begin, end, _gain = _stretch(with_word, visible, inside, outside)
        within = np.zeros(len(with_word), dtype=np.bool_)
        within[begin:end] = True
        inside = _share(with_word[visible & within], 0.95)
        outside = min(_share(with_word[visible & ~within], 0.5), inside - 0.15)
        if outside <= 0:
            return 0, 0
    return begin, end


def _share(with_word: NDArray[np.bool_], most: float) -> float:
    """Share of days with the word, drawn in a little from none and all."""
    return float(np.clip((with_word.sum() + 0.5) / (len(with_word) + 1), 0.05, most))


def _stands_out(with_word: NDArray[np.bool_], d: _Days, begin: int, end: int, start: int, last: bool) -> bool:
    use = d.visible[begin:end]
    n = int(use.sum())
    hits = int(with_word[begin:end][use].sum())
    if n < LEAST_DAYS or hits < LEAST_SHARE * n:
        return False
    contacts = d.ends if last else d.begins
    expected = expected_share(contacts[begin:end][use].mean(axis=0), start, last)
    return hits / n >= expected + ABOVE_RATE and 1 - binomial(hits - 1, n, expected) <= RATE_TAIL


def expected_share(rate: Floats, start: int, last: bool) -> float:
    """Share of days on which contacts at random, at an hourly rate, begin (or end) in the window from `start`.

    rate: (24,) contacts a day by hour since `DAY_BEGINS`. A Poisson process: some in the window, none
    before (`last`: after) it.
    """
    low = start - DAY_BEGINS
    high = min(low + WINDOW_HOURS, 24)
    beyond = rate[high:].sum() if last else rate[:low].sum()
    return float(-np.expm1(-rate[low:high].sum()) * np.exp(-beyond))


def binomial(most: int, n: int, p: float) -> float:
    """Probability of at most `most` of `n` at probability `p`."""
    if most < 0 or p >= 1:
        return 0.0 if most < n else 1.0
    logs = (
        [
            math.lgamma(n + 1)
            - math.lgamma(k + 1)
            - math.lgamma(n - k + 1)
            + k * math.log(p)
            + (n - k) * math.log1p(-p)
            for k in range(most + 1)
        ]
        if p > 0
        else [0.0]
    )
    return min(1.0, math.fsum(math.exp(item) for item in logs))


def _dated(
    s: Stream, person: Person, kind: str, start: int, with_word: NDArray[np.bool_], d: _Days, begin: int, end: int
) -> Routine | None:
    before = float(with_word[begin:end][d.visible[begin:end]].mean())
    later = np.flatnonzero(d.visible[end:]) + end
    latest = np.flatnonzero(d.visible)[-NOW_DAYS:]
    now = float(with_word[latest].mean())
    lost = _lost(with_word, d, (begin, end), later, start, now)
    if not lost and now < LEAST_SHARE:
        return None
    first = s.monday[0] + timedelta(days=d.offset)
    last_day = first + timedelta(days=int(np.flatnonzero(with_word[begin:end])[-1]) + begin)
    if not lost:
        last_day = first + timedelta(days=int(np.flatnonzero(with_word & d.visible)[-1]))
    return Routine(
        person=person,
        kind=kind,
        start_hour=start % 24,
        end_hour=(start + WINDOW_HOURS) % 24,
        before=before,
        now=float(with_word[later].mean()) if lost else now,
        since=first + timedelta(days=begin),
        last_held=last_day,
        stopped=last_day + timedelta(days=1) if lost else None,
    )


def _lost(
    with_word: NDArray[np.bool_], d: _Days, stretch: tuple[int, int], later: NDArray[np.int64], start: int, now: float
) -> bool:
    """Gone to half or less up to now, and further than the fall of all other contacts would take it."""
    begin, end = stretch
    if len(later) < LEAST_DAYS_AFTER:
        return False
    use = d.visible[begin:end]
    before = float(with_word[begin:end][use].mean())
    if max(now, float(with_word[later].mean())) > LOST_SHARE * before:
        return False
    elsewhere = np.ones(24, dtype=np.bool_)
    elsewhere[start - DAY_BEGINS : start - DAY_BEGINS + WINDOW_HOURS] = False
    rate = [float(rows[:, elsewhere].sum(axis=1).mean()) for rows in (d.begins[begin:end][use], d.begins[later])]
    fewer = min(1.0, rate[1] / rate[0]) if rate[0] > 0 else 1.0
    return binomial(int(with_word[later].sum()), len(later), before * fewer) <= LOST_TAIL
