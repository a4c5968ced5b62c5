"""A page as one HTML file that needs nothing, and as a fragment for a notebook."""

from __future__ import annotations

from functools import cache
from importlib import resources

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from ebbtide.presentation.charts import Figure, standalone
from ebbtide.presentation.design import font_faces, sheet, variables
from ebbtide.presentation.report.help import help_text
from ebbtide.presentation.report.notes import notes
from ebbtide.presentation.report.page import page
from ebbtide.presentation.sentences import SpokenSigns, Tide
from ebbtide.wording import say


def html(tide: Tide, signs: SpokenSigns | None = None) -> str:
    """The report of `tide` as one HTML document: no script, no request, styles and drawings inside."""
    made = page(tide, signs)
    style = variables() + sheet("pictures") + sheet("drawings") + _file("page.css")
    style += font_faces(made.headline.text, weights=(600,))
    return (
        _environment()
        .get_template("page.html")
        .render(
            page=made,
            notes=notes(made.claims),
            help=help_text(tide),
            style=Markup(style),  # noqa: S704 - our own files
        )
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
    made.globals["whole"] = _whole
    made.globals["alone"] = _alone
    return made


def _file(name: str) -> str:
    return (resources.files("ebbtide.presentation.report") / "templates" / name).read_text("utf-8")


def _whole(figure: Figure) -> Markup:
    return Markup(figure.html())  # noqa: S704 - the charts escape what they are given


def _alone(figure: Figure) -> Markup:
    return Markup(standalone(figure.wide))  # noqa: S704 - the charts escape what they are given
