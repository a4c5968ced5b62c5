"""Which days the sources show: silence may be the file."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from ebbtide.history import build, covered_weeks, from_rows
from ebbtide.history.conversation import Conversation, Coverage, Edge
from ebbtide.history.readers.contract import Disappearing, ReadResult
from tests.support.reader_rows import Line, result

MONDAY = date(2026, 1, 5)
WEEK = timedelta(weeks=1)


def days(*numbers: int) -> list[Line]:
    """Two messages on each day, numbered from Monday 5 January 2026."""
    at = [datetime.combine(MONDAY, time(12)) + timedelta(days=number) for number in numbers]
    return [Line(when, who, f"{who} {when:%d %m}") for when in at for who in ("Ana", "Sam")]


def seen(*results: ReadResult, exported: date | None = None) -> Coverage:
    coverage = build(results, "Ana", exported=exported).coverage
    assert coverage is not None
    return coverage


def shares(coverage: Coverage, weeks: int = 4) -> list[float]:
    found = covered_weeks(coverage, [MONDAY + k * WEEK for k in range(weeks)])
    return [round(float(share) * 7, 6) for share in found]


def reasons(coverage: Coverage) -> list[str]:
    return [edge.reason for edge in coverage.edges]


def test_without_the_exports_day_coverage_ends_with_the_last_message() -> None:
    coverage = seen(result(days(2, 9)))
    assert (coverage.first, coverage.last) == (date(2026, 1, 7), date(2026, 1, 14))
    assert (coverage.exported_at, coverage.exported_at_source) == (None, "unknown")
    assert shares(coverage) == [5, 3, 0, 0]
    assert coverage.edges == (Edge("before first", date(2026, 1, 6), date(2026, 1, 6)),)


def test_silence_up_to_the_exports_day_is_covered() -> None:
    coverage = seen(result(days(0, 9), exported_at=date(2026, 1, 28), exported_at_source="archive"))
    assert coverage.exported_at_source == "archive"
    assert shares(coverage) == [7, 7, 7, 3]


def test_what_is_told_goes_before_the_archive() -> None:
    coverage = seen(
        result(days(0, 9), exported_at=date(2026, 1, 28), exported_at_source="archive"), exported=date(2026, 1, 20)
    )
    assert (coverage.exported_at, coverage.exported_at_source) == (date(2026, 1, 20), "told")
    assert shares(coverage) == [7, 7, 2, 0]


def test_an_exports_day_before_the_last_message_is_moved_and_said() -> None:
    chat = build([result(days(0, 9))], "Ana", exported=date(2026, 1, 10))
    assert chat.coverage is not None and chat.coverage.exported_at == date(2026, 1, 14)
    assert len(chat.warnings) == 1 and "2026-01-10" in chat.warnings[0]
    assert build([result(days(0, 9))], "Ana", exported=date(2026, 1, 14)).warnings == ()


def test_of_several_sources_the_latest_export_counts() -> None:
    old = result(days(0, 2), exported_at=date(2026, 1, 8), exported_at_source="archive")
    new = result(days(0, 2, 9), exported_at=date(2026, 1, 25), exported_at_source="archive")
    for order in ((old, new), (new, old)):
        assert seen(*order).exported_at == date(2026, 1, 25)


def test_an_older_archive_does_not_date_a_newer_file() -> None:
    old = result(days(0, 2), exported_at=date(2026, 1, 8), exported_at_source="archive")
    chat = build([old, result(days(0, 2, 9))], "Ana")
    assert chat.coverage is not None and chat.coverage.exported_at is None
    assert chat.warnings == ()


def test_a_cap_leaves_its_first_day_in_the_dark() -> None:
    coverage = seen(result(days(2, 9), cap_hit=40_000))
    assert coverage.edges == (Edge("cap", date(2026, 1, 7), date(2026, 1, 7)),)
    assert shares(coverage, 2) == [4, 3]


def test_an_older_export_fills_what_the_cap_cut() -> None:
    capped = result(days(8, 10, 14), cap_hit=40_000)
    coverage = seen(result(days(0, 8, 10)), capped)
    assert reasons(coverage) == ["before first"]
    assert shares(coverage, 3) == [7, 7, 1]
    assert build([capped, result(days(0, 8, 10))], "Ana").events.height == 8


def test_a_hole_between_two_exports_is_a_gap() -> None:
    coverage = seen(result(days(0, 3)), result(days(14, 20)))
    assert Edge("gap", date(2026, 1, 9), date(2026, 1, 18)) in coverage.edges
    assert shares(coverage, 3) == [4, 0, 7]


def test_an_export_that_reaches_the_next_one_leaves_no_gap() -> None:
    old = result(days(0, 3), exported_at=date(2026, 1, 18), exported_at_source="archive")
    assert reasons(seen(old, result(days(14, 20)))) == ["before first"]


def test_disappearing_messages_hide_their_days() -> None:
    switches = (
        Disappearing(datetime(2026, 1, 8, 10), True),
        Disappearing(datetime(2026, 1, 9, 10), True),
        Disappearing(datetime(2026, 1, 11, 10), False),
        Disappearing(datetime(2026, 1, 21, 10), True),
    )
    coverage = seen(result(days(0, 9, 21), disappearing=switches))
    assert coverage.edges[1:] == (
        Edge("disappearing", date(2026, 1, 8), date(2026, 1, 11)),
        Edge("disappearing", date(2026, 1, 21), None),
    )
    assert shares(coverage) == [3, 7, 2, 0]


def test_an_export_made_before_messages_vanished_shows_them() -> None:
    switch = (Disappearing(datetime(2026, 1, 8, 10), True),)
    early = result(days(0, 2, 5), exported_at=date(2026, 1, 11), exported_at_source="archive")
    late = result(days(0, 2, 9, 14), disappearing=switch)
    assert Edge("disappearing", date(2026, 1, 12), None) in seen(early, late).edges


def test_another_app_is_an_edge() -> None:
    coverage = seen(result(days(0, 2)), result(days(3, 9), format="telegram"))
    assert Edge("app change", date(2026, 1, 8), date(2026, 1, 8)) in coverage.edges
    assert shares(coverage, 2) == [7, 3]


def test_one_person_alone_is_one_sided() -> None:
    assert reasons(seen(result([row for row in days(0, 9) if row.who == "Sam"]))) == ["before first", "one-sided"]
    assert reasons(seen(result(days(0, 9)))) == ["before first"]


def test_no_weeks_have_no_shares() -> None:
    chat: Conversation = from_rows([(datetime(2026, 1, 5), 0, "hi"), (datetime(2026, 1, 6), 1, "hey")])
    assert chat.coverage is not None
    assert covered_weeks(chat.coverage, []).shape == (0,)
    assert covered_weeks(chat.coverage, [MONDAY]) == pytest.approx([2 / 7])
