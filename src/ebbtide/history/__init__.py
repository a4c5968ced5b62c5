"""The event table of two people: schema, merging, people, turns, coverage; pure, never touches disk or clock."""

from ebbtide.history.assembly import build, people
from ebbtide.history.conversation import Context, Conversation, Span
from ebbtide.history.coverage import covered_weeks
from ebbtide.history.merging.merge import merge
from ebbtide.history.people import is_group, joined_names, refuse_group, same_name
from ebbtide.history.plain_rows import from_columns, from_rows
from ebbtide.history.readers import ReadResult, SourceReport, read_source
from ebbtide.history.text_removal import purge_text
from ebbtide.history.turns import conversations, hour_grid, turns

__all__ = [
    "Context",
    "Conversation",
    "ReadResult",
    "SourceReport",
    "Span",
    "build",
    "conversations",
    "covered_weeks",
    "from_columns",
    "from_rows",
    "hour_grid",
    "is_group",
    "joined_names",
    "merge",
    "people",
    "purge_text",
    "read_source",
    "refuse_group",
    "same_name",
    "turns",
]
