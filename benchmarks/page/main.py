"""Write the measured figures into the pages: what docs/how-sure.md says is what the benchmarks saw.

`python -m benchmarks howsure` reads the tables that the benchmarks left in `benchmarks/results/` (copied there from
`.bench/` with `--take`, runs on development seeds left out), fills the template beside this file, and draws the
pictures beside the page. The page is never edited by hand: its words stand in `how-sure.md.j2`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks.page.parts import OTHERS, TRUTH
from benchmarks.page.pictures import pictures, places
from benchmarks.page.templates import NOTHING, render
from benchmarks.shared.results import FRESH, RESULTS, ROOT, Table, read
from benchmarks.verdicts.interventions import show
from ebbtide.analysis.measures.specs import INDEX, SPECS

PAGE = ROOT / "docs" / "how-sure.md"
MAIN = "truth-report.json"


def filled() -> str:
    """The page with the figures that are kept."""
    truth = read(RESULTS / MAIN) or {"arms": {}}
    pictures_by_place = places(truth)
    arms = truth["arms"]
    weights = {name: SPECS[name].weight for name in INDEX}
    values = {
        "truth": truth,
        "arms": arms,
        "weights": weights,
        "picture": lambda key: pictures_by_place[f"picture {key}"],
    }
    if "full" in arms:
        values |= {"full": arms["full"], "worst": worst_condition(arms["full"])}
    real = read(RESULTS / "real.json")
    if real is not None:
        values["held"] = held_dates(real)
    return render(PAGE.name, parts(truth), **values)


def parts(truth: Table) -> dict[str, Callable[[], str]]:
    """Every table of the page by the name of its place."""
    makers = {name: partial(part, make, truth if "asked" in truth else None) for name, make in TRUTH.items()}
    for name, make in (OTHERS | {"interventions": interventions}).items():
        makers[name] = partial(part, make, read(RESULTS / f"{name}.json"))
    return makers


def part(make: Callable[[Table], str], table: Table | None) -> str:
    """A table of the page; where no run has left its figures it says so."""
    return NOTHING if table is None else make(table)


def worst_condition(full: Table) -> Table:
    """The condition in which a wrong side is named most often."""
    name, row = max(full["conditions"].items(), key=lambda item: item[1]["wrong side"]["value"])
    return {"name": name, **row["wrong side"]}


def held_dates(real: Table) -> dict[str, str]:
    """How often spans of dates held the day of a change that was put into a real stream: pooled streams and single."""
    spans = [
        (cell["group"], cell["date"]["interval held"])
        for cell in real["cells"]
        if cell["method"] == "ebbtide" and (cell["date"] or {}).get("interval held")
    ]

    def counts(pooled: bool) -> str:
        group = [span for name, span in spans if ("pooled" in name) is pooled]
        return " of ".join(str(sum(span[key] for span in group)) for key in ("hits", "of"))

    return {"pooled": counts(pooled=True), "single": counts(pooled=False)}


def interventions(table: Table) -> str:
    """The z matrix as the benchmark prints it."""
    matrices = (show(float(volume), rows).strip() for volume, rows in table["z"].items())
    return "```\n" + "\n\n".join(matrices) + "\n```"


def draw() -> None:
    """Write the pictures beside the page."""
    for picture in pictures(read(RESULTS / MAIN) or {"arms": {}}):
        (PAGE.parent / picture.file).write_text(picture.drawing, "utf-8")


def take() -> None:
    """Copy fresh tables from `.bench/`; those of development seeds are not for the page."""
    for name in (MAIN, "interventions.json", *(f"{other}.json" for other in OTHERS)):
        table: dict[str, Any] | None = read(FRESH / name)
        if table is None:
            continue
        if table.get("set") == "dev":
            print(f"{name} is of development seeds: left where it is")
        else:
            shutil.copy(FRESH / name, RESULTS / name)


def main(arguments: list[str]) -> None:
    """Fill the page; with `--take` first copy fresh tables from `.bench/`."""
    if "--take" in arguments:
        take()
    PAGE.write_text(filled(), "utf-8")
    draw()
    print(f"{PAGE.name} now holds the figures of", *sorted(path.name for path in RESULTS.glob("*.json")))
