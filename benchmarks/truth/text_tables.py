"""The truth benchmark's tables as text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Figure = dict[str, Any]
#: Parts of the result that are places of their own, beside the arms; those of peers are shown as a matrix.
PLACES = ("weekly", "speed")
PEERS = ("peers", "second-peers")
#: Parts of an arm that are tables and not figures.
TABLES = ("conditions", "bands")


def show(result: Figure) -> str:
    """All tables, and what is asked with met or MISSED."""
    lines = []
    for arm, figure in result["arms"].items():
        lines += [f"\n== {arm}", *_lines(figure), *_conditions(figure), *_bands(figure), *_probabilities(figure)]
    for place in PEERS:
        if result.get(place):
            lines += [f"\n== {place}: area under the curve (Ebbtide's less theirs, 95 %)", *_matrix(result[place])]
    for place in PLACES:
        if result.get(place):
            lines += [f"\n== {place}", *_lines(result[place])]
    return "\n".join([*lines, "\n== asked for", *map(_verdict, result["asked"])])


def _verdict(row: Figure) -> str:
    word = "met   " if row["met"] else "MISSED"
    held = f"{row['asked']} ({row['on']})" if row["on"] != "value" else row["asked"]
    return f"{word} {row['place']:13s} {row['figure']:46s} {_value(row):26s} {held}"


def _value(one: Figure) -> str:
    bounds = f" ({one['low']:.3f} to {one['high']:.3f})" if one.get("low") is not None else ""
    return f"{one['value']:.3f}{bounds}"


def _lines(figure: Figure) -> Iterator[str]:
    for name, one in figure.items():
        if name not in TABLES and one.get("value") is not None:
            yield f"{name:64s} {_value(one):26s} n={one['of']} {one.get('where', '')}"


def matrix(table: Figure) -> tuple[list[str], list[list[str]]]:
    """The peers' questions, and a row a peer: its name, then its AUC with Ebbtide's lead for each question."""
    own = [name for name in table if not name.startswith("above ")]
    who = list(dict.fromkeys(name.rpartition(", ")[0] for name in own))
    asked = list(dict.fromkeys(name.rpartition(", ")[2] for name in own))
    return asked, [[one, *(_cell(table, f"{one}, {question}") for question in asked)] for one in who]


def _cell(table: Figure, name: str) -> str:
    area, lead = f"{table[name]['value']:.3f}", table.get(f"above {name}")
    return area if lead is None else f"{area} ({lead['value']:+.3f}, {lead['low']:+.3f} to {lead['high']:+.3f})"


def _matrix(table: Figure) -> Iterator[str]:
    asked, rows = matrix(table)
    yield f"{'':30s}" + "".join(f"{name:34s}" for name in asked)
    for who, *cells in rows:
        yield f"{who:30s}" + "".join(f"{cell:34s}" for cell in cells)


def _conditions(figure: Figure) -> Iterator[str]:
    heads = ("called", "named", "wrong", "upper", "1 of 2", "any")
    yield f"{'condition':15s} " + " ".join(f"{head:>7s}" for head in heads) + "  words"
    for name, one in figure["conditions"].items():
        words = ", ".join(f"{word} {count}" for word, count in sorted(one["words"].items(), key=lambda item: -item[1]))
        wrong = one["wrong side"]
        values = (
            one["called"]["value"],
            one["named"]["value"],
            wrong["value"],
            wrong["upper_exact"],
            one["one of two"]["value"],
            one["any sentence"]["value"],
        )
        yield f"{name:15s} " + " ".join(f"{value:7.3f}" for value in values) + f"  {words}"


def _bands(figure: Figure) -> Iterator[str]:
    for row in figure["bands"]:
        parts = [
            f"{name} {one['value']:.3f} (n={one['of']})"
            for name, one in row.items()
            if name != "band" and one.get("value") is not None
        ]
        yield f"{row['band'][0]:.0f} to {row['band'][1]:.0f} a day: " + ", ".join(parts)


def _probabilities(figure: Figure) -> Iterator[str]:
    if "attribution" in figure:
        yield "who is down by P > .5 of each person, by condition:"
        for name, row in figure["attribution"]["confusion"].items():
            yield f"  {name:10s} " + "  ".join(f"{word} {share:.3f}" for word, share in row.items())
    if "stated against true" in figure:
        rows = figure["stated against true"]["bins"]
        yield "stated against true: " + ", ".join(
            f"{row['stated']:.3f} / {row['true']:.3f} (n={row['of']})" for row in rows
        )
