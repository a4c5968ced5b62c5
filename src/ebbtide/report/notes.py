"""The notes of a page: what is known behind its sentences, and whether the source was read."""

from __future__ import annotations

from ebbtide.catalogue import Note, note


def notes(claims: tuple[str, ...]) -> tuple[Note, ...]:
    """The notes of `claims`, in that order; a claim that the catalogue does not hold is a `CatalogueError`."""
    return tuple(note(claim) for claim in claims)
