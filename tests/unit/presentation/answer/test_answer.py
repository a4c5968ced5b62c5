"""The answer of every situation: its words, the order of its facts, and each number once."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from ebbtide.analysis.changes.answer import OF_CHANGE, SILENT, Situation, facts, situation
from ebbtide.history.conversation import Context, Coverage, Edge, Span
from ebbtide.people import Person
from ebbtide.presentation.answer import answer
from ebbtide.wording import keys, say
from tests.support.sample_tide import AS_OF, CHANGE, HOSTILE
from tests.support.situations import ALL_SITUATIONS, moved, of, spoken

MOST_WORDS, MOST_HEADLINE = 20, 12
#: Words of the glossary's right column, and those that the product never says.
BANNED = re.compile(
    r"\b(own row|starts|spells?|not firm enough|baseline|fading|pulled away|declined|score|risk|healthy|verdict|"
    r"normal|stressors?|initiation|recheck|monitor|toxic|leave them|stay with)\b",
    re.IGNORECASE,
)


def all_text(made):
    """Every sentence of an answer, the folded ones too."""
    lines = [made.kicker, made.headline, made.line, *made.held, made.facts_note, made.sure]
    lines += [made.step.title, made.step.line, *made.step.again, made.quiet]
    if made.other is not None:
        lines += [made.other.line, *made.other.more]
    if made.step.words is not None:
        lines += [made.step.words.lead, made.step.words.quote, made.step.words.other]
    lines += [line for row in made.facts for line in row.detail]
    for fold in made.folds:
        lines += [fold.title, *(line for _, part in fold.parts for line in part)]
        lines += [line for row in (*fold.rows, *fold.more_rows) for line in row.detail]
    return [line for line in lines if line]


def sentences(text):
    return [part for part in re.split(r"(?<=[.?!”])\s+", text) if part]


def test_every_situation_has_a_look_in_these_tests():
    assert set(ALL_SITUATIONS) == set(Situation)


@pytest.mark.parametrize("found", ALL_SITUATIONS)
def test_every_situation_answers_in_short_plain_sentences(found):
    made = answer(of(found))
    assert made.situation is found
    assert len(made.headline.split()) <= MOST_HEADLINE
    assert made.headline.endswith(".")
    assert made.line
    assert made.step.title
    assert made.quiet == say("safety.quiet.line")
    for text in all_text(made):
        assert not BANNED.search(text), text
        assert ";" not in text, text
        assert "{" not in text
        for sentence in sentences(text):
            assert len(sentence.split()) <= MOST_WORDS, sentence


def test_the_sentences_of_the_answer_are_twelve_words_long_on_average():
    words = [len(sentence.split()) for found in ALL_SITUATIONS for text in all_text(answer(of(found)))
             for sentence in sentences(text)]  # fmt: skip
    assert sum(words) / len(words) <= 12


def test_no_sentence_of_the_answer_holds_a_bracket_or_a_semicolon():
    for key in keys():
        if key.startswith("answer."):
            text = re.sub(r"\{\w+\}", "x", say_raw(key))
            assert not re.search(r"[;()!]", text), key
            assert not BANNED.search(text), key


def say_raw(key):
    """A sentence with its places as they stand."""
    from ebbtide.wording import places

    return say(key, **{place: "{" + place + "}" for place in places(key)})


@pytest.mark.parametrize("found", ALL_SITUATIONS)
def test_words_to_start_with_hold_no_counts_and_end_with_a_question_or_a_wish(found):
    words = answer(of(found)).step.words
    if words is not None:
        assert not re.search(r"\d|always|never", words.quote)
        assert re.search(r"\b(I|you|we|us)\b", words.quote)


@pytest.mark.parametrize("found", [Situation.THEY_SILENT, Situation.RESTING, Situation.ENDED])
def test_nothing_is_offered_to_say_to_someone_who_fell_silent_or_left(found):
    made = answer(of(found))
    assert made.step.words.title == "Words to a friend"
    assert not any("Ask once" in text for text in all_text(made))


def test_where_fear_was_flagged_only_help_is_offered():
    for found in ALL_SITUATIONS:
        step = answer(of(found), afraid=True).step
        assert step.title == "Talk to someone first."
        assert step.words is None and step.again == ()


@pytest.mark.parametrize("found", ALL_SITUATIONS)
def test_no_number_stands_twice_in_what_is_open(found):
    made = answer(of(found))
    texts = [made.headline, made.line, made.sure, made.step.title, made.step.line, *made.held]
    texts += [made.other.line] if made.other is not None else []
    numbers = [number for text in texts for number in re.findall(r"\d[\d,.]*\d|\d", text)]
    assert len(numbers) == len(set(numbers)) or found is Situation.TOO_EARLY, numbers


def test_a_fact_stands_in_one_place_only():
    for found in ALL_SITUATIONS:
        made = answer(of(found))
        outside = {row.measure for row in made.facts}
        figures = made.fold("figures")
        if figures is not None:
            inside = [row.measure for row in (*figures.rows, *figures.more_rows)]
            assert len(inside) == len(set(inside))
            assert not outside & set(inside)


def test_other_explanations_are_always_seen_but_while_an_ending_rests():
    for found in ALL_SITUATIONS:
        made = answer(of(found))
        assert (made.other is None) == (found is Situation.RESTING)


@pytest.mark.parametrize("found", sorted(OF_CHANGE))
def test_a_change_says_what_has_not_changed(found):
    label, text = answer(of(found)).held
    assert label and text


def test_the_biggest_loss_of_occasions_comes_first():
    names = [row.measure for row in facts(of(Situation.LESS_FROM_THEM))]
    assert names == ["start_hazard", "answered", "warmth"]


def test_both_people_stand_in_every_row():
    for found in ALL_SITUATIONS:
        for row in answer(of(found)).facts:
            assert len(row.cells) == 2
            assert all(cell.before or cell.word for cell in row.cells)


def test_warm_words_have_no_counts_outside_and_their_counts_inside():
    (row,) = [row for row in answer(of(Situation.LESS_FROM_THEM)).facts if row.measure == "warmth"]
    assert row.cells[Person.THEM].word == "half as often"
    assert not row.cells[Person.THEM].before
    assert any("of 100 messages" in line for line in row.detail)


def test_a_share_that_is_rare_on_both_sides_is_no_fact():
    tide = moved()
    rare = tuple(
        replace(change, before=4.0, after=1.0, effect=-3.0, low=-4.0, high=-2.0)
        if change.measure == "warmth"
        else change
        for change in tide.sizes
    )
    assert "warmth" not in [row.measure for row in facts(replace(tide, sizes=rare))]


def test_an_answer_within_minutes_is_later_and_still_within_minutes():
    tide = moved()
    quick = tuple(
        replace(change, before=2.0, after=5.0) if change.measure == "reply_time" else change for change in tide.sizes
    )
    made = answer(spoken(replace(tide, sizes=quick)))
    rows = [*made.facts, *made.fold("figures").rows]
    (row,) = [row for row in rows if row.measure == "reply_time"]
    assert row.cells[Person.THEM].word == "later, still within minutes"


def test_one_thing_that_changed_is_named():
    tide = moved()
    one = tuple(replace(change, controlled=change.controlled and change.measure == "answered") for change in tide.sizes)
    assert answer(spoken(replace(tide, sizes=one))).headline == "Since early March, Sam answers less often."
    both = answer(of(Situation.LESS_FROM_THEM))
    assert both.headline == "Since early March, less has come from Sam."


def test_a_change_that_no_single_figure_shows_says_so():
    tide = moved()
    none = tuple(replace(change, controlled=False) for change in tide.sizes)
    made = answer(spoken(replace(tide, sizes=none)))
    assert made.facts == ()
    assert made.facts_note == "No single figure is clear enough to name. Taken together, they are."


def test_weeks_are_counted_only_where_the_change_is_lasting():
    assert "18 weeks" in answer(of(Situation.LESS_FROM_THEM)).line
    assert "weeks" not in answer(spoken(replace(moved(), pattern="several"))).line


@pytest.mark.parametrize(
    ("told", "second"),
    [
        ({}, "You mentioned none."),
        ({"away": (Span(CHANGE - timedelta(days=9), CHANGE - timedelta(days=2)),)}, "Your trip had just ended."),
        ({"away": (Span(date(2024, 5, 1), date(2024, 5, 4)),)}, "The trip that you mentioned is left out."),
        ({"stressors": (Span(CHANGE, CHANGE, Person.ME),)}, "Your hard time falls into these weeks."),
        ({"stressors": (Span(CHANGE, CHANGE, Person.THEM),)}, "Sam's hard time falls into these weeks."),
        ({"channels": ("calls",)}, "You said that you also keep in touch elsewhere."),
        ({"living": "apart"}, "You said that you live apart."),
    ],
)
def test_what_the_user_told_is_named_first(told, second):
    made = answer(spoken(replace(moved(), context=Context(**told))))
    assert made.other.line.endswith(second)


def test_calls_that_rose_are_named_in_the_visible_line():
    made = answer(spoken(replace(moved(), elsewhere=("calls",))))
    assert "calls rose" in made.other.line


def test_where_the_file_itself_differs_that_comes_first():
    tide = moved()
    coverage = Coverage(date(2024, 1, 1), AS_OF, AS_OF, "archive", (Edge("app change", CHANGE, CHANGE),))
    tide = replace(tide, conversation=replace(tide.conversation, coverage=coverage), elsewhere=("calls",))
    assert "another app or number" in answer(spoken(tide)).other.line


def test_a_told_ending_is_the_headline_in_every_state_and_nothing_is_asked():
    for found in ALL_SITUATIONS:
        if found is Situation.RESTING:
            continue
        tide = of(found)
        made = answer(spoken(replace(tide.analysis, context=Context(ended=AS_OF - timedelta(days=84)))))
        assert made.situation is Situation.ENDED
        assert "ended" in made.headline
        assert not any("Ask once" in text or "Only you can answer" in text for text in all_text(made))


def test_moving_in_near_the_date_is_what_one_expects():
    tide = replace(of(Situation.TOGETHER).analysis, context=Context(living="together", together_since=CHANGE))
    assert answer(spoken(tide)).line == "You moved in about then, so this is what one expects."
    far = replace(tide, context=Context(living="together", together_since=date(2020, 1, 1)))
    assert answer(spoken(far)).line == "You live together, so messages cannot show from whom."


def test_the_readers_own_side_is_asked_and_never_weighed():
    fold = answer(of(Situation.LESS_FROM_ME)).fold("busy")
    assert [line for _, lines in fold.parts for line in lines] == [
        "Were these weeks full for you, or did you step back a little? Only you know."
    ]


def test_for_the_other_a_busy_time_is_weighed_first():
    headings = [heading for heading, _ in answer(of(Situation.LESS_FROM_THEM)).fold("busy").parts]
    assert headings[:2] == ["It may be a busy time", "It may be a step back"]


@pytest.mark.parametrize("found", sorted(SILENT))
def test_silence_shows_days_first_and_leaves_out_what_rests_on_too_few_messages(found):
    made = answer(of(found))
    assert [row.measure for row in made.facts] == ["days", "messages", "start_hazard"]
    assert made.fold("busy") is None and made.fold("signs") is None and made.fold("habits") is None


def test_without_the_day_of_the_export_no_day_is_promised():
    for found in ALL_SITUATIONS:
        tide = replace(of(found).analysis, export_day_unknown=True)
        made = answer(spoken_undated(tide))
        assert not re.search(r"until \d|on \d+ [A-Z]\w+, not before|from \d", made.step.title + made.sure)


def spoken_undated(analysis):
    from ebbtide.presentation.sentences import Tide

    return Tide.of(analysis)


def test_a_size_lies_within_its_range():
    for found in (Situation.LESS_FROM_THEM, Situation.LESS_FROM_ME, Situation.THEY_SILENT):
        for row in facts(of(found)):
            for cell in row.cells:
                if cell.moved and cell.low == cell.low:
                    assert cell.low <= cell.size <= cell.high


def test_a_hostile_or_empty_name_stays_text():
    made = answer(of(Situation.LESS_FROM_THEM, HOSTILE))
    assert "\u202e" not in "".join(all_text(made))
    assert "\x1b" not in "".join(all_text(made))
    assert (
        answer(of(Situation.LESS_FROM_THEM, " ")).headline == "Since early March, less has come from the other person."
    )


def test_the_situation_of_a_silence_needs_the_other_to_write_on():
    tide = of(Situation.THEY_SILENT).analysis
    both = replace(tide, amounts=(tide.amounts[1], tide.amounts[1]))
    assert situation(both) is Situation.LESS_FROM_THEM
