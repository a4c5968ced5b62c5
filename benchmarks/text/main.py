"""What the words show, measured: lists, affect heads, questions and style matching.

`python -m benchmarks text [--parts lists heads questions style] [--pairs N] [--page]`. Needs the shared data that
EBBTIDE_CORPUS names; without them nothing runs and this is said. Prints the tables, keeps the figures in
benchmarks/results/text.json (a part that is not run keeps those it had) and fills the template of docs/language.md;
`--page` does only that.
"""

from __future__ import annotations

import argparse
import importlib
import os
from pathlib import Path

from benchmarks.shared.results import RESULTS, Table, read, write
from benchmarks.text.language_page import PAGE, filled, tables

CORPUS = "EBBTIDE_CORPUS"
OUT = RESULTS / "text.json"
#: Each part has `measured(folder)`, which returns what goes into the file.
PARTS = {"lists": "list_hits", "heads": "affect_heads", "questions": "questions", "style": "style_matching"}


def corpus() -> Path | None:
    """The folder of shared data, where there is one."""
    folder = Path(os.environ.get(CORPUS) or "nowhere")
    return folder if (folder / "text").is_dir() else None


def run(part: str, folder: Path, pairs: int | None) -> Table:
    """The figures of one part."""
    module = importlib.import_module(f"benchmarks.text.{PARTS[part]}")
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
    options, folder, figures = parse(arguments), corpus(), read(OUT) or {}
    if folder is None and not options.page:
        print(f"{CORPUS} names no folder with labelled texts: nothing measured, nothing written")
        return
    for part in [] if options.page or folder is None else options.parts:
        print(f"measuring {part} ...", flush=True)
        figures[part] = run(part, folder, options.pairs)
        write(OUT, figures)
    for name, table in tables(figures).items():
        print(f"\n{name}\n{table}")
    PAGE.write_text(filled(figures), "utf-8")
