"""The signs of both people in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from ebbtide.analysis.finding import Finding
from ebbtide.analysis.signs import Sign, Signs
from ebbtide.presentation.sentences.signs_as_json import to_dict
from ebbtide.presentation.sentences.speech import Sentence, speak
from ebbtide.wording import say

_SAID = ("evidence_against", "evidence_for", "missing", "cannot_see")


@dataclass(frozen=True)
class SpokenSign(Sign):
    """One sign of one person, with its sentences. name: what it is about, of neither person."""

    name: str = ""
    evidence_against: tuple[Sentence, ...] = ()
    evidence_for: tuple[Sentence, ...] = ()
    missing: tuple[Sentence, ...] = ()
    cannot_see: tuple[Sentence, ...] = ()

    def __str__(self) -> str:
        lines = (*self.evidence_against, *self.evidence_for, *self.missing)
        return "\n".join(item.text for item in lines)


@dataclass(frozen=True)
class SpokenSigns(Signs):
    """All signs of the catalogue, with their sentences."""

    rows: tuple[SpokenSign, ...]
    lines: tuple[Sentence, ...] = ()

    def __getitem__(self, sign: str) -> tuple[SpokenSign, ...]:
        """The rows of one sign, the user's first; KeyError where the catalogue has none of that id."""
        return tuple(row for row in super().__getitem__(sign) if isinstance(row, SpokenSign))

    def of(self, sign: str, person: int) -> SpokenSign | None:
        """One person's row of a sign; None where there can be none."""
        return next((row for row in self.rows if row.id == sign and row.person == person), None)

    def to_dict(self) -> dict[str, Any]:
        """Every sign as plain values, with a `schema_version` (`ebbtide/presentation/sentences/signs.schema.json`)."""
        return to_dict(self)

    def __str__(self) -> str:
        parts = [item.text for item in self.lines]
        for sign in self.shown:
            rows = self[sign]
            parts += [rows[0].name, *(str(row) for row in rows)]
        return "\n".join(parts)


def speak_signs(signs: Signs) -> SpokenSigns:
    """The signs with their sentences; what is spoken already stays as it is."""
    if isinstance(signs, SpokenSigns):
        return signs
    values = {item.name: getattr(signs, item.name) for item in fields(signs)}
    rows = tuple(_speak_sign(row, signs.people) for row in signs.rows)
    return SpokenSigns(**{**values, "rows": rows, "lines": _speak_all(signs.lines, signs.people)})


def _speak_sign(row: Sign, people: tuple[str, str]) -> SpokenSign:
    values = {item.name: getattr(row, item.name) for item in fields(row)}
    said = {name: _speak_all(values[name], people) for name in _SAID}
    return SpokenSign(**{**values, **said, "name": say("signs.names", row.id)})


def _speak_all(items: Iterable[Finding], people: tuple[str, str]) -> tuple[Sentence, ...]:
    return tuple(speak(item, people) for item in items)


__all__ = ["SpokenSign", "SpokenSigns", "speak_signs"]
