"""What the linter found, in lines: carets stand under the words at every width."""

from __future__ import annotations

import pytest

from ebbtide.guidance.speak import LintOptions, lint
from ebbtide.presentation.speak import lint_lines

TEXT = (
    "I was thinking about the summer and about us. You never answer my calls.\n"
    "Whatever. You always cancel at noon 😂 and late."
)


@pytest.mark.parametrize("width", [None, 30, 50, 100])
def test_carets_stand_under_the_words_they_speak_of(width: int | None) -> None:
    result = lint(TEXT, LintOptions(head=False))
    lines = list(lint_lines(result, width))
    carets = [place for place, line in enumerate(lines) if line.strip() and set(line.strip()) == {"^"}]
    assert len(carets) == len(result.findings) == 3
    matches = [finding.match for finding in result.findings]
    for place, match in zip(carets, matches, strict=True):
        shown = next(line for line in reversed(lines[:place]) if not line.startswith("  ") and "^" not in line)
        under = "".join(letter for letter, mark in zip(shown, lines[place], strict=False) if mark == "^")
        assert under and match.startswith(under.rstrip())
    if width is not None:
        assert all(len(line) <= width for place in carets for line in lines[place : place + 1])
