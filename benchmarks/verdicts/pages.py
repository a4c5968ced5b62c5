"""How often a whole page speaks of a change where nothing changed: the look's sentences and the signs' together.

`python -m benchmarks pages [--report] [--couples N] [--processes N]`. Stable made-up couples, each page as `ebbtide
look` makes it without a journal; development seeds run unless `--report` is given. docs/method/changes.md#control
allows one page in twenty.
"""

from __future__ import annotations

from typing import Any

from benchmarks.shared.results import FRESH, write
from benchmarks.shared.runs import Options, processes, seeds
from benchmarks.shared.statistics import Figure, rate
from benchmarks.shared.tables import value, verdict
from benchmarks.truth.jobs import weeks_before

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
        "look": [record["look"] for record in records],
        "signs": [bool(record["signs"]) for record in records],
        "either": [record["look"] or bool(record["signs"]) for record in records],
    }
    return {name: rate(sum(hits), len(hits)) for name, hits in tests.items()}


def show(shares: dict[str, Figure]) -> str:
    """A line a rate, the last one against its bar."""
    lines = [f"{name:8s} {value(share)}" for name, share in shares.items()]
    lines[-1] += f"  {verdict(shares['either']['value'] <= ASKED)}: at most {ASKED}"
    return "\n".join(lines)


def main(arguments: list[str]) -> None:
    """Run, print, write."""
    parser = Options("pages", __doc__)
    parser.add_couples(COUPLES)
    options = parser.parse_args(arguments)
    with processes(options) as pool:
        records = list(pool.imap(run, seeds(options), chunksize=4))
    shares = figures(records)
    print(show(shares))
    signs = sorted({sign for record in records for sign in record["signs"]})
    counts = {sign: sum(sign in record["signs"] for record in records) for sign in signs}
    write(FRESH / "pages.json", {"set": options.set, **shares, "shown": counts})
