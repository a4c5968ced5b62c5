"""Attached files, places and polls: what an export names by a file, a link or a list instead of words."""

from __future__ import annotations

import re

from ebbtide.history.readers.whatsapp.contents.body import Body
from ebbtide.history.readers.whatsapp.contents.notices import fold, phrases

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
#: A place: a word or a name and address, a colon, and the link that the program writes; on Android on lines of its own.
_PIN = r"https?://(?:foursquare\.com/v/[0-9a-z]{6,40}|maps\.google\.com/(?:maps)?\?q=[-\d.,%a-z]{3,60})"
_PLACE = re.compile(rf"^(?:[^\n]{{1,200}}[:：] ?|(?:[^\n]{{1,200}}\n){{1,3}})?{_PIN}\S{{0,80}}$", re.IGNORECASE)
_PLACE_WORD = re.compile(
    r"^[^\n:：]{1,25}[:：] ?https?://(?:maps\.google\.|maps\.apple\.|foursquare\.)\S{1,400}$", re.IGNORECASE
)
#: "POLL:", the question, and options with their votes in brackets.
_POLL = re.compile(
    r"^[^\n:：]{2,40}[:：]\s?\n[^\n]{1,1000}\n[^\n:：]{2,25}[:：] [^\n]{1,500}\(\D{0,3}\d{1,4}\b[^()\n]{0,20}\)"
)


def read_attachment(text: str, bare: str, *, marked: bool) -> tuple[str, str] | None:
    """Kind and caption of an attached file, or None."""
    tagged = _TAGGED.search(bare[-LONGEST_TAGGED:])
    if tagged:
        return kind_of_file(tagged.group(1)), bare[: len(bare) - (len(bare[-LONGEST_TAGGED:]) - tagged.start())].strip()
    for pattern in (_BRACKETED, _TAG_AFTER):
        match = pattern.match(bare)
        if match and (_says_attached(fold(match.group(2)), pattern) or marked or _OWN_FILE.match(match.group(1))):
            return kind_of_file(match.group(1)), bare[match.end() :].strip()
    return None


def _says_attached(words: str, pattern: re.Pattern[str]) -> bool:
    """Whether words behind a file's name are the program's; in round brackets it never writes one plain word."""
    if words not in phrases().attached:
        return False
    return pattern is not _BRACKETED or " " in words or not words.isascii() or words == ONE_WORD


#: The one language of plain letters in which Android needs a single word for "file attached" (Finnish).
ONE_WORD = "liitetiedosto"
#: A tag with the name of a file is never longer.
LONGEST_TAGGED = 300


def kind_of_file(name: str) -> str:
    """The kind of media that a file's name tells."""
    start = _FILE_START.search(name.upper())
    return _KINDS_BY_START[start.group(1)] if start else _KINDS_BY_ENDING.get(name.rsplit(".", 1)[-1].lower(), "file")


def read_place(bare: str) -> Body | None:
    """A place that was sent, however long its name."""
    if len(bare) < LONGEST_PLACE and (_PLACE.match(bare) or _PLACE_WORD.match(bare)):
        return Body(text_state="media_only", media="location")
    return None


LONGEST_PLACE = 1000


def read_poll(low: str, bare: str) -> Body | None:
    """A poll, which keeps its question and options as words."""
    listed = low.startswith(phrases().openings["poll"]) and "\n" in bare
    return Body(text=bare, media="poll") if listed or _POLL.match(bare) else None
