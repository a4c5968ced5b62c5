"""The tables of docs/language.md, from what the text benchmark left; the words stand in a template."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from benchmarks.page.templates import NOTHING, labels, render
from benchmarks.shared.results import ROOT, Table
from benchmarks.shared.tables import grid, value
from benchmarks.text import affect_heads, style_matching
from benchmarks.text import questions as question_rule

PAGE = ROOT / "docs" / "language.md"
LABELS = labels()


def lists(figures: Table) -> str:
    """One row a feature of the closed lists: how many of the donated messages it hits."""
    rows = [(name, f"{row['hits']:,}", f"{row['share']:.3f}") for name, row in figures["hits"].items()]
    cost, bar = figures["cpu seconds a million"], figures["bar"]
    speed = f"a million messages take {cost:.1f} s of one core (at most {bar:.0f})"
    ready = f"the lists are ready in {figures['loading ms']:.0f} ms"
    return f"{grid(('feature', 'messages', 'share'), rows)}\n\n{figures['messages']:,} messages; {speed}; {ready}."


def heads(figures: Table) -> str:
    """One row a label of the affect heads."""
    names = ("label", "comments with it", "area under precision and recall", "bar", "probability off by")
    rows = [
        (
            LABELS["affects"][row["label"]],
            f"{row['labelled']} of {row['of']:,}",
            value(row | {"value": row["area"]}),
            "" if row["bar"] is None else f"{row['bar']:.2f}",
            f"{row['calibration']:.3f}",
        )
        for row in figures["rows"]
    ]
    again = "the same file" if figures["reproduced"] else "another file"
    size = f"{figures['terms']:,} terms in {figures['bytes']:,} bytes (at most {affect_heads.MOST_BYTES:,})"
    speed = f"about {round(figures['messages a second'], -4):,.0f} messages a second of one core"
    return f"{grid(names, rows)}\n\n{size}; trained anew: {again}; {speed}."


def questions(figures: Table) -> str:
    """One row a way of counting."""
    bars, ways = question_rule.BARS, LABELS["question rows"]
    rows = [(words, value(figures[key]["precision"]), value(figures[key]["recall"])) for key, words in ways.items()]
    bar = f"the bar, for the first row, is a precision of {bars['precision']:.2f} and a recall of {bars['recall']:.2f}"
    return f"{grid(('counted against', 'precision', 'recall'), rows)}\n\n{figures['turns']:,} turns; {bar}."


def style(figures: Table) -> str:
    """One row a kind of pair and size."""
    names = ("what happens to one side", "words a side", "said to fall", "said to rise", "plain matching moves by")
    rows = [
        (row["kind"], f"{row['words']:,}", value(row["fell"]), value(row["rose"]), f"{row['plain']:+.3f}")
        for row in figures["rows"]
    ]
    halves = [row["fell"] for row in figures["rows"] if row["kind"] in style_matching.HALVED]
    hits, of = sum(share["hits"] for share in halves), sum(share["of"] for share in halves)
    drops = f"{hits} of {of:,}, {hits / of:.1%} (at most {style_matching.BAR:.0%})"
    coverage = f"{figures['writers']} writers; the lists know {figures['known']:.0%} of their words"
    return f"{grid(names, rows)}\n\nFalse drops where only the length halves: {drops}. {coverage}."


TABLES: dict[str, Callable[[Table], str]] = {"lists": lists, "heads": heads, "questions": questions, "style": style}


def tables(figures: Table) -> dict[str, str]:
    """The table of every part that was measured, by its name."""
    return {name: make(figures[name]) for name, make in TABLES.items() if name in figures}


def filled(figures: Table) -> str:
    """The page with its figures."""
    parts = tables(figures)
    return render(PAGE.name, {name: partial(parts.get, name, NOTHING) for name in TABLES})
