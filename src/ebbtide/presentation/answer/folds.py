"""What is folded behind the answer, in a fixed order; a part that adds nothing is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from ebbtide.analysis.changes.analysis import Busy, Fits, State
from ebbtide.analysis.changes.answer import OF_CHANGE, SILENT, Situation, figure_rows, moved_people, quiet_times
from ebbtide.analysis.changes.constants import MIN_STARTS_A_WEEK, STABLE_RATE
from ebbtide.analysis.changes.findings.busy_findings import weighed
from ebbtide.analysis.finding import Days
from ebbtide.catalogue import SIGN_NOTE
from ebbtide.people import PEOPLE, Person
from ebbtide.presentation.answer.answer import Fold, Row
from ebbtide.presentation.answer.figures import word_row
from ebbtide.presentation.answer.voice import Voice
from ebbtide.presentation.charts.words import plain
from ebbtide.presentation.sentences import Sentence, SpokenSign, SpokenSigns
from ebbtide.wording import formats, say

_THOUSAND = 1000
#: So many quiet times are listed at most, the latest; the JSON has all of them.
_LISTED = 4


def folds(voice: Voice, facts: Sequence[Row], findings: Sequence[Sentence], signs: SpokenSigns | None) -> list[Fold]:
    """All parts that have something to say, in the order of a page."""
    parts = [
        _figures(voice, facts),
        _busy(voice),
        _signs(voice, signs),
        _habits(voice, findings),
        _picture(voice),
        _unseen(voice),
        _exact(voice, findings),
        _sources(voice, findings),
    ]
    return [part for part in parts if part is not None]


def _figures(voice: Voice, facts: Sequence[Row]) -> Fold | None:
    """Every measure that is not a fact above: the changed first, the rest under a line of their own."""
    outside = {row.measure for row in facts}
    rows = [word_row(voice, row) for row in figure_rows(voice.tide) if row.measure not in outside]
    if not rows or voice.situation is Situation.RESTING:
        return None
    moved = tuple(row for row in rows if row.moved)
    others = tuple(row for row in rows if not row.moved)
    many = formats.counted_word(len(rows), opening=True)
    if voice.situation in OF_CHANGE:
        more = voice.say("answer.fold.figures_more", n=len(others)) if others and moved else ""
        fewer = any(row.measure == "messages" for row in moved)
        lead = (voice.say("answer.fold.figures_lead"),) if fewer else ()
        parts = (("", lead),) if lead else ()
        title = _figures_title(voice, len(rows), len(moved))
        return Fold("figures", title, parts, moved or others, more, others if moved else ())
    lead_kind = "figures_lead_usual" if voice.situation is Situation.USUAL else "figures_lead_plain"
    kind = "figures_plain" if outside else "figures"
    title = voice.say("answer.fold", kind, N=many, n=len(rows))
    return Fold("figures", title, (("", (voice.say("answer.fold", lead_kind),)),), tuple(rows))


def _figures_title(voice: Voice, rows: int, moved: int) -> str:
    if rows == 1:
        return voice.say("answer.fold.figures_one")
    many, changed = formats.counted_word(rows, opening=True), formats.counted_word(moved)
    return voice.say("answer.fold", "figures_changed" if moved else "figures_plain", N=many, moved=changed)


def _busy(voice: Voice) -> Fold | None:
    """Busy or stepping back: weighed of the other person, asked of the reader; against a step back stands first."""
    tide = voice.tide
    if not weighed(tide) or tide.busy is None or voice.situation in SILENT:
        return None
    people = moved_people(tide)
    parts: list[tuple[str, tuple[str, ...]]] = []
    if Person.THEM in people:
        parts += _weighed(voice, tide.busy[Person.THEM])
    if Person.ME in people:
        parts.append(("", (voice.say("answer.busy.asked"),)))
    return Fold("busy", voice.say("answer.fold.busy"), tuple(parts), claims=("busy_rule", "stress_withdrawal"))


def _weighed(voice: Voice, busy: Busy) -> Iterator[tuple[str, tuple[str, ...]]]:
    lines = {
        fits: [voice.say("answer.busy", row.kind, fits.name.lower()) for row in busy.rows if row.fits == fits]
        for fits in Fits
    }
    lines[Fits.BUSY] += _earlier(voice, busy)
    yield voice.say("answer.busy.for_busy"), tuple(lines[Fits.BUSY]) or (voice.say("answer.busy.nothing"),)
    yield voice.say("answer.busy.for_step"), tuple(lines[Fits.FADING]) or (voice.say("answer.busy.nothing_step"),)
    if lines[Fits.OPEN]:
        yield voice.say("answer.busy.open"), tuple(lines[Fits.OPEN])
    if busy.words != Fits.TOO_EARLY:
        yield "", (voice.say("answer.busy.sum", Fits(busy.words).name.lower()),)


def _earlier(voice: Voice, busy: Busy) -> Iterator[str]:
    if len(busy.spells) == 1:
        weeks = busy.spells[0].weeks
        yield voice.say("answer.busy.earlier", "one_week" if weeks == 1 else "one", weeks=formats.counted_word(weeks))
    elif busy.spells:
        yield voice.say("answer.busy.earlier.several", N=formats.counted_word(len(busy.spells), opening=True))


def _signs(voice: Voice, signs: SpokenSigns | None) -> Fold | None:
    """Signs that add something to the figures of the page, both people with two lines, against first."""
    if signs is None or voice.situation in SILENT or voice.situation in _NO_SIGNS:
        return None
    shown = [name for name in signs.shown if _adds(voice, signs[name])]
    if not shown:
        return None
    parts = [("", tuple(plain(item.text) for item in signs.lines))]
    claims = [claim for item in signs.lines for claim in item.claims]
    for name in shown:
        lines = []
        for person in PEOPLE:
            against, found = _evidence(signs.of(name, person))
            lines += [voice.say("answer.signs", person.name.lower(), text=text) for text in (against, found)]
        parts.append((signs[name][0].name, tuple(lines)))
        claims += [SIGN_NOTE + name, *(c for row in signs[name] for item in row.evidence_for for c in item.claims)]
    return Fold("signs", voice.say("answer.fold.signs"), tuple(parts), claims=tuple(dict.fromkeys(claims)))


def _adds(voice: Voice, rows: Sequence[SpokenSign]) -> bool:
    """Whether a sign rests on something that has no row of figures on the page."""
    on_page = {change.measure for change in voice.tide.sizes}
    moved = {change.measure for row in rows for change in row.changes}
    return not moved <= on_page or not moved


def _evidence(row: SpokenSign | None) -> tuple[str, str]:
    """What speaks against a sign of one person, and what for it."""
    if row is None:
        return say("signs.report.own_notes"), say("signs.report.not_known")
    against = " ".join(plain(item.text) for item in row.evidence_against or row.missing)
    found = " ".join(plain(item.text) for item in row.evidence_for)
    return against or say("signs.report.nothing"), found or say("signs.report.nothing")


_NO_SIGNS = frozenset({Situation.RESTING, Situation.ENDED, Situation.TOO_LITTLE, Situation.BOTH_SILENT, Situation.HOLE})
#: Lines of habits that are news: what broke off, a gap out of the ordinary, silence and then much.
_NEWS = ("findings.routine.lost.", "findings.routine.silence", "findings.routine.bursts", "views.loop.press",
         "views.loop.retreat", "views.loop.both")  # fmt: skip
#: A quiet time shorter than this is no news.
_QUIET_DAYS = 4


def _habits(voice: Voice, findings: Sequence[Sentence]) -> Fold | None:
    if voice.situation in _NO_SIGNS or voice.situation in SILENT:
        return None
    news = [item for item in findings if item.key.startswith(_NEWS) and not _usual(item)]
    lines = [plain(item.text) for item in news]
    if voice.situation is Situation.BACK_AND_FORTH or (voice.situation in OF_CHANGE and quiet_times(voice.tide)):
        lines[0:0] = _quiet_times(voice)
    if not lines and voice.situation not in OF_CHANGE:
        return None
    if not any(item.key.startswith("findings.routine.lost.") for item in news):
        lines.insert(0, voice.say("answer.habits.none"))
    claims = tuple(dict.fromkeys(claim for item in news for claim in item.claims))
    return Fold("habits", voice.say("answer.fold.habits"), (("", tuple(lines)),), claims=claims)


def _usual(item: Sentence) -> bool:
    """Whether a line of habits says only what is usual."""
    days = item.values.get("days")
    return item.key == "findings.routine.silence_usual" or (isinstance(days, Days) and days.count < _QUIET_DAYS)


def _quiet_times(voice: Voice) -> Iterator[str]:
    """The latest sparser stretches, and who wrote first in the two weeks after each."""
    for stretch in quiet_times(voice.tide)[-_LISTED:]:
        line = voice.say("answer.habits.quiet_time", span=voice.span(stretch.start, stretch.end))
        if stretch.starts_after is not None:
            mine, theirs = (formats.number(starts) for starts in stretch.starts_after)
            line = f"{line} {voice.say('answer.habits.after', mine=mine, theirs=theirs)}"
        yield line


def _picture(voice: Voice) -> Fold | None:
    """How to read what is drawn; None where nothing is."""
    found, tide = voice.situation, voice.tide
    if tide.weekly is None or found in (Situation.RESTING, Situation.TOO_LITTLE):
        return None
    lines = ["weeks"]
    if found in SILENT or found in (Situation.BOTH_SILENT, Situation.SHORT):
        lines.append("days")
    elif found is Situation.SLOW:
        lines = ["quarters", "own"]
    else:
        lines += ["lines", "own"]
    if tide.date is not None and found is not Situation.ENDED:
        lines.append("date")
    if bool(tide.weekly.marked.any()) or bool((tide.weekly.covered < 1).any()):
        lines.append("striped")
    said = tuple(voice.say("answer.picture", name) for name in lines)
    return Fold("picture", voice.say("answer.fold.picture"), (("", said),))


def _unseen(voice: Voice) -> Fold:
    lines = tuple(voice.say("answer.unseen", name) for name in ("life", "deleted", "feeling"))
    claims = ("felt_responsiveness", "text_distance", "tone_misread")
    return Fold("unseen", voice.say("answer.fold.unseen"), (("", lines),), claims=claims)


def _exact(voice: Voice, findings: Sequence[Sentence]) -> Fold:
    lines = tuple(_exact_lines(voice))
    claims = tuple(dict.fromkeys(claim for item in findings if item.group == "sure" for claim in item.claims))
    return Fold("sure", voice.say("answer.fold.sure"), (("", lines),), claims=claims)


def _exact_lines(voice: Voice) -> Iterator[str]:
    found, tide = voice.situation, voice.tide
    if found is Situation.RESTING:
        yield voice.say("answer.exact.resting")
        return
    if found in OF_CHANGE and tide.date_interval is not None:
        low, high = tide.date_interval
        yield voice.say("answer.exact.date", low=voice.day(low), high=voice.day(high))
        if tide.day is not None and found is not Situation.TOGETHER:
            yield voice.say("answer.exact.day", day=voice.day(tide.day.day))
        yield voice.say("answer.exact.together")
    if found is Situation.SLOW:
        yield voice.say("answer.exact.drift")
    if found is Situation.TOO_EARLY:
        yield voice.say("answer.exact.early")
    if found is Situation.BOTH_SILENT:
        yield voice.say("answer.exact.stopped")
    if found in (Situation.SHORT, Situation.TOO_LITTLE):
        yield voice.say("answer.exact.short")
        yield voice.say("answer.exact.starts", starts=formats.counted_word(int(MIN_STARTS_A_WEEK)))
    if tide.state in (State.CHANGED, State.TOO_EARLY, State.USUAL, State.BOTH_STOPPED) and found is not Situation.ENDED:
        yield from _rates(voice)
    if found is Situation.USUAL:
        if tide.would_show is not None:
            yield voice.say("answer.exact.shown")
        yield voice.say("answer.exact.worry")
    yield voice.say("answer.exact.forecast")


def _rates(voice: Voice) -> Iterator[str]:
    check = voice.tide.check
    if not check.enough:
        yield voice.say("answer.exact.check_short")
    elif not check.spoke:
        yield voice.say("answer.exact.check_never", dates=check.dates)
    else:
        days = formats.joined([voice.day(day) for day in check.spoke])
        yield voice.say("answer.exact.check", dates=check.dates, times=formats.times(len(check.spoke)), days=days)
    rate = STABLE_RATE
    if rate is not None and voice.situation is not Situation.USUAL:
        yield voice.say("answer.exact.stable", n=f"{_THOUSAND * rate:.0f}")


def _sources(voice: Voice, findings: Sequence[Sentence]) -> Fold:
    """The files, what was assumed of them, the day of the look, what was told."""
    lines = [*_files(voice), *_each_file(voice), voice.say("answer.sources.weeks")]
    exported = voice.tide.context.exported or getattr(voice.tide.conversation.coverage, "exported_at", None)
    if voice.tide.export_day_unknown:
        lines.append(voice.say("answer.sources.not_exported"))
    elif isinstance(exported, date):
        lines.append(voice.say("answer.sources.exported", day=voice.day(exported)))
    elif voice.tide.as_of is not None:
        lines.append(voice.say("answer.sources.as_of", day=formats.day(voice.tide.as_of)))
    lines += [plain(item.text) for item in findings if item.key.startswith("findings.edges.")]
    lines += assumed(voice)
    said = [voice.say("answer.sources.said_of", name) for name in _said(voice)]
    if said:
        lines.append(voice.say("answer.sources.said", items=formats.joined(said)))
    return Fold("sources", voice.say("answer.fold.sources"), (("", tuple(lines)),))


def _said(voice: Voice) -> Iterator[str]:
    context = voice.tide.context
    if context.living in ("together", "apart"):
        yield context.living
    for name in ("away", "stressors", "channels", "ended"):
        if getattr(context, name):
            yield name


def _files(voice: Voice) -> Iterator[str]:
    yield voice.say("answer.sources", *_account(voice)[:1], **_account(voice)[1])


def _each_file(voice: Voice) -> Iterator[str]:
    """Where there are several, a line a file."""
    sources = voice.tide.conversation.sources
    for source in sources if len(sources) > 1 else ():
        values = {"name": plain(source.name), "n": f"{sum(source.senders.values()):,}"}
        if source.first is None or source.last is None:
            yield voice.say("answer.sources.file_undated", **values)
        else:
            days = {"first": formats.day(source.first.date()), "last": formats.day(source.last.date())}
            yield voice.say("answer.sources.file", **values | days)


def _account(voice: Voice) -> tuple[str, dict[str, object]]:
    """Which sentence of the files, with its values."""
    chat = voice.tide.conversation
    if chat.coverage is None:
        return "none", {}
    messages = sum(source.events for source in chat.sources) if not chat.events.height else chat.events.height
    values: dict[str, object] = {
        "n": f"{messages:,}",
        "first": formats.day(chat.coverage.first),
        "last": formats.day(chat.coverage.last),
    }
    formats_read = {source.format for source in chat.sources} - {"rows"}
    if len(chat.sources) > 1:
        many = len(chat.sources)
        words = {"count": formats.counted_word(many), "Count": formats.counted_word(many, opening=True)}
        return "several", values | words
    if not formats_read:
        return "rows", values
    return "one", values | {"app": app(voice)}


def app(voice: Voice) -> str:
    """The app that the files come from."""
    whatsapp = any(source.format == "whatsapp" for source in voice.tide.conversation.sources)
    return voice.say("answer.app", "whatsapp" if whatsapp else "other")


def reading(voice: Voice) -> str:
    """What was read, in one line."""
    kind, values = _account(voice)
    return voice.say("answer.sources.none") if kind == "none" else voice.say("answer.reading", kind, **values)


def assumed(voice: Voice) -> list[str]:
    """What the readers assumed and warn of, each once."""
    chat = voice.tide.conversation
    lines = [*chat.warnings]
    for source in chat.sources:
        lines += [note.spoken() for note in source.notes]
    return list(dict.fromkeys(lines))
