"""The operating system's keyring: keeps a random secret for whoever is logged in, where a safe one is there."""

from __future__ import annotations

import importlib
import re
import secrets
from typing import Any, Final, Protocol, cast

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ebbtide.errors import BadRequest
from ebbtide.vault.keys.derivation import KEY_BYTES

#: What entries are filed under; says nothing about what they open (as the vault's folder,
#: docs/method/security.md#names).
SERVICE: Final = "archive"
_SECRET_BYTES: Final = 32
_SECRET: Final = re.compile(rf"[0-9a-f]{{{2 * _SECRET_BYTES}}}")
_INFO: Final = b"ebbtide keyring 1"
_LIBRARY: Final = "keyring"
#: Keyrings that encrypt what they keep; by the class, since a plug-in may call itself anything. All others (none, a
#: plain file, unknown ones) are refused.
SAFE: Final = frozenset(
    {
        ("keyring.backends.SecretService", "Keyring"),
        ("keyring.backends.libsecret", "Keyring"),
        ("keyring.backends.kwallet", "DBusKeyring"),
        ("keyring.backends.macOS", "Keyring"),
        ("keyring.backends.Windows", "WinVaultKeyring"),
    }
)
_CHAIN: Final = ("keyring.backends.chainer", "ChainerBackend")


class Backend(Protocol):
    """A keyring of the library `keyring`."""

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


class Library(Protocol):
    """What is used of the library `keyring`."""

    def get_keyring(self) -> Any: ...


def load() -> Library:
    """The library, which is an extra.

    Raises
    ------
    BadRequest
        it is not installed.
    """
    try:
        return cast(Library, importlib.import_module(_LIBRARY))
    except ImportError as error:
        raise BadRequest("keyring.missing") from error


def safe(library: Library | None = None) -> Backend:
    """The first keyring of this system that is known to encrypt what it keeps.

    Raises
    ------
    BadRequest
        there is none, or the library is not installed.
    """
    chosen = (library or load()).get_keyring()
    for one in chosen.backends if _kind(chosen) == _CHAIN else [chosen]:
        if _kind(one) in SAFE:
            return cast(Backend, one)
    raise BadRequest("keyring.unsafe")


def _kind(backend: object) -> tuple[str, str]:
    return type(backend).__module__, type(backend).__name__


def new_secret() -> str:
    """A fresh secret: 256 random bits in hexadecimal letters."""
    return secrets.token_hex(_SECRET_BYTES)


def derive(secret: str, salt: bytes) -> bytes:
    """The 32-byte key of a secret (HKDF with SHA-256, RFC 5869): random bits need no slow derivation."""
    return HKDF(SHA256(), KEY_BYTES, salt, _INFO).derive(secret.encode())


def keep(backend: Backend, vault: str, secret: str) -> None:
    """Keep the secret of the vault with this identifier, in place of a former one.

    Raises
    ------
    BadRequest
        the keyring did not take it, or does not give back what it took.
    """
    try:
        backend.set_password(SERVICE, vault, secret)
        kept = backend.get_password(SERVICE, vault)
    except Exception as error:  # every keyring has errors of its own
        raise BadRequest("keyring.refused") from error
    if kept != secret:
        raise BadRequest("keyring.refused")


def fetch(vault: str, library: Library | None = None) -> str | None:
    """The secret of a vault; None where there is no entry, or no safe keyring, or it stays shut."""
    try:
        found = safe(library).get_password(SERVICE, vault)
    except Exception:  # noqa: BLE001 - every keyring has errors of its own; the passphrase is asked for then
        return None
    return found if found is not None and _SECRET.fullmatch(found) else None


def forget(vault: str, library: Library | None = None) -> bool:
    """Remove a vault's entry; False where it may still be there."""
    try:
        backend = safe(library)
        if backend.get_password(SERVICE, vault) is not None:
            backend.delete_password(SERVICE, vault)
        return backend.get_password(SERVICE, vault) is None
    except Exception:  # noqa: BLE001 - every keyring has errors of its own; the user is told that it may be left
        return False
