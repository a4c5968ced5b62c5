"""Key slots: the vault's random key, wrapped once for each secret that opens it; what stands in `vault.keys`."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from dataclasses import dataclass, replace
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ebbtide.errors import NotOpened, VaultTooNew
from ebbtide.vault.keys import derivation, recovery_code, system_keyring
from ebbtide.vault.keys.derivation import KEY_BYTES, SALT_BYTES, Cost

VERSION: Final = 1
NONCE_BYTES: Final = 12
#: Of the vault's random identifier.
IDENTITY_BYTES: Final = 16
PASSPHRASE, RECOVERY, KEYRING = KINDS = "passphrase", "recovery", "keyring"
#: One key, or two while a re-key is under way, with the tag of the cipher.
SEALED_BYTES: Final = (KEY_BYTES + 16, 2 * KEY_BYTES + 16)
_PARTS: Final = {"version", "vault", "slots", "pending"}
_SLOT_PARTS: Final = {"kind", "cost", "salt", "nonce", "sealed"}
#: How a recovery code is written down.
_CODE: Final = re.compile(r"(?:[A-Z0-9]{4}-){8}[A-Z0-9]{4}", re.IGNORECASE)
#: A key file is far smaller; more is not one (docs/method/security.md#keys).
LARGEST: Final = 16 * 1024


class Malformed(Exception):
    """The content of a key file is not what was written."""


@dataclass(frozen=True)
class Slot:
    """One way in. kind: "passphrase", "recovery" or "keyring". cost: of the passphrase's derivation, else None.

    sealed: the vault's key, or while a re-key is under way the new key followed by the old one, under
    AES-256-GCM with all else in the slot, the file's version and the vault's id as associated data.
    """

    kind: str
    salt: bytes
    nonce: bytes
    sealed: bytes
    cost: Cost | None = None


@dataclass(frozen=True)
class KeyFile:
    """All slots of one vault. pending: the slots of a re-key that had not ended when this was written."""

    vault: str
    slots: tuple[Slot, ...]
    pending: tuple[Slot, ...] = ()


def seal(vault: str, kind: str, secret: str, keys: bytes, cost: Cost | None = None) -> Slot:
    """A slot that holds `keys` for a passphrase or a random secret; salt and nonce are fresh each time."""
    bare = Slot(kind, os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES), b"", cost)
    key = _wrapping(bare, secret)
    return replace(bare, sealed=AESGCM(key).encrypt(bare.nonce, keys, _associated(vault, bare)))


def sealed_slots(vault: str, passphrase: str, code: str, keys: bytes, cost: Cost) -> tuple[Slot, ...]:
    """The slots of a vault's two secrets, the passphrase and the recovery code; both hold `keys`."""
    return seal(vault, PASSPHRASE, passphrase, keys, cost), seal(vault, RECOVERY, code, keys)


def open_slots(file: KeyFile, kind: str, secret: str) -> list[bytes]:
    """The vault's keys that the first slot holds which `secret` opens, the likeliest first; empty where none opens."""
    for slot in (*file.pending, *file.slots):
        keys = _unsealed(file.vault, slot, secret) if slot.kind == kind else b""
        if keys:
            return [keys[at : at + KEY_BYTES] for at in range(0, len(keys), KEY_BYTES)]
    return []


def _unsealed(vault: str, slot: Slot, secret: str) -> bytes:
    try:
        return AESGCM(_wrapping(slot, secret)).decrypt(slot.nonce, slot.sealed, _associated(vault, slot))
    except InvalidTag:
        return b""


def _wrapping(slot: Slot, secret: str) -> bytes:
    if slot.kind == RECOVERY:
        return recovery_code.derive(recovery_code.read(secret), slot.salt)
    if slot.kind == KEYRING:
        return system_keyring.derive(secret, slot.salt)
    if slot.cost is None:
        raise ValueError(slot.kind)
    return derivation.derive(secret, slot.salt, slot.cost)


def _associated(vault: str, slot: Slot) -> bytes:
    return _canonical([VERSION, vault, slot.kind, _text(slot.salt), _cost(slot)])


def _canonical(content: object) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _cost(slot: Slot) -> list[int] | None:
    return None if slot.cost is None else [slot.cost.passes, slot.cost.kib, slot.cost.lanes]


def dump(file: KeyFile) -> bytes:
    """The bytes of `vault.keys`: JSON with a checksum, so that any change is noticed before a secret is tried."""
    content = {
        "version": VERSION,
        "vault": file.vault,
        "slots": [_plain(slot) for slot in file.slots],
        "pending": [_plain(slot) for slot in file.pending],
    }
    return _canonical({**content, "check": _checksum(content)})


def _plain(slot: Slot) -> dict[str, Any]:
    parts = {"salt": slot.salt, "nonce": slot.nonce, "sealed": slot.sealed}
    return {"kind": slot.kind, "cost": _cost(slot), **{name: _text(value) for name, value in parts.items()}}


def _checksum(content: dict[str, Any]) -> str:
    return hashlib.sha256(_canonical(content)).hexdigest()


def load(content: bytes) -> KeyFile:
    """What `dump` wrote. Types, lengths and number of the slots are looked at before any secret is tried on them.

    Raises
    ------
    Malformed
        a byte was changed, or it is no key file, or asks for what is never written.
    VaultTooNew
        a newer version wrote it.
    """
    try:
        told = json.loads(content[:LARGEST].decode())
        check = told.pop("check")
        if check != _checksum(told) or content != _canonical({**told, "check": check}):
            raise Malformed
        version = told["version"]
        if type(version) is int and version > VERSION:
            raise VaultTooNew("vault.open.newer")
        if told.keys() != _PARTS or type(version) is not int or version != VERSION:
            raise Malformed
        return KeyFile(_identity(told["vault"]), _slots(told["slots"]), _slots(told["pending"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Malformed from error


def _identity(told: Any) -> str:
    if not isinstance(told, str) or len(bytes.fromhex(told)) != IDENTITY_BYTES:
        raise Malformed
    return told


def _slots(told: Any) -> tuple[Slot, ...]:
    """At most one slot of each kind, so that no file asks for more than one slow derivation."""
    if not isinstance(told, list) or len(told) > len(KINDS):
        raise Malformed
    slots = tuple(_slot(one) for one in told)
    if len({slot.kind for slot in slots}) < len(slots):
        raise Malformed
    return slots


def _slot(told: dict[str, Any]) -> Slot:
    if told.keys() != _SLOT_PARTS or told["kind"] not in KINDS:
        raise Malformed
    salt, nonce, sealed = (base64.b64decode(told[name], validate=True) for name in ("salt", "nonce", "sealed"))
    if (len(salt), len(nonce)) != (SALT_BYTES, NONCE_BYTES) or len(sealed) not in SEALED_BYTES:
        raise Malformed
    return Slot(told["kind"], salt, nonce, sealed, _read_cost(told["kind"], told["cost"]))


def _read_cost(kind: str, told: Any) -> Cost | None:
    """The cost of a passphrase's derivation, within its bounds; no other kind has one."""
    if kind != PASSPHRASE and told is None:
        return None
    if kind != PASSPHRASE or not isinstance(told, list) or [type(part) for part in told] != [int] * 3:
        raise Malformed
    cost = Cost(*told)
    if not cost.allowed:
        raise Malformed
    return cost


def kind_of(secret: str) -> str:
    """Whether a secret is a recovery code, also one with a slip in it, or else a passphrase."""
    if _CODE.fullmatch(secret.strip()):
        return RECOVERY
    try:
        recovery_code.read(secret)
    except NotOpened:
        return PASSPHRASE
    return RECOVERY
