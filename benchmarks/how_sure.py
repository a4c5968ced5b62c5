"""Write the measured figures into docs/how-sure.md: what the page says is what the benchmarks saw.

`python -m benchmarks howsure` reads the tables that `truth` and `interventions` left in `benchmarks/results/`
(copied there from `.bench/` with `--take`) and fills the places between the markers.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

from benchmarks.interventions import show

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "how-sure.md"
RESULTS = Path(__file__).parent / "results"
KEPT = ("truth-report.json", "interventions.json")
ARMS = {"full": "all measures", "no-affection": "never affectionate words", "timing": "no text at all"}
ROWS = {
    "auc abrupt": "a sudden change told from none (AUC)",
    "auc gradual": "a fade over 6 to 12 weeks told from none (AUC)",
    "auc them against me": "their change told from mine (AUC)",
    "stable called": "pairs without any change: a change named",
    "stable any sentence": "pairs without any change: any sentence of change",
    "wrong side overall": "a side named alone that had not moved",
    "clearest named": "one or both all but stopped: named rightly",
    "abrupt called": "sudden changes named, with the side, after 12 weeks",
    "median date error": "date, median error in weeks",
    "interval coverage": "date intervals (90 %) that held the true day",
}


def _value(figure: dict[str, Any]) -> str:
    value = figure.get("value")
    if value is None:
        return "not measured"
    if figure.get("low") is None:
        return f"{value:.1f}"
    return f"{value:.3f} ({figure['low']:.3f} to {figure['high']:.3f})"


def overall(table: dict[str, Any]) -> str:
    """The main figures, one column an arm."""
    arms = [arm for arm in ARMS if arm in table["arms"]]
    lines = ["| | " + " | ".join(ARMS[arm] for arm in arms) + " |", "|---|" + "---|" * len(arms)]
    for key, words in ROWS.items():
        lines.append(f"| {words} | " + " | ".join(_value(table["arms"][arm][key]) for arm in arms) + " |")
    return "\n".join(lines)


def conditions(table: dict[str, Any]) -> str:
    """Each condition: how many pairs, how often the page named a change, and a wrong side alone."""
    lines = ["| condition | pairs | a change named | wrong side alone | its upper 95 % bound |",
             "|---|---|---|---|---|"]
    for name, row in table["arms"]["full"]["conditions"].items():
        wrong = row["wrong side"]
        lines.append(f"| {name.replace('_', ' ')} | {wrong['of']} | {row['called']['value']:.3f} "
                     f"| {wrong['value']:.3f} | {wrong['upper_exact']:.3f} |")
    return "\n".join(lines)


def interventions(table: dict[str, Any]) -> str:
    """The z matrix as the benchmark prints it."""
    shown = (show(float(volume), rows).strip() for volume, rows in table["z"].items())
    return "```\n" + "\n\n".join(shown) + "\n```"


def fill(page: str, name: str, text: str) -> str:
    """The page with the place `name` filled."""
    place = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end {name} -->)", re.S)
    return place.sub(lambda found: f"{found[1]}{text}\n{found[2]}", page)


def main(arguments: list[str]) -> None:
    """Fill the page; with `--take` first copy fresh tables from `.bench/`."""
    RESULTS.mkdir(exist_ok=True)
    if "--take" in arguments:
        for name in KEPT:
            if (fresh := ROOT / ".bench" / name).exists():
                shutil.copy(fresh, RESULTS / name)
    page = PAGE.read_text("utf-8")
    truth = json.loads((RESULTS / "truth-report.json").read_text("utf-8"))
    page = fill(fill(page, "overall", overall(truth)), "conditions", conditions(truth))
    matrix = RESULTS / "interventions.json"
    if matrix.exists():
        page = fill(page, "interventions", interventions(json.loads(matrix.read_text("utf-8"))))
    PAGE.write_text(page, "utf-8")
    print(f"{PAGE.relative_to(ROOT)} now holds the figures of", *sorted(path.name for path in RESULTS.glob("*.json")))
