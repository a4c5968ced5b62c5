"""A page as one HTML file that needs nothing, and as a fragment for a notebook."""

from __future__ import annotations

from functools import cache
from importlib import resources

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from ebbtide.analysis.changes.tide import Tide
from ebbtide.analysis.signs import Signs
from ebbtide.presentation.charts import Figure, stylesheet, svg
from ebbtide.presentation.report.help import help_text
from ebbtide.presentation.report.notes import notes
from ebbtide.presentation.report.page import page
from ebbtide.wording import say


def html(tide: Tide, signs: Signs | None = None) -> str:
    """The report of `tide` as one HTML document: no script, no request, styles and drawings inside."""
    made = page(tide, signs)
    style = Markup(stylesheet() + _file("page.css"))  # noqa: S704 - our own file
    return (
        _environment()
        .get_template("page.html")
        .render(page=made, notes=notes(made.claims), help=help_text(tide), style=style)
    )


def notebook(tide: Tide) -> str:
    """An HTML fragment for a notebook cell: the findings, the table and the tide chart."""
    return _environment().get_template("notebook.html").render(page=page(tide))


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FunctionLoader(_file), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.globals["say"] = say
    made.globals["draw"] = _draw
    return made


def _file(name: str) -> str:
    return (resources.files("ebbtide.presentation.report") / "templates" / name).read_text("utf-8")


def _draw(figure: Figure, kind: str) -> Markup:
    spec = figure.narrow if kind == "narrow" else figure.wide
    drawn = svg(spec, anchor=f"{figure.key}-{kind}", title=figure.title, alt=figure.alt, kind=kind)
    return Markup(drawn)  # noqa: S704 - `svg` escapes what it is given
