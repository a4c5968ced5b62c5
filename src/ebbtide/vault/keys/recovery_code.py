"""The recovery code: 160 random bits as groups of letters, with a checksum against a slip of the pen."""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ebbtide.errors import NotOpened
from ebbtide.vault.keys.derivation import KEY_BYTES

#: 160 bits: beyond guessing without any slow derivation, and eight groups of four letters.
CODE_BYTES: Final = 20
GROUP: Final = 4
#: One more group: 20 bits, so that one slip in a million passes unnoticed.
CHECK_LETTERS: Final = 4
_INFO: Final = b"ebbtide recovery code 1"
_LETTERS: Final = (CODE_BYTES * 8) // 5 + CHECK_LETTERS


def new_code() -> str:
    """A fresh code: nine groups of four, the last of them the checksum."""
    return show(secrets.token_bytes(CODE_BYTES))


def show(secret: bytes) -> str:
    """The code of 20 bytes, as it is written down.

    >>> show(bytes(20))
    'AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-OWMF'
    """
    letters = base64.b32encode(secret).decode() + _check(secret)
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def read(code: str) -> bytes:
    """The 20 bytes of a code as typed: case, blanks and hyphens do not matter, 0 is O, 1 is I, 8 is B.

    Raises
    ------
    NotOpened
        it has too few or too many letters, or the checksum says that one is wrong.
    """
    letters = "".join(char for char in code.upper() if char.isalnum()).translate(str.maketrans("018", "OIB"))
    if len(letters) != _LETTERS:
        raise NotOpened("vault.recovery.length", expected=_LETTERS, found=len(letters))
    body, check = letters[:-CHECK_LETTERS], letters[-CHECK_LETTERS:]
    try:
        secret = base64.b32decode(body)
    except ValueError as error:
        raise NotOpened("vault.recovery.slip") from error
    if _check(secret) != check:
        raise NotOpened("vault.recovery.slip")
    return secret


def _check(secret: bytes) -> str:
    return base64.b32encode(hashlib.sha256(_INFO + secret).digest()).decode()[:CHECK_LETTERS]


def derive(secret: bytes, salt: bytes) -> bytes:
    """The 32-byte key of a code (HKDF with SHA-256, RFC 5869): 160 random bits need no slow derivation."""
    return HKDF(SHA256(), KEY_BYTES, salt, _INFO).derive(secret)
