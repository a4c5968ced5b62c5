"""`ebbtide signs`: the list, the review with and without a terminal, what the vault keeps of it, the boards."""

from __future__ import annotations

import json
import os
import re
import select
import shlex
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import ebbtide as eb
from ebbtide.analysis.signs.proposals.ranking import propose_all, spoken
from ebbtide.catalogue import table
from ebbtide.cli import main
from ebbtide.cli.commands.signs import sorted_out
from ebbtide.cli.signs import review as review_module
from ebbtide.cli.signs.listing import schema
from ebbtide.errors import BadRequest
from ebbtide.history import Context
from ebbtide.presentation.sentences import signs_schema
from ebbtide.service import Session
from ebbtide.service.see import Review, Source
from tests.support.chats import text_file, zip_file
from tests.support.command_vaults import Desk, desk
from tests.support.signs_chat import export, lines
from tests.unit.cli.test_terminal import COMMAND, PATIENCE_S, SETTLE_S, Terminal, _heed_ctrl_c
from tests.unit.presentation.report.test_json import faults

Run = Callable[..., Result]
TOLD = ("--me", "Ana", "--date-order", "dmy")
SESSION = Session(date(2026, 3, 2), Path("none"))


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(tmp_path_factory.mktemp("signs"))


@pytest.fixture(scope="module")
def kept(chat: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A vault that holds the chat."""
    found = desk(tmp_path_factory.mktemp("desk"))
    assert found.run("import", chat, *TOLD).exit_code == 0
    yield found
    found.lock()


def run(*arguments: object, typed: str | None = None) -> Result:
    result = CliRunner().invoke(main, ["signs", *map(str, arguments)], input=typed)
    assert "Traceback" not in result.output
    return result


def as_json(*arguments: object, typed: str | None = None) -> dict[str, Any]:
    """What is printed with `--json`, held against its published schema."""
    return checked(run(*arguments, "--json", typed=typed))


def checked(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    made: dict[str, Any] = json.loads(result.stdout)
    published = schema()
    assert faults(made, published["$defs"][made["command"].split()[1]], published) == []
    return made


def test_the_list_names_all_signs_and_what_each_needs() -> None:
    made = as_json("--list")
    assert [row["id"] for row in made["signs"]] == list(table("signs", "sign"))
    assert len(made["signs"]) == 38
    assert all(any(row["needs"].values()) for row in made["signs"])
    needs = {row["id"]: row["needs"] for row in made["signs"]}
    assert needs["fewer_starts"] == {
        "messages": True,
        "text": False,
        "confirmation": False,
        "journal": False,
        "answers": False,
        "app": False,
    }
    assert needs["wins_fall_flat"]["confirmation"] and needs["wins_fall_flat"]["text"]
    assert needs["hot_cold"]["confirmation"] and not needs["hot_cold"]["text"]
    assert needs["self_doubt"]["journal"] and not needs["self_doubt"]["messages"]
    told = run("--list").stdout
    assert all(row["id"] in told for row in made["signs"])


def test_the_signs_stand_there_for_both_with_what_waits(chat: Path) -> None:
    seen = run(chat, *TOLD)
    assert seen.exit_code == 0, seen.output
    assert "Sam" in seen.stdout and "messages wait for you" in seen.stdout
    assert "If you are afraid" in seen.stdout
    full = run("wins_fall_flat", chat, *TOLD).stdout
    assert full.index("Ana: only you can say") < full.index("Sam: only you can say")
    assert "What is known (grade A)" in full and "What messages cannot show" in full
    made = run("wins_fall_flat", chat, *TOLD, "--json")
    published = signs_schema()
    told = json.loads(made.stdout)
    assert faults(told, published, published) == []
    assert [row["id"] for row in told["signs"]] == ["wins_fall_flat"] * 2


def test_too_little_is_said_with_its_own_code(tmp_path: Path) -> None:
    short = run(text_file(tmp_path, lines(3)), *TOLD)
    assert short.exit_code == 6, short.output
    assert "too little" in short.stdout.casefold()


def test_what_waits_is_listed_with_three_messages_on_each_side(chat: Path) -> None:
    made = as_json("review", chat, *TOLD)
    found = {(item["sign"], item["person"], item["counter"]) for item in made["proposals"]}
    assert {
        ("wins_fall_flat", 1, False),
        ("wins_fall_flat", 0, True),
        ("feelings_waved_away", 1, False),
        ("feelings_waved_away", 0, True),
        ("no_future", 1, False),
        ("no_future", 0, True),
        ("hot_cold", 1, False),
    } <= found
    flat = next(item for item in made["proposals"] if item["sign"] == "wins_fall_flat" and not item["counter"])
    texts = [line["text"] for line in flat["messages"]]
    assert texts[3:5] == ["I got the job!!", "ok"]
    assert (
        [line["judged"] for line in flat["messages"]].index(True)
        == 4
        == [line["about"] for line in flat["messages"]].index(True) + 1
    )
    assert len(texts) == 8
    assert flat["kind"] == "flat" and flat["answer"] is None
    assert "journal" in {item["reason"] for item in made["missing"]}


def test_one_kind_only(chat: Path) -> None:
    made = as_json("review", "hot_cold", chat, *TOLD)
    assert {item["sign"] for item in made["proposals"]} == {"hot_cold"}


def test_answers_to_files_are_counted_and_not_kept(chat: Path) -> None:
    one = next(item for item in as_json("review", "hot_cold", chat, *TOLD)["proposals"])
    given = json.dumps([{"id": one["id"], "answer": "confirm"}])
    made = as_json("review", chat, *TOLD, "--verdicts-stdin", typed=given)
    assert (made["taken"], made["kept"]) == (1, False)
    assert {"sign": "hot_cold", "showing": [0, 1], "opposite": [0, 0]} in made["confirmed"]
    assert "not kept" in run("review", chat, *TOLD, "--verdicts-stdin", typed=given).stdout


def test_wrong_answers_keep_nothing(kept: Desk) -> None:
    ids = [item["id"] for item in review(kept)]
    half = json.dumps([{"id": ids[0], "answer": "confirm"}, {"id": ids[1], "answer": "yes"}])
    for given, words in (
        ("nothing", "is not a list"),
        ("{}", "is not a list"),
        ("[1]", "is not a list"),
        ("[" * 100_000, "is not a list"),
        ('[{"id": ["00"], "answer": "confirm"}]', "none of the messages"),
        ('[{"id": "00", "answer": "confirm"}]', "none of the messages"),
        (half, "yes is no answer here"),
    ):
        refused = kept.run("signs", "review", "--verdicts-stdin", typed=given)
        assert refused.exit_code == 2
        assert words in refused.stderr
    assert [item["answer"] for item in review(kept)] == [None] * len(ids)


def review(on: Desk) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = checked(on.run("signs", "review", "--json"))["proposals"]
    return found


def test_nobody_to_ask_is_told_how_to_go_on(kept: Desk) -> None:
    refused = kept.run("signs", "review")
    assert refused.exit_code == 2
    assert "--verdicts-stdin" in refused.stderr and "wait for you" in refused.stderr


@pytest.fixture
def seated(kept: Desk, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Result]:
    """Type answers to a review of the vault, one a line, as on a terminal."""
    monkeypatch.setattr(review_module, "on_terminal", lambda: True)
    return lambda typed: kept.run("signs", "review", typed=typed)


@pytest.mark.element("E079", "E080", "E083", "E084")
def test_a_review_keeps_each_answer_at_once_and_goes_on_later(kept: Desk, seated: Callable[[str], Result]) -> None:
    ids = [item["id"] for item in review(kept)]
    first = seated("x\ny\nI remember this\n\nn\n\nq\n")
    assert first.exit_code == 0, first.output
    assert "Please type y, n, ? or q" in first.stderr
    assert f"2 judged, {len(ids) - 2} left" in first.stderr
    assert "  > " in first.stdout
    answers = Counter(item["answer"] for item in review(kept))
    assert answers == {"confirm": 1, "reject": 1, None: len(ids) - 2}
    second = seated("?\n\n" * len(ids))
    assert f"{len(ids) - 2} judged, 0 left" in second.stderr
    assert Counter(item["answer"] for item in review(kept)) == {"confirm": 1, "reject": 1, "not sure": len(ids) - 2}
    assert "Nothing waits" in seated("").stderr
    notes = [item["note"] for item in review(kept) if item["note"]]
    assert notes == ["I remember this"]
    # Anew: the same messages wait again, and a new answer takes the place of the old one.
    given = json.dumps([{"id": one, "answer": "confirm"} for one in ids])
    made = checked(kept.run("signs", "review", "--redo", "--verdicts-stdin", "--json", typed=given))
    assert (made["taken"], made["kept"], made["waiting"]) == (len(ids), True, 0)
    assert {item["answer"] for item in review(kept)} == {"confirm"}
    from ebbtide.vault import opening

    with opening.opened(kept.folder, kept.code, "recovery") as vault:
        rows = vault.tables.confirmations.all()
    assert len(rows) == len(ids)
    assert not any(word in repr(rows) for word in ("job", "overreacting", "lake", "hey"))


@pytest.mark.element("E072")
def test_days_in_company_and_alone_stand_side_by_side_with_what_was_written_after_them(kept: Desk) -> None:
    for day, tag in (("2025-02-14", "public"), ("2025-02-16", "private"), ("2025-03-01", "public")):
        assert kept.run("log", "--text", "--on", day, "--tag", tag, typed="a few words").exit_code == 0
    told = kept.run("signs", "public_private_split")
    assert told.exit_code == 0, told.output
    assert "tags public: 2 (2025-02-14, 2025-03-01)" in told.stdout
    assert "tags private: 1 (2025-02-16)" in told.stdout
    after = [item for item in review(kept) if item["sign"] == "public_private_split"]
    assert [(item["on"], item["counter"]) for item in after] == [("2025-02-15", True)]
    given = json.dumps([{"id": after[0]["id"], "answer": "confirm"}])
    assert kept.run("signs", "review", "--verdicts-stdin", typed=given).exit_code == 0
    assert "show the opposite: Ana 1, Sam 0" in kept.run("signs", "public_private_split").stdout


def test_the_walk_shows_the_most_telling_of_each_sign_first_and_both_ways_in_turn(chat: Path) -> None:
    chat_of_two = eb.read(chat, me="Ana", date_order="dmy")
    found = propose_all(spoken(chat_of_two)).items
    walked = Review(Source(chat_of_two, Context()), found, ()).waiting
    assert sorted(item.id for item in walked) == sorted(item.id for item in found)
    for cell in {(item.sign, item.counter, item.person) for item in walked}:
        strengths = [item.strength for item in walked if (item.sign, item.counter, item.person) == cell]
        assert strengths == sorted(strengths, reverse=True)
    joys = [item.counter for item in walked if item.sign == "wins_fall_flat"]
    assert joys == [True, False]


@pytest.mark.element("E081", "E082")
def test_the_boards_show_both_people_in_the_same_rows(chat: Path, kept: Desk) -> None:
    made = as_json("boards", chat, *TOLD, "--weeks", "20")
    assert [board["key"] for board in made["boards"]] == ["wins", "needs", "thanks", "balance"]
    starts = next(row for row in made["boards"][3]["rows"] if row["key"] == "starts")
    assert all(cell["enough"] and cell["low"] < cell["share"] < cell["high"] for cell in starts["cells"])
    told = run("boards", chat, *TOLD).stdout
    shown = [
        row
        for board in made["boards"]
        for row in board["rows"]
        if any(cell["count"] or cell["total"] for cell in row["cells"])
    ]
    assert (
        told.count("Ana: ") == told.count("Sam: ") == len(shown) < sum(len(board["rows"]) for board in made["boards"])
    )
    assert kept.run("signs", "boards").exit_code == 0


def test_shortly_after_an_ending_nothing_is_compared(chat: Path) -> None:
    for action in ("review", "boards"):
        rested = as_json(action, chat, *TOLD, "--ended", "2025-05-20")
        assert rested["command"] == "signs rest"
        assert "2025-06-19" in rested["text"]
        later = run(action, chat, *TOLD, "--ended", "2025-01-20", "--json")
        assert json.loads(later.stdout)["command"] != "signs rest"


def test_words_before_files_say_what_is_wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("review").write_text("a file")
    asked = sorted_out(SESSION, ["jabs", "review", "chat.txt"])
    assert (asked.action, asked.ids, asked.files) == ("review", ("jabs",), (Path("chat.txt"),))
    assert sorted_out(SESSION, ["./review"]).files == (Path("review"),)
    for wrong in (["review", "boards"], ["jab"]):
        with pytest.raises(BadRequest):
            sorted_out(SESSION, wrong)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("jab",), "--list"),
        (("boards", "--redo"), "belong to review"),
        (("review", "fewer_starts"), "nothing to judge"),
        (("review", "nowhere.txt", "--me", "Ana"), "nowhere.txt"),
        (("--me", "Ana"), "--me"),
    ],
)
def test_misuse_is_answered_in_words(arguments: tuple[str, ...], words: str, tmp_path: Path) -> None:
    refused = run(*arguments, "--vault", tmp_path / "none")
    assert refused.exit_code in (2, 3)
    assert words in refused.stderr


def documented() -> list[list[str]]:
    """The commands of the manual, as arguments of `ebbtide signs`."""
    text = (Path(__file__).parents[3] / "docs" / "how-to-signs.md").read_text("utf-8")
    return [shlex.split(line) for line in re.findall(r"^ {4}ebbtide signs ?(.*)$", text, re.MULTILINE)]


def test_the_commands_of_the_manual_run(
    kept: Desk, chat: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    zip_file(tmp_path, chat.read_text("utf-8").splitlines())
    found = documented()
    assert len(found) >= 7
    for arguments in found:
        monkeypatch.setattr(review_module, "on_terminal", lambda arguments=arguments: "--json" not in arguments)
        typed = "[]" if "--verdicts-stdin" in arguments else "q\n"
        done = kept.run("signs", *arguments, typed=typed)
        assert done.exit_code == 0, (arguments, done.output)


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="this system has no pseudo-terminals")
def test_on_a_real_terminal_ctrl_c_stops_and_keeps_what_was_answered(chat: Path, tmp_path: Path) -> None:
    own = desk(tmp_path)
    assert own.run("import", chat, *TOLD).exit_code == 0
    screen, keys = os.openpty()
    command = [*COMMAND, "signs", "--vault", str(own.folder), "review"]
    process = subprocess.Popen(
        command,
        stdin=keys,
        stderr=keys,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=_heed_ctrl_c,
    )
    os.close(keys)
    seat = Terminal(process, screen)
    try:
        if "assphrase" in _seen(seat, "assphrase", "Enter later"):
            seat.type(own.code)
        seat.wait_for("Enter later")
        seat.type("y")
        seat.wait_for("A note for yourself")
        seat.type("")
        seat.seen = ""
        seat.wait_for("Enter later")
        time.sleep(SETTLE_S)
        process.send_signal(signal.SIGINT)
        seat.wait_for("Stopped")
        code, out = seat.end()
    finally:
        process.kill()
        process.wait()
        os.close(screen)
    assert code == 130
    assert "1/" in out
    assert Counter(item["answer"] for item in review(own))["confirm"] == 1
    own.lock()


def _seen(seat: Terminal, *words: str) -> str:
    """Read the screen until one of `words` stands on it."""
    until = time.monotonic() + PATIENCE_S
    while not any(word in seat.seen for word in words):
        assert time.monotonic() < until, seat.seen
        if select.select([seat.screen], [], [], 1)[0]:
            seat.seen += os.read(seat.screen, 4096).decode("utf-8", "replace")
    return seat.seen


def test_ten_at_a_sitting_are_asked_and_the_rest_waits(
    chat: Path, kept: Desk, seated: Callable[[str], Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review_module, "SITTING", 2)
    waiting = len(review(kept))
    assert waiting > 2
    walked = seated("y\n\n" * waiting)
    assert f"2 judged, {waiting - 2} left" in walked.stderr
    assert "1/2" in walked.stdout and "2/2" in walked.stdout
