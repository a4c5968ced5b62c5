"""Ebbtide's WhatsApp reader beside its peers: seconds, memory, and who is right on published samples.

    python -m benchmarks readers [--messages 200000,1000000] [--python PATH] [--node FOLDER]

`--python` is an interpreter that has the peers, `--node` a folder whose node_modules has
whatsapp-chat-parser; a peer that is not installed is skipped and named.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.readers import reader_scores
from benchmarks.shared.results import FRESH, ROOT, write
from benchmarks.shared.tables import verdict

PEERS = ("ebbtide", "whatstk", "chatminer")
JAVASCRIPT = "whatsapp-chat-parser"
SIZES = "200000,1000000"
#: Runs of which the fastest counts; one is enough for a peer that takes minutes.
REPEATS = {200_000: 3}
#: What is asked of the reader at 200,000 messages. Source: docs/method/bars.md#the-reader.
TIMES_WHATSTK, MOST_MB = 6.0, 100.0
#: Share of messages with media, of several lines, with emoji. Source: docs/method/event-table.md#speed.
MEDIA, LINES, EMOJI = 0.05, 0.04, 0.16
TALK = """hello how are you today I was thinking that we could go to the cinema tomorrow evening maybe ok yes no love
the food was great really see later home work dinner train late sorry thanks good night"""
WORDS = TALK.split()
SIGNS = ("😀", "❤️", "👩‍👩‍👧", "😂", "👍🏽", "🙈")


def write_chat(path: Path, messages: int, seed: int = 5) -> None:
    """An Android export in American English with 24 hours, two people, one message in 13 minutes."""
    chance = random.Random(seed)
    at = datetime(2019, 1, 1, 8)
    with path.open("w", encoding="utf-8") as file:
        file.write("1/1/19, 08:00 - Messages and calls are end-to-end encrypted. Tap to learn more.\n")
        for _ in range(messages):
            at += timedelta(minutes=chance.expovariate(1 / 13))
            name = "Ana" if chance.random() < 0.5 else "Sam Smith"
            file.write(f"{at.month}/{at.day}/{at:%y}, {at:%H:%M} - {name}: {_body(chance)}\n")


def _body(chance: random.Random) -> str:
    words = " ".join(chance.choices(WORDS, k=chance.randint(1, 17)))
    kind = chance.random()
    if kind < MEDIA:
        return "<Media omitted>"
    if kind < MEDIA + LINES:
        return f"{words}\n{' '.join(chance.choices(WORDS, k=5))}"
    return f"{words} {chance.choice(SIGNS)}" if kind < MEDIA + LINES + EMOJI else words


def child(python: str, *arguments: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run `reader_child` under an interpreter."""
    command = [python, str(Path(__file__).with_name("child.py")), *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(command, capture_output=True, text=True, input=text, env=environment, check=False)


def installed(python: str, tool: str) -> bool:
    """Whether an interpreter can import a tool."""
    module = {"chatminer": "chatminer", "whatstk": "whatstk", "ebbtide": "ebbtide.history.readers"}[tool]
    command = [python, "-c", f"import {module}"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(command, capture_output=True, env=environment, check=False).returncode == 0


def race(path: Path, messages: int, tools: dict[str, str], node: Path | None) -> dict[str, dict[str, float]]:
    """The fastest reading of each tool."""
    fastest: dict[str, dict[str, float]] = {}
    for tool, python in tools.items():
        runs = [child(python, "time", tool, str(path)) for _ in range(REPEATS.get(messages, 1))]
        fastest[tool] = _fastest(tool, [run.stdout for run in runs if not run.returncode])
    if node:
        command = ["node", str(Path(__file__).with_name("child.mjs")), str(node), str(path)]
        outputs = [
            subprocess.run(command, capture_output=True, text=True, check=False).stdout
            for _ in range(REPEATS.get(messages, 1))
        ]
        fastest[JAVASCRIPT] = _fastest(JAVASCRIPT, [output for output in outputs if output])
    return fastest


def _fastest(tool: str, outputs: list[str]) -> dict[str, float]:
    if not outputs:
        print(f"  {tool} did not finish")
        return {}
    return min((json.loads(output) for output in outputs), key=lambda run: float(run["cpu"]))


def show_race(messages: int, runs: dict[str, dict[str, float]]) -> None:
    """One line a tool: seconds, messages a CPU second, memory, and how many times Ebbtide's seconds."""
    ours = runs["ebbtide"]["cpu"]
    print(f"\n{messages:,} messages        CPU s    wall s   messages/CPU s   MB above imports   x Ebbtide")
    for tool, run in runs.items():
        if run:
            print(
                f"  {tool:22}{run['cpu']:8.2f}{run['wall']:10.2f}{messages / run['cpu']:17,.0f}"
                f"{run['peak'] - run['rss']:19.0f}{run['cpu'] / ours:12.2f}"
            )


def judge(runs: dict[str, dict[str, float]]) -> dict[str, bool]:
    """What was asked at 200,000 messages; a figure that could not be measured is left out."""
    ours = runs["ebbtide"]
    bars = {f"memory above imports under {MOST_MB:.0f} MB": ours["peak"] - ours["rss"] < MOST_MB}
    if runs.get("whatstk"):
        bars[f"at least {TIMES_WHATSTK:.0f} times whatstk"] = runs["whatstk"]["cpu"] / ours["cpu"] >= TIMES_WHATSTK
    if runs.get(JAVASCRIPT):
        bars[f"faster than {JAVASCRIPT}"] = runs[JAVASCRIPT]["cpu"] > ours["cpu"]
    for name, met in bars.items():
        print(f"  {verdict(met):6s} {name}")
    return bars


def options(arguments: list[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks readers")
    parser.add_argument("--messages", default=SIZES)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--node", type=Path)
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> None:
    """Print the tables and write `.bench/readers.json`."""
    settings = options(arguments)
    tools = {tool: sys.executable if tool == "ebbtide" else settings.python for tool in PEERS}
    for tool in [tool for tool, python in tools.items() if not installed(python, tool)]:
        print(f"  {tool} is not installed and is skipped")
        del tools[tool]
    node = settings.node if settings.node and shutil.which("node") else None
    if node is None:
        print(f"  {JAVASCRIPT} is skipped: name a folder that has it with --node")
    result: dict[str, object] = {"races": {}, "asked": {}}
    with tempfile.TemporaryDirectory() as folder:
        for messages in map(int, settings.messages.split(",")):
            path = Path(folder) / f"{messages}.txt"
            write_chat(path, messages)
            runs = race(path, messages, tools, node)
            show_race(messages, runs)
            result["races"] |= {str(messages): runs}  # type: ignore[operator]
            if messages == min(REPEATS):
                result["asked"] = judge(runs)
        result["scores"] = reader_scores.table(tools, child, Path(folder))
    write(FRESH / "readers.json", result)
