"""From a passphrase to a key that takes a guesser long: Argon2id, measured on this computer, within fixed bounds."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from argon2.low_level import ARGON2_VERSION, Type, hash_secret_raw

KEY_BYTES: Final = 32
SALT_BYTES: Final = 16

MIB: Final = 1024
#: RFC 9106 section 4, second recommended option: the least that a key file may ask for, so that a changed file
#: cannot weaken it; and the most, so that it cannot exhaust the computer (docs/method/security.md#keys).
FLOOR_PASSES, FLOOR_KIB, LANES = 3, 64 * MIB, 4
CEILING_PASSES, CEILING_KIB, CEILING_LANES = 10, 1024 * MIB, 4
#: What opening may take, in seconds.
TARGET_S: Final = 1.0


@dataclass(frozen=True)
class Cost:
    """What one guess costs: passes over the memory, KiB of memory, lanes."""

    passes: int = FLOOR_PASSES
    kib: int = FLOOR_KIB
    lanes: int = LANES

    @property
    def allowed(self) -> bool:
        """Whether it lies between the floor and the ceiling."""
        return (
            FLOOR_PASSES <= self.passes <= CEILING_PASSES
            and FLOOR_KIB <= self.kib <= CEILING_KIB
            and 1 <= self.lanes <= CEILING_LANES
        )


def derive(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """The 32-byte key of a passphrase (Argon2id version 1.3, RFC 9106).

    Blanks at the ends and their number between words do not matter, nor how a keyboard composes accents.
    """
    return hash_secret_raw(
        plain(passphrase).encode(), salt, cost.passes, cost.kib, cost.lanes, KEY_BYTES, Type.ID, ARGON2_VERSION
    )


def plain(passphrase: str) -> str:
    """A passphrase as it is used: composed form (NFKC), single blanks."""
    return " ".join(unicodedata.normalize("NFKC", passphrase).split())


def _timed(cost: Cost) -> float:
    began = time.perf_counter()
    derive("calibration", bytes(SALT_BYTES), cost)
    return time.perf_counter() - began


def calibrate(target_s: float = TARGET_S, timed: Callable[[Cost], float] = _timed) -> Cost:
    """The cost that takes this computer about `target_s` seconds: memory first, then passes.

    timed: seconds that a cost takes; replaced in tests.
    """
    cost = Cost()
    seconds = timed(cost)
    while cost.kib < CEILING_KIB and seconds * 2 <= target_s:
        cost = Cost(kib=cost.kib * 2)
        seconds = timed(cost)
    if cost.kib < CEILING_KIB:
        return cost
    passes = int(FLOOR_PASSES * target_s / seconds)
    return Cost(min(max(FLOOR_PASSES, passes), CEILING_PASSES), cost.kib)
