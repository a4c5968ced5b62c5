"""What the looks at real rhythm add up to: counts, rates with intervals, and the tables for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from benchmarks.real_rhythm.injection import BOTH
from benchmarks.shared.statistics import median, rate
from benchmarks.shared.tables import grid

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
    rows = [_joined(record, theirs[key]) for key, record in ours.items() if key in theirs]
    looked = _by_group(row for row in rows if "found" in row)
    quiet = _by_group(row for row in rows if "lull" in row)
    cells = [
        _cell(group, label, method, part)
        for group, part in looked.items()
        for method in part[0]["found"][0]["said"]
        for label in dict.fromkeys(injection["label"] for injection in part[0]["found"])
    ]
    enough = {group: sum(row["by the rule"] != "abstained" for row in part) for group, part in looked.items()}
    return {
        "cells": cells,
        "summary": _summaries(cells),
        "rule": [
            {"group": group, "n": len(part), "enough": rate(enough[group], len(part))} for group, part in looked.items()
        ],
        "lulls": [_lull_cell(group, method, part) for group, part in quiet.items() for method in part[0]["before"]],
    }


def _joined(ours: Record, theirs: Record) -> Record:
    """One record with what Ebbtide and the peers said to the same streams."""
    if "lull" in ours:
        looks = [a | b for a, b in zip(ours["looks"], theirs["looks"], strict=True)]
        return {**ours, "before": ours["before"] | theirs["before"], "looks": looks}
    injections = [{**a, "said": a["said"] | b["said"]} for a, b in zip(ours["found"], theirs["found"], strict=True)]
    return {**ours, "found": injections}


def _by_group(rows: Iterable[Record]) -> dict[str, list[Record]]:
    groups: dict[str, list[Record]] = {}
    for row in rows:
        groups.setdefault(row["group"], []).append(row)
    return groups


def _cell(group: str, label: str, method: str, part: list[Record]) -> Record:
    """One injection, one method: counts of outcomes, rates, dates; "fresh" without streams called untouched."""
    all_of = [(record, injection) for record in part for injection in record["found"] if injection["label"] == label]
    outcomes = [outcome(injection["said"][method]["word"], injection["side"]) for _, injection in all_of]
    fresh = [
        outcome_word
        for outcome_word, (record, _) in zip(outcomes, all_of, strict=True)
        if not _untouched_called(record, method)
    ]
    return {
        "group": group,
        "injection": label,
        "side": {None: "none", BOTH: "both"}.get(all_of[0][1]["side"], "one"),
        "method": method,
        **_rates(outcomes),
        "fresh": _rates(fresh),
        "date": _dates(method, all_of, outcomes),
    }


def outcome(answer: str, side: int | None) -> str:
    """How a word counts, given the side that was changed (None: nobody, `BOTH`: both).

    Where nobody changed "none" is right and any side named is wrong; where both did, "both" and "both stopped" are
    right, and one named alone is counted apart, since neither is the wrong side.
    """
    if answer in ("early", "abstained", "not computed"):
        return answer
    if side is None:
        return "right" if answer == "none" else "wrong" if answer in SIDES else answer
    if side == BOTH:
        return "right" if answer in ("both", "stopped") else "one of two" if answer in SIDES else answer
    return ("right" if answer == SIDES[side] else "wrong") if answer in SIDES else answer


def _untouched_called(record: Record, method: str) -> bool:
    untouched = next(injection for injection in record["found"] if injection["label"] == "nothing")
    return untouched["said"][method]["word"] in (*CALLED, "early")


def _rates(outcomes: list[str]) -> Record:
    """Counts, and rates with Wilson intervals among the looks that were not abstained from."""
    counts = {name: outcomes.count(name) for name in OUTCOMES}
    judged = len(outcomes) - counts["abstained"] - counts["not computed"]
    return {
        "n": len(outcomes),
        "judged": judged,
        "counts": counts,
        "right": rate(counts["right"], judged),
        "wrong": rate(counts["wrong"], judged),
    }


def _dates(method: str, all_of: list[tuple[Record, Record]], outcomes: list[str]) -> Record | None:
    """Distance of the dates from the true one, in whole units, where the side was named rightly."""
    errors, covered, dated = [], 0, 0
    for (record, injection), outcome_word in zip(all_of, outcomes, strict=True):
        when = injection["said"][method].get("date")
        if outcome_word != "right" or injection["side"] is None or when is None:
            continue
        day, low, high = when if isinstance(when, list) else (when, None, None)
        errors.append(abs(day // 1 - record["onset"] // 1))
        if low is not None:
            dated, covered = dated + 1, covered + (low <= record["onset"] < high)
    if not errors:
        return None
    return {
        "n": len(errors),
        "median": median(errors),
        "mean": sum(errors) / len(errors),
        "within 2": rate(sum(error <= 2 for error in errors), len(errors)),
        "interval held": rate(covered, dated) if dated else None,
    }


def _lull_cell(group: str, method: str, part: list[Record]) -> Record:
    """Looks that called something after a lull, and lulls after which anything new was called."""
    words_of_looks = [[look[method]["word"] for look in record["looks"]] for record in part]
    looks = [word for words in words_of_looks for word in words if word not in ("abstained", "not computed")]
    judged = [words for words in words_of_looks if any(word not in ("abstained", "not computed") for word in words)]
    before = [record["before"][method]["word"] in (*CALLED, "early") for record in part]
    new = [any(word in CALLED for word in words) for words, old in zip(words_of_looks, before, strict=True) if not old]
    return {
        "group": group,
        "method": method,
        "lulls": len(part),
        "days": [round(record["days"], 1) for record in part],
        "looks": len(looks),
        "called": rate(sum(word in CALLED for word in looks), len(looks)),
        "one side": rate(sum(word in SIDES for word in looks), len(looks)),
        "lulls called": rate(sum(any(word in CALLED for word in words) for words in judged), len(judged)),
        "called anew": rate(sum(new), len(new)),
        "words": {name: looks.count(name) for name in WORDS if name in looks},
    }


def _summaries(cells: list[Record]) -> list[Record]:
    """One row a group and method: sides named where one side was changed, and calls where nothing was."""
    rows = []
    for group, method in dict.fromkeys((cell["group"], cell["method"]) for cell in cells):
        part = [cell for cell in cells if (cell["group"], cell["method"]) == (group, method)]
        one_side = [cell for cell in part if cell["side"] == "one"]
        right, wrong = (sum(cell["counts"][name] for cell in one_side) for name in ("right", "wrong"))
        judged, fresh = (sum(cell["judged"] for cell in one_side), [cell["fresh"] for cell in one_side])
        rows.append(
            {
                "group": group,
                "method": method,
                "n": sum(cell["n"] for cell in one_side),
                "judged": judged,
                "right": rate(right, judged),
                "wrong": rate(wrong, judged),
                "of sides named": rate(right, right + wrong),
                "wrong, fresh": rate(
                    sum(cell["counts"]["wrong"] for cell in fresh), sum(cell["judged"] for cell in fresh)
                ),
                "called": {cell["injection"]: _called(cell) for cell in part if cell["side"] == "none"},
            }
        )
    return rows


def _called(cell: Record) -> Record:
    """Any change named, "too early" not counted."""
    counts = cell["counts"]
    return rate(cell["judged"] - counts["right"] - counts["early"], cell["judged"])


def _percent(share: Record) -> str:
    if share["value"] is None:
        return "none judged"
    return f"{share['value']:.2f} ({share['low']:.2f} to {share['high']:.2f}; n={share['of']})"


def tables(table: Record) -> str:
    """All tables as Markdown, for docs/how-sure.md."""
    parts = [HOW, _streams_table(table), f"**All changes of one side together, and none**\n\n{_summary_table(table)}"]
    for group in dict.fromkeys(cell["group"] for cell in table["cells"]):
        parts.append(f"**{group}**\n\n{_group_table(group, table)}")
    return "\n\n".join([*parts, f"**Real lulls**\n\n{_lull_table(table)}"])


def _streams_table(table: Record) -> str:
    heads = ("streams", "how many", "dates", "messages a unit: least, median, most", "lanes", "enough for the rule")
    enough = {row["group"]: row["enough"] for row in table["rule"]}
    rows = []
    for name, group in table["groups"].items():
        if name in enough:
            volume, lanes = (", ".join(f"{part:.{digits}f}" for part in group[key]) for key, digits in RANGES)
            share = f"{enough[name]['hits']} of {enough[name]['of']}"
            rows.append((name, str(group["streams"]), str(group["cases"]), volume, lanes, share))
    return grid(heads, rows)


#: Ranges of a group of streams, with the digits that are shown of them.
RANGES = (("messages a unit", 1), ("lanes", 0))
#: Rates of a summary with their heads.
SUMMARY = {
    "right": "side right",
    "wrong": "side wrong",
    "wrong, fresh": "wrong where untouched was quiet",
    "of sides named": "right, of sides named",
}


def _summary_table(table: Record) -> str:
    still = list(table["summary"][0]["called"]) if table["summary"] else []
    heads = ("streams", "who looks", *SUMMARY.values(), *(f"{done(name)}: called" for name in still))
    rows = [
        (
            row["group"],
            row["method"],
            *(_percent(row[name]) for name in SUMMARY),
            *map(_percent, row["called"].values()),
        )
        for row in table["summary"]
    ]
    return grid(heads, rows)


#: Columns of Ebbtide's own outcomes, with the outcomes that are counted there.
OWN = {
    "right": ("right",),
    "wrong side": ("wrong",),
    "one of two": ("one of two",),
    "both": ("both",),
    "unclear or both stopped": ("unclear", "stopped"),
    "too early": ("early",),
    "none": ("none",),
    "not judged": ("abstained",),
}


def _group_table(group: str, table: Record) -> str:
    """Ebbtide in full, each peer as right and wrong of those judged."""
    cells = [cell for cell in table["cells"] if cell["group"] == group]
    others = [name for name in dict.fromkeys(cell["method"] for cell in cells) if name != OURS]
    heads = ("what was done", "n", *OWN, "date error", *(f"{name}: right and wrong" for name in others))
    rows = []
    for label in dict.fromkeys(cell["injection"] for cell in cells):
        by_method = {cell["method"]: cell for cell in cells if cell["injection"] == label}
        ours = by_method[OURS]
        counts = (str(sum(ours["counts"][outcome] for outcome in outcomes)) for outcomes in OWN.values())
        date = f"{ours['date']['median']:.1f} (n={ours['date']['n']})" if ours["date"] else ""
        rows.append((done(label), str(ours["n"]), *counts, date, *(_short(by_method[name]) for name in others)))
    return grid(heads, rows)


def done(label: str) -> str:
    """An injection's label in plain words."""
    kind, _, amount = label.rpartition(" ")
    if kind not in DONE:
        return DONE[label]
    return DONE[kind].format(share=f"{100 * float(amount):.0f} %", factor=amount)


def _short(cell: Record) -> str:
    date = f", date {cell['date']['median']:.1f}" if cell["date"] else ""
    return f"{cell['counts']['right']} and {cell['counts']['wrong']} of {cell['judged']}{date}"


def _lull_table(table: Record) -> str:
    heads = ("streams", "who looks", "lulls", "looks that called a change", "lulls with any", "with any new")
    shares = ("called", "lulls called", "called anew")
    rows = [
        (lull["group"], lull["method"], str(lull["lulls"]), *(_percent(lull[name]) for name in shares))
        for lull in table["lulls"]
    ]
    return grid(heads, rows)


def show(table: Record) -> str:
    """The tables as text for the terminal."""
    dyads = ", ".join(f"{name} {count}" for name, count in table["dyads"].items())
    head = f"dyads with at least {table['least each']} messages each way: {dyads}"
    return "\n".join([head, "", tables(table).replace("**", "")])
