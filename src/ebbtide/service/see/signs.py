"""The signs of both people with the evidence both ways, and how many messages wait for the user's word."""

from __future__ import annotations

from dataclasses import dataclass

from ebbtide.analysis.signs import Sign, Signs
from ebbtide.service.see.look import look
from ebbtide.service.see.review import proposals_of
from ebbtide.service.see.source import Source
from ebbtide.service.session import Session


@dataclass(frozen=True)
class SignsResult:
    """All signs. waiting: messages that only the user can judge and has not; none while an ending rests."""

    signs: Signs
    waiting: int
    too_little: bool


def signs(session: Session, source: Source) -> SignsResult:
    """Find the signs of a source as of its day; raises as `look` does."""
    result = look(session, source)
    waiting = 0 if source.rest else len(source.verdicts.waiting(proposals_of(source).items))
    return SignsResult(result.signs, waiting, result.too_little)


__all__ = ["Sign", "SignsResult", "signs"]
