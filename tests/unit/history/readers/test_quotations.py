"""What belongs to a message and what opens one: quoted headers, mixed dialects, joined exports."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from ebbtide.history.readers import read_source
from ebbtide.history.readers.contract import ReadResult
from ebbtide.history.readers.whatsapp.quotations import MOST_QUOTED, longest_rise
from tests.support.whatsapp_dialects import DIALECTS, TIMES, android, chat, ios


def read(folder: Path, text: str, **options: str) -> ReadResult:
    path = folder / "chat.txt"
    path.write_bytes(text.encode())
    found = read_source(path, **options)  # type: ignore[arg-type]
    report = found.report
    assert report.lines == report.events + report.continuations + report.system + report.ignored + report.unread
    return found


def test_a_message_of_several_lines_keeps_its_paragraphs(tmp_path: Path) -> None:
    found = read(tmp_path, android("Ana: one\n\nthree\n\n", "Sam: two"))
    assert found.events["text"].to_list() == ["one\n\nthree", "two"]
    assert (found.report.continuations, found.report.ignored) == (2, 2)
    assert found.events["position"].to_list() == [1, 6]


def test_lines_before_the_first_message_are_named(tmp_path: Path) -> None:
    found = read(tmp_path, "a stray line\n\nanother\n" + android("Ana: one", "Sam: two"))
    assert found.report.unread_lines == (1, 3)
    assert (found.report.unread, found.report.ignored) == (2, 1)
    assert [(note.key, note.count, note.line) for note in found.report.warnings] == [("readers.warned.unread", 2, 1)]


QUOTES = {
    "brackets of another phone": "[24/12/2022, 09:00:12] Sam: I will come",
    "brackets a minute ago": "[25/12/2022, 10:00:05] Sam: I will come",
    "another century of shape": "24.12.22, 09:00 - Sam: I will come",
    "the same shape, older": "03/03/2021, 09:00 - Sam: I will come",
    "the same shape, older, nobody": "03/03/2021, 09:00 - at the station",
    "the same shape, in the future": "03/03/2031, 09:00 - Sam: dinner",
    "American": "12/24/22, 9:00 AM - Sam: I will come",
}


@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES)
def test_a_quoted_header_stays_text(quote: str, tmp_path: Path) -> None:
    text = android("Ana: hello", "Sam: hi", f"Ana: you wrote\n{quote}\nand then nothing", "Sam: sorry", "Ana: ok")
    found = read(tmp_path, text)
    assert found.events["text"].to_list() == ["hello", "hi", f"you wrote\n{quote}\nand then nothing", "sorry", "ok"]
    assert found.report.continuations == 2
    assert any("kept as text" in note.spoken() and note.line == 4 for note in found.report.assumptions)


def test_a_line_copied_from_the_same_chat_a_minute_ago_stays_text(tmp_path: Path) -> None:
    lines = ios("Ana: shall we?", "Sam: maybe", "Ana: you said\n[25/12/2022, 10:01:00] Sam: maybe", "Sam: yes")
    found = read(tmp_path, lines)
    assert found.events["text"].to_list() == [
        "shall we?",
        "maybe",
        "you said\n[25/12/2022, 10:01:00] Sam: maybe",
        "yes",
    ]


def test_a_date_inside_a_line_is_left_alone(tmp_path: Path) -> None:
    found = read(tmp_path, android("Ana: see: 1/2/23, 10:00 - that was the time", "Sam: ok"))
    assert found.events["text"][0] == "see: 1/2/23, 10:00 - that was the time"


def test_messages_out_of_order_by_minutes_stay_where_they_are(tmp_path: Path) -> None:
    text = "".join(f"25/12/2022, 12:0{minute} - Ana: {minute}\n" for minute in (0, 1, 3, 2, 4))
    found = read(tmp_path, text)
    assert found.events["text"].to_list() == list("01324")
    assert found.events["at_local"][3] == datetime(2022, 12, 25, 12, 2)


def test_two_phones_in_one_file_are_both_read(tmp_path: Path) -> None:
    old, new = DIALECTS["android en-GB"][0], DIALECTS["ios de"][0]
    found = read(tmp_path, chat(old, TIMES[:20]) + chat(new, TIMES[20:]))
    assert found.report.events == len(TIMES)
    assert len(found.report.dialects) == 2
    assert found.events["at_local"][-1] == TIMES[-1]
    assert found.events["resolution_s"].to_list() == [60] * 20 + [1] * 10


def test_two_paddings_in_one_file_are_one_dialect(tmp_path: Path) -> None:
    text = "17.9.2019, 21:05 - Ana: a\n17.09.2019, 21:06 - Sam: b\n17.9.2019, 9:07 - Ana: c\n"
    assert read(tmp_path, text).report.events == 3


def test_an_older_export_behind_a_newer_one_is_read_too(tmp_path: Path) -> None:
    header = DIALECTS["android en-GB"][0]
    older = [at.replace(year=2019) for at in TIMES * 2]
    assert len(older) > MOST_QUOTED
    found = read(tmp_path, chat(header, TIMES * 3) + chat(header, sorted(older)))
    assert found.report.events == 5 * len(TIMES)
    assert found.report.continuations == 0


def test_an_overlapping_export_behind_the_first_is_no_quotation(tmp_path: Path) -> None:
    header = DIALECTS["ios en-GB"][0]
    first, second = chat(header, TIMES[:20]), chat(header, TIMES).splitlines(keepends=True)[15:]
    assert read(tmp_path, first + "".join(second)).report.events == 35


def test_a_first_notice_with_a_late_date_opens_the_file_all_the_same(tmp_path: Path) -> None:
    text = "27/12/2022, 10:00 - Messages and calls are end-to-end encrypted.\n" + android("Ana: one", "Sam: two")
    found = read(tmp_path, text)
    assert (found.report.system, found.report.events, found.report.unread) == (1, 2, 0)


@pytest.mark.parametrize(("values", "length"), [([], 0), ([3], 1), ([1, 1, 1], 3), ([5, 1, 2, 9, 3], 3)])
def test_the_longest_rise(values: list[int], length: int) -> None:
    member = longest_rise(np.array(values, np.int64))
    assert member.sum() == length
    assert (np.diff(np.array(values, np.int64)[member]) >= 0).all()
