"""Put a couple of the second simulator together: two people, their swings, what happens, and what they write."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from benchmarks.simulators.second.cascade import OPENING, Cascade, Delays, Events, Ratios, together
from benchmarks.simulators.second.rhythm import DAY, WEEK, Clock, Floats, Rhythm, draw_rhythm, openings, waking_clock
from benchmarks.simulators.second.story import CONDITIONS, STOPPED_OPENINGS, TAKEN_UP, WAYS, Story, take_up
from benchmarks.simulators.second.swings import BANDS, Away, Levels, swings, trips
from ebbtide.demo.couple import Couple, Truth
from ebbtide.history.conversation import Context, Span

#: Weeks before and after the onset, unless told; fewer after it where somebody stops.
BEFORE, AFTER, AFTER_STOPPING = 44, 12, 5
#: Messages a day of the quietest and the chattiest couple. Source: docs/method/statistics.md#simulators.
VOLUMES = (5.0, 200.0)
#: Spectral radius of the branching ratios: one less `SHORT` at the quietest, falling by this power of the volume.
SHORT, SHORT_POWER = 0.38, -0.27
#: Power of the volume (against 20 a day) by which chatty couples answer sooner.
SOONER = -0.15
#: Spread of a message's length (log), and letters a word with its space.
SPREAD, WORD = 0.9, 5.4
#: How much oftener an opening asks something.
OPENING_ASKS = 1.8


@dataclass(frozen=True)
class Pair:
    """Fixed manners of two people; arrays are (2,), index 0 the user.

    volume: messages a day of both. share: of the openings. answers, further, later: branching
    ratios. quick: share of quick answers. slow: factor on delays. length: mean log letters.
    affection, question, voice: shares of messages.
    """

    volume: float
    rhythm: tuple[Rhythm, Rhythm]
    share: Floats
    answers: Floats
    further: Floats
    later: Floats
    quick: Floats
    slow: Floats
    length: Floats
    affection: Floats
    question: Floats
    voice: Floats


def draw_pair(rng: np.random.Generator) -> Pair:
    """Draw two people; their volume is log-uniform over `VOLUMES`."""
    volume = float(np.exp(rng.uniform(*np.log(VOLUMES))))
    mine = rng.beta(20, 20)
    further, later = rng.uniform(0.12, 0.28, 2), rng.uniform(0.02, 0.07, 2)
    own = further + later
    radius = 1 - SHORT * (volume / VOLUMES[0]) ** SHORT_POWER
    # The product of both answering ratios that gives this radius; see `Ratios.radius`.
    middle = np.sqrt((radius - own.mean()) ** 2 - ((own[0] - own[1]) / 2) ** 2)
    lean = np.exp(rng.normal(0, 0.12))
    return Pair(
        volume=volume,
        rhythm=(draw_rhythm(rng), draw_rhythm(rng)),
        share=np.array([mine, 1 - mine]),
        answers=middle * np.array([lean, 1 / lean]),
        further=further,
        later=later,
        quick=rng.beta(14, 5, 2),
        slow=(volume / 20) ** SOONER * rng.gamma(12, 1 / 12, 2),
        length=rng.normal(3.4, 0.35, 2),
        affection=rng.beta(2.0, 30.0, 2) + 0.01,
        question=rng.beta(6, 50, 2),
        voice=rng.beta(0.8, 25, 2),
    )


def second(
    condition: str, seed: int, *, before: int = BEFORE, after: int | None = None, noise: str = "usual"
) -> Couple:
    """A couple of `condition` (see `story.CONDITIONS`) with `before` and `after` weeks around its onset.

    noise: "usual" or "stress". The onset lies on any day of the week before, so that `after` complete weeks
    follow it. Raises KeyError for an unknown condition or noise.
    """
    make, band = CONDITIONS[condition], BANDS[noise]
    rng = np.random.default_rng([seed, list(CONDITIONS).index(condition), 2])
    late = (AFTER_STOPPING if condition == "stops_pursued" else AFTER) if after is None else after
    weeks = before + late
    story = Story(weeks * WEEK, min(before, weeks - 1) * WEEK - int(rng.integers(0, WEEK)))
    pair, levels = draw_pair(rng), swings(rng, story.days, band)
    scale = openings_a_day(pair, levels)
    make(story, rng)
    levels = {name: level + story.levels[name] for name, level in levels.items()}
    way = str(rng.choice(list(WAYS), p=list(WAYS.values()))) if condition in TAKEN_UP else "ignores"
    take_up(way, levels)
    away = trips(levels, rng)
    return _live(pair, story, levels, scale, away, Facts(condition, pair.volume, way, story.effects()), rng)


def ratios_of(pair: Pair, levels: Levels) -> Ratios:
    """The branching ratios of every day."""
    return Ratios(
        answers=pair.answers[:, None] * np.exp(levels["answer"]),
        further=np.broadcast_to(pair.further[:, None], levels["answer"].shape),
        later=pair.later[:, None] * np.exp(levels["follow"]),
    ).bounded()


def openings_a_day(pair: Pair, levels: Levels) -> float:
    """Openings a day of both at which the usual swings bring the pair's volume on average."""
    each = pair.share[:, None] * np.exp(levels["start"])
    return float(pair.volume / ratios_of(pair, levels).messages(each).mean())


@dataclass(frozen=True)
class Facts:
    """What is known before anybody writes."""

    condition: str
    volume: float
    response: str
    effects: dict[str, tuple[float, float]]


def _live(
    pair: Pair, story: Story, levels: Levels, scale: float, away: list[Away], facts: Facts, rng: np.random.Generator
) -> Couple:
    """Let the two write, and note the truth of it."""
    daily = scale * pair.share[:, None] * np.exp(levels["start"])
    if story.stopped is not None:
        daily[story.stopped, story.onset :] = STOPPED_OPENINGS
        facts = replace(facts, effects=facts.effects | {"start": _stopped(pair, story, scale, facts)})
    clocks = tuple(waking_clock(rhythm, story.days, rng) for rhythm in pair.rhythm)
    said = _write(pair, levels, daily, (clocks[0], clocks[1]), rng)
    monday = date(2019, 1, 7) + timedelta(weeks=int(rng.integers(0, 260)))
    rates = daily.reshape(2, -1, WEEK).sum(axis=2)
    return _couple(pair, levels, said, _truth(story, facts, away, rates, monday), monday, rng)


def _stopped(pair: Pair, story: Story, scale: float, facts: Facts) -> tuple[float, float]:
    """The log change of openings where one person's are fixed, against their usual rate."""
    change = list(facts.effects["start"])
    assert story.stopped is not None
    change[story.stopped] = float(np.log(STOPPED_OPENINGS / (scale * pair.share[story.stopped])))
    return change[0], change[1]


def _write(pair: Pair, levels: Levels, daily: Floats, clocks: tuple[Clock, Clock], rng: np.random.Generator) -> Events:
    first = []
    for person in (0, 1):
        minutes = openings(pair.rhythm[person], clocks[person], daily[person], rng)
        first.append(Events(minutes, np.full(minutes.size, person, np.int8), np.full(minutes.size, OPENING, np.int8)))
    delays = Delays(pair.quick, pair.slow[:, None] * np.exp(levels["latency"]))
    return Cascade(ratios_of(pair, levels), delays, clocks, rng).run(together(first))


def _truth(story: Story, facts: Facts, away: list[Away], rates: Floats, monday: date) -> Truth:
    def span(start: int, end: int, who: int | None) -> Span:
        return Span(monday + timedelta(days=start), monday + timedelta(days=end), who)

    gone = tuple(span(trip.start, trip.end, trip.who) for trip in away)
    exported = monday + timedelta(days=story.days) if story.stopped is not None else None
    context = Context(away=gone, stressors=tuple(span(*spell) for spell in story.spells), exported=exported)
    return Truth(
        condition=facts.condition,
        side=story.side,
        moved=story.moved,
        onset=monday + timedelta(days=story.onset) if story.changed() else None,
        end=monday + timedelta(days=story.end) if story.end is not None else None,
        effects=facts.effects,
        rates=rates,
        volume=facts.volume,
        response=facts.response,
        away=gone,
        exported=exported,
        context=context,
    )


@dataclass(frozen=True)
class Marks:
    """What each message is; (events,) each."""

    chars: NDArray[np.int32]
    affection: NDArray[np.bool_]
    question: NDArray[np.bool_]
    voice: NDArray[np.bool_]


def _marks(pair: Pair, levels: Levels, said: Events, rng: np.random.Generator) -> Marks:
    """Letters, affection, question and voice of every message, by person and by its day's levels."""
    who, day = said.person, (said.minutes / DAY).astype(np.int64)
    voice = rng.random(who.size) < pair.voice[who]
    letters = np.exp(pair.length[who] + levels["length"][who, day] + rng.normal(0, SPREAD, who.size))
    base = np.log(pair.affection / (1 - pair.affection))
    warm = rng.logistic(size=who.size) < base[who] + levels["affection"][who, day]
    asks = rng.random(who.size) < pair.question[who] * np.where(said.label == OPENING, OPENING_ASKS, 1.0)
    chars = np.where(voice, 0, np.maximum(letters, 1)).astype(np.int32)
    return Marks(chars, warm & ~voice, asks & ~voice, voice)


def _couple(pair: Pair, levels: Levels, said: Events, truth: Truth, monday: date, rng: np.random.Generator) -> Couple:
    marks = _marks(pair, levels, said, rng)
    step = 1.0 if rng.random() < 0.5 else 60.0
    stamps = (np.floor(said.minutes * 60 / step) * step * 1000).astype("timedelta64[ms]")
    return Couple(
        at=np.datetime64(monday, "ms") + stamps,
        person=said.person,
        label=said.label,
        chars=marks.chars,
        words=np.ceil(marks.chars / WORD).astype(np.int32),
        affection=marks.affection,
        question=marks.question,
        voice=marks.voice,
        resolution_s=step,
        truth=truth,
        told=Context(exported=truth.exported),
        last_day=monday + timedelta(days=levels["start"].shape[1] - 1),
    )
