"""The one design of report and app: values, style sheets and the type face, as text and bytes for a page.

Rule of this room: a page's look comes from here and nowhere else, in the report as one sheet with the face inside, in
the app as files. `tokens.toml` holds every value once; `stylesheet` writes them as CSS variables for a light screen, a
dark one, paper, and forced colours, in front of the sheets. Classes name roles: `me` and `them` are the two people.
"""

from ebbtide.presentation.design.fonts import Face, faces, font_bytes, font_faces
from ebbtide.presentation.design.sheets import SHEETS, chart_styles, sheet, stylesheet, tokens, variables

__all__ = [
    "Face",
    "SHEETS",
    "chart_styles",
    "faces",
    "font_bytes",
    "font_faces",
    "sheet",
    "stylesheet",
    "tokens",
    "variables",
]
