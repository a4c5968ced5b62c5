"""What a file shows without any language: marks, line ends, returning sentences, and the order of time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from ebbtide.history.readers import ReadResult, read_source
from tests.support.whatsapp_dialects import LRM, RLM

#: What an iPhone writes for a voice note that the export left out.
VOICE = {
    "English": "audio omitted",
    "German": "Audio weggelassen",
    "Spanish": "audio omitido",
    "Portuguese (Portugal)": "ficheiro de áudio não revelado",
    "Portuguese (Brazil)": "áudio ocultado",
    "French": "audio omis",
    "Italian": "audio omesso",
    "Dutch": "audio weggelaten",
    "Russian": "аудиофайл отсутствует",
    "Ukrainian": "аудіо відсутнє",
    "Czech": "zvukový soubor vynechán",
    "Turkish": "ses dahil edilmedi",
    "Arabic": "لم يتم إدراج المقاطع الصوتية",
    "Hebrew": "קטע קול הושמט",
    "Persian": "صدا حذف شد",
    "Hindi": "ऑडियो हटाई गयी",
    "Thai": "ไม่มีไฟล์เสียง",
    "Vietnamese": "bỏ qua tệp âm thanh",
    "Indonesian": "audio tidak disertakan",
    "Japanese": "音声は含まれていません",
    "Korean": "오디오 생략됨",
    "Chinese": "音频已忽略",
    "Chinese (Taiwan)": "音訊已省略",
}
#: Of languages that no list holds.
UNLISTED = {"Basque": "ahots-mezua kendu egin da esportazio honetatik", "Lao": "ບໍ່ມີໄຟລ໌ສຽງຢູ່ໃນການສົ່ງອອກນີ້ເລີຍ"}
START = datetime(2026, 3, 1, 9)


def accounted(found: ReadResult) -> ReadResult:
    report = found.report
    assert report.lines == report.events + report.continuations + report.system + report.ignored + report.unread
    return found


def read(folder: Path, text: str, name: str = "_chat.txt") -> ReadResult:
    path = folder / name
    path.write_bytes(text.encode())
    return accounted(read_source(path))


def moving_to_voice(placeholder: str, mark: str = LRM) -> str:
    """A chat in which Sam first writes and then speaks; Ana writes as before."""
    lines = [
        f"[01/03/2026, 08:00:00] Sam: {mark}Messages and calls are end-to-end encrypted. Nobody else can read them."
    ]
    for step in range(60):
        at = f"{START + timedelta(days=step // 2, hours=step % 2):%d/%m/%Y, %H:%M:%S}"
        lines.append(f"[{at}] Ana: message {step}")
        spoken = step > 30
        lines.append(f"{mark}[{at}] Sam: {mark}{placeholder}" if spoken else f"[{at}] Sam: answer {step}")
    return "".join(f"{line}\r\n" for line in lines)


def shape(found: ReadResult) -> pl.DataFrame:
    return found.events.select("at_local", "sender", "kind", "text_state")


@pytest.mark.parametrize("language", VOICE)
def test_a_move_to_voice_notes_gives_the_same_events_in_every_language(language: str, tmp_path: Path) -> None:
    found = read(tmp_path, moving_to_voice(VOICE[language], RLM if language in ("Arabic", "Persian") else LRM))
    english = read(tmp_path, moving_to_voice(VOICE["English"]))
    assert shape(found).equals(shape(english))
    assert set(found.events.filter(pl.col("text_state") == "media_only")["media"]) == {"voice"}
    assert found.report.doubtful == 0


@pytest.mark.parametrize("language", UNLISTED)
def test_media_of_an_unlisted_language_is_never_lost_and_never_a_notice(language: str, tmp_path: Path) -> None:
    found = read(tmp_path, moving_to_voice(UNLISTED[language]))
    assert shape(found).equals(shape(read(tmp_path, moving_to_voice(VOICE["English"]))))
    assert set(found.events.filter(pl.col("text_state") == "media_only")["media"]) == {"other"}
    assert found.report.doubtful == 29
    assert len(found.report.doubtful_lines) == 20
    assert [note.count for note in found.report.warnings if note.key == "readers.warned.doubtful"] == [29]


def test_words_of_an_unlisted_language_without_the_mark_before_the_bracket_stay_with_their_sender(
    tmp_path: Path,
) -> None:
    lines = f"[20/04/2026, 09:00:00] Sam: {LRM}Mezu hau ezabatu da.\r\n[20/04/2026, 09:01:00] Ana: hm\r\n"
    rows = read(tmp_path, moving_to_voice("x y") + lines).events
    assert rows.filter(pl.col("text") == "Mezu hau ezabatu da.")["sender"].to_list() == ["Sam"]
    twice = read(tmp_path, moving_to_voice("x y") + lines + lines).events
    assert twice.filter(pl.col("text_state") == "not_exported")["sender"].to_list() == ["Sam", "Sam"]


@pytest.mark.parametrize(
    "notice", ["Samek mezu bat finkatu du", "You pinned a message", "Du hast einen Kontakt blockiert"]
)
def test_a_marked_sentence_that_names_somebody_or_speaks_to_the_user_is_a_notice(notice: str, tmp_path: Path) -> None:
    found = read(tmp_path, moving_to_voice("x y") + f"[20/04/2026, 09:00:00] Sam: {LRM}{notice}\r\n")
    assert (found.report.system, found.events["kind"][-1]) == (2, "system")


@pytest.mark.parametrize("pasted", ["+49 170 1234567", "https://example.org/a", "sam@example.org"])
def test_what_a_person_pasted_with_a_mark_stays_their_word(pasted: str, tmp_path: Path) -> None:
    found = read(tmp_path, moving_to_voice("x y") + f"[20/04/2026, 09:00:00] Sam: {LRM}{pasted}\r\n")
    assert (found.events["text"][-1], found.events["sender"][-1]) == (pasted, "Sam")


def test_a_typed_placeholder_in_a_file_that_marks_its_own_is_text(tmp_path: Path) -> None:
    found = read(tmp_path, moving_to_voice("audio omitted") + "[20/04/2026, 09:00:00] Sam: audio omitted\r\n")
    assert (found.events["text"][-1], found.events["media"][-1]) == ("audio omitted", None)


def test_sentences_in_angle_brackets_that_return_are_the_programs(tmp_path: Path) -> None:
    texts = ["<Fayili mara a saka>", "a <An gyara wannan>", "<hugs>"] * 3
    lines = [f"25/12/2022, 10:{step:02} - {'Ana' if step % 2 else 'Sam'}: {text}\n" for step, text in enumerate(texts)]
    found = read(tmp_path, "".join(lines), "chat.txt")
    assert found.events["text"].to_list() == [None, "a", "<hugs>"] * 3
    assert found.events["media"].to_list() == ["other", None, None] * 3
    assert found.events["edited_at"].is_not_null().to_list() == [False, True, False] * 3
    assert found.report.doubtful == 3


def test_a_caption_below_the_placeholder_of_an_android_phone_is_kept(tmp_path: Path) -> None:
    text = "25/12/2022, 10:00 - Ana: <Media omitted>\nour garden\n25/12/2022, 10:01 - Sam: <Media omitted>\n"
    rows = read(tmp_path, text, "chat.txt").events
    assert rows.select("text", "media", "text_state").rows() == [
        ("our garden", "other", "present"),
        (None, "other", "media_only"),
    ]


def iphone(*lines: str) -> str:
    """Lines of an iPhone; one that begins with no bracket stands inside a message and ends with LF before it."""
    text = "".join(f"{line}\r\n" for line in lines)
    return text.replace("\r\n\t", "\n")


FIRST = [f"[13/05/2026, 09:{step:02}:00] {'Sam' if step % 2 else 'Ana'}: line {step}" for step in range(10)]


def test_a_header_behind_a_lone_line_feed_is_pasted_text_on_an_iphone(tmp_path: Path) -> None:
    paste = "\t[13/05/2026, 09:58:00] Carol: no", "\t[13/05/2026, 09:59:00] Carol: sorry"
    found = read(tmp_path, iphone(*FIRST, "[13/05/2026, 10:00:00] Sam: look", *paste, "[13/05/2026, 10:01:00] Ana: oh"))
    assert set(found.report.senders) == {"Ana", "Sam"}
    assert found.events["text"][10] == "look\n[13/05/2026, 09:58:00] Carol: no\n[13/05/2026, 09:59:00] Carol: sorry"
    assert [(note.key, note.count, note.line) for note in found.report.notes] == [("readers.assumed.quoted", 2, 12)]


def test_time_is_no_proof_against_a_message_where_line_ends_tell(tmp_path: Path) -> None:
    late = "[13/02/2026, 10:00:00] Sam: months late", "[13/05/2026, 10:00:00] Ana: what\n\tis this"
    found = read(tmp_path, iphone(*FIRST, *late))
    assert found.events["text"].to_list()[-2:] == ["months late", "what\n\tis this"]
    assert found.events["at_local"][10] == datetime(2026, 2, 13, 10)


def android(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


BEFORE = [f"{day:02}/05/2026, 09:00 - {'Sam' if day % 2 else 'Ana'}: day {day}" for day in range(1, 31)]


def test_a_message_up_to_a_month_late_is_a_message_at_its_own_time(tmp_path: Path) -> None:
    text = android(
        *BEFORE, "03/05/2026, 05:57 - Sam: late", "31/05/2026, 09:00 - Ana: on", "01/06/2026, 09:00 - Sam: on"
    )
    found = read(tmp_path, text, "chat.txt")
    assert found.events["text"][30] == "late"
    assert [(note.key, note.count, note.line) for note in found.report.assumptions] == [("readers.assumed.late", 1, 31)]


@pytest.mark.parametrize(
    "quote",
    ["03/05/2026, 09:00 - Sam: day 3", "03/05/2026, 09:00 - Carol: day 3", "03/02/2026, 09:00 - Sam: before this chat"],
)
def test_a_line_out_of_time_that_repeats_or_names_a_stranger_or_is_too_old_stays_text(
    quote: str, tmp_path: Path
) -> None:
    text = android(*BEFORE, quote, "31/05/2026, 09:00 - Ana: on", "01/06/2026, 09:00 - Sam: on")
    found = read(tmp_path, text, "chat.txt")
    assert found.events["text"][29] == f"day 30\n{quote}"
    assert found.report.events == 32


def test_the_hour_that_comes_twice_keeps_its_messages_even_where_they_are_alike(tmp_path: Path) -> None:
    night = "25/10/2026, 02:10 - Sam: ok", "25/10/2026, 02:50 - Ana: hi", "25/10/2026, 02:10 - Sam: ok"
    text = android(*BEFORE, *night, "25/10/2026, 03:05 - Ana: bye")
    assert read(tmp_path, text, "chat.txt").events["text"].to_list()[-4:] == ["ok", "hi", "ok", "bye"]


@pytest.mark.parametrize(
    "line", ["[09:05, 30/5/2026] Carol: no", "[5/30, 9:05 AM] Carol: no", "12:30, 5/6 - dinner: yes"]
)
def test_copied_lines_of_another_form_stay_text(line: str, tmp_path: Path) -> None:
    text = android(*BEFORE, "30/05/2026, 09:10 - Ana: look", line, "31/05/2026, 09:00 - Ana: on")
    found = read(tmp_path, text, "chat.txt")
    assert found.events["text"][30] == f"look\n{line}"
    assert set(found.report.senders) == {"Ana", "Sam"}


@pytest.mark.parametrize("ends", ["\r", "\r\r\n", "\n", "\r\n"])
def test_every_kind_of_line_end_gives_the_same_rows(ends: str, tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_bytes("".join(f"{line}{ends}" for line in BEFORE).encode())
    found = accounted(read_source(path))
    assert found.events["text"].to_list() == [f"day {day}" for day in range(1, 31)]
    assert found.report.lines == 30


def test_a_line_feed_inside_a_message_stays_where_carriage_returns_end_the_messages(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_bytes(
        "".join(f"{line}\nand more\r" for line in BEFORE[:2]).encode()
        + b"".join(f"{line}\r".encode() for line in BEFORE[2:])
    )
    assert accounted(read_source(path)).events["text"][0] == "day 1\nand more"


def test_lines_without_a_year_take_it_from_the_day_of_the_export(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_bytes(
        android("Dec 30, 9:02 AM - Ana: a", "Dec 31, 9:40 PM - Sam: b", "Jan 1, 7:15 AM - Ana: c").encode()
    )
    found = read_source(path, exported=date(2014, 6, 30))
    assert [at.date() for at in found.events["at_local"]] == [date(2013, 12, 30), date(2013, 12, 31), date(2014, 1, 1)]
