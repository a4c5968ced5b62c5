"""Ask for the sliders of the check-in, and show them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ebbtide import service
from ebbtide.cli.questions import ask_number, tell
from ebbtide.wording import say


def ask_values(sliders: Sequence[service.log.Slider]) -> dict[str, int]:
    """A value from 0 to 10 for each slider that is answered; Enter skips one."""
    values = {slider.id: ask_number(_question(slider), service.log.LOWEST, service.log.HIGHEST) for slider in sliders}
    return {key: value for key, value in values.items() if value is not None}


def gut_first(session: service.Session, on: date) -> None:
    """Ask for the gut, where it is due, before a look shows any number (rule 11); Enter skips it."""
    sliders = [slider for slider in service.log.due_sliders(session, on) if slider.id == service.log.GUT]
    if sliders:
        tell(say("log.gut_first"))
        values = ask_values(sliders)
        if values:
            service.log.check_in(session, on, values)


def _question(slider: service.log.Slider) -> str:
    ends = {"text": slider.text, "low": slider.low, "high": slider.high}
    if slider.mid:
        return say("log.slider_mid", **ends, mid=slider.mid)
    return say("log.slider_na", **ends, na=slider.na) if slider.na else say("log.slider", **ends)


def line(checkin: service.log.CheckIn) -> str:
    """A check-in in one line, in the order of the sliders."""
    known = service.log.sliders()
    values = [
        say("log.value", slider=known[key].text if key in known else key, value=checkin.values[key])
        for key in (*known, *(checkin.values.keys() - known.keys()))
        if key in checkin.values
    ]
    return say("log.checkin", day=checkin.day, values="; ".join(values))
