"""The encrypted database and what lies in it; rows are the truth, everything else is rebuilt from them."""

from ebbtide.vault.storage.owner_files import DATA, KEYS, holds_vault
from ebbtide.vault.storage.records import (
    AcceptedRecord,
    CheckIn,
    Confirmation,
    DraftRecord,
    Entry,
    Mark,
    Person,
    SafetyRecord,
)

__all__ = [
    "DATA",
    "KEYS",
    "AcceptedRecord",
    "CheckIn",
    "Confirmation",
    "DraftRecord",
    "Entry",
    "Mark",
    "Person",
    "SafetyRecord",
    "holds_vault",
]
