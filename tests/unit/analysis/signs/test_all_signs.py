"""Every sign of the catalogue on a couple that has it, one that does not, one with too little data, and one where an
innocent explanation holds; what speaks against it always first, and both people read by the same code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

import numpy as np
import polars as pl
import pytest

from ebbtide.analysis.changes.hot_cold.stretches import HotCold, Stretch
from ebbtide.analysis.language import features
from ebbtide.analysis.measures.measure import Burst, Routine
from ebbtide.analysis.signs import FOUND, JournalEntry, SignState
from ebbtide.analysis.signs.engine import OWN_WORDS, find, people
from ebbtide.catalogue import table
from ebbtide.history.conversation import Context, Span
from ebbtide.history.readers.contract import FEATURE_FLAGS
from ebbtide.people import Person
from ebbtide.presentation.sentences import SpokenSign as Sign
from ebbtide.presentation.sentences import SpokenSigns as Signs
from ebbtide.presentation.sentences import Tide, speak_signs
from tests.support.looks import look
from tests.support.pairs import end_of, intervened
from tests.support.sign_couples import AFTER, Judged, entries, last_of, shifted, weeks_of, with_words

CATALOGUE = table("signs", "sign")
SEED = 1_000_031
Made = tuple[Tide, Mapping[str, Any]]


@cache
def base() -> Tide:
    """A couple of 52 weeks in which nothing changes, with words that nobody changes either."""
    pair = intervened(None, SEED, 40.0)
    return look(with_words(pair.conversation(), SEED), as_of=end_of(pair), check=False)


@cache
def young() -> Tide:
    """The same couple after ten weeks."""
    return look(base().conversation, as_of=base().weekly.monday[10], check=False)


def found(tide: Tide, **told: Any) -> Signs:
    return speak_signs(find(tide, features(tide.conversation.events), **told))


def words(person: int, after: int = AFTER, **factors: float) -> Tide:
    """The couple with other chances of some words of one person in the last `after` weeks."""
    start = last_of(base()) + 1 - after
    return replace(base(), conversation=with_words(base().conversation, SEED, after=(person, start, factors)))


def declining(tide: Tide) -> Tide:
    """The couple in which the other person declines six plans of the last weeks, each with another date."""
    events = tide.conversation.events
    flags = events["flags"].to_numpy().copy()
    late = np.flatnonzero(events["person"].to_numpy() == 1)[-120::20]
    flags[late] |= np.uint32(FEATURE_FLAGS["decline"] | FEATURE_FLAGS["plan"])
    events = events.with_columns(pl.Series("flags", flags))
    return replace(tide, conversation=replace(tide.conversation, events=events))


def covered(tide: Tide) -> Tide:
    """The user named a time that covers the weeks of the change."""
    w = tide.weekly
    span = Span(w.monday[last_of(tide) - AFTER - 1], w.monday[-1] + timedelta(days=6))
    return replace(tide, context=Context(stressors=(span,)))


def own(tide: Tide, **parts: Any) -> Tide:
    """The couple with other parts of its weekly measures."""
    return replace(tide, weekly=replace(tide.weekly, **parts))


# --- signs that are a change of measures

THANKS = {"gratitude": 0.1, "appreciation": 0.1}
PLANS = {"plan": 0.1, "invitation": 0.1}
TELLING = {"feeling": 0.05, "good_news": 0.05, "support_asked": 0.05}
STARTS = {"start_share": 0.55, "start_hazard": 0.45}

HAS: dict[str, Callable[[], Tide]] = {
    "fewer_starts": lambda: shifted(base(), 1, STARTS),
    "slower_answers": lambda: shifted(shifted(base(), 1, {"reply_time": 4.0}), 1, {"warmth": 0.25}),
    "shallow_talk": lambda: words(1, **TELLING, logistics=2.5),
    "less_thanks": lambda: words(1, **THANKS),
    "housemates": lambda: shifted(words(1, logistics=2.5), 1, {"warmth": 0.25}),
    "effort_gone": lambda: words(1, **THANKS, **PLANS),
    "fewer_plans": lambda: words(1, **PLANS),
    "less_affection": lambda: shifted(base(), 1, {"warmth": 0.25}),
    "last_minute_only": lambda: words(1, same_day=3.5),
    "no_future": lambda: words(1, future_us=0.02),
    "my_pursuit": lambda: shifted(words(0, reassurance=8.0), 0, {"double_texts": 6.0}),
    "my_withdrawal": lambda: shifted(words(0, **TELLING), 0, {"start_hazard": 0.4}),
    "my_silence": lambda: words(0, **TELLING),
}
SIDE = {name: 0 if name.startswith("my_") else 1 for name in CATALOGUE}


@pytest.mark.parametrize("name", HAS)
def test_a_change_is_found_with_its_date_and_size(name: str) -> None:
    signs = found(HAS[name]())
    row, other = signs.of(name, SIDE[name]), signs.of(name, 1 - SIDE[name])
    w = base().weekly
    assert row.state in FOUND
    week = timedelta(days=7)  # nine intervals of ten hold the day; the tenth misses it by little
    assert row.date_interval[0] - week <= w.monday[last_of(base()) + 1 - AFTER] <= row.date_interval[1] + week
    assert all(change.low < change.effect < change.high for change in row.changes)
    assert other.state == "within"


@pytest.mark.parametrize("name", HAS)
def test_a_couple_in_which_nothing_changes_does_not_have_it(name: str) -> None:
    for person in (0, 1):
        row = found(base()).of(name, person)
        assert row.state == "within"
        assert row.evidence_against


@pytest.mark.parametrize("name", [name for name, sign in CATALOGUE.items() if sign.rule not in OWN_WORDS])
def test_with_ten_weeks_there_is_too_little_to_say(name: str) -> None:
    for person in (0, 1):
        row = found(young()).of(name, person)
        assert row.state == "not enough"
        assert row.missing


def both(factors: Mapping[str, float]) -> Tide:
    return shifted(shifted(base(), 0, factors), 1, factors)


def both_thank_less() -> Tide:
    week = last_of(base()) + 1 - AFTER
    once = with_words(base().conversation, SEED, after=(1, week, THANKS))
    less = with_words(base().conversation, SEED, after=(0, week, THANKS))
    mine = once.events["person"].to_numpy() == 0
    flags = np.where(mine, less.events["flags"].to_numpy(), once.events["flags"].to_numpy())
    events = once.events.with_columns(flags=flags)
    return replace(base(), conversation=replace(once, events=events))


INNOCENT: dict[str, tuple[str, Callable[[], Tide]]] = {
    "slower_answers": (
        "other_first",
        lambda: shifted(shifted(base(), 0, {"reply_time": 4.0}, after=18), 1, {"reply_time": 4.0, "warmth": 0.25}),
    ),
    "shallow_talk": ("stressor", lambda: covered(HAS["shallow_talk"]())),
    "less_thanks": ("mutual", both_thank_less),
    "housemates": ("stressor", lambda: covered(HAS["housemates"]())),
    "effort_gone": ("stressor", lambda: covered(HAS["effort_gone"]())),
    "fewer_plans": ("alternatives", lambda: declining(HAS["fewer_plans"]())),
    "less_affection": ("mutual", lambda: both({"warmth": 0.25})),
    "last_minute_only": ("stressor", lambda: covered(HAS["last_minute_only"]())),
    "no_future": ("stressor", lambda: covered(HAS["no_future"]())),
    "my_pursuit": ("other_first", lambda: shifted(HAS["my_pursuit"](), 1, {"start_hazard": 0.3}, after=18)),
    "my_withdrawal": ("other_first", lambda: shifted(HAS["my_withdrawal"](), 1, {"answered": 0.4}, after=18)),
    "my_silence": ("stressor", lambda: covered(HAS["my_silence"]())),
}


@pytest.mark.element("E148")
@pytest.mark.parametrize("name", INNOCENT)
def test_an_innocent_explanation_that_holds_comes_first(name: str) -> None:
    reason, make = INNOCENT[name]
    row = found(make()).of(name, SIDE[name])
    assert reason in row.explained
    assert row.state in ("single", "within")
    assert row.evidence_against[0].key.startswith("signs.against.")


def test_where_only_the_others_starts_rose_nobody_opens_fewer() -> None:
    row = found(shifted(shifted(base(), 1, {"start_share": 0.6}), 0, {"start_hazard": 2.5})).of("fewer_starts", 1)
    assert row.state == "within"
    assert "other_rose" in row.explained


# --- routines, episodes, silences, shares, cues


def habit(person: int, stopped_weeks: int | None, before: float = 0.8) -> Routine:
    w = base().weekly
    end = w.monday[-1] + timedelta(days=6)
    stop = None if stopped_weeks is None else end - timedelta(weeks=stopped_weeks)
    held = end if stop is None else stop - timedelta(days=1)
    return Routine(Person(person), "morning", 7, 10, before, before if stop is None else 0.05, w.monday[2], held, stop)


@pytest.mark.element("E108")
def test_a_routine_that_stopped_is_dated_for_its_owner() -> None:
    signs = found(own(base(), routines=(habit(1, 8), habit(0, None))))
    assert [signs.of("lost_routine", person).state for person in (0, 1)] == ["within", "single"]
    row = signs.of("lost_routine", 1)
    assert row.since == habit(1, 8).stopped
    assert row.changes[0].before == 80
    assert row.changes[0].high < 0


def test_a_routine_that_both_dropped_is_said_so() -> None:
    row = found(own(base(), routines=(habit(1, 8), habit(0, 8)))).of("lost_routine", 1)
    assert row.explained == ("mutual",)
    new = replace(habit(1, None), since=habit(1, 8).stopped)
    assert "replaced" in found(own(base(), routines=(habit(1, 8), new))).of("lost_routine", 1).explained


def test_without_any_routine_there_is_nothing_to_lose() -> None:
    assert found(own(base(), routines=())).of("lost_routine", 1).state == "not enough"
    assert found(own(base(), routines=(habit(1, 3),))).of("lost_routine", 1).state == "too early"


def spells(person: int, count: int) -> tuple[Burst, ...]:
    last = base().weekly.monday[-1]
    days = [last - timedelta(days=40 * (k + 1)) for k in range(count)]
    return tuple(
        Burst(Person(person), day, day + timedelta(days=5), day + timedelta(days=6), "volume", 30) for day in days
    )


def switching(*clear: int) -> tuple[HotCold, HotCold]:
    first = base().weekly.monday[4]
    row = tuple(
        Stretch(first + timedelta(weeks=6 * k), first + timedelta(weeks=6 * k + 6), k % 2 == 1) for k in range(6)
    )
    me, them = (HotCold(True, 9.0, row) if person in clear else HotCold(False, -1.0) for person in (0, 1))
    return me, them


@pytest.mark.element("E067")
def test_warm_and_cold_spells_of_one_person() -> None:
    signs = found(replace(base(), hot_cold=switching(1)))
    assert [signs.of("hot_cold", person).state for person in (0, 1)] == ["within", "single"]
    burst = found(own(replace(base(), hot_cold=switching()), bursts=spells(1, 3)))
    assert burst.of("hot_cold", 1).state == "single"
    assert "3 times" in burst.of("hot_cold", 1).evidence_for[0].text
    assert found(own(replace(base(), hot_cold=switching()), bursts=spells(1, 2))).of("hot_cold", 1).state == "within"


def test_two_who_both_alternate_are_said_so() -> None:
    assert found(replace(base(), hot_cold=switching(0, 1))).of("hot_cold", 1).explained == ("mutual",)


def quiet_weeks(count: int, value: float = 0.0) -> Tide:
    daily = base().weekly.daily.copy()
    for k in range(count):
        daily[:, 60 + 70 * k : 69 + 70 * k] = value
    return own(base(), daily=daily)


def test_silences_of_both_that_come_back() -> None:
    signs = found(quiet_weeks(4))
    assert [signs.of("come_and_go", person).state for person in (0, 1)] == ["single", "single"]
    assert found(quiet_weeks(2)).of("come_and_go", 1).state == "within"
    assert found(quiet_weeks(4, np.nan)).of("come_and_go", 1).state == "within", "days that the user marked"


def carrying(person: int) -> Tide:
    kinds = dict.fromkeys(("plan", "invitation", "support_given", "gratitude", "appreciation"), 6.0)
    return replace(base(), conversation=with_words(base().conversation, SEED, after=(person, 0, kinds)))


@pytest.mark.parametrize("person", [0, 1])
def test_one_who_carries_most_of_the_work(person: int) -> None:
    signs = found(carrying(person))
    assert signs.of("one_sided_work", person).state == "single"
    assert signs.of("one_sided_work", 1 - person).state == "within"
    assert found(covered(carrying(person))).of("one_sided_work", person).explained == ("stressor",)
    assert found(base()).of("one_sided_work", person).state == "within"


def coming_back(person: int) -> Tide:
    lower = shifted(base(), person, {"start_hazard": 0.5, "questions": 0.5}, after=10, until=2)
    return shifted(lower, person, {"start_hazard": 2.5, "questions": 3.0}, after=2)


@pytest.mark.parametrize("person", [0, 1])
def test_coming_back_is_a_soft_cue(person: int) -> None:
    signs = found(coming_back(person))
    row = signs.of("reengaging", person)
    assert row.state == "single" and row.positive
    assert "at your own pace" in row.evidence_for[0].text
    assert found(base()).of("reengaging", person).state == "within"


def test_one_warm_day_or_a_burst_is_no_coming_back() -> None:
    daily = base().weekly.daily.copy()
    daily[1, 7 * (last_of(base()) - 1) + 3] = 900
    assert found(own(coming_back(1), daily=daily)).of("reengaging", 1).state == "within"
    back = base().weekly.monday[-1]
    burst = Burst(Person.THEM, back - timedelta(days=8), back - timedelta(days=1), back, "volume", 40)
    assert found(own(coming_back(1), bursts=(burst,))).of("reengaging", 1).explained == ("burst",)


# --- what only the user says


def hits(name: str, mine: int, theirs: int, apart: int = 3) -> dict[str, Judged]:
    last = base().weekly.monday[-1]
    days = [(last - timedelta(days=apart * k), 0) for k in range(mine)]
    days += [(last - timedelta(days=apart * k), 1) for k in range(theirs)]
    return {"verdicts": Judged({name: days})}


CONFIRMED = [name for name, sign in CATALOGUE.items() if sign.rule == "confirmed"]


@pytest.mark.parametrize("name", CONFIRMED)
def test_confirmed_messages_count_for_whoever_wrote_them(name: str) -> None:
    key = CATALOGUE[name].hits[0]
    for person in (0, 1):
        counts = [0, 0]
        counts[person] = 6
        signs = found(base(), **hits(key, *counts))
        assert signs.of(name, person).state == "single"
        assert signs.of(name, 1 - person).state == "asked"
    assert found(base()).of(name, 1).state == "asked", "nothing counts before the user has confirmed it"
    assert found(base(), **hits(key, 0, 2)).of(name, 1).state == "not enough"
    assert found(base(), **hits(key, 6, 6)).of(name, 1).explained == ("mutual",)
    assert found(base(), **hits(key, 0, 6, apart=0)).of(name, 1).state == "not enough", "all on one day"
    assert "stressor" in found(covered(base()), **hits(key, 0, 6)).of(name, 1).explained


@pytest.mark.parametrize("name", ["no_future", "hot_cold", "one_sided_work"])
def test_confirmed_messages_count_where_the_counts_show_nothing(name: str) -> None:
    assert found(base(), **hits(name, 0, 4)).of(name, 1).state == "single"
    assert found(base(), **hits(name, 0, 4)).of(name, 0).state == "within"


def test_the_confirmed_opposite_is_said_first() -> None:
    said = hits("jabs", 0, 6)["verdicts"].hits
    row = found(base(), verdicts=Judged(said, said)).of("jabs", 1)
    assert "the opposite" in row.evidence_against[0].text
    assert "6 times" in row.evidence_against[0].text


SLIDERS = {name: sign.moves[0][1:] for name, sign in CATALOGUE.items() if sign.rule == "journal"}


@pytest.mark.parametrize("name", SLIDERS)
def test_a_slider_that_fell_is_the_users_own(name: str) -> None:
    slider = SLIDERS[name]
    signs = found(base(), journal=entries(base(), slider, (8, 3)))
    assert signs.of(name, 0).state == "single"
    assert signs.of(name, 1) is None
    assert found(base(), journal=entries(base(), slider, (7, 7))).of(name, 0).state == "within"
    assert found(base(), journal=entries(base(), slider, (7, 2), weeks=1)).of(name, 0).state == "not enough"
    assert found(base()).of(name, 0).state == "asked"
    assert "stressor" in found(covered(base()), journal=entries(base(), slider, (8, 3))).of(name, 0).explained


def test_self_doubt_beside_heavier_days_everywhere_is_said_so() -> None:
    both_fell = [*entries(base(), "worth", (8, 3)), *entries(base(), "mood", (8, 3))]
    assert "mood" in found(base(), journal=both_fell).of("self_doubt", 0).explained


@pytest.mark.element("E005")
def test_felt_seen_stands_beside_tenderness_and_errands() -> None:
    tide = shifted(words(0, logistics=3.5), 0, {"warmth": 0.25})
    row = found(tide, journal=entries(base(), "seen", (8, 2))).of("housemates", 0)
    assert {change.measure for change in row.changes} == {"warmth", "logistics", "seen"}
    assert row.questions[0].startswith("Touch")


ASKED = [name for name, sign in CATALOGUE.items() if sign.rule == "asked"]


@pytest.mark.element("E139")
@pytest.mark.parametrize("name", ASKED)
def test_what_no_message_shows_is_only_asked(name: str) -> None:
    days = [base().weekly.monday[-1 - k] for k in range(6)]
    noted = [JournalEntry(day, tags=CATALOGUE[name].tags) for day in days if CATALOGUE[name].tags]
    for tide, journal in ((base(), noted), (base(), []), (young(), []), (covered(base()), noted)):
        for row in found(tide, journal=journal)[name]:
            assert row.state == "asked"
            assert row.questions and row.may_be
            assert row.p is None


def test_a_named_time_answers_what_was_asked() -> None:
    row = found(covered(base())).of("stressed_or_down", 1)
    assert any("You named a time" in item.text for item in row.evidence_for)


# --- the bundle and the whole


def test_every_sign_has_its_rows_in_order() -> None:
    signs = found(base())
    assert list(dict.fromkeys(row.id for row in signs.rows)) == list(CATALOGUE)
    assert [row.person for name in CATALOGUE for row in signs[name]] == [
        person for sign in CATALOGUE.values() for person in people(sign)
    ]
    assert {row.state for row in signs.rows} <= set(SignState)
    with pytest.raises(KeyError):
        signs["no_such_sign"]


@pytest.mark.element("E149")
def test_one_sign_alone_is_one_thing_and_no_pattern() -> None:
    signs = found(HAS["less_affection"]())
    assert signs.bundle[1].state == "single"
    assert signs.of("less_affection", 1).state == "single"
    assert any("one thing alone" in item.text for item in signs.of("less_affection", 1).evidence_against)


LASTING = {"start_share": 0.55, "start_hazard": 0.45, "reply_time": 4.0, "warmth": 0.25}


@pytest.mark.element("E149")
def test_two_areas_are_a_pattern_and_three_a_lasting_one() -> None:
    two = found(shifted(base(), 1, {"reply_time": 4.0, "warmth": 0.1}, after=7))
    assert two.bundle[1].state == "pattern"
    assert two.of("less_affection", 1).state == "pattern"
    three = found(shifted(base(), 1, LASTING, after=12))
    assert three.bundle[1].state == "lasting"
    assert three.of("neglect_pattern", 1).state == "lasting"
    assert three.bundle[0].state == "within"


def test_a_dated_reason_keeps_a_pattern_from_being_one() -> None:
    signs = found(covered(shifted(base(), 1, LASTING, after=12)))
    assert signs.bundle[1].state == "single"
    assert signs.of("neglect_pattern", 1).state == "within"


def test_three_weeks_are_too_early() -> None:
    signs = found(shifted(base(), 1, {"warmth": 0.05, "reply_time": 12.0}, after=3))
    assert "too early" in {signs.of(name, 1).state for name in ("less_affection", "slower_answers")}
    assert not any(row.found for row in signs.rows)


def test_signs_of_one_measure_share_one_area() -> None:
    signs = found(words(1, **THANKS, **PLANS))
    states = {name: signs.of(name, 1).state for name in ("effort_gone", "less_thanks", "fewer_plans")}
    assert all(state in FOUND for state in states.values())
    assert len(signs.bundle[1].areas) <= 2


def test_at_most_five_are_shown_and_nothing_twice() -> None:
    tide = shifted(words(1, **THANKS, **PLANS, **TELLING, logistics=2.5, future_us=0.02), 1, LASTING)
    signs = found(tide, **hits("jabs", 0, 6))
    assert len(signs.shown) == 5
    assert len(set(signs.shown)) == 5


def test_slower_answers_alone_are_not_shown() -> None:
    assert found(shifted(base(), 1, {"reply_time": 4.0})).shown == ()


@pytest.mark.parametrize("name", ["fewer_starts", "less_thanks", "slower_answers"])
def test_swapping_the_people_swaps_the_rows(name: str) -> None:
    make = {"fewer_starts": STARTS, "slower_answers": {"reply_time": 4.0}}
    for person in (0, 1):
        tide = words(person, **THANKS) if name == "less_thanks" else shifted(base(), person, make[name])
        signs = found(tide)
        assert signs.of(name, person).found
        assert not signs.of(name, 1 - person).found


def test_little_contact_of_late_is_a_finding_about_quantity_alone() -> None:
    daily, starts = base().weekly.daily.copy(), base().weekly.expected_starts.copy()
    daily[:, -28:] = 0
    daily[:, -28::4] = 3
    starts[:, -6:] = 1
    tide = own(
        shifted(shifted(base(), 1, {"start_hazard": 0.15}), 1, {"warmth": 0.1}), daily=daily, expected_starts=starts
    )
    signs = found(tide)
    assert signs.of("fewer_starts", 1).found
    assert [change.measure for change in signs.of("fewer_starts", 1).changes] == ["start_hazard"]
    for name in ("less_affection", "slower_answers", "less_thanks", "my_withdrawal"):
        assert signs.of(name, 1).state == "not enough"
        assert "too little contact" in signs.of(name, 1).missing[0].text


def test_an_earlier_look_says_what_it_would_have_said() -> None:
    day = base().weekly.monday[40]
    chat = base().conversation
    early = chat.events.filter(pl.col("at_local") < pl.lit(day).cast(pl.Datetime("ms")))
    full, cut = (look(item, as_of=day, check=False) for item in (chat, replace(chat, events=early)))
    one, two = (found(tide, journal=entries(base(), "worth", (8, 3))) for tide in (full, cut))
    assert [(row.id, row.person, row.state, row.p) for row in one.rows] == [
        (row.id, row.person, row.state, row.p) for row in two.rows
    ]


def test_the_same_data_give_the_same_signs() -> None:
    assert found(HAS["shallow_talk"]()) == found(HAS["shallow_talk"]())


def rows(signs: Signs) -> list[Sign]:
    return [row for row in signs.rows if row.found]


def test_living_together_greys_what_counts_messages() -> None:
    tide = replace(shifted(base(), 1, STARTS), context=Context(living="together"))
    row = found(tide).of("fewer_starts", 1)
    assert row.state == "not enough"
    assert "live together" in row.missing[0].text


def test_while_an_ending_rests_only_the_users_own_rows_are_there() -> None:
    ended = look(base().conversation, as_of=base().as_of, context=Context(ended=base().as_of - timedelta(days=5)))
    signs = found(ended)
    assert {row.person for row in signs.rows} == {0}
    assert not rows(signs)
    assert signs.shown == ()


def test_who_changes_the_language_does_not_thank_less() -> None:
    tide = words(1, **THANKS)
    events = tide.conversation.events
    late = (weeks_of(tide.conversation) >= last_of(tide) + 1 - AFTER) & (events["person"].to_numpy() == 1)
    flags = np.where(late, events["flags"].to_numpy() & ~np.uint32(FEATURE_FLAGS["listed"]), events["flags"].to_numpy())
    events = events.with_columns(pl.Series("flags", flags.astype(np.uint32)))
    signs = found(replace(tide, conversation=replace(tide.conversation, events=events)))
    assert signs.of("less_thanks", 1).state == "not enough"
    assert signs.of("less_thanks", 0).state == "within"


def test_words_without_lists_leave_every_other_sign() -> None:
    events = base().conversation.events
    unlisted = events["flags"].to_numpy() & ~np.uint32(FEATURE_FLAGS["listed"])
    other = features(events.with_columns(pl.Series("flags", unlisted)))
    assert other["language"].unique().to_list() == ["other"]
    signs = speak_signs(find(shifted(base(), 1, {**STARTS, "reply_time": 4.0}), other))
    assert signs.of("less_thanks", 1).state == "not enough"
    assert "no word lists" in signs.of("less_thanks", 1).missing[0].text
    assert signs.of("fewer_starts", 1).found
    assert signs.of("slower_answers", 1).found
