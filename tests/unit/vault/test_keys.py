"""The keys: what opens and what does not, changes, the bounds of the derivation, passphrases one can guess."""

from __future__ import annotations

import hmac
import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from ebbtide.errors import BadRequest, NotOpened, NoVault, VaultDamaged, VaultTooNew
from ebbtide.vault import Cost, calibrate, check, create, known_words, offer, unlock
from ebbtide.vault.keys import recovery_code, slots
from ebbtide.vault.keys.derivation import CEILING_KIB, FLOOR_KIB, derive
from ebbtide.vault.keys.keyfile import read_keys, write_keys
from ebbtide.vault.keys.passphrases import WORDS, word_list
from ebbtide.vault.keys.slots import RECOVERY, KeyFile, Malformed, open_slots, seal
from ebbtide.vault.storage import engine
from ebbtide.vault.storage.owner_files import BALLAST, DATA, KEYS, KEYS_COPY, NEW
from tests.support.vaults import COST, OTHER, PASSPHRASE, directly, export, opened, vault

KEY = bytes(range(32))


def test_argon2id_and_the_code_give_known_keys() -> None:
    # Two other implementations: OpenSSL's Argon2id, and HKDF written out with the standard library (RFC 5869).
    other = Argon2id(salt=b"0123456789abcdef", length=32, iterations=3, lanes=4, memory_cost=FLOOR_KIB)
    assert derive("orbit kettle", b"0123456789abcdef", COST) == other.derive(b"orbit kettle")
    extracted = hmac.digest(bytes(16), bytes(20), "sha256")
    assert recovery_code.derive(bytes(20), bytes(16)) == hmac.digest(
        extracted, b"ebbtide recovery code 1\x01", "sha256"
    )
    assert derive("  orbit   kettle ", b"0123456789abcdef", COST) == derive("orbit kettle", b"0123456789abcdef", COST)
    assert derive("cafe\u0301", b"0123456789abcdef", COST) == derive("caf\u00e9", b"0123456789abcdef", COST)


def test_the_passphrase_opens_and_another_does_not(tmp_path: Path) -> None:
    place, _ = vault(tmp_path)
    unlock(place, f" {PASSPHRASE} ").close()
    with pytest.raises(NotOpened, match="does not open the vault"):
        unlock(place, PASSPHRASE.upper())


def test_the_recovery_code_opens_however_it_is_typed(tmp_path: Path) -> None:
    place, code = vault(tmp_path)
    for typed in (code, code.lower().replace("-", " "), code.replace("-", "")):
        opened(place, typed).close()
    with pytest.raises(NotOpened, match="does not open"):
        opened(place, recovery_code.new_code())


def test_a_slip_in_the_recovery_code_is_seen_before_anything_is_tried() -> None:
    code = recovery_code.new_code()
    assert recovery_code.show(recovery_code.read(code)) == code
    for at, letter in enumerate(code):
        if letter != "-":
            wrong = code[:at] + ("A" if letter != "A" else "B") + code[at + 1 :]
            with pytest.raises(NotOpened, match="wrong"):
                recovery_code.read(wrong)
    with pytest.raises(NotOpened, match="36"):
        recovery_code.read(code[:-1])
    with pytest.raises(NotOpened, match="wrong"):
        recovery_code.read("9" + code[1:])


def test_two_codes_and_two_slots_share_nothing() -> None:
    assert len({recovery_code.new_code() for _ in range(50)}) == 50
    one, other = (seal("v", slots.PASSPHRASE, PASSPHRASE, KEY, COST) for _ in range(2))
    assert one.salt != other.salt
    assert one.nonce != other.nonce
    assert one.sealed != other.sealed
    assert KEY not in one.sealed


IDENTITY = "0f" * 16


def test_a_slot_is_bound_to_its_vault_and_its_terms() -> None:
    code = recovery_code.new_code()
    slot = seal("v", RECOVERY, code, KEY)
    assert open_slots(KeyFile("v", (slot,)), RECOVERY, code) == [KEY]
    assert open_slots(KeyFile("w", (slot,)), RECOVERY, code) == []
    assert open_slots(KeyFile("v", (replace(slot, cost=Cost()),)), RECOVERY, code) == []
    assert open_slots(KeyFile("v", (slot,)), slots.PASSPHRASE, code) == []


@pytest.mark.parametrize(
    "cost",
    [Cost(kib=FLOOR_KIB - 1), Cost(passes=2), Cost(kib=CEILING_KIB + 1), Cost(passes=11), Cost(lanes=5), Cost(lanes=0)],
)
def test_a_key_file_may_not_ask_for_less_or_far_more(tmp_path: Path, cost: Cost) -> None:
    slot = slots.Slot(slots.PASSPHRASE, bytes(16), bytes(12), bytes(48), cost)
    (tmp_path / DATA).write_bytes(b"x")
    write_keys(tmp_path, KeyFile(IDENTITY, (slot,)))
    with pytest.raises(VaultDamaged, match="both damaged"):
        unlock(tmp_path, PASSPHRASE)


def test_the_derivation_is_measured_within_its_bounds() -> None:
    assert calibrate(1.0, lambda cost: 9.0) == Cost()
    assert calibrate(1.0, lambda cost: cost.kib * 1e-6).kib == 512 * 1024
    assert calibrate(1.0, lambda cost: 0.0001).passes == 10
    assert calibrate(1.0, lambda cost: cost.kib * 5e-7) == Cost(passes=5, kib=CEILING_KIB)
    assert all(calibrate(1.0, lambda cost, each=each: cost.kib * each).allowed for each in (1e-9, 1e-7, 1e-5, 1e-3))


def test_another_passphrase_takes_the_place_of_the_first(tmp_path: Path) -> None:
    place, code = vault(tmp_path)
    with opened(place, code) as made:
        made.change_passphrase(OTHER, COST)
    unlock(place, OTHER).close()
    opened(place, code).close()
    (place / KEYS).unlink()  # the copy holds no former passphrase either
    with pytest.raises(NotOpened):
        unlock(place, PASSPHRASE)


def test_a_crash_between_the_key_file_and_its_copy_is_mended(tmp_path: Path) -> None:
    place, code = vault(tmp_path)
    former = (place / KEYS_COPY).read_bytes()
    with opened(place, code) as made:
        made.change_passphrase(OTHER, COST)
    (place / KEYS_COPY).write_bytes(former)
    unlock(place, OTHER).close()
    assert (place / KEYS_COPY).read_bytes() == (place / KEYS).read_bytes() != former


def test_a_new_code_takes_the_place_of_the_first(tmp_path: Path) -> None:
    place, code = vault(tmp_path)
    with opened(place, code) as made:
        new = made.renew_code()
    opened(place, new).close()
    with pytest.raises(NotOpened):
        opened(place, code)


def test_a_full_change_of_keys_leaves_the_content_and_shuts_out_the_former_ones(tmp_path: Path) -> None:
    place, code = vault(tmp_path)
    former = (place / KEYS).read_bytes()
    first = export(tmp_path, 0, 120)
    with opened(place, code) as made:
        made.add([first], "Ana")
        key = made._key
        new = made.rekey(OTHER, COST)
        assert made._key != key
        assert made.conversation().events.equals(directly(first).events)
    with unlock(place, OTHER) as made:
        assert made.code_unseen
        made.code_shown()
        assert made.conversation().events.equals(directly(first).events)
        made.check()
    opened(place, new).close()
    for secret, kind in ((PASSPHRASE, slots.PASSPHRASE), (code, RECOVERY)):
        with pytest.raises(NotOpened):
            unlock(place, secret, kind)
    for name in (KEYS, KEYS_COPY):
        (place / name).write_bytes(former)  # a copy of the former keys opens nothing of what is there now
    with pytest.raises(VaultDamaged):
        opened(place, code)


class Stopped(Exception):
    """Stands for a crash."""


@pytest.mark.parametrize("moment", ["before the file", "after the file"])
@pytest.mark.parametrize("who", ["new", "former"])
def test_a_change_of_keys_cut_short_is_ended_by_the_next_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str, who: str
) -> None:
    place, code = vault(tmp_path)
    made = opened(place, code)
    made.add([export(tmp_path, 0, 40)], "Ana")
    seen: list[str] = []
    real_code, real_rekey = recovery_code.new_code, engine.rekey

    def noted() -> str:
        seen.append(real_code())
        return seen[-1]

    def cut(*arguments: object) -> None:
        if moment == "after the file":
            real_rekey(*arguments)
        raise Stopped

    monkeypatch.setattr("ebbtide.vault.local_vault.new_code", noted)
    monkeypatch.setattr(engine, "rekey", cut)
    with pytest.raises(Stopped):
        made.rekey(OTHER, COST)
    made._made.close()
    monkeypatch.setattr(engine, "rekey", real_rekey)
    if who == "former" and moment == "after the file":
        with pytest.raises(NotOpened, match="new passphrase"):
            opened(place, code)
        return
    with opened(place, seen[0] if who == "new" else code) as again:
        assert again.conversation().events.height == 40
        assert again.code_unseen
        assert read_keys(place).pending == ()
    with pytest.raises(NotOpened):
        opened(place, code if who == "new" else seen[0])
    opened(place, seen[0] if who == "new" else code).close()


def test_either_key_file_is_enough_and_the_other_is_mended(tmp_path: Path) -> None:
    place, code = vault(tmp_path)
    whole = (place / KEYS).read_bytes()
    for name in (KEYS, KEYS_COPY):
        for broken in (b"", whole[:-40], whole.replace(b'"kind"', b'"kinb"', 1), None):
            (place / name).unlink()
            if broken is not None:
                (place / name).write_bytes(broken)
            (place / (name + NEW)).write_bytes(whole[:100])  # as a crash leaves it
            opened(place, code).close()
            assert not (place / (name + NEW)).exists()
            assert (place / name).read_bytes() == whole
    for name in (KEYS, KEYS_COPY):
        (place / name).write_bytes(b"{}")
    with pytest.raises(VaultDamaged, match="both damaged"):
        opened(place, code)


def test_every_changed_byte_of_a_key_file_is_noticed() -> None:
    whole = slots.dump(KeyFile(IDENTITY, (seal(IDENTITY, RECOVERY, recovery_code.new_code(), KEY),)))
    assert slots.load(whole).vault == IDENTITY
    for at in range(len(whole)):
        changed = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        with pytest.raises(Malformed):
            slots.load(changed)


def test_a_key_file_of_a_newer_version_is_told() -> None:
    told = json.loads(slots.dump(KeyFile("v", ())))
    told.pop("check")
    told["version"] = 2
    whole = slots._canonical({**told, "check": slots._checksum(told)})
    with pytest.raises(VaultTooNew):
        slots.load(whole)


def test_no_vault_and_no_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(NoVault):
        unlock(tmp_path, PASSPHRASE)
    place, code = vault(tmp_path)
    (place / DATA).unlink()
    with pytest.raises(VaultDamaged, match="gone"):
        opened(place, code)


def test_a_vault_is_made_in_a_new_or_empty_folder_and_nothing_else_is_left(tmp_path: Path) -> None:
    place = tmp_path / "there"
    place.mkdir()
    create(place, PASSPHRASE, COST)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["there"]
    assert sorted(path.name for path in place.iterdir()) == [DATA, KEYS, KEYS_COPY, BALLAST]
    with pytest.raises(BadRequest, match="holds files"):
        create(place, PASSPHRASE, COST)
    with pytest.raises(BadRequest, match="short"):
        create(tmp_path / "weak", "short", COST)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["there"]


def test_the_word_list_is_what_the_documents_say() -> None:
    words = word_list()
    assert len(words) == len(set(words)) == 2048  # 11 bits each
    assert all(word.isascii() and word.islower() and word.isalpha() and 3 <= len(word) <= 8 for word in words)
    ordered = sorted(words)
    assert list(words) == ordered
    assert not [one for one, other in pairwise(ordered) if other.startswith(one)]


def test_an_offered_passphrase_passes_and_holds_no_known_word() -> None:
    known = word_list()[:1500]
    offers = [offer(known) for _ in range(50)]
    for passphrase in offers:
        assert len(passphrase.split()) == WORDS
        assert not set(passphrase.split()) & set(known)
        check(passphrase, known)
    assert len(set(offers)) == 50


@pytest.mark.parametrize(
    "weak",
    [
        "",
        "short",
        "aaaaaaaaaaaaaaaaaaaa",
        "ana und sam",
        "AnaSam14022019!",
        "sam loves ana 2019",
        "Marzipanbrotkanarienvogel",
        "message about the train",
        "Anna-Sam-14.02.2019",
        "the keys about dinner sunday",
    ],
)
def test_what_the_other_could_guess_is_refused(tmp_path: Path, weak: str) -> None:
    chat = directly(export(tmp_path, 0, 200))
    with pytest.raises(BadRequest):
        check(weak, known_words(chat))


def test_a_passphrase_of_other_words_is_taken(tmp_path: Path) -> None:
    known = known_words(directly(export(tmp_path, 0, 200)))
    assert {"ana", "sam", "train", "message"} <= set(known)
    for good in (PASSPHRASE, OTHER, "Ein völlig fremder Satz über Geologie", "водопад кирпич облако ворота"):
        check(good, known)


def test_the_chats_of_the_vault_are_asked_at_a_change(tmp_path: Path) -> None:
    place, code = vault(tmp_path)
    with opened(place, code) as made:
        assert made.known_words() == ()
        made.add([export(tmp_path, 0, 200)], "Ana")
        for change in (made.change_passphrase, made.rekey):
            with pytest.raises(BadRequest, match="can guess it"):
                change("message about the train", COST)
    unlock(place, PASSPHRASE).close()
