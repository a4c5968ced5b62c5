"""Files that real people brought, with their right answers: every case of the kind "read" is read as it tells."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import ebbtide as eb
from ebbtide.errors import EbbtideError

Case = dict[str, Any]


def cases() -> list[Case]:
    """The cases of the shared folder, where there is one."""
    path = Path(os.environ.get("EBBTIDE_CORPUS", "")) / "cases" / "cases.toml"
    every = tomllib.loads(path.read_text("utf-8"))["case"] if path.is_file() else []
    return [case for case in every if case["kind"] == "read"]


def read(case: Case, folder: Path) -> eb.Conversation:
    """The conversation in the files of a case."""
    order = {"date_order": case["date_order"]} if "date_order" in case else {}
    return eb.read(*(folder / name for name in case["files"]), me=case["me"], **order)


def as_stated(conversation: eb.Conversation) -> list[dict[str, Any]]:
    """Every row in time order, under the keys that cases use."""
    return [
        {
            "at": row["at_local"].isoformat(sep=" "),
            "who": conversation.people[row["person"]] if row["person"] >= 0 else "",
            "kind": row["kind"],
            "text": row["text"],
            "state": row["text_state"],
            "media": row["media"],
            "call_end": row["call_end"],
            "edited": row["edited_at"] is not None,
        }
        for row in conversation.events.iter_rows(named=True)
    ]


def stated_part(row: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """What a row has of the keys that are stated; its time as far as that is stated."""
    return {key: row[key][: len(value)] if key == "at" else row[key] for key, value in wanted.items()}


@pytest.mark.parametrize("case", cases(), ids=lambda case: str(case["id"]))
def test_a_case_is_read_as_it_tells(case: Case, corpus: Path) -> None:
    expect = case["expect"]
    if expect["outcome"] != "read":
        with pytest.raises(EbbtideError) as caught:
            read(case, corpus / "cases")
        assert re.search(expect.get("says", ""), str(caught.value))
        return
    conversation = read(case, corpus / "cases")
    rows = as_stated(conversation)
    written = [row for row in rows if row["kind"] != "system"]
    assert list(conversation.people) == expect.get("people", list(conversation.people))
    assert not (expect.get("pair") and any(source.group for source in conversation.sources))
    assert len(rows) - len(written) == expect.get("system", len(rows) - len(written))
    assert len(written) == expect.get("counts_total", len(written))
    for name, count in expect.get("counts", {}).items():
        assert sum(row["who"] == name and row["kind"] == "message" for row in written) == count
    if "rows" in expect:
        assert len(written) == len(expect["rows"])
        for row, wanted in zip(written, expect["rows"], strict=True):
            assert stated_part(row, wanted) == wanted
    for wanted in expect.get("has", []):
        assert any(stated_part(row, wanted) == wanted for row in rows)
    for source in conversation.sources:
        parts = source.events + source.continuations + source.system + source.ignored + source.unread
        assert source.lines == parts


def test_there_are_cases(corpus: Path) -> None:
    assert len(cases()) > 10, corpus
