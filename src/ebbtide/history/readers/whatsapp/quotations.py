"""Which candidates open a message, and which are headers that somebody quoted inside one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from ebbtide.history.readers.whatsapp.spelled_headers import NO_YEAR, TIME_FIRST
from ebbtide.history.readers.whatsapp.times.dates import NO_TIME, TOLERANCE_MS, Times

Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int32]

#: A pasted block is shorter than this many headers; a longer one is another export in the same file.
MOST_QUOTED = 50
#: At the end of a file nothing shows whether time comes back, so only so few may be a quotation.
MOST_QUOTED_AT_END = 3
#: More joints than this are no exports put together by hand.
MOST_JOINTS = 1000
#: A second shape of header belongs to the file when it holds this share of all, and this many.
SHARE_OF_SHAPE, LEAST_OF_SHAPE = 0.05, 4
#: A shape of quotations stands before the time of the lines around it; of a shape of the file so many runs fit in.
SHARE_IN_ORDER = 0.8
#: WhatsApp keeps what it could not deliver for 30 days (its own help pages); one more for time zones.
LATEST_MS = 31 * 24 * 3600 * 1000
#: An hour that the change of the clock repeats: by at most so much does time run back, at night, in these months.
CLOCK_CHANGE_MS = 3600 * 1000
CLOCK_CHANGE_MONTHS = (2, 3, 4, 9, 10, 11)
CLOCK_CHANGE_HOURS = (23, 0, 1, 2, 3)
#: A pasted line of another chat names somebody who never writes here otherwise; told in chats of so many.
WRITERS = 2


@dataclass(frozen=True)
class Evidence:
    """What the lines of the candidates tell beside their time; each is asked only where it is needed.

    `twins`: whose line stands earlier in the file; `senders`: a number for each one's sender, -1 for nobody. `sure`:
    the line ends of the file tell which lines open a message, so that its time is no proof against it.
    """

    twins: Callable[[], Bools]
    senders: Callable[[], Numbers]
    sure: bool = False


def real_headers(time: Times, family: Numbers, families: tuple[str, ...], evidence: Evidence) -> Bools:
    """True for candidates that open a message.

    `time` in milliseconds in file order (`NO_TIME` impossible), `family` the shape's number in `families`.
    """
    keep: Bools = time != NO_TIME
    keep &= _of_known_shape(time, family, families, keep)
    if (np.diff(time[keep]) >= 0).all():
        return keep
    twin, sender = evidence.twins(), evidence.senders()
    edges = [0, *_joints(time, keep, twin), len(time)]
    for start, end in pairwise(edges):  # each of several joined exports by itself
        part = slice(start, end)
        if not evidence.sure:
            keep[part] &= ~_quoted_by_time(time[part], keep[part], twin[part], sender[part])
            keep[part] &= ~_repeated_just_now(time[part], keep[part], twin[part])
        keep[part] &= ~_by_strangers(time[part], keep[part], sender[part])
    return keep


def _joints(time: Times, keep: Bools, twin: Bools) -> list[int]:
    """Where an export that overlaps the one before it begins: it repeats the last lines up to the very end."""
    at = np.flatnonzero(keep)
    times = time[at]
    joints = []
    jumps = np.flatnonzero((np.diff(times) < 0) & twin[at][1:]) + 1
    for place in jumps[:MOST_JOINTS].tolist():
        for first in np.flatnonzero(times[:place] == times[place]).tolist():
            length = place - first
            if np.array_equal(times[first:place], times[place : place + length]):
                joints.append(int(at[place]))
                break
    return joints


def _of_known_shape(time: Times, family: Numbers, families: tuple[str, ...], valid: Bools) -> Bools:
    """Shapes that hold a good part of the file, its first line, or runs that stand in order of time."""
    at = np.flatnonzero(valid)
    accepted = np.zeros(len(time), bool)
    if not len(at):
        return accepted
    counts = np.bincount(family[at], minlength=len(families))
    main = int(np.argmax(counts))
    enough = counts >= max(LEAST_OF_SHAPE, SHARE_OF_SHAPE * len(at))
    if np.count_nonzero(counts) == 1:
        accepted[at] = True
        return accepted
    other = _of_other_kind(families, main)
    fits = _runs_in_order(time[at], family[at])
    for number in np.flatnonzero(counts):
        runs = fits[fits["family"] == number]
        if other[number] and number != main and runs["fits"].mean() < SHARE_IN_ORDER:
            enough[number] = False
    enough[main] = True
    enough[family[at[0]]] = True
    accepted[at] = enough[family[at]]
    for start, end in _runs(~accepted[at]):
        inside = time[at[start:end]]
        before = time[at[start - 1]] if start else NO_TIME
        after = time[at[end]] if end < len(at) else np.iinfo(np.int64).max
        if not (before <= inside[0] and inside[-1] <= after and (np.diff(inside) >= 0).all()):
            continue
        alone = other[family[at[start:end]]].all()
        accepted[at[start:end]] = not alone or end - start >= LEAST_OF_SHAPE or not start or end == len(at)
    return accepted


def _of_other_kind(families: tuple[str, ...], main: int) -> Bools:
    """Shapes that differ from the main one by their brackets or by what stands first, as copied lines do."""

    def kind(name: str) -> tuple[bool, bool, bool]:
        return "[" in name, TIME_FIRST in name, NO_YEAR in name

    return np.array([kind(name) != kind(families[main]) for name in families], bool)


def _runs_in_order(time: Times, family: Numbers) -> npt.NDArray[np.void]:
    """Each run of one shape, and whether it stands in order of time between its neighbours."""
    starts = np.concatenate(([0], np.flatnonzero(np.diff(family)) + 1))
    ends = np.concatenate((starts[1:], [len(time)]))
    runs = np.zeros(len(starts), [("family", np.int32), ("fits", bool)])
    runs["family"] = family[starts]
    before = np.concatenate(([NO_TIME], time[ends[:-1] - 1]))
    runs["fits"] = before <= time[starts]
    return runs


def _quoted_by_time(time: Times, keep: Bools, twin: Bools, sender: Numbers) -> Bools:
    """Short stretches far from the time of the lines around them, after which time comes back.

    What somebody of this chat wrote up to a month before, and no line repeats, is a message that arrived late.
    """
    fake = np.zeros(len(time), bool)
    at = np.flatnonzero(keep)
    if len(at) < 2 or (np.diff(time[at]) >= -TOLERANCE_MS).all():
        return fake
    at = at[~_late(time[at], twin[at], sender[at])]
    times = time[at]
    chain: Bools = longest_rise(times // TOLERANCE_MS)
    low = np.maximum.accumulate(np.where(chain, times, -TOLERANCE_MS))
    high = np.minimum.accumulate(np.where(chain, times, np.iinfo(np.int64).max)[::-1])[::-1]
    away = ~chain & ((times < low - TOLERANCE_MS) | (times - TOLERANCE_MS > high))
    for start, end in _runs(away):
        most = MOST_QUOTED if end < len(at) else MOST_QUOTED_AT_END
        if start and end - start <= most:
            fake[at[start:end]] = True
    return fake


def _late(time: Times, twin: Bools, sender: Numbers) -> Bools:
    """Messages of those who write most that stand below later ones, as far as the program delivers them late."""
    counts = np.bincount(sender[sender >= 0]) if (sender >= 0).any() else np.zeros(1, np.int64)
    writers = np.argsort(-counts, kind="stable")[:WRITERS]
    by_writer = np.isin(sender, writers)
    latest = np.maximum.accumulate(np.where(by_writer, time, NO_TIME))
    behind = np.where(latest == NO_TIME, 0, latest - np.maximum(time, time[0]))
    late: Bools = by_writer & ~twin & (time >= time[0]) & (behind > TOLERANCE_MS) & (behind <= LATEST_MS)
    return late


def _repeated_just_now(time: Times, keep: Bools, twin: Bools) -> Bools:
    """A line that stands earlier in the file, a little out of time: copied within the chat."""
    fake = np.zeros(len(time), bool)
    at = np.flatnonzero(keep)
    back = np.flatnonzero(np.diff(time[at]) < 0) + 1
    for place in back.tolist():
        if _clock_changed(int(time[at[place - 1]]), int(time[at[place]])):
            continue
        end = place
        last = min(place + MOST_QUOTED + 1, len(at))
        while end < last and twin[at[end]] and time[at[end]] < time[at[place - 1]]:
            end += 1
        returns = end < len(at) or end - place <= MOST_QUOTED_AT_END
        if place < end <= place + MOST_QUOTED and returns:
            fake[at[place:end]] = True
    return fake


def _clock_changed(before: int, after: int) -> bool:
    """Whether two neighbouring times may stand on the two sides of an hour that came twice."""
    moments = [datetime.fromtimestamp(at / 1000, UTC) for at in (before, after)]
    return before - after <= CLOCK_CHANGE_MS and all(
        moment.month in CLOCK_CHANGE_MONTHS and moment.hour in CLOCK_CHANGE_HOURS for moment in moments
    )


def _by_strangers(time: Times, keep: Bools, sender: Numbers) -> Bools:
    """Lines out of time whose senders write nowhere else in a chat of two: pasted from another chat."""
    fake = np.zeros(len(time), bool)
    at = np.flatnonzero(keep)
    if len(at) < 2:
        return fake
    times, names = time[at], sender[at]
    back = np.concatenate(([False], times[1:] < np.maximum.accumulate(times)[:-1]))
    writers = np.unique(names[~back & (names >= 0)])
    if not back.any() or len(writers) != WRITERS:
        return fake
    fake[at[back & (names >= 0) & ~np.isin(names, writers)]] = True
    return fake


def longest_rise(values: Times) -> Bools:
    """Members of a longest non-decreasing subsequence (patience sorting, n log n).

    >>> longest_rise(np.array([1, 2, 9, 3, 4])).tolist()
    [True, True, False, True, True]
    """
    tails: list[int] = []
    ends: list[int] = []
    previous = np.full(len(values), -1, np.int64)
    for place, value in enumerate(values.tolist()):
        length = bisect_right(tails, value)
        previous[place] = ends[length - 1] if length else -1
        tails[length : length + 1] = [value]
        ends[length : length + 1] = [place]
    member = np.zeros(len(values), bool)
    place = ends[-1] if ends else -1
    while place >= 0:
        member[place] = True
        place = int(previous[place])
    return member


def _runs(mask: Bools) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]
