"""Train the head of the draft linter: sentences written for this project, and kind comments of GoEmotions as good ones.

    python -m benchmarks.text.blame_head FOLDER [--cross] [--out FILE]

FOLDER holds goemo_train.tsv and goemo_labels.txt (GoEmotions, Apache-2.0). Only comments of gratitude, love, caring,
admiration and joy to "you" are used, and only as good examples: its anger does not teach blame. With --cross the
figures of cross-validation are printed and nothing is written. Needs SciPy.
"""

from __future__ import annotations

import argparse
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse
from scipy.optimize import minimize

from benchmarks.text.draft_sentences import DraftSentence, read
from ebbtide.catalogue import table
from ebbtide.guidance.speak.linter import head, rules
from ebbtide.guidance.speak.linter.compiled import compiled
from ebbtide.guidance.speak.linter.draft_text import Sentence, read_draft

OUT = Path(head.__file__).parent / "data" / f"head_{head.LANGUAGE}.txt"
KIND = ("gratitude", "love", "caring", "admiration", "joy")
NATURAL_TRAINED = 1_500
#: A natural comment counts this much of an own sentence.
NATURAL_WEIGHT = 0.5
#: A term stands in at least so many sentences.
LEAST = 2
STRENGTH = 12.0
FOLDS = 5
#: The most that may be flagged of the good sentences of the seen part, and of kind comments held out.
MOST_GOOD, MOST_NATURAL = 0.06, 0.04
#: Keeps the data file under 400 KB.
MOST_TERMS = 22_000
NOTE = """# Weights of the head that tells blame from plain words, in hundredths of log-odds; a block's sum is
# divided by the root of its number of terms. Trained by benchmarks/text/blame_head.py on sentences of this project and
# 1,500 kind comments of GoEmotions (Demszky and others 2020, Apache-2.0) as good examples; no text of it is held here.
"""


@dataclass(frozen=True)
class Example:
    """A sentence to learn from. group: twins share it and stay in one fold; natural: of GoEmotions."""

    sentence: Sentence
    bad: bool
    weight: float
    group: str
    natural: bool = False


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of `text` as the linter reads them."""
    return read_draft(text, compiled(head.LANGUAGE).spelling(frozenset())).sentences


def own_examples(part: Sequence[DraftSentence]) -> list[Example]:
    """Examples of the seen part, and the examples of rules and guides."""
    found = [(item.text, item.bad, f"pair {item.pair}") for item in part]
    found += [(text, False, f"rule {rule.id}") for rule in rules() for text in rule.good]
    found += [
        (text, True, f"rule {rule.id}")
        for rule in rules()
        if rule.severity != "hint" and rule.kind == "phrase"
        for text in rule.bad
    ]
    for guide in table("speak", "guide").values():
        found += [(slot.good, False, f"guide {guide.id}") for slot in guide.slots.values()]
        found.append((guide.good, False, f"guide {guide.id}"))
    return [Example(part, bad, 1.0, group) for text, bad, group in found for part in sentences(text)]


@dataclass(frozen=True)
class Natural:
    """Kind comments to "you" as sentences: those that are trained on, and those held out."""

    trained: list[Example]
    held_out: list[Example]


def natural_examples(folder: Path) -> Natural:
    """The same comments each time; the first `NATURAL_TRAINED` are trained on."""
    texts = kind_comments(folder, "goemo_train.tsv")
    order = np.random.default_rng(20).permutation(len(texts))
    parts = [
        [
            Example(part, False, NATURAL_WEIGHT, f"natural {place}", True)
            for place in places
            for part in sentences(texts[place])
        ]
        for places in (order[:NATURAL_TRAINED], order[NATURAL_TRAINED:])
    ]
    return Natural(*parts)


def kind_comments(folder: Path, file: str) -> list[str]:
    """Comments labelled only with `KIND` emotions that hold "you"."""
    labels = (folder / "goemo_labels.txt").read_text("utf-8").split()
    rows = (line.split("\t") for line in (folder / file).read_text("utf-8").splitlines())
    return [
        text
        for text, numbers, _ in rows
        if {labels[int(number)] for number in numbers.split(",")} <= set(KIND) and re.search(r"\byou\b", text.lower())
    ]


@dataclass(frozen=True)
class Design:
    """Examples as numbers: terms by row, each divided by the root of its block's terms."""

    rows: sparse.csr_matrix
    known: list[str]


def vocabulary(examples: Sequence[Example]) -> list[str]:
    """Terms of at least `LEAST` examples, of own ones and natural ones together."""
    counts = Counter(term for example in examples for terms in head.blocks(example.sentence).values() for term in terms)
    return sorted(term for term, count in counts.items() if count >= LEAST)


def design(examples: Sequence[Example], known: list[str]) -> Design:
    """The matrix (n, terms) of `examples`."""
    places = {term: place for place, term in enumerate(known)}
    rows, columns, values = [], [], []
    for number, example in enumerate(examples):
        for terms in head.blocks(example.sentence).values():
            hits = [places[term] for term in sorted(terms) if term in places]
            rows += [number] * len(hits)
            columns += hits
            values += [1 / math.sqrt(max(len(terms), 1))] * len(hits)
    return Design(sparse.csr_matrix((values, (rows, columns)), (len(examples), len(known))), known)


def fit(rows: sparse.csr_matrix, examples: Sequence[Example], strength: float = STRENGTH) -> np.ndarray:
    """Ridge logistic regression: weights and the intercept last (terms + 1,)."""
    sign = np.where([example.bad for example in examples], 1.0, -1.0)
    weight = strength * np.array([example.weight for example in examples])
    across = rows.T.tocsr()

    def loss(values: np.ndarray) -> tuple[float, np.ndarray]:
        odds = sign * (rows @ values[:-1] + values[-1])
        slope = -sign * weight / (1 + np.exp(np.clip(odds, -500, 500)))
        total = (weight * np.logaddexp(0, -odds)).sum() + 0.5 * values[:-1] @ values[:-1]
        return total, np.append(across @ slope + values[:-1], slope.sum())

    start = np.zeros(rows.shape[1] + 1)
    return minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 400}).x


def cross(own: Sequence[Example], natural: Natural) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities of each own example (n,) and of comments held out (m,), from folds that keep twins together."""
    groups = sorted({example.group for example in own})
    fold_of = dict(zip(groups, np.random.default_rng(14).permutation(len(groups)) % FOLDS, strict=True))
    folds = np.array([fold_of[example.group] for example in own])
    own_scores, natural_scores = np.zeros(len(own)), np.zeros(len(natural.held_out))
    for fold in range(FOLDS):
        inside = [example for example, place in zip(own, folds, strict=True) if place != fold] + natural.trained
        known = vocabulary(inside)
        values = fit(design(inside, known).rows, inside)
        left = np.flatnonzero(folds == fold)
        own_scores[left] = _probabilities(design([own[place] for place in left], known).rows, values)
        natural_scores += _probabilities(design(natural.held_out, known).rows, values) / FOLDS
    return own_scores, _by_comment(natural.held_out, natural_scores)


def _by_comment(examples: Sequence[Example], scores: np.ndarray) -> np.ndarray:
    """The highest score of each comment: one sentence is enough to flag it."""
    highest: dict[str, float] = {}
    for example, score in zip(examples, scores, strict=True):
        highest[example.group] = max(highest.get(example.group, 0.0), float(score))
    return np.array(list(highest.values()))


def _probabilities(rows: sparse.csr_matrix, values: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-(rows @ values[:-1] + values[-1])))


def chosen_threshold(own: Sequence[Example], scores: np.ndarray, natural: np.ndarray) -> float:
    """The lowest threshold at which few enough of the good ones are flagged, among the sentences of the seen part."""
    good = np.array([not example.bad and example.group.startswith("pair") for example in own])
    limits = [
        np.quantile(scores[good], 1 - MOST_GOOD, method="higher"),
        np.quantile(natural, 1 - MOST_NATURAL, method="higher"),
    ]
    return math.floor(max(limits) * 1_000 + 1) / 1_000


def written(known: list[str], values: np.ndarray, threshold: float) -> str:
    """The data file: threshold, intercept, then every term that is weighed."""
    units = np.round(values / head.UNIT).astype(int)
    order = np.argsort(-np.abs(units[:-1]), kind="stable")[:MOST_TERMS]
    terms = sorted((known[place], units[place]) for place in order if units[place])
    rows = [("threshold", threshold), ("intercept", units[-1]), *terms]
    return NOTE + "".join(f"{term}\t{value}\n" for term, value in rows)


def main() -> None:
    """Cross-validate, choose the threshold, and write the data file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cross", action="store_true")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    own, natural = own_examples(read("seen")), natural_examples(options.folder)
    scores, held_out = cross(own, natural)
    threshold = chosen_threshold(own, scores, held_out)
    bad = np.array([example.bad for example in own])
    seen = np.array([example.group.startswith("pair") for example in own])
    print(
        f"threshold {threshold:.3f}: recall {np.mean(scores[bad & seen] >= threshold):.3f}, good "
        f"{np.mean(scores[~bad & seen] >= threshold):.3f}, natural {np.mean(held_out >= threshold):.3f}"
    )
    if options.cross:
        return
    everything = [*own, *natural.trained]
    known = vocabulary(everything)
    text = written(known, fit(design(everything, known).rows, everything), threshold)
    options.out.write_text(text, "utf-8", newline="\n")
    print(f"{options.out.name}: {len(text.splitlines()) - 5} terms, {len(text.encode())} bytes")


if __name__ == "__main__":
    main()
