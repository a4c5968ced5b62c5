"""The demo couple: one archive of 80 weeks, the same every time, with what these two would tell."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import ebbtide as eb
from ebbtide.demo import demo_couple, demo_files


def test_the_demo_is_one_archive_that_reads(tmp_path: Path) -> None:
    paths, context = demo_files(tmp_path)
    assert [path.suffix for path in paths] == [".zip"]
    chat = eb.read(*paths, me="Ana")
    assert chat.people == ("Ana", "Sam")
    assert chat.coverage is not None and chat.coverage.exported_at == context.exported
    assert context.living == "apart" and len(context.away) == 1 and len(context.stressors) == 1


def test_the_demo_couple_is_what_its_description_says() -> None:
    couple = demo_couple()
    days = (couple.at[-1] - couple.at[0]).astype("timedelta64[D]").astype(int) + 1
    assert 79 * 7 <= days <= 80 * 7
    onset = couple.truth.onset
    assert onset is not None
    assert (onset - couple.at[0].astype("datetime64[D]").item()).days // 7 == 66
    before = couple.at < np.datetime64(onset)
    assert 28 <= before.sum() / (66 * 7) <= 42
    theirs = couple.person == 1
    assert couple.label[theirs & before].size / 66 > 1.2 * couple.label[theirs & ~before].size / 14
