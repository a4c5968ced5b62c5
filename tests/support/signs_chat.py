"""A made-up export with moments that only the user can judge, for the tests of `ebbtide signs`."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

from tests.support.chats import text_file

FIRST = datetime(2025, 1, 6, 9)
DAILY = ("what shall we cook", "the train is late", "on the way home", "did you water the plants")
#: Day of the moment, who begins, what they say, what the other answers.
MOMENTS = (
    (10, 0, "I got the job!!", "ok"),
    (20, 1, "I passed my exam!!", "wow congratulations, so proud of you!"),
    (30, 0, "I feel so sad today", "you are overreacting"),
    (40, 1, "I feel so low", "I'm so sorry to hear that, come here"),
    (40, 0, "sorry for last night, I was unfair", "it's fine"),
    (50, 0, "shall we go to the lake on saturday?", "we'll see"),
    (60, 1, "shall we go to the sea on sunday?", "yes, let's"),
)
#: Days of a silence of Sam's, in which Ana writes.
SILENT = range(80, 87)


def lines(weeks: int = 20) -> list[str]:
    """An Android export: two short exchanges a day, the moments, one long silence with a line after it."""
    draw = random.Random(5)
    said = [one for day in range(7 * weeks) for one in _day(day, draw)]
    names = ("Ana", "Sam")
    return [f"{at:%d/%m/%Y, %H:%M} - {names[who]}: {text}" for at, who, text in sorted(said)]


def _day(day: int, draw: random.Random) -> list[tuple[datetime, int, str]]:
    morning = FIRST + timedelta(days=day)
    if day in SILENT:
        return [(morning, 0, "how are you, all well with you?")]
    if day == SILENT.stop:
        return [(morning, 1, "hey"), (morning + timedelta(minutes=5), 0, "hey, what was that week like?")]
    if day < SILENT.stop + 4 and day > SILENT.stop:
        return []
    found = []
    for hour in (0, 9):
        first = draw.randrange(2)
        at = morning + timedelta(hours=hour, minutes=draw.randrange(50))
        found += [(at, first, draw.choice(DAILY)), (at + timedelta(minutes=8), 1 - first, draw.choice(DAILY))]
    for when, who, told, answer in MOMENTS:
        if when == day:
            at = morning + timedelta(hours=4)
            found += [(at, who, told), (at + timedelta(minutes=9), 1 - who, answer)]
    return found


def export(folder: Path) -> Path:
    """The export as a text file, in a folder of its own."""
    return text_file(folder, lines())
