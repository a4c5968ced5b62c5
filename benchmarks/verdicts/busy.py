"""Busy or fading: how well the sum of the five rows orders made-up couples, and how often its words are right.

`python -m benchmarks busy [--report] [--couples N] [--weeks 2,4,6,8,12] [--processes N]`. A spell of two to four
weeks of one or both (`busy_one`, `busy_both`) against a change that lasts (`abrupt`; `gradual` is printed beside it),
so many complete weeks after the onset. Development seeds run unless `--report` is given. The person that is weighed
is the other one, who moves in all of these; "either" takes the larger sum of the two people, as if nothing were known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from benchmarks.shared.results import FRESH, write
from benchmarks.shared.runs import Options, processes, seeds
from benchmarks.shared.statistics import auc_figure, rate
from benchmarks.shared.tables import value, verdict
from benchmarks.truth.jobs import weeks_before

CONDITIONS = ("busy_one", "busy_both", "abrupt", "gradual")
SPELLS = ("busy_one", "busy_both")
COUPLES, WEEKS = 200, (2, 4, 6, 8, 12)
#: The week at which the bar stands, and what it asks: area under the curve, and "fits fading" of a busy pair.
BAR_WEEK, BAR_AUC, BAR_WRONG = 6, 0.93, 0.05
WORDS = ("busy", "cannot tell", "fading", "too early")
Record = dict[str, Any]
#: Who moves in these conditions (in `busy_both` the user does as well).
THEM = 1


def run(job: tuple[str, int, int]) -> list[Record]:
    """One couple so many weeks after its onset, untold and told."""
    from ebbtide.demo import simulate
    from ebbtide.history.conversation import Context

    condition, seed, weeks = job
    couple = simulate(condition, seed, before=weeks_before(seed), after=weeks, told=True)
    chat = couple.conversation()
    assert couple.last_day is not None
    day = couple.last_day + timedelta(days=1)
    return [
        {"condition": condition, "seed": seed, "weeks": weeks, "told": is_told, **_seen(chat, day, context)}
        for is_told, context in ((False, Context()), (True, couple.told))
    ]


def _seen(chat: Any, day: Any, context: Any) -> Record:
    """What a look gives: the sum and words of who moved, and the words that stand on the page."""
    from ebbtide.analysis.changes.findings.busy_findings import weighed
    from ebbtide.analysis.changes.look import analyse

    tide = analyse(chat, day, context, check=False)
    both = tide.busy or _undated(tide)
    if both is None:
        return {"state": tide.state, "sum": 0.0, "either": 0.0, "words": "cannot tell", "page": None, "rows": {}}
    record = both[THEM]
    return {
        "state": tide.state,
        "sum": record.log_odds,
        "either": max(item.log_odds for item in both),
        "words": record.words,
        "rows": {row.kind: row.log_odds for row in record.rows},
        "page": [item.words for item in both] if weighed(tide) else None,
    }


def _undated(tide: Any) -> Any:
    """The same rows where the rule found no change, as after a spell that has ended; a page does not show them."""
    from ebbtide.analysis.changes.busy.busy_or_fading import busy
    from ebbtide.analysis.changes.minimum_data import last_week, withheld_measures
    from ebbtide.analysis.changes.verdict import look_at

    if tide.weekly is None or tide.index is None or tide.state in ("too little", "short"):
        return None
    last = last_week(tide.weekly)
    withheld = withheld_measures(tide.weekly, last)
    return busy(tide.weekly, look_at(tide.weekly, last, withheld), tide.context, withheld)


def _of(records: Iterable[Record], *conditions: str) -> list[Record]:
    return [record for record in records if record["condition"] in conditions]


def _area(high: list[Record], low: list[Record], key: str) -> Record:
    return auc_figure([record[key] for record in high], [record[key] for record in low])


def _share(records: Sequence[Record], words: str) -> Record:
    return rate(sum(record["words"] == words for record in records), len(records))


def figures(records: list[Record]) -> Record:
    """All figures of one number of weeks, told or untold."""
    busy, fading = _of(records, *SPELLS), _of(records, "abrupt")
    result: Record = {
        "auc": {
            "abrupt": _area(fading, busy, "sum"),
            "abrupt, busy_one": _area(fading, _of(records, "busy_one"), "sum"),
            "abrupt, busy_both": _area(fading, _of(records, "busy_both"), "sum"),
            "gradual": _area(_of(records, "gradual"), busy, "sum"),
            "abrupt, either": _area(fading, busy, "either"),
        },
        "words": {name: {words: _share(_of(records, name), words) for words in WORDS} for name in CONDITIONS},
        "busy called fading": _share(busy, "fading"),
        "abrupt called busy": _share(fading, "busy"),
    }
    result["balanced accuracy"] = (_share(busy, "busy")["value"] + _share(fading, "fading")["value"]) / 2
    pages = [record for record in busy if record["page"] is not None and "fading" in record["page"]]
    result["busy pages that say fading"] = rate(len(pages), len(busy))
    return result


def show(weeks: int, is_told: bool, result: Record) -> str:
    """The figures of one cell as text."""
    areas = "; ".join(f"{name} {value(area)}" for name, area in result["auc"].items())
    lines = [f"\n{weeks} weeks after, {'told' if is_told else 'untold'}", f"  AUC {areas}"]
    for name, row in result["words"].items():
        shares = ", ".join(f"{words} {record['value']:.3f}" for words, record in row.items())
        lines.append(f"  {name:10s} {shares}  (n {row['busy']['of']})")
    page, wrong = result["busy pages that say fading"], result["busy called fading"]["value"]
    lines.append(
        f"  balanced accuracy {result['balanced accuracy']:.3f}; busy called fading {wrong:.3f}, on the page "
        f"{page['hits']} of {page['of']}; abrupt called busy {result['abrupt called busy']['value']:.3f}"
    )
    if weeks == BAR_WEEK and not is_told:
        met = result["auc"]["abrupt"]["value"] >= BAR_AUC and wrong < BAR_WRONG
        lines.append(f"  {verdict(met)}: AUC at least {BAR_AUC}, busy called fading under {BAR_WRONG}")
    return "\n".join(lines)


def main(arguments: list[str]) -> None:
    """Run, print, write."""
    parser = Options("busy", __doc__)
    parser.add_couples(COUPLES)
    parser.add_argument("--weeks", default=",".join(map(str, WEEKS)))
    options = parser.parse_args(arguments)
    tables: Record = {}
    with processes(options) as pool:
        for weeks in map(int, options.weeks.split(",")):
            todo = [(name, seed, weeks) for name in CONDITIONS for seed in seeds(options)]
            looks = [look for pair in pool.imap(run, todo, chunksize=4) for look in pair]
            for is_told in (False, True):
                result = figures([look for look in looks if look["told"] is is_told])
                tables[f"{weeks} {'told' if is_told else 'untold'}"] = result
                print(show(weeks, is_told, result), flush=True)
    write(FRESH / "busy.json", {"set": options.set, "couples": options.couples, "weeks": tables})
