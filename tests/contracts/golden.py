"""Figures of looks and signs on fixed made-up talk: a move of code leaves them as they are, to the last digit.

Words are left out, since a sentence may be mended where a figure may not move. Where a change means to move figures,
`python -m tests.contracts.golden` writes them anew, and its message says which and why.
"""

from __future__ import annotations

import hashlib
import json
import math
import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import ebbtide as eb

FILE = Path(__file__).with_name("golden.json")
START, EXPORTED, WEEKS = datetime(2024, 1, 1, 7), date(2025, 3, 1), 60
#: Minutes of a day in which somebody writes, and messages a day of both.
AWAKE, MESSAGES = 16 * 60, 14
TEXTS = ("ok", "home yet?", "miss you", "see you at eight", "thank you, that was kind", "no", "love you", "sorry, late")
#: Keys of the JSON whose values are words.
WORDS = {
    *("text", "answer", "headline", "findings", "lines", "evidence_against", "evidence_for", "missing"),
    *("cannot_see", "name"),
    *("may_be", "questions", "science", "sources", "reading", "assumptions", "warnings", "key", "claims", "unit"),
}


@dataclass(frozen=True)
class Case:
    """One made-up talk. fall: week from which one person writes half as much, None for never."""

    seed: int
    fall: int | None = None
    person: str = "them"


CASES = (Case(1), Case(2, 44), Case(3, 40, "me"), Case(4, 56), Case(5, 30), Case(6))


def talk(case: Case) -> list[tuple[datetime, str, str]]:
    """The rows of a case: time, "me" or "them", text."""
    rng = random.Random(case.seed)
    rows = []
    at = START
    while at < START + timedelta(weeks=WEEKS):
        person = rng.choice(("me", "them"))
        low = case.fall is not None and at >= START + timedelta(weeks=case.fall) and person == case.person
        if not low or rng.random() < 0.5:
            rows.append((at, person, rng.choice(TEXTS)))
        at += timedelta(minutes=rng.expovariate(MESSAGES / AWAKE) * (1.7 if low else 1.0))
        if at.hour < START.hour:
            at = at.replace(hour=START.hour, minute=rng.randrange(60), second=rng.randrange(60))
    return rows


def numbers(value: Any) -> Any:
    """Plain values without words; numbers to nine digits, those that are not finite as None."""
    if isinstance(value, dict):
        return {name: numbers(part) for name, part in value.items() if name not in WORDS}
    if isinstance(value, list | tuple):
        return [numbers(part) for part in value]
    if isinstance(value, float):
        return float(f"{value:.9g}") if math.isfinite(value) else None
    return value


def figures(case: Case) -> dict[str, Any]:
    """State, side and a hash of all figures of a look and of the signs."""
    chat = eb.conversation(talk(case), exported=EXPORTED)
    tide = eb.look(chat)
    look, signs = tide.to_dict(), eb.signs(chat, tide).to_dict()
    texts = [json.dumps(numbers(part), sort_keys=True, default=str) for part in (look, signs)]
    hashes = [hashlib.sha256(text.encode()).hexdigest()[:16] for text in texts]
    return {"state": look["state"], "side": look["side"], "look": hashes[0], "signs": hashes[1]}


if __name__ == "__main__":
    FILE.write_text(json.dumps({str(case.seed): figures(case) for case in CASES}, indent=1) + "\n", "utf-8")
