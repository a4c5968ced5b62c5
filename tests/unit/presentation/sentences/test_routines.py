"""The lines on daily words, bursts and silences: for both people, and a lost word only with a found change."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest

from ebbtide.analysis.changes.analysis import State
from ebbtide.analysis.changes.findings import routine_findings
from ebbtide.analysis.changes.findings.routine_findings import BURSTS_LISTED, may_say_lost
from ebbtide.analysis.measures.measure import Burst, Floats, LongSilence, Routine, Weekly
from ebbtide.demo import Couple, simulate
from ebbtide.history.conversation import Context
from ebbtide.people import Person, Side
from ebbtide.presentation.report import to_dict
from ebbtide.presentation.sentences import Sentence, Tide
from ebbtide.wording.formats import clock, of_ten
from tests.support.looks import look, spoken
from tests.support.pairs import DAY, MONDAY, chat

WEEKS = 60
CHANGE = MONDAY + timedelta(weeks=46)
FORBIDDEN = re.compile(r"%|percent|\bgone\b|\blost\b|\bnever\b|\bignor|\bpunish|\bgame|\bcold\b", re.IGNORECASE)

KEPT = Routine(Person.ME, "morning", 6, 9, 0.88, 0.86, MONDAY, MONDAY + timedelta(days=400), None)
LOST = Routine(Person.THEM, "morning", 7, 10, 0.91, 0.08, MONDAY, CHANGE, CHANGE + timedelta(days=1))
NIGHT = Routine(Person.THEM, "night", 23, 2, 0.7, 0.68, MONDAY, MONDAY + timedelta(days=400), None)
QUIET = (
    LongSilence(Person.ME, MONDAY, MONDAY + timedelta(days=1), 1, 1.0, 1.0, False),
    LongSilence(Person.THEM, CHANGE, CHANGE + timedelta(days=8), 8, 1.0, 8.0, False),
)


def episode(week: int, person: int = 1, messages: int = 12) -> Burst:
    start = MONDAY + timedelta(weeks=week)
    return Burst(Person(person), start, start + timedelta(days=5), start + timedelta(days=6), "volume", messages)


def hours(later: int = 8) -> Floats:
    """Events by hour of day; from week 46 on they come at the hour `later`."""
    out = np.zeros((2, WEEKS, 24))
    out[:, :46, 8] = out[:, :46, 20] = 30
    out[:, 46:, later] = out[:, 46:, (later + 12) % 24] = 30
    return out


def weekly(later: int = 8, **given: object) -> Weekly:
    return Weekly(
        monday=tuple(MONDAY + timedelta(weeks=k) for k in range(WEEKS)),
        covered=np.ones(WEEKS),
        marked=np.zeros(WEEKS, bool),
        messages=np.full((2, WEEKS), 60.0),
        turns=np.full((2, WEEKS), 20.0),
        expected_starts=np.full((2, WEEKS), 6.0),
        media_share=np.zeros((2, WEEKS)),
        hours=hours(later),
        daily=np.full((2, 7 * WEEKS), 9.0),
        measures={},
        **given,  # type: ignore[arg-type]
    )


def tide(state: str = "changed", side: str = "them", w: Weekly | None = None, **given: object) -> Tide:
    talk = chat([0.0], [1])
    values: dict[str, object] = {
        "conversation": replace(talk, people=("Ana", "Sam")),
        "context": Context(),
        "as_of": MONDAY + timedelta(weeks=WEEKS),
        "state": State(state),
        "side": Side(side),
        "weekly": w or weekly(routines=(LOST,)),
        "date": CHANGE,
        "date_interval": (CHANGE - timedelta(days=7), CHANGE + timedelta(days=7)),
    }
    return Tide(**(values | given))  # type: ignore[arg-type]


def routines(look: Tide) -> tuple[Sentence, ...]:
    return spoken(routine_findings.routines(look), look)


def said(look: Tide) -> list[str]:
    return [item.text for item in routines(look)]


def of_change(look: Tide) -> list[Sentence]:
    return [item for item in routines(look) if item.claim_of_change]


# --- daily words


def test_a_lost_word_is_said_with_its_day_on_a_page_of_change() -> None:
    (lost,) = of_change(tide())
    assert lost.text == (
        "Sam's morning word came between 07:00 and 10:00, on about 9 of 10 days until 18 November 2024. "
        "Since then it came on about 1 of 10 days."
    )
    assert (lost.person, lost.group, lost.evidence) == (1, "routine", ("routines",))


@pytest.mark.parametrize("state", [name for name in State if name != "changed"])
def test_a_lost_word_is_said_on_no_other_page(state: str) -> None:
    assert of_change(tide(state)) == [] and said(tide(state)) == []


@pytest.mark.parametrize(
    ("side", "owner", "many"),
    [("them", 1, 1), ("me", 1, 0), ("both", 1, 1), ("unclear", 1, 0), ("me", 0, 1), ("them", 0, 0), ("both", 0, 1)],
)
def test_a_lost_word_is_said_only_of_the_side_that_changed(side: str, owner: int, many: int) -> None:
    assert len(of_change(tide(side=side, w=weekly(routines=(replace(LOST, person=Person(owner)),))))) == many


@pytest.mark.parametrize(("later", "many"), [(8, 1), (12, 0), (2, 0)])
def test_a_moved_day_is_no_lost_word(later: int, many: int) -> None:
    """A new shift or another zone moves everything."""
    assert len(of_change(tide(w=weekly(later, routines=(LOST,))))) == many


def test_the_word_itself_does_not_count_as_a_moved_day() -> None:
    w = weekly(routines=(LOST,))
    w.hours[1, 46:, 8] = 0
    assert len(of_change(tide(w=w))) == 1


def test_a_word_that_stopped_long_before_the_change_is_not_put_beside_it() -> None:
    old = replace(LOST, stopped=CHANGE - timedelta(weeks=10))
    assert not may_say_lost(tide(), old)
    assert may_say_lost(tide(), replace(LOST, stopped=CHANGE - timedelta(weeks=6)))


@pytest.mark.parametrize("state", [name for name in State if name != "resting"])
def test_a_kept_word_is_said_on_every_page_and_the_other_has_a_line_too(state: str) -> None:
    first, second = list(routines(tide(state, "none", weekly(routines=(KEPT,)))))
    assert first.text == (
        "Your morning word is being kept: a first message between 06:00 and 09:00 on about 9 of 10 days."
    )
    assert second.text == "In the latest weeks, no one time of day can be named for Sam's first message."
    assert [(item.person, item.claim_of_change) for item in (first, second)] == [(0, False), (1, False)]


def test_first_and_last_words_have_lines_of_their_own() -> None:
    lines = list(routines(tide(w=weekly(routines=(KEPT, LOST, NIGHT)))))
    assert [item.key.removeprefix("findings.routine.") for item in lines] == [
        "kept.morning",
        "lost.morning",
        "none.last",
        "kept.night",
    ]
    assert "between 23:00 and 02:00" in lines[-1].text


def test_while_an_ending_rests_nothing_is_said() -> None:
    assert said(tide("resting", w=weekly(routines=(KEPT,), silences=QUIET))) == []
    assert said(tide("too little", weekly=None)) == []


@pytest.mark.parametrize("kind", ["morning", "midday", "evening", "night"])
def test_every_kind_has_its_words(kind: str) -> None:
    for item in (replace(KEPT, kind=kind), replace(LOST, kind=kind)):
        lines = said(tide(side=Side.BOTH, w=weekly(routines=(item,))))
        assert len(lines) == 2 and not any(FORBIDDEN.search(text) for text in lines)


def test_hours_and_shares_are_said_as_people_do() -> None:
    assert [clock(item) for item in (0, 7, 23)] == ["00:00", "07:00", "23:00"]
    assert of_ten(0.04) == "hardly any day" and of_ten(0.96) == "nearly every day"


# --- silences and bursts


def test_both_have_a_line_on_their_longest_gap_and_its_note() -> None:
    lines = list(routines(tide("usual", "none", weekly(silences=QUIET))))
    assert [item.text for item in lines] == [
        "No quiet time from you was much longer than the usual 1 day.",
        "Sam's longest quiet time was 8 days, 18 November to 26 November 2024. The usual one is 1 day.",
    ]
    assert all(item.claims == ("silence_rhythm",) and not item.claim_of_change for item in lines)


def test_an_open_gap_says_so_far() -> None:
    lines = said(tide("usual", "none", weekly(silences=(QUIET[0], replace(QUIET[1], open=True)))))
    assert lines[1] == "Nothing has come from Sam for 8 days, since 18 November 2024. The usual quiet time is 1 day."


def test_one_persons_gap_alone_is_not_shown() -> None:
    assert said(tide("usual", "none", weekly(silences=QUIET[1:]))) == []


def test_living_together_silences_and_bursts_are_not_read() -> None:
    w = weekly(routines=(KEPT,), silences=QUIET, bursts=(episode(3), episode(9)))
    assert len(said(tide("usual", "none", w))) == 6
    assert len(said(tide("usual", "none", w, context=Context(living="together")))) == 2


def test_episodes_are_listed_from_two_on_with_what_came_in_between() -> None:
    assert said(tide("usual", "none", weekly(bursts=(episode(3),)))) == []
    assert said(tide("usual", "none", weekly(bursts=(episode(3, 0), episode(9, 1))))) == []
    mine, theirs = said(tide("usual", "none", weekly(bursts=(episode(3), episode(9, messages=1)))))
    assert mine == "For you, such days did not come twice."
    assert theirs == (
        "Days with next to nothing from Sam and then far more than usual came twice: 22 January to 27 January 2024, "
        "back on 28 January 2024, with 12 messages from you in between; 4 March to 9 March 2024, back on "
        "10 March 2024, with 1 message from you in between. Travel or shift work can look like this."
    )


def test_a_long_list_names_the_latest() -> None:
    _, text = said(tide("usual", "none", weekly(bursts=tuple(episode(3 * k) for k in range(1, 9)))))
    assert "came 8 times. The latest:" in text and text.count("back on") == BURSTS_LISTED
    assert "22 January" not in text and not FORBIDDEN.search(text)


# --- from events to sentences


@cache
def greeted(condition: str, seed: int, stops: bool) -> Couple:
    """A simulated couple in which they also greet at seven on nine days of ten, to the onset or to the end."""
    couple = simulate(condition, seed, volume=20)
    rng, first = np.random.default_rng(seed), couple.at[0].astype("datetime64[D]")
    days = int((np.datetime64(couple.truth.onset if stops else couple.last_day) - first).astype(int))
    kept = np.flatnonzero(rng.random(days) < 0.9)
    minutes = kept * DAY + 7 * 60 + rng.normal(0, 20, len(kept))
    at = np.concatenate([couple.at, first.astype("datetime64[ms]") + (minutes * 60_000).astype("timedelta64[ms]")])
    order = np.argsort(at, kind="stable")
    added = {"person": 1, "label": 0, "chars": 13, "words": 2, "affection": 0, "question": 0, "voice": 0}
    rows = {
        name: np.pad(getattr(couple, name), (0, len(kept)), constant_values=value)[order]
        for name, value in added.items()
    }
    return replace(couple, at=at[order], **rows)


@pytest.mark.parametrize("seed", [20, 21, 22])
def test_from_messages_to_a_dated_sentence(seed: int) -> None:
    couple = greeted("abrupt", seed, True)
    found = look(couple.conversation(), check=False)
    assert (found.state, found.side) == ("changed", "them")
    (lost,) = [item for item in found.findings if item.key.startswith("findings.routine.lost")]
    assert lost.person == 1 and lost.text in str(found)
    assert found.weekly is not None and couple.truth.onset is not None
    (stopped,) = [item.stopped for item in found.weekly.routines if item.stopped is not None]
    assert abs((stopped - couple.truth.onset).days) <= 3


def test_a_word_kept_through_a_change_is_said_as_kept() -> None:
    found = look(greeted("abrupt", 20, False).conversation(), check=False)
    lines = {item.key: item for item in found.findings if item.group == "routine"}
    assert lines["findings.routine.kept.morning"].person == 1
    assert not any(item.claim_of_change for item in lines.values())


@pytest.mark.parametrize("condition", ["new_shift", "zone_move"])
def test_a_new_shift_or_another_zone_takes_no_word(condition: str) -> None:
    found = look(greeted(condition, 20, True).conversation(), check=False)
    assert found.weekly is not None
    lost = [item for item in found.weekly.routines if item.stopped is not None]
    assert lost != []
    blamed = replace(found, state="changed", side=Side.BOTH, date=lost[0].stopped, date_interval=None)
    assert of_change(found) == of_change(blamed) == []


def test_what_is_said_stands_in_the_json_too() -> None:
    made = to_dict(look(greeted("abrupt", 20, True).conversation(), check=False))["weekly"]
    (lost,) = [item for item in made["routines"] if item["stopped"] is not None]
    assert (lost["person"], lost["kind"]) == (1, "morning")
    assert date.fromisoformat(lost["stopped"]) > date.fromisoformat(lost["since"])
    assert {item["person"] for item in made["silences"]} == {0, 1}


@pytest.mark.parametrize("part", range(4))
def test_sixty_stable_couples_give_no_sentence_of_change(part: int) -> None:
    """Even if the look blamed both of them: their words are kept, or there are none."""
    for seed in range(7000 + 15 * part, 7015 + 15 * part):
        couple = simulate("stable", seed, before=24)
        found = look(couple.conversation(), check=False)
        assert [item.text for item in found.findings if item.group == "routine" and item.claim_of_change] == []
        assert found.weekly is not None
        blamed = replace(found, state="changed", side=Side.BOTH, date=found.weekly.monday[8], date_interval=None)
        assert of_change(blamed) == [], seed
