"""Protect what is kept: make, open, lock, check, copy and destroy the vault, and change what opens it."""

from ebbtide.service.protect.backup import backup, restore
from ebbtide.service.protect.check import check
from ebbtide.service.protect.init import IDLE_MINUTES, init, survey_place
from ebbtide.service.protect.keys import (
    change_keys,
    check_keyring,
    check_passphrase,
    confirm_code,
    offer_passphrase,
    switch_keyring,
)
from ebbtide.service.protect.lock import lock, lock_after
from ebbtide.service.protect.unlock import notice, prove, require_vault, unlock
from ebbtide.service.protect.wipe import purge, wipe

__all__ = [
    "IDLE_MINUTES",
    "backup",
    "change_keys",
    "check",
    "check_keyring",
    "check_passphrase",
    "confirm_code",
    "init",
    "lock",
    "lock_after",
    "notice",
    "offer_passphrase",
    "prove",
    "purge",
    "require_vault",
    "restore",
    "survey_place",
    "switch_keyring",
    "unlock",
    "wipe",
]
