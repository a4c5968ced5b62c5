"""What the looks at real rhythm add up to: counts, rates with intervals, and the tables for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from benchmarks.real_rhythm.injection import BOTH
from benchmarks.shared.statistics import median, wilson

Record = dict[str, Any]

OURS = "ebbtide"
#: What a look may say; a change is called by the first five.
WORDS = ("me", "them", "both", "unclear", "stopped", "early", "none", "abstained", "not computed")
CALLED = ("me", "them", "both", "unclear", "stopped")
SIDES = ("me", "them")
#: How a word is counted where one side was changed.
OUTCOMES = ("right", "wrong", "one of two", "both", "unclear", "stopped", "early", "none", "abstained", "not computed")

#: Rows of a table in plain words.
DONE = {
    "nothing": "nothing",
    "drawn order": "nothing, weeks in drawn order",
    "window": "a window without messages",
    "thinned": "one side's messages less {share}",
    "opens less": "one side's exchanges less {share}",
    "slower": "one side's answers {factor} times slower",
    "thinned both": "both sides' messages less {share}",
}
HOW = """Every change was put into real streams from a date on; the look is twelve complete weeks later. Thinned: each
message of the side goes with that chance. Exchanges: those that the side opened go as a whole, with what the other
answered. Slower: the waiting of answers is stretched in waking time and caught up in the next quiet. Window: nobody
writes for 10 to 21 days. Drawn order: whole weeks in an order drawn by chance, so that nothing can have changed for
good; as it was, a real stream may have changed by itself, which counts here as called or wrong too. Thinning the
messages of one side alone suits plain counting: in life the other's answers go with them. No text is used.
Days as weeks: each real day is looked at as if it were a week, with the minimum lifted. Pooled: whole weeks of real
dyads of comparable volume end to end in lanes, lanes side by side until each side opens often enough; the side that
wrote more is the same one in every dyad of a pool, and the rule's own minimum holds."""


def figures(ours: dict[str, Record], theirs: dict[str, Record]) -> Record:
    """Everything that is counted: cells of injections and of lulls; only pieces that all have looked at."""
    rows = [_joined(one, theirs[key]) for key, one in ours.items() if key in theirs]
    looked, quiet = [one for one in rows if "found" in one], [one for one in rows if "lull" in one]
    cells = [cell for group in _groups(looked) for cell in _cells(group, looked)]
    return {
        "cells": cells,
        "summary": _summaries(cells),
        "rule": [_by_the_rule(group, looked) for group in _groups(looked)],
        "lulls": [cell for group in _groups(quiet) for cell in _lulls(group, quiet)],
    }


def _joined(ours: Record, theirs: Record) -> Record:
    """One record with what Ebbtide and the peers said to the same streams."""
    if "lull" in ours:
        looks = [a | b for a, b in zip(ours["looks"], theirs["looks"], strict=True)]
        return {**ours, "before": ours["before"] | theirs["before"], "looks": looks}
    found = [{**a, "said": a["said"] | b["said"]} for a, b in zip(ours["found"], theirs["found"], strict=True)]
    return {**ours, "found": found}


def _groups(rows: Iterable[Record]) -> list[str]:
    return list(dict.fromkeys(one["group"] for one in rows))


def _methods(rows: list[Record]) -> list[str]:
    said = rows[0]["found"][0]["said"] if "found" in rows[0] else rows[0]["before"]
    return list(said)


def _cells(group: str, rows: list[Record]) -> list[Record]:
    part = [one for one in rows if one["group"] == group]
    labels = dict.fromkeys(found["label"] for found in part[0]["found"])
    return [_cell(group, label, method, part) for method in _methods(part) for label in labels]


def _cell(group: str, label: str, method: str, part: list[Record]) -> Record:
    """One injection, one method: counts of outcomes, rates, dates; "fresh" without streams called untouched."""
    all_of = [(one, found) for one in part for found in one["found"] if found["label"] == label]
    outcomes = [outcome(found["said"][method]["word"], found["side"]) for _, found in all_of]
    fresh = [said for said, (one, _) in zip(outcomes, all_of, strict=True) if not _untouched_called(one, method)]
    return {
        "group": group,
        "injection": label,
        "side": _side_word(all_of[0][1]["side"]),
        "method": method,
        **_rates(outcomes),
        "fresh": _rates(fresh),
        "date": _dates(method, all_of, outcomes),
    }


def _side_word(side: int | None) -> str:
    return {None: "none", BOTH: "both"}.get(side, "one")


def outcome(said: str, side: int | None) -> str:
    """How a word counts, given the side that was changed (None: nobody, `BOTH`: both).

    Where nobody changed "none" is right and any side named is wrong; where both did, "both" and "both stopped" are
    right, and one named alone is counted apart, since neither is the wrong side.
    """
    if said in ("early", "abstained", "not computed"):
        return said
    if side is None:
        return "right" if said == "none" else "wrong" if said in SIDES else said
    if side == BOTH:
        return "right" if said in ("both", "stopped") else "one of two" if said in SIDES else said
    return ("right" if said == SIDES[side] else "wrong") if said in SIDES else said


def _untouched_called(one: Record, method: str) -> bool:
    untouched = next(found for found in one["found"] if found["label"] == "nothing")
    return untouched["said"][method]["word"] in (*CALLED, "early")


def _rates(outcomes: list[str]) -> Record:
    """Counts, and rates with Wilson intervals among the looks that were not abstained from."""
    counts = {name: outcomes.count(name) for name in OUTCOMES}
    judged = len(outcomes) - counts["abstained"] - counts["not computed"]
    return {
        "n": len(outcomes),
        "judged": judged,
        "counts": counts,
        "right": _rate(counts["right"], judged),
        "wrong": _rate(counts["wrong"], judged),
    }


def _rate(hits: int, of: int) -> Record:
    low, high = wilson(hits, of)
    return {"value": hits / of if of else None, "low": low, "high": high, "hits": hits, "of": of}


def _dates(method: str, all_of: list[tuple[Record, Record]], outcomes: list[str]) -> Record | None:
    """Distance of the dates from the true one, in whole units, where the side was named rightly."""
    errors, held, dated = [], 0, 0
    for (one, found), said in zip(all_of, outcomes, strict=True):
        when = found["said"][method].get("date")
        if said != "right" or found["side"] is None or when is None:
            continue
        day, low, high = when if isinstance(when, list) else (when, None, None)
        errors.append(abs(day // 1 - one["onset"] // 1))
        if low is not None:
            dated, held = dated + 1, held + (low <= one["onset"] < high)
    if not errors:
        return None
    return {
        "n": len(errors),
        "median": median(errors),
        "mean": sum(errors) / len(errors),
        "within 2": _rate(sum(error <= 2 for error in errors), len(errors)),
        "interval held": _rate(held, dated) if dated else None,
    }


def _by_the_rule(group: str, rows: list[Record]) -> Record:
    part = [one for one in rows if one["group"] == group]
    kept = sum(one["by the rule"] != "abstained" for one in part)
    return {"group": group, "n": len(part), "enough": _rate(kept, len(part))}


def _lulls(group: str, rows: list[Record]) -> list[Record]:
    part = [one for one in rows if one["group"] == group]
    return [_lull_cell(group, method, part) for method in _methods(part)]


def _lull_cell(group: str, method: str, part: list[Record]) -> Record:
    """Looks that called something after a lull, and lulls after which anything new was called."""
    said = [[look[method]["word"] for look in one["looks"]] for one in part]
    looks = [word for words in said for word in words if word not in ("abstained", "not computed")]
    judged = [words for words in said if any(word not in ("abstained", "not computed") for word in words)]
    before = [one["before"][method]["word"] in (*CALLED, "early") for one in part]
    new = [any(word in CALLED for word in words) for words, old in zip(said, before, strict=True) if not old]
    return {
        "group": group,
        "method": method,
        "lulls": len(part),
        "days": [round(one["days"], 1) for one in part],
        "looks": len(looks),
        "called": _rate(sum(word in CALLED for word in looks), len(looks)),
        "one side": _rate(sum(word in SIDES for word in looks), len(looks)),
        "lulls called": _rate(sum(any(word in CALLED for word in words) for words in judged), len(judged)),
        "called anew": _rate(sum(new), len(new)),
        "words": {name: looks.count(name) for name in WORDS if name in looks},
    }


def _summaries(cells: list[Record]) -> list[Record]:
    """One row a group and method: sides named where one side was changed, and calls where nothing was."""
    rows = []
    for group, method in dict.fromkeys((one["group"], one["method"]) for one in cells):
        part = [one for one in cells if (one["group"], one["method"]) == (group, method)]
        one_side = [one for one in part if one["side"] == "one"]
        right, wrong = (sum(one["counts"][name] for one in one_side) for name in ("right", "wrong"))
        judged, fresh = (sum(one["judged"] for one in one_side), [one["fresh"] for one in one_side])
        rows.append(
            {
                "group": group,
                "method": method,
                "n": sum(one["n"] for one in one_side),
                "judged": judged,
                "right": _rate(right, judged),
                "wrong": _rate(wrong, judged),
                "of sides named": _rate(right, right + wrong),
                "wrong, fresh": _rate(
                    sum(one["counts"]["wrong"] for one in fresh), sum(one["judged"] for one in fresh)
                ),
                "called": {one["injection"]: _called(one) for one in part if one["side"] == "none"},
            }
        )
    return rows


def _called(cell: Record) -> Record:
    """Any change named, "too early" not counted."""
    counts = cell["counts"]
    return _rate(cell["judged"] - counts["right"] - counts["early"], cell["judged"])


def _percent(rate: Record) -> str:
    if rate["value"] is None:
        return "none judged"
    return f"{rate['value']:.2f} ({rate['low']:.2f} to {rate['high']:.2f}; n={rate['of']})"


def tables(table: Record) -> str:
    """All tables as Markdown, for docs/how-sure.md."""
    parts = [HOW, _streams_table(table), f"**All changes of one side together, and none**\n\n{_summary_table(table)}"]
    for group in _groups(table["cells"]):
        parts.append(f"**{group}**\n\n{_group_table(group, table)}")
    return "\n\n".join([*parts, f"**Real lulls**\n\n{_lull_table(table)}"])


def _streams_table(table: Record) -> str:
    lines = [
        "| streams | how many | dates | messages a unit: least, median, most | lanes | enough for the rule |",
        "|---|---|---|---|---|---|",
    ]
    enough = {one["group"]: one["enough"] for one in table["rule"]}
    for name, one in table["groups"].items():
        if name in enough:
            volume, lanes = (
                ", ".join(f"{x:.{digits}f}" for x in one[key]) for key, digits in (("messages a unit", 1), ("lanes", 0))
            )
            lines.append(
                f"| {name} | {one['streams']} | {one['cases']} | {volume} | {lanes} "
                f"| {enough[name]['hits']} of {enough[name]['of']} |"
            )
    return "\n".join(lines)


def _summary_table(table: Record) -> str:
    still = list(table["summary"][0]["called"]) if table["summary"] else []
    heads = [
        "side right",
        "side wrong",
        "wrong where untouched was quiet",
        "right, of sides named",
        *(f"{done(name)}: called" for name in still),
    ]
    lines = ["| streams | who looks | " + " | ".join(heads) + " |", "|---|---|" + "---|" * len(heads)]
    for one in table["summary"]:
        rates = [one["right"], one["wrong"], one["wrong, fresh"], one["of sides named"], *one["called"].values()]
        lines.append(f"| {one['group']} | {one['method']} | " + " | ".join(map(_percent, rates)) + " |")
    return "\n".join(lines)


def _group_table(group: str, table: Record) -> str:
    """Ebbtide in full, each peer as right and wrong of those judged."""
    cells = [one for one in table["cells"] if one["group"] == group]
    others = [name for name in dict.fromkeys(one["method"] for one in cells) if name != OURS]
    heads = (
        "n",
        "right",
        "wrong side",
        "one of two",
        "both",
        "unclear or both stopped",
        "too early",
        "none",
        "not judged",
        "date error",
        *(f"{name}: right and wrong" for name in others),
    )
    lines = ["| what was done | " + " | ".join(heads) + " |", "|---|" + "---|" * len(heads)]
    for label in dict.fromkeys(one["injection"] for one in cells):
        row = {one["method"]: one for one in cells if one["injection"] == label}
        values = [*_own_values(row[OURS]), *(_short(row[name]) for name in others)]
        lines.append(f"| {done(label)} | " + " | ".join(values) + " |")
    return "\n".join(lines)


def done(label: str) -> str:
    """An injection's label in plain words."""
    kind, _, amount = label.rpartition(" ")
    if kind not in DONE:
        return DONE[label]
    return DONE[kind].format(share=f"{100 * float(amount):.0f} %", factor=amount)


def _own_values(cell: Record) -> list[str]:
    counts = cell["counts"]
    open_side = counts["unclear"] + counts["stopped"]
    numbers = (counts["one of two"], counts["both"], open_side, counts["early"], counts["none"], counts["abstained"])
    date = f"{cell['date']['median']:.1f} (n={cell['date']['n']})" if cell["date"] else ""
    return [str(cell["n"]), str(counts["right"]), str(counts["wrong"]), *map(str, numbers), date]


def _short(cell: Record) -> str:
    date = f", date {cell['date']['median']:.1f}" if cell["date"] else ""
    return f"{cell['counts']['right']} and {cell['counts']['wrong']} of {cell['judged']}{date}"


def _lull_table(table: Record) -> str:
    lines = [
        "| streams | who looks | lulls | looks that called a change | lulls with any | with any new |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {one['group']} | {one['method']} | {one['lulls']} | {_percent(one['called'])} "
        f"| {_percent(one['lulls called'])} | {_percent(one['called anew'])} |"
        for one in table["lulls"]
    ]
    return "\n".join(lines)


def show(table: Record) -> str:
    """The tables as text for the terminal."""
    dyads = ", ".join(f"{name} {count}" for name, count in table["dyads"].items())
    head = f"dyads with at least {table['least each']} messages each way: {dyads}"
    return "\n".join([head, "", tables(table).replace("**", "")])
