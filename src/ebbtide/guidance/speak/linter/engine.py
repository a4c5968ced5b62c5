"""The linter: rules of the catalogue first, then the head on sentences that no rule speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ebbtide.catalogue.lint import SEVERITIES, LintRule, common_words, lint_languages
from ebbtide.errors import BadRequest
from ebbtide.guidance.situation import Situation
from ebbtide.guidance.speak.linter import head
from ebbtide.guidance.speak.linter.accepted import Accepted, sentence_hash
from ebbtide.guidance.speak.linter.compiled import CompiledLanguage, compiled, families
from ebbtide.guidance.speak.linter.draft_text import DraftText, Sentence, Spelling, read_draft
from ebbtide.guidance.speak.linter.hits import WHOLE, Hit, find_check, phrase_hits, text_hits
from ebbtide.guidance.speak.linter.result import HINT, STOP, Check, Fix, Lint, LintFinding

#: Longer texts are no drafts; the time for these is measured.
MOST_CHARACTERS = 20_000
OTHER = "other"
#: The language that a text is read in which holds no word of any known one but letters of the same script.
FALLBACK = "en"
HEAD = "head"
#: The notation of a fix that stands for the span: "=text".
_REPLACES = "="


@dataclass(frozen=True)
class LintOptions:
    """How a text is linted. names: words that are names here; off: rules or families that are switched off.

    silent: families that a guide leaves out. head: whether the head may speak.
    """

    language: str | None = None
    names: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    situation: Situation = field(default_factory=Situation)
    head: bool = True


def ruled_languages() -> tuple[str, ...]:
    """Codes of the languages with rules."""
    return lint_languages()


def rules(language: str = FALLBACK) -> tuple[LintRule, ...]:
    """The rules of a language, in the order of their ids; none where it has no rules."""
    return compiled(language).language.rules if language in lint_languages() else ()


def all_rules(language: str | None = None) -> tuple[LintRule, ...]:
    """The rules of a language, or of every language."""
    codes = lint_languages() if language is None else (language,)
    return tuple(rule for code in codes for rule in rules(code))


def lint(text: str, options: LintOptions | None = None) -> Lint:
    """Where `text` may land as blame, and what good it holds.

    Raises
    ------
    BadRequest
        over `MOST_CHARACTERS` characters, or a rule to switch off that there is not or that cannot be.
    """
    options = options or LintOptions()
    if len(text) > MOST_CHARACTERS:
        raise BadRequest("lint.too_long", count=f"{len(text):,}", most=f"{MOST_CHARACTERS:,}")
    code = options.language or guess_language(text)
    known = compiled(code if code in lint_languages() else FALLBACK)
    check_off(options.off)
    if code not in lint_languages():
        return _wordless(text, known)
    draft = read_draft(text, known.spelling(frozenset(options.names)))
    found = list(phrase_hits(known, draft))
    wanted = [hit for hit in text_hits(known, draft, found, options.situation) if draft.text.strip()]
    silent = frozenset(family.id for family in families()) - {hit.rule.rule.family for hit in wanted}
    checks = tuple(find_check(check, draft, silent) for check in known.checks)
    absent = {check.id for check in checks if not check.present}
    spoken = [hit for hit in wanted if _speaks(hit.rule.rule, options, absent)]
    findings = [*(_by_rule(hit, text) for hit in spoken), *_by_head(draft, known, spoken, options)]
    return _sorted(draft, findings, checks, options)


def guess_language(text: str) -> str:
    """The language whose frequent words the text holds most of; "other" where it has no rules or is not known."""
    words = [
        word.plain for sentence in read_draft(text, Spelling({}, frozenset())).sentences for word in sentence.words
    ]
    counts = {code: sum(word in frequent for word in words) for code, frequent in common_words().items()}
    best = max(counts, key=lambda code: (counts[code], code == FALLBACK))
    if counts[best]:
        return best if best in lint_languages() else OTHER
    return FALLBACK if text.isascii() else OTHER


def rule_id(name: str) -> str:
    """A rule or family as the catalogue writes it, where the user wrote hyphens.

    >>> rule_id("false-feeling.like-you"), rule_id("hint-talk")
    ('false_feeling.like-you', 'hint_talk')
    """
    family, dot, rule = name.partition(".")
    return family.replace("-", "_") + dot + rule


def rule_severity(name: str) -> str:
    """The severity of a rule or family; raises `BadRequest` where there is none of that name."""
    severity = _severities().get(rule_id(name))
    if severity is None:
        raise BadRequest("lint.no_rule", given=name)
    return severity


def finding_hash(text: str, finding: LintFinding) -> str:
    """The hash under which a finding of `text` is accepted: of its sentence, or of the whole text."""
    code = guess_language(text)
    known = compiled(code if code in lint_languages() else FALLBACK)
    return _hash_around(read_draft(text, known.spelling(frozenset())), finding)


def accept(rule: str, sentence: str, reason: str) -> Accepted:
    """An accepted finding of a sentence in its own words.

    Raises
    ------
    BadRequest
        there is no such rule, or it stops a draft.
    """
    if rule_severity(rule) == STOP:
        raise BadRequest("lint.not_accepted", given=rule)
    code = guess_language(sentence)
    known = compiled(code if code in lint_languages() else FALLBACK)
    parts = read_draft(sentence, known.spelling(frozenset())).sentences
    return Accepted(rule_id(rule), sentence_hash(" ".join(part.plain for part in parts)), reason)


def _severities() -> dict[str, str]:
    by_family = {family.id: family.severity for family in families()}
    return by_family | {rule.id: rule.severity for code in lint_languages() for rule in rules(code)}


def check_off(off: Iterable[str]) -> None:
    """Refuse a rule or family that there is not, or that stops a draft: those always speak.

    Raises
    ------
    BadRequest
        names the rule.
    """
    for name in off:
        if rule_severity(name) == STOP:
            raise BadRequest("lint.not_off", given=name)


def _wordless(text: str, known: CompiledLanguage) -> Lint:
    """A language without rules: only the checks that need no words."""
    draft = DraftText(text, (), ())
    return Lint(text, OTHER, (), tuple(find_check(check, draft, frozenset()) for check in known.checks))


def _speaks(rule: LintRule, options: LintOptions, absent: set[str]) -> bool:
    if rule.severity != STOP and {rule.id, rule.family} & {*map(rule_id, options.off), *options.silent}:
        return False
    return set(rule.without) <= absent


def _by_rule(hit: Hit, text: str) -> LintFinding:
    rule, (start, end) = hit.rule.rule, hit.span
    match = text[start:end]
    fix = Fix("replace", rule.fix[1:]) if rule.fix.startswith(_REPLACES) else Fix("ask", rule.fix)
    return LintFinding(
        rule=rule.id,
        family=rule.family,
        severity=rule.severity,
        start=start,
        end=end,
        match=match,
        message=rule.message.format(match=match),
        why=rule.why,
        fixes=(fix,),
        by="rule",
        confidence=None,
        grade=rule.grade,
        sources=rule.sources,
    )


def _by_head(
    draft: DraftText, known: CompiledLanguage, spoken: Sequence[Hit], options: LintOptions
) -> list[LintFinding]:
    if known.language.code != head.LANGUAGE or not options.head or HEAD in (*options.off, *options.silent):
        return []
    taken = {id(hit.sentence) for hit in spoken if hit.rule.rule.severity != HINT}
    family = next(family for family in families() if family.id == HEAD)
    found = []
    for sentence in draft.sentences:
        confidence = head.probability(sentence)
        if id(sentence) not in taken and confidence >= head.threshold():
            found.append(
                LintFinding(
                    rule=HEAD,
                    family=HEAD,
                    severity=family.severity,
                    start=sentence.start,
                    end=sentence.end,
                    match=draft.text[sentence.start : sentence.end],
                    message=family.message,
                    why=family.why,
                    fixes=(Fix("ask", family.fix),),
                    by=HEAD,
                    confidence=round(confidence, 3),
                    grade=family.grade,
                    sources=family.sources,
                )
            )
    return found


def _sorted(draft: DraftText, findings: Sequence[LintFinding], checks: tuple[Check, ...], options: LintOptions) -> Lint:
    """Findings in their order, without those that another one covers, and without what the user accepted."""
    once = {(item.rule, item.start, item.end): item for item in findings}
    ordered = sorted(
        once.values(), key=lambda item: (item.start, -SEVERITIES.index(item.severity), item.end, item.rule)
    )
    apart = [item for item in ordered if not any(_hidden(item, other) for other in ordered)]
    reasons = {(entry.rule, entry.sentence): entry.reason for entry in options.accepted}
    accepted, left = [], []
    for item in apart:
        reason = None if item.severity == STOP else reasons.get((item.rule, _hash_around(draft, item)))
        if reason is None:
            left.append(item)
        else:
            accepted.append((item, reason))
    opens = {family.id for family in families() if family.opens_safety}
    safety = any(item.family in opens for item in left)
    return Lint(
        draft.text, options.language or guess_language(draft.text), tuple(left), checks, safety, tuple(accepted)
    )


def _hidden(item: LintFinding, other: LintFinding) -> bool:
    """Whether `other` begins earlier, shares words with `item` and is at least as strong; a hint always stands."""
    if item is other or item.severity == HINT or WHOLE in ((item.start, item.end), (other.start, other.end)):
        return False
    apart = other.end <= item.start or item.end <= other.start
    own, others = SEVERITIES.index(item.severity), SEVERITIES.index(other.severity)
    first = (other.start, -other.end, other.rule) < (item.start, -item.end, item.rule)
    return not apart and first and others >= own


def sentence_at(draft: DraftText, start: int, end: int) -> Sentence | None:
    """The sentence that holds the span; None for the whole text."""
    return next((part for part in draft.sentences if part.start <= start and end <= part.end), None)


def _hash_around(draft: DraftText, item: LintFinding) -> str:
    sentence = sentence_at(draft, item.start, item.end)
    return sentence_hash(sentence.plain if sentence else " ".join(part.plain for part in draft.sentences))
