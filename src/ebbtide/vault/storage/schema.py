"""The tables, and the steps from every schema ever released to this one; a step that fails changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from sqlcipher3 import dbapi2 as sqlcipher  # type: ignore[import-untyped]

from ebbtide.errors import VaultDamaged, VaultTooNew
from ebbtide.vault.storage.engine import Connection, transaction

Step = Sequence[str]

#: Words of every script are letters, numbers and the marks that belong to them.
TOKENS: Final = "unicode61 remove_diacritics 2 categories 'L* N* M* Co'"

#: Schema 1. Rows are the truth: `event` holds them as a reader gave them, each content once; `placed` says where they
#: stand in which source, of which `first` is the first row that was new, and rows that were new with it follow in the
#: order of time; `mark` stands in for a text that was removed (`vault.texts`). `segment` (Arrow) and `history`
#: hold the merged conversation, `word` the search; all three can be rebuilt.
_FIRST: Final[Step] = (
    "CREATE TABLE vault (id TEXT NOT NULL)",
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE source (id INTEGER PRIMARY KEY AUTOINCREMENT, digest BLOB NOT NULL UNIQUE, report TEXT NOT NULL,
        first INTEGER NOT NULL)""",
    "CREATE TABLE label (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)",
    """CREATE TABLE event (
        id INTEGER PRIMARY KEY, uid BLOB NOT NULL, kind INTEGER REFERENCES label,
        at_utc INTEGER, at_local INTEGER, zone_source INTEGER REFERENCES label, resolution_s REAL,
        sender INTEGER REFERENCES label, target BLOB, text TEXT, text_state INTEGER REFERENCES label,
        chars INTEGER, words INTEGER, emoji INTEGER, media INTEGER REFERENCES label, media_count INTEGER,
        duration_ms INTEGER, call_end INTEGER REFERENCES label, reaction TEXT, removed INTEGER,
        edited_at INTEGER, deleted_at INTEGER, flags INTEGER, mark TEXT)""",
    """CREATE TABLE placed (
        source INTEGER NOT NULL REFERENCES source ON DELETE CASCADE, at INTEGER NOT NULL,
        position INTEGER, thread INTEGER REFERENCES label, event INTEGER NOT NULL REFERENCES event,
        PRIMARY KEY (source, at)) WITHOUT ROWID""",
    "CREATE TABLE history (one INTEGER PRIMARY KEY CHECK (one = 1), told TEXT NOT NULL)",
    "CREATE TABLE segment (number INTEGER PRIMARY KEY, rows INTEGER NOT NULL, content BLOB NOT NULL)",
    f"""CREATE VIRTUAL TABLE word USING fts5(text, content='event', content_rowid='id', detail=none,
        tokenize="{TOKENS}")""",
    """CREATE TABLE person (id INTEGER PRIMARY KEY, side INTEGER NOT NULL UNIQUE CHECK (side IN (0, 1)),
        name TEXT NOT NULL, known_as TEXT NOT NULL, shown_as TEXT, pronoun TEXT)""",
    """CREATE TABLE mark (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, start TEXT, "end" TEXT,
        who INTEGER, value TEXT, note TEXT NOT NULL)""",
    """CREATE TABLE confirmation (id INTEGER PRIMARY KEY AUTOINCREMENT, day TEXT NOT NULL, what TEXT NOT NULL,
        uid TEXT, answer TEXT NOT NULL)""",
    """CREATE TABLE journal (id INTEGER PRIMARY KEY AUTOINCREMENT, day TEXT NOT NULL, text TEXT NOT NULL,
        tags TEXT NOT NULL)""",
    """CREATE TABLE checkin (id INTEGER PRIMARY KEY AUTOINCREMENT, day TEXT NOT NULL, "values" TEXT NOT NULL,
        note TEXT NOT NULL)""",
    """CREATE TABLE play (id INTEGER PRIMARY KEY AUTOINCREMENT, play TEXT NOT NULL, start TEXT NOT NULL, until TEXT,
        state TEXT NOT NULL, terms TEXT NOT NULL)""",
    """CREATE TABLE draft (id INTEGER PRIMARY KEY AUTOINCREMENT, day TEXT NOT NULL, guide TEXT NOT NULL,
        text TEXT NOT NULL)""",
    """CREATE TABLE sitting (id INTEGER PRIMARY KEY AUTOINCREMENT, day TEXT NOT NULL, number INTEGER NOT NULL,
        answers TEXT NOT NULL)""",
)

#: Schema 2: answers to the safety questions, findings of the linter that the user accepted, and what becomes of drafts.
_GUIDANCE: Final[Step] = (
    """CREATE TABLE safety (id INTEGER PRIMARY KEY AUTOINCREMENT, day TEXT NOT NULL, question TEXT NOT NULL,
        answer TEXT NOT NULL)""",
    """CREATE TABLE accepted (id INTEGER PRIMARY KEY AUTOINCREMENT, day TEXT NOT NULL, rule TEXT NOT NULL,
        sentence TEXT NOT NULL, reason TEXT NOT NULL)""",
    "ALTER TABLE draft ADD COLUMN slots TEXT NOT NULL DEFAULT '{}'",
    "ALTER TABLE draft ADD COLUMN state TEXT NOT NULL DEFAULT 'open'",
    "ALTER TABLE draft ADD COLUMN wake TEXT",
    "ALTER TABLE draft ADD COLUMN answer_by TEXT",
)

#: Step n leads from schema n to n + 1. Released steps are never edited, and the table `vault` stays in every schema.
STEPS: Final[Sequence[Step]] = (_FIRST, _GUIDANCE)


def migrate(made: Connection, path: Path, steps: Sequence[Step] = STEPS) -> int:
    """Bring the tables to the newest schema in one transaction, and look whether they add up before it ends.

    A step that fails, or a crash at any moment, leaves the schema and all rows as they were; returns the schema
    reached.

    Raises
    ------
    VaultTooNew
        a newer version wrote the vault; nothing is changed.
    VaultDamaged
        the tables would not add up afterwards; nothing is changed.
    """
    found = schema_of(made)
    if found > len(steps):
        raise VaultTooNew("vault.open.newer")
    if found < len(steps):
        with transaction(made, path):
            for statement in (statement for step in steps[found:] for statement in step):
                made.execute(statement)
            made.execute(f"PRAGMA user_version={len(steps)}")
            _sound(made, path)
    return len(steps)


def foreign_names(made: Connection) -> list[str]:
    """Names of what the file has beside the tables of its schema, or otherwise than they are made; empty for a vault.

    Somebody could hand over a backup with a view, a trigger or a column that does work of its own. A schema that is
    newer than this version's is told by `migrate`.
    """
    version = schema_of(made)
    if version > len(STEPS):
        return []
    expected = _shapes(version)
    found = made.execute("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'").fetchall()
    # How the search keeps its own tables is the engine's business, and may be written otherwise by another version.
    own = tuple(f"{name}_" for name, sql in expected.items() if sql.startswith("CREATE VIRTUAL"))
    return [name for name, sql in found if name not in expected or (expected[name] != sql and not name.startswith(own))]


@cache
def _shapes(version: int) -> dict[str, str]:
    """How every table and index of a schema is made."""
    made = sqlcipher.connect(":memory:", isolation_level=None)
    try:
        for statement in (statement for step in STEPS[:version] for statement in step):
            made.execute(statement)
        return {name: sql or "" for name, sql in made.execute("SELECT name, sql FROM sqlite_master")}
    finally:
        made.close()


def _sound(made: Connection, path: Path) -> None:
    wrong = [str(row[0]) for row in made.execute("PRAGMA quick_check") if row[0] != "ok"]
    wrong += [f"{row[0]} {row[1]}" for row in made.execute("PRAGMA foreign_key_check")]
    if wrong:
        raise VaultDamaged("vault.damaged.pages", file=path, count=len(wrong), first=wrong[0])


def schema_of(made: Connection) -> int:
    """The schema that the file has; 0 for an empty file."""
    return int(made.execute("PRAGMA user_version").fetchone()[0])
