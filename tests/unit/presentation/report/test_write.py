"""Writing a report: whole or not at all, and for its owner only."""

from __future__ import annotations

import os
import stat
import sys

import pytest

from ebbtide.errors import BadRequest
from ebbtide.presentation import report
from tests.support.sample_tide import HOSTILE, sample


def test_the_file_is_the_report_and_its_folder_holds_nothing_else(tmp_path):
    tide = sample()
    target = report.write(tide, tmp_path / "report.html")
    assert target.read_bytes() == report.html(tide).encode()
    assert [file.name for file in tmp_path.iterdir()] == ["report.html"]


@pytest.mark.skipif(sys.platform == "win32", reason="rights of files are another thing on Windows")
def test_only_the_owner_may_read_it_even_where_it_was_open_before(tmp_path):
    target = tmp_path / "report.html"
    target.write_text("old")
    target.chmod(0o644)
    report.write(sample("too little"), str(target))
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_folder_or_a_missing_folder_is_said_plainly(tmp_path):
    with pytest.raises(BadRequest, match="that is a folder"):
        report.write(sample("too little"), tmp_path)
    with pytest.raises(BadRequest, match="no such folder"):
        report.write(sample("too little"), tmp_path / "none" / "report.html")
    assert not list(tmp_path.iterdir())


def test_a_break_half_way_leaves_the_old_file_and_nothing_new(tmp_path, monkeypatch):
    target = tmp_path / "report.html"
    target.write_text("old")

    def broken(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(BadRequest, match="No space left"):
        report.write(sample("too little"), target)
    assert target.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["report.html"]


def test_ctrl_c_half_way_leaves_nothing(tmp_path, monkeypatch):
    def stopped(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stopped)
    with pytest.raises(KeyboardInterrupt):
        report.write(sample("too little"), tmp_path / "report.html")
    assert not list(tmp_path.iterdir())


def test_a_name_with_half_a_character_does_not_stop_the_writing(tmp_path):
    target = report.write(sample("too little", HOSTILE + "\ud83d"), tmp_path / "report.html")
    assert target.read_bytes().decode("utf-8")
