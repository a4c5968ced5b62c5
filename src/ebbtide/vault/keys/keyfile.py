"""`vault.keys` and its copy on disk: both are the same, and either one is enough."""

from __future__ import annotations

from pathlib import Path

from ebbtide.errors import NotOpened, NoVault, VaultDamaged, VaultTooNew
from ebbtide.vault.keys.slots import LARGEST, KeyFile, Malformed, dump, kind_of, load, open_slots
from ebbtide.vault.storage.owner_files import KEYS, KEYS_COPY, NEW, write_whole


def write_keys(folder: Path, file: KeyFile) -> None:
    """Write the key file and its copy, one after the other, each whole or not at all.

    The copy holds no older generation: a passphrase that was changed must not open it any more.
    """
    content = dump(file)
    for name in (KEYS, KEYS_COPY):
        write_whole(folder / name, content)


def read_keys(folder: Path) -> KeyFile:
    """The key file, or its copy where the first is damaged or gone; raises as `key_files` does."""
    return key_files(folder)[0]


def key_files(folder: Path) -> list[KeyFile]:
    """The key file, and its copy where that is another one; only those that can be read, at least one.

    Raises
    ------
    NoVault
        there is neither.
    VaultDamaged
        none of those there can be read.
    VaultTooNew
        a newer version wrote those that can be read.
    """
    paths = [path for path in (folder / KEYS, folder / KEYS_COPY) if path.is_file()]
    if not paths:
        raise NoVault("vault.open.none", folder=folder)
    found: list[KeyFile] = []
    newer: VaultTooNew | None = None
    for path in paths:
        try:
            file = _loaded(path)
        except VaultTooNew as error:
            newer = error
            continue
        if file is not None and file not in found:
            found.append(file)
    if not found:
        raise newer or VaultDamaged("vault.damaged.keys", file=folder / KEYS, copy=folder / KEYS_COPY)
    return found


def _loaded(path: Path) -> KeyFile | None:
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    try:
        return load(content)
    except Malformed:
        return None


def mend_keys(folder: Path, file: KeyFile) -> None:
    """Bring the key file and its copy up to `file`, which has just opened the vault; writes only what differs.

    What a crash left half written goes.
    """
    content = dump(file)
    for path in (folder / KEYS, folder / KEYS_COPY):
        path.with_name(path.name + NEW).unlink(missing_ok=True)
        if not path.is_file() or path.read_bytes() != content:
            write_whole(path, content)


def prove(folder: Path, secret: str) -> None:
    """Try a passphrase or a recovery code on the key file, also where the vault is unlocked; raises `NotOpened`."""
    kind = kind_of(secret)
    first, *copy = key_files(folder)
    # As `local_vault.unlock`: a former passphrase may open a copy of this vault, and one of another vault fits nobody.
    if not any(open_slots(keys, kind, secret) for keys in (first, *copy) if keys is first or keys.vault != first.vault):
        raise NotOpened(f"vault.open.wrong_{kind}")
