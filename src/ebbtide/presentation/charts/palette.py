"""The colours, each by its role: literal in a drawing, a CSS variable on screen, literal again on paper.

A drawing carries the light literal of each role, so it stands alone; on a page `CLASSES` let the
style sheet repaint it for a dark screen. Every role has its own literal, so that a literal names a role.
Contrast of text and lines against the page is at least 4.5 to 1 (WCAG 2.2, 1.4.3), tested.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    """One colour of the palette on a light page, a dark page and paper."""

    light: str
    dark: str
    paper: str


ROLES: dict[str, Role] = {
    "me": Role("#1d5d9b", "#8abcf0", "#174a7c"),
    "them": Role("#8f4a06", "#eeb06e", "#7a3f05"),
    "ink": Role("#1f252b", "#e9e6e0", "#000000"),
    "soft": Role("#565e66", "#b3b9bf", "#444444"),
    "line": Role("#dcd9d2", "#3c4248", "#cccccc"),
    "shade": Role("#efe7d2", "#38321f", "#eeeeee"),
    "hatch": Role("#b9b5ab", "#5d646b", "#bbbbbb"),
    "page": Role("#fbfaf7", "#16191c", "#ffffff"),
    "card": Role("#ffffff", "#1e2226", "#fffffe"),
}

#: The domain of colour, dash and shape is fixed in this order, never alphabetical.
PEOPLE = ("me", "them")


def literal(role: str) -> str:
    """The colour that a drawing carries for `role`."""
    return ROLES[role].light


def role_of(colour: str) -> str | None:
    """The role whose literal `colour` is, or None."""
    return _BY_LITERAL.get(colour.lower())


_BY_LITERAL = {role.light: name for name, role in ROLES.items()}


def stylesheet() -> str:
    """CSS: the variables of light and dark pages, the classes of the drawings, and literals for print."""
    classes = "".join(f".f-{name}{{fill:var(--{name})}}.s-{name}{{stroke:var(--{name})}}\n" for name in ROLES)
    paper = "".join(f".f-{name}{{fill:{role.paper}}}.s-{name}{{stroke:{role.paper}}}\n" for name, role in ROLES.items())
    return (
        f":root{{color-scheme:light dark;{_variables('light')}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{_variables('dark')}}}}}\n"
        f"{classes}@media print{{:root{{color-scheme:light;{_variables('paper')}}}\n{paper}}}\n"
    )


def _variables(page: str) -> str:
    return "".join(f"--{name}:{getattr(role, page)};" for name, role in ROLES.items())
