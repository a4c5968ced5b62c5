"""Refuse messages that lie in the future: a date was read in the wrong order, or a clock is wrong."""

from __future__ import annotations

from datetime import date, timedelta

from ebbtide.errors import ReadError

#: A phone in another zone can be a day ahead of this computer.
AHEAD = timedelta(days=1)


def refuse_future(last: date | None, today: date, key: str) -> None:
    """Raise `ReadError` with the sentence `key` where the last message is dated more than `AHEAD` after today."""
    if last is not None and last > today + AHEAD:
        raise ReadError(key, last=last)
