"""What a screen shows behind a sentence: the claim, what is known, and whether the sources were read."""

from __future__ import annotations

from dataclasses import dataclass

from ebbtide.catalogue import store
from ebbtide.catalogue.entries import Claim, Sign, Source
from ebbtide.wording import say


@dataclass(frozen=True)
class NoteSource:
    """A source as a note cites it; `known` says in words whether it was read (rule 15)."""

    id: str
    cite: str
    known: str
    finding: str
    checked: bool


@dataclass(frozen=True)
class Note:
    """One claim with its verdict and grade in words, what is known, and its sources."""

    id: str
    claim: str
    verdict: str
    verdict_text: str
    grade: str
    grade_text: str
    known: str
    cited: tuple[str, ...]
    sources: tuple[NoteSource, ...]


def _source(source: Source) -> NoteSource:
    read = {"V": "read", "V2": "second_hand", "M": "memory", "O": "own"}[source.status]
    checked = source.status in ("V", "O")
    return NoteSource(source.id, source.cite, say("catalogue.read", read), source.finding, checked)


def note(claim_id: str) -> Note:
    """The note of a claim; reads the files of claims and sources and no other.

    Raises
    ------
    CatalogueError
        no such claim, or a source of it is missing.

    >>> note("no_forecast").grade
    'A'
    """
    claim = store.entry(Claim, "claims", "claim", claim_id)
    return Note(
        id=claim.id,
        claim=claim.claim,
        verdict=claim.verdict,
        verdict_text=say("catalogue.verdict", claim.verdict),
        grade=claim.grade,
        grade_text=say("catalogue.grade", claim.grade),
        known=claim.known,
        cited=claim.cited,
        sources=tuple(_source(store.entry(Source, "sources", "source", key)) for key in claim.sources),
    )


#: Ids of the notes of signs begin so; the rest is the sign's own id.
SIGN_NOTE = "sign-"


def sign_note(sign_id: str) -> Note:
    """The note of a sign: what is known of it, its grade and its sources.

    Raises
    ------
    CatalogueError
        no such sign, or a source of it is missing.

    >>> sign_note("hot_cold").grade
    'B'
    """
    sign = store.entry(Sign, "signs", "sign", sign_id)
    return Note(
        id=SIGN_NOTE + sign.id,
        claim=say("signs.names", sign.id),
        verdict="",
        verdict_text="",
        grade=sign.grade,
        grade_text=say("catalogue.grade", sign.grade),
        known=sign.science,
        cited=sign.cited,
        sources=tuple(_source(store.entry(Source, "sources", "source", key)) for key in sign.sources),
    )
