"""The tables of docs/language.md that the text benchmark fills."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.text import affect_heads, style_matching
from benchmarks.text import questions as question_rule

PAGE = Path(__file__).parents[2] / "docs" / "language.md"
Table = dict[str, Any]
NAMES = {
    "gratitude": "gratitude",
    "love": "love or caring",
    "admiration": "admiration",
    "negative": "annoyance, disapproval, anger or disgust",
    "remorse": "remorse",
}


def _share(figure: Table) -> str:
    return f"{figure['value']:.3f} ({figure['low']:.3f} to {figure['high']:.3f})"


def lists(figures: Table) -> str:
    """One row a feature of the closed lists: how many of the donated messages it hits."""
    lines = ["| feature | messages | share |", "|---|---|---|"]
    lines += [f"| {name} | {row['hits']:,} | {row['share']:.3f} |" for name, row in figures["hits"].items()]
    cost, bar = figures["cpu seconds a million"], figures["bar"]
    speed = f"a million messages take {cost:.1f} s of one core (at most {bar:.0f})"
    ready = f"the lists are ready in {figures['loading ms']:.0f} ms"
    return "\n".join([*lines, "", f"{figures['messages']:,} messages; {speed}; {ready}."])


def heads(figures: Table) -> str:
    """One row a label of the affect heads."""
    lines = [
        "| label | comments with it | area under precision and recall | bar | probability off by |",
        "|---|---|---|---|---|",
    ]
    for row in figures["rows"]:
        bar = "" if row["bar"] is None else f"{row['bar']:.2f}"
        area = f"{row['area']:.3f} ({row['low']:.3f} to {row['high']:.3f})"
        lines.append(
            f"| {NAMES[row['label']]} | {row['labelled']} of {row['of']:,} | {area} | {bar} "
            f"| {row['calibration']:.3f} |"
        )
    again = "the same file" if figures["reproduced"] else "another file"
    size = f"{figures['terms']:,} terms in {figures['bytes']:,} bytes (at most {affect_heads.MOST_BYTES:,})"
    speed = f"about {round(figures['messages a second'], -4):,.0f} messages a second of one core"
    return "\n".join([*lines, "", f"{size}; trained anew: {again}; {speed}."])


def questions(figures: Table) -> str:
    """One row a way of counting."""
    bars = question_rule.BARS
    lines = ["| counted against | precision | recall |", "|---|---|---|"]
    rows = {
        "question": "turns labelled a question",
        "question or request": "turns labelled a question, a request, an offer or a suggestion",
        "a mark alone": "turns labelled a question, by a question mark alone",
    }
    lines += [
        f"| {words} | {_share(figures[key]['precision'])} | {_share(figures[key]['recall'])} |"
        for key, words in rows.items()
    ]
    bar = f"the bar, for the first row, is a precision of {bars['precision']:.2f} and a recall of {bars['recall']:.2f}"
    return "\n".join([*lines, "", f"{figures['turns']:,} turns; {bar}."])


def style(figures: Table) -> str:
    """One row a kind of pair and size."""
    lines = [
        "| what happens to one side | words a side | said to fall | said to rise | plain matching moves by |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {row['kind']} | {row['words']:,} | {_share(row['fell'])} | {_share(row['rose'])} | {row['plain']:+.3f} |"
        for row in figures["rows"]
    ]
    halves = [row["fell"] for row in figures["rows"] if row["kind"] in style_matching.HALVED]
    hits, of = sum(one["hits"] for one in halves), sum(one["of"] for one in halves)
    drops = f"{hits} of {of:,}, {hits / of:.1%} (at most {style_matching.BAR:.0%})"
    known = f"{figures['writers']} writers; the lists know {figures['known']:.0%} of their words"
    return "\n".join([*lines, "", f"False drops where only the length halves: {drops}. {known}."])


def tables(figures: Table) -> Iterator[tuple[str, str]]:
    """Name and table of every part that was measured."""
    for name, make in (("lists", lists), ("heads", heads), ("questions", questions), ("style", style)):
        if name in figures:
            yield f"text {name}", make(figures[name])


def filled(page: str, figures: Table) -> str:
    """The page with its places filled."""
    for name, table in tables(figures):
        place = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end {name} -->)", re.S)
        page = place.sub(lambda found, table=table: f"{found[1]}{table}\n{found[2]}", page)
    return page
