"""Write the measured figures into docs/how-sure.md: what the page says is what the benchmarks saw.

`python -m benchmarks howsure` reads the tables that the benchmarks left in `benchmarks/results/` (copied there from
`.bench/` with `--take`, runs on development seeds left out), fills the places between the markers, and draws the
pictures beside the page.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.page.numbers import numbers, real_dates, sentences
from benchmarks.page.parts import NOTHING, OTHERS, ROWS, TRUTH, run_line, value
from benchmarks.page.pictures import pictures, places
from benchmarks.verdicts.interventions import show

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-sure.md"
RESULTS = Path(__file__).parents[1] / "results"
MAIN = "truth-report.json"
ARMS = {
    "full": "all measures",
    "no-affection": "never affectionate words",
    "timing": "no text at all",
    "stress": "restless pairs",
    "second": "second simulator",
}
Table = dict[str, Any]


def _value(figure: Table | None) -> str:
    if figure and figure.get("value") is not None and figure.get("low") is None:
        return f"{figure['value']:.1f}"
    return value(figure)


def overall(table: Table) -> str:
    """The main figures, one column an arm."""
    arms = [arm for arm in ARMS if arm in table["arms"]]
    lines = ["| | " + " | ".join(ARMS[arm] for arm in arms) + " |", "|---|" + "---|" * len(arms)]
    for key, words in ROWS.items():
        if key in table["arms"]["full"]:
            cells = (_value(table["arms"][arm].get(key)) for arm in arms)
            lines.append(f"| {words} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def conditions(table: Table) -> str:
    """Each condition: how many pairs, how often the page named a change, and a wrong side alone."""
    lines = [
        "| condition | pairs | a change named | wrong side alone | its upper 95 % bound |",
        "|---|---|---|---|---|",
    ]
    for name, row in table["arms"]["full"]["conditions"].items():
        wrong = row["wrong side"]
        lines.append(
            f"| {name.replace('_', ' ')} | {wrong['of']} | {row['called']['value']:.3f} "
            f"| {wrong['value']:.3f} | {wrong['upper_exact']:.3f} |"
        )
    return "\n".join(lines)


def interventions(table: Table) -> str:
    """The z matrix as the benchmark prints it."""
    shown = (show(float(volume), rows).strip() for volume, rows in table["z"].items())
    return "```\n" + "\n\n".join(shown) + "\n```"


def fill(page: str, name: str, text: str) -> str:
    """The page with the place `name` filled."""
    place = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end {name} -->)", re.S)
    return place.sub(lambda found: f"{found[1]}{text}\n{found[2]}", page)


def read(name: str) -> Table | None:
    """A kept table; None where no run has left it."""
    path = RESULTS / name
    return json.loads(path.read_text("utf-8")) if path.exists() else None


def parts() -> Iterator[tuple[str, str]]:
    """Every place of the page with what belongs there."""
    yield from numbers().items()
    truth = read(MAIN)
    if truth is not None:
        yield from (sentences(truth) | places(truth)).items()
        yield "overall", overall(truth)
        yield "conditions", conditions(truth)
        if "asked" in truth:
            yield "run", run_line(truth)
            yield from ((name, make(truth)) for name, make in TRUTH.items())
    matrix = read("interventions.json")
    if matrix is not None:
        yield "interventions", interventions(matrix)
    for name, make in OTHERS.items():
        table = read(f"{name}.json")
        yield name, make(table) if table is not None else NOTHING
    real = read("real.json")
    yield "plain real dates", real_dates(real) if real is not None else NOTHING


def draw() -> None:
    """Write the pictures beside the page."""
    for picture in pictures(read(MAIN) or {"arms": {}}):
        (PAGE.parent / picture.file).write_text(picture.drawing, "utf-8")


def take() -> None:
    """Copy fresh tables from `.bench/`; those of development seeds are not for the page."""
    for name in (MAIN, "interventions.json", *(f"{other}.json" for other in OTHERS)):
        fresh = ROOT / ".bench" / name
        if not fresh.exists():
            continue
        table = json.loads(fresh.read_text("utf-8"))
        if "dev" in (table.get("set"), table.get("seeds")):
            print(f"{name} is of development seeds: left where it is")
        else:
            shutil.copy(fresh, RESULTS / name)


def main(arguments: list[str]) -> None:
    """Fill the page; with `--take` first copy fresh tables from `.bench/`."""
    RESULTS.mkdir(exist_ok=True)
    if "--take" in arguments:
        take()
    page = PAGE.read_text("utf-8")
    for name, text in parts():
        page = fill(page, name, text)
    PAGE.write_text(page, "utf-8")
    draw()
    print(f"{PAGE.relative_to(ROOT)} now holds the figures of", *sorted(path.name for path in RESULTS.glob("*.json")))
