"""A page as one HTML file that needs nothing, and as a fragment for a notebook."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from ebbtide.analysis.changes.answer import Situation
from ebbtide.catalogue import Note
from ebbtide.presentation.answer import Answer, answer
from ebbtide.presentation.charts import Figure, standalone
from ebbtide.presentation.charts.svg import Svg
from ebbtide.presentation.design import font_faces, stylesheet
from ebbtide.presentation.report.help import help_text
from ebbtide.presentation.report.made import made_line
from ebbtide.presentation.report.notes import notes
from ebbtide.presentation.report.pictures import hours_figure, main_figure, measure_line, quarters_figure, weeks_table
from ebbtide.presentation.sentences import SpokenSigns, Tide
from ebbtide.wording import say


def html(tide: Tide, signs: SpokenSigns | None = None, *, afraid: bool = False) -> str:
    """The report of `tide` as one HTML document: no script, no request, styles and drawings inside.

    afraid: fear was flagged, so that the page offers help and nothing else to do (rule 13).
    """
    page = answer(tide, signs, afraid=afraid)
    style = stylesheet() + font_faces(f"{page.headline}{page.step.title}", weights=(600,))
    known = notes(page.claims)
    return (
        _environment()
        .get_template("page.html")
        .render(
            answer=page,
            afraid=afraid,
            made=made_line(tide),
            figure=main_figure(tide, page.picture),
            others=_others(tide, page),
            sparks=_sparks(tide),
            weeks=weeks_table(tide),
            notes=known,
            numbers={claim: number for number, claim in enumerate(page.claims, 1)},
            read=_sources(known, checked=True),
            notes_from_memory=_sources(known, checked=False),
            help=help_text(tide),
            style=Markup(style),  # noqa: S704 - our own files
            style_hash=_digest(style),
        )
    )


def notebook(tide: Tide) -> str:
    """An HTML fragment for a notebook cell: the answer, its picture, its facts."""
    page = answer(tide)
    return _environment().get_template("notebook.html").render(answer=page, figure=main_figure(tide, page.picture))


def _others(tide: Tide, page: Answer) -> Sequence[Figure]:
    """The pictures that stand folded: by quarters, and by hours of the week."""
    if page.situation in (Situation.RESTING, Situation.ENDED):
        return ()
    slow = None if page.situation is Situation.SLOW else quarters_figure(tide)
    return [figure for figure in (slow, hours_figure(tide)) if figure is not None]


def _sparks(tide: Tide) -> Mapping[str, tuple[Svg, Svg] | None]:
    """The small lines of each measure, one a person; None where there is nothing to draw."""
    sparks: dict[str, tuple[Svg, Svg] | None] = {"days": None}
    for name, measure in (tide.weekly.measures if tide.weekly is not None else {}).items():
        lines = measure_line(tide, measure)
        drawn = None if lines is None else tuple(Markup(svg) for svg in lines.drawings)  # noqa: S704 - they escape
        sparks[name] = drawn  # type: ignore[assignment]
    return sparks


def _sources(known: Sequence[Note], *, checked: bool) -> int:
    """How many sources of these notes were read, or were not."""
    return len({source.id for note in known for source in note.sources if source.checked is checked})


def _digest(style: str) -> str:
    """The style sheet's digest for the policy of the page: no other style can be brought in."""
    return f"sha256-{b64encode(hashlib.sha256(style.encode()).digest()).decode()}"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FunctionLoader(_file), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.globals["say"] = say
    made.globals["drawing"] = _drawing
    made.globals["alone"] = _alone
    return made


def _file(name: str) -> str:
    return (resources.files("ebbtide.presentation.report") / "templates" / name).read_text("utf-8")


def _drawing(svg: Svg) -> Markup:
    return Markup(svg)  # noqa: S704 - the charts escape what they are given


def _alone(svg: Svg) -> Markup:
    return Markup(standalone(svg))  # noqa: S704 - the charts escape what they are given
