"""When an open vault locks by itself: left alone, after sleep, when the clock jumps, after eight hours."""

from __future__ import annotations

import pytest

from ebbtide.vault.worker.autolock import HOUR, MINUTE, Limits, Now, Reason, Watch, idle_seconds

START = Now(1000.0, 5000.0, 1.8e9)


def later(now: Now, awake: float, asleep: float = 0.0, set_by: float = 0.0) -> Now:
    """The clocks after so many seconds awake and asleep, and the wall clock set by so many more."""
    return Now(now.awake + awake, now.passed + awake + asleep, now.wall + awake + asleep + set_by)


def looks(watch: Watch, until: float, now: Now = START, every: float = 5.0) -> Reason | None:
    """Look every few seconds, as the worker does; the first reason that is given."""
    end = now.awake + until
    while now.awake < end:
        now = later(now, every)
        if (reason := watch.due(now)) is not None:
            return reason
    return None


def test_it_stays_open_for_ten_minutes_and_locks_then() -> None:
    assert looks(Watch(Limits(), START), 10 * MINUTE - 5) is None
    assert looks(Watch(Limits(), START), 10 * MINUTE) is Reason.IDLE


def test_use_starts_the_time_anew() -> None:
    watch = Watch(Limits(), START)
    used = later(START, 9 * MINUTE)
    assert looks(watch, 9 * MINUTE) is None
    watch.used(used)
    assert looks(watch, 9 * MINUTE, used) is None
    assert looks(watch, 2 * MINUTE, later(used, 9 * MINUTE)) is Reason.IDLE


def test_a_used_vault_locks_after_eight_hours() -> None:
    watch, now = Watch(Limits(), START), START
    reasons = []
    while not reasons:
        now = later(now, 5)
        watch.used(now)
        reasons += [reason for reason in (watch.due(now),) if reason]
    assert reasons == [Reason.LONG]
    assert now.passed - START.passed == 8 * HOUR


def test_sleep_locks_however_short_the_time_without_use() -> None:
    watch = Watch(Limits(), START)
    assert watch.due(later(START, 5)) is None
    assert watch.due(later(START, 10, asleep=60)) is Reason.SLEPT


def test_a_moment_of_sleep_that_the_clocks_blur_does_not_lock() -> None:
    assert Watch(Limits(), START).due(later(START, 5, asleep=2)) is None


@pytest.mark.parametrize("seconds", [-365 * 24 * HOUR, -HOUR, HOUR, 365 * 24 * HOUR])
def test_a_clock_that_is_set_locks(seconds: float) -> None:
    assert Watch(Limits(), START).due(later(START, 5, set_by=seconds)) is Reason.CLOCK


def test_a_clock_that_the_network_corrects_does_not_lock() -> None:
    watch, now = Watch(Limits(), START), START
    for _ in range(100):
        now = later(now, 5, set_by=0.5)
        watch.used(now)
        assert watch.due(now) is None


def test_a_clock_set_back_does_not_keep_the_vault_open() -> None:
    """Time without use is not told by the wall clock."""
    watch = Watch(Limits(step=float("inf")), START)
    assert watch.due(later(START, 11 * MINUTE, set_by=-HOUR)) is Reason.IDLE


def test_the_next_look_comes_in_time() -> None:
    watch = Watch(Limits(idle=12), START)
    assert watch.wait(START) == 5
    assert watch.wait(later(START, 10)) == 2
    assert watch.wait(later(START, 20)) == 0
    assert Watch(Limits(longest=3), START).wait(START) == 3


@pytest.mark.parametrize(
    ("kept", "seconds"), [(None, 600), (2, 120), (2.5, 150), (0, 60), (-3, 60), (10_000, 3600), ("5", 600), (True, 600)]
)
def test_the_time_without_use_can_be_chosen_within_bounds(kept: object, seconds: float) -> None:
    assert idle_seconds(kept) == seconds
