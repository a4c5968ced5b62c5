"""Figures as text: a rate or a mean with its interval, and tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

Figure = dict[str, Any]
#: What stands in the place of a figure that no run has measured.
NOT_MEASURED = "not measured"


def value(figure: Figure | None) -> str:
    """A figure with its interval where it has one."""
    if not figure or figure.get("value") is None:
        return NOT_MEASURED
    if figure.get("low") is None:
        return f"{figure['value']:.3g}"
    return f"{figure['value']:.3f} ({figure['low']:.3f} to {figure['high']:.3f})"


def verdict(met: bool, missed: str = "MISSED") -> str:
    """Whether what was asked is met."""
    return "met" if met else missed


def grid(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    heads = list(head)
    lines = [heads, ["---"] * len(heads), *map(list, rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def lines(table: Figure) -> Iterator[str]:
    """Every figure of a table as a line with its number of cases, parts of it under a heading of their own."""
    deeper: dict[str, Figure] = {}
    for name, entry in table.items():
        if isinstance(entry, dict) and "value" in entry:
            yield f"{name:64s} {value(entry):26s} n={entry.get('of', '')} {entry.get('where', '')}".rstrip()
            deeper |= {f"{name}, {part}": inner for part, inner in entry.items() if isinstance(inner, dict)}
        elif isinstance(entry, dict):
            deeper[name] = entry
        elif isinstance(entry, list) and entry and isinstance(entry[0], dict):
            deeper |= {f"{name} {number}": inner for number, inner in enumerate(entry, 1)}
        else:
            yield f"{name:64s} {entry}"
    for name, inner in deeper.items():
        yield f"\n== {name}"
        yield from lines(inner)
