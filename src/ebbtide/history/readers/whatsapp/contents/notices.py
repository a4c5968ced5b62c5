"""The program's own sentences in an export, folded for comparison; the table is `notices.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ebbtide.history.normal_form import normalized
from ebbtide.history.readers.whatsapp.times.day_words import MARKS

_MARKS = str.maketrans("\u00a0\u202f", "  ", MARKS)
_ENDS = " .<>[]。।۔"


def fold(text: str) -> str:
    """A sentence for comparison: no marks, lower case, no brackets and full stop at its ends.

    >>> fold("\u200e<Media omitted>")
    'media omitted'
    """
    return normalized(text.translate(_MARKS), "NFC").strip(_ENDS).lower()


@dataclass(frozen=True)
class Phrases:
    """Sentences by meaning. `exact` maps a folded sentence to (what, detail)."""

    exact: dict[str, tuple[str, str]]
    attached: frozenset[str]
    edited: frozenset[str]
    openings: dict[str, tuple[str, ...]]
    you: tuple[str, ...]
    notice_roots: tuple[str, ...]
    calls: dict[str, tuple[str, bool]]
    call_names: tuple[str, ...]
    call_details: dict[str, str]
    disappearing: tuple[str, ...]
    switched_off: tuple[str, ...]
    group: re.Pattern[str]


@cache
def phrases() -> Phrases:
    """The table, read once."""
    table = tomllib.loads((resources.files(__package__) / "notices.toml").read_text("utf-8"))
    calls = table["call"]
    group = [re.escape(word) for word in (*table["group"]["roots"], *table["group"]["said"])]
    return Phrases(
        exact=_exact(table),
        attached=frozenset(table["attached"]["exact"]),
        edited=frozenset(table["edited"]["exact"]),
        openings={
            "view_once": tuple(table["view_once"]["openings"]),
            "poll": tuple(table["poll"]["openings"]),
            "notice": tuple(table["notice"]["openings"]),
            "marked": tuple(table["notice"]["marked"]),
            "event": tuple(table["event"]["openings"]),
        },
        you=tuple(table["notice"]["you"]),
        notice_roots=tuple(table["notice"]["roots"]),
        calls=_calls(calls),
        call_names=tuple(_calls(calls)),
        call_details=dict.fromkeys(calls["no_answer"], "no_answer")
        | dict.fromkeys(calls["declined"], "declined")
        | dict.fromkeys(calls["answered"], "answered")
        | dict.fromkeys(calls["missed_detail"], "missed"),
        disappearing=tuple(table["disappearing"]["about"]),
        switched_off=tuple(table["disappearing"]["off"]),
        group=re.compile("|".join(group)),
    )


def _exact(table: dict[str, dict[str, list[str]]]) -> dict[str, tuple[str, str]]:
    meanings = {word: ("media", media) for media, words in table["omitted"].items() for word in words}
    for what in ("deleted", "hidden", "view_once"):
        meanings.update(dict.fromkeys(table[what]["exact"], (what, "")))
    for media in ("voice", "video"):
        meanings.update(dict.fromkeys(table["call"][f"missed_{media}"], ("call", "missed")))
    return meanings


def _calls(table: dict[str, list[str]]) -> dict[str, tuple[str, bool]]:
    """Name of a call to (how it ended unless told further, whether it was a video call)."""
    names = {name: ("unknown", media == "video") for media in ("voice", "video") for name in table[media]}
    for media in ("voice", "video"):
        names.update(dict.fromkeys(table[f"missed_{media}"], ("missed", media == "video")))
    return dict(sorted(names.items(), key=lambda item: -len(item[0])))
