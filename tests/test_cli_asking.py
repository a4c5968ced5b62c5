"""Which name is the user's, and how dates are read: asked on a terminal, else told how to say it."""

from __future__ import annotations

from collections.abc import Callable

import click
import pytest
from click.testing import CliRunner, Result

from ebbtide.cli import asking
from ebbtide.errors import ChoiceNeeded, DateOrderUnknown

PEOPLE = [("Ana", 1204), ("Sam W.", 1167)]


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "on_terminal", lambda: True)


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "on_terminal", lambda: False)


def answer(ask: Callable[[], str], typed: str) -> Result:
    """Run `ask` with `typed` on standard input; what it gives is printed to standard output."""
    return CliRunner().invoke(click.Command("ask", callback=lambda: click.echo(ask())), input=typed)


@pytest.mark.parametrize("given", ["Sam W.", "sam w.", " SAM  W. ", "\u200eSam\u00a0W."])
def test_a_name_fits_whatever_its_case_and_marks(given: str, nobody: None) -> None:
    assert asking.choose_me(PEOPLE, given) == "Sam W."


def test_two_people_whose_names_differ_only_in_case_are_not_guessed(nobody: None) -> None:
    assert asking.match("ana", [("Ana", 3), ("ANA", 4)]) is None


def test_without_a_terminal_the_people_are_listed_with_what_to_add(nobody: None) -> None:
    with pytest.raises(ChoiceNeeded) as caught:
        asking.choose_me(PEOPLE, None)
    said = str(caught.value)
    assert '--me "Ana"   (1,204 messages)' in said
    assert '--me "Sam W."   (1,167 messages)' in said
    assert caught.value.exit_code == 4


def test_an_unknown_name_is_answered_with_a_near_one(nobody: None) -> None:
    with pytest.raises(ChoiceNeeded, match=r"Nobody in this chat is called Anna\.\nDid you mean Ana\?"):
        asking.choose_me(PEOPLE, "Anna")
    with pytest.raises(ChoiceNeeded) as caught:
        asking.choose_me(PEOPLE, "Zebedee")
    assert "Did you mean" not in str(caught.value)


def test_a_name_that_could_do_something_in_a_shell_is_quoted(nobody: None) -> None:
    with pytest.raises(ChoiceNeeded) as caught:
        asking.choose_me([("$(rm x)", 1), ("\x1b[2Jevil", 2)], None)
    assert "--me '$(rm x)'" in str(caught.value)
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize("typed", ["2\n", "Sam W.\n", "sam w.\n", "3\n\nKim\n2\n"])
def test_on_a_terminal_a_number_or_a_name_will_do(terminal: None, typed: str) -> None:
    result = answer(lambda: asking.choose_me(PEOPLE, None), typed)
    assert result.stdout == "Sam W.\n"
    assert "1  Ana  (1,204 messages)" in result.stderr


def test_dates_are_asked_with_their_meaning(terminal: None) -> None:
    result = answer(lambda: asking.choose_order(DateOrderUnknown("cli.order.which")), "nonsense\nmdy\n")
    assert result.stdout == "mdy\n"
    assert "fourth of March" in result.stderr


def test_without_a_terminal_the_option_for_dates_is_named(nobody: None) -> None:
    with pytest.raises(DateOrderUnknown, match="--date-order dmy") as caught:
        asking.choose_order(DateOrderUnknown("cli.order.which"))
    assert caught.value.exit_code == 4
