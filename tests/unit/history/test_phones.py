"""Two phones' exports of one chat, from file to one history; and every shared sample with itself."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from ebbtide.errors import EbbtideError
from ebbtide.history import build, merge
from ebbtide.history.readers import ReadResult, read_source

NOTICE = "Messages and calls are end-to-end encrypted. No one outside of this chat can read or listen to them."
START = datetime(2026, 1, 18, 21, 4, 37)


def talk() -> list[tuple[datetime, str, str]]:
    """Forty messages: Ana and Sam, some alike, one photo, one edit, one deletion."""
    texts = {i: "ok" if i % 3 else f"plan no. {i} 🌊" for i in range(40)} | {7: "PHOTO", 12: "EDITED", 20: "DELETED"}
    return [(START + timedelta(minutes=47 * i), ("Ana", "Sam")[i // 2 % 2], text) for i, text in texts.items()]


def android(folder: Path) -> Path:
    """Ana's phone: minutes, without media, before the edit and the deletion; it stops after thirty."""
    said = {"PHOTO": "<Media omitted>", "EDITED": "at five", "DELETED": "never mind"}
    names = {"Ana": "Ana", "Sam": "Sam ❤️"}
    rows = [f"{at:%d/%m/%Y, %H:%M} - {names[who]}: {said.get(text, text)}" for at, who, text in talk()]
    path = folder / "WhatsApp Chat with Sam ❤️.txt"
    path.write_text("\n".join([f"{START:%d/%m/%Y, %H:%M} - {NOTICE}", *rows[:30]]) + "\n", "utf-8")
    return path


def iphone(folder: Path) -> Path:
    """Sam's phone, two hours east: seconds, with media, after the edit and the deletion; it begins with the sixth."""
    said = {
        "PHOTO": "\u200e<attached: 00000007-PHOTO-2026-01-19-02-33-37.jpg>",
        "DELETED": "\u200eThis message was deleted.",
        "EDITED": "at six \u200e<This message was edited>",
    }
    rows = [
        f"[{at + timedelta(hours=2):%d/%m/%Y, %H:%M:%S}] {'Ana Lima' if who == 'Ana' else who}: {said.get(text, text)}"
        for at, who, text in talk()
    ]
    path = folder / "_chat.txt"
    path.write_text("\n".join(rows[5:]) + "\n", "utf-8")
    return path


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_phones_tell_one_history(tmp_path: Path, order: tuple[int, int]) -> None:
    both = [read_source(android(tmp_path)), read_source(iphone(tmp_path))]
    chat = build([both[one] for one in order], "Ana")
    said = chat.events.filter(pl.col("person") >= 0)
    assert said.height == 40
    assert said["person"].to_list() == [i // 2 % 2 for i in range(40)]
    assert said["media"][7] == "photo"
    assert said["text"][12] == "at six" and said["text"][20] == "never mind"
    assert set(chat.fold.renamed) in ({("Ana", "Ana Lima"), ("Sam ❤️", "Sam")}, {("Ana Lima", "Ana"), ("Sam", "Sam ❤️")})
    assert chat.fold.folded == 25
    assert chat.fold.offsets_minutes == ((-120,), (120,))[order[0]]


def test_the_first_clock_stays_and_the_finer_stamp_wins(tmp_path: Path) -> None:
    chat = build([read_source(android(tmp_path)), read_source(iphone(tmp_path))], "Ana")
    said = chat.events.filter(pl.col("person") >= 0)
    assert said["at_local"].to_list()[5:] == [at for at, _, _ in talk()][5:]
    assert chat.coverage is not None and chat.coverage.first == date(2026, 1, 18)


def test_every_shared_sample_merged_with_itself_is_itself(corpus: Path) -> None:
    found = [path for path in sorted((corpus / "exports" / "whatsapp").rglob("*.txt")) if "inline" not in path.parts]
    odd, read = [], 0
    for path in found:
        try:
            one = read_source(path, date_order="dmy") if "4A_11M" in path.name else read_source(path)
        except EbbtideError:
            continue  # the reader's own tests tell which ones may be refused
        read += 1
        third = one.events.height // 3
        halves = [ReadResult(one.events[: 2 * third], one.report), ReadResult(one.events[third:], one.report)]
        once = _rows(merge([one]).events)
        if not _rows(merge([one, one]).events) == _rows(merge(halves).events) == once:
            odd.append(path.name)
    assert odd == []
    assert read >= 10


def _rows(events: pl.DataFrame) -> Counter[tuple[object, ...]]:
    return Counter(events.select("at_local", "speaker", "text", "media").rows())
