"""`ebbtide say`, `lint` and `safety`: words are never an argument; exit codes and JSON after the published schema."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ebbtide.catalogue import table
from ebbtide.cli.lsp import read_message, serve, write_message
from ebbtide.cli.output import schema
from ebbtide.cli.root import main
from ebbtide.guidance.speak import lint
from tests.unit.presentation.report.test_json import faults

BAD = "You never answer my calls."
ANSWERS = json.dumps({"want": "Could we keep Thursday evening for us?", "feelings": "I feel lonely."})


@pytest.fixture(autouse=True)
def no_vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EBBTIDE_VAULT", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))


def run(*arguments: str, words: str = "") -> Result:
    return CliRunner().invoke(main, [*arguments], input=words, standalone_mode=True)


def plain(command: str, *arguments: str, words: str = "") -> dict[str, Any]:
    result = run(command, *arguments, "--json", words=words)
    found: dict[str, Any] = json.loads(result.stdout)
    assert faults(found, schema()["$defs"][command], schema()) == []
    return found


@pytest.mark.element("E022", "E046")
def test_lint_shows_carets_and_leaves_with_8() -> None:
    result = run("lint", "-", words=BAD)
    assert result.exit_code == 8
    lines = result.stdout.splitlines()
    assert lines[:2] == [BAD, "^" * len("You never answer")]
    assert lines[2].startswith("  warn  absolute.you-never: ")
    assert "Not there yet: " in result.stdout
    assert run("lint", "-", words="I miss you.").exit_code == 0
    assert run("lint", words=BAD).exit_code == 8


def test_lint_as_json_follows_the_schema() -> None:
    found = plain("lint", "-", words=BAD)
    assert found["flagged"] and found["findings"][0]["rule"] == "absolute.you-never"
    assert plain("lint", "--rules")["rules"]
    assert plain("lint", "--explain", "hint-talk.half-said")["rules"][0]["bad"]


@pytest.mark.parametrize(
    ("arguments", "words", "code"),
    [
        (("lint", "-", "--off", "nothing"), BAD, 2),
        (("lint", "-", "--off", "threat"), BAD, 2),
        (("lint", "-", "--off", "absolute", "--off", "head"), BAD, 0),
        (("lint", "--explain", "nothing"), "", 2),
        (("lint", "You never answer"), "", 2),
        (("lint", "-"), "a" * 20_001, 2),
        (("say", "nothing"), "", 2),
        (("say", "five-parts", "--answers-stdin"), "no json", 2),
        (("say", "five-parts", "--answers-stdin"), "{}", 2),
        (("say", "five-parts"), "", 2),
        (("say", "boundary", "--answers-stdin"), "{}", 9),
        (("say", "tell-ending", "--read"), "", 9),
        (("say", "--given"), "", 2),
        (("safety", "--answers-stdin"), "[1]", 2),
        (("safety", "--answers-stdin"), '{"afraid": "maybe"}', 2),
    ],
)
def test_exit_codes(arguments: tuple[str, ...], words: str, code: int) -> None:
    result = run(*arguments, words=words)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output


def test_the_guides_are_listed_with_those_not_offered_last_and_without_a_reason() -> None:
    guides = plain("say")["guides"]
    assert len(guides) == 23
    closed = [item for item in guides if not item["open"] and not item["missing"]]
    assert guides[-len(closed) :] == closed and closed
    last = run("say").stdout.splitlines()[-len(closed) :]
    assert not any(re.search(r"\b(red|unset|safety|because)\b", line) for line in last)


@pytest.mark.element("E132")
def test_a_guide_is_filled_from_standard_input() -> None:
    result = run("say", "five-parts", "--answers-stdin", words=ANSWERS)
    assert result.exit_code == 0 and "I feel lonely. Could we keep Thursday evening for us?" in result.stdout
    found = plain("say", "five-parts", "--answers-stdin", words=ANSWERS)
    assert found["draft"]["text"].endswith("for us?") and found["kept"] is None
    assert run("say", "five-parts", "--answers-stdin", words=json.dumps({"want": BAD})).exit_code == 8


def test_a_guide_that_still_needs_something_can_be_read() -> None:
    result = run("say", "calm-question", "--read")
    assert result.exit_code == 0 and "ask-listen" in result.stdout and "Less good" in result.stdout
    assert plain("say", "calm-question")["missing"]
    assert plain("say", "calm-question", "--met", "space-ended", "--stage", "spouse", "--read")["missing"] == []


@pytest.mark.element("E094")
def test_say_or_wait_shows_what_both_cost_and_its_own_default() -> None:
    found = plain("say", "--or-wait")
    assert len(found["saying"]) == len(found["waiting"]) == 3 and "honest" in found["default"]


def test_help_lines_need_neither_a_vault_nor_an_answer() -> None:
    result = run("safety", "--country", "DE")
    assert result.exit_code == 0 and "110" in result.stdout
    assert plain("safety", "--country", "GB")["help"]["country"] == "GB"


def test_answers_without_a_vault_are_used_once_and_say_so() -> None:
    result = run("safety", "--answers-stdin", "--country", "DE", words='{"self_harm": "yes"}')
    assert result.exit_code == 0 and "not have to carry this alone" in result.stdout
    assert "this command only" in result.stdout
    found = plain("safety", "--answers-stdin", words='{"afraid": "yes"}')
    assert found["states"] == ["red", "unset"] and found["kept"] is False


def test_words_of_a_crisis_bring_help_lines_under_the_result() -> None:
    result = run("lint", "-", words="I want to die without you")
    assert "people are there now" in result.stdout


@pytest.mark.parametrize("guide", [name.replace("_", "-") for name in table("speak", "guide")])
def test_no_guide_is_reached_by_its_name_after_a_red_answer(guide: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from ebbtide.cli.commands import say as command
    from ebbtide.service import read_standing

    real = read_standing
    monkeypatch.setattr(command, "read_standing", lambda session, *_, **__: real(session, {"afraid": "yes"}))
    code = run("say", guide, "--read").exit_code
    assert code == (0 if guide == "decline" else 9)
    assert run("say", guide, "--answers-stdin", words="{}").exit_code in ((2,) if guide == "decline" else (9,))


def test_lint_starts_at_once_and_loads_no_table_engine() -> None:
    code = (
        "import sys, time; start = time.process_time()\n"
        "from ebbtide.cli import main\n"
        "sys.argv = ['ebbtide', 'lint', '-']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([name for name in ('polars', 'numpy') if name in sys.modules], time.process_time() - start)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=BAD, capture_output=True, text=True, check=True, env={**os.environ}
    )
    loaded, seconds = done.stdout.splitlines()[-1].rsplit(" ", 1)
    assert loaded == "[]" and float(seconds) < 0.4


def conversation(*messages: dict[str, Any]) -> list[dict[str, Any]]:
    source, target = io.BytesIO(), io.BytesIO()
    for number, message in enumerate(messages):
        write_message(source, {"jsonrpc": "2.0", "id": number, **message})
    source.seek(0)
    assert serve(lint, source, target) == 0
    target.seek(0)
    return list(iter(lambda: read_message(target), None))


def test_an_editor_gets_diagnostics_in_utf_16_and_questions_as_actions() -> None:
    uri, text = "untitled:1", "Hi 😂\n😂 You never answer my calls."
    spot = {"start": {"line": 1, "character": 4}, "end": {"line": 1, "character": 5}}
    opened = {"textDocument": {"uri": uri, "text": text}}
    changed = {"textDocument": {"uri": uri}, "contentChanges": [{"text": "I miss you."}]}
    answers = conversation(
        {"method": "initialize", "params": {}},
        {"method": "textDocument/didOpen", "params": opened},
        {"method": "textDocument/codeAction", "params": {"textDocument": {"uri": uri}, "range": spot}},
        {"method": "textDocument/didChange", "params": changed},
        {"method": "unknown/thing"},
        {"method": "shutdown"},
        {"method": "exit"},
    )
    assert answers[0]["result"]["capabilities"]["codeActionProvider"]
    (diagnostic,) = answers[1]["params"]["diagnostics"]
    assert diagnostic["range"] == {"start": {"line": 1, "character": 3}, "end": {"line": 1, "character": 19}}
    assert diagnostic["code"] == "absolute.you-never" and diagnostic["severity"] == 2
    assert [action["title"] for action in answers[2]["result"]] == ["What happened, and since when?"]
    assert "edit" not in answers[2]["result"][0]
    assert answers[3]["params"]["diagnostics"] == []
    assert answers[4]["error"]["code"] == -32601 and answers[5]["result"] is None


@pytest.mark.parametrize("raw", [b"", b"Content-Length: 5\r\n\r\nno", b"Content-Length: x\r\n\r\n{}", b"\r\n" * 3])
def test_a_broken_editor_ends_the_server_without_a_trace(raw: bytes) -> None:
    start = time.monotonic()
    assert serve(lint, io.BytesIO(raw), io.BytesIO()) == 1
    assert time.monotonic() - start < 2
