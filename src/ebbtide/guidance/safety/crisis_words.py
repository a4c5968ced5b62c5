"""Words that may mean that a person is in danger from themselves; they bring help lines and never a state."""

from __future__ import annotations

import re
from functools import cache

from ebbtide.catalogue import settings

_APOSTROPHES = str.maketrans("", "", "'’‘ʼ´`")


def crisis_words(text: str) -> bool:
    """Whether `text` holds one of the phrases of the catalogue, in any language of its lists."""
    words = re.findall(r"[^\W_]+", text.casefold().translate(_APOSTROPHES))
    plain = f" {' '.join(words)} "
    return any(f" {phrase} " in plain for phrase in _phrases())


@cache
def _phrases() -> tuple[str, ...]:
    lists: dict[str, list[str]] = settings("decisions")["crisis_words"]
    return tuple(phrase for phrases in lists.values() for phrase in phrases)
