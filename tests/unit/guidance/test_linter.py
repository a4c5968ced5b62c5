"""The linter of drafts: every rule keeps its examples, spans are of the text as written, time grows with length."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime

import pytest

from ebbtide import catalogue
from ebbtide.catalogue.lint import LEAST_BAD, LEAST_GOOD, SEVERITIES, LintRule
from ebbtide.errors import BadRequest
from ebbtide.guidance import Situation
from ebbtide.guidance.speak.linter import (
    MOST_CHARACTERS,
    Accepted,
    LintOptions,
    finding_hash,
    lint,
    ruled_languages,
    rules,
)
from ebbtide.guidance.speak.linter.phrase import parse

RULES = [rule for code in ruled_languages() for rule in rules(code)]
NIGHT = {"hour": Situation(at=datetime(2026, 3, 1, 23)), "unanswered": Situation(unanswered=2)}
CHECKS = ["dated_fact", "own_feeling", "request", "refusable", "their_side", "shared_good", "one_topic", "fits_screen"]


def flagged_by(text: str, language: str = "en", situation: Situation | None = None) -> set[str]:
    found = lint(text, LintOptions(language=language, situation=situation or Situation())).findings
    return {item.rule for item in found}


def present(text: str) -> set[str]:
    return {check.id for check in lint(text).checks if check.present}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.lang}-{rule.id}")
def test_every_rule_keeps_its_examples(rule: LintRule) -> None:
    assert len(rule.bad) >= LEAST_BAD and len(rule.good) >= LEAST_GOOD
    for text in rule.bad:
        assert rule.id in flagged_by(text, rule.lang, NIGHT.get(rule.kind)), text
    for text in rule.good:
        assert flagged_by(text, rule.lang) == set(), text


def test_every_family_has_a_rule_and_a_reason() -> None:
    families = catalogue.table("speak", "family")
    assert {rule.family for rule in rules("en")} | {"head"} == set(families)
    for code in ("de", "es"):
        assert {rule.family for rule in rules(code)} == {
            "absolute",
            "false_feeling",
            "ultimatum",
            "threat",
            "insult",
            "control_limit",
            "hidden_demand",
            "blame_question",
        }
    assert all(family.why and family.fix and family.severity in SEVERITIES for family in families.values())


def third_person(text: str) -> str:
    for old, new in (
        ("you're", "she's"),
        ("your", "her"),
        ("yours", "hers"),
        ("you", "she"),
        ("ur", "her"),
        ("u", "she"),
    ):
        text = re.sub(rf"\b{old}\b", new, text, flags=re.IGNORECASE)
    return text


MUTATIONS = {
    "third person": third_person,
    "quoted": lambda text: f'In the play somebody says "{text}"',
    "negated": lambda text: f"I am not saying that {text[0].lower()}{text[1:]}",
    "mended": lambda text: f"{text.rstrip('.!?')}, and that has changed.",
}


def mutated(rule: LintRule) -> Iterator[tuple[str, str]]:
    """Bad examples that no longer speak of blame; what stops a draft is not taken back by a frame around it."""
    names = [name for name in MUTATIONS if rule.frames or name in ("third person", "quoted")]
    for name in names:
        for text in (text for text in rule.bad if not re.search(r"[.!?] ", text)):
            changed = MUTATIONS[name](text)
            if changed != text and not (name == "third person" and re.search(r"\b(I|me|my)\b", text)):
                yield name, changed


@pytest.mark.parametrize("rule", [rule for rule in rules("en") if rule.kind == "phrase"], ids=lambda rule: str(rule.id))
def test_a_sentence_about_others_a_quote_and_what_is_taken_back_are_left_alone(rule: LintRule) -> None:
    cases = list(mutated(rule))
    still = [case for case in cases if rule.id in flagged_by(case[1])]
    assert len(still) <= len(cases) / 10, still


@pytest.mark.element("E022", "E023", "E046")
def test_a_draft_is_judged_as_the_guide_shows_it() -> None:
    text = "You never answer me anymore and I feel like you don't care. Can we talk on Sunday?"
    found = lint(text)
    assert [(item.rule, item.severity, item.start, item.end) for item in found.findings] == [
        ("absolute.you-never", "warn", 0, 16),
        ("false_feeling.like-you", "warn", 32, 47),
    ]
    assert all(text[item.start : item.end] == item.match for item in found.findings)
    assert [check.id for check in found.checks] == CHECKS
    assert found.flagged and not found.stopped and not found.safety
    assert {check.id for check in found.checks if check.present} == {"request", "refusable", "one_topic", "fits_screen"}
    assert lint("I was sad on Friday when the plan fell through.").findings == ()


@pytest.mark.element("E035")
def test_several_topics_and_a_long_text_are_named_and_never_counted_as_blame() -> None:
    text = "The rent is late, your mother was rude, and the dishes are still there."
    found = lint(text)
    assert [item.rule for item in found.findings] == ["two_topics.several"] and not found.flagged
    assert "one_topic" not in present(text)
    long = " ".join(["I would like to tell you about the week."] * 20)
    assert "long.words" in flagged_by(long) and not lint(long).flagged
    assert "fits_screen" not in present(long)


@pytest.mark.element("E145")
def test_asking_the_others_friends_is_a_hint_to_ask_the_person() -> None:
    found = lint("I will ask your sister if you still want this.", LintOptions(head=False))
    assert [(item.family, item.severity) for item in found.findings] == [("not_friends", "hint")] and not found.flagged
    assert "person" in found.findings[0].fixes[0].text


@pytest.mark.element("E023", "E042", "E102")
@pytest.mark.parametrize(
    ("text", "safety"),
    [
        ("If you don't come on Sunday, we're done.", False),
        ("I will ruin you.", True),
        ("Show me your phone.", True),
        ("Entweder du sagst es ihr, oder es ist aus.", False),
        ("Te prohíbo verlo.", True),
    ],
)
def test_what_stops_a_draft_cannot_be_switched_off_or_accepted(text: str, safety: bool) -> None:
    found = lint(text)
    assert found.stopped and found.safety == safety
    stop = next(item for item in found.findings if item.severity == "stop")
    with pytest.raises(BadRequest):
        lint(text, LintOptions(off=(stop.family,)))
    accepted = Accepted(stop.rule, finding_hash(text, stop), "a joke")
    assert lint(text, LintOptions(accepted=(accepted,))).stopped


def test_an_accepted_finding_is_left_out_until_the_sentence_changes() -> None:
    text = "You always cancel. I miss you."
    item = lint(text).findings[0]
    options = LintOptions(accepted=(Accepted(item.rule, finding_hash(text, item), "between us"),))
    again = lint(text, options)
    assert not again.flagged and again.accepted == ((item, "between us"),)
    assert lint("you ALWAYS cancel! I miss you.", options).accepted
    assert lint("You always cancel on Mondays. I miss you.", options).flagged


def test_a_rule_or_a_family_can_be_switched_off_and_an_unknown_one_is_named() -> None:
    text = "You never answer my calls."
    for name in ("absolute", "absolute.you-never"):
        assert "absolute.you-never" not in {item.rule for item in lint(text, LintOptions(off=(name, "head"))).findings}
    with pytest.raises(BadRequest, match="absolut"):
        lint(text, LintOptions(off=("absolut",)))


@pytest.mark.parametrize(
    "text",
    [
        "YOU NEVER ANSWER MY CALLS.",
        "u never answer my calls",
        "You neverrrr answer my calls.",
        "“Hm.” You never answer my calls.",
        "😂😂 you never answer my calls 😭",
        "You’ve never answered my calls.",
        "\n\n  You never  answer\tmy calls.",
    ],
)
def test_spelling_does_not_hide_a_sentence_and_spans_are_of_the_text_as_written(text: str) -> None:
    found = [item for item in lint(text).findings if item.rule == "absolute.you-never"]
    assert len(found) == 1
    assert text[found[0].start : found[0].end] == found[0].match
    assert found[0].match.lower().startswith(("you", "u "))


def test_words_of_somebody_else_are_left_out_until_there_are_two_lines_of_them() -> None:
    assert lint('You wrote "you never listen" and I thought about it.').findings == ()
    assert lint("> you never listen\nI thought about it.").findings == ()
    assert flagged_by("> ok\n> later\nI thought about it.") == {"quote_dump.lines"}


def test_a_name_is_no_word() -> None:
    assert "absolute.you-always" in flagged_by("You always forget.")
    assert not lint("You Always forget.", LintOptions(names=("Always",))).flagged


@pytest.mark.parametrize("text", ["", "   ", "\n\t\n"])
def test_nothing_is_said_of_nothing(text: str) -> None:
    found = lint(text)
    assert found.findings == () and not any(check.present for check in found.checks)


@pytest.mark.parametrize(
    "text", ["Tu ne m'écoutes jamais et je suis triste.", "Ты меня не слушаешь.", "あなたは聞かない。"]
)
def test_a_language_without_rules_gets_no_finding(text: str) -> None:
    found = lint(text)
    assert found.language == "other" and found.findings == ()
    assert {check.id for check in found.checks if check.present} == {"fits_screen"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("You never listen to me", "en"),
        ("Du hörst mir nie zu.", "de"),
        ("Nunca me escuchas.", "es"),
        ("Whatever.", "en"),
    ],
)
def test_the_language_is_guessed(text: str, language: str) -> None:
    found = lint(text)
    assert found.language == language and found.flagged


def test_the_hour_the_calm_and_messages_without_an_answer_are_hints_of_the_whole_text() -> None:
    late = lint("I miss you.", LintOptions(situation=Situation(at=datetime(2026, 3, 1, 2))))
    assert [(item.rule, item.start, item.end) for item in late.findings] == [("late_hour.tired", 0, 0)]
    assert not late.flagged
    assert flagged_by("I miss you.", "en", Situation(at=datetime(2026, 3, 1, 12), calm=3)) == {"late_hour.tired"}
    assert flagged_by("I miss you.", "en", Situation(at=datetime(2026, 3, 1, 12), calm=4)) == set()
    third = lint("I miss you.", LintOptions(situation=Situation(unanswered=2)))
    assert third.flagged and [item.rule for item in third.findings] == ["third_message.again"]


def test_the_result_is_plain_json_with_a_version_and_never_says_safe() -> None:
    plain = lint("You never listen. Is it safe?").to_dict()
    assert json.loads(json.dumps(plain)) == plain and plain["schema_version"] == 1
    for rule in RULES:
        assert not re.search(r"\bsafe\b|fine to send|score|%", f"{rule.message} {rule.why} {rule.fix}")


def test_examples_of_guides_pass_the_linter() -> None:
    for guide in catalogue.table("speak", "guide").values():
        for text in (guide.good, *(slot.good for slot in guide.slots.values())):
            assert not lint(text, LintOptions(language="en")).flagged, text


def test_too_long_a_text_is_refused() -> None:
    assert lint("a " * (MOST_CHARACTERS // 2)).text
    with pytest.raises(BadRequest):
        lint("a" * (MOST_CHARACTERS + 1))


PIECES = ("you never ", "if you do not ", "a", " ", "\n", '"', "> x\n", "😂", "why do you ", "é", "you ", "'", ".", "1")


@pytest.mark.parametrize("piece", PIECES)
def test_time_grows_with_length_and_no_faster(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        start = time.process_time()
        lint(text, LintOptions(language="en"))
        return time.process_time() - start

    seconds(5_000)
    short, whole = min(seconds(5_000) for _ in range(3)), min(seconds(20_000) for _ in range(2))
    assert whole < 1.0
    assert whole < 8 * short + 0.05


def test_a_draft_is_read_in_a_few_milliseconds() -> None:
    text = " ".join(rule.good[0] for rule in rules("en"))[:700]
    lint(text)
    times = []
    for _ in range(5):
        start = time.process_time()
        lint(text, LintOptions(language="en"))
        times.append(time.process_time() - start)
    assert min(times) < 0.05  # 0.015 is asked, and measured by the benchmark; tests share the machine


def test_the_linter_needs_no_table_engine() -> None:
    code = (
        "import sys; from ebbtide.guidance.speak import lint; lint('You never listen.');"
        "print([name for name in ('polars', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("entry", ["", "[a/]", "<nobody> a", "..3"])
def test_a_phrase_that_holds_nothing_is_refused(entry: str) -> None:
    with pytest.raises(ValueError):
        parse(entry, {})
