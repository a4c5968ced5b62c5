"""Which candidates open a message, and which are headers that somebody quoted inside one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from ebbtide.history.readers.whatsapp.dates import NO_TIME, TOLERANCE_MS, Times

Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int32]

#: A pasted block is shorter than this many headers; a longer one is another export in the same file.
MOST_QUOTED = 50
#: At the end of a file nothing shows whether time comes back, so only so few may be a quotation.
MOST_QUOTED_AT_END = 3
#: A second shape of header belongs to the file when it holds this share of all, and this many.
SHARE_OF_SHAPE, LEAST_OF_SHAPE = 0.05, 4


def real_headers(time: Times, family: Numbers, twins: Callable[[], Bools]) -> Bools:
    """True for candidates that open a message.

    `time` in milliseconds in file order (`NO_TIME` impossible), `family` the shape's number,
    `twins` gives for each whether an equal line stands earlier in the file; asked only where needed.
    """
    keep: Bools = time != NO_TIME
    keep &= _of_known_shape(time, family, keep)
    if (np.diff(time[keep]) >= 0).all():
        return keep
    twin = twins()
    edges = [0, *_joints(time, keep), len(time)]
    for start, end in pairwise(edges):  # each of several joined exports by itself
        part = slice(start, end)
        keep[part] &= ~_quoted_by_time(time[part], keep[part])
        keep[part] &= ~_repeated_just_now(time[part], keep[part], twin[part])
    return keep


def _joints(time: Times, keep: Bools) -> list[int]:
    """Where an export that overlaps the one before it begins: it repeats the last lines up to the very end."""
    at = np.flatnonzero(keep)
    times = time[at]
    joints = []
    for place in (np.flatnonzero(np.diff(times) < 0) + 1).tolist():
        for first in np.flatnonzero(times[:place] == times[place]).tolist():
            length = place - first
            if np.array_equal(times[first:place], times[place : place + length]):
                joints.append(int(at[place]))
                break
    return joints


def _of_known_shape(time: Times, family: Numbers, valid: Bools) -> Bools:
    """Shapes that hold a good part of the file, its first line, or runs that stand in order of time."""
    at = np.flatnonzero(valid)
    known = np.zeros(len(time), bool)
    if not len(at):
        return known
    counts = np.bincount(family[at])
    enough = counts >= max(LEAST_OF_SHAPE, SHARE_OF_SHAPE * len(at))
    enough[int(np.argmax(counts))] = True
    enough[family[at[0]]] = True
    known[at] = enough[family[at]]
    for start, end in _runs(~known[at]):
        inside = time[at[start:end]]
        before = time[at[start - 1]] if start else NO_TIME
        after = time[at[end]] if end < len(at) else np.iinfo(np.int64).max
        if before <= inside[0] and inside[-1] <= after and (np.diff(inside) >= 0).all():
            known[at[start:end]] = True
    return known


def _quoted_by_time(time: Times, keep: Bools) -> Bools:
    """Short stretches far from the time of the lines around them, after which time comes back."""
    fake = np.zeros(len(time), bool)
    at = np.flatnonzero(keep)
    times = time[at]
    if len(at) < 2 or (np.diff(times) >= -TOLERANCE_MS).all():
        return fake
    chain = longest_rise(times // TOLERANCE_MS)
    low = np.maximum.accumulate(np.where(chain, times, -TOLERANCE_MS))
    high = np.minimum.accumulate(np.where(chain, times, np.iinfo(np.int64).max)[::-1])[::-1]
    away = ~chain & ((times < low - TOLERANCE_MS) | (times - TOLERANCE_MS > high))
    for start, end in _runs(away):
        most = MOST_QUOTED if end < len(at) else MOST_QUOTED_AT_END
        if start and end - start <= most:
            fake[at[start:end]] = True
    return fake


def _repeated_just_now(time: Times, keep: Bools, twin: Bools) -> Bools:
    """A line that stands earlier in the file, a little out of time: copied within the chat."""
    fake = np.zeros(len(time), bool)
    at = np.flatnonzero(keep)
    back = np.flatnonzero(np.diff(time[at]) < 0) + 1
    for place in back:
        end = place
        while end < len(at) and twin[at[end]] and time[at[end]] < time[at[place - 1]]:
            end += 1
        returns = end < len(at) or end - place <= MOST_QUOTED_AT_END
        if place < end <= place + MOST_QUOTED and returns:
            fake[at[place:end]] = True
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
