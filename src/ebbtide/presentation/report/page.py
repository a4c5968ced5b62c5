"""The page as plain values: which sections a Tide has, in which order, and what stands in each."""

from __future__ import annotations

from dataclasses import dataclass, field

from ebbtide.analysis.changes.analysis import State
from ebbtide.presentation.charts import Figure
from ebbtide.presentation.charts.words import day, names, plain
from ebbtide.presentation.report.files import file_lines
from ebbtide.presentation.report.lines import measures_spoken, spoken
from ebbtide.presentation.report.pictures import figures
from ebbtide.presentation.report.rows import DESCRIBED, Row, rows
from ebbtide.presentation.report.signs import sign_lines
from ebbtide.presentation.sentences import Sentence, SpokenSigns, Tide
from ebbtide.wording import say

#: Groups of findings with a section of their own, in the order of a report (docs/method/changes.md#sections).
ORDER = ("other", "against", "changed", "busy", "signs", "routine", "next", "unseen", "sure", "coverage")
#: Groups whose lines stand side by side, one column a person.
PAIRED = frozenset({"changed", "busy", "signs"})
#: Groups that stand in the track "me" of the section "next".
MINE = ("own", "me")
#: Where a state has its own heading for the section "changed".
_HEADINGS = {
    State.USUAL: "usual",
    State.SHORT: "short",
    State.TOO_EARLY: "early",
    State.TOO_LITTLE: "little",
    State.RESTING: "resting",
}
#: States that speak of a change; in the others two sections have a calmer heading.
_OF_CHANGE = frozenset({State.CHANGED, State.TOO_EARLY, State.BOTH_STOPPED})
_PER_STATE = frozenset({"other", "against"})


@dataclass(frozen=True)
class Line:
    """One finding as it stands on a page, with the numbers of its notes."""

    text: str
    person: int | None
    notes: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Section:
    """One part of the page: its heading and lead, its lines, and what goes with them.

    `lines` speak of nobody in particular; `mine` and `theirs` stand side by side under `labels`.
    `folded` are charts that open on a tap.
    """

    key: str
    title: str
    lead: str
    lines: tuple[Line, ...] = ()
    labels: tuple[str, str] = ("", "")
    mine: tuple[Line, ...] = ()
    theirs: tuple[Line, ...] = ()
    rows: tuple[Row, ...] = ()
    caption: str = ""
    figures: tuple[Figure, ...] = ()
    folded: tuple[Figure, ...] = ()
    empty: str = ""


@dataclass(frozen=True)
class Page:
    """A whole report: `claims` are the ids of the notes, in the order of their numbers."""

    state: str
    people: tuple[str, str]
    as_of: str
    headline: Line
    sections: tuple[Section, ...]
    claims: tuple[str, ...] = ()
    reading: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


@dataclass
class _Notes:
    """Numbers the claims in the order in which a reader meets them."""

    ids: list[str] = field(default_factory=list)

    def line(self, finding: Sentence) -> Line:
        """The finding as a line, its claims numbered."""
        self.ids += [claim for claim in dict.fromkeys(finding.claims) if claim not in self.ids]
        numbers = tuple((self.ids.index(claim) + 1, claim) for claim in dict.fromkeys(finding.claims))
        return Line(plain(finding.text), finding.person, numbers)


def page(tide: Tide, signs: SpokenSigns | None = None) -> Page:
    """The page of a Tide, with a section of `signs` where they are given.

    Every finding stands on it exactly once, as a line or as a row of the table.
    """
    notes = _Notes()
    groups: dict[str, list[Line]] = {}
    for finding in _in_reading_order(tide, signs):
        groups.setdefault(finding.group, []).append(notes.line(finding))
    people = names(tide.conversation.people)
    head = groups.pop("headline")
    groups["also"] = head[1:] + [line for name in list(groups) if not _placed(name) for line in groups.pop(name)]
    return Page(
        state=tide.state,
        people=people,
        as_of=_as_of(tide),
        headline=head[0],
        sections=tuple(_sections(tide, people, groups)),
        claims=tuple(notes.ids),
        reading=_reading(tide, people),
        files=file_lines(tide.conversation),
    )


def _in_reading_order(tide: Tide, signs: SpokenSigns | None) -> list[Sentence]:
    own = ORDER.index("next") + 1
    places = {name: place for place, name in enumerate(("headline", *ORDER[:own], *MINE, *ORDER[own:]))}
    return sorted((*spoken(tide), *sign_lines(signs)), key=lambda finding: places.get(finding.group, len(places)))


def _placed(group: str) -> bool:
    return group in ORDER or group in MINE or group == "also"


def _as_of(tide: Tide) -> str:
    return say("report.page.as_of", day=day(tide.as_of)) if tide.as_of else say("report.page.as_of_unknown")


def _sections(tide: Tide, people: tuple[str, str], groups: dict[str, list[Line]]) -> list[Section]:
    drawn = figures(tide) if tide.state != State.RESTING else ()
    made: list[Section] = []
    for key in (*ORDER, "also"):
        lines = tuple(groups.get(key, ()))
        if key == "changed":
            made += _changed(tide, people, lines, drawn)
        elif key in PAIRED and lines:
            made.append(_section(key, "", **_columns(people, lines)))
        elif key == "next":
            made.append(_next(lines, tuple(line for name in MINE for line in groups.get(name, ()))))
        elif lines:
            quiet = key in _PER_STATE and tide.state not in _OF_CHANGE
            made.append(_section(key, "_quiet" if quiet else "", lines=lines))
    return made


def _section(key: str, variant: str = "", **parts: object) -> Section:
    title = say(f"report.sections.{key}.title{variant}")
    lead = say(f"report.sections.{key}.lead{variant}")
    return Section(key, title, lead, **parts)  # type: ignore[arg-type]


def _changed(tide: Tide, people: tuple[str, str], lines: tuple[Line, ...], drawn: tuple[Figure, ...]) -> list[Section]:
    """The rows of both people with the tide chart, then the charts of the measures that have lines, then the others."""
    variant = f"_{_HEADINGS[tide.state]}" if tide.state in _HEADINGS else ""
    first = {"tide", "quarters"} if _of_quarters(tide) else {"tide"}
    top = tuple(figure for figure in drawn if figure.key in first)
    spoken_of = {f"measure-{name}" for name in measures_spoken(tide)}
    open_ones = tuple(figure for figure in drawn if figure.key in spoken_of)
    folded = tuple(figure for figure in drawn if figure.key not in first | spoken_of)
    rest = "" if tide.sizes and tide.date else "_usual"
    sections = (
        _section("changed", variant, rows=rows(tide), caption=_caption(tide), figures=top, **_columns(people, lines)),
        _section("charts", rest, figures=open_ones, folded=folded),
    )
    return [section for section in sections if _filled(section)]


def _columns(people: tuple[str, str], lines: tuple[Line, ...]) -> dict[str, tuple[Line, ...] | tuple[str, str]]:
    """The lines of nobody in particular, and those of each person under their names."""
    of = {who: tuple(line for line in lines if line.person == who) for who in (None, 0, 1)}
    return {"labels": people, "lines": of[None], "mine": of[0], "theirs": of[1]}


def _of_quarters(tide: Tide) -> bool:
    """Whether a sentence of the page rests on the quarters."""
    return any(item.key.startswith("views.quarters.") and item.claim_of_change for item in tide.findings)


def _filled(section: Section) -> bool:
    return any((section.lines, section.mine, section.theirs, section.rows, section.figures, section.folded))


def _caption(tide: Tide) -> str:
    if not tide.sizes:
        return say("report.table.caption_usual")
    kind = "caption_short" if tide.state in DESCRIBED else "caption_parts"
    return say("report.table.caption") if tide.date else say("report.table", kind)


def _next(between: tuple[Line, ...], mine: tuple[Line, ...]) -> Section:
    labels = (say("report.sections.next.between"), say("report.sections.next.me"))
    return _section("next", labels=labels, mine=between, theirs=mine, empty=say("report.sections.next.me_empty"))


def _reading(tide: Tide, people: tuple[str, str]) -> tuple[str, ...]:
    lines = [say("report.reading", name) for name in ("measure", "side", "interval", "cannot", "week", "starts")]
    colour = say("report.reading.colour", first=people[0], second=people[1])
    return (*lines, colour) if tide.weekly is not None and tide.state != State.RESTING else tuple(lines)
