"""Entries and check-ins of a day, and which sliders are due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from ebbtide.errors import BadRequest, Locked
from ebbtide.history import Context
from ebbtide.service import Session, log
from ebbtide.service.log import CheckIn
from ebbtide.service.log.check_in import due
from ebbtide.vault.storage import Mark
from tests.support.sessions import TODAY, locked, unlocked

DAY = date(2026, 3, 2)
ALL = ["mood", "calm", "seen", "voice", "own_life", "worth", "balance", "gut", "us", "urge"]
DAILY = ALL[:5]


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with unlocked(tmp_path) as session:
        yield session


def test_entries_are_listed_by_day_and_by_all_of_their_tags(session: Session) -> None:
    yesterday = TODAY - timedelta(days=1)
    first = log.write_entry(session, yesterday, "Climbing.", ["Own life", "win"])
    second = log.write_entry(session, TODAY, "A quiet day.")
    checkin = log.check_in(session, TODAY, {"mood": 7})
    assert first.tags == ("own_life", "win")
    assert log.journal(session) == log.Journal((first, second), (checkin,))
    assert log.journal(session, TODAY) == log.Journal((second,), (checkin,))
    assert log.journal(session, tags=["own-life"]) == log.Journal((first,))
    assert log.journal(session, tags=["own-life", "favour"]) == log.Journal()
    log.remove_entry(session, first.id or 0)
    assert log.journal(session, yesterday) == log.Journal()
    with pytest.raises(BadRequest):
        log.remove_entry(session, first.id or 0)


def test_values_of_a_day_join_and_leave_what_is_due_to_the_others(session: Session) -> None:
    assert [slider.id for slider in log.due_sliders(session, TODAY)] == ALL
    log.check_in(session, TODAY, {"mood": 7, "calm": 2})
    joined = log.check_in(session, TODAY, {"calm": 3})
    assert log.journal(session).checkins == (joined,)
    assert joined.values == {"mood": 7, "calm": 3}
    assert [slider.id for slider in log.due_sliders(session, TODAY)] == ALL[2:]


def test_after_a_marked_ending_daily_sliders_are_weekly(session: Session) -> None:
    log.check_in(session, TODAY - timedelta(days=1), dict.fromkeys(ALL, 5))
    assert [slider.id for slider in log.due_sliders(session, TODAY)] == DAILY
    session.open_vault.tables.marks.add(Mark("ended", TODAY - timedelta(days=2)))
    assert log.due_sliders(session, TODAY) == []


def test_a_day_ahead_is_refused_before_anything_is_opened(tmp_path: Path, session: Session) -> None:
    ahead, shut = TODAY + timedelta(days=1), locked(tmp_path)
    assert log.day_of(shut, None) == TODAY
    with pytest.raises(BadRequest):
        log.day_of(shut, ahead)
    with pytest.raises(BadRequest):
        log.write_entry(session, ahead, "x")
    with pytest.raises(BadRequest):
        log.check_in(session, ahead, {"mood": 1})
    with pytest.raises(Locked):
        log.write_entry(shut, TODAY, "x")


def test_known_tags_say_what_they_are_about_and_need_no_vault(tmp_path: Path) -> None:
    tags = log.known_tags(locked(tmp_path))
    assert {"win", "favour", "self_doubt", "public"} <= set(tags)
    assert all(tags.values())


def test_the_ten_sliders_of_the_method_are_asked_when_they_are_due() -> None:
    def asked(kept: list[CheckIn], on: date = DAY, ended: date | None = None) -> list[str]:
        return [slider.id for slider in due(kept, on, Context(ended=ended))]

    assert asked([]) == ALL
    whole = CheckIn(DAY, dict.fromkeys(ALL, 5))
    assert asked([whole]) == []
    assert asked([whole], DAY + timedelta(days=1)) == DAILY
    assert asked([whole], DAY + timedelta(days=6)) == DAILY
    assert asked([whole], DAY + timedelta(days=7)) == ALL
    # An older day can be filled in beside a later one.
    assert asked([whole], DAY - timedelta(days=1)) == ALL
    assert asked([CheckIn(DAY, {"mood": 3, "worth": 3})]) == [key for key in ALL if key not in ("mood", "worth")]


def test_after_an_ending_all_sliders_rest_for_a_week_each() -> None:
    whole = CheckIn(DAY, dict.fromkeys(ALL, 5))
    later = [DAY + timedelta(days=days) for days in (1, 6, 7)]
    assert [len(due([whole], day, Context(ended=DAY))) for day in later] == [0, 0, 10]


def test_sliders_rest_for_30_days_after_an_ending_and_no_longer_than_the_look() -> None:
    whole, context = CheckIn(DAY, dict.fromkeys(ALL, 5)), Context(ended=DAY - timedelta(days=29))
    assert [len(due([whole], DAY + timedelta(days=days), context)) for days in (0, 1)] == [0, len(DAILY)]
    assert [context.resting(DAY + timedelta(days=days)) for days in (0, 1)] == [True, False]
