"""Small made-up WhatsApp exports for the tests of the command line."""

from __future__ import annotations

import random
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

FIRST = datetime(2025, 1, 6, 8, 0)
WORDS = ("on my way", "did you sleep well?", "lovely, thank you", "what shall we cook", "miss you", "see you at seven")


def lines(weeks: int, names: tuple[str, ...] = ("Ana", "Sam"), a_day: int = 6, seed: int = 1) -> list[str]:
    """An Android export of a pair with an even rhythm: `a_day` short exchanges a day."""
    draw = random.Random(seed)
    made = []
    for day in range(7 * weeks):
        for minute in sorted(draw.sample(range(14 * 60), a_day)):
            opened = FIRST + timedelta(days=day, minutes=minute)
            pair = draw.sample(names, 2)
            made.append((opened, pair[0]))
            made.append((opened + timedelta(minutes=draw.randint(1, 40)), pair[1]))
    made.sort()
    return [f"{at:%d/%m/%Y, %H:%M} - {name}: {draw.choice(WORDS)}" for at, name in made]


def text_file(folder: Path, rows: list[str], name: str = "WhatsApp Chat with Sam.txt") -> Path:
    """`rows` as a text file in `folder`."""
    path = folder / name
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def zip_file(folder: Path, rows: list[str], name: str = "WhatsApp Chat with Sam.zip") -> Path:
    """`rows` as the export that a phone would zip on the evening of the last message's day."""
    path = folder / name
    exported = datetime.strptime(rows[-1][:10], "%d/%m/%Y") + timedelta(hours=23)
    with zipfile.ZipFile(path, "w") as archive:
        entry = zipfile.ZipInfo("WhatsApp Chat with Sam.txt", exported.timetuple()[:6])
        archive.writestr(entry, "\n".join(rows) + "\n", zipfile.ZIP_DEFLATED)
    return path
