"""The check-in: eight sliders of the catalogue, each asked when it is due; skipping is always fine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from ebbtide.catalogue import table
from ebbtide.catalogue.entries import CheckIn as Slider
from ebbtide.cli.questions import ask_number, tell
from ebbtide.errors import BadRequest
from ebbtide.wording import say

if TYPE_CHECKING:
    from ebbtide.history.conversation import Context
    from ebbtide.vault.opening import VaultLike
    from ebbtide.vault.storage.records import CheckIn

LOWEST, HIGHEST = 0, 10
WEEK: Final = timedelta(days=7)
WEEKLY: Final = "weekly"
#: How it feels near the other, asked before numbers are seen.
GUT: Final = "gut"


def sliders() -> dict[str, Slider]:
    """All sliders by key, in the order in which they are asked."""
    return dict(table("decisions", "checkin"))


def due(kept: Iterable[CheckIn], on: date, context: Context) -> list[Slider]:
    """The sliders to ask on a day: daily ones not yet answered on it, weekly ones not within the week before it.

    While a declared ending rests, all of them are weekly (rule 14: prompts are short).
    """
    resting = context.resting(on)
    answered: dict[str, list[date]] = {}
    for one in kept:
        for key in one.values:
            answered.setdefault(key, []).append(one.day)
    return [
        slider
        for key, slider in sliders().items()
        if not _answered(answered.get(key, ()), on, resting or slider.freq == WEEKLY)
    ]


def _answered(days: Iterable[date], on: date, weekly: bool) -> bool:
    return any(on - WEEK < day <= on if weekly else day == on for day in days)


def ask_values(asked: Sequence[Slider]) -> dict[str, int]:
    """A value from 0 to 10 for each slider that is answered; Enter skips one."""
    if asked:
        tell(say("log.about_sliders"))
    return ask_each(asked)


def ask_each(asked: Sequence[Slider]) -> dict[str, int]:
    """The same without a word about them before."""
    values: dict[str, int] = {}
    for slider in asked:
        value = ask_number(_question(slider), LOWEST, HIGHEST)
        if value is not None:
            values[slider.id] = value
    return values


def gut_first(vault: VaultLike, on: date) -> None:
    """Ask for the gut, where it is due, before a look shows any number (rule 11); Enter skips it."""
    asked = [
        slider for slider in due(vault.tables.checkins.all(), on, vault.tables.marks.context()) if slider.id == GUT
    ]
    if asked:
        tell(say("log.gut_first"))
        values = ask_each(asked)
        if values:
            keep(vault, on, values)


def _question(slider: Slider) -> str:
    told = {"text": slider.text, "low": slider.low, "high": slider.high}
    if slider.mid:
        return say("log.slider_mid", **told, mid=slider.mid)
    return say("log.slider_na", **told, na=slider.na) if slider.na else say("log.slider", **told)


def checked(values: dict[str, str]) -> dict[str, int]:
    """Values as they came in text, as numbers.

    Raises
    ------
    BadRequest
        there is no such slider, or the value is no whole number from 0 to 10.
    """
    for key, given in values.items():
        if key not in sliders():
            raise BadRequest("log.no_slider", given=key, known=", ".join(sliders()))
        if not given.isdecimal() or not LOWEST <= int(given) <= HIGHEST:
            raise BadRequest("log.no_value", slider=key, given=given)
    return {key: int(given) for key, given in values.items()}


def keep(vault: VaultLike, on: date, values: dict[str, int]) -> CheckIn:
    """One check-in a day: later values of a day join the earlier ones."""
    from ebbtide.vault.storage.records import CheckIn

    there = [one for one in vault.tables.checkins.all() if one.day == on]
    if not there:
        return vault.tables.checkins.add(CheckIn(on, values))
    joined = replace(there[0], values={**there[0].values, **values})
    vault.tables.checkins.change(joined)
    return joined


def line(one: CheckIn) -> str:
    """A check-in in one line, in the order of the sliders."""
    known = sliders()
    told = [
        say("log.value", slider=known[key].text if key in known else key, value=one.values[key])
        for key in (*known, *(one.values.keys() - known.keys()))
        if key in one.values
    ]
    return say("log.checkin", day=one.day, values="; ".join(told))


def plain(record: Any) -> dict[str, Any]:
    """A record of the journal or a check-in as plain values, its number first."""
    told = asdict(record)
    return {"number": told.pop("id"), **told}
