"""The notes of a page: what is known behind its sentences, and whether the source was read."""

from __future__ import annotations

from dataclasses import dataclass

from ebbtide.wording import say


@dataclass(frozen=True)
class NoteText:
    """One note, ready to print: its anchor, the claim, what is known, and its sources."""

    id: str
    claim: str
    known: str
    grade: str
    sources: tuple[tuple[str, str], ...]


def notes(claims: tuple[str, ...]) -> tuple[NoteText, ...]:
    """The notes of `claims`, in that order."""
    return tuple(NoteText(claim, say("report.notes.pending", id=claim), "", "", ()) for claim in claims)
