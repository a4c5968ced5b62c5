"""Pages with figures, filled from templates: their places name what was measured, or a number of the code.

A place whose figure no run has measured says so; a name that nobody knows is an error.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined, UndefinedError, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

Table = dict[str, Any]
#: What stands in the place of a part that no run has measured yet.
NOTHING = "Not measured yet."
FOLDER = Path(__file__).parent


class Measured(Extension):
    """`{% measured %} ... {% endmeasured %}`: what stands inside, or `NOTHING` where a figure of it is missing."""

    tags: ClassVar = {"measured"}

    def parse(self, parser: Parser) -> nodes.Node:
        """Turn the block into a call that may fail."""
        line = next(parser.stream).lineno
        body = parser.parse_statements(("name:endmeasured",), drop_needle=True)
        return nodes.CallBlock(self.call_method("_render"), [], [], body).set_lineno(line)

    def _render(self, caller: Callable[[], str]) -> str:
        try:
            return caller()
        except UndefinedError:
            return NOTHING + "\n"


def code(name: str) -> str:
    """A number of the package, by the module and the name that it has there."""
    module, _, constant = name.rpartition(".")
    return plain(getattr(importlib.import_module(f"ebbtide.{module}"), constant))


def plain(number: object) -> str:
    """A number, a row of numbers or a table of them as the page writes it."""
    if isinstance(number, Mapping):
        return ", ".join(f"{name.replace('_', ' ')} {value:g}" for name, value in number.items())
    if isinstance(number, tuple):
        return ", ".join(map(plain, number))
    return f"{number:.4g}" if isinstance(number, float) else str(number)


def of(figure: Table, whole: int = 100) -> str:
    """A rate as a count of a hundred, or of more."""
    share = figure.get("value")
    if share is None:
        raise UndefinedError("value")
    count = round(whole * share, 0 if whole * share >= 9.5 else 1)
    return f"{count:g} of {whole:,}"


def environment() -> Environment:
    """What a template may use."""
    # Markdown, written from the repository's own figures: there is nothing to escape.
    settings = Environment(
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        extensions=[Measured],
        trim_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    settings.globals |= {"code": code, "of": of}
    settings.filters |= {"plain": plain, "thousands": "{:,}".format, "spaced": lambda name: name.replace("_", " ")}
    return settings


def render(name: str, parts: Mapping[str, Callable[[], str]], **values: Any) -> str:
    """The page of a template; parts: tables by the name of their place."""
    return environment().get_template(f"{name}.j2").render(part=lambda place: parts[place](), **values)


def labels() -> dict[str, dict[str, str]]:
    """What figures are called on the pages."""
    names: dict[str, dict[str, str]] = json.loads((FOLDER / "labels.json").read_text("utf-8"))
    return names
