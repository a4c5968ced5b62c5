"""The check-in: ten sliders of the catalogue, each asked when it is due; skipping is always fine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from ebbtide import catalogue
from ebbtide.errors import BadRequest
from ebbtide.history import Context
from ebbtide.service.log.journal import day_of
from ebbtide.service.session import Session
from ebbtide.vault.storage import CheckIn

LOWEST, HIGHEST = 0, 10
WEEK: Final = timedelta(days=7)
WEEKLY: Final = "weekly"
#: How it feels near the other, asked before numbers are shown (rule 11).
GUT: Final = "gut"


def sliders() -> dict[str, catalogue.CheckIn]:
    """All sliders by key, in the order in which they are asked."""
    return dict(catalogue.table("decisions", "checkin"))


def due_sliders(session: Session, on: date) -> list[catalogue.CheckIn]:
    """The sliders to ask on a day."""
    tables = session.open_vault.tables
    return due(tables.checkins.all(), on, tables.marks.context())


def due(checkins: Iterable[CheckIn], on: date, context: Context) -> list[catalogue.CheckIn]:
    """Daily sliders not yet answered on the day, weekly ones not within the week before it.

    While a declared ending rests, all of them are weekly (rule 14: prompts are short).
    """
    resting = context.resting(on)
    answered: dict[str, list[date]] = {}
    for checkin in checkins:
        for key in checkin.values:
            answered.setdefault(key, []).append(checkin.day)

    def is_due(slider: catalogue.CheckIn) -> bool:
        since = on - WEEK if resting or slider.freq == WEEKLY else on - timedelta(days=1)
        return not any(since < day <= on for day in answered.get(slider.id, ()))

    return [slider for slider in sliders().values() if is_due(slider)]


def read_values(texts: Mapping[str, str]) -> dict[str, int]:
    """Values as they came in text, as numbers.

    Raises
    ------
    BadRequest
        there is no such slider, or the value is no whole number from 0 to 10.
    """
    for key, text in texts.items():
        if key not in sliders():
            raise BadRequest("log.no_slider", given=key, known=", ".join(sliders()))
        if not text.isdecimal() or not LOWEST <= int(text) <= HIGHEST:
            raise BadRequest("log.no_value", slider=key, given=text)
    return {key: int(text) for key, text in texts.items()}


def check_in(session: Session, on: date, values: dict[str, int]) -> CheckIn:
    """Keep the values of a day: one check-in a day, which later values join; raises `BadRequest` for a day ahead."""
    table, day = session.open_vault.tables.checkins, day_of(session, on)
    earlier = next((checkin for checkin in table.all() if checkin.day == day), None)
    if earlier is None:
        return table.add(CheckIn(day, values))
    joined = replace(earlier, values={**earlier.values, **values})
    table.change(joined)
    return joined
