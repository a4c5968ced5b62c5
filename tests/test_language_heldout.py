"""The held-out messages are what they were when they were frozen."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import pytest

HELDOUT = Path(__file__).parent / "heldout"
FROZEN = {
    "de": "68decea5cc05b44e343fb679d3d41f415c7e9b0246c8643aaa14fb85d0e140e0",
    "en": "216a0f94709aaa0abb130460ef91702b810f8152aa81b37787d1a7b57a016e66",
    "es": "9ad1db0e7a214c7c6aafc24bd2e8880b8c165283ca8033d512df5cbb098aa6f8",
    "fr": "aefe709b092dd264574f5b7d26c60e3ac0c82e2bbfa97f403dc417a1801c06db",
    "it": "e79c9edd8aace17b8c805d0192e49eaa5ced17e6a66b10d3312a2650311420eb",
    "nl": "b76a0936a649755888bb1388a817b5847d38eb12ebb96eeaaa76056e6f371b75",
    "pt": "17f86f0f7cafc76ff6e676c3bcde480cffa3e3970877dc9583322940c2ab725b",
}


def messages(language: str) -> list[tuple[str, str]]:
    """The labelled messages of one language."""
    rows = tomllib.loads((HELDOUT / f"{language}.toml").read_text("utf-8"))["messages"]
    return [(label, text) for label, text in rows]


@pytest.mark.parametrize("language", sorted(FROZEN))
def test_the_held_out_list_is_unchanged(language: str) -> None:
    content = (HELDOUT / f"{language}.toml").read_bytes()
    assert hashlib.sha256(content).hexdigest() == FROZEN[language]


@pytest.mark.parametrize("language", sorted(FROZEN))
def test_the_held_out_list_is_large_enough_and_mixed(language: str) -> None:
    rows = messages(language)
    affection = sum("a" in label for label, _ in rows) / len(rows)
    question = sum("q" in label for label, _ in rows) / len(rows)
    assert len(rows) >= 100
    assert 0.3 <= affection <= 0.4
    assert 0.25 <= question <= 0.36
    assert {label for label, _ in rows} == {"", "a", "q", "aq"}
