"""The truth benchmark's figures from its records, and the tables that show them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from benchmarks.stats import auc_interval, median, upper_bound, wilson

Record = dict[str, Any]
Figure = dict[str, Any]
INDEX = {"me": 0, "them": 1}
#: Volume bands, messages a day. Source: research/statistics.md 4.
BANDS = ((0.0, 15.0), (15.0, 60.0), (60.0, 1000.0))
#: Conditions with one date for all of it.
DATED = ("abrupt", "me", "mutual")

#: What is asked: arm, figure, comparison, bound. Source: issue of the main job, "what it must show".
ASKED: tuple[tuple[str, str, str, float], ...] = (
    ("full", "auc abrupt", ">=", 0.95), ("full", "auc gradual", ">=", 0.92),
    ("full", "auc them against me", ">=", 0.92), ("full", "stable called", "<=", 0.02),
    ("full", "wrong side overall", "<=", 0.03),
    ("full", "wrong side worst upper bound", "<=", 0.06), ("full", "clearest named", ">=", 0.95),
    ("full", "median date error", "<=", 1.0), ("full", "interval coverage", ">=", 0.85),
    ("full", "interval coverage", "<=", 0.99), ("full", "stable any sentence", "<=", 0.05),
    ("full", "abrupt called", ">=", 0.60), ("timing", "stable called", "<=", 0.03),
)
#: How much worse the couples without affection may be than these bounds.
NO_AFFECTION_SLACK = 0.05


def called(found: Record) -> bool:
    """Whether the page says that something changed."""
    return found["state"] in ("changed", "both stopped")


def wrong_side(record: Record, found: Record) -> bool:
    """Whether a side that did not move is named alone."""
    return found["state"] == "changed" and found["side"] in INDEX and INDEX[found["side"]] not in record["moved"]


def one_of_two(record: Record, found: Record) -> bool:
    """Whether both moved and one of them is named alone."""
    return len(record["moved"]) == 2 and found["state"] == "changed" and found["side"] in INDEX


def named(record: Record, found: Record) -> bool:
    """Whether the page says what really happened: the side, or that both stopped writing here."""
    if record["condition"] in ("both_stop", "app_change"):
        return bool(found["state"] == "both stopped")
    if record["side"] == "none":
        return not called(found)
    return bool(found["state"] == "changed" and found["side"] == record["side"])


def _rate(records: Iterable[Record], arm: str, test: Callable[[Record, Record], bool]) -> Figure:
    results = [test(record, record["arms"][arm]) for record in records]
    hits, of = sum(results), len(results)
    low, high = wilson(hits, of)
    return {"value": hits / of if of else None, "hits": hits, "of": of, "low": low, "high": high,
            "upper_exact": upper_bound(hits, of) if of else 1.0}


def _auc(high: list[Record], low: list[Record], arm: str) -> Figure:
    scores = [[record["arms"][arm]["them"] for record in group] for group in (high, low)]
    if not all(scores):
        return {"value": None, "of": 0}
    area, bottom, top = auc_interval(*scores)
    return {"value": area, "low": bottom, "high": top, "of": len(scores[0]) + len(scores[1])}


def _weeks_off(record: Record, found: Record) -> float:
    onset = date.fromisoformat(record["onset"])
    return abs((date.fromisoformat(found["date"]) - onset).days + onset.weekday()) / 7


def _covered(record: Record, found: Record) -> bool:
    low, high = found["interval"]
    return bool(low <= record["onset"] <= high)


def figures(records: list[Record], arms: Iterable[str]) -> dict[str, Figure]:
    """All figures of each arm, by name; and by condition."""
    table = {}
    for arm in arms:
        inside = [record for record in records if arm in record["arms"]]
        if inside:
            table[arm] = _arm(inside, arm)
    return table


def _arm(records: list[Record], arm: str) -> Figure:
    by: dict[str, list[Record]] = {}
    for record in records:
        by.setdefault(record["condition"], []).append(record)
    conditions = {name: _condition(group, arm) for name, group in by.items()}
    stable, abrupt, me = by.get("stable", []), by.get("abrupt", []), by.get("me", [])
    dated = [one for name in DATED for one in by.get(name, [])
             if one["arms"][arm]["state"] == "changed" and not wrong_side(one, one["arms"][arm])]
    seconds = [record["arms"][arm]["seconds"] for record in records]
    return {
        "auc abrupt": _auc(abrupt, stable, arm), "auc gradual": _auc(by.get("gradual", []), stable, arm),
        "auc them against me": _auc(abrupt, me, arm), "stable called": _rate(stable, arm, _is_called),
        "stable any sentence": _rate(stable, arm, _any_sentence),
        "wrong side overall": _rate(records, arm, wrong_side),
        "wrong side worst upper bound": _worst(conditions),
        "clearest named": _rate(by.get("stops_pursued", []) + by.get("both_stop", []), arm, named),
        "abrupt called": _rate(abrupt, arm, _their_side),
        "median date error": {"value": median([_weeks_off(one, one["arms"][arm]) for one in dated]), "of": len(dated)},
        "interval coverage": _rate(dated, arm, _covered), "seconds": {"value": median(seconds), "of": len(seconds)},
        "conditions": conditions, "bands": _bands(by, arm),
    }


def _is_called(record: Record, found: Record) -> bool:
    return called(found)


def _any_sentence(record: Record, found: Record) -> bool:
    return found["claims"] > 0 or called(found)


def _their_side(record: Record, found: Record) -> bool:
    return found["state"] == "changed" and found["side"] in ("them", "both")


def _worst(conditions: dict[str, Figure]) -> Figure:
    if not conditions:
        return {"value": None, "of": 0}
    name = max(conditions, key=lambda one: conditions[one]["wrong side"]["upper_exact"])
    return {"value": conditions[name]["wrong side"]["upper_exact"], "where": name,
            "of": conditions[name]["wrong side"]["of"]}


def _condition(group: list[Record], arm: str) -> Figure:
    counts: dict[str, int] = {}
    for record in group:
        found = record["arms"][arm]
        word = found["side"] if found["state"] == "changed" else found["state"]
        counts[word] = counts.get(word, 0) + 1
    return {
        "called": _rate(group, arm, _is_called), "named": _rate(group, arm, named),
        "wrong side": _rate(group, arm, wrong_side), "one of two": _rate(group, arm, one_of_two),
        "any sentence": _rate(group, arm, _any_sentence), "words": counts,
    }


def _bands(by: dict[str, list[Record]], arm: str) -> list[Figure]:
    rows = []
    for low, high in BANDS:
        part = {name: [one for one in group if low <= one["volume"] < high] for name, group in by.items()}
        rows.append({
            "band": [low, high], "auc abrupt": _auc(part.get("abrupt", []), part.get("stable", []), arm),
            "abrupt called": _rate(part.get("abrupt", []), arm, _their_side),
            "stable called": _rate(part.get("stable", []), arm, _is_called),
            "wrong side": _rate([one for group in part.values() for one in group], arm, wrong_side),
        })
    return rows


def verdicts(table: dict[str, Figure]) -> list[tuple[str, str, float, str, bool]]:
    """Every figure that is asked for: arm, name, value, what is asked, met or missed."""
    rows = []
    for arm, name, sign, bound in ASKED:
        places = [(arm, bound)]
        if arm == "full" and name != "median date error":
            places.append(("no-affection", bound + (NO_AFFECTION_SLACK if sign == "<=" else -NO_AFFECTION_SLACK)))
        for place, limit in places:
            value = table.get(place, {}).get(name, {}).get("value")
            if value is not None:
                met = value >= limit if sign == ">=" else value <= limit
                rows.append((place, name, float(value), f"{sign} {limit:.2f}", met))
    return rows


def show(table: dict[str, Figure]) -> str:
    """The tables as text."""
    lines = []
    for arm, figure in table.items():
        lines += [f"\n== {arm}", *_headline_lines(figure), *_condition_lines(figure), *_band_lines(figure)]
    lines.append("\n== asked for")
    for arm, name, value, asked, met in verdicts(table):
        lines.append(f"{'met   ' if met else 'MISSED'} {arm:13s} {name:30s} {value:.3f}  {asked}")
    return "\n".join(lines)


def _headline_lines(figure: Figure) -> list[str]:
    lines = []
    for name, one in figure.items():
        if name in ("conditions", "bands") or one.get("value") is None:
            continue
        span = f"  ({one['low']:.3f} to {one['high']:.3f})" if "low" in one else ""
        lines.append(f"{name:30s} {one['value']:.3f}{span}  n={one['of']} {one.get('where', '')}")
    return lines


def _condition_lines(figure: Figure) -> list[str]:
    heads = ("called", "named", "wrong", "upper", "1 of 2", "any")
    lines = [f"{'condition':15s} " + " ".join(f"{head:>7s}" for head in heads) + "  words"]
    for name, one in figure["conditions"].items():
        words = ", ".join(f"{word} {count}" for word, count in sorted(one["words"].items(), key=lambda item: -item[1]))
        wrong = one["wrong side"]
        values = (one["called"]["value"], one["named"]["value"], wrong["value"], wrong["upper_exact"],
                  one["one of two"]["value"], one["any sentence"]["value"])
        lines.append(f"{name:15s} " + " ".join(f"{value:7.3f}" for value in values) + f"  {words}")
    return lines


def _band_lines(figure: Figure) -> list[str]:
    lines = []
    for row in figure["bands"]:
        parts = [f"{name} {row[name]['value']:.3f} (n={row[name]['of']})" for name in
                 ("auc abrupt", "abrupt called", "stable called", "wrong side") if row[name].get("value") is not None]
        lines.append(f"{row['band'][0]:.0f} to {row['band'][1]:.0f} a day: " + ", ".join(parts))
    return lines
