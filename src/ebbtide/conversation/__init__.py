"""The event table of two people: schema, merging, people, turns, coverage; pure, never touches disk or clock."""

from ebbtide.conversation.build import build, people
from ebbtide.conversation.coverage import covered_weeks
from ebbtide.conversation.merge import Merged, merge
from ebbtide.conversation.people import is_group
from ebbtide.conversation.purge import purge_text
from ebbtide.conversation.rows import from_columns, from_rows
from ebbtide.conversation.turns import conversations, hour_grid, turns

__all__ = [
    "Merged", "build", "conversations", "covered_weeks", "from_columns", "from_rows", "hour_grid", "is_group",
    "merge", "people", "purge_text", "turns",
]
