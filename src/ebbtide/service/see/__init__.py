"""See what changed: a source once, then a look, the signs, the review and the boards of it."""

from ebbtide.service.see.boards import Board, Cell, boards
from ebbtide.service.see.demo import demo
from ebbtide.service.see.list_signs import list_signs
from ebbtide.service.see.load import LoadRequest, load, read_files
from ebbtide.service.see.look import Look, look
from ebbtide.service.see.review import Answer, Proposal, Review, judge, review
from ebbtide.service.see.signs import Sign, SignsResult, signs
from ebbtide.service.see.source import Rest, Source

__all__ = [
    "Answer",
    "Board",
    "Cell",
    "LoadRequest",
    "Look",
    "Proposal",
    "Rest",
    "Review",
    "Sign",
    "SignsResult",
    "Source",
    "boards",
    "demo",
    "judge",
    "list_signs",
    "load",
    "look",
    "read_files",
    "review",
    "signs",
]
