"""What a row is: words, media, a call, a deleted or edited message, or the program's own notice.

What the file shows counts first (`Form`: on an iPhone a mark before the bracket stands for media, in every language),
the lists of sentences second. What neither tells keeps its sender and is counted as doubtful.
"""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl

from ebbtide.history.readers.whatsapp.contents.attachments import read_attachment, read_place, read_poll
from ebbtide.history.readers.whatsapp.contents.body import Body, Form
from ebbtide.history.readers.whatsapp.contents.calls import read_call
from ebbtide.history.readers.whatsapp.contents.notices import fold, phrases
from ebbtide.history.readers.whatsapp.times.day_words import MARKS

#: The marks that WhatsApp puts before what it writes itself: U+200E, in languages from right to left U+200F.
_LEAD = "\u200e\u200f"
_DROP = str.maketrans("", "", MARKS)
#: A sentence of the program in a language that is not listed: beyond so many letters it is a notice, whose first
#: example ("Messages and calls are ...") is far longer; fewer where one sign is a syllable or a word.
LONGEST_PLACEHOLDER, LONGEST_OF_SYLLABLES = 48, 24
#: The program's sentences in angle brackets are no longer than this.
LONGEST_TAG = 60
#: From this length on a name counts in a notice with an ending that its language adds, too.
SHORTEST_BEGINNING = 3

_TAG_FIRST = re.compile(r"^<([^<>\n]{3,60})>\n")
_SYLLABLES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NO_WORD = re.compile(r"\W+")
_FILE_NAME = re.compile(r"^[^\n]{1,200}\.\w{2,5}$")
#: What only a person pastes behind a mark: a number, a link, an address, no letters at all.
_PASTED = re.compile(r"^(?:[\d\W]{1,200}|https?://\S{1,1000}|[^\s@]{1,80}@[^\s@]{1,200})$")
#: A file that shows nothing of its own form.
PLAIN_FORM = Form()
_MEDIA_ONCE = (
    ("voice", ("voice", "voz", "vocal", "sprach", "spraak")),
    ("video", ("video", "vídeo", "vidéo")),
    ("photo", ("photo", "foto", "imag", "bild")),
)


def _special_openings() -> str:
    lists = phrases()
    words = [word for group in ("view_once", "poll", "notice", "marked") for word in lists.openings[group]] + list(
        lists.calls
    )
    return "^(?i:" + "|".join(re.escape(word) for word in words) + ")"


def special(text: pl.Series) -> pl.Series:
    """Rows (boolean) that may be more than plain words: a cheap test of all rows at once."""
    sentences = [*phrases().exact, ""]
    low = text.str.strip_chars(" .<>。।۔").str.to_lowercase()
    mark = text.str.contains_any([*_LEAD]) | text.str.contains(f"^[{MARKS}]")
    tag = text.str.ends_with(">") | text.str.starts_with("<") | low.is_in(sentences)
    sentence = text.str.contains(_special_openings()) | text.str.contains(r"(?m)\.\w{2,5} (?:\(|<)[^()<>\n]+[)>]$")
    place = text.str.contains_any(["://maps.", "foursquare.com/v/"]) | text.str.contains(r"\(\d+ [^()\n]*\)$")
    return (mark | tag | sentence | place).fill_null(False)


def classify(text: str, apple: bool, lead: bool = False, form: Form = PLAIN_FORM, *, dashed: bool = False) -> Body:
    """Read the text behind a name.

    apple: the file's headers stand in square brackets. lead: a mark stands before this one. form: what the file shows.
    dashed: a dash closes it, as on Android, which puts its placeholders in angle brackets.
    """
    bare = text.translate(_DROP).strip()
    if not bare:
        return Body(text_state="view_once", media="other")
    marked = text.lstrip()[:1] in _LEAD if text.strip() else False
    lead = lead and form.leads
    low = fold(bare)
    placeholder = lead if apple and form.leads else marked or not dashed or bare.startswith("<")
    body = _by_list(low, bare, marked=marked, placeholder=placeholder)
    body = body or read_place(bare) or read_poll(low, bare)
    if body is None and (marked or not (apple and form.leads)):  # such a file marks its calls, too
        body = read_call(text, bare, marked=marked, lead=lead)
    return body or _with_more(text, bare, marked, form) or _unknown(text, bare, marked and apple, lead, form)


def _without_edit_mark(text: str) -> Body:
    """What stands before an edit mark; that is one mark, however many follow each other."""
    bare = text.translate(_DROP).strip()
    if not bare:
        return Body(text_state="view_once", media="other")
    marked, low = text.lstrip()[:1] in _LEAD, fold(bare)
    body = _by_list(low, bare, marked=marked, placeholder=True) or read_poll(low, bare)
    return body or _file_or_placeholder(text, bare, marked) or Body(text=bare)


def _by_list(low: str, bare: str, *, marked: bool, placeholder: bool) -> Body | None:
    """The whole text is one of the program's sentences. placeholder: whether a placeholder may stand here."""
    lists = phrases()
    what, detail = lists.exact.get(low, ("", ""))
    if what == "media" and (placeholder or detail == "location"):
        return Body(text_state="media_only", media=detail)
    if what == "deleted":
        return Body(text_state="deleted")
    if what == "hidden":
        return Body(text_state="not_exported")
    if what == "view_once" or low.startswith(lists.openings["view_once"]):
        return Body(text_state="view_once", media=_once(low))
    if low.startswith(lists.openings["notice"]) or (
        low.startswith(lists.openings["marked"]) and (marked or _is_long(bare))
    ):
        return Body(kind="system", text=bare, text_state="none")
    return None


def _once(low: str) -> str:
    return next((media for media, words in _MEDIA_ONCE if any(word in low for word in words)), "other")


def _with_more(text: str, bare: str, marked: bool, form: Form) -> Body | None:
    """Words and more: a file, a placeholder or an edit mark with a caption."""
    body = _file_or_placeholder(text, bare, marked)
    if body is None:
        return _edit_mark(text, bare, form)
    edited = _edit_mark(body.text or "", body.text or "", form)
    return replace(body, text=edited.text, edited=True) if edited else body


def _file_or_placeholder(text: str, bare: str, marked: bool) -> Body | None:
    attached = read_attachment(text, bare, marked=marked)
    if attached is None:
        return _placeholder_first(bare) or _placeholder_last(text)
    media, caption = attached
    state = "present" if caption else "media_only"
    return Body(text=caption or None, text_state=state, media=media, attached=True)


def _placeholder_first(bare: str) -> Body | None:
    """On Android: "<Media omitted>", and the caption or the file's name on the next lines."""
    tag = _TAG_FIRST.match(bare)
    what, media = phrases().exact.get(fold(tag.group(1)), ("", "")) if tag else ("", "")
    if tag is None or what not in ("media", "view_once"):
        return None
    state = "present" if what == "media" else "view_once"
    return Body(text=bare[tag.end() :].strip(), text_state=state, media=media or _once(fold(tag.group(1))))


def _placeholder_last(text: str) -> Body | None:
    """A caption or a document's name before the placeholder: "report.pdf, 3 pages, document omitted"."""
    before, last = _at_last_mark(text)
    what, media = phrases().exact.get(fold(last), ("", "")) if before else ("", "")
    if what == "view_once":
        return Body(text=_caption(before), text_state="view_once", media=_once(fold(last)))
    return _captioned(before, media) if what == "media" else None


def _at_last_mark(text: str) -> tuple[str, str]:
    at = max(text.rfind(mark) for mark in _LEAD)
    return (text[:at], text[at:]) if at >= 0 else ("", text)


def _caption(before: str) -> str | None:
    return before.translate(_DROP).strip(" \n•") or None


def _captioned(before: str, media: str, *, doubtful: bool = False) -> Body:
    caption = _caption(before)
    return Body(text=caption, text_state="present" if caption else "media_only", media=media, doubtful=doubtful)


def _edit_mark(text: str, bare: str, form: Form) -> Body | None:
    """Words, then "<This message was edited>"; in an unlisted language the mark before it or its return tells."""
    before, opened, tag = bare.rpartition("<")
    if not opened or not before.strip() or not tag.endswith(">") or len(tag) > LONGEST_TAG:
        return None
    shaped = any(f"{mark}<{tag}" in text for mark in _LEAD) and not any(sign in tag for sign in ":/=")
    if fold(tag) not in phrases().edited and fold(tag) not in form.edits and not shaped:
        return None
    return replace(_without_edit_mark(text[: text.rindex("<")].rstrip(_LEAD + " \n")), edited=True)


def _unknown(text: str, bare: str, marked: bool, lead: bool, form: Form) -> Body:
    """No list knows it: the file's own form decides; else it stays with its sender, and is doubtful."""
    if lead:
        before, last = _at_last_mark(text)
        # A mark stands before the placeholder; in a few exports only before the bracket.
        return _captioned(before if last.strip(_LEAD + " ") else "", _kind_of(before, bare), doubtful=True)
    if not marked:
        low = fold(bare)
        tag = bare.startswith("<") and bare.endswith(">") and low in form.tags
        return Body(text_state="media_only", media="other", doubtful=True) if tag else Body(text=bare)
    if _PASTED.match(bare):
        return Body(text=bare)
    if fold(bare).startswith(phrases().openings["event"]):
        return Body(text=bare, media="other")
    if "\n" not in bare and (_is_long(bare) or _speaks_of(bare, form)):
        return Body(kind="system", text=bare, text_state="none")
    if form.leads and fold(bare) in form.repeated:
        return Body(text_state="not_exported", doubtful=True)  # the program's, as of a deleted message
    if form.leads or "\n" in bare or _is_long(bare):
        # No placeholder, for those have their mark: words of the program or of a person, which stay beside the name.
        return Body(text=bare, doubtful=True)
    return Body(text_state="media_only", media="other", doubtful=True)


def _kind_of(before: str, bare: str) -> str:
    return "file" if _FILE_NAME.match((_caption(before) or "").split(" •")[0]) else "other"


def _is_long(bare: str) -> bool:
    return len(bare) > (LONGEST_OF_SYLLABLES if _SYLLABLES.search(bare) else LONGEST_PLACEHOLDER)


def _speaks_of(bare: str, form: Form) -> bool:
    """Whether a sentence names somebody of the chat, tells the user what they did, or holds a word of notices."""
    low = fold(bare)
    somebody = any(_names(low, name) for name in form.people)
    of_notices = any(root in low for root in (*phrases().notice_roots, *phrases().disappearing))
    return somebody or of_notices or low.startswith(phrases().you)


def _names(low: str, name: str) -> bool:
    """Whether a name stands in a sentence as a word, or as the beginning of one."""
    if _SYLLABLES.search(name):
        return name in low
    words = f" {_NO_WORD.sub(' ', low)} "
    beginning = f" {_NO_WORD.sub(' ', name).strip()}"
    return len(beginning) > 1 and (beginning if len(name) >= SHORTEST_BEGINNING else f"{beginning} ") in words
