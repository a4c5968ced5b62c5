"""What may be said of an action: what its design supports and nothing else, what speaks against it first."""

from __future__ import annotations

from collections.abc import Iterator

from ebbtide.analysis.changes.constants import MIN_STARTS_A_WEEK, MIN_WEEKS
from ebbtide.analysis.effects.action import LEAST_AFTER, Action, Effect
from ebbtide.analysis.effects.dips import BACK_WITHIN
from ebbtide.analysis.effects.schedule import Schedule
from ebbtide.analysis.finding import Amount, Finding, How, Weeks, key
from ebbtide.analysis.measures.specs import SPECS
from ebbtide.history.conversation import REST, Context
from ebbtide.people import Person

_STATES = {
    "consistent": "consistent",
    "not seen": "not_seen",
    "opposite": "opposite",
    "back": "back",
    "not back": "not_back",
}


def findings(effect: Effect, action: Action | Schedule, context: Context) -> tuple[Finding, ...]:
    """All of it: the answer, what speaks against it, the numbers, how sure."""
    items = [_headline(effect, action)]
    if effect.state != "cannot tell yet":
        items += [*_reason(effect, context), *_against(effect, context), *_numbers(effect, action), *_sure(effect)]
    return tuple(items)


def _finding(effect: Effect, kind: str, group: str, values: dict[str, object] | None = None) -> Finding:
    claim = group == "headline" and effect.state in ("consistent", "opposite", "back", "not back")
    return Finding(
        key("effects", kind), group, values or {}, Person.of_side(effect.person), (effect.measure,), (), claim
    )


def _headline(effect: Effect, action: Action | Schedule) -> Finding:
    suffix = "_drawn" if effect.design == "randomised" else ""
    how, start = How(effect.measure, Person.of_side(effect.person)), action.start
    if effect.state == "cannot tell yet" and effect.tell_from is not None:
        values: dict[str, object] = {"day": effect.tell_from, "weeks": Weeks(_count(action))}
        return _finding(effect, "headline.yet", "headline", values)
    if effect.reason == "no dip":
        return _finding(effect, "headline.no_dip", "headline", {"How": how, "start": start})
    if effect.design == "afterwards" and effect.reason is None:
        kind = _STATES.get(effect.state, "unclear")
        since = {} if effect.since is None else {"since": effect.since}
        return _finding(effect, key("headline", kind), "headline", {"How": how, **since})
    when = {} if suffix else {"start": start}
    if effect.state not in _STATES:
        return _finding(effect, "headline.cannot" + suffix, "headline", {**when})
    return _finding(effect, "headline." + _STATES[effect.state] + suffix, "headline", {"How": how, **when})


def _count(action: Action | Schedule) -> int:
    if isinstance(action, Schedule):
        return 2 * action.pairs
    return action.weeks if action.beforehand else LEAST_AFTER


def _reason(effect: Effect, context: Context) -> Iterator[Finding]:
    if effect.reason in (None, "no dip"):
        return
    values: dict[str, object] = {}
    if effect.reason == "history":
        values = {"needed": Weeks(MIN_WEEKS)}
    elif effect.reason == "starts":
        values = {"needed": MIN_STARTS_A_WEEK}
    elif effect.reason == "ended" and context.ended is not None:
        values = {"ended": context.ended, "opens": context.ended + REST}
    yield _finding(effect, key("reason", effect.reason), "against", values)


def _against(effect: Effect, context: Context) -> Iterator[Finding]:
    if effect.usual is None:
        return
    kind = "drawn" if effect.design == "randomised" else effect.design
    yield _finding(effect, key("against", kind), "against")
    if context.living == "together" and SPECS[effect.measure].volume:
        yield _finding(effect, "against.together", "against")
    if effect.dips is not None:
        yield _dips(effect, *effect.dips)


def _dips(effect: Effect, back: int, of: int) -> Finding:
    weeks = Weeks(BACK_WITHIN)
    if of == 0:
        return _finding(effect, "dips.none", "against")
    if of == 1:
        return _finding(effect, "dips.all_one" if back else "dips.none_one", "against", {"weeks": weeks})
    return _finding(effect, "dips.some", "against", {"all": of, "back": back, "weeks": weeks})


def _numbers(effect: Effect, action: Action | Schedule) -> Iterator[Finding]:
    if effect.usual is None or effect.seen is None:
        return
    usual, during = (_amount(effect, value) for value in (effect.usual, effect.seen))
    if effect.low is None or effect.high is None:
        if effect.dip is not None:
            dip, start = _amount(effect, effect.dip), action.start
            yield _finding(
                effect, "numbers.dip", "changed", {"usual": usual, "dip": dip, "now": during, "start": start}
            )
        return
    kind = "level_drawn" if effect.design == "randomised" else "level"
    yield _finding(effect, key("numbers", kind), "changed", {"seen": during, "usual": usual})
    more_or_less = "more" if effect.low > 0 else "less" if effect.high < 0 else "either"
    ends = [abs(effect.low), abs(effect.high)]
    near, far = ends if more_or_less == "either" else sorted(ends)
    low = Amount(effect.measure, SPECS[effect.measure].unit, near, alone=True)
    yield _finding(effect, key("numbers", more_or_less), "changed", {"low": low, "high": _amount(effect, far)})
    if effect.dip is not None:
        values: dict[str, object] = {"ahead": _amount(effect, effect.dip), "start": action.start}
        yield _finding(effect, "numbers.ahead", "changed", values)
    if SPECS[effect.measure].undercounted and effect.state in ("consistent", "opposite"):
        yield _finding(effect, "numbers.attenuated", "changed")


def _amount(effect: Effect, value: float) -> Amount:
    return Amount(effect.measure, SPECS[effect.measure].unit, value)


def _sure(effect: Effect) -> Iterator[Finding]:
    if effect.low is None:
        return
    yield _finding(effect, "sure.interval", "sure")
    if effect.lucky is not None:
        yield _finding(effect, "sure.luck", "sure", {"lucky": effect.lucky[0], "all": effect.lucky[1]})
    yield _finding(effect, "sure.fixed", "sure")
