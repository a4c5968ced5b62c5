"""Train the affect heads: `python -m benchmarks.text.head_training FOLDER [--cross] [--out FILE]`.

FOLDER holds goemo_train.tsv: the training comments of GoEmotions (Demszky and others 2020, Apache-2.0). Of them only
weights of terms that stand in many comments are kept; no comment, no name, and no word for a group of people.
`--cross` prints the precision-recall areas of a 5-fold cross-validation, by which everything here was chosen; the
development split is never read here.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import numpy as np
import polars as pl
from scipy import sparse
from scipy.optimize import minimize

from benchmarks.text.scores import average_precision
from ebbtide.analysis.language.affect_heads import BEGINNING, BEGUN, LABELS, UNIT, grams, tokens

OUT = Path(__file__).parents[2] / "src" / "ebbtide" / "analysis" / "language" / "data" / "heads_en.txt"
#: The labels of GoEmotions (numbers of goemo_labels.txt, from 0) that make each of ours.
NUMBERS = {"gratitude": (15,), "love": (18, 5), "admiration": (0,), "negative": (3, 10, 2, 11), "remorse": (24,)}
#: A term stands in at least so many different comments.
LEAST_COMMENTS = 8
#: Terms kept for each label, and the inverse strength of the ridge (small, as terms are scaled by what they tell).
KEPT = {"gratitude": 1000, "love": 2000, "admiration": 2000, "negative": 2500, "remorse": 500}
STRENGTH = {"gratitude": 0.03, "love": 0.02, "admiration": 0.02, "negative": 0.01, "remorse": 0.02}
#: Added to every log-count ratio, so that a term which tells nothing alone may still tell with others.
FLOOR = 0.3
#: A word that is written with a capital inside sentences more often than this is a name; a beginning of which more
#: than this share belongs to words that are left out is left out too.
MOST = 0.5
FOLDS = 5


def beginnings(words: str) -> re.Pattern[str]:
    """Matches what begins as one of `words` does; a word that ends in `$` only as a whole."""
    return re.compile(f"^({'|'.join(words.split())})")


#: Words for groups of people, also in abuse: they say nothing of the writer's mood, and would only carry the forum's
#: prejudice. Beginnings, or whole words with `$`.
GROUPS = beginnings("""
    gay lesb homo hetero trans(g|p|s|$) queer fag dyke tran+[iy] a?sexual bisex muslim islam jew christ cathol hindu
    buddh atheis mormon relig black white asian mexic latin african americ indian chin(a|es) russi europ brit engl
    french german canad austral japan korea arab irish scot ital spani turk polish immig racis racia negro nigg
    sexis femini femal males?$ woman women girls?$ boys?$ m[ae]n$ lad(y|ies)$ incel virgin retard autis disab cripp
    republic democra liberal conserv commun?is commie socialis nazi libs?$ left(ist|y) right(ist|y) normie boomer
    millenn teen fat$ fatt ugly whore slut pussy cunt bitch
""")
#: The forum's own words and politics, which a chat lacks or uses otherwise.
FORUM = beginnings("""
    subs?$ subred reddit ops?$ mods?$ upvot downvot updoot karma threads?$ posts?$ poste shitpost gilded automod
    username flair$ remindme
    trump
""")
#: Terms that weigh nothing for "negative": on a forum a bare "no" disapproves, between two people it answers.
REFUSAL = re.compile(r"([|!?] )?(no|nope|nah)( [|!?])?")
NOTE = """# Weights of the affect heads for English, in tenths of log-odds for a message of one token; empty is 0.
# Made by benchmarks/train_heads.py from the training comments of GoEmotions (Demszky and others 2020; Google LLC,
# licence Apache-2.0, https://www.apache.org/licenses/LICENSE-2.0). Changed: only these numbers are kept, no comment.
# ^ begins a word, | is the edge of a message.
"""


def read(path: Path) -> tuple[pl.Series, np.ndarray]:
    """The comments (n,) of a file of GoEmotions without their placeholders, and our labels (n, labels)."""
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    numbers = [{int(number) for number in row[1].split(",")} for row in rows]
    texts = pl.Series("text", [re.sub(r"\[(NAME|RELIGION)\]", " ", row[0]) for row in rows])
    return texts, np.array([[not some.isdisjoint(NUMBERS[label]) for label in LABELS] for some in numbers])


def names(texts: pl.Series) -> set[str]:
    """Words that are written with a capital inside sentences of mixed case more often than not."""
    mixed = texts.filter(texts.str.contains("[a-z]{3}"))
    words = mixed.str.extract_all(r"[a-z,;'’] [A-Za-z]+").explode().drop_nulls().str.slice(2)
    table = pl.DataFrame({"word": words.str.to_lowercase(), "capital": words.str.contains("^[A-Z]([a-z]+|[A-Z]+)$")})
    often = table.group_by("word").agg(pl.col("capital").mean()).filter(pl.col("capital") > MOST)
    return set(often["word"])


def _left_out(word: str) -> bool:
    return bool(GROUPS.match(word) or FORUM.match(word))


def banned(token_rows: pl.Series, texts: pl.Series) -> set[str]:
    """The tokens that may be in no term, and the beginnings that mostly stand for such."""
    counts, name_words = token_rows.value_counts(name="count"), names(texts)
    out = {word for word in counts["token"] if word in name_words or _left_out(word)}
    long = counts.filter(pl.col("token").str.len_bytes() > BEGINNING)
    long = long.with_columns(term=BEGUN + pl.col("token").str.slice(0, BEGINNING), out=pl.col("token").is_in(list(out)))
    share = long.group_by("term").agg((pl.col("count") * pl.col("out")).sum() / pl.col("count").sum())
    return out | {term for term, part in share.iter_rows() if part > MOST or _left_out(term[1:])}


def vocabulary(terms: pl.DataFrame, texts: pl.Series) -> list[str]:
    """The terms of at least `LEAST_COMMENTS` different comments that may be kept."""
    different = terms.join(texts.to_frame().with_row_index("row").unique("text", keep="first"), on="row", how="semi")
    counts = different.group_by("term").len().filter(pl.col("len") >= LEAST_COMMENTS)
    out = banned(tokens(texts)["token"], texts)
    return sorted(term for term in counts["term"] if out.isdisjoint(term.split(" ")))


def matrix(terms: pl.DataFrame, terms_kept: list[str], sizes: np.ndarray) -> sparse.csr_matrix:
    """Terms by row (n, t), divided by the root of the message's tokens."""
    table = pl.DataFrame({"term": terms_kept, "place": np.arange(len(terms_kept))})
    places = terms.join(table, on="term").sort("row", "place")
    rows = places["row"].to_numpy()
    return sparse.csr_matrix(
        (1 / np.sqrt(sizes[rows]), (rows, places["place"].to_numpy())), (len(sizes), len(terms_kept))
    )


def scales(presence: sparse.csr_matrix, truth: np.ndarray) -> np.ndarray:
    """Inverse document frequency times the log-count ratio of each term (t,) (Wang and Manning 2012)."""
    counts = np.bincount(presence.indices, minlength=presence.shape[1])
    right = np.bincount(presence[truth].indices, minlength=presence.shape[1]) + 1
    wrong = counts - right + 2
    ratio = np.abs(np.log(right / right.sum() / (wrong / wrong.sum())))
    return (np.log((1 + len(truth)) / (1 + counts)) + 1) * (ratio + FLOOR)


def fit(presence: sparse.csr_matrix, truth: np.ndarray, strength: float) -> np.ndarray:
    """Ridge logistic regression: weights and the intercept last (t + 1,)."""
    sign, across = np.where(truth, 1.0, -1.0), presence.T.tocsr()

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        odds = sign * (presence @ weights[:-1] + weights[-1])
        slope = -sign * strength / (1 + np.exp(odds))
        total = strength * np.logaddexp(0, -odds).sum() + 0.5 * weights[:-1] @ weights[:-1]
        return total, np.append(across @ slope + weights[:-1], slope.sum())

    return minimize(loss, np.zeros(presence.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x


def head(presence: sparse.csr_matrix, truth: np.ndarray, label: str, terms_kept: list[str]) -> np.ndarray:
    """One label's weights in units, pruned, with the intercept last (t + 1,)."""
    quiet = [label == "negative" and REFUSAL.fullmatch(term) is not None for term in terms_kept]
    scale = np.where(quiet, 0, scales(presence, truth))
    scaled = (presence @ sparse.diags(scale)).tocsr()
    first = fit(scaled, truth, STRENGTH[label])[:-1] * scale
    counts = np.bincount(presence.indices, minlength=presence.shape[1])
    best = np.sort(np.argsort(-np.abs(first) * counts**0.25, kind="stable")[: KEPT[label]])
    weights = np.zeros(presence.shape[1] + 1)
    again = fit(scaled[:, best], truth, STRENGTH[label])
    weights[best], weights[-1] = again[:-1] * scale[best], again[-1]
    return np.round(weights / UNIT)


def all_heads(presence: sparse.csr_matrix, truth: np.ndarray, terms_kept: list[str]) -> np.ndarray:
    """The weights of every label (labels, t + 1) for the terms `known` (t,)."""
    return np.stack([head(presence, truth[:, place], label, terms_kept) for place, label in enumerate(LABELS)])


def prepared(texts: pl.Series) -> tuple[pl.DataFrame, np.ndarray]:
    """The terms of each comment, and its number of tokens (n,)."""
    token_rows = tokens(texts)
    return grams(token_rows), np.bincount(token_rows["row"].to_numpy(), minlength=len(texts))


def cross(texts: pl.Series, truth: np.ndarray) -> None:
    """Print the area under the precision-recall curve of each label, by fold and on average."""
    terms, sizes = prepared(texts)
    fold = np.random.default_rng(20).integers(0, FOLDS, len(texts))
    areas = []
    for left in range(FOLDS):
        inside = np.flatnonzero(fold != left)
        some = pl.DataFrame({"row": inside.astype(np.uint32)})
        terms_kept = vocabulary(terms.join(some, on="row", how="semi"), texts)
        presence = matrix(terms, terms_kept, sizes)
        weights = all_heads(presence[inside], truth[inside], terms_kept)
        odds = presence[fold == left] @ weights[:, :-1].T + weights[:, -1]
        left_out = truth[fold == left]
        areas.append([average_precision(*pair) for pair in zip(odds.T, left_out.T, strict=True)])
        print(left, " ".join(f"{name} {area:.3f}" for name, area in zip(LABELS, areas[-1], strict=True)), flush=True)
    print("all", " ".join(f"{name} {area:.3f}" for name, area in zip(LABELS, np.mean(areas, axis=0), strict=True)))


def written(terms_kept: list[str], weights: np.ndarray) -> str:
    """The data file: intercepts, then every term that some label weighs."""
    rows = [("term", *LABELS), ("", *(str(int(value)) for value in weights[:, -1]))]
    best = [place for place in range(len(terms_kept)) if weights[:, place].any()]
    rows += [(terms_kept[place], *(str(int(value)) if value else "" for value in weights[:, place])) for place in best]
    return NOTE + "".join("\t".join(row) + "\n" for row in rows)


def train(texts: pl.Series, truth: np.ndarray) -> str:
    """The data file for these comments."""
    terms, sizes = prepared(texts)
    terms_kept = vocabulary(terms, texts)
    presence = matrix(terms, terms_kept, sizes)
    return written(terms_kept, all_heads(presence, truth, terms_kept))


def main() -> None:
    """Cross-validate, or write the data file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cross", action="store_true")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    texts, truth = read(options.folder / "goemo_train.tsv")
    if options.cross:
        cross(texts, truth)
        return
    weights = train(texts, truth)
    options.out.write_text(weights, "utf-8", newline="\n")
    print(f"{options.out.name}: {len(weights.splitlines()) - 6} terms, {len(weights.encode())} bytes")


if __name__ == "__main__":
    main()
