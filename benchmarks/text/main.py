"""What the words show, measured: lists, affect heads, questions and style matching.

`python -m benchmarks text [--parts lists heads questions style] [--pairs N] [--page]`. Needs the shared data that
EBBTIDE_CORPUS names; without them nothing runs and this is said. Prints the tables, keeps the figures in
benchmarks/results/text.json (a part that is not run keeps those it had) and fills the places of docs/language.md
between the markers; `--page` does only that.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
from pathlib import Path
from typing import Any

from benchmarks.text.language_page import PAGE, filled, tables

CORPUS = "EBBTIDE_CORPUS"
OUT = Path(__file__).parents[1] / "results" / "text.json"
#: Each part has `measured(folder)`, which returns what goes into the file.
PARTS = {"lists": "text_lists", "heads": "text_heads", "questions": "text_questions", "style": "text_style"}


def corpus() -> Path | None:
    """The folder of shared data, where there is one."""
    folder = Path(os.environ.get(CORPUS) or "nowhere")
    return folder if (folder / "text").is_dir() else None


def kept() -> dict[str, Any]:
    """The figures of earlier runs."""
    return json.loads(OUT.read_text("utf-8")) if OUT.exists() else {}


def run(part: str, folder: Path, pairs: int | None) -> dict[str, Any]:
    """The figures of one part."""
    module = importlib.import_module(f"benchmarks.{PARTS[part]}")
    return module.measured(folder, pairs) if part == "style" and pairs else module.measured(folder)


def parse(arguments: list[str]) -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(prog="benchmarks text", description=__doc__)
    parser.add_argument("--parts", nargs="+", choices=list(PARTS), default=list(PARTS), help="those to run; else all")
    parser.add_argument("--pairs", type=int, help="made-up pairs of each kind and size for style matching")
    parser.add_argument("--page", action="store_true", help="only fill the page from the kept figures")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> None:
    """Measure, print, keep, and fill the page."""
    options, folder, figures = parse(arguments), corpus(), kept()
    if folder is None and not options.page:
        print(f"{CORPUS} names no folder with labelled texts: nothing measured, nothing written")
        return
    for part in [] if options.page or folder is None else options.parts:
        print(f"measuring {part} ...", flush=True)
        figures[part] = run(part, folder, options.pairs)
        OUT.parent.mkdir(exist_ok=True)
        OUT.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    for name, table in tables(figures):
        print(f"\n{name}\n{table}")
    PAGE.write_text(filled(PAGE.read_text("utf-8"), figures), "utf-8")
