"""Clock times of message headers: every a.m. and p.m. form, every digit, seconds since midnight."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ebbtide.history.readers.whatsapp.times.day_words import SPACES, fold, hour_of, periods

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
_HALVES = {"before": frozenset(range(12)), "after": frozenset(range(12, 24)), "noon": frozenset({12})}
#: Folded forms longer than this are plain words; up to it, dots and spaces may stand between letters.
_DOTTED_UP_TO = 4
#: "at" of several languages, between date and clock.
AT_WORDS = (
    *("à", "a", "á", "às", "ás", "as", "um", "klo", "kl", "kello", "u", "o", "ob", "at", "la", "las", "le", "om"),
    *("v", "в", "во", "о", "у", "στις", "lúc", "pukul", "pkl", "saat", "في", "ساعة"),
)

_DIGITS = re.compile(r"\d+")


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
    matches = list(_DIGITS.finditer(token))
    numbers = [int(number.group()) for number in matches]
    first, last = matches[0].start(), matches[-1].end()
    before, after = fold(token[:first]), fold(token[last:])
    word = before if _known(before) else after if _known(after) else ""
    side = "" if not word else "before" if word == before else "after"
    separator = token[matches[0].end()]
    shape = f"{side}{separator}{len(numbers)}"
    return Clock(_seconds(numbers, word), 1 if len(numbers) > 2 else 60, shape)


def _known(word: str) -> bool:
    return word in MERIDIEMS or word in periods()


def _seconds(numbers: list[int], word: str) -> int | None:
    hour, minute, second = (*numbers, 0)[:3]
    if word and hour <= 12:
        hour = hour_of(hour, periods().get(word) or _HALVES[MERIDIEMS[word]])
    if hour > 23 or minute > 59 or second > 59:
        return None
    return hour * 3600 + minute * 60 + second
