"""Passphrases: offer six random words, and refuse what the other person could guess from the chats."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Final

import polars as pl

from ebbtide.errors import BadRequest
from ebbtide.history.conversation import Conversation
from ebbtide.vault.keys.derivation import plain

WORDS: Final = 6
#: Letters and digits that have to be left when names and frequent words of the chats are taken out: the attack is
#: offline, and the likeliest attacker knows all of these (docs/method/security.md#keys).
LEAST_OWN: Final = 12
#: Different characters among them; "aaaaaaaaaaaa" is long and no secret.
LEAST_DIFFERENT: Final = 6
#: How many of the chats' words, the most frequent first, count as known; and the shortest that is taken out.
MOST_KNOWN: Final = 500
SHORTEST_KNOWN: Final = 3
#: Days and years are known to both.
_DATE: Final = re.compile(r"(?:19|20)\d\d|\b\d{1,2}[./-]\d{1,2}(?:[./-]\d{2,4})?\b")


@cache
def word_list() -> tuple[str, ...]:
    """The list that passphrases are made from: common English words, each a secret of 11 bits."""
    text = (resources.files("ebbtide.vault.keys") / "data" / "words.txt").read_text("utf-8")
    return tuple(text.split())


def offer(known: Iterable[str] = ()) -> str:
    """Six words drawn at random (66 bits), none of them among the `known` ones."""
    taken = frozenset(known)
    free = [word for word in word_list() if word not in taken]
    return " ".join(secrets.choice(free) for _ in range(WORDS))


def known_words(chat: Conversation) -> tuple[str, ...]:
    """Names of both people and the most frequent words of their messages, folded to lower case."""
    told = [*chat.people, *(name for source in chat.sources for name in source.senders)]
    names = [part for name in told for part in _words(name)]
    texts = chat.events.filter(pl.col("person") >= 0)["text"].drop_nulls()
    found = texts.str.to_lowercase().str.extract_all(rf"[\p{{L}}\p{{N}}]{{{SHORTEST_KNOWN},}}").explode().drop_nulls()
    counts = found.alias("word").value_counts().sort("count", "word", descending=[True, False])
    return tuple(dict.fromkeys([*names, *counts["word"].head(MOST_KNOWN).to_list()]))


def check(passphrase: str, known: Iterable[str] = ()) -> None:
    """Refuse a passphrase that is short, or short once names, dates and frequent words of the chats are taken out.

    Raises
    ------
    BadRequest
        says which of the two; a passphrase of this computer's making always passes.
    """
    whole = _own(plain(passphrase).casefold())
    if not _enough(whole):
        raise BadRequest("vault.passphrase.short", least=LEAST_OWN, different=LEAST_DIFFERENT)
    rest = _DATE.sub(" ", plain(passphrase).casefold())
    for word in sorted(set(map(str.casefold, known)), key=len, reverse=True):
        if len(word) >= SHORTEST_KNOWN:
            rest = rest.replace(word, " ")
    if not _enough(_own(rest)):
        raise BadRequest("vault.passphrase.known")


def _enough(own: str) -> bool:
    return len(own) >= LEAST_OWN and len(set(own)) >= LEAST_DIFFERENT


def _own(text: str) -> str:
    return "".join(_words(text))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def same(first: str, second: str) -> bool:
    """Whether two passphrases open the same slot."""
    return plain(first) == plain(second)
