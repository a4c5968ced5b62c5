"""What the analysis found, in words: the keys and raw values of its findings, spoken; decides nothing."""

from ebbtide.presentation.sentences.speech import Sentence, phrase, speak
from ebbtide.presentation.sentences.spoken_effect import SpokenEffect, speak_effect
from ebbtide.presentation.sentences.spoken_signs import SpokenSign, SpokenSigns, speak_signs
from ebbtide.presentation.sentences.spoken_signs import schema as signs_schema
from ebbtide.presentation.sentences.tide import Tide

__all__ = [
    "Sentence",
    "SpokenEffect",
    "SpokenSign",
    "SpokenSigns",
    "Tide",
    "phrase",
    "signs_schema",
    "speak",
    "speak_effect",
    "speak_signs",
]
