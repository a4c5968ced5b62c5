"""Files as they come: archives, damage, caps and clear words about each; every line accounted for."""

from __future__ import annotations

import os
import stat
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ebbtide.errors import EbbtideError, NotRecognised, ReadError, TooLarge
from ebbtide.history.readers import read_source
from ebbtide.history.readers.contract import ReadResult
from ebbtide.history.readers.lines import MOST_LINE_BYTES
from ebbtide.history.readers.source import MOST_ENTRIES, thread_of
from ebbtide.history.readers.whatsapp.contents.bodies import classify
from tests.support.whatsapp_dialects import BOM, DIALECTS, LRM, TIMES, android, chat, ios, make_zip

CHAT = chat(DIALECTS["android en-GB"][0]).encode()


def accounted(found: ReadResult) -> bool:
    report = found.report
    return report.lines == report.events + report.continuations + report.system + report.ignored + report.unread


@pytest.mark.parametrize(
    ("members", "archive", "thread"),
    [
        ({"WhatsApp Chat with Sam.txt": CHAT, "IMG-1.jpg": b"x"}, "export.zip", "Sam"),
        ({"_chat.txt": CHAT, "notes.txt": CHAT * 3}, "WhatsApp Chat - Sam.zip", "Sam"),
        ({"__MACOSX/._WhatsApp Chat with Sam.txt": b"\0\1" * 9, "WhatsApp Chat with Sam.txt": CHAT}, "x.zip", "Sam"),
        ({"folder/Chat de WhatsApp con Sam.txt": CHAT, "b.txt": b"12/12/2020"}, "x.zip", "Sam"),
        ({"a.txt": b"short", "talk.txt": CHAT}, "x.zip", "talk"),
    ],
)
def test_the_chat_inside_an_archive(members: dict[str, bytes], archive: str, thread: str, tmp_path: Path) -> None:
    found = read_source(make_zip(tmp_path / archive, members))
    assert found.report.events == len(TIMES)
    assert set(found.events["thread"]) == {thread}
    assert (found.report.exported_at, found.report.exported_at_source) == (date(2023, 7, 4), "archive")
    assert [path.name for path in tmp_path.iterdir()] == [archive]


@pytest.mark.parametrize(
    ("name", "thread"),
    [
        ("WhatsApp Chat with Sam.txt", "Sam"),
        ("WhatsApp Chat mit Sam.txt", "Sam"),
        ("Chat de WhatsApp con Sam.txt", "Sam"),
        ("Conversa do WhatsApp com Sam.txt", "Sam"),
        ("Discussion WhatsApp avec Sam.txt", "Sam"),
        ("Chat WhatsApp con Sam.txt", "Sam"),
        ("WhatsApp-chat met Sam.txt", "Sam"),
        ("our chat.txt", "our chat"),
    ],
)
def test_the_name_of_the_chat(name: str, thread: str) -> None:
    assert thread_of(name, Path("any.zip")) == thread


def test_a_day_that_was_never_written_is_no_day(tmp_path: Path) -> None:
    report = read_source(make_zip(tmp_path / "x.zip", {"_chat.txt": CHAT}, (1980, 1, 1))).report
    assert (report.exported_at, report.exported_at_source) == (None, "unknown")


def test_a_plain_file_never_tells_its_own_time_and_a_told_day_wins(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_bytes(CHAT)
    assert read_source(path).report.exported_at is None
    told = read_source(make_zip(tmp_path / "x.zip", {"_chat.txt": CHAT}), exported=date(2023, 6, 1)).report
    assert (told.exported_at, told.exported_at_source) == (date(2023, 6, 1), "told")


def _truncated(path: Path) -> None:
    whole = make_zip(path, {"_chat.txt": os.urandom(5000)}).read_bytes()
    path.write_bytes(whole[:3000])


def _bad_sum(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("_chat.txt", CHAT)
    data = bytearray(path.read_bytes())
    at = data.index(b"message 7")
    data[at : at + 7] = b"massage"
    path.write_bytes(bytes(data))


def _encrypted(path: Path) -> None:
    data = bytearray(make_zip(path, {"_chat.txt": CHAT}).read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    path.write_bytes(bytes(data))


def _link(path: Path) -> None:
    entry = zipfile.ZipInfo("_chat.txt", (2023, 1, 1, 0, 0, 0))
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, "/etc/hostname")


def _bomb(path: Path) -> None:
    make_zip(path, {"_chat.txt": b"\n" * 12_000_000})


def _crowd(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(MOST_ENTRIES + 1):
            archive.writestr(zipfile.ZipInfo(str(number)), b"")


BAD_ARCHIVES = {
    _truncated: (ReadError, "damaged"),
    _bad_sum: (ReadError, "damaged"),
    _encrypted: (ReadError, "password"),
    _link: (ReadError, "elsewhere"),
    _bomb: (TooLarge, "unpack to far more"),
    _crowd: (TooLarge, "50000"),
    lambda path: make_zip(path, {"inner.zip": b"PK"}): (NotRecognised, "another archive"),
    lambda path: make_zip(path, {"a.jpg": b"x"}): (NotRecognised, "no .txt"),
    lambda path: make_zip(path, {}): (NotRecognised, "no .txt"),
    lambda path: make_zip(path, {"_chat.txt": b""}): (ReadError, "no_message|No line|empty"),
}


@pytest.mark.parametrize("make", BAD_ARCHIVES)
def test_bad_archives_are_refused_in_words(make, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    make(tmp_path / "bad.zip")
    kind, words = BAD_ARCHIVES[make]
    with pytest.raises(kind, match=rf"bad\.zip.*({words})|({words}).*bad\.zip"):
        read_source(tmp_path / "bad.zip")


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        (b"", ReadError, "empty"),
        (b"\n\n \n", NotRecognised, "no words"),
        (b"Dear diary\n", NotRecognised, "Dear diary.*No date and time"),
        (bytes(range(256)) * 300, NotRecognised, "not text"),
        (b'{"messages": []}', NotRecognised, "No date and time"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 500, NotRecognised, "not text"),
        (b"[1/2/3, 4:5] x", NotRecognised, "no time that Ebbtide"),
    ],
)
def test_what_is_no_chat_is_refused_in_words(
    content: bytes, kind: type[EbbtideError], words: str, tmp_path: Path
) -> None:
    path = tmp_path / "thing.txt"
    path.write_bytes(content)
    with pytest.raises(kind, match=rf"thing\.txt.*{words}|{words}.*thing\.txt") as caught:
        read_source(path)
    assert caught.value.exit_code == 3


def test_a_folder_and_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="folder"):
        read_source(tmp_path)
    with pytest.raises(ReadError, match="no file"):
        read_source(tmp_path / "gone.txt")


@pytest.mark.parametrize("size", [MOST_LINE_BYTES + 10, 5 * MOST_LINE_BYTES])
@pytest.mark.parametrize("end", [b"", b"\n", b"\n" + CHAT])
def test_a_line_without_end_is_refused(size: int, end: bytes, tmp_path: Path) -> None:
    path = tmp_path / "line.txt"
    path.write_bytes(CHAT + b"x" * size + end)
    with pytest.raises(TooLarge, match=r"line\.txt"):
        read_source(path)


def test_a_file_cut_inside_a_line_or_a_character_is_read_to_its_end(tmp_path: Path) -> None:
    text = android("Ana: hello", "Sam: café ☕ au lait").encode()
    for size in range(text.index(b"10:01") + 20, len(text)):
        path = tmp_path / "cut.txt"
        path.write_bytes(text[:size])
        found = read_source(path)
        assert found.report.events == 2
        assert accounted(found)


def test_progress_reaches_the_end(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_bytes(CHAT)
    seen: list[tuple[int, int]] = []
    read_source(path, progress=lambda done, whole: seen.append((done, whole)))
    assert seen[-1] == (len(CHAT), len(CHAT))


PIECES = st.sampled_from(
    [
        "25/12/2022, 10:00 - Ana: ",
        "25/12/2022, 10:01 - ",
        "[25/12/2022, 10:02:00] Sam: ",
        "26/12/2022, 9:00 PM - Z:",
        "31.12.2022, 23:59 - ",
        "\n",
        "\r\n",
        "\n\n",
        "hello",
        ": ",
        LRM,
        BOM,
        " ",
        "<Media omitted>",
        "é",
        "😀",
        "\t",
        "\0",
        "[",
        "]",
        "99/99/9999, 99:99 - x: ",
        "1/1/22 1:1",
        "٢٥/١٢/٢٠٢٢، ١٠:٠٠ ص - ",
        "\u2028",
        "\x0b",
        "\x85",
        "<",
        ">",
    ]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(PIECES, max_size=60), noise=st.binary(max_size=12), wide=st.booleans())
def test_every_line_of_garbled_input_is_accounted_for(
    pieces: list[str], noise: bytes, wide: bool, tmp_path: Path
) -> None:
    text = "25/12/2022, 09:59 - Ana: first\n" + "".join(pieces)
    data = text.encode("utf-16") if wide else text.encode() + noise
    path = tmp_path / "garbled.txt"
    path.write_bytes(data)
    found = read_source(path)
    assert accounted(found)
    assert len(found.events) == found.report.events + found.report.system
    assert found.events["at_local"].null_count() == 0
    if wide:
        assert found.report.lines == text.count("\n") + (not text.endswith("\n"))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_words(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "any.txt"
    path.write_bytes(data)
    try:
        found = read_source(path)
    except EbbtideError as refusal:
        assert str(refusal)
    else:
        assert accounted(found)


LONG = 60_000
PATHOLOGICAL = {
    "colons": "25/12/2022, 10:00 - " + "a:" * LONG,
    "spaces": "25/12/2022, 10:00 - Ana:" + " " * LONG + "x",
    "angles": "25/12/2022, 10:00 - Ana: " + "<" * LONG,
    "tags": "25/12/2022, 10:00 - Ana: " + "<a: b.jpg" * (LONG // 9),
    "brackets": "25/12/2022, 10:00 - Ana: " + "a.jpg (" * (LONG // 7) + ")",
    "marks": LRM * LONG,
    "digits": "1" * LONG,
    "slashes": "1/" * LONG,
    "clock": "25/12/2022, " + "1:" * LONG,
    "ends": f"25/12/2022, 10:00 - Ana: {LRM}" + "x <" * (LONG // 3) + ">",
    "edits": "25/12/2022, 10:00 - Ana: " + "a <This message was edited>" * (LONG // 27),
    "words": "25/12/2022, 10:00 - Ana: " + "é! " * (LONG // 3),
}


@pytest.mark.parametrize("line", PATHOLOGICAL.values(), ids=PATHOLOGICAL)
def test_no_line_takes_long(line: str, tmp_path: Path) -> None:
    path = tmp_path / "slow.txt"
    path.write_bytes(android("Ana: a", "Sam: b").encode() + (line + "\n").encode() * 5)
    before = time.process_time()
    assert accounted(read_source(path))
    assert time.process_time() - before < 2.0


def test_reading_a_body_stays_linear() -> None:
    for body in ("<" * LONG, "a <" * LONG, ("x" * 300 + ".jpg (") * 200, "voice call, " * 5000, "1 h " * LONG):
        before = time.process_time()
        classify(body, apple=True)
        assert time.process_time() - before < 0.5


def test_ios_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_bytes(ios("Ana: one\ntwo", "Sam: three").replace("\n[", "\r\n[").encode() + b"\r\n")
    found = read_source(path)
    assert found.events["text"].to_list() == ["one\ntwo", "three"]
    assert accounted(found)
