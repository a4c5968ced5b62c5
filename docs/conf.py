"""Settings of Sphinx: docs/ as a site of plain files that asks no other computer for anything."""

project = "Ebbtide"
author = "The Ebbtide maintainers"
extensions = ["myst_parser"]
root_doc = "index"
exclude_patterns = ["_build"]
# Links to a heading of another page, as GitHub makes them.
myst_heading_anchors = 4
# A line of Markdown is a line of Markdown: quotes and dashes stay as they are written.
smartquotes = False
html_theme = "alabaster"
html_theme_options = {
    "description": "What changed, when, on whose side, and how sure that is.",
    "font_family": "system-ui, sans-serif",
    "head_font_family": "system-ui, sans-serif",
    "page_width": "68rem",
    "show_powered_by": False,
}
html_title = "Ebbtide"
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
