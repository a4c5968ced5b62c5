"""The words that a user can meet: short sentences, one word a thing, and none that judges or frightens."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.word_rules import LONGEST_MEAN, NOT_USED, faults, mean_words, sentences

SOURCE = Path(__file__).parents[2] / "src" / "ebbtide"
WORDING = sorted((SOURCE / "wording" / "en").glob("*.toml"))
CATALOGUE = SOURCE / "catalogue" / "data"

#: Texts of the catalogue that a user can meet: by file, the fields of each table.
SHOWN: dict[str, dict[str, tuple[str, ...]]] = {
    "signs": {"sign": ("name", "plain", "questions", "against", "science")},
    "claims": {"claim": ("claim", "known")},
    "plays": {"play": ("name", "steps", "article_claim", "research", "caution", "healthier_variant")},
    "decisions": {
        "need": ("text",),
        "letgo": ("text",),
        "cost_row": ("text",),
        "gift_of_leaving": ("text",),
        "scenario": ("text", "prompts"),
        "readiness": ("text",),
        "gut": ("text",),
        "safety_question": ("text",),
        "checkin": ("text", "low", "high", "mid", "na"),
    },
    "speak": {
        "guide": ("name", "when", "good", "stop_rule", "limit", "safety", "slots.ask", "slots.good"),
        "family": ("why", "fix", "message"),
    },
    "helplines": {"line": ("hours", "languages", "tell"), "emergency": ("tell",)},
}
#: What is left out, and why.
LEFT_OUT: dict[str, dict[str, str]] = {
    "signs": {"metric": "formulas for whoever reads the code"},
    "elements": {"element": "the list of what the articles hold and where it went, for whoever works on the program"},
    "sources": {"source": "titles and findings as the studies word them"},
    "articles": {"article": "titles of other authors"},
    "plays": {
        "play.metric": "names measures",
        "play.expected": "names a direction",
        "play.adherence": "names measures",
        "play.prerequisites": "conditions that the program compares",
        "play.never_when": "conditions that the program compares",
    },
    "speak": {
        "guide.bad": "examples of what is not said",
        "guide.slots": "asks and good examples are shown above, bad ones are what is not said",
        "guide.template": "the parts of the text in order",
    },
    "decisions": {
        "letgo.computed": "names measures",
        "letgo.against": "what the program weighs",
        "gut.rule": "for whoever works on the program",
        "gut.note": "for whoever works on the program",
    },
    "helplines": {
        "line.name": "names that the services gave themselves",
        "line.number": "a telephone number",
        "line.source": "where the number was read, for whoever checks it",
        "line.note": "for whoever checks the numbers",
        "emergency.source": "where the numbers were read, for whoever checks them",
        "emergency.note": "for whoever checks the numbers",
    },
}
#: Texts of the wording that are no sentences, and why.
NO_SENTENCE = {"cli_signs.keys": "a list of keys, one of them a question mark"}


def flat(prefix: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if value.strip():
            yield prefix, value
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from flat(f"{prefix}.{number}", item)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from flat(f"{prefix}.{name}", item)


def of_wording(path: Path) -> dict[str, str]:
    texts = flat(path.stem, tomllib.loads(path.read_text("utf-8")))
    return {key: text for key, text in texts if key not in NO_SENTENCE}


def of_catalogue(file: str) -> dict[str, str]:
    tables = tomllib.loads((CATALOGUE / f"{file}.toml").read_text("utf-8"))
    found: dict[str, str] = {}
    for table, fields in SHOWN[file].items():
        for entry in tables[table]:
            key = entry.get("id") or entry["country"]
            for field in fields:
                name, _, part = field.partition(".")
                value = entry.get(name, "")
                shown = {slot: told.get(part, "") for slot, told in value.items()} if part and value else value
                found |= flat(f"{file}.{table}.{key}.{field}", shown)
    return found


def of_lint_rules() -> dict[str, str]:
    """What the rules of the draft linter say; their patterns are no sentences, and neither are lists of words."""
    rules = (tomllib.loads(path.read_text("utf-8")) for path in sorted((CATALOGUE / "lint" / "en").glob("*.toml")))
    return {rule["id"]: rule["message"] for rule in rules if "message" in rule}


TEXTS = {path.stem: of_wording(path) for path in WORDING}
TEXTS |= {f"catalogue/{file}": of_catalogue(file) for file in SHOWN} | {"catalogue/lint": of_lint_rules()}


@pytest.mark.parametrize("file", TEXTS)
def test_each_sentence_keeps_the_rules(file: str) -> None:
    assert [f"{key}: {fault}" for key, text in TEXTS[file].items() for fault in faults(text)] == []


@pytest.mark.parametrize("file", TEXTS)
def test_sentences_are_short_on_average(file: str) -> None:
    assert mean_words(TEXTS[file]) <= LONGEST_MEAN


def test_every_text_of_the_catalogue_is_shown_or_left_out_with_a_reason() -> None:
    unnamed: set[str] = set()
    for path in sorted(CATALOGUE.glob("*.toml")):
        shown, left_out = SHOWN.get(path.stem, {}), LEFT_OUT.get(path.stem, {})
        for table, entries in tomllib.loads(path.read_text("utf-8")).items():
            if table in left_out or not isinstance(entries, list) or not isinstance(entries[0], dict):
                continue
            for name, value in (pair for entry in entries for pair in entry.items()):
                if name not in shown.get(table, ()) and f"{table}.{name}" not in left_out:
                    texts = dict(flat(name, value)).values()
                    unnamed |= {f"{path.stem}.{table}.{name}" for text in texts if len(text.split()) > 2}
    assert unnamed == set()


def test_each_other_explanation_can_follow_it_may_also_be_that() -> None:
    reasons = {key: text for key, text in TEXTS["catalogue/signs"].items() if ".against." in key}
    assert len(reasons) >= 81
    for key, text in reasons.items():
        assert text[0].islower() and text[-1].isalpha(), key
        assert list(faults(f"It may also be that {text}.")) == [], key


#: One example or more for each word of the list.
BAD_WORDS = (
    *("conversation", "a session", "fewer starts", "initiation", "initiates", "responsiveness", "reply latency"),
    *("answered share", "warmth", "affection hits", "a gap", "the baseline", "your level", "an index", "your own row"),
    *("not firm enough", "no change found", "about as before", "fading", "pulled away", "pulling away", "a decline"),
    *("a busy spell", "a stressor", "marked weeks", "recheck", "monitoring", "wait until", "unhealthy", "healthier"),
    *("toxic", "scored", "risky", "an alert", "a warning", "insights", "a journey", "a streak", "Oops", "great job"),
    *("the verdict", "normally", "abnormal", "you should leave", "leave them"),
)
LONG = "You see here that of all the many messages which the two of you wrote in these months few came late."


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (LONG, "21 words"),
        ("This is known; that is not.", "semicolon"),
        ("Well done!", "exclamation mark"),
        ("It is written..", "two stops"),
        ("Is it so?.", "two stops"),
        ("Both of you wrote less in the last two weeks of these months", "no full stop"),
        ("This is one. This is another", "no full stop"),
    ],
)
def test_the_check_sees_each_fault(text: str, fault: str) -> None:
    assert [found for found in faults(text) if found.startswith(fault)]


def test_the_check_sees_each_word_that_is_not_used() -> None:
    unseen = [word for word in BAD_WORDS if not list(faults(f"Here is {word} now."))]
    all_faults = [fault for word in BAD_WORDS for fault in faults(f"Here is {word} now.")]
    assert unseen == []
    assert [word for word in NOT_USED if not any(fault.startswith(f"{word}, ") for fault in all_faults)] == []


def test_the_check_leaves_commands_examples_and_places_alone() -> None:
    text = (
        "Look at {name} here.\n\n\\b\nExample:\n  ebbtide look; risk!\n\nThen `ebbtide log; --x` or --verdicts-stdin.\n"
    )
    assert list(faults(text.replace("\\b", "\b"))) == list(faults(text)) == []
    assert sentences("About {n} of 5. Next: `a b c` (x).") == ["About X of 5.", "Next: X (x)."]


def test_the_check_counts_words_a_sentence() -> None:
    assert mean_words({"a": "One two three. Four five.", "b": "Six"}) == 2
