"""A million messages in the vault: import, size, opening, reading, search, a second import, a crash, memory.

    python -m benchmarks vault [--messages 1000000] [--repeats 2]      goes on where it stopped

Beside it plain SQLite with the same tables, segments and search, unencrypted. Judged by CPU seconds, which on an idle
machine are the wall clock's; the wall clock is printed beside them. The chat is made up: 60 letters a message, words
of 8,000 kinds as frequent as words are (Zipf), and one word that stands in every message.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.shared.results import FRESH, RESULTS, ROOT, write
from benchmarks.shared.source_hash import source_hash
from benchmarks.shared.tables import verdict

RESULT, STATE = RESULTS / "vault.json", FRESH / "vault"
MESSAGES, REPEATS = 1_000_000, 2
#: The three imports that are compared, and what is measured on the vault that the first of them leaves.
IMPORTS, STAGES = ("vault", "plain", "same"), ("again", "open", "load", "search", "kill")
#: What is asked. Source: docs/method/bars.md#the-vault.
OPEN_S, LOAD_S, SEARCH_S, RECOVER_S, TIMES_PLAIN = 0.050, 0.600, 0.020, 1.0, 1.5
SYLLABLES = [first + last for first in "bdfghklmnprstvw" for last in "aeiou"]
KINDS, ZIPF, LONGEST = 8000, 1.2, 19
BLOCK = 20_000

#: Modules of the vault that are timed here.
TIMED = ("engine", "source_rows", "merged_history", "imports", "schema", "search", "tables", "removed_texts")

Told = dict[str, Any]


def write_chat(path: Path, messages: int) -> None:
    """An Android export, days first, one message in three minutes."""
    rng = np.random.default_rng(5)
    kinds = ["".join(rng.choice(SYLLABLES, rng.integers(1, 5))) for _ in range(KINDS)]
    words = np.array(["always", *kinds], object)
    minutes = np.cumsum(rng.exponential(3, messages)).astype("timedelta64[m]")
    times = (np.datetime64("2019-01-01T08:00") + minutes).astype(datetime)
    with path.open("w", encoding="utf-8") as file:
        for at in range(0, messages, BLOCK):
            block = times[at : at + BLOCK]
            file.write("".join(_lines(block, rng, words)))


def _lines(block: Any, rng: np.random.Generator, words: Any) -> list[str]:
    sizes = rng.integers(1, LONGEST + 1, len(block))
    ends = np.cumsum(sizes)
    kinds = np.minimum(rng.zipf(ZIPF, int(ends[-1])), KINDS)
    kinds[ends - sizes] = 0
    texts, mine = words[kinds].tolist(), rng.random(len(block)) < 0.5
    return [
        f"{block[place]:%d/%m/%Y, %H:%M} - {'Ana' if mine[place] else 'Sam'}: {' '.join(texts[end - size : end])}\n"
        for place, (end, size) in enumerate(zip(ends.tolist(), sizes.tolist(), strict=True))
    ]


def child(stage: str, folder: Path) -> Told:
    """One stage in a process of its own, on one core."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "POLARS_MAX_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.vault.stage", stage, str(folder)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{stage}:\n{done.stderr[-3000:]}")
    figures: Told = json.loads(done.stdout)
    return figures


def version() -> str:
    """What the figures belong to: the code that is timed, and this benchmark."""
    vault = ROOT / "src" / "ebbtide" / "vault" / "storage"
    own = (Path(__file__), Path(__file__).with_name("stage.py"))
    return source_hash(
        [*(vault / f"{name}.py" for name in TIMED), ROOT / "src" / "ebbtide" / "vault" / "local_vault.py", *own]
    )[:12]


def measured(messages: int, repeats: int) -> dict[str, Told]:
    """All stages, one after the other; those that an earlier run with the same code has done are not done again."""
    folder = STATE / f"{version()}-{messages}"
    for old in STATE.glob(f"*-{messages}"):
        if old != folder:
            shutil.rmtree(old)
    folder.mkdir(parents=True, exist_ok=True)
    state = folder / "told.json"
    stages: dict[str, Told] = json.loads(state.read_text("utf-8")) if state.exists() else {}
    if not (folder / "chat.txt").exists():
        write_chat(folder / "writing", messages)
        (folder / "writing").rename(folder / "chat.txt")
    imports = [f"{stage} {number}" for number in range(repeats) for stage in IMPORTS]
    for name in [*imports, *STAGES]:
        if name not in stages:
            stages[name] = fresh(name.split()[0], folder)
            state.write_text(json.dumps(stages), "utf-8")
    for left in folder.glob("*"):
        if left != state:
            shutil.rmtree(left) if left.is_dir() else left.unlink()
    least = {
        stage: min((stages[name] for name in imports if name.startswith(stage)), key=lambda run: run["import"]["cpu"])
        for stage in IMPORTS
    }
    return least | {stage: stages[stage] for stage in STAGES}


def fresh(stage: str, folder: Path) -> Told:
    """A stage; an import begins without what an earlier one left."""
    if stage in IMPORTS:
        for left in folder.glob(f"{stage}*"):
            shutil.rmtree(left) if left.is_dir() else left.unlink()
    return child(stage, folder)


def judged(stages: dict[str, Told]) -> dict[str, bool]:
    """What was asked, and whether it is met."""
    vault_seconds, plain = stages["vault"]["import"]["cpu"], stages["plain"]["import"]["cpu"]
    rows = stages["vault"]["rows"]
    slowest = max(row["cpu"] for row in stages["search"].values())
    return {
        f"import at most {TIMES_PLAIN} times plain SQLite": vault_seconds <= TIMES_PLAIN * plain,
        f"open under {OPEN_S * 1000:.0f} ms": stages["open"]["cpu"] < OPEN_S,
        f"read into Polars under {LOAD_S} s": stages["load"]["cpu"] < LOAD_S,
        f"each search under {SEARCH_S * 1000:.0f} ms": slowest < SEARCH_S,
        "the same export again: 0 new rows": not stages["again"]["new"] and stages["again"]["rows"] == rows,
        f"recovery under {RECOVER_S:.0f} s, all there, nothing half done": stages["kill"]["cpu"] < RECOVER_S
        and tuple(stages["kill"][name] for name in ("rows", "entries", "faults")) == (rows, 0, 0),
    }


def shown(stages: dict[str, Told], messages: int) -> None:
    """A line for each figure."""
    for stage, name in (("vault", "vault"), ("plain", "plain SQLite"), ("same", "the vault's code on plain SQLite")):
        figures = stages[stage]
        rate = messages / figures["import"]["cpu"]
        times = figures["import"]["cpu"] / stages["plain"]["import"]["cpu"]
        line(
            f"import, {name}",
            figures["import"],
            f"{rate:9,.0f} messages/CPU s, {times:.2f} x plain, {figures['bytes'] / 1e6:.0f} MB",
        )
    memory = stages["vault"]["memory"]
    print(
        f"  memory of the import: {memory['imports only']:.0f} MB before, {memory['after reading']:.0f} after reading"
        f" the export, {memory['peak']:.0f} at most; plain {stages['plain']['memory']['peak']:.0f}"
    )
    line("reading the export (not the vault)", stages["vault"]["read"])
    line("the same export again", stages["again"]["import"], f"{stages['again']['new']} new rows")
    line("open, without key derivation", stages["open"])
    memory = stages["load"]["memory"]
    line("read into Polars", stages["load"], f"{memory['before']:.0f} MB before, {memory['peak']:.0f} at most")
    for query, figures in stages["search"].items():
        line(f"search: {query}", figures, f"{figures['hits']} hits")
    killed = stages["kill"]
    line("open after a kill in the middle of writing", killed, f"log of {killed['log bytes'] / 1e6:.0f} MB")


def line(name: str, figures: Told, more: str = "") -> None:
    """Seconds of one thing."""
    print(f"  {name:45}{figures['cpu']:9.4f} s CPU {figures['wall']:9.4f} s wall  {more}")


def main(arguments: list[str]) -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks vault")
    parser.add_argument("--messages", type=int, default=MESSAGES)
    parser.add_argument("--repeats", type=int, default=REPEATS)
    options = parser.parse_args(arguments)
    stages = measured(options.messages, options.repeats)
    shown(stages, options.messages)
    bars = judged(stages)
    for name, met in bars.items():
        print(f"  {verdict(met):6s} {name}")
    if options.messages == MESSAGES:
        write(RESULT, {"messages": options.messages, "asked": bars, "found": stages})
