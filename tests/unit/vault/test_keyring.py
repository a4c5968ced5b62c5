"""The keyring's slot: off unless asked for, opens without a secret, falls back to asking, refuses unsafe keyrings."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import ebbtide.vault
from ebbtide.errors import BadRequest, Locked, NoRoom, NotOpened
from ebbtide.vault import Vault, opening, restore, unlock, wipe
from ebbtide.vault.keys import keyring_slot, slots, system_keyring
from ebbtide.vault.keys.keyfile import read_keys
from ebbtide.vault.keys.slots import KEYRING
from ebbtide.vault.storage.owner_files import KEYS
from tests.support.command_vaults import Desk, desk
from tests.support.vaults import COST, OTHER, PASSPHRASE, opened


class Kept:
    """A keyring in memory that acts like one of the library; each kind of it below is a class of another module."""

    def __init__(self, *, broken: bool = False) -> None:
        self.entries: dict[tuple[str, str], str] = {}
        self.broken = broken

    def _asked(self) -> None:
        if self.broken:
            raise RuntimeError("the collection stays locked")

    def get_password(self, service: str, username: str) -> str | None:
        self._asked()
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._asked()
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._asked()
        del self.entries[service, username]


def kind(module: str, name: str, **more: Any) -> Any:
    """A keyring whose class has this place and name."""
    return type(name, (Kept,), {"__module__": f"keyring.backends.{module}", **more})()


@dataclass
class Fake:
    """Stands for the library `keyring`."""

    chosen: Any = field(default_factory=lambda: kind("SecretService", "Keyring"))

    def get_keyring(self) -> Any:
        return self.chosen


@pytest.fixture
def one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(opening, "held_apart", lambda: False)
    monkeypatch.setattr(ebbtide.vault, "calibrate", lambda: COST)
    return desk(tmp_path)


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Fake:
    fake = Fake()
    monkeypatch.setattr(system_keyring, "load", lambda: fake)
    return fake


def kinds(folder: Path) -> list[str]:
    return [slot.kind for slot in read_keys(folder).slots]


def turned_on(one: Desk) -> Desk:
    assert one.json("passphrase", "--keyring", "on")["changed"] == "keyring_on"
    return one


def test_off_unless_asked_for_and_nothing_is_loaded(one: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_keyring, "load", lambda: pytest.fail("the keyring was asked"))
    assert kinds(one.folder) == ["passphrase", "recovery"]
    with pytest.raises(Locked), opening.opened(one.folder):
        pass
    assert one.json("wipe", typed="delete everything\n")["keys_gone"] is True


def test_turned_on_it_opens_without_a_secret(one: Desk, library: Fake) -> None:
    assert one.run("check", shut=True).exit_code == 7
    told = one.run("passphrase", "--keyring", "on")
    assert told.exit_code == 0
    said = " ".join(told.stderr.split())
    answers = ("account of their own", "Someone uses my account", "see what I do")
    for words in ("partner", "also after `ebbtide lock`", *answers):
        assert words in said
    assert one.run("check", shut=True).exit_code == 0
    ((service, username), secret) = next(iter(library.chosen.entries.items()))
    assert (service, username) == ("archive", read_keys(one.folder).vault)
    assert len(secret) == 64
    assert secret.encode() not in (one.folder / KEYS).read_bytes()
    # It is no passphrase, and the two other ways in stay.
    assert Desk(one.folder, secret).run("check").exit_code == 7
    assert one.run("check").exit_code == 0
    unlock(one.folder, PASSPHRASE).close()


def test_turning_it_on_needs_the_passphrase_or_the_code(one: Desk, library: Fake) -> None:
    assert Desk(one.folder, OTHER).run("passphrase", "--keyring", "on").exit_code == 7
    assert one.run("passphrase", "--keyring", "on", shut=True).exit_code == 7
    turned_on(one)
    assert one.run("passphrase", "--keyring", "on", shut=True).exit_code == 7
    assert one.run("passphrase", "--keyring", "on", "--code").exit_code == 2


def test_turning_it_on_again_takes_the_place_of_the_first(one: Desk, library: Fake) -> None:
    former = dict(turned_on(one) and library.chosen.entries)
    turned_on(one)
    assert kinds(one.folder).count(KEYRING) == 1
    assert former.keys() == library.chosen.entries.keys()
    with pytest.raises(NotOpened):
        unlock(one.folder, *former.values(), KEYRING)


def test_turned_off_slot_and_entry_are_gone(one: Desk, library: Fake) -> None:
    turned_on(one)
    done = one.run("passphrase", "--keyring", "off", "--json", shut=True)
    assert json.loads(done.stdout)["changed"] == "keyring_off"
    assert library.chosen.entries == {}
    assert KEYRING not in kinds(one.folder)
    assert one.run("check", shut=True).exit_code == 7
    assert "nothing was changed" in one.run("passphrase", "--keyring", "off").stdout


def test_an_entry_that_cannot_be_removed_is_told(one: Desk, library: Fake) -> None:
    turned_on(one)
    library.chosen.broken = True
    assert "may still be there" in one.run("passphrase", "--keyring", "off").stdout
    assert KEYRING not in kinds(one.folder)


@pytest.mark.parametrize("entry", [None, "", "0" * 64, "\udcff" * 64])
def test_a_missing_or_other_entry_falls_back_to_asking(one: Desk, library: Fake, entry: str | None) -> None:
    turned_on(one)
    key = next(iter(library.chosen.entries))
    library.chosen.entries = {} if entry is None else {key: entry}
    shut = one.run("check", shut=True)
    assert (shut.exit_code, "terminal" in shut.stderr, "keyring" in shut.stderr) == (7, True, False)
    assert one.run("check").exit_code == 0


def test_a_keyring_that_stays_shut_falls_back_to_asking(one: Desk, library: Fake) -> None:
    turned_on(one)
    library.chosen.broken = True
    with pytest.raises(Locked), opening.opened(one.folder):
        pass
    library.chosen = kind("null", "Keyring")
    with pytest.raises(Locked), opening.opened(one.folder):
        pass


UNSAFE = [
    kind("null", "Keyring"),
    kind("fail", "Keyring"),
    kind("chainer", "ChainerBackend", backends=[]),
    kind("chainer", "ChainerBackend", backends=[kind("null", "Keyring")]),
    kind("kwallet", "Keyring"),
    type("PlaintextKeyring", (Kept,), {"__module__": "keyrings.alt.file"})(),
    type("Keyring", (type(kind("SecretService", "Keyring")),), {"__module__": "somewhere"})(),
]


@pytest.mark.parametrize("chosen", UNSAFE, ids=lambda one: f"{type(one).__module__}.{type(one).__name__}")
def test_a_keyring_not_known_to_be_safe_is_refused(one: Desk, library: Fake, chosen: Kept) -> None:
    library.chosen = chosen
    refused = one.run("passphrase", "--keyring", "on")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "known to encrypt" in refused.stderr
    assert (kinds(one.folder), chosen.entries) == (["passphrase", "recovery"], {})


def test_of_a_chain_the_first_safe_one_is_taken_itself() -> None:
    plain, good = kind("null", "Keyring"), kind("libsecret", "Keyring")
    assert system_keyring.safe(Fake(kind("chainer", "ChainerBackend", backends=[plain, good]))) is good


def test_without_the_package_it_says_so(one: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_keyring, "_LIBRARY", "no_such_package_of_keyrings")
    refused = one.run("passphrase", "--keyring", "on")
    assert refused.exit_code == 2
    assert "not installed" in refused.stderr
    assert system_keyring.fetch("00") is None


def test_a_keyring_that_keeps_nothing_leaves_the_vault_as_it_was(one: Desk, library: Fake) -> None:
    library.chosen = kind("kwallet", "DBusKeyring", set_password=lambda *_: None)
    refused = one.run("passphrase", "--keyring", "on")
    assert (refused.exit_code, KEYRING in kinds(one.folder)) == (2, False)
    assert "did not keep the secret" in refused.stderr


def test_a_slot_that_cannot_be_written_leaves_no_entry(
    one: Desk, library: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise NoRoom("vault.disk.full", folder=one.folder)

    monkeypatch.setattr(Vault, "_keep_keys", full)
    with opened(one.folder, one.code) as vault, pytest.raises(NoRoom):
        keyring_slot.turn_on(vault)
    assert library.chosen.entries == {}


def test_another_passphrase_or_code_keeps_it_and_says_so(one: Desk, library: Fake) -> None:
    turned_on(one)
    assert "still opens" in one.run("passphrase", typed=OTHER).stdout
    assert "still opens" in one.run("passphrase", "--code").stdout
    assert one.run("check", shut=True).exit_code == 0


def test_new_keys_for_everything_end_it(one: Desk, library: Fake) -> None:
    secret = next(iter((turned_on(one) and library.chosen.entries).values()))
    assert "no longer opens" in one.run("passphrase", "--everything", typed=OTHER).stdout
    assert (kinds(one.folder), library.chosen.entries) == (["passphrase", "recovery"], {})
    with pytest.raises(NotOpened, match="keyring"):
        unlock(one.folder, secret, KEYRING)
    unlock(one.folder, OTHER).close()


def test_a_re_key_that_is_cut_short_is_not_undone_by_it(
    one: Desk, library: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    turned_on(one)
    with opened(one.folder, one.code) as vault:
        monkeypatch.setattr(ebbtide.vault.storage.engine, "rekey", cut)
        with pytest.raises(KeyboardInterrupt):
            vault.rekey(OTHER, COST)
    monkeypatch.undo()
    assert keyring_slot.found(one.folder, library) is None
    unlock(one.folder, OTHER).close()


def test_a_backup_does_not_open_with_it(one: Desk, library: Fake, tmp_path: Path) -> None:
    turned_on(one)
    file = tmp_path / "kept.ebbak"
    assert one.run("backup", file, shut=True).exit_code == 0
    copy = restore(file, tmp_path / "other", PASSPHRASE)
    assert kinds(copy) == ["passphrase", "recovery"]
    # A vault that it does not open leaves the entry of the other one alone.
    wipe(copy)
    assert one.run("check", shut=True).exit_code == 0


@pytest.mark.parametrize("broken", [False, True])
def test_wiping_removes_the_entry_or_tells(one: Desk, library: Fake, broken: bool) -> None:
    turned_on(one)
    library.chosen.broken = broken
    assert one.run("wipe", typed="delete everything\n", shut=True).exit_code == 7
    done = one.run("wipe", typed="delete everything\n")
    assert done.exit_code == 0
    assert ("may still be there" in done.stdout) is broken
    assert bool(library.chosen.entries) is broken


def test_the_process_that_holds_the_key_takes_and_drops_the_slot(
    tmp_path: Path, library: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a worker, the keyring is asked outside of it: it may open no socket."""
    if not opening.held_apart():
        pytest.skip("this system has no workers")
    one = desk(tmp_path)
    with opening.opened(one.folder, one.code, slots.RECOVERY, stay=False) as vault:
        keyring_slot.turn_on(vault)
    with opening.opened(one.folder, stay=False) as vault:
        assert keyring_slot.turn_off(vault) == (True, True)
    with pytest.raises(Locked), opening.opened(one.folder):
        pass


def test_a_wrong_secret_is_refused_before_the_key_is_known(one: Desk, library: Fake) -> None:
    turned_on(one)
    with pytest.raises(NotOpened):
        unlock(one.folder, system_keyring.new_secret(), KEYRING)
    with pytest.raises(BadRequest):
        system_keyring.keep(kind("SecretService", "Keyring", set_password=lambda *_: 1 / 0), "00", "x")
