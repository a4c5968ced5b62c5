"""The vault as one object: made, opened, filled, given other keys, checked and closed."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Final

import polars as pl

from ebbtide.errors import BadRequest, EbbtideError, NoRoom, NotOpened, VaultDamaged
from ebbtide.history.conversation import Conversation
from ebbtide.history.readers.contract import ReadResult
from ebbtide.vault.backup import writing
from ebbtide.vault.keys import passphrases
from ebbtide.vault.keys.derivation import KEY_BYTES, Cost
from ebbtide.vault.keys.keyfile import key_files, mend_keys, read_keys, write_keys
from ebbtide.vault.keys.recovery_code import new_code
from ebbtide.vault.keys.slots import KEYRING, PASSPHRASE, RECOVERY, KeyFile, open_slots, seal, sealed_slots
from ebbtide.vault.storage import disk_reserve, engine, imports, merged_history, search
from ebbtide.vault.storage.engine import Connection, WrongKey
from ebbtide.vault.storage.imports import Imported
from ebbtide.vault.storage.owner_files import DATA
from ebbtide.vault.storage.schema import foreign_names, migrate, schema_of
from ebbtide.vault.storage.tables import Tables, tables

#: Hits that a search shows unless told.
MOST_HITS: Final = 200
#: The setting that says that the newest recovery code may not have been shown.
CODE_UNSEEN: Final = "code.unseen"


@dataclass(frozen=True)
class _Opened:
    """A connection with the keys that led to it."""

    made: Connection
    key: bytes
    keys: KeyFile
    read_only: bool = False


class Vault:
    """An open vault. Use it as a context manager, or close it.

    `tables` are the repositories of what is kept beside the messages. Whatever returned is on the disk.
    """

    def __init__(self, folder: Path, opened: _Opened) -> None:
        self.folder = folder
        self._made, self._key, self._keys = opened.made, opened.key, opened.keys
        #: It lies on a medium that cannot be written to: what is there can be read.
        self.read_only = opened.read_only
        self.tables: Tables = tables(self._made, self.transaction, self._freeing)

    @property
    def path(self) -> Path:
        """The encrypted file."""
        return self.folder / DATA

    @property
    def code_unseen(self) -> bool:
        """Whether the newest recovery code may never have been shown: make another one with `renew_code`."""
        return bool(self.tables.settings.get(CODE_UNSEEN, False))

    def code_shown(self) -> None:
        """Say that the newest recovery code was shown to the user; until then every opening tells that it may not be.

        A code exists from the moment in which it opens the vault, and whatever shows it can end before it has.
        """
        self.tables.settings.put(CODE_UNSEEN, False)

    def transaction(self) -> AbstractContextManager[None]:
        """Several changes as one: all of them are kept, or none."""
        return engine.errors_told(self.path) if self.read_only else engine.transaction(self._made, self.path)

    def _freeing(self, work: Callable[[], None]) -> None:
        """Do what has to work on a full disk too; a part of a longer transaction cannot be done twice."""
        if self._made.in_transaction or self.read_only:
            work()
        else:
            disk_reserve.freeing(self.folder, work)

    def add(self, results: Sequence[ReadResult], me: str | None = None) -> Imported:
        """Import exports of one pair, all of them or none; what was there before is kept once.

        me: the user's name as the exports have it; needed the first time only.

        Raises
        ------
        ChoiceNeeded, BadRequest, NotAPair, ReadError
            as reading does; nothing was changed.
        NoRoom
            the disk is full; nothing was changed.
        """
        with self.transaction():
            return imports.add(self._made, self.tables, results, me)

    def conversation(self) -> Conversation:
        """All imported exports as one history.

        Raises
        ------
        BadRequest
            nothing was imported yet.
        """
        with engine.errors_told(self.path):
            chat = merged_history.kept(self._made)
        if chat is None:
            raise BadRequest("vault.import.nothing")
        return chat

    def choose_me(self, me: str) -> bool:
        """Say anew which of the two is the user; False where that was so already.

        Raises
        ------
        BadRequest
            nobody is called so, nothing was imported yet, or a mark or an answer is kept of one of the two.
        """
        with self.transaction():
            return imports.choose_me(self._made, self.tables, me)

    def search(self, query: str, limit: int = MOST_HITS) -> pl.DataFrame:
        """Messages that hold every word of the query, newest first: columns at_local, sender, text."""
        with engine.errors_told(self.path):
            return search.search(self._made, query, limit)

    def purge_texts(self) -> None:
        """Take all texts of messages out, and keep none of later imports; every measure stays."""
        self._freeing(self._purge)
        self._freeing(self.tidy)

    def _purge(self) -> None:
        with self.transaction():
            imports.purge(self._made, self.tables)

    def rebuild(self) -> None:
        """Make segments and search anew from the rows."""
        with self.transaction():
            imports.rebuild(self._made, self.tables)

    def tidy(self) -> None:
        """Write the file anew without the pages that removed content lay on."""
        with engine.errors_told(self.path):
            self._made.execute("VACUUM")
            engine.empty_log(self._made)

    def check(self) -> None:
        """Read every page and test its seal.

        Raises
        ------
        VaultDamaged
            a page, a table or a key file is not as it was written.
        """
        read_keys(self.folder)
        found = engine.faults(self._made, self.path, read_only=self.read_only)
        if found:
            raise VaultDamaged("vault.damaged.pages", file=self.path, count=len(found), first=found[0])

    def backup(self, target: Path, replace: bool = False) -> Path:
        """Write everything, encrypted and with its key slots, to one file that only its owner may read; returns it.

        It appears under its name only after it was opened again and every page and count was checked. The
        passphrase and the recovery code of today open it (`restore`), also after they were changed here; the
        system's keyring never does.

        Raises
        ------
        BadRequest
            the file is there already (unless `replace`), lies in the vault's own folder, or in none.
        NoRoom
            it could not be written; there is no new file.
        VaultDamaged
            the vault itself is damaged, or the file did not read back as written and was removed.
        """
        return writing.write(self._made, self.path, self._key, _without(self._keys, KEYRING), target, replace)

    def known_words(self) -> tuple[str, ...]:
        """What the other person could guess a passphrase from: names and frequent words of the chats."""
        chat = merged_history.kept(self._made)
        return () if chat is None else passphrases.known_words(chat)

    def opens(self, secret: str, kind: str = PASSPHRASE) -> bool:
        """Whether a passphrase, or with kind "recovery" a recovery code, opens this vault."""
        return bool(open_slots(self._keys, kind, secret))

    def change_passphrase(self, new: str, cost: Cost) -> None:
        """Open with another passphrase from now on; the recovery code and the slot of a keyring stay.

        Copies of the folder made before still open with the old one; `rekey` says more.

        Raises
        ------
        BadRequest
            it is short, or made from names or frequent words of the chats.
        """
        passphrases.check(new, self.known_words())
        others = _without(self._keys, PASSPHRASE).slots
        slot = seal(self._keys.vault, PASSPHRASE, new, self._key, cost)
        self._keep_keys(replace(self._keys, slots=(slot, *others)))

    def renew_code(self) -> str:
        """Make a new recovery code and return it; the old one opens nothing from now on. Show it, then `code_shown`."""
        code = new_code()
        self._expect_code()
        slot = seal(self._keys.vault, RECOVERY, code, self._key)
        self._keep_keys(replace(self._keys, slots=(*_without(self._keys, RECOVERY).slots, slot)))
        return code

    def add_keyring(self, secret: str) -> None:
        """Open also with a random secret that the system's keyring keeps (`keyring_slot`), in place of a former one."""
        slot = seal(self._keys.vault, KEYRING, secret, self._key)
        self._keep_keys(replace(self._keys, slots=(*_without(self._keys, KEYRING).slots, slot)))

    def drop_keyring(self) -> bool:
        """Open no more with a secret of the system's keyring; False where none did."""
        fewer = _without(self._keys, KEYRING)
        if fewer == self._keys:
            return False
        self._keep_keys(fewer)
        return True

    def rekey(self, new: str, cost: Cost) -> str:
        """Encrypt everything anew under another key, passphrase and recovery code; returns the code.

        A crash at any moment leaves a vault that the new passphrase and the new code open. Copies made before
        stay readable with the old ones. The slot of a keyring goes first. Show the code, then `code_shown`. Raises
        `BadRequest` as `change_passphrase` does.
        """
        passphrases.check(new, self.known_words())
        self._expect_code()
        code, key = new_code(), os.urandom(KEY_BYTES)
        both = sealed_slots(self._keys.vault, new, code, key + self._key, cost)
        self._keep_keys(replace(_without(self._keys, KEYRING), pending=both))
        engine.rekey(self._made, self.path, key)
        self._key = key
        self._keep_keys(KeyFile(self._keys.vault, sealed_slots(self._keys.vault, new, code, key, cost)))
        return code

    def _expect_code(self) -> None:
        """Said before a new code opens anything, so that none is lost in silence whenever this process ends."""
        self._freeing(lambda: self.tables.settings.put(CODE_UNSEEN, True))

    def _keep_keys(self, file: KeyFile) -> None:
        if self.read_only:
            raise NoRoom("vault.disk.read_only", folder=self.folder)
        disk_reserve.freeing(self.folder, lambda: write_keys(self.folder, file))
        self._keys = file

    def close(self) -> None:
        """Move the log into the file and let go of it.

        Where there is no room for that even without the ballast, the log stays beside the file, with all that was
        saved in it.
        """
        try:
            with suppress(NoRoom):
                if not self.read_only:
                    disk_reserve.freeing(self.folder, self._fold)
        finally:
            self._made.close()

    def _fold(self) -> None:
        with engine.errors_told(self.path):
            engine.empty_log(self._made)

    def __enter__(self) -> Vault:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _without(keys: KeyFile, kind: str) -> KeyFile:
    return replace(keys, slots=tuple(slot for slot in keys.slots if slot.kind != kind))


def unlock(folder: Path, secret: str, kind: str = PASSPHRASE) -> Vault:
    """Open the vault with the passphrase, or with the secret of another kind of slot, such as the recovery code.

    Raises
    ------
    NoVault, NotOpened, VaultDamaged, VaultInUse, VaultTooNew, NoRoom
        each says what to do; nothing was changed.
    """
    files = key_files(folder)
    data = folder / DATA
    if not data.is_file() or not data.stat().st_size:
        raise VaultDamaged("vault.damaged.gone", file=data)
    read_only = not all(os.access(path, os.W_OK) for path in (folder, data))
    log = data.with_name(data.name + "-wal")
    if read_only and log.is_file() and log.stat().st_size:
        raise NoRoom("vault.disk.unfinished", folder=folder)
    refusals: list[EbbtideError] = []
    for keys in files:
        if refusals and isinstance(refusals[0], NotOpened) and keys.vault == files[0].vault:
            break  # a crash may have left a copy that a former passphrase opens, which is none any more
        try:
            opened = _opened(folder, keys, open_slots(keys, kind, secret), read_only, kind)
        except (NotOpened, VaultDamaged) as error:
            refusals.append(error)
            continue
        if not read_only:
            mend_keys(folder, opened.keys)
        return Vault(folder, opened)
    raise refusals[0]


def _opened(folder: Path, keys: KeyFile, found: Sequence[bytes], read_only: bool, kind: str) -> _Opened:
    """The vault, opened by one of the keys that were found in a key file."""
    if not found:
        raise NotOpened(f"vault.open.wrong_{kind}")
    opened = _connected(folder, found, keys, read_only)
    try:
        _made_fit(opened.made, folder, keys)
        opened = opened if read_only else _settled(folder, opened, found)
    except BaseException:
        opened.made.close()
        raise
    if not read_only:
        disk_reserve.lay(folder)
    return opened


def _connected(folder: Path, found: Sequence[bytes], keys: KeyFile, read_only: bool) -> _Opened:
    """Try each key: while a re-key is under way there are two."""
    for key in found:
        try:
            return _Opened(engine.connect(folder / DATA, key, read_only=read_only), key, keys, read_only)
        except WrongKey:
            continue
    if keys.pending:
        raise NotOpened("vault.open.former")
    raise VaultDamaged("vault.damaged.first_page", file=folder / DATA)


def _settled(folder: Path, opened: _Opened, found: Sequence[bytes]) -> _Opened:
    """End a re-key that a crash cut short: finished where the new secret was given, undone where the former was.

    The new slots hold both keys, the new one first; they stay as they are.
    """
    keys, key = opened.keys, found[0]
    renewed = bool(keys.pending) and (len(found) > 1 or opened.key != key)
    if renewed and opened.key != key:
        engine.rekey(opened.made, folder / DATA, key)
    if keys.pending:
        keys = KeyFile(keys.vault, keys.pending if renewed else keys.slots)
    return _Opened(opened.made, key, keys)


def _made_fit(made: Connection, folder: Path, keys: KeyFile) -> None:
    """Only what is surely this vault is migrated; a file that lost all its pages would look new."""
    with engine.errors_told(folder / DATA):
        if schema_of(made) == 0:
            raise VaultDamaged("vault.damaged.first_page", file=folder / DATA)
        if made.execute("SELECT id FROM vault").fetchone() != (keys.vault,):
            raise VaultDamaged("vault.damaged.other_keys", folder=folder)
        if names := foreign_names(made):
            raise VaultDamaged("vault.damaged.foreign", file=folder / DATA, name=names[0])
    migrate(made, folder / DATA)
