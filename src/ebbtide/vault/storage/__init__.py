"""The encrypted database and what lies in it; rows are the truth, everything else is rebuilt from them."""

from ebbtide.vault.storage.owner_files import DATA, KEYS, holds_vault
from ebbtide.vault.storage.records import CheckIn, Confirmation, Entry, Mark, Person

__all__ = ["DATA", "KEYS", "CheckIn", "Confirmation", "Entry", "Mark", "Person", "holds_vault"]
