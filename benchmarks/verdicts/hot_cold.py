"""Hot and cold: how often switching back and forth is found where it is, and said where it is not.

`python -m benchmarks hotcold [--report] [--couples N] [--conditions a,b] [--processes N]`. Each couple is looked at
once, as a user would, at the end of its history (53 to 72 weeks; settling 20 and more). Found counts the other person,
who switches; flagged counts a couple where either person is. Development seeds run unless `--report` is given.
"""

from __future__ import annotations

from typing import Any

from benchmarks.shared.results import FRESH, write
from benchmarks.shared.runs import Options, processes, seeds
from benchmarks.shared.statistics import median, rate
from benchmarks.shared.tables import value, verdict
from benchmarks.truth.jobs import weeks_before

COUPLES = 150
#: The bars (docs/method/bars.md#actions-busy-spells-back-and-forth) for what is found and what is flagged, and for
#: stable couples with heavy noise.
BAR_FOUND, BAR_FLAGGED, BAR_STRESS = 0.65, 0.02, 0.04
#: Stable couples with heavy weekly noise, beside the conditions.
SWITCHING, STRESS = "hot_cold", "stable, stress"
Record = dict[str, Any]


def run(job: tuple[str, int]) -> Record:
    """One couple: whom the method flags, what the page says, how long the method took."""
    import time

    from ebbtide.analysis.changes.findings.hot_cold_findings import back_and_forth
    from ebbtide.analysis.changes.hot_cold.switching import hot_cold
    from ebbtide.analysis.changes.look import analyse
    from ebbtide.analysis.changes.minimum_data import last_week
    from ebbtide.demo import simulate

    name, seed = job
    noise = "stress" if name == STRESS else "usual"
    couple = simulate(name.partition(",")[0], seed, before=weeks_before(seed), noise=noise)
    tide = analyse(couple.conversation(), context=couple.told, check=False)
    flags, seconds = tide.hot_cold or (), 0.0
    if tide.weekly is not None:
        start = time.process_time()
        hot_cold(tide.weekly, last_week(tide.weekly))
        seconds = time.process_time() - start
    return {
        "condition": name,
        "seed": seed,
        "state": tide.state,
        "side": tide.side,
        "page": back_and_forth(tide),
        "clear": [record.clear for record in flags],
        "log_bayes_factor": [record.log_bayes_factor for record in flags],
        "switches": [record.switches for record in flags],
        "seconds": seconds,
    }


def figures(records: list[Record]) -> Record:
    """What is found and flagged in one condition, by the method and on the page."""
    of = len(records)
    called = [record for record in records if record["state"] == "changed"]
    return {
        "them": rate(sum(record["clear"][1:] == [True] for record in records), of),
        "me": rate(sum(record["clear"][:1] == [True] for record in records), of),
        "either": rate(sum(any(record["clear"]) for record in records), of),
        "page": rate(sum(record["page"] for record in records), of),
        "page with a change": rate(sum(record["page"] for record in called), len(called)),
        "milliseconds": 1000 * median([record["seconds"] for record in records]),
    }


def bar(name: str, result: Record) -> tuple[bool, str]:
    """Whether a condition meets its bar, and the bar in words."""
    if name == SWITCHING:
        return bool(result["them"]["value"] >= BAR_FOUND), f"at least {BAR_FOUND}"
    most = BAR_STRESS if name == STRESS else BAR_FLAGGED
    return bool(result["either"]["value"] <= most), f"at most {most}"


def show(name: str, result: Record) -> str:
    """One line of the table."""
    main = result["them" if name == SWITCHING else "either"]
    met, text = bar(name, result)
    return (
        f"{name:16s} {value(main)} {main['hits']} of {main['of']}  "
        f"them {result['them']['value']:.3f} me {result['me']['value']:.3f} page {result['page']['value']:.3f}  "
        f"{result['milliseconds']:.0f} ms  {verdict(met)}: {text}"
    )


def main(arguments: list[str]) -> None:
    """Run, print, write."""
    from ebbtide.demo import CONDITIONS

    parser = Options("hotcold", __doc__)
    parser.add_couples(COUPLES)
    parser.add_argument(
        "--conditions", default=",".join([SWITCHING, *(name for name in CONDITIONS if name != SWITCHING)])
    )
    options = parser.parse_args(arguments)
    names = options.conditions.split(",")
    names += [STRESS] if "stable" in names else []
    tables: Record = {}
    with processes(options) as pool:
        for name in names:
            tables[name] = figures(list(pool.imap(run, [(name, seed) for seed in seeds(options)], chunksize=4)))
            print(show(name, tables[name]), flush=True)
    write(FRESH / "hotcold.json", {"set": options.set, "couples": options.couples, "conditions": tables})
