"""Headers that spell something out, and refusals that say what in a line is not understood."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from ebbtide.errors import EbbtideError, NotRecognised, YearUnknown
from ebbtide.history.readers import read_source
from ebbtide.history.readers.whatsapp.spelled_headers import read_stamp
from ebbtide.history.readers.whatsapp.times.day_words import hour_of, months, periods

#: Two headers of one kind, the first at 9:02 on 13 May 2026, the second at 21:40 on 28 May 2026.
HEADERS = {
    "WhatsApp Web": ("[09:02, 13/5/2026] ", "[21:40, 28/5/2026] "),
    "WhatsApp Web in America": ("[9:02 AM, 5/13/2026] ", "[9:40 PM, 5/28/2026] "),
    "WhatsApp Web in Spain": ("[9:02 a. m., 13/5/2026] ", "[9:40 p. m., 28/5/2026] "),
    "Vietnamese iPhone": ("[09:02:00, 13/5/26] ", "[21:40:00, 28/5/26] "),
    "time first": ("09:02, 13/5/2026 - ", "21:40, 28/5/2026 - "),
    "time first, month by name": ("09:02, 13 May 2026 - ", "21:40, 28 May 2026 - "),
    "month by name": ("13 May 2026, 09:02 - ", "28 May 2026, 21:40 - "),
    "month first": ("May 13, 2026, 9:02 AM - ", "May 28, 2026, 9:40 PM - "),
    "month in brackets": ("[13 May 2026 at 9:02:00 AM] ", "[28 May 2026 at 9:40:00 PM] "),
    "Spanish month": ("13 de may. de 2026 09:02 - ", "28 de may. de 2026 21:40 - "),
    "German month": ("13. Mai 2026 um 09:02 - ", "28. Mai 2026 um 21:40 - "),
    "Russian month": ("13 мая 2026 г., 09:02 - ", "28 мая 2026 г., 21:40 - "),
    "Hungarian month": ("2026. május 13. 9:02 - ", "2026. május 28. 21:40 - "),
    "Vietnamese month": ("13 thg 5, 2026 09:02 - ", "28 thg 5, 2026 21:40 - "),
    "Thai month and year": ("13 พ.ค. 2569 09:02 น. - ", "28 พ.ค. 2569 21:40 น. - "),
    "Arabic month": ("[١٣ مايو ٢٠٢٦، ٩:٠٢:٠٠ ص] ", "[٢٨ مايو ٢٠٢٦، ٩:٤٠:٠٠ م] "),
    "Buddhist era": ("[13/5/2569 BE, 09:02:00] ", "[28/5/2569 BE, 21:40:00] "),
    "Thai era": ("[13/5/2569 พ.ศ. 09:02:00] ", "[28/5/2569 พ.ศ. 21:40:00] "),
    "Japanese era first": ("[R8/5/13 9:02:00] ", "[R8/5/28 21:40:00] "),
    "Japanese era before the year": ("[5/13/R8, 9:02:00] ", "[5/28/R8, 21:40:00] "),
    "Japanese era last": ("[5/13/8 R, 9:02:00] ", "[5/28/8 R, 21:40:00] "),
    "Republic of China": ("[民國115/5/13 上午9:02:00] ", "[民國115/5/28 下午9:40:00] "),
    "English parts of the day": ("13/05/2026, 9:02 in the morning - ", "28/05/2026, 9:40 at night - "),
    "Spanish parts of the day": ("13/05/2026, 9:02 de la mañana - ", "28/05/2026, 9:40 de la noche - "),
    "Portuguese parts of the day": ("13/05/2026 9:02 da manhã - ", "28/05/2026 9:40 da noite - "),
    "German parts of the day": ("13.05.2026, 9:02 morgens - ", "28.05.2026, 9:40 abends - "),
    "Bulgarian parts of the day": ("13.05.26 г., 9:02 сутринта - ", "28.05.26 г., 9:40 вечерта - "),
    "Hindi parts of the day": ("13/5/26, सुबह 9:02 - ", "28/5/26, रात 9:40 - "),
    "Hindi o'clock": ("13/5/26, सुबह 9:02 बजे - ", "28/5/26, रात 9:40 बजे - "),
    "Chinese parts of the day": ("2026/5/13 上午9:02 - ", "2026/5/28 晚上9:40 - "),
    "Vietnamese parts of the day": ("13/5/2026, 9:02 sáng - ", "28/5/2026, 9:40 tối - "),
    "Vietnamese halves": ("13/5/2026, 9:02 SA - ", "28/5/2026, 9:40 CH - "),
    "Malay halves": ("13/5/2026, 9:02 PG - ", "28/5/2026, 9:40 PTG - "),
    "Korean halves": ("2026. 5. 13. 오전 9:02 - ", "2026. 5. 28. 오후 9:40 - "),
    "Amharic halves": ("13/05/2026 9:02 ጥዋት - ", "28/05/2026 9:40 ከሰዓት - "),
}


@pytest.mark.parametrize("kind", HEADERS)
def test_a_header_that_spells_something_out_has_its_time(kind: str, tmp_path: Path) -> None:
    first, second = HEADERS[kind]
    path = tmp_path / "chat.txt"
    path.write_text(f"{first}Ana: one\nand more\n{second}Sam: two\n", "utf-8")
    events = read_source(path).events
    assert events["at_local"].to_list() == [datetime(2026, 5, 13, 9, 2), datetime(2026, 5, 28, 21, 40)]
    assert events.select("sender", "text").rows() == [("Ana", "one\nand more"), ("Sam", "two")]


@pytest.mark.parametrize(
    ("word", "written", "hour"),
    [
        ("atnight", 12, 0),
        ("atnight", 3, 3),
        ("atnight", 11, 23),
        ("noon", 12, 12),
        ("midnight", 12, 0),
        ("intheafternoon", 12, 12),
        ("中午", 1, 13),
        ("中午", 11, 11),
        ("晚上", 12, 0),
        ("madrugada", 12, 0),
    ],
)
def test_parts_of_the_day_name_the_hour_that_they_mean(word: str, written: int, hour: int) -> None:
    assert hour_of(written, periods()[word]) == hour


def test_every_language_has_twelve_months() -> None:
    assert all(set(names.values()) == set(range(1, 13)) for names in months().values())


@pytest.mark.parametrize("text", ["call me at \x00", "we meet May 5 \x00", "\x00, with Sam 5/6", "May June 5, \x00"])
def test_words_that_are_no_date_are_no_header(text: str) -> None:
    assert read_stamp(text) is None


def refused(folder: Path, text: str) -> EbbtideError:
    path = folder / "WhatsApp Chat with Sam.txt"
    path.write_text(text, "utf-8")
    with pytest.raises(EbbtideError) as caught:
        read_source(path)
    assert "Export chat" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("May 13, 9:02 AM - Ana: a\nMay 14, 9:02 AM - Sam: b\n", YearUnknown, "leaves out the year"),
        ("13/05/2026, 9:02 zzz - Ana: a\n14/05/2026, 9:03 zzz - Sam: b\n", NotRecognised, '"zzz"'),
        ("Wednesday 09:02 - Ana: a\nWednesday 09:03 - Sam: b\n", NotRecognised, "no date"),
        ("13/05/2026 Ana: a\n14/05/2026 Sam: b\n", NotRecognised, "no time"),
        ("Ana: a\nSam: b\n", NotRecognised, "No date and time"),
        ("13/05/2026 (09:02) Ana: a\n14/05/2026 (09:03) Sam: b\n", NotRecognised, "a way that Ebbtide does not know"),
    ],
)
def test_a_refusal_shows_the_line_and_what_in_it_is_not_understood(
    text: str, kind: type[EbbtideError], words: str, tmp_path: Path
) -> None:
    error = refused(tmp_path, text)
    assert isinstance(error, kind)
    assert words in str(error)
    assert text.split("\n")[0] in str(error)


@pytest.mark.parametrize(
    ("program", "text"),
    [
        ("KakaoTalk", "2026. 5. 13. 오전 9:02, Ana : a\n2026. 5. 13. 오후 9:02, Sam : b\n"),
        ("KakaoTalk", "2026년 5월 13일 오전 9:02, Ana : a\n2026년 5월 13일 오후 9:02, Sam : b\n"),
        ("KakaoTalk", "[Ana] [오전 9:02] a\n[Sam] [오후 9:02] b\n"),
        ("LINE", "[LINE] Chat history with Sam\n2026/05/13(Wed)\n09:02\tAna\ta\n"),
        ("Messenger or Instagram", '{"messages": [{"sender_name": "Sam", "content": "a"}]}'),
        ("SMS Backup & Restore", '<?xml version="1.0"?>\n<smses count="1">\n'),
        ("iMessage", "May 13, 2026  9:02:11 AM\nSam\nhi\n\nMay 13, 2026  9:03:11 AM\nMe\nhi\n"),
    ],
)
def test_the_export_of_another_program_is_named(program: str, text: str, tmp_path: Path) -> None:
    assert program in str(refused(tmp_path, text))
