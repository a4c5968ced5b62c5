"""What can be said about an action, in words."""

from __future__ import annotations

from dataclasses import dataclass, fields

from ebbtide.analysis.effects.action import Effect
from ebbtide.presentation.sentences.speech import Sentence, speak
from ebbtide.wording import printable


@dataclass(frozen=True)
class SpokenEffect(Effect):
    """An effect with its sentences. `print` shows it in the words that its design supports."""

    findings: tuple[Sentence, ...] = ()

    @property
    def text(self) -> str:
        """All sentences, one a line."""
        return "\n".join(item.text for item in self.findings)

    def __str__(self) -> str:
        return printable(self.text)


def speak_effect(effect: Effect, people: tuple[str, str]) -> SpokenEffect:
    """The effect with its sentences. people: names, the user's first."""
    values = {item.name: getattr(effect, item.name) for item in fields(effect)}
    return SpokenEffect(**{**values, "findings": tuple(speak(item, people) for item in effect.findings)})
