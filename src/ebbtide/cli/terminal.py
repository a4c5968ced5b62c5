"""The only module that prints: every text goes through `printable`, and is shown in any encoding and to nobody."""

from __future__ import annotations

import codecs
import io
import json
import os
import shutil
import signal
import sys
import textwrap
import unicodedata
from contextlib import suppress
from typing import Any, TextIO

import click

from ebbtide.wording import printable

#: Longer lines are hard to read.
WIDEST = 100
_READABLE = "ebbtide.readable"
#: What stands for signs that an encoding lacks and that are no letters; letters lose their accents.
_PLAIN = {
    "–": "-",
    "—": "-",
    "−": "-",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "→": "->",
    "←": "<-",
    "…": "...",
    "·": "-",
    "•": "-",
    "×": "x",
    "≥": ">=",
    "≤": "<=",
    "±": "+/-",
}


def prepare() -> None:
    """Let standard output and standard error take every text, whatever encoding they have."""
    codecs.register_error(_READABLE, _substitute)
    for stream in (sys.stdout, sys.stderr):
        # A program that starts this one may have put something else in their place, or nothing.
        if isinstance(stream, io.TextIOWrapper):
            with suppress(OSError):  # what was printed before is refused; so will be what is printed now, and told
                stream.reconfigure(errors=_READABLE)


def _substitute(error: UnicodeError) -> tuple[str, int]:
    """The nearest that an encoding has of what it lacks, and a question mark for the rest."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_plain, error.object[error.start : error.end])), error.end


def _plain(letter: str) -> str:
    bare = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()
    return _PLAIN.get(letter) or bare or ("" if unicodedata.combining(letter) else "?")


def write(text: str = "", *, aside: bool = False) -> None:
    """Print lines; aside: on standard error."""
    stream = sys.stderr if aside else sys.stdout
    _put(laid_out(printable(text), stream), stream)


def write_json(value: object, **settings: Any) -> None:
    """Print a value as JSON in letters of ASCII."""
    _put(json.dumps(value, ensure_ascii=True, allow_nan=False, indent=2, **settings), sys.stdout)


def _put(text: str, stream: TextIO | None) -> None:
    """As Click does, but for its guess that a stream of ASCII means UTF-8."""
    if stream is not None:  # a program that starts this one may have closed it
        stream.write(text + "\n")
        stream.flush()


def write_error(error: click.ClickException) -> None:
    """Print what is wrong with a command line, on standard error."""
    text = io.StringIO()
    error.show(text)
    write(text.getvalue().rstrip("\n"), aside=True)


def laid_out(text: str, stream: TextIO | None) -> str:
    """Lines broken between words, where `stream` is a terminal; elsewhere as they are."""
    width = width_of(stream)
    if width is None:
        return text
    return "\n".join(_broken(line, width) for line in text.split("\n"))


def width_of(stream: TextIO | None) -> int | None:
    """Columns that a line on `stream` may take; None where it is no terminal, and lines stay whole."""
    if stream is None or not stream.isatty():
        return None
    return min(shutil.get_terminal_size().columns, WIDEST)


def _broken(line: str, width: int) -> str:
    indent = " " * (len(line) - len(line.lstrip()))
    parts = textwrap.wrap(line.lstrip(), max(width - len(indent), 1), break_long_words=False, break_on_hyphens=False)
    return "\n".join(indent + part for part in parts)


def prompt(question: str, **settings: Any) -> str:
    """Ask on standard error; Ctrl-C ends the question at once."""
    if hasattr(signal, "siginterrupt"):
        # Polars has by now put its own handler before Python's, one that resumes a read that Ctrl-C broke off:
        # without this line Ctrl-C would wait for Enter.
        signal.siginterrupt(signal.SIGINT, True)
    return str(click.prompt(printable(question), err=True, **settings))


def confirm(question: str) -> bool:
    """Ask for yes or no on standard error; Enter alone means no."""
    return click.confirm(printable(question), default=False, err=True)


def finish() -> None:
    """See that what was printed is taken.

    Raises
    ------
    OSError
        it is not: nobody reads it any more, or there is no room for it.
    """
    if sys.stdout is not None:
        sys.stdout.flush()


def discard() -> None:
    """Print into nothing from now on, where the other end is closed; Python would complain about it at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            _flush_or_redirect(stream, nowhere)
    os.close(nowhere)


def _flush_or_redirect(stream: TextIO, nowhere: int) -> None:
    try:
        stream.flush()
    except OSError:
        os.dup2(nowhere, stream.fileno())
        stream.flush()
