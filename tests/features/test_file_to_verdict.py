"""The whole way: a made-up couple written as a WhatsApp export, read as a user's file, looked at, and judged."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

import ebbtide as eb
from ebbtide.demo import simulate

#: condition, seed, dialect, what the page must say. Volumes and seeds are fixed; the truth is the simulator's.
CASES = (
    ("stable", 11, "android-en-24h", ("usual", "none")),
    ("abrupt", 13, "ios-en", ("changed", "them")),
    ("me", 12, "android-en-12h", ("changed", "me")),
    ("stops_pursued", 15, "android-de", ("changed", "them")),
    ("both_stop", 16, "ios-de", ("both stopped", "unclear")),
    ("app_change", 17, "android-en-24h", ("both stopped", "unclear")),
)


@pytest.mark.element("E002")
@pytest.mark.parametrize(("condition", "seed", "dialect", "said"), CASES)
def test_a_file_says_what_its_couple_lived(
    condition: str, seed: int, dialect: str, said: tuple[str, str], tmp_path: Path
) -> None:
    couple = simulate(condition, seed, volume=40)
    path = tmp_path / "WhatsApp Chat with Sam.zip"
    couple.write_whatsapp(path, dialect=dialect)
    chat = eb.read(path, me="Ana")
    tide = eb.look(chat, check=False)
    assert (tide.state, tide.side) == said
    assert chat.coverage is not None
    assert chat.coverage.exported_at_source == "archive"
    if tide.date_interval is not None and couple.truth.onset is not None:
        low, high = tide.date_interval
        assert low - timedelta(days=7) <= couple.truth.onset <= high + timedelta(days=7)


@pytest.mark.element("E001")
def test_every_report_keeps_two_tracks(tmp_path: Path) -> None:
    couple = simulate("abrupt", 14, volume=40)
    path = tmp_path / "chat.zip"
    couple.write_whatsapp(path)
    findings = eb.look(eb.read(path, me="Ana"), check=False).to_dict()["findings"]
    groups = {item["group"] for item in findings}
    assert {"next", "me"} <= groups, "what to do between us, and my own track"
