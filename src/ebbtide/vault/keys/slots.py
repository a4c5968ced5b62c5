"""Key slots: the vault's random key, wrapped once for each secret that opens it; what stands in `vault.keys`."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ebbtide.errors import NotOpened, VaultTooNew
from ebbtide.vault.keys import derivation, recovery_code, system_keyring
from ebbtide.vault.keys.derivation import KEY_BYTES, SALT_BYTES, Cost

VERSION: Final = 1
NONCE_BYTES: Final = 12
PASSPHRASE, RECOVERY, KEYRING = "passphrase", "recovery", "keyring"
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


def open_slots(file: KeyFile, kind: str, secret: str) -> list[bytes]:
    """The vault's keys that `secret` gives, the likeliest first; empty where no slot opens."""
    found: list[bytes] = []
    for slot in (*file.pending, *file.slots):
        keys = _unsealed(file.vault, slot, secret) if slot.kind == kind else b""
        found += [keys[at : at + KEY_BYTES] for at in range(0, len(keys), KEY_BYTES)]
    return list(dict.fromkeys(found))


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
    if slot.cost is None or not slot.cost.allowed:
        raise Malformed
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
    """What `dump` wrote.

    Raises
    ------
    Malformed
        a byte was changed, or it is no key file.
    VaultTooNew
        a newer version wrote it.
    """
    try:
        told = json.loads(content[:LARGEST].decode())
        check = told.pop("check")
        if check != _checksum(told) or content != _canonical({**told, "check": check}):
            raise Malformed
        if told["version"] > VERSION:
            raise VaultTooNew("vault.open.newer")
        return KeyFile(told["vault"], _slots(told["slots"]), _slots(told["pending"]))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Malformed from error


def _slots(told: Iterable[dict[str, Any]]) -> tuple[Slot, ...]:
    return tuple(_slot(one) for one in told)


def _slot(told: dict[str, Any]) -> Slot:
    salt, nonce, sealed = (base64.b64decode(told[name], validate=True) for name in ("salt", "nonce", "sealed"))
    return Slot(told["kind"], salt, nonce, sealed, None if told["cost"] is None else Cost(*told["cost"]))


def kind_of(secret: str) -> str:
    """Whether a secret is a recovery code, also one with a slip in it, or else a passphrase."""
    if _CODE.fullmatch(secret.strip()):
        return RECOVERY
    try:
        recovery_code.read(secret)
    except NotOpened:
        return PASSPHRASE
    return RECOVERY
