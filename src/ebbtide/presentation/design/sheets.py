"""The style sheets: the values of `tokens.toml` as CSS variables, then the rules, without blanks and comments."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

#: The sheets in the order in which they must stand: later ones refine earlier ones. A report leaves out "app".
SHEETS = ("base", "components", "app", "answer", "pictures", "drawings", "paper")
#: Groups of values that are the same on every ground, with the beginning of their variables' names.
_CONSTANT = {"size": "size-", "space": "space-", "radius": "radius-", "face": ""}


@cache
def tokens() -> Mapping[str, Mapping[str, str]]:
    """The values by group: sizes and faces, and the colours of "light", "dark", "paper" and "forced"."""
    values: dict[str, dict[str, str]] = tomllib.loads(_file("tokens.toml"))
    return values


def stylesheet(*, app: bool = False) -> str:
    """The values and all sheets as one text; those of the app only with `app`."""
    return variables() + "".join(sheet(name) for name in SHEETS if app or name != "app")


@cache
def sheet(name: str) -> str:
    """One of `SHEETS`, without comments and needless blanks."""
    return _small(_file(f"{name}.css"))


def variables(root: str = ":root") -> str:
    """The values as CSS variables of `root`; `data-theme` on it overrides what the system asks for."""
    constant = "".join(
        f"--{begin}{key}:{value};" for group, begin in _CONSTANT.items() for key, value in tokens()[group].items()
    )
    return (
        f"{root}{{color-scheme:light dark;{constant}{_colours('light')}}}\n"
        f"@media (prefers-color-scheme:dark){{{root}:not([data-theme=light]){{{_colours('dark')}}}}}\n"
        f"{root}[data-theme=dark]{{color-scheme:dark;{_colours('dark')}}}\n"
        f"{root}[data-theme=light]{{color-scheme:light}}\n"
        f"@media print{{{root},{root}:not([data-theme=light]),{root}[data-theme=dark]"
        f"{{color-scheme:light;{_colours('paper')}}}}}\n"
        f"@media (forced-colors:active){{{root},{root}:not([data-theme=light]),{root}[data-theme=dark]"
        f"{{{_colours('forced')}}}}}\n"
    )


def chart_styles(scope: str) -> str:
    """What a drawing needs that stands outside our pages: colours and marks, for what `scope` selects alone."""
    marks = sheet("drawings").replace(".pic", scope).replace(".spark", scope)
    return variables(scope) + marks


def _colours(ground: str) -> str:
    return "".join(f"--{role}:{colour};" for role, colour in tokens()[ground].items())


def _small(text: str) -> str:
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r" ?([{};,]) ?", r"\1", text)
    return text.strip().replace(";}", "}").replace("}", "}\n").replace("}\n}", "}}")


def _file(name: str) -> str:
    return (resources.files("ebbtide.presentation.design") / name).read_text("utf-8")
