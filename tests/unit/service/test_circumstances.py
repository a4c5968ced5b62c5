"""What a face was told becomes a context: whose stressor it was is a name or a role."""

from __future__ import annotations

from datetime import date

import pytest

from ebbtide.errors import BadRequest
from ebbtide.history import Span
from ebbtide.service import Circumstances, Days, match_name

PEOPLE = ("Ana", "Sam")


@pytest.mark.parametrize(
    ("who", "number"), [(None, None), ("me", 0), ("them", 1), ("THEM", 1), ("Ana", 0), ("sam", 1), ("both", None)]
)
def test_whose_stressor_it_was(who: str | None, number: int | None) -> None:
    day = date(2026, 7, 4)
    assert Circumstances(stressors=[Days(day, day, who)]).context(PEOPLE).stressors == (Span(day, day, number),)


def test_a_stressor_of_a_stranger_is_refused_by_name() -> None:
    day = date(2026, 7, 4)
    with pytest.raises(BadRequest, match=r"Kim.*Ana or Sam"):
        Circumstances(stressors=[Days(day, day, "Kim")]).context(PEOPLE)


def test_a_name_is_matched_kindly_and_never_guessed() -> None:
    assert match_name(" sam ❤️", PEOPLE) == "Sam"
    assert match_name("Samuel", PEOPLE) is None
    assert match_name("ana", ("Ana", "ANA")) is None
