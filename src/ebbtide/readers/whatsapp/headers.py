"""The opening of a message line: finds date, clock and separators in every known dialect, a block at a time."""

from __future__ import annotations

import polars as pl

from ebbtide.readers.whatsapp.clock import AT_WORDS, MARKS, SPACES, meridiem_pattern

#: A header up to the sender's name is never longer than this many characters.
LONGEST_HEAD = 72
#: Named parts of a header; `head` is all of it.
PARTS = ("head", "open", "date", "gap", "clock", "close")

_M = f"[{MARKS}]*"
_S = f"[{SPACES}]"

#: The plain form of most files: ASCII digits, no marks. Never matches what GENERAL would read otherwise.
PLAIN = (
    r"^((\[?)([0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4})(,? )"
    rf"([0-9]{{1,2}}[:.][0-9]{{2}}(?:[:.][0-9]{{2}})?(?:{_S}?[AaPp][Mm])?)(\] ?| - |[:;] ))"
)

_DATE = (
    rf"(?:令和|平成|[RH])?\p{{Nd}}{{1,4}}{_M}{_S}?[./\-–年년]{_M}{_S}?\p{{Nd}}{{1,4}}{_M}{_S}?[./\-–月월]{_M}{_S}?"
    rf"\p{{Nd}}{{1,4}}(?:{_S}?[日일]|{_S}?г\.?|\.)?"
)
_GAP = rf"(?:{_M}[,،、]{_M}{_S}*|{_M}{_S}+)(?:[-–]{_S}+)?(?:(?i:{'|'.join(AT_WORDS)})\.?{_S}+)?"
_CLOCK = (
    rf"(?:{meridiem_pattern()}{_S}*{_M})?"
    rf"\p{{Nd}}{{1,2}}(?:[:.٫：]|{_S}?h{_S}?|[時时]|시{_S}?)\p{{Nd}}{{2}}"
    rf"(?:[:.٫：]\p{{Nd}}{{2}}|{_S}?min{_S}?\p{{Nd}}{{2}}{_S}?s|[分분])?"
    rf"(?:{_S}?ч\.?|{_M}{_S}?{_M}{meridiem_pattern()})?"
)
_CLOSE = rf"{_S}?\]{_M}{_S}*|{_S}[-–—]{_M}{_S}*|[:;]{_S}+|{_S}"
#: Every known form: digits and day-half words of other scripts, marks anywhere, other separators.
GENERAL = rf"^({_S}*{_M}(\[?){_M}({_DATE})({_GAP}){_M}({_CLOCK}){_M}({_CLOSE}){_M})"
#: A header whose clock has a word beside it that no table knows.
_UNKNOWN_WORD = (
    rf"^{_S}*{_M}\[?{_M}\p{{Nd}}{{1,4}}[./\-]{_S}?\p{{Nd}}{{1,2}}[./\-]{_S}?\p{{Nd}}{{1,4}}\.?,?{_S}+"
    rf"\p{{Nd}}{{1,2}}[:.]\p{{Nd}}{{2}}(?:[:.]\p{{Nd}}{{2}})?{_S}?([^\s\]\p{{Nd}}:;\-–—]{{1,14}})(?:\]|{_S}[-–—]{_S})"
)
#: Lines searched for such a word, and how many must have the same one.
_SEARCHED, _LEAST_WITH_WORD = 2000, 2


def unknown_clock_word(lines: pl.Series) -> str | None:
    """The word beside the clocks of a file that cannot be read, where there is one."""
    words = lines.head(_SEARCHED).str.extract(_UNKNOWN_WORD).drop_nulls()
    counts = words.value_counts(sort=True, name="rows").rows()
    return str(counts[0][0]) if counts and counts[0][1] >= _LEAST_WITH_WORD else None


def find_headers(lines: pl.Series) -> pl.DataFrame:
    """Parts of the header of each line (columns `PARTS`, strings; all null where there is none).

    Candidates only: a line inside a message may quote a header. Linear in the length of a line.
    """
    starts = lines.str.head(LONGEST_HEAD)
    plain = _parts(starts, PLAIN)
    rest = starts.filter(plain["head"].is_null())
    general = _parts(rest, GENERAL)
    if general["head"].null_count() == len(general):
        return plain
    at = plain["head"].is_null().arg_true()
    return plain.with_columns(plain[name].scatter(at, general[name]) for name in PARTS)


def _parts(starts: pl.Series, pattern: str) -> pl.DataFrame:
    return starts.str.extract_groups(pattern).struct.rename_fields(list(PARTS)).struct.unnest()
