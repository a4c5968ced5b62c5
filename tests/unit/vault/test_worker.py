"""The worker: it alone holds the key, serves one after the other, and takes the key with it when it ends."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ebbtide.cli import questions
from ebbtide.cli.access import Access
from ebbtide.errors import BadRequest, Locked, NotOpened, NoVault, VaultInUse, WorkerLost
from ebbtide.vault import Vault, opening
from ebbtide.vault.keys.keyfile import read_keys
from ebbtide.vault.keys.slots import RECOVERY, open_slots
from ebbtide.vault.storage.owner_files import DATA
from ebbtide.vault.storage.records import Entry, Mark
from ebbtide.vault.worker import hardening, remote_vault, requests, sockets, wire
from ebbtide.vault.worker import server as real_server
from ebbtide.vault.worker.autolock import IDLE_SETTING, Limits, Now
from ebbtide.vault.worker.remote_vault import RemoteVault
from ebbtide.vault.worker.wire import Broken, receive, send
from tests.support.vaults import COST, OTHER, PASSPHRASE, directly, export, opened, same, vault

LINUX = sys.platform == "linux"
pytestmark = pytest.mark.skipif(
    not opening.held_apart(), reason="no Unix sockets on this system: vaults open in-process"
)

DAY = date(2026, 3, 1)
ROOT = Path(__file__).parents[3]
#: The account that owns nothing.
NOBODY = 65534


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    return vault(tmp_path_factory.mktemp("made"))


@pytest.fixture
def place(made: tuple[Path, str], tmp_path: Path) -> Iterator[Path]:
    """A locked vault of its own for each test."""
    own = tmp_path / "vault"
    own.mkdir(0o700)
    for path in made[0].iterdir():
        (own / path.name).write_bytes(path.read_bytes())
    yield own
    opening.lock(own)


@pytest.fixture
def code(made: tuple[Path, str]) -> str:
    return made[1]


@pytest.fixture(scope="module")
def kept_open(made: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemoteVault]:
    """A vault that stays open, for tests that leave it as it is."""
    own = tmp_path_factory.mktemp("open") / "vault"
    own.mkdir(0o700)
    for path in made[0].iterdir():
        (own / path.name).write_bytes(path.read_bytes())
    with opening.opened(own, made[1], RECOVERY) as held:
        yield remote(held)
    opening.lock(own)


def remote(held: object) -> RemoteVault:
    assert isinstance(held, RemoteVault)
    return held


def number_of(held: object) -> int:
    """The worker's process."""
    told = remote(held)._talk._made.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
    return int(struct.unpack("3i", told)[0])


def gone(number: int) -> bool:
    """Whether a process has ended; where nobody has asked for its end yet, its memory is gone all the same."""
    status = Path(f"/proc/{number}/status")
    try:
        return "State:\tZ" in status.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True


def wait_until(what: Any, seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while not what() and time.monotonic() < end:
        time.sleep(0.05)
    return bool(what())


def test_the_secret_is_asked_once_until_it_locks(place: Path, code: str) -> None:
    with pytest.raises(Locked):
        opening.opened(place).__enter__()
    with opening.opened(place, code, RECOVERY) as held:
        held.tables.journal.add(Entry(DAY, "one"))
    with opening.opened(place) as held:
        held.tables.journal.add(Entry(DAY, "two", ("a",)))
    assert opening.lock(place)
    assert not opening.lock(place)
    with pytest.raises(Locked, match="is locked"):
        opening.opened(place).__enter__()
    with opened(place, code) as own:
        assert [entry.text for entry in own.tables.journal.all()] == ["one", "two"]


def test_all_verbs_do_what_they_do_without_a_worker(place: Path, code: str, tmp_path: Path) -> None:
    first = export(tmp_path, 0, 120)
    with opening.opened(place, code, RECOVERY) as held:
        with pytest.raises(BadRequest, match="no messages yet"):
            held.conversation()
        done = held.add([opening.read(tmp_path / "chat.txt", date_order="dmy")], "Ana")
        assert (done.rows, done.new, done.known) == (120, 120, ())
        assert same(held.conversation(), directly(first))
        assert held.search("tea", 3).height == 3
        assert {"ana", "sam"} <= set(held.known_words())
        held.tables.marks.add(Mark("living", value="apart"))
        assert held.tables.marks.context().living == "apart"
        assert held.tables.people.get(1).name == "Ana"
        held.tables.settings.put("x", {"a": [1, None]})
        assert held.tables.settings.get("x") == {"a": [1, None]}
        assert held.tables.settings.get("none", 5) == 5
        with pytest.raises(BadRequest, match="no entry with the number 99"):
            held.tables.journal.remove(99)
        held.check()
        held.purge_texts()
        held.rebuild()
        held.tidy()
        assert held.search("tea").height == 0
        assert held.conversation().events.height == 120


def test_a_backup_goes_where_the_command_meant(
    place: Path, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with opening.opened(place, code, RECOVERY) as held:
        assert held.backup(Path("kept.ebbak")) == tmp_path / "kept.ebbak"
    assert (tmp_path / "kept.ebbak").is_file()


def test_keys_change_while_it_is_open(place: Path, code: str) -> None:
    with opening.opened(place, code, RECOVERY) as held:
        held.tables.journal.add(Entry(DAY, "kept"))
        fresh = held.rekey(OTHER, COST)
        newest = held.renew_code()
        assert held.opens(OTHER)
        assert not held.opens(PASSPHRASE)
    with pytest.raises(NotOpened), opening.opened(place, fresh, RECOVERY):
        pass
    opening.lock(place)
    with opening.opened(place, newest, RECOVERY) as held:
        assert held.tables.journal.get(1).text == "kept"


def test_a_wrong_secret_opens_nothing_and_leaves_nothing(place: Path, code: str) -> None:
    wrong = code[:-4] + "AAAA"
    with pytest.raises(NotOpened, match="One letter"), opening.opened(place, wrong, RECOVERY):
        pass
    with pytest.raises(NotOpened), opening.opened(place, OTHER):
        pass
    meeting = sockets.meeting(place)
    assert meeting is not None
    assert not meeting.socket.exists()
    assert not meeting.token.exists()
    with opened(place, code) as own:
        assert own.tables.journal.all() == []


def test_a_wrong_secret_is_refused_where_it_is_open_too(kept_open: RemoteVault) -> None:
    with pytest.raises(NotOpened), opening.opened(kept_open.folder, OTHER):
        pass
    with opening.opened(kept_open.folder, PASSPHRASE) as held:
        assert number_of(held) == number_of(kept_open)


def test_no_vault_is_told_by_the_worker(tmp_path: Path) -> None:
    with pytest.raises(NoVault), opening.opened(tmp_path / "none", PASSPHRASE):
        pass


def test_who_wants_it_closed_at_the_end_has_it_closed(place: Path, code: str) -> None:
    with opening.opened(place, code, RECOVERY, stay=False) as held:
        number = number_of(held)
    assert wait_until(lambda: gone(number))
    with opened(place, code):
        pass


def test_several_at_once_are_served_one_after_the_other(place: Path, code: str) -> None:
    def write(name: int) -> None:
        with opening.opened(place) as held:
            for turn in range(10):
                held.tables.journal.add(Entry(DAY, f"{name} {turn}"))

    with opening.opened(place, code, RECOVERY) as held:
        threads = [threading.Thread(target=write, args=(name,)) for name in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        texts = [entry.text for entry in held.tables.journal.all()]
    assert sorted(texts) == sorted(f"{name} {turn}" for name in range(4) for turn in range(10))
    for name in range(4):
        assert [text for text in texts if text[0] == str(name)] == [f"{name} {turn}" for turn in range(10)]


def test_a_second_worker_on_one_vault_is_told(kept_open: RemoteVault, made: tuple[Path, str], tmp_path: Path) -> None:
    elsewhere = sockets.Meeting(tmp_path / "s", tmp_path / "t")
    with pytest.raises(VaultInUse):
        real_server.started(real_server.Start(kept_open.folder, made[1], RECOVERY, elsewhere))
    assert kept_open.tables.journal.all() == []


def test_what_another_program_holds_is_told(place: Path, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "SOON_S", 0.3)
    with opened(place, code), pytest.raises(VaultInUse), opening.opened(place, code, RECOVERY):
        pass


def test_who_opens_at_the_same_moment_shares_one_worker(
    place: Path, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "SOON_S", 60)
    numbers: list[int] = []

    def open_it() -> None:
        with opening.opened(place, code, RECOVERY) as held:
            numbers.append(number_of(held))

    threads = [threading.Thread(target=open_it) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(numbers) == 3
    assert len(set(numbers)) == 1


@pytest.mark.parametrize("which", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_being_asked_to_end_locks_cleanly(place: Path, code: str, which: signal.Signals) -> None:
    with opening.opened(place, code, RECOVERY) as held:
        held.tables.journal.add(Entry(DAY, "kept"))
        number = number_of(held)
    os.kill(number, which)
    assert wait_until(lambda: gone(number))
    assert sorted(path.name for path in place.iterdir() if path.name.endswith("-wal")) == []
    meeting = sockets.meeting(place)
    assert meeting is not None
    assert not meeting.socket.exists()
    with opened(place, code) as own:
        assert own.tables.journal.get(1).text == "kept"


def test_a_killed_worker_loses_nothing_and_its_place_is_taken_again(place: Path, code: str) -> None:
    with opening.opened(place, code, RECOVERY) as held:
        held.tables.journal.add(Entry(DAY, "kept"))
        os.kill(number_of(held), signal.SIGKILL)
        with pytest.raises(WorkerLost, match="locked while it was in use"):
            held.tables.journal.all()
    with pytest.raises(Locked):
        opening.opened(place).__enter__()
    with opening.opened(place, code, RECOVERY) as held:
        assert [entry.text for entry in held.tables.journal.all()] == ["kept"]


def test_left_alone_it_ends_and_the_key_with_it(place: Path, code: str) -> None:
    with opening.opened(place, code, RECOVERY, limits=Limits(idle=4, every=0.1)) as held:
        number = number_of(held)
        for _ in range(4):
            time.sleep(1.2)
            held.tables.settings.put("used", 1)
        assert not gone(number)
        assert wait_until(lambda: gone(number))
        with pytest.raises(WorkerLost):
            held.tables.journal.all()
    with pytest.raises(Locked):
        opening.opened(place).__enter__()


def test_a_vault_that_is_taken_away_is_not_held(place: Path, code: str) -> None:
    with opening.opened(place, code, RECOVERY, limits=Limits(every=0.1)) as held:
        number = number_of(held)
    place.rename(place.with_name("moved"))
    assert wait_until(lambda: gone(number))


@pytest.mark.parametrize("slept", [False, True])
def test_nothing_is_answered_after_a_sleep(place: Path, code: str, tmp_path: Path, slept: bool) -> None:
    """The clocks are looked at before anybody is heard, so a lid that was closed locks first."""
    seconds = itertools.count()

    def now() -> Now:
        awake = float(next(seconds))
        passed = awake + (3600 if slept and awake else 0)
        return Now(awake, passed, passed)

    listener = sockets.Listener(sockets.Meeting(tmp_path / "s", tmp_path / "t"))
    with opened(place, code) as own:
        server = real_server.Server(own, listener, Limits(idle=40, every=0.01), now)
        talk = sockets.reach(listener.place)
        assert talk is not None
        server.serve()
    listener.close()
    talk._made.settimeout(0.5)
    if slept:
        with pytest.raises((Broken, OSError)):
            receive(talk)
    else:
        assert "dialect" in receive(talk).told["done"]
    talk.close()


def test_the_time_without_use_is_the_vaults_setting(place: Path, code: str, tmp_path: Path) -> None:
    listener = sockets.Listener(sockets.Meeting(tmp_path / "s", tmp_path / "t"))
    with opened(place, code) as own:
        server = real_server.Server(own, listener, None, real_server.clocks)
        assert server._watch.limits.idle == 600
        own.tables.settings.put(IDLE_SETTING, 2)
        assert server._limits() == replace(Limits(), idle=120)
        assert real_server.Server(own, listener, None, real_server.clocks)._watch.limits.idle == 120
    listener.close()


def test_an_answer_that_is_too_large_is_told_and_the_worker_lives(
    place: Path, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = socket.socketpair()
    theirs, ours = sockets.Talk(one), sockets.Talk(two)
    listener = sockets.Listener(sockets.Meeting(tmp_path / "s", tmp_path / "t"))
    with opened(place, code) as own:
        own.tables.settings.put("long", "x" * 1000)
        server = real_server.Server(own, listener, Limits(), real_server.clocks)
        send(theirs, requests.asked("tables.settings.get", ("long",)))
        monkeypatch.setattr(wire, "MOST_JSON", 500)
        server._answer(ours, receive(ours))
    listener.close()
    with pytest.raises(WorkerLost, match="ValueError"):
        requests.result(receive(theirs), str)
    theirs.close()
    ours.close()


def test_the_clocks_run() -> None:
    one = real_server.clocks()
    time.sleep(0.02)
    two = real_server.clocks()
    assert all(later > earlier for earlier, later in zip(one, two, strict=True))


def sockets_of(place: Path) -> sockets.Meeting:
    made = sockets.meeting(place)
    assert made is not None
    return made


def test_its_folder_is_this_accounts_alone(kept_open: RemoteVault) -> None:
    meeting = sockets_of(kept_open.folder)
    assert meeting.socket.parent.stat().st_mode & 0o777 == 0o700
    assert meeting.socket.stat().st_mode & 0o777 == 0o600
    assert meeting.token.stat().st_mode & 0o777 == 0o600
    assert "vault" not in meeting.socket.name


@pytest.mark.parametrize("shown", [b"", b"x" * 31, b"x" * sockets.TOKEN_BYTES])
def test_who_does_not_know_the_token_gets_no_word(kept_open: RemoteVault, shown: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.settimeout(60)
        stranger.connect(str(sockets_of(kept_open.folder).socket))
        stranger.sendall(shown)
        stranger.shutdown(socket.SHUT_WR)
        assert stranger.recv(100) == b""
    assert kept_open.tables.journal.all() == []


def test_another_account_is_not_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = socket.socketpair()
    with one, two:
        assert sockets._same_account(one)
        own = os.geteuid()
        monkeypatch.setattr(os, "geteuid", lambda: own + 1)
        assert sockets._same_account(one) is not LINUX


def test_a_client_meets_no_worker_of_another_account(kept_open: RemoteVault, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else's program in the place of the worker would be told a passphrase."""
    monkeypatch.setattr(sockets, "_same_account", lambda made: False)
    with pytest.raises(Locked):
        opening.opened(kept_open.folder).__enter__()


@pytest.mark.parametrize(
    "content",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"EBB1" + b"\xff" * 60,
        b"EBB1\0\0\0\2\0\0\0\0[]",
        b"",
        b'EBB1\0\0\0\x11\0\0\0\0{"verb":"_key"} ',
    ],
)
def test_noise_ends_its_connection_and_no_other(kept_open: RemoteVault, content: bytes) -> None:
    talk = sockets.reach(sockets_of(kept_open.folder))
    assert talk is not None
    receive(talk)
    talk._made.settimeout(60)
    talk.write(content)
    talk._made.shutdown(socket.SHUT_WR)
    with pytest.raises(Broken):
        receive(talk)
    talk.close()
    assert kept_open.tables.journal.all() == []


@pytest.mark.parametrize("what", ["dialect", "greeting"])
def test_a_worker_that_another_version_left_is_ended(
    place: Path, code: str, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    with opening.opened(place, code, RECOVERY) as held:
        number = number_of(held)
    if what == "dialect":
        monkeypatch.setattr(requests, "dialect", lambda: "of another version")
    else:
        monkeypatch.setattr(remote_vault, "Greeting", Entry)
    with pytest.raises(Locked):
        opening.opened(place).__enter__()
    assert wait_until(lambda: gone(number))


def test_a_folder_where_others_may_write_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared, private = tmp_path / "shared", tmp_path / "private"
    shared.mkdir(0o777)
    shared.chmod(0o777)
    private.mkdir(0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(private))
    assert sockets.runtime_folder() == private / "ebbtide"
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(shared))
    monkeypatch.setattr(sockets.tempfile, "gettempdir", lambda: str(shared))
    own = shared / f"ebbtide-{os.geteuid()}"
    assert sockets.runtime_folder() == own
    own.rmdir()
    own.symlink_to(private)
    assert sockets.runtime_folder() is None
    assert not opening.held_apart()


def test_a_path_too_long_for_a_socket_is_not_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / ("x" * 90)
    deep.mkdir(0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(deep))
    assert sockets.meeting(tmp_path) is None


def test_without_workers_the_vault_opens_here_and_closes_at_the_end(
    place: Path, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "supported", lambda: False)
    with opening.opened(place, code, RECOVERY) as held:
        assert isinstance(held, Vault)
        held.tables.journal.add(Entry(DAY, "kept"))
    with pytest.raises(Locked):
        opening.opened(place).__enter__()
    assert not opening.lock(place)
    assert opening.state(place) is None
    told: list[str] = []
    monkeypatch.setattr(questions, "tell", told.append)
    monkeypatch.setattr(questions, "on_terminal", lambda: True)
    monkeypatch.setattr(questions, "ask_secret", lambda question: code)
    with Access(place).opened() as session:
        assert isinstance(session.vault, Vault)
    assert len(told) == 1
    assert "Each command asks for the passphrase" in told[0]
    with opened(place, code) as own:
        assert own.tables.journal.get(1).text == "kept"


@pytest.mark.skipif(not LINUX, reason="tells of Linux's protections")
def test_it_says_what_it_has_done_for_its_protection(kept_open: RemoteVault) -> None:
    state = opening.state(kept_open.folder)
    assert state is not None
    assert (state.closed, state.no_core, state.owner_only, state.cut_off) == (True, True, True, True)
    own = hardening.state()
    assert (own.closed, own.cut_off) == (False, False)


@pytest.mark.skipif(not LINUX, reason="reads /proc")
def test_it_holds_no_other_file_open_and_knows_no_variable_of_the_command(kept_open: RemoteVault) -> None:
    at = Path(f"/proc/{number_of(kept_open)}")
    if not os.access(at / "fd", os.R_OK | os.X_OK):
        pytest.skip("only an administrator may look into the worker, as it should be")
    files = {str(path.readlink()) for path in (at / "fd").iterdir()}
    named = {path for path in files if path.startswith("/") and path != os.devnull}
    # Not among them: the shared-memory file that a database opened for several programs would have.
    assert named == {str(kept_open.folder / DATA), str(kept_open.folder / (DATA + "-wal"))}
    names = {line.split(b"=")[0].decode() for line in (at / "environ").read_bytes().split(b"\0") if line}
    assert names <= {*hardening._KEPT, "OPENBLAS_NUM_THREADS"}
    assert (at / "cwd").readlink() == Path("/")
    limits = (at / "limits").read_text()
    assert "Max core file size        0                    0" in limits


def test_it_starts_with_few_variables() -> None:
    kept = hardening.environment({"HOME": "/h", "LD_PRELOAD": "x", "PYTHONPATH": "x", "EBBTIDE_VAULT": "x", "TZ": "Z"})
    assert kept == {"HOME": "/h", "TZ": "Z", "POLARS_MAX_THREADS": "4", "OPENBLAS_NUM_THREADS": "1"}


def runs_as(other: dict[str, Any]) -> bool:
    """Whether that account may start this Python and read this code."""
    run = [sys.executable, "-c", "import tests.support.vaults"]
    try:
        return subprocess.run(run, cwd=ROOT, capture_output=True, check=False, **other).returncode == 0
    except PermissionError:
        return False


@pytest.mark.skipif(not LINUX, reason="looks through /proc")
def test_another_program_of_the_account_cannot_look_into_it() -> None:
    """Run as an account without rights, since an administrator may look into everything."""
    other: dict[str, Any] = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    if not runs_as(other):
        pytest.skip("run by an administrator, whose Python no other account may start")
    folder = Path(tempfile.mkdtemp(prefix="ebb"))
    try:
        if other:
            os.chown(folder, NOBODY, NOBODY)
        surroundings = {**os.environ, "XDG_RUNTIME_DIR": str(folder)}
        run = [sys.executable, "-m", "tests.support.vault_probe", "spy", str(folder)]
        done = subprocess.run(run, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False, **other)
        assert done.returncode == 0, done.stderr
        worker_told, ordinary_told = json.loads(done.stdout)
    finally:
        shutil.rmtree(folder)
    assert ordinary_told == dict.fromkeys(ordinary_told, "done")
    assert set(worker_told.values()) <= {"EACCES", "EPERM"}


@pytest.mark.skipif(not LINUX, reason="reads memory through /proc")
@pytest.mark.parametrize(("way", "found"), [("door", False), ("unlock", True)])
def test_the_key_is_in_no_other_process(place: Path, code: str, way: str, found: bool) -> None:
    """Without the worker the key is found, so the search sees it."""
    key = open_slots(read_keys(place), RECOVERY, code)[0]
    run = [sys.executable, "-m", "tests.support.vault_probe", way, str(place), code]
    with subprocess.Popen(run, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        try:
            assert holds(child.pid, key) is found
        finally:
            child.communicate(b"\n")


def holds(number: int, secret: bytes) -> bool:
    """Whether a process's memory holds these bytes, or their hexadecimal form."""
    regions = [line.split() for line in Path(f"/proc/{number}/maps").read_text().splitlines()]
    seen = 0
    with Path(f"/proc/{number}/mem").open("rb", buffering=0) as memory:
        for span, rights, *_ in regions:
            begin, end = (int(part, 16) for part in span.split("-"))
            if not rights.startswith("rw") or end - begin > 2**28:
                continue
            memory.seek(begin)
            try:
                content = memory.read(end - begin) or b""
            except OSError:
                continue
            seen += len(content)
            if secret in content or secret.hex().encode() in content:
                return True
    assert seen > 2**20
    return False


def test_its_memory_is_gone_when_lock_returns(place: Path, code: str) -> None:
    with opening.opened(place, code, RECOVERY) as held:
        number = number_of(held)
    assert not gone(number)
    assert opening.lock(place)
    maps = Path(f"/proc/{number}/maps")
    assert not maps.exists() or maps.read_bytes() == b""
    assert (place / DATA).is_file()
