"""The answer in words: one screen for each situation, and what is folded behind it; decides nothing.

Rule of this room: the same values for report, terminal, JSON and app. Every sentence stands in
`wording/en/answer.toml`, whole in each variant; what may be said of whom comes from `analysis.changes.answer`.
"""

from ebbtide.presentation.answer.answer import Answer, Explanation, Fold, Row, RowCell, Step, Words
from ebbtide.presentation.answer.compose import answer

__all__ = ["Answer", "Explanation", "Fold", "Row", "RowCell", "Step", "Words", "answer"]
