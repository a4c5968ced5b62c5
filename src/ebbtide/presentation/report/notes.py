"""The notes of a page: what is known behind its sentences, and whether the source was read."""

from __future__ import annotations

from ebbtide.catalogue import SIGN_NOTE, Note, note, sign_note


def notes(claims: tuple[str, ...]) -> tuple[Note, ...]:
    """The notes of claims and signs, in that order; one that the catalogue does not hold is a `CatalogueError`."""
    return tuple(_note(claim) for claim in claims)


def _note(claim: str) -> Note:
    return sign_note(claim.removeprefix(SIGN_NOTE)) if claim.startswith(SIGN_NOTE) else note(claim)
