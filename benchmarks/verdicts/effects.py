"""Did it help: how often something is claimed where nothing happened, and found where something did.

`python -m benchmarks effects [--series N] [--couples N] [--processes N] [--report]`. Series are weekly starts with
AR(1) noise of sd .25; couples come from the simulator. Without `--report` the development seeds are used. False
claims are "consistent" where nothing happened; "opposite" stands beside them, the other words are in the file.
Couples with too little data to be told anything are counted apart and not in the rates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from benchmarks.shared.results import FRESH, write
from benchmarks.shared.runs import Options, processes, seeds
from benchmarks.shared.statistics import rate
from benchmarks.shared.tables import value, verdict
from benchmarks.verdicts.effect_series import Cell, Record, couple, raised, run

SERIES, COUPLES = 1000, 200
#: What can be said of a dip.
LOGGED = ("back", "not back", "cannot tell", "no dip")
#: The bars (docs/method/bars.md#actions-busy-spells-back-and-forth): most false claims (fixed, after the worst weeks,
#: drawn), least found, coverage.
FALSE = {"fixed": 0.06, "worst": 0.07, "drawn16": 0.06, "busy": 0.07}
FOUND = {"fixed": 0.60, "drawn16": 0.70}
COVERAGE = (0.88, 0.95)
#: The bars of what is found hold at this base rate and autocorrelation; other cells are shown.
MAIN = (8.0, 0.4)
RATES = [(8.0, 0.4), (8.0, 0.6), (3.0, 0.4), (3.0, 0.6), (20.0, 0.4), (20.0, 0.6)]
CELLS = [
    *(Cell(design, base, rho, size) for design in ("fixed", "drawn16") for base, rho in RATES for size in (0.0, 0.4)),
    *(Cell("worst", base, rho) for base, rho in RATES),
    Cell("fixed", effect=-0.4),
    Cell("drawn24"),
    Cell("drawn24", effect=0.4),
    Cell("step12"),
    Cell("step24"),
    Cell("logged worst"),
    Cell("logged ends"),
    Cell("logged sustained"),
]
#: Reasons for which a couple could not be told anything, and is not counted in the rates.
UNTOLD = ("history", "starts", "missing", "file", "voice", "hours")


def judged(name: str, hits: int, of: int, least: float | None = None, most: float | None = None) -> dict[str, Any]:
    """One row of the table, with its bar."""
    row = {"name": name, **rate(hits, of), "least": least, "most": most}
    share = row["value"]
    row["met"] = share is None or ((least is None or share >= least) and (most is None or share <= most))
    return row


def rows_of(cell: Cell, records: list[Record]) -> list[dict[str, Any]]:
    """The rows of one cell."""
    of, count = len(records), Counter(record["state"] for record in records)
    if cell.design.startswith("logged"):
        return [judged(f"{cell.name}: {state}", count[state], of) for state in LOGGED]
    rows = [judged(f"{cell.name}: {state}", count[state], of) for state in ("opposite", "not seen", "cannot tell")]
    if cell.effect > 0:
        least = FOUND.get(cell.design) if (cell.base, cell.rho) == MAIN else None
        rows.insert(0, judged(f"{cell.name}: found", count["consistent"], of, least=least))
    else:
        rows.insert(0, judged(f"{cell.name}: false claim", count["consistent"], of, most=FALSE.get(cell.design)))
    if not cell.design.startswith("step"):
        covered = sum(record["held"] for record in records)
        bar = COVERAGE if cell.design in FOUND and cell.effect >= 0 else (None, None)
        rows.append(judged(f"{cell.name}: interval held", covered, of, *bar))
    return rows


def rows_of_couples(records: Iterable[Record]) -> list[dict[str, Any]]:
    """The rows of all couples, by kind."""
    by: dict[str, list[Record]] = {}
    for record in records:
        by.setdefault(record["kind"], []).append(record)
    rows = []
    for kind, some in by.items():
        informed = [record for record in some if record["reason"] not in UNTOLD]
        count = Counter(record["state"] for record in informed)
        rows.append(judged(f"couples {kind}: told anything", len(informed), len(some)))
        if "logged" in kind:
            sized = sum(record["sized"] for record in informed)
            rows.append(judged(f"couples {kind}: a size was named", sized, len(informed), most=0.0))
            states = ("back", "not back")
        elif kind.startswith("raised"):
            states = ("consistent", "opposite", "not seen")
        else:
            most = FALSE[kind.split(",")[0]]
            rows.append(judged(f"couples {kind}: false claim", count["consistent"], len(informed), most=most))
            states = ("opposite", "not seen")
        rows += [judged(f"couples {kind}: {state}", count[state], len(informed)) for state in states]
    return rows


def show(row: dict[str, Any]) -> str:
    """One line of the table."""
    bars = [f"{sign} {row[end]:.2f}" for sign, end in ((">=", "least"), ("<=", "most")) if row[end] is not None]
    end = f"  {' and '.join(bars)}: {verdict(row['met'])}" if bars else ""
    return f"{row['name']:66s} {value(row):24s} {row['hits']:>5d} of {row['of']:<5d}{end}"


def table(pool: Any, first_seed: int, series: int, couples: int) -> list[dict[str, Any]]:
    """Everything, in the order of the table."""
    series_seeds = range(first_seed, first_seed + max(series, couples))
    rows: list[dict[str, Any]] = []
    for cell in CELLS:
        rows += _shown(rows_of(cell, pool.map(run, [(cell, seed) for seed in series_seeds[:series]], chunksize=25)))
    jobs = [(kind, seed) for kind in ("stable", "busy_one") for seed in series_seeds[:couples]]
    couple_rows = pool.map(couple, jobs, chunksize=5) + pool.map(raised, series_seeds[: couples // 2], chunksize=5)
    return rows + _shown(rows_of_couples(record for some in couple_rows for record in some))


def _shown(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for row in rows:
        if not row["name"].endswith((": not seen", ": cannot tell")):
            print(show(row), flush=True)
    return rows


def main(arguments: list[str]) -> None:
    """Run, print, write `.bench/effects.json`."""
    parser = Options("effects", __doc__)
    parser.add_couples(COUPLES)
    parser.add_argument("--series", type=int, default=SERIES)
    options = parser.parse_args(arguments)
    with processes(options) as pool:
        rows = table(pool, seeds(options).start, options.series, options.couples)
    missed = [row["name"] for row in rows if not row["met"]]
    print(f"\n{len(missed)} bars missed: {'; '.join(missed) if missed else 'none'}")
    table_of_rows = {"set": options.set, "series": options.series, "couples": options.couples, "rows": rows}
    write(FRESH / "effects.json", table_of_rows)
