"""How well the linter of drafts works: own sentences seen and blind, natural texts, mutations, speed, beside proselint.

    python -m benchmarks lint

Prints recall and share of good flagged with Wilson intervals, keeps them in benchmarks/results/lint.json and fills the
places of docs/lint.md. Natural texts need the shared data that EBBTIDE_CORPUS names; without them they are left out.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.shared.statistics import rate
from benchmarks.text.draft_sentences import HARD, PARTS, DraftSentence, changed, read
from ebbtide.guidance.speak.linter import LintOptions, lint, rules

OUT = Path(__file__).parents[1] / "results" / "lint.json"
PAGE = Path(__file__).parents[2] / "docs" / "lint.md"
CORPUS = "EBBTIDE_CORPUS"
KIND = {"gratitude", "love", "caring", "admiration", "joy"}
#: Emotions of the dialogue set by their numbers.
HAPPINESS, NEUTRAL = "4", "0"
MOST_NATURAL = 2_000
Figure = dict[str, Any]


def flagged(text: str) -> bool:
    """Whether the whole linter flags a text."""
    return lint(text, LintOptions(language="en")).flagged


def by_rules(text: str) -> bool:
    """Whether the rules alone flag a text."""
    return lint(text, LintOptions(language="en", head=False)).flagged


def counted(items: Iterable[tuple[str, bool]]) -> dict[str, Figure]:
    """A rate for each name, in the order in which they come."""
    hits: dict[str, list[bool]] = defaultdict(list)
    for name, hit in items:
        hits[name].append(hit)
    return {name: rate(sum(values), len(values)) for name, values in hits.items()}


def part_figures(sentences: Sequence[DraftSentence], judge: Callable[[str], bool]) -> Figure:
    """Recall of the bad and share of the good that is flagged, over all, by family and by kind."""
    found = [(item, judge(item.text)) for item in sentences]
    bad = [(item.family, hit) for item, hit in found if item.bad]
    good = [(item.kind, hit) for item, hit in found if not item.bad]
    return {
        "recall": rate(sum(hit for _, hit in bad), len(bad)),
        "good": rate(sum(hit for _, hit in good), len(good)),
        "hard": rate(sum(hit for kind, hit in good if kind in HARD), sum(kind in HARD for kind, _ in good)),
        "families": counted(bad),
        "kinds": counted(good),
    }


def precision(sentences: Sequence[DraftSentence]) -> Figure:
    """Of the blind sentences that closed rules flag, the share that is bad."""
    hits = [item.bad for item in sentences if by_rules(item.text)]
    return rate(sum(hits), len(hits))


def natural(folder: Path) -> dict[str, Figure]:
    """Share of natural texts that is flagged: none of them was trained on."""
    labels = (folder / "goemo_labels.txt").read_text("utf-8").split()
    rows = [line.split("\t") for line in (folder / "goemo_dev.tsv").read_text("utf-8").splitlines()]
    kind = [
        text
        for text, numbers, _ in rows
        if {labels[int(number)] for number in numbers.split(",")} <= KIND and re.search(r"\byou\b", text.lower())
    ]
    turns = [
        (turn.strip(), emotion)
        for line, emotions in zip(_lines(folder, "dd_validation"), _lines(folder, "dd_emotion_validation"), strict=True)
        for turn, emotion in zip(line.split("__eou__"), emotions.split(), strict=False)
    ]
    happy = [turn for turn, emotion in turns if emotion == HAPPINESS][:MOST_NATURAL]
    neutral = [turn for turn, emotion in turns if emotion == NEUTRAL][:MOST_NATURAL]
    texts = {"kind comments": kind, "happy turns": happy, "neutral turns": neutral}
    return {name: rate(sum(map(flagged, items)), len(items)) for name, items in texts.items()}


def _lines(folder: Path, name: str) -> list[str]:
    return (folder / f"{name}.txt").read_text("utf-8").splitlines()


def speed() -> dict[str, float]:
    """Milliseconds of processor time: 120 words by rules, with the head, and 20,000 characters."""
    text = " ".join(item.text for item in read("seen") if not item.bad)
    short = " ".join(text.split()[:120])
    return {
        "rules, 120 words": _milliseconds(lambda: by_rules(short)),
        "with the head, 120 words": _milliseconds(lambda: flagged(short)),
        "20,000 characters": _milliseconds(lambda: flagged(text[:20_000])),
    }


def _milliseconds(work: Callable[[], object]) -> float:
    work()
    times = []
    for _ in range(7):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return round(1_000 * min(times), 2)


def peer(sentences: Sequence[DraftSentence]) -> Figure | None:
    """proselint on the same sentences, where it is installed."""
    try:
        from proselint.tools import LintFile
    except ImportError:
        return None

    def judge(text: str) -> bool:
        return bool(LintFile(source="draft", content=text).lint())

    return part_figures(sentences, judge)


def table(figures: Figure) -> str:
    """All figures as Markdown."""
    rows = ["| measured | value | 95 % interval | of |", "|---|---|---|---|"]
    for part in PARTS:
        for name in ("recall", "good", "hard"):
            rows.append(_row(f"{part}: {name}", figures[part][name]))
    rows.append(_row("blind: recall of the rules alone", figures["blind, rules"]["recall"]))
    rows.append(_row("blind: good flagged by the rules alone", figures["blind, rules"]["good"]))
    rows.append(_row("blind: precision of the rules alone", figures["precision"]))
    if figures["proselint"]:
        rows.append(_row("blind: recall of proselint", figures["proselint"]["recall"]))
        rows.append(_row("blind: good flagged by proselint", figures["proselint"]["good"]))
    rows += [_row(f"natural: {name} flagged", item) for name, item in figures["natural"].items()]
    rows += [f"| speed: {name} | {value} ms | | |" for name, value in figures["speed"].items()]
    rows += ["", "| family | seen | blind | fresh |", "|---|---|---|---|"]
    fresh = figures["fresh"]["families"]
    for family, item in figures["blind"]["families"].items():
        rows.append(
            f"| {family} | {figures['seen']['families'][family]['value']:.2f} | {item['value']:.2f} of {item['of']} "
            f"| {fresh[family]['hits']} of {fresh[family]['of']} |"
        )
    rows += ["", "| kind of good sentence | seen flagged | blind flagged |", "|---|---|---|"]
    for kind, item in figures["seen"]["kinds"].items():
        other = figures["blind"]["kinds"].get(kind, {"hits": 0, "of": 0})
        rows.append(f"| {kind} | {item['hits']} of {item['of']} | {other['hits']} of {other['of']} |")
    return "\n".join(rows)


def _row(name: str, item: Figure) -> str:
    return f"| {name} | {item['value']:.3f} | {item['low']:.3f} to {item['high']:.3f} | {item['of']} |"


def filled(page: str, figures: Figure) -> str:
    """The page with its table between the markers."""
    return re.sub(r"(<!-- figures -->\n).*?(<!-- end -->)", rf"\g<1>{table(figures)}\n\g<2>", page, flags=re.DOTALL)


def main(_: list[str]) -> None:
    """Measure, print, keep, and fill the page."""
    if damage := changed():
        raise SystemExit(f"the blind part was changed: {damage}")
    sentences = {part: read(part) for part in PARTS}
    figures: Figure = {part: part_figures(items, flagged) for part, items in sentences.items()}
    figures["blind, rules"] = part_figures(sentences["blind"], by_rules)
    figures["precision"] = precision(sentences["blind"])
    figures["proselint"] = peer(sentences["blind"])
    folder = Path(os.environ.get(CORPUS) or "nowhere") / "text"
    if folder.is_dir():
        figures["natural"] = natural(folder)
    else:
        print(f"{CORPUS} names no folder with labelled texts: natural texts are left out")
        figures["natural"] = {}
    figures["speed"] = speed()
    figures["rules"] = len(rules("en"))
    OUT.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    print(table(figures))
    PAGE.write_text(filled(PAGE.read_text("utf-8"), figures), "utf-8")


if __name__ == "__main__":
    main([])
