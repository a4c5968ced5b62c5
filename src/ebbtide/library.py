"""What `import ebbtide` gives: read files, look at a conversation, write reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from os import PathLike
from pathlib import Path
from typing import Any

import polars as pl

from ebbtide.analysis import effects
from ebbtide.analysis import signs as analysis_of_signs
from ebbtide.analysis.changes import analyse
from ebbtide.analysis.effects import LEAST_PAIRS, Action, Schedule, draw
from ebbtide.analysis.signs import Confirmed, JournalEntry, pair
from ebbtide.guidance import Situation, speak
from ebbtide.guidance.safety import Safety, safety_questions
from ebbtide.guidance.speak import Draft, LintOptions, OfferedGuide, OpenGuide, accept
from ebbtide.history import Context, Conversation, Span, from_rows
from ebbtide.presentation import report, sentences
from ebbtide.presentation.sentences import SpokenEffect as Effect
from ebbtide.presentation.sentences import SpokenSigns as Signs
from ebbtide.presentation.sentences import speak_effect, speak_signs
from ebbtide.presentation.speak import Fact, lint_lines, speak_facts
from ebbtide.service import Progress, Reading, see


class Tide(sentences.Tide):
    """What a look found, with what leads out of the library: a report file, JSON, a table, a notebook view."""

    @property
    def changes(self) -> pl.DataFrame:
        """One row a measure and person: before, after, effect with its 90 % interval, natural units."""
        return pl.DataFrame([asdict(row) for row in self.sizes])

    def report(self, path: str | PathLike[str], signs: Signs | None = None) -> Path:
        """Write the report as one self-contained HTML file that only its owner may read; returns its path.

        signs: what `signs` found, for a section of its own.
        """
        target = Path(path)
        report.write(self, target, signs)
        return target

    def to_dict(self, signs: Signs | None = None) -> dict[str, Any]:
        """The whole result as plain values, with a `schema_version`.

        signs: what `signs` found, under a key of its own. Schema: `ebbtide/presentation/report/schema.json`.
        """
        return report.to_dict(self) | ({} if signs is None else {"signs": signs.to_dict()})

    def _repr_html_(self) -> str:
        return report.notebook(self)


def read(
    *files: str | PathLike[str],
    me: str | None = None,
    date_order: str | None = None,
    exported: date | None = None,
    chat: str | None = None,
    since: date | None = None,
    same: Sequence[tuple[str, str]] = (),
    progress: Progress | None = None,
    confined: bool = False,
) -> Conversation:
    """Read the export files of one pair into a conversation; several exports of one chat become one history.

    me: the user's name as the files have it. date_order: "dmy", "mdy" or "ymd" where the files leave
    it open. exported: the day of the export where the file does not tell. chat: the name of the chat where an
    archive holds several. since: the first day that counts, of a group that became a pair. same: pairs of an old and
    a new name of one person. confined: read each file in a process of its own, with bounds on time and memory and no
    way to write or to connect (not on Windows, which has no such processes). Raises errors of `ebbtide.errors`:
    `ChoiceNeeded` (with `people`) without `me`, `ChatChoiceNeeded` (with `chats`), `DateOrderUnknown`, `YearUnknown`,
    `ReadError`.
    """
    reading = Reading(date_order, exported, chat, since, tuple(same))
    return see.read_files(files, me, reading, progress=progress, confined=confined)


def conversation(
    rows: Iterable[tuple[datetime, str | int, str | None]],
    people: tuple[str, str] = ("you", "they"),
    exported: date | None = None,
) -> Conversation:
    """A conversation from rows of any origin: (time, "me" or "them", text).

    >>> from datetime import datetime
    >>> chat = conversation([(datetime(2025, 3, 1, 9), "me", "hello"), (datetime(2025, 3, 1, 9, 2), "them", "hi")])
    >>> chat.events.height
    2
    """
    return from_rows(rows, people=people, exported=exported)


def look(
    chat: Conversation,
    as_of: date | None = None,
    context: Context | None = None,
    minimum: str | None = "rule",
    check: bool = True,
) -> Tide:
    """What changed between these two, when, by how much, on whose side, and how sure.

    as_of: what would have been said on that date. minimum: None lifts the least data that a verdict
    needs (for research). check: whether to run the pair's own check. Raises `NotAPair` for groups.
    """
    return Tide.of(analyse(pair(chat), as_of, context, minimum, check))


def effect(
    chat: Conversation, action: Action | Schedule, as_of: date | None = None, context: Context | None = None
) -> Effect:
    """What can be said about something you did, in the words that the way it was set up supports.

    action: an `Action` (a date; written down beforehand or logged afterwards) or a `Schedule` of drawn
    weeks. as_of, context: as in `look`. Raises `NotAPair` for groups. Nothing here shows a cause from
    one date; docs/method/statistics.md#did-it-help has what each design is worth.
    """
    return speak_effect(effects.effect(pair(chat), action, as_of, context), chat.people)


def signs(
    chat: Conversation,
    tide: Tide | None = None,
    context: Context | None = None,
    journal: Sequence[JournalEntry] = (),
    verdicts: Confirmed | None = None,
) -> Signs:
    """Every sign of the catalogue, of both people, with what speaks against it first.

    tide: what a look at this chat found, else it is looked at now. context: what the user told, where `tide` is
    not given. journal: the user's own entries. verdicts: proposals that they have judged; unjudged ones
    never count. Raises `NotAPair` for groups, and where one of the two wrote nothing.
    """
    return speak_signs(analysis_of_signs.signs(chat, tide, context, journal, verdicts))


def schedule(
    start: date,
    measure: str,
    person: str,
    direction: str,
    *,
    pairs: int = LEAST_PAIRS,
    seed: int | None = None,
    today: date | None = None,
) -> Schedule:
    """Draw which weeks of each pair have an action and which do not, before they begin.

    Only for harmless things in your own life (an evening with friends, the phone put away), never for
    silence, tests or anything that is withheld from the other person. start: the first whole week from
    here on is the first. measure, person, direction: as in `Action`. pairs: 8 to 13. seed: of the draw,
    else from the other values. today: the day of the draw, else this one. Keep `to_dict()`;
    `Schedule.from_dict` reads it back and notices a change. Raises `BadRequest` once the first week has begun.
    """
    return draw(start, measure, person, direction, today=today or date.today(), pairs=pairs, seed=seed)


class Lint(speak.Lint):
    """Where a draft may land as blame; `print` shows it with carets."""

    def __str__(self) -> str:
        return "\n".join(lint_lines(self))


def lint(
    text: str,
    *,
    language: str | None = None,
    guide: OpenGuide | None = None,
    names: Sequence[str] = (),
    off: Sequence[str] = (),
    accepted: Iterable[tuple[str, str, str]] = (),
    situation: Situation | None = None,
) -> Lint:
    """Where `text` may land as blame, and what good it holds; never that it is safe.

    language: a code, else guessed. guide: that the text came from. names: words that are names here. off: rules or
    families that are switched off. accepted: rule, sentence and reason of findings to leave out. Raises `BadRequest`
    over 20,000 characters, or for a rule that there is not or that cannot be switched off.
    """
    silent = () if guide is None else guide.entry.silent
    acceptances = tuple(accept(rule, sentence, reason) for rule, sentence, reason in accepted)
    options = LintOptions(language, tuple(names), tuple(off), silent, acceptances, situation or Situation())
    result = speak.lint(text, options)
    return Lint(**{item.name: getattr(result, item.name) for item in fields(result)})


def guides(
    safety: Safety | None = None,
    stage: str | None = None,
    situation: Situation | None = None,
    *,
    met: Iterable[str] = (),
    today: date | None = None,
) -> tuple[OfferedGuide, ...]:
    """All guides, those that are open first; a closed one says no reason.

    stage: "dating", "partner", "spouse" or "ex". met: what is so of the needs of guides, such as "space_ended".
    """
    conditions = _met(stage, met)
    return speak.list_guides(safety or Safety(), situation or Situation(), today or date.today(), conditions)


def guide(
    name: str,
    safety: Safety | None = None,
    situation: Situation | None = None,
    *,
    stage: str | None = None,
    met: Iterable[str] = (),
    today: date | None = None,
) -> OpenGuide:
    """One guide by its id; raises `NotOffered` where the gate keeps it closed, `BadRequest` where there is none."""
    conditions = _met(stage, met)
    return speak.open_guide(name, safety or Safety(), situation or Situation(), today or date.today(), conditions)


def _met(stage: str | None, met: Iterable[str]) -> tuple[str, ...]:
    return (*met, *([f"stage:{stage}"] if stage else []))


def facts(
    tide: Tide | None = None, journal: Sequence[JournalEntry] = (), today: date | None = None
) -> tuple[Fact, ...]:
    """Plain dated facts for a draft: what the look itself says, and what the journal counts."""
    day = today or date.today()
    return speak_facts(speak.find_facts(tide, journal, day), day)


def draft(guide: OpenGuide, answers: Mapping[str, str], facts: Sequence[Fact] = ()) -> Draft:
    """Join answers and picked facts to a text, linted; raises `BadRequest` that names the part."""
    return speak.build_draft(guide, answers, [fact.text for fact in facts])


__all__: Sequence[str] = (
    "Action",
    "Context",
    "Conversation",
    "Draft",
    "Effect",
    "Fact",
    "JournalEntry",
    "Lint",
    "Safety",
    "Schedule",
    "Signs",
    "Situation",
    "Span",
    "Tide",
    "conversation",
    "draft",
    "effect",
    "facts",
    "guide",
    "guides",
    "lint",
    "look",
    "read",
    "safety_questions",
    "schedule",
    "signs",
)
