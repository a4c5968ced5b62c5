"""Own-written WhatsApp exports for the reader's tests: the same short chat in every dialect."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

LRM, RLM, BOM, NNBSP, NBSP = "\u200e", "\u200f", "\ufeff", "\u202f", "\u00a0"

Header = Callable[[datetime], str]

#: Times that take every day of a month and every hour, with 12 o'clock at noon and at night.
START = datetime(2023, 3, 9, 0, 5, 20)
TIMES = [START + timedelta(days=step, hours=5 * step, minutes=7 * step) for step in range(30)]
NOON, MIDNIGHT = datetime(2023, 5, 20, 12, 30, 4), datetime(2023, 5, 21, 0, 30, 4)


def digits(text: str, zero: str) -> str:
    """Text with the digits of another script, given by its zero."""
    return "".join(chr(ord(zero) + int(sign)) if sign.isascii() and sign.isdigit() else sign for sign in text)


def _twelve(at: datetime, before: str, after: str, form: str = "{h}:{m}{gap}{half}", gap: str = " ") -> str:
    half = before if at.hour < 12 else after
    return form.format(h=at.hour % 12 or 12, m=f"{at:%M}", s=f"{at:%S}", half=half, gap=gap)


def _dmy(at: datetime) -> str:
    return f"{at.day}/{at.month}/{at:%y}"


#: Name of a dialect, its header, and the resolution of its stamps in seconds.
DIALECTS: dict[str, tuple[Header, int]] = {
    "android en-US 12": (lambda at: f"{at.month}/{at.day}/{at:%y}, {_twelve(at, 'AM', 'PM')} - ", 60),
    "android en-US 12 narrow": (lambda at: f"{at.month}/{at.day}/{at:%y}, {_twelve(at, 'AM', 'PM', gap=NNBSP)} - ", 60),
    "android en-US 24": (lambda at: f"{at.month}/{at.day}/{at:%y}, {at:%H:%M} - ", 60),
    "android en-GB": (lambda at: f"{at:%d/%m/%Y}, {at:%H:%M} - ", 60),
    "android en-GB 12": (lambda at: f"{at:%d/%m/%Y}, {_twelve(at, 'am', 'pm')} - ", 60),
    "android en-CA": (lambda at: f"{at:%Y-%m-%d}, {_twelve(at, 'a.m.', 'p.m.')} - ", 60),
    "android en-ZA": (lambda at: f"{at:%Y/%m/%d}, {at:%H:%M} - ", 60),
    "android de": (lambda at: f"{at:%d.%m.%y}, {at:%H:%M} - ", 60),
    "android de um": (lambda at: f"{at:%d.%m.%y} um {at:%H:%M} - ", 60),
    "android de 12": (lambda at: f"{at:%d.%m.%y}, {_twelve(at, 'vorm.', 'nachm.')} - ", 60),
    "android de two marks": (lambda at: f"{BOM}{BOM}{at:%d.%m.%y}, {at:%H:%M} - ", 60),
    "android es": (lambda at: f"{_dmy(at)}, {at:%H:%M} - ", 60),
    "android es-MX": (lambda at: f"{_dmy(at)}, {_twelve(at, f'a.{NBSP}m.', f'p.{NBSP}m.', gap=NBSP)} - ", 60),
    "android es-CO": (lambda at: f"{at.day}/{at.month}/{at.year} {_twelve(at, f'a.{NNBSP}m.', f'p.{NNBSP}m.')} - ", 60),
    "android pt-BR": (lambda at: f"{at:%d/%m/%Y} {at:%H:%M} - ", 60),
    "android fr": (lambda at: f"{at:%d/%m/%Y} à {at:%H:%M} - ", 60),
    "android fr-CA": (lambda at: f"{at:%Y-%m-%d} {at:%H} h {at:%M} - ", 60),
    "android it": (lambda at: f"{at:%d/%m/%y}, {at:%H:%M} - ", 60),
    "android nl": (lambda at: f"{at:%d-%m-%Y} {at:%H:%M} - ", 60),
    "android fi": (lambda at: f"{at.day}.{at.month}.{at.year} klo {at:%H.%M} - ", 60),
    "android da": (lambda at: f"{at:%d.%m.%Y} {at:%H.%M} - ", 60),
    "android id": (lambda at: f"{at:%d/%m/%y} {at:%H.%M} - ", 60),
    "android sv": (lambda at: f"{at:%Y-%m-%d} {at:%H:%M} - ", 60),
    "android sv kl": (lambda at: f"{at:%Y-%m-%d} kl. {at:%H:%M} - ", 60),
    "android hr": (lambda at: f"{at:%d. %m. %Y.} {at:%H:%M} - ", 60),
    "android hr u": (lambda at: f"{at:%d. %m. %Y.} u {at:%H:%M} - ", 60),
    "android hu": (lambda at: f"{at:%Y. %m. %d.} {_twelve(at, 'de.', 'du.', '{half} {h}:{m}')} - ", 60),
    "android bg": (lambda at: f"{at:%d.%m.%y} г., {at:%H:%M} ч. - ", 60),
    "android el": (lambda at: f"{_dmy(at)}, {_twelve(at, 'π.μ.', 'μ.μ.')} - ", 60),
    "android tr": (lambda at: f"{at:%d.%m.%Y} {_twelve(at, 'ÖÖ', 'ÖS')} - ", 60),
    "android vi": (lambda at: f"{at:%d/%m/%Y}, {_twelve(at, 'SA', 'CH')} - ", 60),
    "android hi": (lambda at: digits(f"{at:%d/%m/%y}, {_twelve(at, 'am', 'pm')} - ", "०"), 60),
    "android bn": (lambda at: digits(f"{_dmy(at)}, {_twelve(at, 'AM', 'PM')} - ", "০"), 60),
    "android th": (lambda at: f"{at.day}/{at.month}/{at.year + 543} {at:%H:%M} - ", 60),
    "android th digits": (lambda at: digits(f"{at.day}/{at.month}/{at.year + 543} {at:%H:%M} - ", "๐"), 60),
    "android ar": (lambda at: digits(f"{at.day}{RLM}/{at.month}{RLM}/{at.year}، {_twelve(at, 'ص', 'م')} - ", "٠"), 60),
    "android ar latin": (lambda at: f"{_dmy(at)}، {_twelve(at, 'ص', 'م')} - ", 60),
    "android he": (lambda at: f"{at.day}.{at.month}.{at.year}, {at:%H:%M} - ", 60),
    "android zh-CN": (
        lambda at: f"{at.year}/{at.month}/{at.day} {_twelve(at, '上午', '下午', '{half}{h}:{m}')} - ",
        60,
    ),
    "android zh-CN signs": (
        lambda at: f"{at.year}年{at.month}月{at.day}日 {_twelve(at, '上午', '下午', '{half}{h}:{m}')} - ",
        60,
    ),
    "android ko": (
        lambda at: f"{at.year}. {at.month}. {at.day}. {_twelve(at, '오전', '오후', '{half} {h}:{m}')} - ",
        60,
    ),
    "android ja": (lambda at: f"{at:%Y/%m/%d} {at:%H:%M} - ", 60),
    "android dash": (lambda at: f"{at:%d/%m/%Y}, {at:%H:%M} – ", 60),
    "ios en-US": (
        lambda at: f"[{at.month}/{at.day}/{at:%y}, {_twelve(at, 'AM', 'PM', '{h}:{m}:{s}{gap}{half}', NNBSP)}] ",
        1,
    ),
    "ios en-GB": (lambda at: f"[{at:%d/%m/%Y}, {at:%H:%M:%S}] ", 1),
    "ios de": (lambda at: f"[{at:%d.%m.%y}, {at:%H:%M:%S}] ", 1),
    "ios de mark inside": (lambda at: f"{BOM}[{BOM}{at:%d.%m.%y}, {at:%H:%M:%S}] ", 1),
    "ios es": (lambda at: f"[{_dmy(at)}, {at.hour}:{at:%M:%S}] ", 1),
    "ios es 12": (lambda at: f"[{_dmy(at)} {_twelve(at, 'a. m.', 'p. m.', '{h}:{m}:{s} {half}')}] ", 1),
    "ios nl": (lambda at: f"[{at:%d-%m-%Y} {at:%H:%M:%S}] ", 1),
    "ios marks": (lambda at: f"{LRM}[{at:%d/%m/%y}, {at:%H:%M:%S}] {LRM}", 1),
    "ios zh": (lambda at: f"[{at.year}/{at.month}/{at.day} {_twelve(at, '上午', '下午', '{half}{h}:{m}:{s}')}] ", 1),
    "ios ja era": (lambda at: f"[R{at.year - 2018}/{at.month}/{at.day} {at.hour}:{at:%M:%S}] ", 1),
    "ios middle year": (lambda at: f"[{at:%m/%Y/%d}, {at:%H:%M:%S}] ", 1),
    "ios old": (lambda at: f"{at:%d/%m/%Y}, {at:%H:%M:%S}: ", 1),
    "ios old spaces": (lambda at: f"{at.day}. {at.month}. {at.year}. {at:%H:%M:%S} ", 1),
    "semicolon": (lambda at: f"{at:%d.%m.%Y} - {at:%H:%M:%S}; ", 1),
}


def chat(header: Header, times: list[datetime] = TIMES, names: tuple[str, str] = ("Ana", "Sam")) -> str:
    """A chat of two people, a message a time."""
    return "".join(f"{header(at)}{names[step % 2]}: message {step}\n" for step, at in enumerate(times))


def android(*lines: str, day: str = "25/12/2022", hour: int = 10) -> str:
    """Android lines ("Ana: hello", a minute apart) under one header form; day first, decided by the 25th."""
    return "".join(f"{day}, {hour}:{minute:02} - {line}\n" for minute, line in enumerate(lines))


def ios(*lines: str, day: str = "25/12/2022", hour: int = 10) -> str:
    """iOS lines, a minute apart."""
    return "".join(f"[{day}, {hour}:{minute:02}:00] {line}\n" for minute, line in enumerate(lines))


def make_zip(path: Path, members: dict[str, bytes], day: tuple[int, int, int] = (2023, 7, 4)) -> Path:
    """A zip whose entries carry a day."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, (*day, 12, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return path
