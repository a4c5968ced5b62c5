"""The truth benchmark: made-up couples with a known answer, looked at as a user would; resumable, sharded by seed.

`python -m benchmarks truth [--dev | --report | --check] [--conditions a,b] [--couples N] [--stable N] [--all-arms]
[--parts main,arms,peers,stress,weekly,second,second-peers,speed] [--shard i/n] [--processes N] [--state HASH]
[--table]`. `--couples` and `--stable` only make a run smaller. Each couple is one JSON line under
`.bench/truth/<hash>/`; the hash covers the sources that decide it, so that results of different states never mix,
and a run works on a copy of the sources, so that editing them meanwhile does no harm; `--state HASH` goes on with
such a copy. The report seeds run only with `--report`.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from benchmarks.shared.record_store import CODE, COMMIT, append, imported, snapshot
from benchmarks.shared.results import FRESH, ROOT, write
from benchmarks.shared.runs import SEEDS, Options, processes
from benchmarks.truth.couple_records import load
from benchmarks.truth.five_years import measured
from benchmarks.truth.jobs import run
from benchmarks.truth.suites import Suite, chosen, jobs, mine

PARTS = ("main", "arms", "peers", "stress", "weekly", "second", "second-peers", "speed")
Record = dict[str, Any]
Figure = dict[str, Any]


def parse(arguments: list[str]) -> argparse.Namespace:
    """Options of the command; without `--report` the development seeds run."""
    parser = Options("truth", __doc__)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--dev", dest="set", action="store_const", const="dev")
    which.add_argument("--report", dest="set", action="store_const", const="report")
    which.add_argument("--check", dest="set", action="store_const", const="check")
    parser.add_argument("--parts", type=_names, default=PARTS)
    parser.add_argument("--conditions", type=_names, default=None)
    parser.add_argument("--couples", type=int, default=None)
    parser.add_argument("--stable", type=int, default=None)
    parser.add_argument("--all-arms", action="store_true", help="every arm on every condition")
    parser.add_argument("--shard", default="0/1")
    parser.add_argument("--state", default=None, help="go on with the copy of the sources of this hash")
    parser.add_argument("--table", action="store_true", help="only print what is there")
    options = parser.parse_args(arguments)
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    options.set = options.set or "dev"
    return options


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split(","))


def fill(suite: Suite, options: argparse.Namespace, code: Path) -> None:
    """Run what is missing of a suite."""
    store = suite.store(options.set, code)
    part, parts = (int(number) for number in options.shard.split("/"))
    todo = list(jobs(suite, SEEDS[options.set], (part, parts), load(store)))
    print(f"{suite.name}: {len(todo)} couples; records in {store.relative_to(ROOT)}", flush=True)
    if todo:
        with imported(code), processes(options) as pool:
            append(store / f"{part}-of-{parts}.jsonl", pool.imap_unordered(run, todo, chunksize=4), len(todo))


def gathered(selected: list[Suite], which: str, code: Path) -> dict[str, list[Record]]:
    """The records of each suite that lie ready, by its name."""
    return {suite.name: list(mine(load(suite.store(which, code)), suite, SEEDS[which]).values()) for suite in selected}


def tables(records: dict[str, list[Record]]) -> Figure:
    """All figures from the records of the suites."""
    from benchmarks.truth.episodes import episodes
    from benchmarks.truth.figures import figures
    from benchmarks.truth.looks import ARMS
    from benchmarks.truth.peer_comparison import compared

    arms = figures(records.get("main", []), ARMS[:1]) | figures(records.get("arms", []), ARMS[1:])
    for name in ("stress", "second"):
        if found := figures(records.get(name, []), ARMS[:1]):
            arms[name] = found["full"]
    table: Figure = {"arms": arms}
    for name, looks in (("peers", "main"), ("second-peers", "second")):
        if records.get(name) and (found := compared(records.get(looks, []), records[name])):
            table[name] = found
    if records.get("weekly"):
        table["weekly"] = episodes(records["weekly"])
    return table


def main(arguments: list[str]) -> None:
    """Run what is missing, print the table, write its figures."""
    from benchmarks.truth.bars import show, verdicts

    options = parse(arguments)
    code = CODE / options.state if options.state else snapshot()
    print(f"state {code.name}, {(code / COMMIT).read_text('utf-8')}, {options.set} seeds", flush=True)
    selected = chosen(options)
    if not options.table:
        for suite in selected:
            fill(suite, options, code)
    result = tables(gathered(selected, options.set, code))
    if "speed" in options.parts:
        result["speed"] = measured(code)
    commit = (code / COMMIT).read_text("utf-8")
    result = {"state": code.name, "set": options.set, "commit": commit} | result
    result["asked"] = verdicts(result)
    print(show(result))
    write(FRESH / f"truth-{options.set}.json", result)
