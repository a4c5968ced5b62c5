"""Files made to harm: each is read, or refused in words, soon; nothing of it is written, run or printed as it is."""

from __future__ import annotations

import os
import struct
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

import ebbtide as eb
from ebbtide.cli import main
from ebbtide.errors import (
    EbbtideError,
    NotAPair,
    NotOpened,
    NotRecognised,
    ReadError,
    TooLarge,
    VaultDamaged,
    VaultError,
)
from ebbtide.history.readers.lines import MOST_LINES
from ebbtide.vault import create, unlock
from ebbtide.vault.keys.keyfile import prove
from ebbtide.vault.storage.owner_files import KEYS, KEYS_COPY
from ebbtide.vault.worker import process
from tests.support.vaults import COST, PASSPHRASE

OTHER = "lantern pewter oyster bramble ticket yodel"
CORPUS = os.environ.get("EBBTIDE_CORPUS", "")
FILES = sorted((Path(CORPUS) / "cases" / "hostile").glob("*")) if CORPUS else []
CHATS = [path for path in FILES if path.suffix in (".txt", ".zip")]
KEY_FILES = [path for path in FILES if path.suffix == ".json"]
#: Seconds of work that no small file may take.
SOON_S = 20.0


def line(number: int, text: str) -> str:
    day = f"{1 + number % 28:02}/{1 + number // 28 % 12:02}/2024"
    return f"{day}, 10:{number % 60:02} - {'Ana' if number % 2 else 'Sam'}: {text}\n"


CHAT = "".join(line(number, f"hello {number}") for number in range(60))


@contextmanager
def soon() -> Iterator[None]:
    """The block takes little work, and nothing appears where an archive's names point to."""
    began = time.process_time()
    yield
    assert time.process_time() - began < SOON_S
    assert not list(Path(tempfile.gettempdir()).glob("ebbtide-escaped*"))


def read(path: Path) -> eb.Conversation | EbbtideError:
    """What reading gives, or the error that says why it does not; anything else fails the test."""
    try:
        return eb.read(path, me="Ana", date_order="dmy")
    except EbbtideError as error:
        return error


@pytest.mark.parametrize("path", CHATS or [None], ids=lambda path: path.name if path else "none")
def test_a_hostile_chat_of_the_corpus_is_read_or_refused_in_words(corpus: Path, path: Path | None) -> None:
    assert path is not None, "no hostile chats in the corpus"
    with soon():
        found = read(path)
        if isinstance(found, eb.Conversation):
            assert found.events.height > 0
            with suppress(NotAPair):
                str(eb.look(found))
                eb.signs(found)
        else:
            assert isinstance(found, ReadError), str(found)
            assert path.name in str(found)


@pytest.mark.parametrize("path", KEY_FILES or [None], ids=lambda path: path.name if path else "none")
def test_a_hostile_key_file_of_the_corpus_is_told_as_damaged(corpus: Path, path: Path | None, place: Path) -> None:
    assert path is not None, "no hostile key files in the corpus"
    assert_damaged(place, path.read_bytes())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "vault"
    create(folder, PASSPHRASE, COST)
    return folder


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    folder.mkdir(0o700)
    for path in made.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def assert_damaged(place: Path, content: bytes) -> None:
    """Both key files hold `content`: said to be damaged before anything slow, and nothing is changed."""
    for name in (KEYS, KEYS_COPY):
        (place / name).write_bytes(content)
    began = time.process_time()
    with pytest.raises(VaultDamaged, match="damaged"):
        unlock(place, PASSPHRASE)
    assert time.process_time() - began < 1
    assert (place / KEYS).read_bytes() == content


def packed(folder: Path, *members: tuple[str, str | bytes], how: int = zipfile.ZIP_DEFLATED) -> Path:
    path = folder / "chat.zip"
    with zipfile.ZipFile(path, "w", how) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def garbled(path: Path, at: float, size: int = 40) -> Path:
    """Some bytes of the packed member are others."""
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        entry = archive.infolist()[0]
    start = entry.header_offset + 30 + len(entry.filename) + int(at * max(entry.compress_size - size, 0))
    content[start : start + size] = bytes(byte ^ 0x5A for byte in content[start : start + size])
    path.write_bytes(content)
    return path


METHODS = {"deflate": zipfile.ZIP_DEFLATED, "bzip2": zipfile.ZIP_BZIP2, "lzma": zipfile.ZIP_LZMA}


@pytest.mark.parametrize("at", [0.0, 0.3, 0.9])
@pytest.mark.parametrize("method", METHODS)
def test_damage_under_every_way_of_packing_is_told(tmp_path: Path, method: str, at: float) -> None:
    path = garbled(packed(tmp_path, ("_chat.txt", CHAT * 30), how=METHODS[method]), at, 12)
    found = read(path)
    assert isinstance(found, ReadError)
    assert "damaged archive" in str(found)


@pytest.mark.parametrize("method", [1, 6, 9, 10, 12, 14, 18, 19, 93, 94, 95, 96, 97, 98, 99, 0xFFFF])
def test_a_way_of_packing_that_is_unknown_or_not_that_of_the_bytes_is_told(tmp_path: Path, method: int) -> None:
    path = packed(tmp_path, ("_chat.txt", CHAT))
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = content.index(mark) + offset
        content[at : at + 2] = struct.pack("<H", method)
    path.write_bytes(content)
    found = read(path)
    assert isinstance(found, ReadError)
    assert "archive" in str(found)


def test_an_archive_that_is_cut_or_changed_anywhere_is_read_or_told(tmp_path: Path) -> None:
    path = packed(tmp_path, ("_chat.txt", CHAT))
    whole = path.read_bytes()
    told = 0
    for at in range(0, len(whole), 7):
        for content in (whole[:at], whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]):
            path.write_bytes(content)
            found = read(path)
            told += isinstance(found, EbbtideError)
            assert isinstance(found, eb.Conversation | ReadError), repr(found)
    assert told > len(whole) // 7


@pytest.mark.parametrize("name", ["../../ebbtide-escaped.txt", "/tmp/ebbtide-escaped.txt", "C:\\ebbtide-escaped.txt"])
def test_names_in_an_archive_are_labels(tmp_path: Path, name: str) -> None:
    with soon():
        found = read(packed(tmp_path, (name, CHAT)))
    assert isinstance(found, eb.Conversation)
    assert found.events.height == 60


def test_a_link_and_a_nested_archive_are_told(tmp_path: Path) -> None:
    path = tmp_path / "link.zip"
    entry = zipfile.ZipInfo("_chat.txt")
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, "/etc/hostname")
    assert "points to a file elsewhere" in str(read(path))
    inner = packed(tmp_path, ("_chat.txt", CHAT)).read_bytes()
    assert isinstance(read(packed(tmp_path, ("a.zip", inner))), NotRecognised)


ODD: dict[str, bytes] = {
    "one nul": CHAT.replace("hello 7", "hel\0lo 7").encode(),
    "half characters": CHAT.encode().replace(b"hello 7", b"hel\xed\xa0\x80lo 7"),
    "odd number of bytes in UTF-16": b"\xff\xfe" + CHAT.encode("utf-16-le") + b"\0",
    "names that differ in case only": CHAT.replace("Sam", "ANA").encode(),
    "a direction that is turned around": CHAT.replace("Sam", "Sam\u202eevil").encode(),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_bytes_are_read_or_told(tmp_path: Path, name: str) -> None:
    path = tmp_path / "chat.txt"
    path.write_bytes(ODD[name])
    with soon():
        assert isinstance(read(path), eb.Conversation | EbbtideError)


LONG = {
    "one letter": "o",
    "stretched words": "sooo",
    "laughter": "ha",
    "marks above a letter": "\u0315\u0300",
    "addresses": "http://",
    "questions": "?",
    "joined emoji": "\U0001f469\u200d",
}


@pytest.mark.parametrize("name", LONG)
def test_a_long_message_is_looked_at_soon(tmp_path: Path, name: str) -> None:
    path = tmp_path / "chat.txt"
    path.write_text(CHAT + line(61, LONG[name] * (60_000 // len(LONG[name].encode()))), "utf-8")
    with soon():
        found = read(path)
        assert isinstance(found, eb.Conversation)
        str(eb.look(found))
        eb.signs(found)


@pytest.mark.parametrize("start", [CHAT, ""])
@pytest.mark.parametrize("more", ["x\n", "\n", line(1, "x"), "01/01/2024, 10:00 - \n"])
def test_more_lines_than_a_chat_has_are_refused_soon(tmp_path: Path, start: str, more: str) -> None:
    path = tmp_path / "chat.txt"
    with path.open("w", encoding="utf-8") as file:
        file.write(start)
        for _ in range(101):
            file.write(more * (MOST_LINES // 100))
    with soon():
        found = read(path)
    assert isinstance(found, TooLarge)
    assert "more than 2,000,000 lines" in str(found)


def test_ten_million_lines_are_refused_in_the_confined_process_too(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text(CHAT + "x\n" * 10_000_000, "utf-8")
    with soon(), pytest.raises(TooLarge):
        eb.read(path, me="Ana", date_order="dmy", confined=True)


@pytest.mark.parametrize(("name", "chat"), [("{}/_chat.txt", None), ("WhatsApp Chat with {}.txt", "nobody")])
def test_an_archive_of_thousands_of_chats_is_told_soon(tmp_path: Path, name: str, chat: str | None) -> None:
    members = [(name.format(number), CHAT if number < 3 else "x") for number in range(20_000)]
    path = packed(tmp_path, *members, how=zipfile.ZIP_STORED)
    began = time.process_time()
    with pytest.raises(EbbtideError) as told:
        eb.read(path, me="Ana", date_order="dmy", chat=chat)
    assert time.process_time() - began < SOON_S / 4
    assert len(str(told.value)) < 10_000


MARKS = "\u0315\u0300" * 60_000


@pytest.mark.parametrize(
    "more", ["01/01/2024, 10:00 - {}: hi", "01/01/2024, 10:00 - {}", "01/01/2024, 10:00 {} - Ana: hi", "\u200e{}", "{}"]
)
def test_marks_out_of_order_hold_up_no_reader(tmp_path: Path, more: str) -> None:
    path = tmp_path / "chat.txt"
    path.write_text(f"{CHAT}{more.format(MARKS)}\n{line(1, more.format(MARKS))}", "utf-8")
    began = time.process_time()
    read(path)
    assert time.process_time() - began < SOON_S / 4


def special(folder: Path) -> dict[str, Path]:
    """Names that stand for no file of a chat."""
    os.mkfifo(folder / "fifo")
    (folder / "to-fifo").symlink_to(folder / "fifo")
    (folder / "loop").symlink_to(folder / "loop")
    (folder / "one").symlink_to(folder / "other")
    (folder / "other").symlink_to(folder / "one")
    (folder / "nowhere").symlink_to(folder / "none")
    names = {name: folder / name for name in ("fifo", "to-fifo", "loop", "one", "nowhere")}
    return names | {"zero": Path("/dev/zero"), "null": Path("/dev/null"), "random": Path("/dev/urandom")}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_pipes_devices_and_loops_of_links_are_refused(tmp_path: Path) -> None:
    for name, path in special(tmp_path).items():
        with soon(), pytest.raises(ReadError):
            eb.read(path)
        if name in ("fifo", "loop") and process.supported():
            with soon(), pytest.raises(ReadError):
                eb.read(path, confined=True)
        if name in ("to-fifo", "zero"):
            result = CliRunner().invoke(main, ["look", str(path)])
            assert (result.exit_code, result.stdout) == (3, ""), name


def test_look_reads_in_the_confined_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not process.supported():
        pytest.skip("this system starts no such process")
    path = tmp_path / "chat.txt"
    path.write_text(CHAT, "utf-8")
    started: list[str] = []
    real = process.start

    def start(module: str, **how: object) -> process.Child:
        started.append(module)
        return real(module, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(process, "start", start)
    result = CliRunner().invoke(main, ["look", str(path), "--me", "Ana", "--date-order", "dmy"])
    assert result.exit_code == 0, result.output
    assert started == ["confined_reader"]


def test_a_reader_that_is_silent_for_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not process.supported():
        pytest.skip("this system starts no such process")
    monkeypatch.setattr("ebbtide.vault.worker.confined_reader._seconds", lambda path: 0.1)
    monkeypatch.setattr(process, "_RUN", "import time; time.sleep(60)  # {0}")
    (tmp_path / "chat.txt").write_text(CHAT, "utf-8")
    began = time.monotonic()
    with pytest.raises(ReadError, match="was stopped"):
        eb.read(tmp_path / "chat.txt", confined=True)
    assert time.monotonic() - began < 10


def other_keys(change: Callable[[dict], object]) -> Callable[[bytes], bytes]:  # type: ignore[type-arg]
    """A key file with a change, under a checksum that fits it."""
    import json

    from ebbtide.vault.keys import slots

    def made(content: bytes) -> bytes:
        told = json.loads(content)
        told.pop("check")
        change(told)
        return slots._canonical({**told, "check": slots._checksum(told)})

    return made


def in_slot(**values: object) -> Callable[[bytes], bytes]:
    return other_keys(lambda told: told["slots"][0].update(values))


KEY_CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "no JSON": lambda content: b"{",
    "nothing": lambda content: b"",
    "not UTF-8": lambda content: b"\xff" * 400,
    "lists in lists": lambda content: b"[" * 16_000,
    "a list": lambda content: b"[]",
    "a large number": lambda content: b'{"check":' + b"9" * 10_000 + b"}",
    "a changed byte": lambda content: content.replace(b"passphrase", b"passphrasf"),
    "many slots": other_keys(lambda told: told.update(slots=told["slots"] * 20)),
    "many pending slots": other_keys(lambda told: told.update(pending=told["slots"] * 20)),
    "slots that are none": other_keys(lambda told: told.update(slots=[1, None])),
    "slots by name": other_keys(lambda told: told.update(slots={"a": told["slots"][0]})),
    "no slots": other_keys(lambda told: told.pop("slots")),
    "a vault that is a number": other_keys(lambda told: told.update(vault=7)),
    "a vault of another length": other_keys(lambda told: told.update(vault="ab")),
    "a version that is none": other_keys(lambda told: told.update(version=True)),
    "a version of the past": other_keys(lambda told: told.update(version=0)),
    "one part more": other_keys(lambda told: told.update(more=1)),
    "a cost of fractions": in_slot(cost=[3.5, 65536, 4]),
    "a cost of Booleans": in_slot(cost=[3, 65536, True]),
    "a cost of texts": in_slot(cost=["3", "65536", "4"]),
    "a cost that is endless": in_slot(cost=[10**9, 10**9, 10**9]),
    "a cost that is nothing": in_slot(cost=[0, 0, 0]),
    "a cost of two": in_slot(cost=[3, 65536]),
    "no cost": in_slot(cost=None),
    "an empty nonce": in_slot(nonce=""),
    "an empty salt": in_slot(salt=""),
    "a long salt": in_slot(salt="A" * 400),
    "an empty key": in_slot(sealed=""),
    "a key that is no text": in_slot(sealed=7),
    "a kind that is none": in_slot(kind="decoy"),
    "a kind in a list": in_slot(kind=["passphrase"]),
    "half a character": in_slot(kind="\ud800"),
}


@pytest.mark.parametrize("name", KEY_CHANGES)
def test_a_key_file_that_nobody_wrote_is_told_before_anything_is_derived(place: Path, name: str) -> None:
    assert_damaged(place, KEY_CHANGES[name]((place / KEYS).read_bytes()))


@pytest.mark.parametrize("name", KEY_CHANGES)
def test_one_sound_key_file_is_enough(place: Path, name: str) -> None:
    whole = (place / KEYS).read_bytes()
    (place / KEYS).write_bytes(KEY_CHANGES[name](whole))
    if name not in ("nothing", "many slots"):  # the derivation takes a while: two of them show the opening itself
        from ebbtide.vault.keys.keyfile import read_keys

        read_keys(place)
        return
    unlock(place, PASSPHRASE).close()
    assert (place / KEYS).read_bytes() == (place / KEYS_COPY).read_bytes() == whole


def test_a_copy_that_a_crash_left_behind_opens_nothing_with_the_former_passphrase(place: Path) -> None:
    before = (place / KEYS_COPY).read_bytes()
    with unlock(place, PASSPHRASE) as made:
        made.change_passphrase(OTHER, COST)
    (place / KEYS_COPY).write_bytes(before)
    with pytest.raises(NotOpened):
        unlock(place, PASSPHRASE)
    with pytest.raises(NotOpened):
        prove(place, PASSPHRASE)
    prove(place, OTHER)
    unlock(place, OTHER).close()
    assert (place / KEYS_COPY).read_bytes() == (place / KEYS).read_bytes() != before


def test_where_the_key_file_is_another_vault_s_its_copy_is_tried(place: Path, tmp_path: Path) -> None:
    whole = (place / KEYS).read_bytes()
    for passphrase in (PASSPHRASE, OTHER):
        other = tmp_path / f"other {passphrase[:3]}"
        create(other, passphrase, COST)
        (place / KEYS).write_bytes((other / KEYS).read_bytes())
        prove(place, PASSPHRASE)
        unlock(place, PASSPHRASE).close()
        assert (place / KEYS).read_bytes() == whole, "mended"
    (place / KEYS).write_bytes((other / KEYS).read_bytes())
    with pytest.raises(VaultError):
        unlock(place, "quite another passphrase of nobody")
    assert (place / KEYS_COPY).read_bytes() == whole
