"""The entries of the catalogue, as plain frozen values; field names are the keys of the TOML files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: Where a sign is felt (rule 3).
AREAS = ("initiative", "responsiveness", "warmth", "depth", "shared time", "self")
#: How a sign is found: a change of measures, a lost routine, several areas at once, messages that the user confirmed,
#: going back and forth, silences of both, a person's share of the work, more contact again, the journal's sliders,
#: or only by asking.
RULES = ("change", "routine", "bundle", "confirmed", "episodes", "gaps", "level", "cue", "journal", "asked")
#: Evidence behind a note: A pooled or repeated studies, B single studies, C expert opinion or own tests, D folk.
GRADES = ("A", "B", "C", "D")
#: What became of a claim when it was held against the sources.
VERDICTS = (
    "supported",
    "supported_small",
    "partly",
    "plausible",
    "mixed",
    "overstated",
    "misread",
    "unproven",
    "unknown",
    "measured",
    "opinion",
    "anecdote",
    "renamed",
    "too_general",
    "mostly_not",
    "false",
    "wish",
)
#: How a source is known: V text or abstract seen, V2 second-hand, M from memory, O measured by this project.
SOURCE_STATUS = ("V", "V2", "M", "O")
LINE_STATUS = ("seen", "memory")
#: What a guide or a play does: the safety gate is a table over these words.
ACTS = (
    "asks",
    "confronts",
    "reaches_out",
    "agrees",
    "withdraws",
    "announces_leaving",
    "own_part",
    "tests",
    "own_life",
    "support",
    "private",
)
#: What a yes to a safety question sets.
SAFETY_STATES = ("red", "amber", "device", "crisis", "crisis_other", "mirror")


@dataclass(frozen=True)
class Article:
    """One of the five articles whose method the program turns into software."""

    id: str
    title: str
    author: str


@dataclass(frozen=True)
class Source:
    """A study or a text, and how it is known (`SOURCE_STATUS`)."""

    id: str
    cite: str
    status: str
    finding: str
    seen: str = ""
    note: str = ""
    licence: str = ""


@dataclass(frozen=True)
class Claim:
    """Something that is asserted, what became of it and what is known; `cited` is empty for our own."""

    id: str
    cited: tuple[str, ...]
    claim: str
    verdict: str
    known: str
    sources: tuple[str, ...]
    grade: str


@dataclass(frozen=True)
class Metric:
    """An exact observable and how it is shown."""

    id: str
    name: str
    formula: str
    output: str


@dataclass(frozen=True)
class Sign:
    """A sign of pulling away (or of coming back), with the evidence against it beside it.

    rule: how it is found (`RULES`). moves: measures and where they go ("-plans", "+reply_time"), in the unit
    that a person reads; need: so many of them together. hits: proposals whose confirmed ones count; tags: of the
    journal; least: so many of either at least. checks: for each entry of `against` the name of what computes it,
    "" where only the user can say.
    """

    id: str
    name: str
    area: str
    side: str
    plain: str
    cited: tuple[str, ...]
    measurable: str
    observable: tuple[str, ...]
    questions: tuple[str, ...]
    against: tuple[str, ...]
    severity: int
    grade: str
    science: str
    sources: tuple[str, ...]
    rule: str
    checks: tuple[str, ...]
    moves: tuple[str, ...] = ()
    need: int = 1
    least: int = 0
    hits: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    safety_link: bool = False
    user_entered_only: bool = False
    positive: bool = False


@dataclass(frozen=True)
class Element:
    """One of the 149 elements of the method and the feature that carries it."""

    id: str
    cited: tuple[str, ...]
    kind: str
    element: str
    feature: str
    data: str


@dataclass(frozen=True)
class HelpLine:
    """A help line; only those of status "seen" may be shown, with `tell` (`note` is for maintainers)."""

    id: str
    country: str
    name: str
    number: str
    how: tuple[str, ...]
    hours: str
    languages: str
    for_whom: tuple[str, ...]
    source: str
    source_kind: str
    source_date: str
    verified_on: str
    status: str
    note: str
    tell: str = ""


@dataclass(frozen=True)
class Emergency:
    """The emergency numbers of a country."""

    country: str
    police: str
    ambulance: str
    fire: str
    source: str
    verified_on: str
    status: str
    note: str
    tell: str = ""


@dataclass(frozen=True)
class Play:
    """Something to try, with its metric and direction fixed before it begins."""

    id: str
    name: str
    cited: tuple[str, ...]
    kind: str
    acts: tuple[str, ...]
    stage: tuple[str, ...]
    steps: tuple[str, ...]
    prerequisites: tuple[str, ...]
    fits_signs: tuple[str, ...]
    never_when: tuple[str, ...]
    article_claim: str
    grade: str
    research: str
    caution: str
    healthier_variant: str
    sources: tuple[str, ...]
    metric: str = ""
    expected: str = ""
    adherence: str = ""
    duration_days: int = 0


@dataclass(frozen=True)
class Slot:
    """One part of a guide: what to ask oneself, a good and a bad example.

    optional: may be skipped. private: for the user alone, never in the text. facts: takes picked facts.
    checks: a family of the linter that must stay silent about this part. own_words: one of them must stand in it.
    """

    ask: str
    good: str
    bad: str
    optional: bool = False
    private: bool = False
    facts: bool = False
    most_words: int = 60
    checks: str = ""
    own_words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Guide:
    """A guide for saying something: its parts in order, and how they are joined.

    acts: what it does to the two (`ACTS`). needs: what must be so first; `instead` fits until then. template:
    the parts in order, a new line for each paragraph. most_facts, least_facts: bounds of dated facts.
    silent: families of the linter that do not speak here.
    """

    id: str
    name: str
    cited: tuple[str, ...]
    when: str
    acts: tuple[str, ...]
    order: tuple[str, ...]
    slots: Mapping[str, Slot]
    template: str
    good: str
    bad: str
    needs: tuple[str, ...] = ()
    instead: str = ""
    requires: tuple[str, ...] = ()
    spoken_first: bool = False
    least_facts: int = 0
    most_facts: int = 2
    silent: tuple[str, ...] = ()
    stop_rule: str = ""
    limit: str = ""
    safety: str = ""


@dataclass(frozen=True)
class Need:
    """Something that a person may need of a relation."""

    id: str
    kind: str
    text: str
    evidence: tuple[str, ...]
    non_negotiable: bool = False


@dataclass(frozen=True)
class LettingGo:
    """A reason that the articles give for letting go, how it is computed and what speaks against it."""

    id: str
    cited: tuple[str, ...]
    text: str
    computed: str
    against: str


@dataclass(frozen=True)
class Row:
    """A row of a sheet for weighing: a cost, or a gift of leaving."""

    id: str
    text: str
    cited: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scenario:
    """A future to imagine in concrete steps."""

    id: str
    text: str
    prompts: tuple[str, ...]
    cited: tuple[str, ...] = ()


@dataclass(frozen=True)
class Readiness:
    """A condition before any message to an ex; a hard gate cannot be skipped."""

    id: str
    text: str
    cited: tuple[str, ...] = ()
    hard_gate: bool = False


@dataclass(frozen=True)
class Gut:
    """A question about one's own feeling, asked before any number is shown."""

    id: str
    text: str
    rule: str
    note: str


@dataclass(frozen=True)
class SafetyQuestion:
    """A question of the safety gate and the state that a yes sets; card: a play that a yes offers."""

    id: str
    text: str
    yes: str
    card: str = ""


@dataclass(frozen=True)
class CheckIn:
    """A slider of the journal."""

    id: str
    text: str
    low: str
    high: str
    freq: str
    na: str = ""
    mid: str = ""
