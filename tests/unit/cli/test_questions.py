"""Which name is the user's, and how dates are read: asked on a terminal, else the error says what to add."""

from __future__ import annotations

from collections.abc import Callable

import click
import pytest
from click.testing import CliRunner, Result

from ebbtide.cli import questions
from ebbtide.errors import ChoiceNeeded, DateOrderUnknown

PEOPLE = [("Ana", 1204), ("Sam W.", 1167)]
NEED = ChoiceNeeded("conversation.people.choose", people=PEOPLE, names="Ana (1,204), Sam W. (1,167)")
ORDER = DateOrderUnknown("cli.order.which")


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "on_terminal", lambda: True)


def answer(ask: Callable[[], str], typed: str) -> Result:
    """Run `ask` with `typed` on standard input; what it gives is printed to standard output."""
    return CliRunner().invoke(click.Command("ask", callback=lambda: click.echo(ask())), input=typed)


@pytest.mark.parametrize("typed", ["2\n", "Sam W.\n", " sam  w. \n", "3\n\nKim\n2\n"])
def test_on_a_terminal_a_number_or_a_name_will_do(terminal: None, typed: str) -> None:
    result = answer(lambda: questions.choose_me(NEED), typed)
    assert result.stdout == "Sam W.\n"
    assert "1  Ana  (1,204 messages)" in result.stderr


def test_a_name_that_two_people_could_bear_is_asked_again(terminal: None) -> None:
    twins = ChoiceNeeded("conversation.people.choose", people=[("Ana", 3), ("ANA", 2)], names="")
    assert answer(lambda: questions.choose_me(twins), "ana\n2\n").stdout == "ANA\n"


def test_a_name_cannot_take_hold_of_the_terminal(terminal: None) -> None:
    evil = ChoiceNeeded("conversation.people.choose", people=[("\x1b[2JAna\x07", 3), ("Sam", 2)], names="")
    assert "\x1b[2J" not in answer(lambda: questions.choose_me(evil), "2\n").stderr


def test_without_a_terminal_the_librarys_own_words_stand() -> None:
    with pytest.raises(ChoiceNeeded) as caught:
        questions.choose_me(NEED)
    assert "Ana (1,204)" in str(caught.value)
    assert "--me" in str(caught.value)
    assert caught.value.exit_code == 4


def test_with_nobody_to_choose_from_nobody_is_asked(terminal: None) -> None:
    with pytest.raises(ChoiceNeeded):
        questions.choose_me(ChoiceNeeded("conversation.people.choose", names=""))


def test_dates_are_asked_with_their_meaning(terminal: None) -> None:
    result = answer(lambda: questions.choose_order(ORDER), "nonsense\nmdy\n")
    assert result.stdout == "mdy\n"
    assert "fourth of March" in result.stderr


def test_without_a_terminal_dates_are_not_guessed() -> None:
    with pytest.raises(DateOrderUnknown) as caught:
        questions.choose_order(ORDER)
    assert caught.value.exit_code == 4
