"""The text benchmark on figures and files made by hand: what it counts, what it prints, and what the page holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from benchmarks.page.templates import NOTHING
from benchmarks.shared.results import read
from benchmarks.shared.statistics import rate
from benchmarks.text import language_page, main, questions, style_matching
from benchmarks.text.affect_heads import calibration_error, labelled, messages_a_second, spread
from ebbtide.analysis.language.affect_heads import LABELS

HEADS = {
    "rows": [
        {
            "label": label,
            "of": 100,
            "labelled": 10,
            "area": 0.9,
            "low": 0.8,
            "high": 0.95,
            "bar": 0.5,
            "calibration": 0.01,
        }
        for label in LABELS
    ],
    "terms": 5,
    "bytes": 1234,
    "reproduced": True,
    "messages a second": 123_456.0,
}
QUESTIONS = {"turns": 40} | {
    key: {"precision": rate(8, 10), "recall": rate(8, 16)}
    for key in ("question", "question or request", "a mark alone")
}
STYLE = {
    "writers": 3,
    "known": 0.41,
    "rows": [
        {"kind": kind, "words": 800, "fell": rate(hits, 200), "rose": rate(1, 200), "plain": -0.02}
        for kind, hits in zip(style_matching.KINDS, (4, 6, 2, 120, 180), strict=True)
    ],
}
LISTS = {
    "messages": 500,
    "hits": {"gratitude": {"hits": 20, "share": 0.04}},
    "cpu seconds a million": 6.25,
    "bar": 10.0,
    "loading ms": 31.0,
}
FIGURES: dict[str, Any] = {"heads": HEADS, "questions": QUESTIONS, "style": STYLE}


def test_the_tables_hold_the_figures() -> None:
    shown = language_page.tables(FIGURES | {"lists": LISTS})
    assert "| gratitude | 20 | 0.040 |" in shown["lists"]
    assert "500 messages; a million messages take 6.2 s of one core (at most 10); the lists are" in shown["lists"]
    assert "| gratitude | 10 of 100 | 0.900 (0.800 to 0.950) | 0.50 | 0.010 |" in shown["heads"]
    assert "the same file; about 120,000 messages a second" in shown["heads"]
    assert "0.800 (0.490 to 0.943)" in shown["questions"]
    assert "| half as many messages | 800 | 0.030" in shown["style"]
    assert "length halves: 8 of 400, 2.0% (at most 5%)" in shown["style"]


def test_a_part_that_was_not_measured_says_so() -> None:
    page = language_page.filled({"heads": HEADS})
    assert "| remorse | 10 of 100" in page
    assert page.count(NOTHING) == 2


def test_the_page_is_its_template_filled_from_what_was_measured() -> None:
    figures = read(main.OUT) or {}
    assert set(FIGURES) <= set(figures)
    assert language_page.filled(figures) == language_page.PAGE.read_text("utf-8")


def test_what_was_measured_meets_its_bars_or_the_page_says_so() -> None:
    figures = read(main.OUT) or {}
    assert [row["label"] for row in figures["heads"]["rows"] if row["bar"] and row["area"] < row["bar"]] == []
    halves = [row["fell"] for row in figures["style"]["rows"] if row["kind"] in style_matching.HALVED]
    assert sum(one["hits"] for one in halves) <= style_matching.BAR * sum(one["of"] for one in halves)
    asked = figures["questions"]["question"]
    assert asked["recall"]["value"] >= questions.BARS["recall"]
    met = asked["precision"]["value"] >= questions.BARS["precision"]
    assert met or "stays under the bar" in language_page.PAGE.read_text("utf-8")


def test_without_the_shared_data_nothing_is_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(main.CORPUS, str(tmp_path))
    monkeypatch.setattr(main, "OUT", tmp_path / "text.json")
    main.main([])
    assert "nothing measured" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_a_part_alone_keeps_the_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    page, out = tmp_path / "page.md", tmp_path / "text.json"
    out.write_text(json.dumps({"style": STYLE}))
    (tmp_path / "text").mkdir()
    monkeypatch.setenv(main.CORPUS, str(tmp_path))
    monkeypatch.setattr(main, "OUT", out)
    monkeypatch.setattr(main, "PAGE", page)
    monkeypatch.setattr(questions, "measured", lambda folder: QUESTIONS)
    main.main(["--parts", "questions"])
    assert json.loads(out.read_text()) == {"style": STYLE, "questions": QUESTIONS}
    assert "40 turns" in page.read_text()
    assert "8 of 400" in page.read_text()


def test_questions_are_counted_by_their_labels(tmp_path: Path) -> None:
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "dd_validation.txt").write_text(
        "Where are you ? __eou__ At home . __eou__\nCan you help me ? __eou__ Sure . __eou__ I wonder . __eou__\n",
        "utf-8",
    )
    (tmp_path / "text" / "dd_act_validation.txt").write_text("2 1 \n3 4 2 \n", "utf-8")
    made = questions.measured(tmp_path)
    assert made["turns"] == 5
    asked = made["question"]
    assert (asked["precision"]["hits"], asked["precision"]["of"], asked["recall"]["of"]) == (1, 2, 2)
    assert made["question or request"]["precision"]["value"] == 1


def test_calibration_and_its_interval_by_hand() -> None:
    truth = np.array([True, False] * 50)
    assert calibration_error(np.full(100, 0.5), truth) == pytest.approx(0)
    assert calibration_error(np.full(100, 0.95), truth) == pytest.approx(0.45)
    assert calibration_error(np.array([1.0, 0.0] * 50), truth) == 0
    assert spread(np.array([1.0, 0.0] * 50), truth) == (1, 1)


def test_labelled_comments_get_a_row_a_label() -> None:
    texts = pl.Series(["thank you so much", "the train", "sorry, my bad", "a table"] * 5)
    truth = np.zeros((20, len(LABELS)), dtype=bool)
    truth[::4, 0], truth[2::4, 4], truth[1, 1:4] = True, True, True
    rows = labelled(texts, truth)
    assert [row["label"] for row in rows] == list(LABELS)
    assert (rows[0]["area"], rows[4]["area"], rows[0]["labelled"]) == (1, 1, 5)
    assert messages_a_second(texts) > 1000


@pytest.fixture(scope="module")
def writers() -> list[Any]:
    """Three made-up writers with counts of their own."""
    rng = np.random.default_rng(1)
    made = []
    for place in range(3):
        rates = np.full(10, 0.05) + 0.1 * (np.arange(10) == place)
        rates[-1] = 1 - rates[:-1].sum()
        counts = rng.multinomial(10, rates, size=400).astype(float)
        counts[:, -1] = 10
        half = rng.multinomial(5, rates, size=400).astype(float)
        half[:, -1] = 5
        made.append((counts, half))
    return made


@pytest.mark.parametrize("kind", style_matching.KINDS)
def test_a_made_up_pair_is_told_as_it_is(writers: list[Any], kind: str) -> None:
    told = [style_matching.pair(writers, kind, 1200, seed)["state"] for seed in range(4)]
    still = kind in ("nothing", *style_matching.HALVED)
    assert told.count("fell") <= 1 if still else told.count("fell") >= 3
    assert style_matching.cell(writers, kind, 600, 2)["fell"]["of"] == 2


def test_messages_are_halved_by_words() -> None:
    made = style_matching.halved(pl.Series(["a b c d", "one", "x y z"]), np.random.default_rng(0))
    assert [len(one.split()) for one in made] == [2, 1, 1]
    assert made[0] in {"a b", "b c", "c d"}


def test_drawn_messages_reach_the_words_asked(writers: list[Any]) -> None:
    made = style_matching.drawn(writers[0][0], 505, np.random.default_rng(0))
    assert made[:, -1].sum() == 510
