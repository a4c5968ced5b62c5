"""Characters, words and emoji of a text: lengths that stay when the text itself is purged."""

from __future__ import annotations

import polars as pl

#: One emoji as a reader sees it: a flag, a keycap, or a pictograph with its joined parts, skin tones
#: and selectors (Unicode TR 51, ED-17 simplified). Signs that are letters first (©, ®, ™) count only
#: with the emoji selector.
_TONES = r"[\x{1F3FB}-\x{1F3FF}\x{FE0E}\x{FE0F}\x{20E3}\x{E0020}-\x{E007F}]*"
_LETTERS = "[©®™‼⁉ℹ↔-↪〰〽㊗㊙]"
EMOJI = (
    rf"[\x{{1F1E6}}-\x{{1F1FF}}]{{2}}|[0-9#*]\x{{FE0F}}?\x{{20E3}}|{_LETTERS}\x{{FE0F}}|"
    rf"[\p{{Extended_Pictographic}}--{_LETTERS}]{_TONES}(?:\x{{200D}}\p{{Extended_Pictographic}}{_TONES})*"
)
#: A word is a run of characters without space that holds a letter or a digit.
WORD = r"\S*[\p{L}\p{N}]\S*"


def text_counts(text: pl.Series) -> pl.DataFrame:
    """Columns `chars` (without spaces at the ends), `words`, `emoji` of each text; null stays null."""
    stripped = text.str.strip_chars()
    emoji = pl.Series("emoji", [0], pl.Int32).new_from_index(0, len(text)).set(text.is_null(), None)
    rows = (text.str.len_bytes() != text.str.len_chars()).fill_null(False).arg_true()
    if len(rows):
        emoji = emoji.scatter(rows, text.gather(rows).str.count_matches(EMOJI).cast(pl.Int32))
    return pl.DataFrame(
        {
            "chars": stripped.str.len_chars().cast(pl.Int32),
            "words": text.str.count_matches(WORD).cast(pl.Int32),
            "emoji": emoji,
        }
    )
