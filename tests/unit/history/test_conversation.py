"""What was told, the days of a look, and the edges of a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from ebbtide.history.conversation import EDGE_DAYS, EVENT_SCHEMA, Context, Conversation, Coverage, Edge, EdgeReason

ENDED = date(2025, 3, 1)
LAST, EXPORTED, TOLD, NAMED = date(2025, 3, 1), date(2025, 3, 5), date(2025, 3, 9), date(2025, 2, 1)


@pytest.mark.parametrize(("days", "rests"), [(-1, False), (0, True), (29, True), (30, False), (31, False)])
def test_an_ending_rests_for_30_days_from_its_own_day_on(days: int, rests: bool) -> None:
    context = Context(ended=ENDED)
    assert context.resting(ENDED + timedelta(days=days)) == rests
    assert context.rest_ends == ENDED + timedelta(days=30)


def test_without_an_ending_nothing_rests() -> None:
    assert not Context().resting(ENDED) and Context().rest_ends is None


def test_a_look_is_of_the_named_day_else_of_the_export_else_of_the_day_after_the_last_message() -> None:
    coverage = Coverage(date(2024, 1, 1), LAST, EXPORTED, "told")
    chat = Conversation(pl.DataFrame(schema=EVENT_SCHEMA), ("Ana", "Sam"), coverage=coverage)
    context = Context(exported=TOLD)
    assert chat.day_of_look(NAMED, context) == NAMED
    assert chat.day_of_look(None, context) == TOLD
    assert chat.day_of_look() == EXPORTED
    open_end = replace(chat, coverage=replace(coverage, exported_at=None))
    assert open_end.known_day() is None and open_end.day_of_look() == LAST + timedelta(days=1)


@pytest.mark.parametrize("reason", EdgeReason)
def test_an_edge_says_whether_it_hides_days_and_whether_it_breaks_a_history(reason: EdgeReason) -> None:
    edge = Edge(reason, ENDED)
    assert edge.hides_days == (reason in ("cap", "gap", "hole", "disappearing"))
    coverage = Coverage(date(2024, 1, 1), LAST, None, "unknown", (edge,))
    near, far = ENDED - EDGE_DAYS, ENDED - EDGE_DAYS - timedelta(days=1)
    breaking = ("gap", "hole", "join", "app change", "disappearing")
    assert coverage.breaks_near(near, near) == edge.breaks == (reason in breaking)
    assert not coverage.breaks_near(far, far)
