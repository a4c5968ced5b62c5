"""A made-up Tide for the tests of the report and the charts, and one variant for every state."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl

from ebbtide.analysis.changes.analysis import Busy, BusyRow, Change, IndexTrack, SelfCheck, Spell, State
from ebbtide.analysis.changes.hot_cold.stretches import HotCold, Stretch
from ebbtide.analysis.measures.measure import Measure, Weekly
from ebbtide.history.conversation import EVENT_SCHEMA, Context, Conversation, Coverage, Edge, Span
from ebbtide.history.readers.contract import SourceReport
from ebbtide.people import Person, Side
from ebbtide.presentation.sentences import Sentence, Tide

WEEKS = 80
FIRST = date(2024, 1, 1)
CHANGE = date(2025, 3, 10)
AS_OF = date(2025, 7, 15)
HOSTILE = "<script>alert(\"x\")</script> \u202e& 'Zoë' \U0001f9d1\u200d\U0001f680\x1b[31m\u200f"

# name, area, unit, in the index, needs text, level me, level them, drop of them
MEASURES = (
    ("start_hazard", "initiative", "findings.units.start_hazard", True, False, 8.0, 7.5, 0.5),
    ("answered", "responsiveness", "findings.units.answered", True, False, 88.0, 84.0, 0.85),
    ("reply_time", "responsiveness", "findings.units.reply_time", True, False, 14.0, 18.0, 2.6),
    ("warmth", "warmth", "findings.units.warmth", True, True, 12.0, 10.0, 0.6),
    ("length", "depth", "findings.units.length", True, True, 42.0, 38.0, 0.9),
    ("fast_turns", "responsiveness", "findings.units.fast_turns", True, False, 61.0, 58.0, 0.97),
    ("messages", "depth", "findings.units.messages", False, False, 210.0, 190.0, 0.6),
)


SHARES = {"answered", "warmth", "fast_turns"}


def said(group: str, text: str, person: int | None = None, *claims: str, change: bool = False) -> Sentence:
    """A finding of `group` that says `text`."""
    return Sentence("sample", group, {"text": text}, person, ("start_hazard",), claims, change, text)


def mondays(weeks: int = WEEKS) -> tuple[date, ...]:
    """The first days of `weeks` weeks."""
    return tuple(FIRST + timedelta(days=7 * k) for k in range(weeks))


def weekly(weeks: int = WEEKS, change: date | None = CHANGE) -> Weekly:
    """Weekly measures in which the other person's levels move at `change`."""
    rng = np.random.default_rng(7)
    days = mondays(weeks)
    after = np.array([change is not None and day >= change for day in days])
    covered, marked = np.ones(weeks), np.zeros(weeks, bool)
    if weeks > 40:
        covered[20], marked[33:35] = 0.4, True
    hidden = marked | (covered < 1)
    measures = {}
    for name, area, unit, index, text, me, them, drop in MEASURES:
        natural = np.stack([np.full(weeks, me), np.where(after, them * drop, them)])
        natural = natural * np.exp(rng.normal(0, 0.16, natural.shape))
        if name in SHARES:
            natural = np.minimum(natural, 100)
        natural[:, hidden] = np.nan
        value = np.log(natural)
        measures[name] = Measure(
            name,
            area,
            unit,
            index,
            text,
            value,
            np.where(np.isnan(value), np.inf, 0.02),
            natural,
            np.full((2, weeks), 20.0),
        )
    messages = np.nan_to_num(measures["messages"].natural).round()
    return Weekly(
        days,
        covered,
        marked,
        messages,
        messages,
        np.nan_to_num(measures["start_hazard"].natural),
        np.full((2, weeks), 0.1),
        np.ones((2, weeks, 24)),
        np.full((2, 7 * weeks), 10.0),
        measures,
    )


def index(weeks: int = WEEKS, change: date | None = CHANGE) -> tuple[IndexTrack, IndexTrack]:
    """Two tracks; the other person's falls at `change`."""
    rng = np.random.default_rng(8)
    after = np.array([change is not None and day >= change for day in mondays(weeks)], float)
    tracks = []
    for drop in (0.05, 0.75):
        level = 0.3 - drop * after
        value = level + rng.normal(0, 0.22, weeks)
        tracks.append(IndexTrack(value, level, level - 0.12, level + 0.12))
    return tracks[0], tracks[1]


def sizes() -> tuple[Change, ...]:
    """One change a measure and person; warmth is withheld for one of them."""
    found = []
    for name, area, unit, _, _, me, them, drop in MEASURES:
        for person, (level, ratio) in enumerate(((me, 1.0), (them, drop))):
            points = name in SHARES
            effect = level * (ratio - 1) if points else ratio
            low, high = (effect - 3, effect + 3) if points else (ratio * 0.8, ratio * 1.25)
            clear = abs(ratio - 1) > 0.3
            found.append(
                Change(
                    name,
                    Person(person),
                    area,
                    unit,
                    "points" if points else "ratio",
                    level,
                    level * ratio,
                    effect,
                    low,
                    high,
                    clear,
                    clear,
                    "findings.withheld.voice" if name == "length" else None,
                )
            )
    return tuple(found)


def conversation(other: str = "Sam") -> Conversation:
    """Two people without rows: the report never looks at rows."""
    edges = (Edge("disappearing", date(2024, 5, 20), date(2024, 5, 26)),)
    coverage = Coverage(FIRST, date(2025, 7, 13), AS_OF, "archive", edges)
    source = SourceReport(
        "Chat.txt", "whatsapp", lines=33_011, events=32_000, continuations=1_000, system=10, ignored=1
    )
    return Conversation(pl.DataFrame(schema=EVENT_SCHEMA), ("Ana", other), (source,), coverage)


def _findings(other: str, state: str) -> tuple[Sentence, ...]:
    headline = {
        "changed": f"Something changed around 10 March 2025 (between 3 March and 24 March), on {other}'s side.",
        "usual": "Nothing beyond your usual ups and downs.",
        "too early": "Too early to tell: look again on 12 August 2025.",
        "short": "Nine weeks are a short history: here is what both of you did, without a verdict.",
        "too little": "Too little to say.",
        "both stopped": "You both stopped writing here: another app, moved in, or parted; the file cannot tell.",
        "resting": "The rest lasts until 14 August 2025. Until then this page holds only your own track.",
    }[state]
    lines = [
        said("headline", headline, None, "false_alarm_rate", change=state == "changed"),
        said("other", "A busy spell at work or a new shift look the same in messages.", None, "stress_withdrawal"),
        said("other", "Whether you live together was not told."),
        said("against", "The share of answered messages stayed within its usual range on both sides."),
        said("routine", "A good-morning message came on most days until the end of February 2025."),
        said("next", "Ask once: since March we write less in the mornings. How are you?", None, "tone_misread"),
        said("next", "Wait until 12 August 2025, then look again."),
        said("own", "Your own row moved little in the same weeks."),
        said("unseen", "Calls, touch and evenings together leave no trace in a chat.", None, "text_distance"),
        said("sure", "The date lies between 3 March and 24 March 2025 with 90 % probability."),
        said("coverage", "The file shows 1 January 2024 to 13 July 2025; it was exported on 15 July 2025."),
    ]
    if state in {"changed", "short", "both stopped", "too early"}:
        for person, name in ((0, "You"), (1, other)):
            lines.insert(4, said("changed", f"{name}: answers came as often as before.", person))
            lines.insert(4, said("changed", f"{name}: about as many starts as before.", person))
    return tuple(lines)


def weighed() -> Busy:
    """Busy or fading of one person, every way a row can point."""
    ways = (
        ("reason", "busy", -1.5),
        ("breadth", "cannot tell", 0.0),
        ("length", "fading", 2.4),
        ("catch_up", "fading", 0.6),
        ("warmth", "cannot tell", 0.1),
    )
    spell = Spell(date(2024, 5, 6), date(2024, 5, 26), 3)
    return Busy("cannot tell", 1.6, tuple(BusyRow(*way) for way in ways), CHANGE, 17, (spell,))


def switching() -> HotCold:
    """Six stretches of four weeks, warm and cold by turns, the last one still going on."""
    first = [date(2024, 9, 2) + timedelta(days=28 * k) for k in range(6)]
    after = [(3.0, 4.5) if k % 2 and k < 5 else None for k in range(6)]
    return HotCold(
        True,
        9.5,
        tuple(
            Stretch(day, day + timedelta(days=27), bool(k % 2), k == 5, starts)
            for k, (day, starts) in enumerate(zip(first, after, strict=True))
        ),
    )


def sample(state: str = "changed", other: str = "Sam") -> Tide:
    """A finished Tide in `state`."""
    findings = _findings(other, state)
    chat = conversation(other)
    context = Context(away=(Span(date(2024, 8, 19), date(2024, 9, 1)),))
    hours = np.random.default_rng(3).poisson(np.tile(np.sin(np.arange(24) / 24 * 3.1) ** 2 * 9, (2, 2, 7, 1)))
    bare = Tide(chat, context, AS_OF, state, "none", None, findings=findings)
    if state in {"too little", "resting"}:
        return replace(bare, side=Side.TOO_LITTLE if state == "too little" else "none", weekly=weekly(3, None))
    if state == "short":
        return replace(bare, weekly=weekly(9, None), hours=hours)
    full = replace(
        bare,
        weekly=weekly(change=None),
        index=index(change=None),
        hours=hours,
        check=SelfCheck(52, True, (date(2024, 9, 9),)),
    )
    if state == "usual":
        return full
    side = {"changed": Side.THEM, "too early": Side.TOO_EARLY, "both stopped": Side.UNCLEAR}[state]
    return replace(
        full,
        side=side,
        weekly=weekly(),
        index=index(),
        date=CHANGE,
        date_interval=(date(2025, 3, 3), date(2025, 3, 24)),
        pattern="several",
        sizes=sizes(),
        probability={"me": 0.04, "them": 0.97},
        busy=(weighed(), weighed()),
        hot_cold=(HotCold(log_bayes_factor=-1.2), switching()),
    )


ALL_STATES = tuple(State)
