"""Ebbtide reads the messages you already have and shows what changed, when, by how much, and on whose side.

Nothing leaves the computer. `read`, `look`, `Tide.report` are the way through; see `ebbtide.library`.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ebbtide.library import (
        Action,
        Context,
        Conversation,
        Draft,
        Effect,
        Fact,
        JournalEntry,
        Lint,
        Safety,
        Schedule,
        Signs,
        Situation,
        Span,
        Tide,
        conversation,
        draft,
        effect,
        facts,
        guide,
        guides,
        lint,
        look,
        read,
        safety_questions,
        schedule,
        signs,
    )

__version__ = "0.1.0"
__all__ = [
    "Action",
    "Context",
    "Conversation",
    "Draft",
    "Effect",
    "Fact",
    "JournalEntry",
    "Lint",
    "Safety",
    "Schedule",
    "Signs",
    "Situation",
    "Span",
    "Tide",
    "conversation",
    "draft",
    "effect",
    "facts",
    "guide",
    "guides",
    "lint",
    "look",
    "read",
    "safety_questions",
    "schedule",
    "signs",
]


def __getattr__(name: str) -> Any:
    """Import the library on first use, so that the command line answers at once."""
    if name in __all__:
        from ebbtide import library

        return getattr(library, name)
    raise AttributeError(f"module 'ebbtide' has no attribute {name!r}")
