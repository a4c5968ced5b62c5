"""Years of other calendars turned to the Gregorian one by plain arithmetic."""

from __future__ import annotations

from datetime import date

#: WhatsApp began in 2009; wider, so that a phone with a wrong clock is read and not lost.
FIRST_YEAR, LAST_YEAR = 1990, 2099
BUDDHIST_OFFSET = 543
#: Years that can only be of these calendars in a chat of 2009 to about 2070.
_BUDDHIST = range(2533, 2643)
_SOLAR_HIJRI = range(1369, 1425)
_LUNAR_HIJRI = range(1427, 1500)
_TWO_DIGIT_BUDDHIST = range(52, 88)  # 2552 to 2587, that is 2009 to 2044
_TWO_DIGIT_SOLAR = range(88, 100)  # 1388 to 1399, that is 2009 to 2020
#: Year 1 of an era is the year after this number: Japanese ones, and the years of the Republic of China.
MINGUO = "民國"
ERAS = {"R": 2018, "令和": 2018, "H": 1988, "平成": 1988, MINGUO: 1911}
#: Ordinal of 1 Farvardin 1, counted back by the 33-year rule from 1 Farvardin 1397 = 2018-03-21; ordinal of
#: 1 Muharram 1 (Reingold and Dershowitz, Calendrical Calculations, 4th ed., chapter 7).
_SOLAR_EPOCH, _LUNAR_EPOCH = 226_895, 227_015
#: Years of the 33-year cycle in which the last month has 30 days; tests hold known days of the new year.
_SOLAR_LEAP = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
_DAYS_IN_SOLAR_CYCLE = 33 * 365 + 8


def to_day(year: int, month: int, day: int, digits: int, era: str = "") -> int | None:
    """Days since 1970-01-01 of a date in any known calendar; None where there is no such date.

    `digits` is the written width of the year; `era` the sign of an era.
    """
    if era:
        return _gregorian(ERAS[era] + year, month, day)
    if digits <= 2:
        year = _full_year(year)
    if year in _BUDDHIST:
        return _gregorian(year - BUDDHIST_OFFSET, month, day)
    if year in _SOLAR_HIJRI:
        return _solar(year, month, day)
    if year in _LUNAR_HIJRI:
        return _lunar(year, month, day)
    return _gregorian(year, month, day)


def calendar_of(year: int, digits: int, era: str = "") -> str:
    """Which calendar `to_day` takes a year for: gregorian, buddhist, solar, lunar, japanese or minguo."""
    year = _full_year(year) if digits <= 2 and not era else year
    if era:
        return "minguo" if era == MINGUO else "japanese"
    return (
        "buddhist"
        if year in _BUDDHIST
        else "solar"
        if year in _SOLAR_HIJRI
        else "lunar"
        if year in _LUNAR_HIJRI
        else "gregorian"
    )


def _full_year(year: int) -> int:
    if year in _TWO_DIGIT_BUDDHIST:
        return 2500 + year
    return 1300 + year if year in _TWO_DIGIT_SOLAR else 2000 + year


def _gregorian(year: int, month: int, day: int) -> int | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day).toordinal() - date(1970, 1, 1).toordinal()
    except ValueError:
        return None


def _solar(year: int, month: int, day: int) -> int | None:
    """Solar Hijri: six months of 31 days, five of 30, the last 29 or 30."""
    leap = year % 33 in _SOLAR_LEAP
    length = 31 if month <= 6 else 30 if month <= 11 or leap else 29
    if not (1 <= month <= 12 and 1 <= day <= length):
        return None
    cycles, years = divmod(year - 1, 33)
    leaps = sum(1 for item in range(1, years + 1) if item in _SOLAR_LEAP)
    days = cycles * _DAYS_IN_SOLAR_CYCLE + years * 365 + leaps
    days += (month - 1) * 30 + min(month - 1, 6) + day - 1
    return _SOLAR_EPOCH + days - date(1970, 1, 1).toordinal()


def _lunar(year: int, month: int, day: int) -> int | None:
    """Islamic calendar by the tabular rule: 11 leap years in 30; can be a day off the sighted one."""
    if not (1 <= month <= 12 and 1 <= day <= 30):
        return None
    days = (year - 1) * 354 + (3 + 11 * year) // 30 + 29 * (month - 1) + month // 2 + day - 1
    return _LUNAR_EPOCH + days - date(1970, 1, 1).toordinal()
