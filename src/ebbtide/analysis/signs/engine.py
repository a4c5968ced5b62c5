"""All signs of the catalogue for both people, as of one day: the only way to the rules of this room."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import polars as pl

from ebbtide.analysis.changes.analysis import Analysis, State
from ebbtide.analysis.changes.minimum_data import last_week, withheld_measures
from ebbtide.analysis.finding import Finding, Phrase, key
from ebbtide.analysis.language.closed_lists import LANGUAGES
from ebbtide.analysis.measures.measure import Weekly
from ebbtide.analysis.measures.specs import SPECS
from ebbtide.analysis.signs.case import Case, Draft
from ebbtide.analysis.signs.comparison import splits
from ebbtide.analysis.signs.comparison import table as compared
from ebbtide.analysis.signs.control import bundle_of, controlled, counts, shown_signs
from ebbtide.analysis.signs.innocent_explanations import LESS_CONTACT
from ebbtide.analysis.signs.journal import sliders
from ebbtide.analysis.signs.rules import change, episodes, routine, user_answers
from ebbtide.analysis.signs.sign import Bundle, Confirmed, JournalEntry, Sign, Signs, SignState
from ebbtide.analysis.signs.sign_findings import line, moved, since
from ebbtide.analysis.signs.weekly_counts import LEAST_READ, LISTED, WeeklyWords, weekly_words
from ebbtide.catalogue import entries as catalogue
from ebbtide.catalogue import settings, sign_note, table
from ebbtide.people import PEOPLE, Person, Side

#: States of a look in which nothing of the messages is judged, and the sentence that says so.
BARRED = {
    State.TOO_LITTLE: "too_little",
    State.SHORT: "short",
    State.RESTING: "resting",
    State.BOTH_STOPPED: "both_stopped",
}
#: Days of the last four weeks with any contact, and starts of both in them, that shares need (catalogue, defaults).
RECENT_WEEKS = 4

_RULES: dict[str, Callable[[Case, catalogue.Sign, Person], Draft]] = {
    "change": change.change,
    "routine": routine.routine,
    "episodes": episodes.episodes,
    "gaps": episodes.gaps,
    "level": episodes.level,
    "cue": episodes.cue,
    "confirmed": user_answers.confirmed,
    "journal": user_answers.journal,
    "asked": user_answers.question,
}
#: Rules that read nothing of the messages.
OWN_WORDS = frozenset({"journal", "asked", "confirmed"})
#: Rules that speak of whose sign it is alone.
ONE_ROW = frozenset({"journal", "asked"})


def find(
    analysis: Analysis,
    features: pl.DataFrame | None = None,
    journal: Sequence[JournalEntry] = (),
    verdicts: Confirmed | None = None,
) -> Signs:
    """Every sign of the catalogue for both people, from a look and from what the words show.

    features: one row an event of the look's conversation, as `language.features` gives it; None: no text.
    journal: the user's own entries; verdicts: what they have confirmed. Pure, and the same data up to the same
    week give the same signs.
    """
    drafts, case = _drafts(analysis, features, tuple(journal), verdicts)
    decided, tested = controlled(drafts, analysis.state == State.CHANGED)
    if case is None:
        return _signs(analysis, decided, (), tested)
    bundles = tuple(bundle_of(case, decided, person) for person in PEOPLE)
    if not shown_signs(decided):  # some signs say nothing alone
        bundles = tuple(
            replace(item, state=SignState.WITHIN) if item.state == SignState.SINGLE else item for item in bundles
        )
    final = tuple(_bundled(draft, bundles[draft.person]) for draft in decided)
    of_bundle = [sign for sign in table("signs", "sign").values() if sign.rule == "bundle"]
    final += tuple(_neglect(case, sign, bundles[person]) for sign in of_bundle for person in PEOPLE)
    return _signs(analysis, final, bundles, tested)


def _drafts(
    analysis: Analysis, features: pl.DataFrame | None, journal: tuple[JournalEntry, ...], verdicts: Confirmed | None
) -> tuple[tuple[Draft, ...], Case | None]:
    w = analysis.weekly
    if w is None or last_week(w) < 0:
        return tuple(_unseen(analysis)), None
    case = case_of(analysis, w, features, journal, verdicts)
    return tuple(
        _draft(case, sign, person)
        for sign in table("signs", "sign").values()
        if sign.rule != "bundle"
        for person in people(sign)
    ), case


def _unseen(analysis: Analysis) -> Iterator[Draft]:
    """All rows where nothing was measured; while an ending rests only the user's own (rule 14)."""
    resting = analysis.state == State.RESTING
    for sign in table("signs", "sign").values():
        for person in people(sign):
            if resting and person == Person.THEM:
                continue
            state = SignState.ASKED if sign.rule in ONE_ROW else SignState.NOT_ENOUGH
            yield Draft(
                sign, person, state, missing=(line("missing", BARRED.get(analysis.state, "too_little"), person),)
            )


def people(sign: catalogue.Sign) -> tuple[Person, ...]:
    """Whose rows a sign has: both, or its own side alone where only the user can say."""
    return Side(sign.side).people if sign.rule in ONE_ROW else PEOPLE


def case_of(
    analysis: Analysis,
    w: Weekly,
    features: pl.DataFrame | None,
    journal: tuple[JournalEntry, ...] = (),
    verdicts: Confirmed | None = None,
) -> Case:
    """Build all that the rules look at."""
    last = last_week(w)
    words = WeeklyWords()
    if features is not None:
        words = weekly_words(analysis.conversation.events, features, w, LANGUAGES)
    measures = {**w.measures, **words.measures, **sliders(journal, w)}
    names = {text[1:] for sign in table("signs", "sign").values() for text in sign.moves}
    names |= {move.measure for move in LESS_CONTACT}
    tested = {name: m for name, m in measures.items() if name in names}  # what some rule compares between two windows
    at = splits(analysis, w, last)
    return Case(
        analysis,
        w,
        last,
        measures,
        _withheld(analysis, w, last, words),
        at,
        {split: compared(w, tested, last, split) for split in at},
        journal,
        verdicts,
        words.answers,
        BARRED.get(analysis.state),
    )


def _withheld(analysis: Analysis, w: Weekly, last: int, words: WeeklyWords) -> dict[tuple[str, int], str]:
    """Why a measure of a person is not judged, the strongest reason last."""
    out: dict[tuple[str, int], str] = {}
    shifted = withheld_measures(w, last)
    sparse = _sparse(w, last)
    together = analysis.context.living == "together"
    few = {(row.measure, row.person) for row in analysis.sizes if row.withheld == "findings.withheld.few"}
    for spec in (SPECS[name] for name in (*w.measures, *LISTED)):
        for person in PEOPLE:
            if sparse and not spec.quantity:
                out[spec.name, person] = "sparse"
            if spec.needs_lists and not words.listed[person] >= LEAST_READ:
                out[spec.name, person] = "language"
            if spec.name in shifted[person]:
                out[spec.name, person] = "hours" if spec.needs_steady_day else "voice"
            if (spec.name, person) in few:
                out[spec.name, person] = "sparse"
            if together and (spec.volume or spec.apart_only):
                out[spec.name, person] = "together"
    return out


def _sparse(w: Weekly, last: int) -> bool:
    """Whether the last four weeks hold too little contact for shares, times and texts."""
    defaults = settings("signs")["defaults"]
    daily = w.daily[:, 7 * (last + 1 - RECENT_WEEKS) : 7 * (last + 1)]
    active = int(((daily > 0).any(axis=0)).sum())
    starts = float(w.expected_starts[:, last + 1 - RECENT_WEEKS : last + 1].sum())
    return bool(active < defaults["min_recent_active_days"] or starts < defaults["min_starts_each_window"])


def _draft(case: Case, sign: catalogue.Sign, person: Person) -> Draft:
    if case.barred is not None and sign.rule not in OWN_WORDS:
        return Draft(sign, person, SignState.NOT_ENOUGH, missing=(line("missing", case.barred, person),))
    if sign.rule not in ONE_ROW and sign.rule != "confirmed" and not case.splits:
        return Draft(sign, person, SignState.NOT_ENOUGH, missing=(line("missing", "weeks", person),))
    draft = _RULES[sign.rule](case, sign, person)
    if sign.rule != "confirmed" and sign.hits and draft.state != SignState.CANDIDATE:
        confirmed = user_answers.confirmed(case, sign, person)
        return confirmed if confirmed.state == SignState.CANDIDATE else draft
    return draft


def _bundled(draft: Draft, bundle: Bundle) -> Draft:
    """A change that counts carries the word of its person's bundle."""
    if draft.state == SignState.SINGLE and counts(draft) and bundle.state in (SignState.PATTERN, SignState.LASTING):
        return replace(draft, state=bundle.state)
    return draft


def _neglect(case: Case, sign: catalogue.Sign, bundle: Bundle) -> Draft:
    """The sign that is a bundle of the others."""
    if bundle.state == SignState.LASTING:
        areas = tuple(Phrase(key("signs.areas", area)) for area in bundle.areas)
        lines = (line("for", "lasting", bundle.person, ("busy_rule",), areas=areas),)
        return Draft(sign, bundle.person, SignState.LASTING, since=bundle.since, favour=lines)
    if bundle.state == SignState.NOT_ENOUGH:
        return Draft(
            sign, bundle.person, SignState.NOT_ENOUGH, missing=(line("missing", case.barred or "weeks", bundle.person),)
        )
    return Draft(
        sign, bundle.person, SignState.WITHIN, against=(line("against", "few_areas", bundle.person, ("busy_rule",)),)
    )


def _signs(analysis: Analysis, drafts: Sequence[Draft], bundles: tuple[Bundle, ...], tested: int) -> Signs:
    order = {name: place for place, name in enumerate(table("signs", "sign"))}
    ordered = sorted(drafts, key=lambda draft: (order[draft.sign.id], draft.person))
    rows = tuple(_row(analysis, draft) for draft in ordered)
    ids = shown_signs(ordered)
    lines = tuple(_lines(analysis, bundles, ids))
    return Signs(analysis.conversation.people, analysis.as_of, rows, ids, bundles, lines, tested)


def _lines(analysis: Analysis, bundles: tuple[Bundle, ...], ids: tuple[str, ...]) -> Iterator[Finding]:
    """What the signs come to, one line a person, and what was looked at."""
    if not bundles:
        yield line("bundle", BARRED.get(analysis.state, "too_little"))
        return
    for bundle in bundles:
        kind = bundle.state.replace(" ", "_")
        yield line("bundle", kind, bundle.person, who=bundle.person)
    if ids:
        yield line("bundle", "control", claims=("false_alarm_rate",))


def _row(analysis: Analysis, draft: Draft) -> Sign:
    sign, note = draft.sign, sign_note(draft.sign.id)
    against, favour = _evidence(analysis, draft)
    return Sign(
        id=sign.id,
        area=sign.area,
        side=sign.side,
        person=draft.person,
        state=draft.state,
        evidence_against=against,
        evidence_for=favour,
        explained=draft.explained,
        since=draft.since,
        date_interval=draft.interval,
        changes=draft.changes,
        p=draft.p,
        grade=sign.grade,
        science=sign.science,
        sources=note.sources,
        missing=draft.missing,
        cannot_see=tuple(Finding(name, "signs") for name in ("findings.unseen.life", "findings.unseen.deleted")),
        severity=sign.severity,
        questions=sign.questions if draft.person in Side(sign.side).people else (),
        may_be=_may_be(draft),
        positive=sign.positive,
        safety_link=sign.safety_link,
    )


def _evidence(analysis: Analysis, draft: Draft) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """What speaks against a sign, which is never empty once something was looked at, and what speaks for it."""
    if draft.state in (SignState.NOT_ENOUGH, SignState.ASKED):
        return draft.against, draft.favour
    if draft.state in (SignState.WITHIN, SignState.TOO_EARLY):
        return (line("against", draft.state.replace(" ", "_"), draft.person), *draft.against), draft.favour
    against = draft.against or _open(draft)
    alone = (
        (line("against", "alone", draft.person),) if draft.state == SignState.SINGLE and not draft.sign.positive else ()
    )
    return (*against, *alone), _favour(analysis, draft)


def _open(draft: Draft) -> tuple[Finding, ...]:
    """No computed explanation holds; those that only the user can weigh are named, where the sign is of this side."""
    reasons = (line("against", "may_be", draft.person, reason=reason) for reason in _may_be(draft))
    return (line("against", "nothing", draft.person), *reasons)


def _may_be(draft: Draft) -> tuple[str, ...]:
    on_side = draft.person in Side(draft.sign.side).people
    pairs = zip(draft.sign.against, draft.sign.checks, strict=True)
    return tuple(text for text, check in pairs if on_side and not check)


def _favour(analysis: Analysis, draft: Draft) -> tuple[Finding, ...]:
    """The changes with their sizes, and since when."""
    if draft.levels or not draft.changes:
        return draft.favour
    sizes = tuple(moved(row) for row in draft.changes)
    when = () if draft.since is None else (since(draft.person, draft.since, draft.interval),)
    return tuple(replace(item, claim_of_change=True) for item in (*sizes, *when)) + draft.favour


__all__ = ["case_of", "find", "people"]
