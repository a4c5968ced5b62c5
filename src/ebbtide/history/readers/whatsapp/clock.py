"""Clock times of message headers: every a.m. and p.m. form, every digit, seconds since midnight."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Direction and joining marks that WhatsApp puts around dates, names and its own phrases.
MARKS = "\u200b\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
#: Spaces that separate the parts of a header: plain, tab, no-break, narrow no-break, thin.
SPACES = " \t\u00a0\u202f\u2009"

#: Words for the halves of the day as Unicode CLDR lists them for the locales of WhatsApp, folded:
#: lower case, without dots, spaces and marks. The value is the rule that makes 24 hours of 12.
_BEFORE_NOON = """
am vorm ап дп öö de ص قظ πμ पूर्वाह्न सुबह 오전 午前 上午 凌晨 早上 清晨 清早 sa pg ap fm vm dop d pd eparadites yb rn
ก่อนเที่ยง претпл прoб проб преподне լփսկ үө тң to غم לפנהצ לפנה״צ प्रपू मपू ਪੂਦੁ முற்பகல் ಪೂರ್ವಾಹ್ನ පෙව ព្រឹក ກ່ອນທ່ຽງ နံနက်
পূর্বাহ্ণ ጥዋት priekšp priešpiet bn بن
"""
_AFTER_NOON = """
pm nachm пп ös du م بظ μμ अपराह्न शाम 오후 午後 下午 傍晚 晚上 ch ptg ip em nm odp pop md epasdites yh in
หลังเที่ยง попл слоб поподне үх тк tk غو אחהצ אחה״צ प्रउ मउ ਬਾਦੁ பிற்பகல் ಅಪರಾಹ್ನ පව ល្ងាច ຫຼັງທ່ຽງ ညနေ
অপরাহ্ণ ከሰዓት pēcp popiet دن
"""
_NOON = "中午 正午"
MERIDIEMS: dict[str, str] = (
    dict.fromkeys(_BEFORE_NOON.split(), "before")
    | dict.fromkeys(_AFTER_NOON.split(), "after")
    | dict.fromkeys(_NOON.split(), "noon")
)
#: Folded forms longer than this are plain words; up to it, dots and spaces may stand between letters.
_DOTTED_UP_TO = 4
#: "at" of several languages, between date and clock.
AT_WORDS = (
    *("à", "a", "á", "às", "ás", "as", "um", "klo", "kl", "kello", "u", "o", "ob", "at", "la", "las", "le", "om"),
    *("v", "в", "во", "о", "у", "στις", "lúc", "pukul", "pkl", "saat", "في", "ساعة"),
)

_UNWANTED = dict.fromkeys(map(ord, MARKS + SPACES + "."))
_DIGITS = re.compile(r"\d+")


def fold(word: str) -> str:
    """A day-half word without dots, spaces and marks, in lower case.

    >>> fold("P.\u202fM.")
    'pm'
    """
    return word.translate(_UNWANTED).casefold()


def meridiem_pattern() -> str:
    """An alternation (Rust regex syntax) that matches each form of `MERIDIEMS` as it is written."""
    space = f"[{SPACES}]?"
    forms = sorted({*MERIDIEMS, "לפנה״צ", "אחה״צ"}, key=len, reverse=True)
    return "(?i:" + "|".join(_written(form, space) for form in forms) + ")"


def _written(form: str, space: str) -> str:
    if len(form) > _DOTTED_UP_TO:
        return re.escape(form) + r"\.?"
    return rf"\.?{space}".join(re.escape(letter) for letter in form) + r"\.?"


@dataclass(frozen=True)
class Clock:
    """Seconds since midnight (None: no such time), resolution in seconds, and the written shape."""

    seconds: int | None
    resolution: int
    shape: str


def parse_clock(token: str) -> Clock:
    """Read the clock of a header.

    >>> parse_clock("1:55 p. m.").seconds // 60
    835
    >>> parse_clock("下午9:25").seconds // 60
    1285
    """
    found = list(_DIGITS.finditer(token))
    numbers = [int(number.group()) for number in found]
    first, last = found[0].start(), found[-1].end()
    before, after = fold(token[:first]), fold(token[last:])
    word = before if before in MERIDIEMS else after if after in MERIDIEMS else ""
    side = "" if not word else "before" if word == before else "after"
    separator = token[found[0].end()]
    shape = f"{side}{separator}{len(numbers)}"
    return Clock(_seconds(numbers, MERIDIEMS.get(word)), 1 if len(numbers) > 2 else 60, shape)


def _seconds(numbers: list[int], half: str | None) -> int | None:
    hour, minute, second = (*numbers, 0)[:3]
    if half == "before" and hour <= 12:
        hour %= 12
    elif half == "after" and hour <= 12:
        hour = hour % 12 + 12
    elif half == "noon" and hour < 11:
        hour += 12
    if hour > 23 or minute > 59 or second > 59:
        return None
    return hour * 3600 + minute * 60 + second
