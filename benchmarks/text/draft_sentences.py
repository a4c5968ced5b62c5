"""Sentences of drafts written for this project: bad ones beside their good twins, seen and blind parts apart."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "drafts"
PARTS = ("seen", "blind", "fresh")
#: SHA-256 of the blind part as it was before any rule was written.
FROZEN = {
    "blind.txt": "68588b6c2e2eebb5279df2704bc7b3409f12bcf58b364fe591f359a89fe8c798",
    "good_blind.txt": "49c88a2a1e5d717a18984932c64ecf706a1e66c06bb9f1e11f45428e675218a9",
}
#: Kinds of good sentences that are hard to tell from bad ones.
HARD = ("thanks", "joke", "third", "quote", "negation", "plan", "own_fault", "praise", "anger", "limit")


@dataclass(frozen=True)
class DraftSentence:
    """One sentence. family: of a bad one; kind: of a good one; pair: its twin's number, own for a single one."""

    text: str
    bad: bool
    family: str
    kind: str
    pair: int


def read(part: str) -> list[DraftSentence]:
    """All sentences of a part, twins beside each other."""
    pairs = list(_pairs(f"{part}.txt"))
    found = [
        item
        for number, (family, (bad, kind, good)) in enumerate(pairs)
        for item in (DraftSentence(bad, True, family, "", number), DraftSentence(good, False, family, kind, number))
    ]
    apart = f"good_{part}.txt"
    single = enumerate(_lines(apart) if (FOLDER / apart).exists() else (), len(pairs))
    return [*found, *(DraftSentence(text, False, "", kind, number) for number, (kind, text) in single)]


def _pairs(name: str) -> Iterator[tuple[str, list[str]]]:
    for family, line in _lines(name):
        yield family, line.split(" | ")


def _lines(name: str) -> Iterator[tuple[str, str]]:
    """Each line with the heading above it."""
    heading = ""
    for line in (FOLDER / name).read_text("utf-8").splitlines():
        if match := re.fullmatch(r"\[(\w+)\]", line):
            heading = match[1]
        elif line and not line.startswith("#"):
            yield heading, line


def changed() -> list[str]:
    """Files of the blind part that are not as they were frozen."""
    return [
        name for name, digest in FROZEN.items() if hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() != digest
    ]
