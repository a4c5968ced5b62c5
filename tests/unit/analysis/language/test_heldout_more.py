"""The held-out messages for laughter, thanks, apologies and plans are as frozen, and the documented figures theirs."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.support.list_scores import HELDOUT, messages, more_row, more_scores

FROZEN = {
    "de": "67217f822d1fdfe46ce61d03c1a40762b9930602b3289b9ca1279c9efcd8a9cf",
    "en": "517bdf8bb25ef0abdc2159c9852af0209a417d68d4d30e2205ce531897290de9",
    "es": "b3a573d224cec2b9dcd3f6c22586fb1dc615bfa43782a4f08b26f6af6a501ed5",
    "fr": "fe8a77034bf4993c0ca8e4bd94651d55bb3aa5521cda89eb8829db0b652bc126",
    "it": "1a746bd2a669f365143cfab1f01cafcfc2dd43af232db274c4b244d4ff68b1aa",
    "nl": "f6b85bcfcffb112bf522892f608f3a85a33bd814e1985cf6f75a842476d845a3",
    "pt": "6f0531db38c034984f64f6d547f40a7470a0f031f331d1ce2a240d364738ee62",
}
LABELS = "lgsp"
DOCS = Path(__file__).parents[4] / "docs" / "language.md"


@pytest.mark.parametrize("language", sorted(FROZEN))
def test_the_held_out_list_is_unchanged(language: str) -> None:
    content = (HELDOUT / f"more_{language}.toml").read_bytes()
    assert hashlib.sha256(content).hexdigest() == FROZEN[language]


@pytest.mark.parametrize("language", sorted(FROZEN))
def test_the_held_out_list_is_large_enough_and_mixed(language: str) -> None:
    rows = messages(f"more_{language}")
    counts = {label: sum(label in labels for labels, _ in rows) for label in LABELS}
    assert len(rows) >= 120
    assert all(count >= 20 for count in counts.values()), counts
    assert sum(not labels for labels, _ in rows) >= 40


@pytest.fixture(scope="module", params=sorted(FROZEN))
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_the_documented_figures_are_those_of_today(language: str) -> None:
    assert more_row(language) in DOCS.read_text("utf-8")


def test_neither_precision_nor_recall_falls_far(language: str) -> None:
    for name, (precision, recall) in more_scores(language).items():
        assert precision >= 0.85, name
        assert recall >= 0.85, name
