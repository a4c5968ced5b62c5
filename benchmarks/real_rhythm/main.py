"""Inject and recover on real rhythm: known changes put into real two-person streams, and real lulls; resumable.

`python -m benchmarks real [--processes N] [--table] [--streams N]`. The data lie outside the repository, in the folder
that EBBTIDE_CORPUS names; without it nothing runs and this is said. Each stream and date is one JSON line under
`.bench/real/`: Ebbtide's under a hash of the analysis, the peers' under a hash of the benchmark alone, so that a run
after a change of the analysis does not repeat them.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.real_rhythm.injection import INJECTIONS, NOTHING, Case, cases, injected
from benchmarks.real_rhythm.lulls import Lull, lulls
from benchmarks.real_rhythm.stream_figures import figures, show
from benchmarks.real_rhythm.stream_looks import ebbtide, peers
from benchmarks.real_rhythm.stream_store import STORE, analysis_hash, load, stores
from benchmarks.real_rhythm.streams import CORPUS, LEAST_EACH, SOURCES, Stream, corpus, dyads, streams
from benchmarks.shared.record_store import append, imported, snapshot
from benchmarks.shared.results import FRESH, ROOT, write
from benchmarks.shared.runs import Options, processes

#: Pieces are taken in steps of so many.
SPREAD = 7
Record = dict[str, Any]
#: A piece of work: who looks ("ebbtide" or "peers") and at what.
Work = tuple[str, "Case | Lull"]


def run(work: Work) -> tuple[str, Record]:
    """One case or one lull, looked at by Ebbtide or by all peers."""
    who, what = work
    return who, {"key": what.key, **(_lull(who, what) if isinstance(what, Lull) else _case(who, what))}


def _case(who: str, case: Case) -> Record:
    """Every injection into one stream at one date; pooled streams are held to the rule's own minimum."""
    head: Record = {"group": case.stream.group, "onset": case.onset / case.stream.unit_hours}
    minimum = "rule" if "pooled" in case.stream.group else None
    found = []
    for what in INJECTIONS:
        seen = injected(case, what)
        said = {"ebbtide": ebbtide(seen, case.end, minimum)} if who == "ebbtide" else peers(seen, case.end)
        found.append({"label": what.label, "side": what.side, "said": said})
    if who == "ebbtide":
        head["by the rule"] = ebbtide(injected(case, NOTHING), case.end, "rule")["word"]
    return {**head, "found": found}


def _lull(who: str, lull: Lull) -> Record:
    """The look before a lull and the weekly looks from its end on."""

    def say(end: int) -> Record:
        return {"ebbtide": ebbtide(lull.stream, end, None)} if who == "ebbtide" else peers(lull.stream, end)

    days = (lull.stop - lull.start) / 24
    return {
        "lull": True,
        "group": lull.stream.group,
        "days": days,
        "before": say(lull.before()),
        "looks": [say(end) for end in lull.looks()],
    }


def pieces(groups: dict[str, list[Stream]], most: int | None) -> list[Case | Lull]:
    """All cases, and the lulls of the streams that are not put together."""
    found: list[Case | Lull] = []
    for name, group in groups.items():
        for stream in group[:most]:
            found += cases(stream)
            if stream.stretch == 1 and "pooled" not in name:
                found += lulls(stream)
    return found


def spread(found: list[Case | Lull]) -> list[Case | Lull]:
    """Every seventh first, then the next ones."""
    return [one for start in range(SPREAD) for one in found[start::SPREAD]]


def work(todo: list[Work], paths: dict[str, Path], options: argparse.Namespace) -> None:
    """Run what is left and append one line each."""
    with imported(snapshot()), processes(options) as pool:
        for who, record in pool.imap_unordered(run, todo):
            append(paths[who], [record], 1)


def facts(folder: Path, groups: dict[str, list[Stream]], found: Iterable[Case | Lull]) -> Record:
    """How many there are of everything."""
    each = list(found)
    return {
        "least each": LEAST_EACH,
        "dyads": {source.name: len(dyads(folder, source)) for source in SOURCES},
        "groups": {name: _group(name, group, each) for name, group in groups.items()},
    }


def _group(name: str, group: list[Stream], found: list[Case | Lull]) -> Record:
    lanes = [int(one.lane.max()) + 1 for one in group]
    volume = sorted(len(one.hours) / one.units for one in group)
    return {
        "streams": len(group),
        "cases": sum(isinstance(one, Case) and one.stream.group == name for one in found),
        "lulls": sum(isinstance(one, Lull) and one.stream.group == name for one in found),
        "lanes": [min(lanes), sorted(lanes)[len(lanes) // 2], max(lanes)],
        "messages a unit": [volume[0], volume[len(volume) // 2], volume[-1]],
    }


def parse(arguments: list[str]) -> argparse.Namespace:
    """Options of the command."""
    parser = Options("real", __doc__)
    parser.add_argument("--streams", type=int, default=None, help="at most so many of each group")
    parser.add_argument("--table", action="store_true", help="only count what is there")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> None:
    """Run what is missing, print the tables, write all figures."""
    options, folder = parse(arguments), corpus()
    if folder is None:
        print(f"{CORPUS} names no folder with real streams: nothing to look at, nothing written")
        return
    groups, paths = streams(folder), stores()
    wanted = pieces(groups, options.streams)
    done = {who: load(path) for who, path in paths.items()}
    # Groups in turn, so that a run that is ended early has something of everything.
    todo = [(who, one) for one in spread(wanted) for who in paths if one.key not in done[who]]
    if todo and not options.table:
        print(f"{len(todo)} pieces to look at; records under {STORE.relative_to(ROOT)}", flush=True)
        work(todo, paths, options)
        done = {who: load(path) for who, path in paths.items()}
    keys = {one.key for one in wanted}
    kept = {who: {key: one for key, one in records.items() if key in keys} for who, records in done.items()}
    table = {"sources": analysis_hash(), **facts(folder, groups, wanted), **figures(kept["ebbtide"], kept["peers"])}
    write(FRESH / "real.json", table)
    print(show(table))
