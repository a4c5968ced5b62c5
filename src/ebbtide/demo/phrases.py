"""Put a made-up message together: its length, question and affection are given, its words come from a small list."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

import numpy as np

#: Messages longer than this may run over several lines.
LINE = 150
#: How many pieces are looked at to find one that fits.
TRIES = 4
MORNING_HOURS = (5, 10)


@cache
def _pools() -> dict[str, list[str]]:
    text = (resources.files("ebbtide.demo") / "data" / "phrases.toml").read_text("utf-8")
    return {name: sorted(pool, key=len) for name, pool in tomllib.loads(text).items()}


def _pick(pool: list[str], room: int, rng: np.random.Generator) -> str:
    """A piece that fills the room well without overflowing; the shortest where none fits."""
    some = [pool[at] for at in rng.integers(0, len(pool), TRIES)]
    fitting = [piece for piece in some if len(piece) <= room]
    return max(fitting, key=len) if fitting else _shorter(pool, room)


def _shorter(pool: list[str], room: int) -> str:
    """The longest piece within the room, else the shortest there is; pools are sorted by length."""
    fitting = [piece for piece in pool if len(piece) <= room]
    return fitting[-1] if fitting else pool[0]


def message(chars: int, *, opens: bool, question: bool, affection: bool, hour: int, rng: np.random.Generator) -> str:
    """A text of about `chars` letters; questions end in a question mark, affection shows, nothing else does."""
    pools, pieces, room = _pools(), [], chars
    ends = []
    if affection:
        ends.append(_pick(pools["affection"], max(room // 2, 2), rng))
    if question:
        ends.append(_pick(pools["question"], max(room // 2, 4), rng))
    room -= sum(len(piece) + 2 for piece in ends)
    if opens and room > 1:
        early = MORNING_HOURS[0] <= hour < MORNING_HOURS[1]
        pieces.append(_pick(pools["morning" if early else "opener"], room, rng))
        room -= len(pieces[-1]) + 2
    if not pieces and not ends and room < len(pools["plain"][0]):
        return _pick(pools["tiny"], room, rng)
    for _ in range(chars // len(pools["plain"][0])):
        piece = _pick(pools["plain"], room, rng)
        if len(piece) <= room and piece not in pieces:
            pieces.append(piece)
            room -= len(piece) + 2
    return _joined(pieces, ends, chars, rng)


def _joined(pieces: list[str], ends: list[str], chars: int, rng: np.random.Generator) -> str:
    glue = ".\n" if chars > LINE and rng.random() < 0.3 else ". "
    body = glue.join(piece[0].upper() + piece[1:] if chars > LINE // 4 else piece for piece in pieces)
    return " ".join(part for part in ([f"{body}."] if body and ends else [body]) + ends if part)
