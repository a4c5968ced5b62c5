"""What opens a vault: passphrase, recovery code, keyring; each wraps the same random key."""
