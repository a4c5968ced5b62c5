"""What comments and docstrings cite can be opened: a rule, a page of docs/method with its heading, a decision."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
METHOD = ROOT / "docs" / "method"
SOURCES = sorted(
    path
    for folder in ("src", "tests", "benchmarks")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in (".py", ".toml", ".j2", ".css", ".js", ".html", ".json") and path.is_file()
)
PAGE = re.compile(r"docs/method/([\w/-]+\.md)(?:#([\w-]+))?")
#: "rule 14", "rules 2, 6 and 8", "product rule 2".
RULES = re.compile(r"\brules? (\d+(?:(?:, | and )\d+)*)\b")
DECISION = re.compile(r"\bdecisions? (\d+)\b")
#: Notes that lie beside the repository. Written in pieces, so that this file does not find itself.
CLOSED = re.compile(
    "|".join([r"\bDES" + r"IGN\b", "rese" + r"arch/\w+\.md", r"\b[Ii]ss" + r"ue (?:of the|\d|\"|, item)"])
)


def anchors(page: Path) -> set[str]:
    """The headings of a page as links name them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def numbered_rules() -> set[int]:
    """The rules that are written down."""
    return {
        int(number) for number in re.findall(r"^## Rule (\d+):", (METHOD / "rules.md").read_text("utf-8"), re.MULTILINE)
    }


def cited_rules(text: str) -> Iterator[int]:
    """The numbers of the rules that a text cites."""
    for numbers in RULES.findall(text):
        yield from map(int, re.findall(r"\d+", numbers))


def dead_ends(text: str) -> list[str]:
    """What a text cites that leads nowhere."""
    found = [hit.group() for hit in CLOSED.finditer(text)]
    for page, anchor in PAGE.findall(text):
        path = METHOD / page
        if not path.is_file() or (anchor and anchor not in anchors(path)):
            found.append(f"{page}#{anchor}")
    found += [f"rule {number}" for number in cited_rules(text) if number not in numbered_rules()]
    found += [
        f"decision {number}"
        for number in DECISION.findall(text)
        if not list((METHOD / "decisions").glob(f"{int(number):03d}-*.md"))
    ]
    return found


def test_the_rules_are_seventeen_and_in_order() -> None:
    titles = re.findall(r"^## Rule (\d+):", (METHOD / "rules.md").read_text("utf-8"), re.MULTILINE)
    assert titles == [str(number) for number in range(1, 18)]


def test_every_reference_of_the_code_can_be_opened() -> None:
    found = {str(path.relative_to(ROOT)): dead_ends(path.read_text("utf-8")) for path in SOURCES}
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_there_are_references_to_follow() -> None:
    texts = [path.read_text("utf-8") for path in SOURCES]
    assert sum(len(PAGE.findall(text)) for text in texts) > 50
    assert {number for text in texts for number in cited_rules(text)} >= {1, 2, 3, 7, 8, 14}


@pytest.mark.parametrize(
    "text",
    [
        "as DES" + "IGN section 5 says",
        "Source: rese" + "arch/text.md section 1.",
        "asked in iss" + "ue 3",
        "docs/method/nowhere" + ".md",
        "docs/method/rules.md" + "#no-such-heading",
        "product rule" + " 18",
        "rules" + " 2 and 99",
        "decision" + " 999",
    ],
)
def test_a_reference_that_leads_nowhere_is_noticed(text: str) -> None:
    assert len(dead_ends(text)) == 1


def test_a_reference_that_leads_somewhere_is_let_through() -> None:
    text = "rules" + " 2, 6 and 8, docs/method/statistics.md" + "#likelihood, decision" + " 12"
    assert dead_ends(text) == []
    assert list(cited_rules(text)) == [2, 6, 8]


def test_decisions_are_numbered_without_a_gap_and_have_their_three_parts() -> None:
    pages = sorted((METHOD / "decisions").glob("[0-9]*.md"))
    assert [int(page.name[:3]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        text = page.read_text("utf-8")
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Question", "Tried", "Chosen"], page.name
        assert text.startswith(f"# {int(page.name[:3])}. "), page.name
