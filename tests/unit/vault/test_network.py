"""The worker and the parser have no network: the kernel refuses it, and nothing in the source could use it."""

from __future__ import annotations

import ast
import socket
import struct
import sys
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ebbtide.errors import DateOrderUnknown, NotRecognised, ReadError
from ebbtide.history.readers import read_source
from ebbtide.vault import opening
from ebbtide.vault.keys.slots import RECOVERY
from ebbtide.vault.worker import confined_reader, hardening, process, requests, seccomp
from ebbtide.vault.worker.remote_vault import RemoteVault
from ebbtide.vault.worker.seccomp import program
from ebbtide.vault.worker.wire import Broken, receive, send
from tests.support import vault_probe
from tests.support.vaults import directly, export, same, vault

SOURCE = Path(__file__).parents[3] / "src" / "ebbtide"
NO_FILTER = "the filter is written for Linux on x86-64 and ARM"

needs_filter = pytest.mark.skipif(not seccomp.available(), reason=NO_FILTER)
needs_children = pytest.mark.skipif(not process.supported(), reason="this system starts no such processes")


@pytest.fixture
def probing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers and parsers that try out what they can do."""
    monkeypatch.setattr(process, "_RUN", vault_probe.RUN)


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("chat")
    export(folder, 0, 200)
    return folder / "chat.txt"


@needs_filter
def test_the_worker_can_reach_nothing_and_serves_all_the_same(probing: None, tmp_path: Path) -> None:
    place, code = vault(tmp_path)
    first = export(tmp_path, 0, 50)
    with opening.opened(place, code, RECOVERY, stay=False) as held:
        assert isinstance(held, RemoteVault)
        held.add([first], "Ana")
        assert_cut_off(asked(held))
        assert same(held.conversation(), directly(first))
        with opening.opened(place) as second:
            assert second.search("tea").height > 0


def asked(held: RemoteVault) -> dict[str, str]:
    send(held._talk, requests.asked(vault_probe.PROBE, ()))
    found: dict[str, str] = requests.result(receive(held._talk), dict[str, str])
    return found


def assert_cut_off(found: dict[str, str]) -> None:
    name = found.pop("name")
    assert "done" not in name
    assert len(found) >= 12
    assert found == dict.fromkeys(found, "EPERM")


@needs_filter
def test_the_parser_can_reach_nothing_and_writes_no_file(probing: None, tmp_path: Path) -> None:
    path = tmp_path / "probe.txt"
    path.write_text("x")
    with pytest.raises(ReadError) as caught:
        opening.read(path)
    found = ast.literal_eval(str(caught.value.values["file"]))
    assert found.pop("file") == "EFBIG"
    assert_cut_off(found)


@needs_filter
def test_without_the_filter_the_same_attempts_succeed() -> None:
    """So that the probe can fail: here, where nothing is dropped, sockets open."""
    found = vault_probe.told(
        {
            "libc": vault_probe.libc_socket,
            "unix": lambda: socket.socket(socket.AF_UNIX).close(),
            "inet": lambda: socket.socket(socket.AF_INET).close(),
            "file": vault_probe.write_file,
        }
    )
    assert found == dict.fromkeys(found, "done")


@needs_children
def test_the_parser_reads_what_the_reader_reads(chat: Path) -> None:
    seen: list[tuple[int, int]] = []
    day = date(2026, 5, 1)
    found = opening.read(chat, date_order="dmy", exported=day, progress=lambda *part: seen.append(part))
    plain = read_source(chat, date_order="dmy", exported=day)
    assert found.events.equals(plain.events)
    assert found.events.schema == plain.events.schema
    assert found.report == plain.report
    assert seen
    assert seen[-1][1] == chat.stat().st_size


@needs_children
@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("none.txt", None, ReadError),
        ("odd.txt", "no chat at all\n", NotRecognised),
        ("empty.txt", "", ReadError),
        ("open.txt", "01/02/2026, 09:00 - Ana: hi\n", DateOrderUnknown),
    ],
)
def test_its_errors_are_the_readers(tmp_path: Path, name: str, content: str | None, error: type[ReadError]) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_text(content)
    with pytest.raises(error) as plain:
        read_source(path)
    with pytest.raises(error) as caught:
        opening.read(path)
    assert str(caught.value) == str(plain.value)
    assert type(caught.value) is type(plain.value)


@needs_children
def test_a_parser_that_ends_by_itself_is_told(probing: None, tmp_path: Path) -> None:
    path = tmp_path / "dies.txt"
    path.write_text("x")
    with pytest.raises(ReadError, match="was stopped"):
        opening.read(path)


@needs_children
def test_a_file_that_asks_for_all_memory_ends_the_parser_only(probing: None, tmp_path: Path) -> None:
    path = tmp_path / "greedy.txt"
    path.write_text("x")
    with pytest.raises(ReadError, match="was stopped"):
        opening.read(path)


@needs_children
def test_a_mistake_in_a_reader_is_told_without_words_of_the_file(probing: None, tmp_path: Path) -> None:
    path = tmp_path / "mistake.txt"
    path.write_text("x")
    with pytest.raises(ReadError, match="KeyError") as caught:
        opening.read(path)
    assert "Marzipan" not in str(caught.value)


def test_where_no_process_is_started_the_file_is_read_here(chat: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "supported", lambda: False)
    monkeypatch.setattr(process, "start", lambda *_: pytest.fail("a process was started"))
    assert opening.read(chat, date_order="dmy").events.equals(read_source(chat, date_order="dmy").events)


#: The machine's own numbers of calls that the filter must let pass (asm/unistd_64.h, asm-generic/unistd.h).
PASSED = {
    "x86_64": {"read": 0, "write": 1, "mmap": 9, "accept": 43, "sendto": 44, "recvfrom": 45, "openat": 257},
    "aarch64": {"read": 63, "write": 64, "mmap": 222, "accept": 202, "sendto": 206, "recvfrom": 207, "openat": 56},
}


def ran(code: bytes, machine: int, number: int) -> int:
    """What a filter answers, by the kernel's rules for the few instructions that are used."""
    lines, at, held = list(struct.iter_unpack("=HBBI", code)), 0, 0
    while True:
        kind, hit, miss, value = lines[at]
        at += 1
        if kind == 0x06:
            return int(value)
        if kind == 0x20:
            held = {0: number, 4: machine}[value]
        else:
            at += hit if (held == value if kind == 0x15 else held >= value) else miss


@pytest.mark.parametrize(("machine", "token"), [("x86_64", 0xC000003E), ("aarch64", 0xC00000B7)])
def test_the_filter_refuses_these_calls_and_passes_others(machine: str, token: int) -> None:
    code = program(machine)
    refused = [*seccomp._CALLS[machine].values(), *seccomp._EVERYWHERE.values()]
    assert [ran(code, token, number) for number in refused] == [0x00050001] * 13
    others = set(range(460)) - set(refused)
    assert {ran(code, token, number) for number in others} == {0x7FFF0000}
    assert set(PASSED[machine].values()) <= others


def test_calls_of_another_machine_are_refused_whatever_their_number() -> None:
    assert {ran(program("x86_64"), 0x40000003, number) for number in range(460)} == {0x00050001}
    assert ran(program("x86_64"), 0xC000003E, 0x4000_0000 + 41) == 0x00050001
    assert ran(program("x86_64"), 0xC000003E, 0x4000_0000) == 0x00050001
    assert {ran(program("aarch64"), 0x40000028, number) for number in range(460)} == {0x00050001}


def test_elsewhere_the_filter_is_said_to_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not seccomp.available()
    assert not seccomp.drop()
    assert hardening.state().cut_off is None


def uses(tree: ast.AST) -> Iterator[str]:
    """Modules imported, and attributes of `os` and `socket` used."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (item.name for item in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("os", "socket"):
            yield f"{node.value.id}.{node.attr}"


@cache
def used() -> dict[str, tuple[str, ...]]:
    """What each module of the source uses."""
    paths = SOURCE.rglob("*.py")
    return {str(path.relative_to(SOURCE)): tuple(uses(ast.parse(path.read_text("utf-8")))) for path in paths}


def where(wanted: Any) -> set[str]:
    return {path for path, names in used().items() if any(map(wanted, names))}


def test_one_module_has_sockets_and_none_of_a_network() -> None:
    assert where(lambda name: name.split(".")[0] in ("socket", "_socket")) == {"vault/worker/sockets.py"}
    assert where(lambda name: name.startswith("socket.AF_") and name != "socket.AF_UNIX") == set()
    assert where(lambda name: name.startswith(("socket.create_", "socket.get"))) == set()


def test_one_module_starts_processes_and_only_its_own_python() -> None:
    starts = ("os.posix_spawn", "os.posix_spawnp", "os.system", "os.popen", "os.startfile", "os.fork", "os.forkpty")
    assert where(lambda name: name in starts or name.startswith(("os.exec", "os.spawn"))) == {"vault/worker/process.py"}
    assert where(lambda name: name.split(".")[0] in ("subprocess", "multiprocessing", "asyncio", "pty")) == set()


def test_limits_never_rise(monkeypatch: pytest.MonkeyPatch) -> None:
    """A parser under a lower limit of the user's keeps that one."""
    resource = pytest.importorskip("resource")
    set_to = []
    monkeypatch.setattr(resource, "getrlimit", lambda which: (10, 20))
    monkeypatch.setattr(resource, "setrlimit", lambda which, pair: set_to.append(pair))
    hardening.bounded(15, 100, 5)
    assert set_to == [(15, 15), (20, 20), (5, 5), (0, 0)]


def test_what_is_not_a_readers_table_is_not_let_in(chat: Path) -> None:
    found = read_source(chat, date_order="dmy")
    assert confined_reader._checked(found) is found
    with pytest.raises(Broken):
        confined_reader._checked(type(found)(found.events.drop("text"), found.report))


def test_a_process_finds_this_very_code_where_nothing_is_installed() -> None:
    assert (process.SOURCE / "ebbtide" / "__init__.py").samefile(SOURCE / "__init__.py")
