"""The event table of two people: schema, merging, people, turns, coverage; pure, never touches disk or clock."""

from ebbtide.conversation.build import build, people
from ebbtide.conversation.coverage import covered_weeks
from ebbtide.conversation.merge import Merged, merge
from ebbtide.conversation.people import is_group
from ebbtide.conversation.rows import from_columns, from_rows

__all__ = ["Merged", "build", "covered_weeks", "from_columns", "from_rows", "is_group", "merge", "people"]
