"""Published samples and header lines with a stated meaning: an oracle that nobody here wrote."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from ebbtide.errors import DateOrderUnknown
from ebbtide.history.readers import read_source
from ebbtide.history.readers.contract import ReadResult

#: Single lines of one source whose day and month may change places; the order that their source states.
UNDECIDABLE = {"pustur-01", "pustur-02", "pustur-07", "pustur-08", "pustur-11", "pustur-12"}
#: Samples whose every date leaves the order open; any order gives the stated count.
OPEN_SAMPLES = {"4A_11M.txt", "4A_11M.zip"}


def accounted(found: ReadResult) -> bool:
    report = found.report
    return report.lines == report.events + report.continuations + report.system + report.ignored + report.unread


def variants(corpus: Path) -> dict[str, list[tuple[str, datetime]]]:
    rows = (corpus / "exports/whatsapp/header_variants.tsv").read_text("utf-8").splitlines()[1:]
    found: dict[str, list[tuple[str, datetime]]] = {}
    for row in rows:
        number, _, line, at, _ = row.split("\t")
        found.setdefault(number, []).append((line, datetime.fromisoformat(at)))
    return found


def test_every_header_line_has_its_stated_time(corpus: Path, tmp_path: Path) -> None:
    wrong, asked = [], set()
    for number, lines in variants(corpus).items():
        path = tmp_path / f"{number}.txt"
        path.write_text("".join(f"{line}\n" for line, _ in lines), "utf-8")
        try:
            found = read_source(path)
        except DateOrderUnknown:
            asked.add(number)
            found = read_source(path, date_order="dmy")
        stated = [at for _, at in lines]
        if found.events["at_local"].to_list() != stated or found.report.continuations or not accounted(found):
            wrong.append(number)
    assert wrong == []
    assert asked == UNDECIDABLE


def samples(corpus: Path) -> list[tuple[Path, str, str]]:
    folder = corpus / "exports"
    rows = [line.split("\t") for line in (folder / "PROVENANCE.tsv").read_text("utf-8").splitlines()[1:]]
    return [
        (folder / row[0], row[5], row[0])
        for row in rows
        if row[0].startswith("whatsapp/") and row[0].endswith((".txt", ".zip"))
    ]


def read(path: Path) -> ReadResult:
    number = f"pustur-{path.stem}" if "Pustur" in str(path) else ""
    return read_source(path, date_order="dmy" if path.name in OPEN_SAMPLES or number in UNDECIDABLE else None)


def stated_rows(found: ReadResult, name: str) -> int:
    """What the sources count: one leaves out messages to be seen once, one counts notices too."""
    if "rwhatsapp/inline" in name:
        return len(found.events)
    messages = found.events.filter(pl.col("kind") == "message")
    return messages.filter(pl.col("text_state") != "view_once").height


def test_every_sample_has_its_stated_count(corpus: Path) -> None:
    every = samples(corpus)
    assert len(every) > 80
    for path, stated, name in every:
        found = read(path)
        assert accounted(found), name
        assert found.report.unread == 0, name
        if stated:
            assert stated_rows(found, name) == int(stated), name


def test_samples_that_leave_the_order_open_are_asked_about(corpus: Path) -> None:
    for path, _, _ in samples(corpus):
        if path.name in OPEN_SAMPLES:
            with pytest.raises(DateOrderUnknown):
                read_source(path)


def test_the_five_dialects_of_one_chat_agree_with_its_stated_messages(corpus: Path) -> None:
    [target] = corpus.glob("exports/whatsapp/joweich*/test/whatsapp/target.json")
    stated = [(row["timestamp"], row["author"], row["message"]) for row in json.loads(target.read_text("utf-8"))][::-1]
    files = sorted(target.parent.glob("*.txt"))
    assert len(files) == 5
    for path in files:
        rows = read_source(path).events.filter(pl.col("kind") == "message")
        once = rows.filter(pl.col("text_state") == "view_once")
        assert once["sender"].to_list() == ["John Doe"]
        rows = rows.filter(pl.col("text_state") == "present")
        got = [
            (at.isoformat(), who, text.replace("\n", " "))
            for at, who, text in rows.select("at_local", "sender", "text").iter_rows()
        ]
        assert got == stated


def test_groups_and_pairs_of_the_samples(corpus: Path) -> None:
    group = {path.name: read(path).report.group for path, _, name in samples(corpus) if "inline" not in name}
    pairs = {name for name, found in group.items() if not found}
    assert pairs == {"2A_5M.txt", "chat_example.txt", "sample_file.txt"}
