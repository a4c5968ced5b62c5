"""A report never lands on a file by surprise, and who can read a file is told as it is."""

from __future__ import annotations

import os
from pathlib import Path

import click
import pytest

from ebbtide.cli import files
from ebbtide.errors import BadRequest, ReadError

posix = pytest.mark.skipif(os.name != "posix", reason="rights are read from the mode bits of POSIX")


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "on_terminal", lambda: True)


@posix
def test_a_pipe_is_no_export(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ReadError, match="a pipe or a device"):
        files.check_inputs([tmp_path / "pipe"])


def test_an_ordinary_file_passes(tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_text("x")
    files.check_inputs([tmp_path / "chat.txt"])


def test_a_report_never_replaces_the_export(tmp_path: Path) -> None:
    export = tmp_path / "chat.txt"
    export.write_text("x")
    with pytest.raises(BadRequest, match="is the export itself"):
        files.check_output(tmp_path / "." / "chat.txt", [export], force=True)


def test_a_report_needs_a_folder_and_a_name(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match=r"report\.html"):
        files.check_output(tmp_path, [], force=False)
    with pytest.raises(BadRequest, match="no folder"):
        files.check_output(tmp_path / "none" / "report.html", [], force=False)


def test_without_a_terminal_an_old_report_is_replaced_only_with_force(tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    out.write_text("old")
    with pytest.raises(BadRequest, match="--force"):
        files.check_output(out, [], force=False)
    files.check_output(out, [], force=True)


@pytest.mark.parametrize("answer", [True, False])
def test_on_a_terminal_one_is_asked(
    tmp_path: Path, terminal: None, monkeypatch: pytest.MonkeyPatch, answer: bool
) -> None:
    out = tmp_path / "report.html"
    out.write_text("old")
    monkeypatch.setattr(click, "confirm", lambda *_, **__: answer)
    if answer:
        files.check_output(out, [], force=False)
    else:
        with pytest.raises(BadRequest, match="stays as it is"):
            files.check_output(out, [], force=False)


@posix
def test_rights_are_told_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private, shared = tmp_path / "private", tmp_path / "shared"
    for path, mode in ((private, 0o600), (shared, 0o644)):
        path.write_text("x")
        path.chmod(mode)
    monkeypatch.setattr(files, "PASSED_BY_OTHERS", 0o777)  # whatever folder the tests happen to run in
    assert files.who_can_read([private]) == "only you can read it"
    assert files.who_can_read([shared]) == "others on this computer can read it"
    assert files.who_can_read([private, shared]) == "others on this computer can read it"


@posix
def test_a_closed_folder_keeps_others_out(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    (closed / "chat.txt").write_text("x")
    (closed / "chat.txt").chmod(0o644)
    assert files.who_can_read([closed / "chat.txt"]) == "only you can read it"
