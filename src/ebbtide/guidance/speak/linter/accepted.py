"""Findings that the user has accepted: a rule and the hash of a sentence; a changed sentence is judged again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Accepted:
    """One accepted finding. sentence: of `sentence_hash`, never the words themselves."""

    rule: str
    sentence: str
    reason: str


def sentence_hash(plain: str) -> str:
    """What is kept of a sentence: SHA-256 of its plain words, in hex."""
    return hashlib.sha256(plain.encode()).hexdigest()
