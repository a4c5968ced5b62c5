"""What an archive leaves open passes from the process that reads it to the one that asks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ebbtide.errors import ChatChoiceNeeded, YearUnknown
from ebbtide.vault.opening import read
from tests.support.whatsapp_dialects import make_zip

SAM = b"13/05/2026, 09:00 - Sam: hi\n14/05/2026, 09:00 - Ana: hello\n"


def test_the_chats_of_an_archive_and_the_choice_pass_the_wall(tmp_path: Path) -> None:
    members = {"WhatsApp Chat with Kim.txt": SAM.replace(b"Sam", b"Kim"), "WhatsApp Chat with Sam.txt": SAM}
    path = make_zip(tmp_path / "all.zip", members)
    with pytest.raises(ChatChoiceNeeded) as caught:
        read(path)
    assert caught.value.chats == ("Kim", "Sam")
    found = read(path, chat="Sam", since=date(2026, 5, 14))
    assert found.report.senders == {"Ana": 1}
    assert [(note.key, note.count, note.day) for note in found.report.notes] == [
        ("readers.assumed.since", 1, date(2026, 5, 14))
    ]


def test_a_year_that_is_left_out_is_asked_for_through_the_wall(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text("May 13, 9:02 AM - Ana: a\nMay 14, 9:02 AM - Sam: b\n", "utf-8")
    with pytest.raises(YearUnknown):
        read(path)
    assert read(path, exported=date(2014, 6, 30)).report.events == 2
