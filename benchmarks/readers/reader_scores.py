"""Who is right on header lines and samples with a stated meaning; the peers answer in their own processes."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

#: Single lines whose day and month may change places: Ebbtide is told the order that their source states.
UNDECIDABLE = {"pustur-01", "pustur-02", "pustur-07", "pustur-08", "pustur-11", "pustur-12"}
OPEN_SAMPLES = {"4A_11M.txt", "4A_11M.zip"}

Child = Callable[..., "subprocess.CompletedProcess[str]"]


def table(tools: dict[str, str], child: Child, folder: Path) -> dict[str, Any]:
    """Print and give, for each tool, how many files it reads rightly, wrongly without a word, or refuses."""
    corpus = os.environ.get("EBBTIDE_CORPUS")
    if not corpus:
        print("\nEBBTIDE_CORPUS is not set: no samples to be right about")
        return {}
    exports = Path(corpus).expanduser() / "exports"
    sets = {"header lines": headers(exports, folder), "samples with a count": samples(exports)}
    result: dict[str, Any] = {}
    for name, jobs in sets.items():
        print(f"\n{name} ({len(jobs)} files)    right   silently wrong   refused")
        for tool, python in tools.items():
            request = json.dumps([[str(path), order] for path, order, _ in jobs])
            answers = json.loads(child(python, "read", tool, text=request).stdout)
            verdicts = [_verdict(answer, stated) for answer, (_, _, stated) in zip(answers, jobs, strict=True)]
            counted = {word: verdicts.count(word) for word in ("right", "wrong", "refused")}
            result.setdefault(name, {})[tool] = counted
            print(f"  {tool:22}{counted['right']:9}{counted['wrong']:17}{counted['refused']:10}")
    return result


Job = tuple[Path, str | None, Any]


def headers(exports: Path, folder: Path) -> list[Job]:
    """One file for each id of `header_variants.tsv`, with the times that its lines mean."""
    samples: dict[str, list[tuple[str, str]]] = {}
    for row in (exports / "whatsapp/header_variants.tsv").read_text("utf-8").splitlines()[1:]:
        number, _, line, at, _ = row.split("\t")
        samples.setdefault(number, []).append((line, datetime.fromisoformat(at).isoformat()))
    jobs: list[Job] = []
    for number, lines in samples.items():
        path = folder / f"{number}.txt"
        path.write_text("".join(f"{line}\n" for line, _ in lines), "utf-8")
        written = [at for line, at in lines if ": " in line.split(" - ", 1)[-1].split("] ", 1)[-1]]
        jobs.append((path, "dmy" if number in UNDECIDABLE else None, written))
    return jobs


def samples(exports: Path) -> list[Job]:
    """The WhatsApp samples whose own repository states a count, the single header lines apart."""
    jobs: list[Job] = []
    for row in (exports / "PROVENANCE.tsv").read_text("utf-8").splitlines()[1:]:
        name, _, _, _, _, stated, _ = row.split("\t")
        is_sample = name.startswith("whatsapp/") and name.endswith((".txt", ".zip")) and "/inline/" not in name
        if is_sample and stated:
            path = exports / name
            jobs.append((path, "dmy" if path.name in OPEN_SAMPLES else None, int(stated)))
    return jobs


def _verdict(answer: Any, stated: Any) -> str:
    """Right: the stated count of messages, or the stated times."""
    if isinstance(answer, str):
        return "refused"
    right = len(answer) == stated if isinstance(stated, int) else [at for at, _, _ in answer] == stated
    return "right" if right else "wrong"
