"""Help lines as plain text: only those seen in a source, with a warning where the source is old."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ebbtide.catalogue import settings, table
from ebbtide.catalogue.entries import Emergency, HelpLine
from ebbtide.wording import say

#: Groups of a page, in order: whom the line is for.
GROUPS: dict[str, tuple[str, ...]] = {
    "afraid": ("domestic_violence", "sexual_violence"),
    "own_behaviour": ("own_behaviour",),
    "crisis": ("crisis",),
}
#: The line of the EU connects only where a country has switched it on: never offered by itself.
NOT_A_COUNTRY = "EU"
ALIASES = {"UK": "GB"}
SEEN = "seen"


@dataclass(frozen=True)
class ShownLine:
    """One line as a person reads it; `number` is plain text, never a link; `old` asks for the warning."""

    name: str
    number: str
    about: tuple[str, ...]
    dated: str
    old: bool

    @property
    def text(self) -> str:
        """Name, number and all that is known, in one paragraph."""
        return " ".join([say("safety.line.start", name=self.name, number=self.number), *self.about, self.dated])


@dataclass(frozen=True)
class HelpGroup:
    """Lines for one kind of need."""

    key: str
    title: str
    lines: tuple[ShownLine, ...]


@dataclass(frozen=True)
class HelpPage:
    """The help for one country, or for nobody's yet: then `countries` are to choose from.

    emergency: a sentence, always there. groups: may be empty. notes: the warnings that go with them.
    countries: code and name of every country with a line or a number that may be shown.
    """

    country: str | None
    name: str
    quiet: str
    emergency: str
    groups: tuple[HelpGroup, ...]
    notes: tuple[str, ...]
    countries: tuple[tuple[str, str], ...]

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The whole page as plain paragraphs, in reading order."""
        lines = [text for group in self.groups for text in (group.title, *(line.text for line in group.lines))]
        listed = say("safety.page.countries", names=", ".join(f"{name} ({code})" for code, name in self.countries))
        return (self.emergency, *lines, *self.notes, *(() if self.groups else (listed,)))


def _may_show(entry: HelpLine | Emergency) -> bool:
    return entry.status == SEEN and entry.country != NOT_A_COUNTRY


def _lines(country: str) -> list[HelpLine]:
    return [line for line in table("helplines", "line").values() if _may_show(line) and line.country == country]


def countries() -> tuple[tuple[str, str], ...]:
    """Code and name of the countries for which something may be shown, by name."""
    rows = [*table("helplines", "line").values(), *table("helplines", "emergency").values()]
    codes = {row.country for row in rows if _may_show(row)}
    return tuple(sorted(((code, say(f"safety.country.{code}")) for code in codes), key=lambda item: item[1]))


def dated(source_date: str) -> date | None:
    """The first day that a source date can mean; of a span its last part; None where there is none.

    >>> dated("2025-11"), dated("2020-2025"), dated("")
    (datetime.date(2025, 11, 1), datetime.date(2025, 1, 1), None)
    """
    parts = source_date.split("-")
    if not parts[0]:
        return None
    if len(parts) == 2 and len(parts[1]) == 4:
        return date(int(parts[1]), 1, 1)
    year, month, day = [*(int(part) for part in parts), 1, 1][:3]
    return date(year, month, day)


def _is_old(line: HelpLine, today: date) -> bool:
    since = dated(line.source_date)
    return since is None or (today - since).days > settings("helplines")["max_age_days"]


def _dated(line: HelpLine, old: bool) -> str:
    if not line.source_date:
        return say("safety.line.undated")
    return say("safety.line.old" if old else "safety.line.dated", date=line.source_date)


def _about(line: HelpLine) -> tuple[str, ...]:
    known = "not seen" not in line.hours and line.hours
    how = ", ".join(say(f"safety.how.{way.replace('-', '_')}") for way in line.how)
    found = [say("safety.line.hours", how=how, hours=line.hours) if known else say("safety.line.no_hours", how=how)]
    if line.languages and "not seen" not in line.languages:
        found.append(say("safety.line.languages", languages=line.languages))
    found += [say(f"safety.whom.{who}") for who in line.for_whom if who in ("men", "young")]
    return (*found, line.tell) if line.tell else tuple(found)


def _shown(line: HelpLine, today: date) -> ShownLine:
    old = _is_old(line, today)
    return ShownLine(line.name, line.number, _about(line), _dated(line, old), old)


def _groups(lines: list[HelpLine], today: date) -> tuple[HelpGroup, ...]:
    found = []
    for key, whom in GROUPS.items():
        chosen = tuple(_shown(line, today) for line in lines if set(whom) & set(line.for_whom))
        if chosen:
            found.append(HelpGroup(key, say(f"safety.group.{key}"), chosen))
    return tuple(found)


def _emergency(country: str | None) -> str:
    entry = table("helplines", "emergency").get(country or "")
    if entry is None or not _may_show(entry):
        return say("safety.emergency.unknown")
    one = len({entry.police, entry.ambulance, entry.fire}) == 1
    said = (
        say("safety.emergency.one", number=entry.police)
        if one
        else say("safety.emergency.several", police=entry.police, ambulance=entry.ambulance, fire=entry.fire)
    )
    return f"{said} {entry.tell}" if entry.tell else said


def _notes(country: str | None, groups: tuple[HelpGroup, ...]) -> tuple[str, ...]:
    found = [say("safety.page.bills")] if groups else []
    if any(line.old for group in groups for line in group.lines):
        found.append(say("safety.page.old"))
    if country and not groups:
        found.append(say("safety.page.none"))
    elif country and all(group.key != "own_behaviour" for group in groups):
        found.append(say("safety.page.own"))
    return tuple(found)


def help_lines(country: str | None, today: date) -> HelpPage:
    """The page of help for `country` (ISO 3166 code, any case; None where it is not known) as of `today`.

    Only lines seen in a source are on it. A line without a source date, or whose source is older
    than 180 days, carries a warning. A country without a line that was seen gets the list of those
    with one.
    """
    code = ALIASES.get(country.upper(), country.upper()) if country else None
    known = countries()
    groups = _groups(_lines(code), today) if code else ()
    return HelpPage(
        country=code,
        name=dict(known).get(code or "", code or ""),
        quiet=say("safety.quiet.line"),
        emergency=_emergency(code),
        groups=groups,
        notes=_notes(code, groups),
        countries=known,
    )


def directory(today: date) -> tuple[HelpPage, ...]:
    """The pages of all countries with a line that was seen: for a report that cannot ask where the reader is."""
    return tuple(page for page in (help_lines(code, today) for code, _ in countries()) if page.groups)
