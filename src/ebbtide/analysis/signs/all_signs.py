"""The way in: from a conversation of two people to all signs of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ebbtide.analysis.changes.analysis import Analysis
from ebbtide.analysis.changes.look import analyse
from ebbtide.analysis.language import annotate, features
from ebbtide.analysis.signs.engine import find
from ebbtide.analysis.signs.sign import Confirmed, JournalEntry, Signs
from ebbtide.errors import NotAPair
from ebbtide.history import refuse_group
from ebbtide.history.conversation import Context, Conversation
from ebbtide.people import PEOPLE


def signs(
    chat: Conversation,
    analysis: Analysis | None = None,
    context: Context | None = None,
    journal: Sequence[JournalEntry] = (),
    verdicts: Confirmed | None = None,
) -> Signs:
    """Every sign of the catalogue, of both people, with what speaks against it first.

    analysis: what a look at this chat found, else it is looked at now. context: what the user entered, where there is
    no `analysis`. journal: the user's own entries. verdicts: proposals that they have judged; unjudged ones
    never count. Raises `NotAPair` for groups, and where one of the two wrote nothing.
    """
    looked = analysis or analyse(pair(chat), context=context, check=False)
    return find(looked, features(looked.conversation.events), journal, verdicts)


def pair(chat: Conversation) -> Conversation:
    """The conversation of two people, with what its words show.

    Raises
    ------
    NotAPair
        it is a group, or one of the two wrote nothing.
    """
    refuse_group(chat)
    if not set(PEOPLE) <= set(chat.events["person"].unique().to_list()):
        raise NotAPair("cli.errors.alone")
    return replace(chat, events=annotate(chat.events))
