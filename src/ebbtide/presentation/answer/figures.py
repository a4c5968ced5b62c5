"""A row of figures in words: what it is, its levels as written, a word on the difference, and its range."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ebbtide.analysis.changes.answer import FigureCell, FigureRow, Move, Situation
from ebbtide.analysis.measures.specs import SPECS
from ebbtide.people import PEOPLE
from ebbtide.presentation.answer.answer import Row, RowCell
from ebbtide.presentation.answer.voice import Voice
from ebbtide.presentation.charts.words import amount, number
from ebbtide.wording import say
from ebbtide.wording.formats import HOURS_FROM_MINUTES

#: An answer within so many minutes before and now is later "still within minutes".
SOON = 15.0
#: A tenth or less is left.
FAR = 0.1
#: Upper ends of "a quarter as often" and so on, as shares of before.
_PARTS = ((0.12, "hardly"), (0.29, "quarter"), (0.41, "third"), (0.58, "half"), (0.75, "two_thirds"))
_TWICE = 1.75
#: Rows whose counts stand inside, and outside only how often.
_SAID = ("warmth",)


def word_row(voice: Voice, row: FigureRow, *, fact: bool = False) -> Row:
    """A row as it is written. fact: it stands outside, where warm words have no counts."""
    outside = fact and row.measure in _SAID and voice.situation is not Situation.ENDED
    me, them = (_cell(row, row.cells[person], outside) for person in PEOPLE)
    unit = "how_often" if outside else row.measure
    return Row(
        row.measure,
        voice.say("answer.name", row.measure),
        voice.say("answer.unit", unit),
        (me, them),
        tuple(_detail(voice, row, outside)),
    )


def _cell(row: FigureRow, cell: FigureCell, outside: bool) -> RowCell:
    word = _word(row.measure, cell)
    if outside or not math.isfinite(cell.before):
        return RowCell("", "", word or say("answer.word.nothing"), cell.moved)
    if not math.isfinite(cell.after):
        return RowCell(_written(row, cell.before), "", word, cell.moved)
    return RowCell(_written(row, cell.before), _written(row, cell.after), word, cell.moved)


def _written(row: FigureRow, level: float, *, alone: bool = False) -> str:
    """A level. Times carry a unit where it is not that of the row, or where they stand `alone` in a sentence."""
    if row.unit.endswith("reply_time") and (alone or level >= HOURS_FROM_MINUTES):
        return amount(level, row.unit)
    return number(level)


def _word(measure: str, cell: FigureCell) -> str:
    match cell.move:
        case Move.PLAIN:
            return ""
        case Move.LESS | Move.MORE:
            return _difference(measure, cell)
        case _:
            return say("answer.word", cell.move.value)


def _difference(measure: str, cell: FigureCell) -> str:
    left = cell.after / cell.before if cell.before > 0 else math.inf
    if measure == "reply_time" and cell.move is Move.LESS and max(cell.before, cell.after) <= SOON:
        return say("answer.word.later_minutes")
    if measure == "warmth" and (part := _part(left)):
        return say("answer.word.times", part)
    if cell.move is Move.LESS and left <= FAR and not _turned(measure):
        often = say("answer.word.less", measure) == say("answer.word.less.start_hazard")
        return say("answer.word.far_less_often" if often else "answer.word.far_fewer")
    return say("answer.word.less" if cell.move is Move.LESS else "answer.word.more", measure)


def _turned(measure: str) -> bool:
    return measure in SPECS and SPECS[measure].turned


def _part(left: float) -> str:
    """How much is left, as people say it; empty near the whole."""
    if left >= _TWICE:
        return "twice"
    return next((name for end, name in _PARTS if left <= end), "")


def _detail(voice: Voice, row: FigureRow, outside: bool) -> Iterator[str]:
    """For each person what stands inside: counts that are not outside, and the range of a change."""
    for person in PEOPLE:
        cell, who = row.cells[person], person.name.lower()
        if outside and math.isfinite(cell.before) and math.isfinite(cell.after):
            yield voice.say("answer.detail", who, "words", before=number(cell.before), after=number(cell.after))
        if cell.moved and math.isfinite(cell.low):
            low, high = (_written(row, value, alone=True) for value in (cell.low, cell.high))
            yield voice.say("answer.detail", who, "between", size=_amount(row, cell.size), low=low, high=high)
    if any(cell.moved for cell in row.cells) and row.measure in SPECS and SPECS[row.measure].undercounted:
        yield voice.say("answer.detail.undercounted")


def _amount(row: FigureRow, value: float) -> str:
    """An amount of difference with its unit."""
    if row.unit.endswith("reply_time"):
        return amount(value, row.unit)
    return say("answer.amount", row.measure, n=number(value))
