"""Drafts, accepted findings and safety answers in a vault: kept, slept on, said, let go, forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ebbtide.errors import BadRequest, Locked, NotOffered
from ebbtide.guidance.safety import safety_questions
from ebbtide.service import Session, Situation, Standing, read_standing, safety, speak
from ebbtide.vault.storage import Entry, Mark
from tests.support.sessions import TODAY, locked, unlocked

ALL_NO = {item.id: "no" for item in safety_questions()}
WORDS = {"thanks": "Thank you for asking", "no": "Tonight does not work for me"}


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with unlocked(tmp_path) as session:
        yield session


def later(session: Session, days: int) -> Session:
    return replace(session, today=TODAY + timedelta(days=days))


def written(session: Session, guide: str = "decline", **answers: str) -> speak.Draft:
    opened = speak.open_guide(session, guide, read_standing(session))
    return speak.write_draft(opened, answers or WORDS)


def test_answers_are_kept_the_last_of_a_question_counts_and_a_yes_stays(session: Session) -> None:
    assert len(safety.list_due_questions(session)) == len(ALL_NO)
    page = safety.answer_safety(session, ALL_NO)
    assert page.kept and page.states == () and safety.list_due_questions(session) == ()
    safety.answer_safety(session, {"afraid": "yes"})
    assert safety.read_safety(session).states == ("red",)
    old = later(session, 57)
    assert safety.read_safety(old).states == ("red", "stale")
    assert "afraid" not in {item.id for item in safety.list_due_questions(old)}
    with pytest.raises(BadRequest):
        safety.answer_safety(session, {"afraid": "perhaps"})
    with pytest.raises(NotOffered):
        speak.open_guide(session, "five-parts", read_standing(session))


def test_forgetting_takes_every_answer_out_of_the_file(session: Session) -> None:
    safety.answer_safety(session, ALL_NO | {"afraid": "yes"})
    assert safety.forget_safety(session) == len(ALL_NO)
    assert session.open_vault.tables.safety.all() == []
    assert safety.read_safety(session).states == ("unset",)


def test_without_a_vault_answers_live_for_one_command(tmp_path: Path) -> None:
    shut = locked(tmp_path)
    page = safety.answer_safety(shut, {"self_harm": "yes"})
    assert not page.kept and page.is_in("crisis")
    assert read_standing(shut) == Standing()
    with pytest.raises(Locked):
        safety.read_safety(shut)


def test_going_on_from_the_crisis_page_leaves_the_answer_as_it_is(session: Session) -> None:
    safety.answer_safety(session, ALL_NO | {"self_harm": "yes"})
    with pytest.raises(NotOffered):
        written(session)
    page = safety.answer_safety(session, {}, going_on=True)
    assert page.safety.answers["self_harm"] == "yes" and not page.is_in("crisis")
    assert written(session).text
    assert safety.answer_safety(session, {"self_harm": "yes"}).is_in("crisis")


def test_words_of_a_crisis_bring_the_help_lines_once_a_day_and_are_kept_nowhere(session: Session) -> None:
    text = "I want to die and I miss you"
    assert safety.crisis_help(session, "I miss you") is None
    page = safety.crisis_help(session, text, "DE")
    assert page is not None and page.groups
    assert safety.crisis_help(session, text) is None
    assert safety.crisis_help(later(session, 1), text) is not None
    assert safety.read_safety(session).states == ("unset",)


def test_who_reads_along_was_told_at_the_start_and_is_not_asked_again(session: Session) -> None:
    session.open_vault.tables.settings.put("who", "watched")
    assert "device" not in {item.id for item in safety.list_due_questions(session)}
    assert safety.read_safety(session).is_in("device")


@pytest.mark.element("E024", "E140")
def test_a_draft_sleeps_until_the_morning_is_linted_anew_and_opens_a_time_to_answer(session: Session) -> None:
    safety.answer_safety(session, ALL_NO)
    saved = speak.save_draft(session, written(session), asleep=True)
    assert saved.state == "asleep" and saved.lint is None
    morning = later(session, 1)
    (awake,) = speak.list_drafts(morning, read_standing(morning))
    assert (
        awake.state == "open"
        and awake.lint is not None
        and awake.text == "Thank you for asking. Tonight does not work for me."
    )
    said = speak.give_draft(morning, saved.number, TODAY + timedelta(days=4))
    assert (said.state, said.answer_by) == ("given", TODAY + timedelta(days=4))
    from ebbtide.service.speak.drafts import answer_window

    assert answer_window(later(session, 4)) == TODAY + timedelta(days=4) and answer_window(later(session, 5)) is None
    with pytest.raises(BadRequest):
        speak.give_draft(session, saved.number, TODAY - timedelta(days=1))
    speak.remove_draft(session, saved.number)
    with pytest.raises(BadRequest):
        speak.remove_draft(session, saved.number)


def test_a_stopped_draft_is_not_kept(session: Session) -> None:
    safety.answer_safety(session, ALL_NO)
    draft = written(session, "open_talk", feeling="I am sad", need="Call me, or it's over")
    with pytest.raises(BadRequest):
        speak.save_draft(session, draft)
    assert session.open_vault.tables.drafts.all() == []


def test_a_kept_draft_of_a_guide_that_is_no_longer_offered_is_not_shown(session: Session) -> None:
    safety.answer_safety(session, ALL_NO)
    speak.save_draft(session, written(session, "share_win", the_thing="My piece was taken"))
    assert speak.list_drafts(session, read_standing(session))
    safety.answer_safety(session, {"afraid": "yes"})
    assert speak.list_drafts(session, read_standing(session)) == ()


def test_an_ending_marked_in_the_vault_closes_what_reaches_out(session: Session) -> None:
    safety.answer_safety(session, ALL_NO)
    session.open_vault.tables.marks.add(Mark("ended", TODAY - timedelta(days=3)))
    standing = read_standing(session)
    assert standing.situation.ended == TODAY - timedelta(days=3)
    listed = {item.id: item.open for item in speak.list_guides(session, standing)}
    assert not listed["five_parts"] and not listed["online_only"] and listed["decline"]
    told = read_standing(session, {"afraid": "yes"}, Situation(no_contact=True))
    assert told.safety.answers == {"afraid": "yes"} and told.situation.no_contact


def test_an_accepted_finding_is_kept_as_a_hash_and_holds_for_its_sentence(session: Session) -> None:
    text = "You always cancel."
    (entry,) = speak.accept_finding(session, text, "absolute.you-always", "between us")
    assert "cancel" not in entry.sentence and speak.list_accepted(session) == (entry,)
    assert not speak.lint_text(session, text).flagged
    assert speak.lint_text(session, "You always cancel on Friday.").flagged
    for rule in ("ultimatum", "absolute.you-never", "nothing"):
        with pytest.raises(BadRequest):
            speak.accept_finding(session, "You always cancel, or it's over.", rule, "x")


def test_names_and_rules_that_are_off_are_settings_of_the_vault(session: Session) -> None:
    settings = session.open_vault.tables.settings
    settings.put("lint.off", ["absolute", "head"])
    assert not speak.lint_text(session, "You always cancel.").flagged
    settings.put("lint.off", [])
    settings.put("lint.names", ["Always"])
    assert not speak.lint_text(session, "You Always cancel.").flagged


def test_facts_come_from_the_journal_where_no_chat_was_imported(session: Session, tmp_path: Path) -> None:
    for days in (1, 8, 15, 22):
        session.open_vault.tables.journal.add(Entry(TODAY - timedelta(days=days), "x", ("call",) if days == 22 else ()))
    assert [fact.id for fact in speak.list_facts(session).facts] == ["journal.call.last", "journal.call.count"]
    assert speak.list_facts(locked(tmp_path)).facts == ()


def test_rules_are_listed_and_explained(tmp_path: Path) -> None:
    shut = locked(tmp_path)
    assert {rule.lang for rule in speak.list_rules(shut)} == {"de", "en", "es"}
    assert speak.explain_rule(shut, "false-feeling.like-you").family == "false_feeling"
    with pytest.raises(BadRequest):
        speak.explain_rule(shut, "absolute.nothing")
