"""Made-up couples as WhatsApp files: what was written is what is read."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import ebbtide as eb
from ebbtide.analysis.language import annotate
from ebbtide.demo import DIALECTS, Couple, simulate
from ebbtide.demo.phrases import message
from ebbtide.history.readers.contract import FLAG_AFFECTION, FLAG_QUESTION


@pytest.fixture(scope="module")
def couple() -> Couple:
    return simulate("abrupt", 5, volume=20, before=20, after=4)


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
@pytest.mark.parametrize("ending", [".txt", ".zip"])
def test_every_dialect_is_read_back(couple: Couple, dialect: str, ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"chat{ending}"
    couple.write_whatsapp(path, dialect)
    chat = eb.read(path, me="Ana")
    said = chat.events.filter(pl.col("kind") == "message")
    assert said.height == couple.at.size
    assert np.array_equal(said["person"].to_numpy(), couple.person)
    minutes = couple.at.astype("datetime64[m]")
    assert np.array_equal(said["at_local"].to_numpy().astype("datetime64[m]"), minutes)
    assert np.array_equal(said["media"].is_not_null().to_numpy(), couple.voice)
    assert chat.events.filter(pl.col("kind") == "system").height == 1


def test_flags_and_lengths_of_the_text_are_those_of_the_couple(couple: Couple, tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    couple.write_whatsapp(path)
    said = annotate(eb.read(path, me="Ana").events).filter(pl.col("kind") == "message")
    flags = said["flags"].to_numpy()
    warm, asks = (flags & FLAG_AFFECTION) > 0, (flags & FLAG_QUESTION) > 0
    assert (warm == couple.affection).mean() > 0.999
    assert (asks == couple.question).mean() > 0.995
    text = ~couple.voice
    written = said["chars"].to_numpy()[text].astype(float)
    assert written.mean() == pytest.approx(couple.chars[text].mean(), rel=0.1)
    assert np.corrcoef(written, couple.chars[text])[0, 1] > 0.97


def test_the_archive_tells_the_day_of_the_export(tmp_path: Path) -> None:
    couple = simulate("stops_pursued", 1, volume=10)
    path = tmp_path / "chat.zip"
    couple.write_whatsapp(path)
    with zipfile.ZipFile(path) as archive:
        (member,) = archive.infolist()
        day = couple.truth.exported
        assert day is not None
        assert member.date_time[:3] == (day.year, day.month, day.day)
        assert archive.testzip() is None
    coverage = eb.read(path, me="Ana").coverage
    assert coverage is not None
    assert coverage.exported_at == couple.truth.exported and coverage.exported_at_source == "archive"


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
def test_the_switch_to_disappearing_messages_is_in_the_file(dialect: str, tmp_path: Path) -> None:
    couple = simulate("disappearing", 2, volume=10)
    path = tmp_path / "chat.txt"
    couple.write_whatsapp(path, dialect)
    (report,) = eb.read(path, me="Ana").sources
    assert [switch.at.date() for switch in report.disappearing if switch.on] == [couple.truth.edges[0].start]


def test_a_message_keeps_to_its_length_and_flags() -> None:
    rng = np.random.default_rng(1)
    for chars in (1, 5, 20, 80, 300):
        text = message(chars, opens=False, question=True, affection=False, hour=12, rng=rng)
        assert text.endswith("?") and len(text) < chars + 8
        plain = message(chars, opens=True, question=False, affection=False, hour=8, rng=rng)
        assert plain and "?" not in plain


def test_the_same_couple_writes_the_same_file(couple: Couple, tmp_path: Path) -> None:
    for name in ("one.zip", "two.zip"):
        couple.write_whatsapp(tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
