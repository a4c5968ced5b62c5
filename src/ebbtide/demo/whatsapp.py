"""Write a made-up couple as WhatsApp would export it, so that the whole way from file to verdict can be tested."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ebbtide.demo.phrases import message
from ebbtide.demo.talk import START

if TYPE_CHECKING:
    from ebbtide.demo.couple import Couple

#: Missed calls a week, of both together.
CALLS_A_WEEK = 0.3
#: Hour and minute at which the made-up archive was made, on the export's day.
EXPORTED_AT = (22, 15, 0)


@dataclass(frozen=True)
class Dialect:
    """How one phone writes: the header of a line, its fixed words and the name of the file inside an archive."""

    header: Callable[[datetime], str]
    seconds: bool
    media: str
    missed: str
    notice: str
    disappearing: str
    member: str


def _half(moment: datetime, space: str) -> str:
    return f"{(moment.hour + 11) % 12 + 1}:{moment:%M}{space}{'PM' if moment.hour >= 12 else 'AM'}"


_LOCK = "Messages and calls are end-to-end encrypted. Only people in this chat can read, listen to, or share them."
_GONE = "turned on disappearing messages. New messages will disappear from this chat 7 days after they're sent."
_LOCK_DE = "Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt."
_GONE_DE = "hat selbstlöschende Nachrichten aktiviert. Neue Nachrichten werden nach 7 Tagen gelöscht."

DIALECTS: dict[str, Dialect] = {
    "android-en-24h": Dialect(
        lambda at: f"{at:%d/%m/%Y, %H:%M} - ",
        False,
        "<Media omitted>",
        "Missed voice call",
        _LOCK,
        _GONE,
        "WhatsApp Chat with {name}.txt",
    ),
    "android-en-12h": Dialect(
        lambda at: f"{at.month}/{at.day}/{at:%y}, {_half(at, chr(0x202F))} - ",
        False,
        "<Media omitted>",
        "Missed voice call",
        _LOCK,
        _GONE,
        "WhatsApp Chat with {name}.txt",
    ),
    "android-de": Dialect(
        lambda at: f"{at:%d.%m.%y, %H:%M} - ",
        False,
        "<Medien ausgeschlossen>",
        "Verpasster Sprachanruf",
        _LOCK_DE,
        _GONE_DE,
        "WhatsApp Chat mit {name}.txt",
    ),
    "ios-en": Dialect(
        lambda at: f"[{at:%d/%m/%Y, %H:%M:%S}] ",
        True,
        "\u200eaudio omitted",
        "\u200eMissed voice call",
        "\u200e" + _LOCK,
        _GONE,
        "_chat.txt",
    ),
    "ios-de": Dialect(
        lambda at: f"[{at:%d.%m.%y, %H:%M:%S}] ",
        True,
        "\u200eAudio weggelassen",
        "\u200eVerpasster Sprachanruf",
        "\u200e" + _LOCK_DE,
        _GONE_DE,
        "_chat.txt",
    ),
}


def write(couple: Couple, path: Path, dialect: str, people: tuple[str, str], seed: int = 0) -> None:
    """Write the couple's file; a `.zip` holds one member whose time is the export's day (`couple.last_day`).

    Raises KeyError for an unknown dialect. The text is made up from the lengths and flags; minute
    dialects cut the seconds.
    """
    shape = DIALECTS[dialect]
    text = "".join(f"{line}\n" for line in lines(couple, shape, people, seed))
    if path.suffix != ".zip":
        path.write_bytes(text.encode("utf-8"))
        return
    day = couple.truth.exported or couple.last_day or couple.at[-1].astype("datetime64[D]").item()
    assert isinstance(day, date)
    member = zipfile.ZipInfo(shape.member.format(name=people[1]), (day.year, day.month, day.day, *EXPORTED_AT))
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o600 << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, text.encode("utf-8"))


def lines(couple: Couple, shape: Dialect, people: tuple[str, str], seed: int) -> Iterator[str]:
    """The file's lines: a notice, then messages, voice notes and a few missed calls in time order."""
    rng = np.random.default_rng([seed, couple.at.size])
    moments: list[datetime] = couple.at.astype("datetime64[ms]").tolist()
    yield _system(shape, moments[0], people[1], shape.notice)
    extras = sorted(_extras(couple, shape, people, moments, rng), reverse=True)
    for row, moment in enumerate(moments):
        while extras and extras[-1][0] <= moment:
            yield extras.pop()[1]
        yield f"{shape.header(moment)}{people[couple.person[row]]}: {_body(couple, row, moment, shape, rng)}"
    while extras:
        yield extras.pop()[1]


def _body(couple: Couple, row: int, moment: datetime, shape: Dialect, rng: np.random.Generator) -> str:
    if couple.voice[row]:
        return shape.media
    return message(
        int(couple.chars[row]),
        opens=bool(couple.label[row] == START),
        question=bool(couple.question[row]),
        affection=bool(couple.affection[row]),
        hour=moment.hour,
        rng=rng,
    )


def _system(shape: Dialect, moment: datetime, name: str, text: str) -> str:
    """A system line; phones with brackets put the chat's name before it."""
    return f"{shape.header(moment)}{f'{name}: ' if shape.seconds else ''}{text}"


def _extras(
    couple: Couple, shape: Dialect, people: tuple[str, str], moments: list[datetime], rng: np.random.Generator
) -> Iterator[tuple[datetime, str]]:
    days = max((moments[-1] - moments[0]).days, 1)
    for _ in range(rng.poisson(CALLS_A_WEEK * days / 7)):
        # A minute after some message, so that a call never opens a file or falls into a hidden stretch.
        at = moments[int(rng.integers(0, len(moments)))] + timedelta(minutes=1)
        if at < moments[-1]:
            yield at, f"{shape.header(at)}{people[int(rng.integers(0, 2))]}: {shape.missed}"
    for edge in couple.truth.edges:
        if edge.reason == "disappearing":
            at = datetime.combine(edge.start, datetime.min.time())
            yield at, f"{shape.header(at)}{people[0]} {shape.disappearing}"
