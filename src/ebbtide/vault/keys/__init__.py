"""What opens a vault: passphrase, recovery code, keyring; each wraps the same random key."""

from ebbtide.vault.keys.keyfile import prove
from ebbtide.vault.keys.keyring_slot import holder, turn_off, turn_on
from ebbtide.vault.keys.passphrases import same
from ebbtide.vault.keys.slots import PASSPHRASE, RECOVERY, kind_of
from ebbtide.vault.keys.system_keyring import forget, safe

__all__ = ["PASSPHRASE", "RECOVERY", "forget", "holder", "kind_of", "prove", "safe", "same", "turn_off", "turn_on"]
