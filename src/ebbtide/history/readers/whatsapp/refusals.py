"""Why a file is no WhatsApp chat: the program that it comes from, or what in its first line is not understood."""

from __future__ import annotations

import polars as pl

from ebbtide.errors import NotRecognised
from ebbtide.history.readers.whatsapp.spelled_headers import WORTH_A_LOOK, is_period
from ebbtide.history.readers.whatsapp.times.day_words import MARKS, SPACES, fold

#: Lines searched for what a file is, and characters of each.
SEARCHED, WIDEST = 2000, 300
#: So much of the first line is shown.
SHOWN = 60
#: A pattern of lines decides where so many lines have it.
LEAST_LINES = 2

_S = f"[{SPACES}]"
_M = f"[{MARKS}]*"
#: How the exports of other programs show: words or keys that one line holds, or a form that several have.
_HOLDS: dict[str, tuple[str, ...]] = {
    "KakaoTalk": (r"카카오톡 대화|KakaoTalk Chats? with|^저장한 날짜 ?:",),
    "LINE": (r"^\[LINE\]",),
    "Telegram": (r'"from_id": ?"user|class="[^"]*tgme_|"type": ?"personal_chat"',),
    "Messenger or Instagram": (r'"sender_name": ?"',),
    "Discord": (r'"discriminator": ?"|^Channel: .* / .*',),
    "Signal": (r'"chatItem": ?\{|"conversationId": ?"',),
    "SMS Backup & Restore": (r"<smses |<sms protocol=",),
    "Google Chat": (r'"topic_id": ?"|"creator": ?\{',),
    "Snapchat": (r'"Media Type": ?"(?:TEXT|SNAP)',),
}
_HAS_LINES = {
    "KakaoTalk": (
        r"^\d{4}[.년] ?\d{1,2}[.월] ?\d{1,2}[.일]? (?:오전|오후) \d{1,2}:\d{2}, .{1,80} : ",
        r"^\[.{1,80}\] \[(?:오전|오후) \d{1,2}:\d{2}\] ",
        r"^[A-Z][a-z]{2,8} \d{1,2}, \d{4} (?:at )?\d{1,2}:\d{2} [AP]M, .{1,80} : ",
    ),
    "LINE": (r"^(?:(?:오전|오후|上午|下午|午前|午後) ?)?\d{1,2}:\d{2}(?: [AP]M)?\t[^\t]{1,80}\t",),
    "iMessage": (r"^[A-Z][a-z]{2} \d{2}, \d{4} {1,2}\d{1,2}:\d{2}:\d{2} [AP]M(?: \(.*)?$",),
}
_DATE_LIKE = r"\p{Nd}{1,4}[./\-年년]" + _S + r"?\p{Nd}{1,2}[./\-月월]" + _S + r"?\p{Nd}{1,4}"
#: A header whose clock has words beside it.
_WORD_BESIDE = (
    rf"^{_S}*{_M}\[?{_M}\p{{Nd}}{{1,4}}[./\-]{_S}?\p{{Nd}}{{1,2}}[./\-]{_S}?\p{{Nd}}{{1,4}}\.?,?{_S}+"
    rf"\p{{Nd}}{{1,2}}[:.]\p{{Nd}}{{2}}(?:[:.]\p{{Nd}}{{2}})?{_S}?([^\]\p{{Nd}}:;\-–—]{{1,30}}?)(?:\]|{_S}[-–—]{_S})"
)


def refuse(lines: pl.Series, name: str) -> NotRecognised:
    """The error for a file in which no line opens a message."""
    head = lines.head(SEARCHED).str.head(WIDEST)
    program = other_program(head)
    if program:
        return NotRecognised("readers.whatsapp.other_program", file=name, program=program)
    unknown = unknown_word(lines, name)
    if unknown:
        return unknown
    filled = head.str.strip_chars().str.replace_all(f"[{MARKS}]", "")
    filled = filled.filter(filled != "")
    clocks = filled.filter(filled.str.contains(WORTH_A_LOOK))
    first = str((clocks if len(clocks) >= LEAST_LINES else filled).first() or "")
    if not first:
        return NotRecognised("readers.whatsapp.blank", file=name)
    key = "no_stamp"
    if pl.Series([first]).str.contains(WORTH_A_LOOK).item():
        key = "unknown_stamp" if pl.Series([first]).str.contains(_DATE_LIKE).item() else "no_date"
    elif pl.Series([first]).str.contains(_DATE_LIKE).item():
        key = "no_clock"
    return NotRecognised(f"readers.whatsapp.{key}", file=name, line=shortened(first))


def other_program(head: pl.Series) -> str | None:
    """The program whose export some lines are, where their form tells."""
    for program, patterns in _HOLDS.items():
        if any(head.str.contains(pattern).any() for pattern in patterns):
            return program
    for program, patterns in _HAS_LINES.items():
        if any(int(head.str.contains(pattern).sum()) >= LEAST_LINES for pattern in patterns):
            return program
    return None


def unknown_word(lines: pl.Series, name: str) -> NotRecognised | None:
    """The error for a file whose clocks have a word beside them that no table knows."""
    head = lines.head(SEARCHED)
    words = head.str.extract(_WORD_BESIDE)
    counts = words.drop_nulls().value_counts(sort=True, name="rows").rows()
    counts = [(word, rows) for word, rows in counts if not is_period(fold(word))]
    if not counts or counts[0][1] < LEAST_LINES:
        return None
    word = str(counts[0][0])
    first = str(head.filter(words == word).first())
    return NotRecognised("readers.whatsapp.unknown_clock", file=name, word=word.strip(), line=shortened(first))


def shortened(line: str) -> str:
    """The beginning of a line, for a sentence."""
    line = line.strip()
    return line if len(line) <= SHOWN else line[: SHOWN - 1].rstrip() + "…"
