"""The line under the headline, and how sure that is, for every situation."""

from __future__ import annotations

from ebbtide.analysis.changes.analysis import Pattern
from ebbtide.analysis.changes.answer import SILENT, Move, Situation, figure_rows, moved_people, quiet_times
from ebbtide.analysis.changes.constants import MIN_STARTS_A_WEEK, SHORT_WEEKS
from ebbtide.analysis.changes.findings.page_findings import usual_starts
from ebbtide.analysis.measures.specs import INDEX
from ebbtide.people import PEOPLE, Person
from ebbtide.presentation.answer.voice import Voice
from ebbtide.wording import formats

_ONE_SIDE = (Situation.LESS_FROM_THEM, Situation.LESS_FROM_ME)
#: A told date of moving in this near to the change explains it.
NEAR_DAYS = 45


def line(voice: Voice) -> str:
    """One line under the headline."""
    found = voice.situation
    if found in _ONE_SIDE:
        return _less(voice)
    if found is Situation.TOGETHER:
        return voice.say("answer.line", "moved_in" if _moved_in_then(voice) else "together")
    if found in SILENT:
        return _last_message(voice)
    if found is Situation.BACK_AND_FORTH:
        quiet = quiet_times(voice.tide)
        kind = "back_and_forth_open" if any(stretch.open for stretch in quiet) else "back_and_forth"
        return voice.say("answer.line", kind, count=formats.counted_word(len(quiet)))
    if found is Situation.HOLE:
        areas = {change.area for change in voice.tide.sizes if change.measure in INDEX and change.clear}
        return voice.say("answer.line", "hole_differs" if len(areas) > 1 else "hole")
    if found is Situation.TOO_LITTLE:
        return _missing(voice)
    return voice.say("answer.line", voice.variant)


def _less(voice: Voice) -> str:
    """How long it has lasted, where that may be said, and what the other of the two goes on doing."""
    tide, (person,) = voice.tide, moved_people(voice.tide)
    steady = _steady(voice, person.other)
    if tide.pattern != Pattern.LASTING or tide.date is None or tide.weekly is None:
        return steady
    weeks = sum(monday >= tide.date for monday in tide.weekly.monday)
    return f"{voice.say('answer.line.lasted', n=weeks)} {steady}"


def _steady(voice: Voice, person: Person) -> str:
    moves = {row.measure: row.cells[person].move for row in figure_rows(voice.tide)}
    same = [name for name in ("answered", "start_hazard") if moves.get(name) is Move.SAME]
    kind = "both" if len(same) > 1 else same[0] if same else "none"
    if any(moves.get(name) is Move.LESS for name in INDEX):
        kind = "some"
    return voice.say("answer.line.steady", person.name.lower(), kind)


def _moved_in_then(voice: Voice) -> bool:
    since, when = voice.tide.context.together_since, voice.tide.date
    return since is not None and when is not None and abs((since - when).days) <= NEAR_DAYS


def _last_message(voice: Voice) -> str:
    amounts = voice.tide.amounts
    if amounts is None or amounts[Person.THEM].last_day is None:
        last = voice.say("answer.line.last_message_none")
    elif voice.tide.as_of is None or voice.tide.export_day_unknown:
        last = voice.say("answer.line.last_message_day")
    else:
        last = voice.say("answer.line.last_message")
    return f"{last} {voice.say('answer.line.kept_writing')}" if voice.situation is Situation.THEY_SILENT else last


def _missing(voice: Voice) -> str:
    """What a first page would need."""
    weeks = voice.weeks or 0
    if weeks < SHORT_WEEKS:
        kind = "too_little_none" if not weeks else "too_little_week" if weeks == 1 else "too_little_weeks"
        return voice.say("answer.line", kind)
    few = [person for person in PEOPLE if (usual_starts(voice.tide) or (0.0, 0.0))[person] < MIN_STARTS_A_WEEK]
    kind = f"too_little_{few[0].name.lower()}" if len(few) == 1 else "too_little_both"
    return voice.say("answer.line", kind, needed=formats.counted_word(int(MIN_STARTS_A_WEEK)))


def sure(voice: Voice) -> str:
    """How sure the headline is, in one or two sentences; empty while an ending rests."""
    if voice.situation is Situation.RESTING:
        return ""
    if voice.situation is Situation.USUAL:
        fall = voice.tide.would_show
        return (
            voice.say("answer.sure.usual", fall=voice.say("answer.fall", fall))
            if fall
            else voice.say("answer.sure.usual_large")
        )
    return voice.say("answer.sure", voice.variant)
