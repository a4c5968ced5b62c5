"""What a row is: words, media, a call, a deleted or edited message, or the program's own notice."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import polars as pl

from ebbtide.history.readers.whatsapp.clock import MARKS
from ebbtide.history.readers.whatsapp.notices import fold, phrases

_LRM = "\u200e"
_DROP = str.maketrans("", "", MARKS)
#: A sentence that the program wrote in a language not listed: up to so many words it stands for
#: media ("image omitted" has two words in most languages), beyond it is a notice.
MOST_WORDS_OF_PLACEHOLDER = 4
#: The program's sentences in angle brackets are no longer than this.
LONGEST_TAG = 60

_KINDS_BY_START = {
    "IMG": "photo",
    "PHOTO": "photo",
    "VID": "video",
    "VIDEO": "video",
    "PTT": "voice",
    "AUDIO": "voice",
    "AUD": "audio",
    "STK": "sticker",
    "STICKER": "sticker",
    "GIF": "gif",
    "DOC": "file",
}
_KINDS_BY_ENDING = {
    "jpg": "photo",
    "jpeg": "photo",
    "png": "photo",
    "heic": "photo",
    "mp4": "video",
    "3gp": "video",
    "mov": "video",
    "opus": "voice",
    "m4a": "audio",
    "mp3": "audio",
    "aac": "audio",
    "ogg": "audio",
    "webp": "sticker",
    "gif": "gif",
    "vcf": "contact",
}

#: "<attached: 00000012-PHOTO-2020-01-31-10-00-00.jpg>", and the older "name.jpg <attached>".
_TAGGED = re.compile(r"<[^<>:]{1,30}: ?([^<>\n]{1,200}\.\w{2,5})>\s*$")
_TAG_AFTER = re.compile(r"^([^\n<>]{1,200}\.\w{2,5}) <([^<>\n]{1,30})>")
#: "IMG-20200131-WA0001.jpg (file attached)"; the caption follows on the next line.
_BRACKETED = re.compile(r"^([^\n]{1,200}\.\w{2,5}) \(([^()\n]{1,40})\)(?:\n|$)")
_OWN_FILE = re.compile(r"^(?:IMG|VID|PTT|AUD|STK|DOC)-\d{8}-WA\d+")
_FILE_START = re.compile(r"(?:^|[-\d])(IMG|PHOTO|VIDEO|VID|PTT|AUDIO|AUD|STICKER|STK|GIF|DOC)(?=-)")
_ONLY_TAG = re.compile(r"^<[^<>=/\n]{4,60}>$")
_PLACE_LINE = re.compile(r"^[^\n:]{3,25}: ?https?://(?:maps\.google\.|maps\.apple\.|foursquare\.)\S*$", re.I)
_LENGTH = re.compile(r"(\d+)\s*(h|std|uur|ora|ore|hora|ч|sa|m|s|д|п|g)?", re.I)
_CLOCK_LENGTH = re.compile(r"^(?:(\d+):)?(\d{1,2}):(\d{2})$")
_AT_TIME = re.compile(r"^(?:at|um|a las|a la|às|à|alle|om|o|kl\.?) \d{1,2}[:.]\d{2}")
_UNITS = "s|secs?|sek|seg|seconds?|m|mins?|minutes?|minuten|minuti|minutos|h|hrs?|hours?|std|uur|ore|ora|horas?|heures?"
_DURATION = re.compile(rf"^\d+ ?(?:{_UNITS})\b", re.I)


_AFTER_CALL = frozenset(",.·• ")


@dataclass(frozen=True)
class Body:
    """What the text behind a name turned out to be; columns of the event table of the same names."""

    kind: str = "message"
    text: str | None = None
    text_state: str = "present"
    media: str | None = None
    duration_ms: int | None = None
    call_end: str | None = None
    edited: bool = False
    video_call: bool = False
    attached: bool = False


def _special_openings() -> str:
    found = phrases()
    words = [word for group in found.openings.values() for word in group] + list(found.calls)
    return "^(?i:" + "|".join(re.escape(word) for word in words) + ")"


def special(text: pl.Series) -> pl.Series:
    """Rows (boolean) that may be more than plain words: a cheap test of all rows at once."""
    known = [*phrases().exact, ""]
    low = text.str.strip_chars(" .<>").str.to_lowercase()
    mark = text.str.contains(_LRM, literal=True) | text.str.contains(f"^[{MARKS}]")
    tag = text.str.ends_with(">") | low.is_in(known) | text.str.contains(_special_openings())
    file = text.str.contains(r"(?m)\.\w{2,5} (?:\(|<)[^()<>\n]+[)>]$") | text.str.contains("://maps.", literal=True)
    return (mark | tag | file).fill_null(False)


def classify(text: str, apple: bool) -> Body:
    """Read the text behind a name. `apple`: the file's headers stand in square brackets."""
    bare = text.translate(_DROP).strip()
    if not bare:
        return Body(text_state="view_once", media="other")
    whole = _whole(fold(bare), bare)
    if whole is not None:
        return whole
    call = _call(text, bare)
    if call is not None:
        return call
    return _tagged(text, bare, apple)


def _whole(low: str, bare: str) -> Body | None:
    """The whole text is one of the program's sentences."""
    found = phrases()
    what, detail = found.exact.get(low, ("", ""))
    if what == "media":
        return Body(text_state="media_only", media=detail)
    if what == "deleted":
        return Body(text_state="deleted")
    if what == "hidden":
        return Body(text_state="not_exported")
    if what == "view_once" or low.startswith(found.openings["view_once"]):
        return Body(text_state="view_once", media="other")
    if low.startswith(found.openings["notice"]):
        return Body(kind="system", text=bare, text_state="none")
    if low.startswith(found.openings["poll"]):
        return Body(text=bare, media="poll")
    return Body(text=None, text_state="media_only", media="location") if _PLACE_LINE.match(bare) else None


def _call(text: str, bare: str) -> Body | None:
    low = fold(bare)
    for name, (end, video) in phrases().calls.items():
        if low == name and (end == "missed" or text.startswith(_LRM)):
            return Body(kind="call", text_state="none", call_end=end, video_call=video)
        if low.startswith(name) and low[len(name) :][:1] in _AFTER_CALL:
            found = _call_with_detail(low[len(name) :].strip(" ,.·•"), end, video)
            if found is not None:
                return found
    return None


def _call_with_detail(detail: str, end: str, video: bool) -> Body | None:
    told = next((told for word, told in phrases().call_details.items() if detail.startswith(word)), None)
    length = _milliseconds(detail)
    if told is None and length is None and not _AT_TIME.match(detail):
        return None
    if end != "missed":
        end = told or ("answered" if length is not None else end)
    return Body(kind="call", text_state="none", call_end=end, duration_ms=length, video_call=video)


def _milliseconds(detail: str) -> int | None:
    """Length of a call: "1 hr 3 min", "45 sec", "1:03:12"."""
    clock = _CLOCK_LENGTH.match(detail)
    if clock:
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return ((hours * 60 + minutes) * 60 + seconds) * 1000
    if not _DURATION.match(detail):
        return None
    total = 0
    for number, unit in _LENGTH.findall(detail):
        total += int(number) * {"m": 60, "s": 1, "": 1}.get(unit.lower(), 3600)
    return total * 1000


def _tagged(text: str, bare: str, apple: bool) -> Body:
    """Text with an attachment or an edit mark, or a placeholder of a language not listed."""
    for reader in (_attachment, _omitted_after_words, _edit_mark):
        found = reader(text, bare)
        if found is not None:
            return found
    if _ONLY_TAG.match(bare):
        return Body(text_state="media_only", media="other")
    if apple and text.startswith(_LRM):
        short = len(bare.split()) <= MOST_WORDS_OF_PLACEHOLDER and "\n" not in bare
        return (
            Body(text_state="media_only", media="other") if short else Body(kind="system", text=bare, text_state="none")
        )
    return Body(text=bare)


def _attachment(text: str, bare: str) -> Body | None:
    tagged = _TAGGED.search(bare)
    if tagged:
        return _with_file(tagged.group(1), bare[: tagged.start()])
    for pattern in (_BRACKETED, _TAG_AFTER):
        found = pattern.match(bare)
        if found and (
            fold(found.group(2)) in phrases().attached or text.startswith(_LRM) or _OWN_FILE.match(found.group(1))
        ):
            return _with_file(found.group(1), bare[found.end() :])
    return None


def _with_file(name: str, caption: str) -> Body:
    start = _FILE_START.search(name.upper())
    by_ending = _KINDS_BY_ENDING.get(name.rsplit(".", 1)[-1].lower(), "file")
    media = _KINDS_BY_START[start.group(1)] if start else by_ending
    caption = caption.strip()
    body = _edit_mark(caption, caption)
    edited, caption = (True, body.text or "") if body else (False, caption)
    return Body(
        text=caption or None,
        text_state="present" if caption else "media_only",
        media=media,
        edited=edited,
        attached=True,
    )


def _omitted_after_words(text: str, bare: str) -> Body | None:
    """A caption or a document's name before the placeholder: "report.pdf, 3 pages, document omitted"."""
    before, mark, last = text.rpartition(_LRM)
    what, media = phrases().exact.get(fold(last), ("", "")) if mark else ("", "")
    if what != "media":
        return None
    caption = before.translate(_DROP).strip(" \n•")
    return Body(text=caption or None, text_state="present" if caption else "media_only", media=media)


def _edit_mark(text: str, bare: str) -> Body | None:
    """Words, then "<This message was edited>"; in an unlisted language the mark before it tells."""
    before, opened, tag = bare.rpartition("<")
    if not opened or not before.strip() or not tag.endswith(">") or len(tag) > LONGEST_TAG:
        return None
    by_shape = f"{_LRM}<{tag}" in text and not any(sign in tag for sign in ":/=")
    if fold(tag) not in phrases().edited and not by_shape:
        return None
    inner = classify(text[: text.rindex("<")].rstrip(_LRM + " \n"), False)
    return replace(inner, edited=True)
