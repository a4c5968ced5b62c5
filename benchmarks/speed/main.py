"""How long the analysis, the command and its help take; the reader has a benchmark of its own (`readers`).

Judged by CPU seconds of all threads and children, which on an idle machine are no less than the wall clock's; the
wall clock is printed beside them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.shared.results import FRESH, ROOT, write
from benchmarks.shared.tables import verdict
from ebbtide.demo import simulate

#: Five years of two people who write about 94,000 messages. Source: docs/method/statistics.md#speed.
YEARS_WEEKS, VOLUME = 260, 52.0
#: Seconds that each may take. Source: docs/method/bars.md#speed.
LIMITS = {
    "analysis of five years": 0.6,
    "analysis of five years, own check included": 3.0,
    "ebbtide look, 100,000 messages, start to report": 5.0,
    "ebbtide --help": 0.3,
}
REPEATS = 3
MESSAGES = 100_000


Seconds = tuple[float, float]


def best(work: Callable[[], object], repeats: int = REPEATS) -> Seconds:
    """The fastest of some runs: CPU seconds with children, and wall clock."""
    times = []
    for _ in range(repeats):
        wall, used = time.perf_counter(), sum(os.times()[:4])
        work()
        times.append((sum(os.times()[:4]) - used, time.perf_counter() - wall))
    return min(times)


def analysis() -> dict[str, Seconds]:
    """The analysis alone, without and with the pair's own check."""
    from ebbtide.analysis.changes.look import analyse

    couple = simulate("abrupt", 1, volume=VOLUME, before=YEARS_WEEKS - 12, after=12)
    chat = couple.conversation()
    print(f"  {couple.at.size} messages in five years")
    return {
        "analysis of five years": best(lambda: analyse(chat, check=False)),
        "analysis of five years, own check included": best(lambda: analyse(chat, check=True)),
    }


def _ebbtide(*arguments: str) -> Callable[[], object]:
    command = [sys.executable, "-m", "ebbtide.cli", *arguments]
    script = Path(sys.executable).with_name("ebbtide")
    if script.exists():
        command = [str(script), *arguments]

    def run() -> None:
        done = subprocess.run(command, capture_output=True, cwd=ROOT, text=True)
        if done.returncode:
            raise SystemExit(f"{' '.join(command[1:])} ended with {done.returncode}:\n{done.stderr[-2000:]}")

    return run


def commands() -> dict[str, Seconds]:
    """The command as a user starts it, from nothing to the written report."""
    with tempfile.TemporaryDirectory() as folder:
        path, report = Path(folder) / "chat.txt", Path(folder) / "report.html"
        couple = simulate("abrupt", 2, volume=55.0, before=YEARS_WEEKS - 12, after=12)
        couple.write_whatsapp(path)
        _cut(path, MESSAGES)
        look = _ebbtide("look", str(path), "--me", "Ana", "--out", str(report), "--force")
        return {
            "ebbtide look, 100,000 messages, start to report": best(look),
            "ebbtide --help": best(_ebbtide("--help"), 5),
        }


def _cut(path: Path, messages: int) -> None:
    """Keep the last lines of a file, so that about `messages` are left."""
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[-messages:]), "utf-8")
    print(f"  {min(messages, len(lines))} lines in the file of the command")


def main(arguments: list[str]) -> None:
    """Measure, print, write."""
    times = analysis() | commands()
    for name, (used, wall) in times.items():
        word = verdict(used < LIMITS[name])
        print(f"{word:6s} {name:50s} {used:6.3f} s CPU, {wall:6.3f} s wall  (under {LIMITS[name]} s)")
    write(FRESH / "speed.json", {"cpu_and_wall_seconds": times, "limits": LIMITS})
