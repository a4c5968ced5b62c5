"""Guides behind the gate, and the facts that may go into a draft."""

from __future__ import annotations

from ebbtide.guidance import speak
from ebbtide.guidance.speak import FactsFound, OfferedGuide, OpenGuide, find_facts
from ebbtide.service.session import Session
from ebbtide.service.standing import Standing


def list_guides(session: Session, standing: Standing | None = None) -> tuple[OfferedGuide, ...]:
    """All guides, those that are open first; a closed one says no reason."""
    standing = standing or Standing()
    return speak.list_guides(standing.safety, standing.situation, session.today, standing.met)


def open_guide(session: Session, name: str, standing: Standing | None = None) -> OpenGuide:
    """One guide; raises `NotOffered` where the gate keeps it closed, `BadRequest` where there is none."""
    standing = standing or Standing()
    return speak.open_guide(name, standing.safety, standing.situation, session.today, standing.met)


def list_facts(session: Session) -> FactsFound:
    """Facts of the open vault: of the look at its messages, and of its journal; none without a vault."""
    if session.vault is None:
        return FactsFound()
    from ebbtide.analysis.changes import analyse
    from ebbtide.analysis.signs import JournalEntry, pair

    tables = session.vault.tables
    journal = [JournalEntry(entry.day, entry.tags, text=entry.text) for entry in tables.journal.all()]
    has_messages = bool(tables.people.all())
    analysis = analyse(pair(session.vault.conversation()), None, tables.marks.context()) if has_messages else None
    return find_facts(analysis, journal, session.today)
