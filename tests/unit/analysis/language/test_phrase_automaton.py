"""Phrases with choices are found at every place of many messages, whole words only, and what unsays them counts."""

from __future__ import annotations

import itertools

import numpy as np
import polars as pl
import pytest

from ebbtide.analysis.language.closed_lists import LANGUAGES
from ebbtide.analysis.language.features import read_features
from ebbtide.analysis.language.lexicon import CLASSES, lexicon, sentence_classes, table
from ebbtide.analysis.language.phrase_automaton import Automaton, slots
from ebbtide.analysis.language.spelling import fold


def found(texts: list[str], *entries: str) -> list[list[tuple[int, int]]]:
    """First and last word of every hit, by message."""
    automaton = Automaton()
    for entry in entries:
        automaton.add(entry, 1, 0)
    automaton.close()
    words = automaton.words(fold(pl.Series(texts)))
    hits = automaton.find(words.codes)
    message = words.message_of_sentence[words.sentence[hits.last]]
    places = list(zip(message.tolist(), hits.first.tolist(), hits.last.tolist(), strict=True))
    return [[(a, b) for row, a, b in places if row == one] for one in range(len(texts))]


def test_an_entry_stands_for_all_its_forms() -> None:
    assert slots("[miss/love] you[/ so]x") == [["miss", "love"], ["you"], ["", " so"], ["x"]]
    hits = found(["i miss you", "miss you so much", "love yous", "you miss"], "[miss/love] you [/so much]")
    assert [len(one) for one in hits] == [1, 2, 0, 0]


def test_an_entry_of_one_word_and_texts_without_any_are_safe() -> None:
    assert found(["a b a", "", "c"], "a") == [[(2, 2), (4, 4)], [], []]
    assert found(["", " "], "a b") == [[], []]


def test_words_of_an_entry_do_not_reach_into_the_next_message() -> None:
    assert found(["i miss", "you"], "miss you") == [[], []]


def test_an_edge_is_a_sentence_edge_however_many_marks_stand_there() -> None:
    assert [len(one) for one in found(["ok?!! cheers...", "cheers all"], "| cheers |")] == [1, 0]


def test_the_automaton_agrees_with_looking_for_every_form_in_turn() -> None:
    entry = "[a/b/] c [d/d e/] [/f]"
    forms = {" ".join("".join(f" {one} " for one in pick).split()) for pick in itertools.product(*slots(entry))}
    texts = [" ".join(words) for words in itertools.product("abcdf", repeat=4)]
    hits = [bool(one) for one in found(texts, entry)]
    assert hits == [any(f" {form} " in f" {text} " for form in forms) for text in texts]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_holds_every_class_and_is_written_folded(language: str) -> None:
    own = table(language)
    assert set(own) == set(CLASSES)
    blocks = [block for classes in own.values() for block in classes.values()]
    entries = [entry for block in blocks for line in block.splitlines() for entry in line.split(";")]
    forms = [form for one in entries for slot in slots(one) for form in slot]
    words = sorted({word for form in forms for word in form.split()} - {"|", ","})
    assert [word for word, one in zip(words, fold(pl.Series(words)), strict=True) if one != f" | {word} | "] == []
    assert not any(set(word) & set("[]/") for word in words)


def test_the_lists_are_loaded_once_and_soon() -> None:
    assert lexicon() is lexicon()
    assert len(lexicon().vocabulary) > 5_000


def test_a_phrase_inside_one_that_unsays_it_does_not_count() -> None:
    holds = sentence_classes(fold(pl.Series(["no thanks", "no thanks needed, thank you", "thanks"])), lexicon())
    assert holds.anywhere(holds["gratitude"]).tolist() == [False, True, True]


def shows(text: str) -> set[str]:
    row = read_features(pl.Series([text])).row(0, named=True)
    return {name for name, value in row.items() if value}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("thank you so much for yesterday", {"gratitude"}),
        ("you're the best, couldn't have done it without you", {"appreciation"}),
        ("i'm so sorry, i shouldn't have said that", {"apology"}),
        ("wanna come over tonight?", {"plan", "invitation", "same_day"}),
        ("wanna come over saturday?", {"plan", "invitation"}),
        ("i booked us a table for two", {"plan"}),
        ("next summer we'll move in together", {"future_us"}),
        ("one day we will go to japan together", {"future_us", "vague"}),
        ("i had such a bad day, i need a hug", {"support_asked"}),
        ("i'm here for you, you've got this", {"support_given"}),
        ("guess what, i got the job!", {"good_news"}),
        ("congratulations!! so proud of you", {"joy", "appreciation"}),
        ("i feel so lonely", {"feeling"}),
        ("are you mad at me", {"reassurance"}),
        ("can you pick up milk", {"logistics"}),
        ("you never listen", {"sharp"}),
        ("you're overreacting, calm down", {"play_down"}),
        ("sounds good", {"accept"}),
        ("sorry, can't make it tonight", {"apology", "decline"}),
        ("maybe, i'll let you know", {"vague"}),
        ("not tonight, how about sunday instead", {"decline", "plan", "invitation"}),
        ("hahaha", {"laughter"}),
        ("soooo tired", {"elongated"}),
        ("sorry you feel that way", {"play_down"}),
        ("tut mir leid dass du das so siehst", {"play_down"}),
        ("the bus was blue and the sky was too", set()),
    ],
)
def test_what_a_message_shows(text: str, expected: set[str]) -> None:
    assert expected <= shows(text)
    assert shows(text) - expected <= {"logistics", "accept", "decline", "vague", "appreciation", "feeling"}


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "de",
            {
                "feeling": "ich fühl mich so einsam",
                "good_news": "ich hab den job bekommen",
                "support_given": "ich bin für dich da",
                "support_asked": "kannst du mir helfen",
                "reassurance": "bist du sauer auf mich",
                "sharp": "du bist so egoistisch",
                "play_down": "jetzt übertreib mal nicht",
                "vague": "mal sehen",
                "joy": "herzlichen glückwunsch",
            },
        ),
        (
            "es",
            {
                "feeling": "me siento muy sola",
                "good_news": "me dieron el trabajo",
                "support_given": "estoy aquí para ti",
                "support_asked": "necesito un abrazo",
                "reassurance": "estás enfadado conmigo",
                "sharp": "eres un egoísta",
                "play_down": "no exageres",
                "vague": "ya veremos",
                "joy": "enhorabuena",
            },
        ),
        (
            "fr",
            {
                "feeling": "je me sens tellement seule",
                "good_news": "j'ai eu mon exam",
                "support_given": "je suis là pour toi",
                "support_asked": "j'ai besoin de toi",
                "reassurance": "tu es fâché contre moi",
                "sharp": "t'es vraiment égoïste",
                "play_down": "tu exagères",
                "vague": "on verra",
                "joy": "félicitations",
            },
        ),
        (
            "it",
            {
                "feeling": "mi sento così sola",
                "good_news": "ho passato l'esame",
                "support_given": "sono qui per te",
                "support_asked": "ho bisogno di un abbraccio",
                "reassurance": "sei arrabbiato con me",
                "sharp": "sei un egoista",
                "play_down": "non esagerare",
                "vague": "vediamo",
                "joy": "congratulazioni",
            },
        ),
        (
            "nl",
            {
                "feeling": "ik voel me zo alleen",
                "good_news": "ik heb de baan gekregen",
                "support_given": "ik ben er voor je",
                "support_asked": "ik heb je nodig",
                "reassurance": "ben je boos op me",
                "sharp": "je bent zo egoistisch",
                "play_down": "stel je niet aan",
                "vague": "we zien wel",
                "joy": "gefeliciteerd",
            },
        ),
        (
            "pt",
            {
                "feeling": "sinto-me tão sozinha",
                "good_news": "consegui o emprego",
                "support_given": "estou aqui para ti",
                "support_asked": "preciso de um abraço",
                "reassurance": "estás chateado comigo",
                "sharp": "és tão egoísta",
                "play_down": "não exageres",
                "vague": "logo se vê",
                "joy": "parabéns",
            },
        ),
    ],
)
def test_the_other_languages_show_the_same(language: str, told: dict[str, str]) -> None:
    missed = {name: text for name, text in told.items() if name not in shows(text)}
    assert missed == {}, language


def test_hits_are_the_same_in_any_batch() -> None:
    texts = ["thanks", "no thanks", "wanna come over tonight", "haha", "", "|", "sorry you feel that way"] * 3
    whole = read_features(pl.Series(texts))
    alone = pl.concat([read_features(pl.Series([text])) for text in texts])
    assert whole.equals(alone)
    assert np.all(whole["gratitude"].to_numpy()[[0, 7, 14]])
