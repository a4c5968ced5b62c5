"""Calls as an export writes them: a name, and how the call ended or how long it was."""

from __future__ import annotations

import re

from ebbtide.history.readers.whatsapp.contents.body import Body
from ebbtide.history.readers.whatsapp.contents.notices import fold, phrases
from ebbtide.history.readers.whatsapp.times.day_words import unit_seconds

_AFTER_NAME = frozenset(",.·•،、， ")
#: An iPhone marks both parts of a call's line, in every language: "<mark>Voice call, <mark>12 min".
_TWO_MARKED = re.compile("^[\u200e\u200f]([^\u200e\u200f\n]{2,40}?)[,.·•،、，] ?[\u200e\u200f]([^\n]{1,60})$")
_CLOCK_LENGTH = re.compile(r"^(?:(\d{1,3}):)?(\d{1,2}):(\d{2})$")
_AT_TIME = re.compile(r"^(?:at|um|a las|a la|às|à|alle|om|o|kl\.?|в|о) \d{1,2}[:.]\d{2}")
_LENGTH = re.compile(r"(\d{1,5})\s?([^\W\d_]*)")
_NOTHING_ELSE = re.compile(r"^(?:\d{1,5}\s?[^\W\d_]{0,12}[.,\s]*(?:и|і|y|e|et|und|ve)?\s?){1,3}$")
#: Words for pictures in the names of calls.
_VIDEO: tuple[str, ...] = (
    "vid",
    "víd",
    "вид",
    "від",
    "βίντεο",
    "וידאו",
    "فيديو",
    "تصویر",
    "ویڈیو",
    "वीडियो",
    "व्हिडि",
    "ভিডিও",
    "görünt",
)
_VIDEO += ("视频", "視訊", "視像", "ビデオ", "영상", "วิดีโอ", "fís")


def read_call(text: str, bare: str, *, marked: bool, lead: bool) -> Body | None:
    """The call that a row is, or None. marked: the text begins with a mark; lead: one stands before its bracket."""
    low = fold(bare)
    names = phrases().calls if low.startswith(phrases().call_names) else {}
    for name, (end, video) in names.items():
        if not low.startswith(name):
            continue
        detail = low[len(name) :]
        if not detail and (end == "missed" or marked):
            return _call(end, video)
        if detail[:1] in _AFTER_NAME and (marked or end == "missed" or detail[0] != " "):
            call = _with_detail(detail.strip(" ,.·•،、，"), end, video, sure=marked)
            if call is not None:
                return call
    parts = None if lead else _TWO_MARKED.match(text)
    if parts is None:
        return None
    name, detail = fold(parts[1]), fold(parts[2])
    return _with_detail(detail, "unknown", any(word in name for word in _VIDEO), sure=True)


def _call(end: str, video: bool, duration: int | None = None) -> Body:
    return Body(kind="call", text_state="none", call_end=end, duration_ms=duration, video_call=video)


def _with_detail(detail: str, end: str, video: bool, *, sure: bool) -> Body | None:
    """A call with what stands behind its name. sure: the line's marks show that it is one, whatever it says."""
    details = phrases().call_details
    ending = details.get(detail)
    if sure and ending is None:
        ending = next((meaning for word, meaning in details.items() if detail.startswith(word)), None)
    length = milliseconds(detail)
    if ending is None and length is None and not _AT_TIME.match(detail) and not sure:
        return None
    if end == "missed":
        return _call(end, video)
    return _call(ending or ("answered" if length is not None else end), video, length if not ending else None)


def milliseconds(detail: str) -> int | None:
    """Length of a call: "1 hr 3 min", "45 sec", "1:03:12", "12 мин".

    >>> milliseconds("1 hr 3 min")
    3780000
    """
    clock = _CLOCK_LENGTH.match(detail)
    if clock:
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return ((hours * 60 + minutes) * 60 + seconds) * 1000
    if not _NOTHING_ELSE.match(detail):
        return None
    total, units = 0, unit_seconds()
    for number, unit in _LENGTH.findall(detail):
        beginnings = (unit[:length] for length in range(len(unit), 0, -1))
        seconds_each = next((units[beginning] for beginning in beginnings if beginning in units), None)
        if seconds_each is None:
            return None
        total += int(number) * seconds_each
    return total * 1000
