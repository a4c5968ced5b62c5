"""Every dialect of a WhatsApp export: time, sender and text to the letter."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from ebbtide.errors import DateOrderUnknown, NotRecognised
from ebbtide.history.readers import read_source, sniff
from ebbtide.history.readers.whatsapp.times.calendars import to_day
from ebbtide.history.readers.whatsapp.times.clock import MERIDIEMS, fold, parse_clock
from tests.support.whatsapp_dialects import DIALECTS, MIDNIGHT, NOON, TIMES, chat


def write(folder: Path, text: str, name: str = "chat.txt") -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_dialect_is_read_with_its_times_and_senders(dialect: str, tmp_path: Path) -> None:
    header, resolution = DIALECTS[dialect]
    times = [*TIMES, NOON, MIDNIGHT]
    found = read_source(write(tmp_path, chat(header, times)))
    cut = {"second": 0, "microsecond": 0} if resolution == 60 else {}
    assert found.events["at_local"].to_list() == [at.replace(**cut) for at in times]
    assert found.events["sender"].to_list() == ["Ana", "Sam"] * (len(times) // 2)
    assert found.events["text"].to_list() == [f"message {step}" for step in range(len(times))]
    assert set(found.events["resolution_s"]) == {resolution}
    assert found.report.events == found.report.lines == len(times)


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("上午12:30", 0),
        ("中午12:30", 12),
        ("中午1:30", 13),
        ("凌晨3:30", 3),
        ("晚上9:30", 21),
        ("早上7:30", 7),
        ("12:30 AM", 0),
        ("12:30 pm", 12),
        ("1:30 p. m.", 13),
        ("00:30 a. m.", 0),
        ("9:30 ب.ظ.", 21),
        ("9:30 ق.ظ.", 9),
        ("9:30 หลังเที่ยง", 21),
        ("午後9:30", 21),
        ("21:30", 21),
        ("11:30 nachm.", 23),
    ],
)
def test_halves_of_the_day(written: str, hour: int) -> None:
    seconds = parse_clock(written).seconds
    assert seconds is not None
    assert (seconds // 3600, seconds // 60 % 60) == (hour, 30)


def test_every_half_of_the_day_has_a_partner_and_folds_to_itself() -> None:
    assert all(fold(word) == word for word in MERIDIEMS)
    assert set(MERIDIEMS.values()) == {"before", "after", "noon"}


@pytest.mark.parametrize(
    ("year", "month", "day", "gregorian"),
    [
        (1397, 1, 1, date(2018, 3, 21)),
        (1399, 1, 1, date(2020, 3, 20)),
        (1400, 1, 1, date(2021, 3, 21)),
        (1399, 12, 30, date(2021, 3, 20)),
        (1403, 1, 1, date(2024, 3, 20)),
        (1404, 1, 1, date(2025, 3, 21)),
        (1402, 7, 15, date(2023, 10, 7)),
        (2566, 3, 9, date(2023, 3, 9)),
        (1445, 1, 1, date(2023, 7, 19)),
    ],
)
def test_years_of_other_calendars(year: int, month: int, day: int, gregorian: date) -> None:
    assert to_day(year, month, day, 4) == gregorian.toordinal() - date(1970, 1, 1).toordinal()


@pytest.mark.parametrize(("year", "month", "day"), [(1400, 12, 30), (1397, 13, 1), (1445, 1, 31), (2023, 2, 29)])
def test_impossible_dates_are_no_dates(year: int, month: int, day: int) -> None:
    assert to_day(year, month, day, 4) is None


def test_a_persian_chat_says_that_its_years_were_turned(tmp_path: Path) -> None:
    lines = "".join(f"۱۴۰۲/۷/{day},‏ ۲۱:۳۰ - Ana: سلام\n" for day in ("۱۴", "۱۵"))
    found = read_source(write(tmp_path, lines))
    assert found.events["at_local"].to_list() == [datetime(2023, 10, 6, 21, 30), datetime(2023, 10, 7, 21, 30)]
    assert any("Persian" in note.spoken() for note in found.report.assumptions)


def test_two_dates_that_leave_the_order_open_ask_for_it(tmp_path: Path) -> None:
    path = write(tmp_path, "03/06/2018, 13:55 - Ana: a\n04/06/2018, 13:55 - Sam: b\n", "Sam.txt")
    with pytest.raises(DateOrderUnknown, match=r"Sam\.txt.*--date-order"):
        read_source(path)
    told = read_source(path, date_order="mdy")
    assert told.events["at_local"][0] == datetime(2018, 3, 6, 13, 55)
    assert (told.report.date_order, told.report.date_order_source) == ("mdy", "told")


def test_time_order_settles_what_ranges_leave_open(tmp_path: Path) -> None:
    text = "".join(f"{day:02}/{month:02}/2021, 12:00 - Ana: x\n" for month in (1, 2, 3) for day in (2, 5, 9))
    found = read_source(write(tmp_path, text))
    assert (found.report.date_order, found.report.date_order_source) == ("dmy", "inferred")
    assert found.events["at_local"][-1] == datetime(2021, 3, 9, 12)


def test_the_day_of_the_export_settles_a_date_in_its_future(tmp_path: Path) -> None:
    path = write(tmp_path, "02/11/2021, 12:00 - Ana: x\n02/12/2021, 12:00 - Sam: y\n")
    found = read_source(path, exported=date(2021, 2, 20))
    assert found.report.date_order == "mdy"
    assert found.report.exported_at_source == "told"


def test_a_date_that_is_the_same_both_ways_needs_no_order(tmp_path: Path) -> None:
    found = read_source(write(tmp_path, "1/1/21, 12:00 - Ana: x\n1/1/21, 12:01 - Sam: y\n"))
    assert found.report.date_order_source == "fixed"


def test_an_order_that_the_file_contradicts_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "25/12/2021, 12:00 - Ana: x\n26/12/2021, 12:00 - Sam: y\n")
    with pytest.raises(DateOrderUnknown, match="mdy"):
        read_source(path, date_order="mdy")


def test_a_two_digit_year_is_first_only_when_told(tmp_path: Path) -> None:
    path = write(tmp_path, "18/06/13, 21:25 - Ana: x\n18/06/14, 21:25 - Sam: y\n")
    assert read_source(path).events["at_local"][0] == datetime(2013, 6, 18, 21, 25)
    told = read_source(path, date_order="ymd")
    assert told.events["at_local"][0] == datetime(2018, 6, 13, 21, 25)
    assert told.report.date_order == "ymd"


def test_an_unknown_word_beside_the_clock_is_named_and_nothing_guessed(tmp_path: Path) -> None:
    text = "".join(f"25/12/2021 {hour}:10 qwp - Ana: x\n" for hour in (9, 10, 11))
    with pytest.raises(NotRecognised, match="qwp"):
        read_source(write(tmp_path, text))


def test_sniff_knows_a_chat_by_its_lines_and_nothing_else() -> None:
    header, _ = DIALECTS["ios de"]
    [(name, confidence, why)] = sniff(chat(header).encode(), "notes.bin")
    assert (name, confidence) == ("whatsapp", 1.0)
    assert "notes.bin" in why
    assert sniff(b"Dear diary,\nnothing happened.\n", "_chat.txt") == []
    assert sniff(bytes(range(256)) * 20, "_chat.txt") == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_byte_orders(encoding: str, tmp_path: Path) -> None:
    text = chat(DIALECTS["android de"][0], names=("Zoë", "Sam"))
    path = tmp_path / "chat.txt"
    path.write_bytes(text.encode(encoding))
    found = read_source(path)
    assert found.report.events == found.report.lines == len(TIMES)
    assert set(found.report.senders) == {"Zoë", "Sam"}
    assert found.report.warnings == ()


def test_western_bytes_are_read_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_bytes(chat(DIALECTS["android de"][0], names=("Zoë", "Sam")).encode("latin-1"))
    found = read_source(path)
    assert set(found.report.senders) == {"Zoë", "Sam"}
    assert any(str(len(TIMES) // 2) in note.spoken() for note in found.report.warnings)
