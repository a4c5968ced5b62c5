"""Make a couple: habits, noise and a condition become a script, the script becomes events."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from ebbtide.demo.clock import HOURS, awake_share, start_rhythm, waking_speed
from ebbtide.demo.conditions import ANSWERED_BY_THE_OTHER, CLEAREST, CONDITIONS, Course, respond
from ebbtide.demo.couple import Couple, Truth
from ebbtide.demo.habits import Floats, Habits, draw_habits
from ebbtide.demo.noise import BANDS, CHANNELS, WEEK, day_factor, draw_trips, drift, trip_logs, weekly_noise
from ebbtide.demo.talk import Script, Talk, talk
from ebbtide.history.conversation import Context, Edge, Span

#: Weeks before and after the onset, unless told. Source: docs/method/statistics.md#simulators.
BEFORE, AFTER, AFTER_CLEAREST = 44, 12, 5
#: A couple that settles is new: its whole history is drawn from so many weeks up.
SHORTEST_SETTLING = 20
#: Messages that a pilot run aims at, and the weeks it may take: it sets the rates for the volume.
PILOT_MESSAGES, PILOT_WEEKS = 1500, (2, 40)
PILOT_ROUNDS = 4
#: Chatty couples fill their day, so that more starts give less than proportionally more messages.
PILOT_POWER = 1.25
#: How much of a change in answering also shortens exchanges (log-odds of going on).
ANSWER_TO_KEEP = 0.5
#: Spread of a message's length (log scale), and letters a word with its space.
LENGTH_SPREAD, LETTERS_A_WORD = 0.8, 5.2


@dataclass(frozen=True)
class Facts:
    """What is known of a course before it is talked."""

    condition: str
    effects: dict[str, tuple[float, float]]
    response: str
    changed: bool
    rates: Floats


def simulate(
    condition: str,
    seed: int,
    *,
    volume: float | None = None,
    before: int = BEFORE,
    after: int | None = None,
    affection: bool = True,
    noise: str = "usual",
    told: bool = False,
    seconds: bool | None = None,
) -> Couple:
    """A couple of `condition` (see `conditions.CONDITIONS`) with `before` and `after` weeks around its onset.

    volume: messages a day of both, else log-uniform 5 to 200. affection: False for two who never
    write it. noise: "usual" or "stress". told: the couple's `told` holds trips, spells and whether they
    live together. seconds: stamps to the second or the minute, else drawn. Raises KeyError for
    an unknown condition or noise.
    """
    make = CONDITIONS[condition]
    rng = np.random.default_rng([seed, list(CONDITIONS).index(condition)])
    late = (AFTER_CLEAREST if condition in CLEAREST else AFTER) if after is None else after
    weeks = before + late
    if condition == "settling":
        weeks = int(rng.integers(min(SHORTEST_SETTLING, weeks), weeks + 1))
    habits = draw_habits(rng, volume, affection)
    # Any day of the week before, so that `late` complete weeks follow and the onset falls inside a week.
    course = Course(weeks * WEEK, min(before, weeks - 1) * WEEK - int(rng.integers(0, WEEK)))
    noises = weekly_noise(rng, weeks, BANDS[noise])
    make(course, rng)
    facts = _facts(condition, course)
    if condition in ANSWERED_BY_THE_OTHER:
        facts = replace(facts, response=respond(course, np.repeat(noises["start"], WEEK, axis=1), rng))
    course.trips = draw_trips(rng, weeks)
    return live(habits, course, facts, noises, rng, told=told, seconds=seconds)


def _facts(condition: str, course: Course) -> Facts:
    effects = {name: (float(course.logs[name][0, -1]), float(course.logs[name][1, -1])) for name in CHANNELS}
    return Facts(condition, effects, "ignores", course.changed(), np.zeros((2, 0)))


def live(
    habits: Habits,
    course: Course,
    facts: Facts,
    noises: dict[str, Floats],
    rng: np.random.Generator,
    *,
    told: bool,
    seconds: bool | None,
) -> Couple:
    """Let two people live through a course with their noise, drift and trips."""
    weeks = course.days // WEEK
    for ups_and_downs in (noises, drift(rng, weeks)):
        for name, value in ups_and_downs.items():
            course.logs[name] += np.repeat(value, WEEK, axis=1)
    for name, value in trip_logs(course.trips, course.days).items():
        course.logs[name] += value
    base = calibrate(habits, rng)
    script, rates = write_script(habits, course, day_factor(rng, course.days), base, rng)
    return make_couple(habits, course, talk(script, rng), replace(facts, rates=rates), told, seconds, rng)


def calibrate(habits: Habits, rng: np.random.Generator) -> float:
    """Starts a day at which these two really reach their volume, found by short pilot runs."""
    weeks = int(np.clip(PILOT_MESSAGES / (WEEK * habits.volume), *PILOT_WEEKS))
    flat = Course(weeks * WEEK, 0)
    base = habits.exchanges
    for _ in range(PILOT_ROUNDS):
        script, _ = write_script(habits, flat, np.ones((2, flat.days)), base, rng)
        base *= (habits.volume * flat.days / max(talk(script, rng).minutes.size, 1)) ** PILOT_POWER
    return float(base)


def write_script(
    habits: Habits, course: Course, busy: Floats, base: float, rng: np.random.Generator
) -> tuple[Script, Floats]:
    """The script of a course, and the starts a week (2, weeks) that it would give were nothing ever open."""
    level = course.logs
    rates, speed = [], []
    for person in (0, 1):
        awake = awake_share(habits, person, course.shift[person], rng)
        rhythm = start_rhythm(habits, person, awake, course.shift[person], course.evening)
        daily = base * habits.share[person] * busy[person] * np.exp(level["start"][person])
        daily = np.where(np.isnan(course.fixed[person]), daily, course.fixed[person])
        rates.append(rhythm * np.repeat(daily, HOURS) / HOURS)
        speed.append(waking_speed(habits, person, awake, course.shift[person]))
    rate = np.stack(rates)
    keep = _keep_odds(habits)[:, None] + ANSWER_TO_KEEP * level["answer"]
    script = Script(
        rate=rate,
        speed=np.maximum(np.stack(speed), 1e-3),
        answer=habits.answer_open[:, None] + level["answer"],
        keep=keep,
        latency=habits.latency[:, None] * np.exp(level["latency"]),
        follow=np.minimum(habits.follow[:, None] * np.exp(level["follow"]), 0.9),
        eager=np.zeros((2, course.days)),
        fast_open=habits.fast_open,
        fast_inside=habits.fast_inside,
        burst=habits.burst,
    )
    return script, rate.reshape(2, -1, WEEK * HOURS).sum(axis=2)


def _keep_odds(habits: Habits) -> Floats:
    """Log-odds of going on inside an exchange, so that exchanges have about the messages they need."""
    a_turn = 1 / (1 - habits.burst.mean())
    turns = max(habits.volume / habits.exchanges / a_turn, 1.4)
    opened = 1 / (1 + np.exp(-habits.answer_open.mean()))
    stop = min(opened / (turns - 1), 0.8)
    usual = np.full(2, np.log((1 - stop) / stop))
    return np.asarray(usual + (habits.answer_open - habits.answer_open.mean()) / 2)


def make_couple(
    habits: Habits, course: Course, said: Talk, facts: Facts, told: bool, seconds: bool | None, rng: np.random.Generator
) -> Couple:
    """Events and truth of a course that has been talked."""
    monday = date(2021, 1, 4) + timedelta(weeks=int(rng.integers(0, 180)))
    by_second = bool(rng.random() < 0.5) if seconds is None else seconds
    shown = _shown(course, said.minutes)
    said = Talk(said.minutes[shown], said.person[shown], said.label[shown])
    truth = _truth(habits, course, facts, monday)
    step = 1.0 if by_second else 60.0
    at = np.datetime64(monday, "ms") + (np.floor(said.minutes * 60 / step) * step * 1000).astype("timedelta64[ms]")
    chars, words, warm, asks, spoken = _words(habits, course, said, rng)
    return Couple(
        at=at,
        person=said.person,
        label=said.label,
        chars=chars,
        words=words,
        affection=warm,
        question=asks,
        voice=spoken,
        resolution_s=step,
        truth=truth,
        told=truth.context if told else Context(exported=truth.exported),
        last_day=monday + timedelta(days=course.days - 1),
    )


Flags = NDArray[np.bool_]
Counts = NDArray[np.int32]


def _words(
    habits: Habits, course: Course, said: Talk, rng: np.random.Generator
) -> tuple[Counts, Counts, Flags, Flags, Flags]:
    """Letters, words, affection, question and voice of every message, by its day's levels."""
    day = (said.minutes / (24 * 60)).astype(np.int64)
    who = said.person
    length = habits.length[who] + course.logs["length"][who, day]
    chars = np.maximum(np.exp(length + LENGTH_SPREAD * rng.standard_normal(day.size)), 1).astype(np.int32)
    base = habits.affection[who]
    odds = base / (1 - base) * np.exp(course.logs["affection"][who, day])
    spoken = rng.random(day.size) < habits.voice[who] + course.voice[who, day]
    warm = (rng.random(day.size) < odds / (1 + odds)) & ~spoken
    asks = (rng.random(day.size) < habits.question[who]) & ~spoken
    chars = np.where(spoken, 0, chars).astype(np.int32)
    return chars, np.ceil(chars / LETTERS_A_WORD).astype(np.int32), warm, asks, spoken


def _shown(course: Course, minutes: Floats) -> NDArray[np.bool_]:
    day = (minutes / (24 * 60)).astype(np.int64)
    shown = np.ones(day.size, bool)
    for hole in course.hidden:
        shown &= (day < hole.start) | (day > hole.end)
    return shown


def _truth(habits: Habits, course: Course, facts: Facts, monday: date) -> Truth:
    def on(day: int) -> date:
        return monday + timedelta(days=day)

    away = tuple(Span(on(trip.start), on(trip.end), trip.who) for trip in course.trips)
    stress = tuple(Span(on(first), on(last), who) for first, last, who in course.spells)
    # Exported on the day after the last one that the file can show in full.
    exported = on(course.days) if course.exported else None
    context = Context(living=course.living, away=away, stressors=stress, exported=exported)
    known = (hole for hole in course.hidden if hole.reason != "lost")
    edges = tuple(Edge(hole.reason, on(hole.start), on(hole.end)) for hole in known)
    return Truth(
        condition=facts.condition,
        side=course.side,
        moved=course.moved,
        onset=on(course.onset) if facts.changed else None,
        end=on(course.end) if course.end is not None else None,
        effects=facts.effects,
        rates=facts.rates,
        volume=habits.volume,
        response=facts.response,
        away=away,
        exported=exported,
        context=context,
        edges=edges,
    )


__all__ = ["simulate"]
