"""Freezes a tiny vault of the newest schema beside this file, once for each schema that is released; run as a program.

    python -m tests.vaults.freeze

A frozen vault is never made anew: it stands for the vaults that people have.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from ebbtide.vault import Vault, unlock
from ebbtide.vault.storage.owner_files import DATA, KEYS
from ebbtide.vault.storage.records import (
    AcceptedRecord,
    CheckIn,
    Confirmation,
    DraftRecord,
    Entry,
    Mark,
    PlayRecord,
    SafetyRecord,
    SittingRecord,
)
from ebbtide.vault.storage.schema import STEPS
from tests.support.vaults import PASSPHRASE, export, vault

HERE = Path(__file__).parent
TOLD = "told.json"
DAY = date(2026, 3, 1)


def frozen() -> dict[int, Path]:
    """The folder of each schema that was released."""
    return {int(path.name.removeprefix("schema-")): path for path in sorted(HERE.glob("schema-*"))}


def content(made: Vault) -> dict[str, Any]:
    """All that a person sees of a vault, as JSON has it."""
    chat, kept = made.conversation(), made.tables
    names = ("people", "marks", "confirmations", "journal", "checkins", "plays", "drafts", "sittings")
    names += ("safety", "accepted")
    told = {
        "events": chat.events.select("at_local", "person", "kind", "text").cast(str).rows(),
        "people": chat.people,
        "found": made.search("tea").cast(str).rows(),
        "setting": kept.settings.get("look"),
        "records": {name: [asdict(one) for one in getattr(kept, name).all()] for name in names},
    }
    plain: dict[str, Any] = json.loads(json.dumps(told, default=str))
    return plain


def fill(made: Vault, folder: Path) -> None:
    """Something of every kind, two overlapping exports among it."""
    made.add([export(folder, 0, 18, "a.txt"), export(folder, 12, 24, "b.txt")], "Ana")
    own = made.tables
    own.settings.put("look", {"weeks": 4})
    own.marks.add(Mark("away", DAY, date(2026, 3, 9), 1, note="the sea"))
    own.confirmations.add(Confirmation(DAY, "thanks.proposed", "yes", "00ff"))
    own.journal.add(Entry(DAY, "slept badly 🌊", ("sleep", "work")))
    own.journal.add(Entry(DAY, "better", ()))
    own.checkins.add(CheckIn(DAY, {"seen": 3, "own_life": 7}))
    own.plays.add(PlayRecord("P01", DAY, "begun", {"metric": "answered", "weeks": 4}, date(2026, 4, 1)))
    own.drafts.add(DraftRecord(DAY, "G01", "I noticed that …"))
    own.drafts.add(DraftRecord(DAY, "decline", "Not today.", {"no": "Not today"}, "asleep", DAY, date(2026, 3, 4)))
    own.safety.add(SafetyRecord(DAY, "afraid", "no"))
    own.accepted.add(AcceptedRecord(DAY, "absolute.you-never", "00ff", "it is a joke"))
    own.sittings.add(SittingRecord(DAY, 1, {"gut": "stay", "needs": ["time", "calls"]}))


def main() -> None:
    """Freeze the newest schema; refuses one that is there."""
    target = HERE / f"schema-{len(STEPS)}"
    if target.exists():
        sys.exit(f"{target.name} is frozen already")
    with tempfile.TemporaryDirectory() as scratch:
        place, _ = vault(Path(scratch))
        with unlock(place, PASSPHRASE) as made:
            fill(made, Path(scratch))
            told = content(made)
            made.tidy()
        target.mkdir()
        for name in (DATA, KEYS):
            shutil.copyfile(place / name, target / name)
    (target / TOLD).write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
