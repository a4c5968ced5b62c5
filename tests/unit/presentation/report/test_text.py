"""The answer in a terminal: the same in the same order, 24 lines of 80 columns, no markup from a name."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from ebbtide.analysis.changes.answer import Situation
from ebbtide.presentation import report
from ebbtide.presentation.answer import answer
from ebbtide.presentation.charts.words import plain
from ebbtide.presentation.report.as_text import MOST_LINES
from tests.support.sample_tide import HOSTILE
from tests.support.situations import ALL_SITUATIONS, of


class Encoded(io.StringIO):
    """A stream that says which encoding it has, and refuses what that lacks."""

    def __init__(self, encoding):
        super().__init__()
        self._encoding = encoding

    @property
    def encoding(self):
        return self._encoding

    def write(self, text):
        text.encode(self._encoding)
        return super().write(text)


def printed(tide, width=80, colour=False, full=False, terminal=True, out=None):
    """What a terminal of `width` columns shows."""
    out = out or io.StringIO()
    system = "standard" if colour else None
    console = Console(file=out, width=width, force_terminal=terminal, color_system=system, legacy_windows=False)
    console.print(report.terminal(tide, full=full))
    return out.getvalue()


def words(text):
    return " ".join(text.split())


@pytest.mark.parametrize("found", ALL_SITUATIONS)
def test_a_page_has_at_most_21_lines_of_80_columns_and_three_are_left_for_where_it_lies(found):
    lines = printed(of(found)).splitlines()
    assert len(lines) <= MOST_LINES == 21
    assert max(len(line) for line in lines) <= 80


@pytest.mark.parametrize("found", ALL_SITUATIONS)
def test_it_says_the_same_as_the_page_in_the_same_order(found):
    tide = of(found)
    page, text = answer(tide), words(printed(tide, terminal=False, width=2000))
    parts = [page.reading, page.headline, page.line, *([page.other.line] if page.other else []), page.held[1]]
    parts += [page.sure, page.step.title, page.step.line, page.quiet]
    places = [text.index(words(part)) for part in parts if part]
    assert places == sorted(places)


def test_both_people_have_a_line_of_blocks_of_the_same_length():
    lines = printed(of(Situation.LESS_FROM_THEM)).splitlines()
    mine, theirs = (next(line for line in lines if line.startswith(name) and "▆" in line) for name in ("You", "Sam"))
    assert len(mine.rstrip()) == len(theirs.rstrip())
    below = lines[lines.index(theirs) + 1]
    assert "Jan 2024" in below
    assert "about 10 Mar" in below


def test_the_full_page_holds_what_is_folded():
    tide = of(Situation.LESS_FROM_THEM)
    text = words(printed(tide, full=True, width=2000))
    for fold in answer(tide).folds:
        assert fold.title in text
        for _, lines in fold.parts:
            assert all(words(line) in text for line in lines)
    assert "You could say to Sam:" in text
    assert "You could say to Sam:" not in printed(tide)


@pytest.mark.parametrize("width", [40, 60, 80])
@pytest.mark.parametrize("full", [False, True])
def test_no_line_is_wider_than_the_terminal(width, full):
    for found in ALL_SITUATIONS:
        assert max(len(line) for line in printed(of(found), width, full=full).splitlines()) <= width


@pytest.mark.parametrize("name", [HOSTILE, "[bold red]Sam[/]", "[link=file:///x]a[/link]"])
def test_a_name_can_neither_style_nor_hide_anything(name):
    text = printed(of(Situation.LESS_FROM_THEM, name), width=300, colour=True)
    assert words(plain(name).split("\U0001f9d1")[0]) in words(text)
    assert "\x1b[31m" not in text
    assert "\u202e" not in text
    assert "\x1b]8" not in text


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1"])
def test_where_the_encoding_lacks_a_sign_plain_letters_stand(encoding):
    for found in (Situation.LESS_FROM_THEM, Situation.SHORT):
        text = printed(of(found, "Zoë"), out=Encoded(encoding), full=True)
        assert "->" in text or found is Situation.SHORT
        assert "▁" not in text
        assert "You 1" in text or "You 4" in text or "You 8" in text


def test_the_quiet_line_is_there_in_every_situation():
    for found in ALL_SITUATIONS:
        assert "You do not need to be sure." in words(printed(of(found)))
