"""How often a whole page speaks of a change where nothing changed: the look's sentences and the signs' together.

`python -m benchmarks pages [--report] [--couples N] [--processes N]`. Stable made-up couples, each page as `ebbtide
look` makes it without a journal; development seeds run unless `--report` is given. DESIGN section 6 allows one page
in twenty.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
from typing import Any

from benchmarks.shared.statistics import Figure, rate
from benchmarks.truth.main import PROCESSES, ROOT, SEEDS, alone, weeks_before

COUPLES, ASKED = 1000, 0.05
Record = dict[str, Any]


def run(seed: int) -> Record:
    """One stable couple: whether its page holds a sentence of change, and which signs it shows."""
    import ebbtide as eb
    from ebbtide.demo import simulate

    couple = simulate("stable", seed, before=weeks_before(seed))
    chat = couple.conversation()
    tide = eb.look(chat, context=couple.told, check=False)
    claims = [item.key for item in tide.findings if item.claim_of_change]
    called = tide.state in ("changed", "both stopped")
    return {"seed": seed, "look": called or bool(claims), "signs": list(eb.signs(chat, tide, couple.told).shown)}


def figures(records: list[Record]) -> dict[str, Figure]:
    """Rates of pages with a sentence of change of the look, with a sign shown, and with either."""
    tests = {
        "look": [one["look"] for one in records],
        "signs": [bool(one["signs"]) for one in records],
        "either": [one["look"] or bool(one["signs"]) for one in records],
    }
    return {name: rate(sum(hits), len(hits)) for name, hits in tests.items()}


def show(found: dict[str, Figure]) -> str:
    """A line a rate, the last one against its bar."""
    lines = [f"{name:8s} {one['value']:.3f} ({one['low']:.3f} to {one['high']:.3f})" for name, one in found.items()]
    lines[-1] += f"  {'met' if found['either']['value'] <= ASKED else 'MISSED'}: at most {ASKED}"
    return "\n".join(lines)


def main(arguments: list[str]) -> None:
    """Run, print, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks pages", description=__doc__)
    parser.add_argument("--report", action="store_true", help="the report seeds instead of those for development")
    parser.add_argument("--couples", type=int, default=COUPLES)
    parser.add_argument("--processes", type=int, default=PROCESSES)
    options = parser.parse_args(arguments)
    which = "report" if options.report else "dev"
    alone()
    seeds = range(SEEDS[which], SEEDS[which] + options.couples)
    with multiprocessing.get_context("spawn").Pool(options.processes) as pool:
        records = list(pool.imap(run, seeds, chunksize=4))
    found = figures(records)
    print(show(found))
    signs = sorted({sign for one in records for sign in one["signs"]})
    counts = {sign: sum(sign in one["signs"] for one in records) for sign in signs}
    out = ROOT / ".bench" / "pages.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps({"set": which, **found, "shown": counts}, indent=1), "utf-8")


__all__ = ["figures", "main", "run", "show"]
