"""The only room that writes the user's data: an encrypted store in one file, its keys, and what is kept in it."""

from ebbtide.vault.backup.restore import restore
from ebbtide.vault.keys.derivation import Cost, calibrate
from ebbtide.vault.keys.passphrases import check, known_words, offer
from ebbtide.vault.local_vault import Vault, unlock
from ebbtide.vault.new_vault import create
from ebbtide.vault.opening import VaultLike, lock, notice, opened, read, state
from ebbtide.vault.places import warnings
from ebbtide.vault.storage.imports import Imported
from ebbtide.vault.wiping import Wiped, wipe

__all__ = [
    "Cost",
    "Imported",
    "Vault",
    "VaultLike",
    "Wiped",
    "calibrate",
    "check",
    "create",
    "known_words",
    "lock",
    "notice",
    "offer",
    "opened",
    "read",
    "restore",
    "state",
    "unlock",
    "warnings",
    "wipe",
]
