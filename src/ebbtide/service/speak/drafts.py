"""Drafts in the vault: kept, slept on, said, let go; nothing is ever sent from here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ebbtide.errors import BadRequest, NotOffered
from ebbtide.guidance.speak import Draft, Lint, LintOptions, OpenGuide, build_draft
from ebbtide.service.session import Session
from ebbtide.service.speak.linting import lint_text
from ebbtide.service.speak.offered_guides import open_guide
from ebbtide.service.standing import Standing

if TYPE_CHECKING:
    from ebbtide.vault.storage import DraftRecord

#: Time to answer where no day was told.
ANSWER_WINDOW = timedelta(days=7)
OPEN, ASLEEP, GIVEN = "open", "asleep", "given"


@dataclass(frozen=True)
class SavedDraft:
    """A draft of the vault. lint: made anew today, None while it sleeps. state: of `DRAFT_STATES`.

    answer_by: until this day no page says that an answer is missing.
    """

    number: int
    day: date
    guide: str
    text: str
    state: str
    wake: date | None
    answer_by: date | None
    lint: Lint | None


def write_draft(
    guide: OpenGuide, answers: Mapping[str, str], facts: Sequence[str] = (), options: LintOptions | None = None
) -> Draft:
    """Join answers and facts to a draft; raises `BadRequest` that names the part."""
    return build_draft(guide, answers, facts, options)


def save_draft(session: Session, draft: Draft, *, asleep: bool = False) -> SavedDraft:
    """Keep a draft; asleep: until the next day, then it is shown again.

    Raises
    ------
    BadRequest
        the linter stopped it; its words stay with the user.
    Locked
        the vault is not open.
    """
    if draft.lint.stopped:
        raise BadRequest("speak.stopped")
    from ebbtide.vault.storage import DraftRecord

    state, wake = (ASLEEP, session.today + timedelta(days=1)) if asleep else (OPEN, None)
    record = DraftRecord(session.today, draft.guide, draft.text, dict(draft.slots), state, wake)
    return _saved(session, session.open_vault.tables.drafts.add(record))


def list_drafts(session: Session, standing: Standing | None = None) -> tuple[SavedDraft, ...]:
    """All drafts whose guide is offered today; one that slept is awake from its day on, with its lint made anew."""
    records = session.open_vault.tables.drafts.all()
    return tuple(_saved(session, record) for record in records if _is_offered(session, record, standing))


def give_draft(session: Session, number: int, answer_by: date | None = None) -> SavedDraft:
    """Mark a draft as said; until `answer_by` (a week unless told) no page says that an answer is missing.

    Raises
    ------
    BadRequest
        there is no such draft, or the day lies behind.
    """
    day = session.today + ANSWER_WINDOW if answer_by is None else answer_by
    if day < session.today:
        raise BadRequest("speak.answer_by_past", day=day)
    record = replace(_record(session, number), state=GIVEN, wake=None, answer_by=day)
    session.open_vault.tables.drafts.change(record)
    return _saved(session, record)


def remove_draft(session: Session, number: int) -> None:
    """Take a draft out; raises `BadRequest` where there is none."""
    session.open_vault.tables.drafts.remove(_record(session, number).id or 0)


def answer_window(session: Session) -> date | None:
    """The last day of a window in which an answer may still come; None where none is open."""
    days = [record.answer_by for record in session.open_vault.tables.drafts.all() if record.state == GIVEN]
    ahead = [day for day in days if day is not None and day >= session.today]
    return max(ahead, default=None)


def _is_offered(session: Session, record: DraftRecord, standing: Standing | None) -> bool:
    try:
        open_guide(session, record.guide, standing)
    except (NotOffered, BadRequest):
        return False
    return True


def _record(session: Session, number: int) -> DraftRecord:
    record = next((item for item in session.open_vault.tables.drafts.all() if item.id == number), None)
    if record is None:
        raise BadRequest("speak.no_draft", number=number)
    return record


def _saved(session: Session, record: DraftRecord) -> SavedDraft:
    sleeping = record.state == ASLEEP and record.wake is not None and session.today < record.wake
    state = OPEN if record.state == ASLEEP and not sleeping else record.state
    checked = None if sleeping else lint_text(session, record.text)
    return SavedDraft(
        record.id or 0, record.day, record.guide, record.text, state, record.wake, record.answer_by, checked
    )
