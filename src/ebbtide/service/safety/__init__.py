"""The safety questions, their answers in the vault, and the help lines."""

from ebbtide.service.safety.gate_answers import (
    DueQuestion,
    SafetyPage,
    answer_safety,
    crisis_help,
    forget_safety,
    list_due_questions,
    list_help,
    read_safety,
)

__all__ = [
    "DueQuestion",
    "SafetyPage",
    "answer_safety",
    "crisis_help",
    "forget_safety",
    "list_due_questions",
    "list_help",
    "read_safety",
]
