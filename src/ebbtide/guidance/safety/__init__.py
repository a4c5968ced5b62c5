"""The gate before plans and guides, and the help lines; guides and plays are obtainable only through it."""

from ebbtide.guidance.safety.crisis_words import crisis_words
from ebbtide.guidance.safety.gate import DENIED, SafetyState, offered, situation_states
from ebbtide.guidance.safety.help_lines import HelpGroup, HelpPage, ShownLine, countries, directory, help_lines
from ebbtide.guidance.safety.questionnaire import Answer, Safety, safety_questions

__all__ = [
    "DENIED",
    "Answer",
    "HelpGroup",
    "HelpPage",
    "Safety",
    "SafetyState",
    "ShownLine",
    "countries",
    "crisis_words",
    "directory",
    "help_lines",
    "offered",
    "safety_questions",
    "situation_states",
]
