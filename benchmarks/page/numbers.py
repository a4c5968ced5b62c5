"""Sentences and tables of docs/how-sure.md that hold numbers: measured ones from a table, fixed ones from the code.

No number of the page is typed by hand: a sentence whose figure was not measured says so, and the numbers of the
method are read from the modules that use them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from benchmarks.page.parts import NOTHING, grid
from ebbtide.analysis.changes import constants as c
from ebbtide.analysis.changes import index as composite
from ebbtide.analysis.changes import minimum_data, near_silence, other_channels, sizes
from ebbtide.analysis.changes.busy import busy_or_fading, evidence, low_stretches
from ebbtide.analysis.changes.hot_cold import area_series, switching
from ebbtide.analysis.changes.views import change_day, loop, quarters
from ebbtide.analysis.effects import dips, effect, interrupted_series, result, schedule
from ebbtide.analysis.measures import rhythm
from ebbtide.analysis.measures.specs import INDEX, SPECS

Table = dict[str, Any]
#: The name of a number in the code, the number, and what it does.
Number = tuple[str, object, str]


def sentences(table: Table) -> dict[str, str]:
    """Each sentence's place in the page with its words; where a figure is missing it says so."""
    return {f"plain {name}": _said(make, table) for name, make in SENTENCES.items()}


def numbers() -> dict[str, str]:
    """Each table of fixed numbers by its place in the page."""
    return {f"numbers {name}": numbered(rows) for name, rows in NUMBERS.items()}


def numbered(rows: Iterable[Number]) -> str:
    """A table of fixed numbers."""
    return grid(("in the code", "is", "what it does"), ((f"`{name}`", _plain(it), what) for name, it, what in rows))


def _plain(it: object) -> str:
    if isinstance(it, dict):
        return ", ".join(f"{name.replace('_', ' ')} {value:g}" for name, value in it.items())
    if isinstance(it, tuple):
        return ", ".join(map(_plain, it))
    return f"{it:.4g}" if isinstance(it, float) else str(it)


def _said(make: Callable[[Table], str], table: Table) -> str:
    try:
        return make(table)
    except KeyError:
        return NOTHING


def _of(figure: Table, whole: int = 100) -> str:
    """A rate as a count of a hundred (or of more); raises KeyError where it was not measured."""
    if figure.get("value") is None:
        raise KeyError("value")
    count = round(whole * figure["value"], 0 if whole * figure["value"] >= 9.5 else 1)
    return f"{count:g} of {whole:,}"


def _missed(table: Table) -> str:
    full = table["arms"]["full"]
    return (
        f"Of made-up couples in which one person suddenly pulled away, {_of(full['abrupt told'])} were told after "
        f"twelve weeks that something had changed; {_of(full['abrupt named'])} were also told, rightly, on whose side. "
        f"Of slow fades over 6 to 12 weeks, {_of(full['gradual told'])} were told. The others heard that nothing was "
        "clear. So when Ebbtide finds nothing, that is no proof that all is as it was."
    )


def _wrong(table: Table) -> str:
    full = table["arms"]["full"]
    stable = full["stable called"]
    name, worst = max(
        ((name, row["wrong side"]) for name, row in full["conditions"].items()), key=lambda item: item[1]["value"]
    )
    return (
        f"Of {stable['of']:,} made-up couples in which nothing changed, {stable['hits']} were told that something had. "
        f"One person alone was named, and had not moved, in {_of(full['wrong side overall'], 1000)} looks at all "
        f"kinds of couples; in the worst of the conditions ({name.replace('_', ' ')}) in {_of(worst)}."
    )


def _weekly(table: Table) -> str:
    found = table["weekly"]
    alarms = found["false alarms a couple-year"]["value"]
    often = f"meets about {alarms:.2f} false alarms a year" if alarms else "met no false alarm in these years"
    if alarms:
        often += f", which is one in {1 / alarms:.0f} years"
    return (
        f"Looking often costs something. Somebody who looks every week, with nothing changed, {often}. Of sudden "
        f"changes, {_of(found['seen by week 4'])} are seen by week 4 and {_of(found['seen by week 8'])} by week 8."
    )


def _restless(table: Table) -> str:
    full, stress = table["arms"]["full"], table["arms"]["stress"]
    return (
        f"Of restless pairs in which nothing changed, {_of(stress['stable called'])} were told that something had (of "
        f"usual pairs {_of(full['stable called'])}). Of sudden changes in restless pairs, {_of(stress['abrupt told'])} "
        f"were told (of those in usual pairs {_of(full['abrupt told'])})."
    )


def _second(table: Table) -> str:
    full, second = table["arms"]["full"], table["arms"]["second"]
    return (
        f"On it, {_of(second['stable called'])} couples without a change were told of one (on the first "
        f"{_of(full['stable called'])}), and {_of(second['abrupt told'])} sudden changes were told (on the first "
        f"{_of(full['abrupt told'])})."
    )


def _dates(table: Table) -> str:
    full, second = (table["arms"][name]["interval coverage"] for name in ("full", "second"))
    return (
        f"A stated span of dates should hold the true day in 90 of 100 cases. It did in {_of(full)} on the first "
        f"simulator and in {_of(second)} on the second."
    )


def _both(table: Table) -> str:
    mutual = table["arms"]["full"]["conditions"]["mutual"]
    return (
        "Where both moved (mutual, moving in) the page may name both, or say that the messages do not show on whose "
        f"side. In {_of(mutual['one of two'])} mutual pairs it named one of the two who had both moved. That is not "
        "counted as a wrong side above, but it is half of the truth. Where both all but stop, it says so and names "
        "nobody."
    )


def real_dates(table: Table) -> str:
    """How often the spans of dates held the day of a change that was put into a real stream."""
    ours = [one for one in table["cells"] if one["method"] == "ebbtide" and (one["date"] or {}).get("interval held")]
    held = {
        pooled: [one["date"]["interval held"] for one in ours if ("pooled" in one["group"]) is pooled]
        for pooled in (True, False)
    }
    pooled, single = (
        " of ".join(str(sum(one[key] for one in rows)) for key in ("hits", "of")) for rows in held.values()
    )
    return (
        "The stated spans of dates should hold the true day in 90 of 100 cases. They held the day of the change that "
        f"was put in for {pooled} changes named in streams with enough messages (pooled), and for {single} in single "
        "streams, which are thinner than the rule allows and may have changed by themselves before. So a date from a "
        "thin history is a rough one."
    )


#: Sentences by the name of their place.
SENTENCES: dict[str, Callable[[Table], str]] = {
    "missed": _missed,
    "wrong": _wrong,
    "weekly": _weekly,
    "restless": _restless,
    "second": _second,
    "dates": _dates,
    "both": _both,
}

_PLATT = "weights of the probability: intercept a, log odds of the share of draws b, recent fall c, log of the volume d"
#: Numbers of the method by the name of their place.
NUMBERS: dict[str, tuple[Number, ...]] = {
    "starts": (
        ("WINDOW_WEEKS", rhythm.WINDOW_WEEKS, "weeks that shares, rates and pace look back"),
        ("SHARE_PRIOR", rhythm.SHARE_PRIOR, "gaps' worth of the pair's past that hold the shares of the five classes"),
        ("RATE_PRIOR", rhythm.RATE_PRIOR, "starts' worth of the pair's past that hold the starting rates"),
        ("OPENING_MINUTES", rhythm.OPENING_MINUTES, "a turn after so many minutes opens a talk"),
        ("ANSWER_MINUTES", rhythm.ANSWER_MINUTES, "waking minutes within which an answer counts"),
        ("MOST_RATE", rhythm.MOST_RATE, "most starts a minute of quiet: one an hour"),
    ),
    "index": (
        ("WEIGHTS", {name: SPECS[name].weight for name in INDEX}, "weight of each measure"),
        ("LEAST_PRESENT", composite.LEAST_PRESENT, "share of the weeks that a measure needs"),
        ("MOSTLY_ZERO", composite.MOSTLY_ZERO, "a measure of words that is zero in so many weeks is left out"),
        ("STAND_IN_WEEKS", composite.STAND_IN_WEEKS, "last weeks whose mean stands in for a missing one"),
        ("INDEX_NOISE", c.INDEX_NOISE, "week-to-week noise to which every index is scaled"),
        ("LONGEST_WEEKS", c.LONGEST_WEEKS, "most weeks of history that a look rests on"),
        ("SHARED", c.SHARED, "share of the other's ups and downs that is taken off"),
    ),
    "model": (
        ("HAZARD", c.HAZARD, "chance a week that a new level begins"),
        ("LEVEL_SD", c.LEVEL_SD, "spread of levels"),
        ("RHO_GRID", c.RHO_GRID, "memories of the weekly noise that are weighed"),
        ("RHO_PRIOR", c.RHO_PRIOR, "mean and spread of the prior of that memory"),
        ("TAU_GRID", c.TAU_GRID, "sizes of the weekly noise that are weighed"),
        ("DRAWS", c.DRAWS, "draws from the posterior"),
    ),
    "rule": (
        ("BASELINE_WEEKS", c.BASELINE_WEEKS, "weeks of the usual time"),
        ("QUARTER_WEEKS", c.QUARTER_WEEKS, "weeks before the look at which the usual time ends"),
        ("NOW_WEEKS", c.NOW_WEEKS, "weeks of now"),
        ("DROP", c.DROP, "least fall, in units of the index"),
        ("SWINGS", c.SWINGS, "how many spreads of the usual level's own moves the fall must exceed as well"),
        ("CALIBRATION", c.CALIBRATION, _PLATT),
        ("KEEP", c.KEEP, "weight of a week against the next one in the recent fall"),
        ("MOST_SURE", c.MOST_SURE, "no probability is taken above this"),
        ("LINE", c.LINE, "from here something changed"),
        ("HELD_LINE", c.HELD_LINE, "and the look before those two had at least this"),
        ("SIDE_LINE", c.SIDE_LINE, "from here one person may be named alone"),
        ("OTHER_LINE", c.OTHER_LINE, "and only where the other's probability is below this"),
        ("OTHER_SHARE", c.OTHER_SHARE, "and the other's fall is less than this share of the named one's"),
        ("FIRST_LINE", c.FIRST_LINE, "probability of having moved earlier from which one is said to be first"),
        ("YOUNG_WEEKS", c.YOUNG_WEEKS, "a change younger than so many weeks is too early to tell"),
        ("DATE_CONTENT", c.DATE_CONTENT, "share of the drawn dates that the span of dates holds"),
        ("PATTERN_AREAS", c.PATTERN_AREAS, 'areas for "several things changed"'),
        ("PATTERN_WEEKS", c.PATTERN_WEEKS, "and weeks"),
        ("LASTING_AREAS", c.LASTING_AREAS, 'areas for "lasting"'),
        ("LASTING_WEEKS", c.LASTING_WEEKS, "and weeks"),
        ("LASTING_WEEKS_NO_TEXT", c.LASTING_WEEKS_NO_TEXT, "and weeks where there is no text"),
        ("CHECK_DATES", c.CHECK_DATES, "past weeks that the pair's own check needs"),
    ),
    "silence": (
        ("NEAR_NOTHING", near_silence.NEAR_NOTHING, "at most this share of the usual messages a day"),
        ("LEAST_DAYS", near_silence.LEAST_DAYS, "for at least so many days"),
        ("LEAST_EXPECTED", near_silence.LEAST_EXPECTED, "in which so many messages would have been usual"),
        ("TOGETHER_DAYS", near_silence.TOGETHER_DAYS, "two who stop within so many days stopped at once"),
        ("STOPPED_OTHER_LINE", c.STOPPED_OTHER_LINE, "the other's probability from which the side stays open"),
    ),
    "sizes": (
        ("RHO_FLOOR", sizes.RHO_FLOOR, "least memory that slow noise is taken to have"),
        ("RHO_CEILING", sizes.RHO_CEILING, "and the most"),
        ("SAMPLING_SHARE", sizes.SAMPLING_SHARE, "share of the stated sampling variance that is taken for true"),
        ("LEAST_WEEKS", sizes.LEAST_WEEKS, "weeks that either side of the date needs"),
        ("FALSE_DISCOVERY", sizes.FALSE_DISCOVERY, "share of false ones among the sentences about single measures"),
    ),
    "day": (
        ("RHO", change_day.RHO, "memory of the weekly noise under the days"),
        ("WIDER", change_day.WIDER, "how much wider that noise is taken than was estimated"),
        ("TRUST", change_day.TRUST, "power to which the likelihood of the days is taken"),
        ("SHORTER", change_day.SHORTER, "the days are said only where their span is at most this share of the weeks'"),
    ),
    "busy": (
        ("LOWER_SLOPE", evidence.LOWER_SLOPE, "length: log-odds a unit of shortfall"),
        ("LOWER_EVEN", evidence.LOWER_EVEN, "length: shortfall at which it is even"),
        ("SURVIVAL", low_stretches.SURVIVAL, "share of busy spells that last longer than 0, 1, 2 ... weeks"),
        ("TABLE_WORTH", low_stretches.TABLE_WORTH, "weight of that table against the pair's own earlier spells"),
        ("CATCH_SLOPE", evidence.CATCH_SLOPE, "catching up: log-odds a unit regained"),
        ("CATCH_EVEN", evidence.CATCH_EVEN, "catching up: gain at which it is even"),
        ("REASON_COVERS", evidence.REASON_COVERS, "a dated reason that covers half of the low days"),
        ("REASON_MISSES", evidence.REASON_MISSES, "a dated reason that covers less than a fifth of them"),
        ("BREADTH", evidence.BREADTH, "few areas moved (minus) or many (plus)"),
        ("WARM_MOST", evidence.WARM_MOST, "most that warmth while in touch may weigh either way"),
        ("FADING_LINE", busy_or_fading.FADING_LINE, "from this sum: fits fading"),
        ("BUSY_LINE", busy_or_fading.BUSY_LINE, "below this sum: fits a busy spell"),
    ),
    "hotcold": (
        ("LEAST_WEEKS", switching.LEAST_WEEKS, "weeks of history that it takes"),
        ("LEAST_SWITCHES", switching.LEAST_SWITCHES, "switches that it takes"),
        ("SWITCHING", switching.SWITCHING, "chance of switching after two, three ... weeks"),
        ("LASTING", switching.LASTING, "the same where levels last"),
        ("DIP_COMES", switching.DIP_COMES, "the same for the coming of a rare dip"),
        ("DIP_ENDS", switching.DIP_ENDS, "and for its end"),
        ("SHARES", area_series.SHARES, "shares of an area's variance that two levels may explain"),
        ("RHO_GRID", area_series.RHO_GRID, "memories of the weekly noise that are weighed"),
        ("LINE", switching.LINE, "log Bayes factor from which it is said"),
    ),
    "loop": (
        ("LEAST_WEEKS", loop.LEAST_WEEKS, "weeks of history that it takes"),
        ("LAGS", loop.LAGS, "weeks after that are looked at"),
        ("REPAIRINGS", loop.REPAIRINGS, "random re-pairings"),
        ("BLOCK", loop.BLOCK, "weeks that stay together in one"),
        ("ALPHA", loop.ALPHA, "share of re-pairings that may look as clear"),
    ),
    "quarters": (
        ("LEAST_QUARTERS", quarters.LEAST_QUARTERS, "quarters of history that it takes"),
        ("DRIFT_A_YEAR", quarters.DRIFT_A_YEAR, "share of a year's contact that every pair may lose or gain slowly"),
        ("ALPHA_TOGETHER", quarters.ALPHA_TOGETHER, "chance of a difference beyond it, a person's measures together"),
        ("ALPHA_ONE", quarters.ALPHA_ONE, "and of one of them then"),
    ),
    "elsewhere": (
        ("FELL", other_channels.FELL, "messages left, at most, before a hint is looked for"),
        ("TIMES_CALLS", other_channels.TIMES_CALLS, "calls: least multiple of the usual"),
        ("CLEAR_CALLS", other_channels.CLEAR_CALLS, "calls: least number of standard errors"),
        ("MEDIA_SHIFT", minimum_data.MEDIA_SHIFT, "media: least rise of their share"),
        ("EVENINGS_LEFT", other_channels.EVENINGS_LEFT, "evenings: share that is left, at most"),
        ("CLEAR_EVENINGS", other_channels.CLEAR_EVENINGS, "evenings: least number of standard errors"),
    ),
    "effects": (
        ("DROPPED_WEEKS", effect.DROPPED_WEEKS, "weeks before the start that are left out"),
        ("STEP_HAZARD", interrupted_series.STEP_HAZARD, "chance a week that the history holds a step of its own"),
        ("RHO_PRIOR", interrupted_series.RHO_PRIOR, "mean and spread of the prior of the noise's memory"),
        ("LINE", result.LINE, "probability of a direction from which it is said"),
        ("CLEAR_RATIO", result.CLEAR_RATIO, '"not seen": the range rules out this multiple'),
        ("CLEAR_POINTS", result.CLEAR_POINTS, "the same for shares, points of a hundred"),
        ("BACK_WITHIN", dips.BACK_WITHIN, "weeks within which an earlier dip came back by itself"),
        ("LEAST_PAIRS", schedule.LEAST_PAIRS, "least pairs of drawn weeks"),
        ("LUCK_LINE", result.LUCK_LINE, "share of all schedules that may look as good"),
    ),
}
