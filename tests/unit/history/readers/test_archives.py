"""Archives with several chats, groups that became pairs, and people with two names."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

import ebbtide as eb
from ebbtide.errors import BadRequest, ChatChoiceNeeded, NotAPair, NotRecognised, ReadError
from ebbtide.history.readers import read_source
from ebbtide.history.readers.archive import thread_of
from tests.support.whatsapp_dialects import make_zip

MINE = "".join(f"{day}/05/2026, 09:00 - {'Sam' if day % 2 else 'Ana'}: mine {day}\n" for day in range(13, 20)).encode()
OTHER = "".join(f"{day}/05/2025, 09:00 - {'Kim' if day % 2 else 'Ana'}: other {day}\n" for day in range(1, 31)).encode()


def first_text(path: Path, chat: str | None = None) -> str:
    return str(read_source(path, chat=chat).events["text"][0])


@pytest.mark.parametrize(
    ("archive", "members"),
    [
        ("WhatsApp Chat with Sam.zip", ("WhatsApp Chat with Sam.txt", "WhatsApp Chat with Kim.txt")),
        ("WhatsApp Chat with Sam (1).zip", ("WhatsApp Chat with Sam.txt", "notes.txt")),
        ("WhatsApp_Chat_with_Sam.zip", ("WhatsApp Chat with Sam.txt", "WhatsApp Chat with Kim.txt")),
        ("Chat de WhatsApp con Sam.zip", ("Chat de WhatsApp con Sam.txt", "kim.txt")),
        ("WhatsApp Chat - Sam.zip", ("_chat.txt", "00000012-WhatsApp Chat with Kim.txt")),
        ("anything.zip", ("_chat.txt", "kim.txt")),
        ("anything.zip", ("_chat.txt", "old/_chat.txt")),
        ("sam.zip", ("sam.txt", "kim.txt")),
    ],
)
def test_the_chat_is_the_member_that_the_archive_is_called_after(
    archive: str, members: tuple[str, str], tmp_path: Path
) -> None:
    path = make_zip(tmp_path / archive, {members[1]: OTHER, members[0]: MINE})
    assert first_text(path) == "mine 13"
    assert [note.key for note in read_source(path).report.assumptions] == ["readers.assumed.chat_of_archive"]


def test_the_only_member_that_is_a_chat_is_read_without_a_question(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "x.zip", {"list.txt": b"milk\nbread\n" * 5000, "WhatsApp Chat with Sam.txt": MINE})
    assert first_text(path) == "mine 13"


def test_several_chats_are_listed_and_asked_for(tmp_path: Path) -> None:
    members = {"WhatsApp Chat with Kim.txt": OTHER, "WhatsApp Chat with Sam.txt": MINE, "deep/er/Sam/_chat.txt": MINE}
    path = make_zip(tmp_path / "all.zip", {name: content for name, content in members.items() if "deep" not in name})
    with pytest.raises(ChatChoiceNeeded, match=r'--chat "NAME"') as caught:
        read_source(path)
    assert caught.value.chats == ("Kim", "Sam")
    assert caught.value.exit_code == 4
    assert (first_text(path, "sam"), first_text(path, "Kim")) == ("mine 13", "other 1")
    assert first_text(path, "WhatsApp Chat with Kim.txt") == "other 1"
    with pytest.raises(NotRecognised, match="no chat called"):
        read_source(path, chat="Lee")
    assert eb.read(path, me="Ana", chat="Sam").people == ("Ana", "Sam")


def test_chats_of_an_iphone_are_called_after_their_folders(tmp_path: Path) -> None:
    members = {"Sam/_chat.txt": MINE, "WhatsApp Chat - Kim/_chat.txt": OTHER}
    path = make_zip(tmp_path / "all.zip", members)
    with pytest.raises(ChatChoiceNeeded) as caught:
        read_source(path)
    assert caught.value.chats == ("Sam", "Kim")
    assert first_text(path, "Sam") == "mine 13"


def test_two_members_of_one_name_are_no_choice(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("_chat.txt", MINE)
        archive.writestr("_chat.txt", OTHER)
    with pytest.raises(ReadError, match="same name"):
        read_source(path)


def test_texts_that_are_no_chats_are_refused(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "x.zip", {"a.txt": b"milk\n", "b.txt": b"bread\n"})
    with pytest.raises(NotRecognised, match="none of them looks like a chat"):
        read_source(path)


@pytest.mark.parametrize(
    "name", ["WhatsApp" * 8000, "WhatsApp Chat with" * 3000, " - " * 20000, "WhatsApp mit " * 4000]
)
def test_the_name_of_a_chat_is_found_at_once_in_any_name(name: str) -> None:
    assert thread_of(f"{name}.txt", Path("x.zip"))


def group(days_of_three: int, days_of_two: int) -> str:
    lines = ['01/01/2026, 08:00 - Ana created group "Us"']
    for step in range(days_of_three + days_of_two):
        at = datetime(2026, 1, 1, 9) + timedelta(days=step)
        names = ("Ana", "Sam", "Carol") if step < days_of_three else ("Ana", "Sam")
        lines += [
            f"{at + timedelta(minutes=place):%d/%m/%Y, %H:%M} - {name}: {step}" for place, name in enumerate(names)
        ]
        if step == days_of_three - 1:
            lines.append(f"{at + timedelta(hours=1):%d/%m/%Y, %H:%M} - Carol left")
    return "".join(f"{line}\n" for line in lines)


def test_a_group_that_became_a_pair_is_looked_at_from_the_day_that_the_refusal_names(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text(group(40, 120), "utf-8")
    report = read_source(path).report
    assert (report.group, report.pair_since) == (True, date(2026, 2, 10))
    with pytest.raises(NotAPair, match=r"10 February 2026|2026-02-10") as caught:
        eb.look(eb.read(path, me="Ana"))
    assert "--since 2026-02-10" in str(caught.value)
    chat = eb.read(path, me="Ana", since=date(2026, 2, 10))
    assert not chat.sources[0].group
    assert (chat.people, chat.events.height) == (("Ana", "Sam"), 240)
    assert chat.sources[0].lines == chat.sources[0].events + chat.sources[0].system
    assert [(note.key, note.day) for note in chat.sources[0].assumptions] == [
        ("readers.assumed.since", date(2026, 2, 10))
    ]
    assert eb.look(chat).state


def test_a_group_that_stayed_one_names_no_day(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text(group(60, 5), "utf-8")
    assert read_source(path).report.pair_since is None
    with pytest.raises(NotAPair, match="group of 3"):
        eb.look(eb.read(path, me="Ana"))


def test_nothing_since_a_day_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_bytes(MINE)
    with pytest.raises(ReadError, match="no message"):
        read_source(path, since=date(2027, 1, 1))


def two_numbers(folder: Path) -> tuple[Path, Path]:
    old, new = folder / "old.txt", folder / "new.txt"
    old.write_bytes(MINE.replace(b"Sam", b"+49 170 111"))
    new.write_bytes(MINE.replace(b"/05/", b"/06/").replace(b"Sam", b"+49 170 222"))
    return old, new


def test_two_chats_of_one_person_are_joined_by_what_the_user_says(tmp_path: Path) -> None:
    files = two_numbers(tmp_path)
    with pytest.raises(BadRequest, match="--same"):
        eb.read(*files, me="Ana")
    chat = eb.read(*files, me="Ana", same=[("+49 170 111", "+49 170 222")])
    assert (chat.people, chat.events.height) == (("Ana", "+49 170 222"), 14)
    with pytest.raises(BadRequest, match="Lee"):
        eb.read(*files, me="Ana", same=[("Lee", "+49 170 222")])


def test_a_chat_in_which_somebody_changed_their_number_is_no_group(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_bytes(b"".join(file.read_bytes() for file in two_numbers(tmp_path)))
    assert read_source(path).report.group
    chat = eb.read(path, me="Ana", same=[("+49 170 111", "+49 170 222")])
    assert not chat.sources[0].group
    assert chat.sources[0].senders == {"Ana": 6, "+49 170 222": 8}
