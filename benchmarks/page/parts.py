"""The parts of docs/how-sure.md beyond the main table, each made from what a benchmark left; Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from benchmarks.truth.episodes import BY_WEEKS, WAYS
from benchmarks.truth.sizes import BANDS, CHANNELS
from benchmarks.truth.text_tables import matrix

Table = dict[str, Any]
#: What stands in the place of a part that no run has measured yet.
NOTHING = "Not measured yet."
#: Places of the truth benchmark, in words.
PLACES = {
    "full": "all measures",
    "no-affection": "never affectionate words",
    "timing": "no text at all",
    "stress": "restless pairs",
    "second": "the second simulator",
    "peers": "other methods",
    "second-peers": "other methods, second simulator",
    "weekly": "weekly looks",
    "speed": "speed",
}
#: The figures of an arm, in words.
ROWS = {
    "auc abrupt": "a sudden change told from none (AUC)",
    "auc gradual": "a fade over 6 to 12 weeks told from none (AUC)",
    "auc side": "their change told from mine, by both scores (AUC)",
    "auc them against me": "their change told from mine (AUC)",
    "stable called": "pairs without any change: a change named",
    "stable any sentence": "pairs without any change: any sentence of change",
    "wrong side overall": "a side named alone that had not moved",
    "clearest named": "one or both all but stopped: named rightly",
    "abrupt told": "sudden changes named, after 12 weeks",
    "abrupt named": "sudden changes named, on their side",
    "abrupt called": "sudden changes named, with the side, after 12 weeks",
    "gradual told": "fades over 6 to 12 weeks named, after 12 weeks",
    "attribution": "none, them, me or both: put right",
    "brier": "Brier score of the stated probability",
    "stated against true": "stated against true probability, the widest of five parts",
    "stated against true, as many couples of each condition": "the same, with as many couples of each condition",
    "median date error": "date, median error in weeks",
    "interval coverage": "date intervals (90 %) that held the true day",
    "interval width": "their mean width in weeks",
}
MEASURES = {"length": "length of messages", "reply_time": "reply time", "warmth": "affectionate words"}
SIZES = {
    "size coverage": "where a change was named",
    "size coverage of what moved": "the same, only measures that moved",
    "size coverage at the true date": "where a change was named, had the date been known",
    "size coverage at the true date, called or not": "every pair, had the date been known",
}
QUESTIONS = {
    "auc abrupt": "sudden, against none",
    "auc gradual": "a fade, against none",
    "auc side": "their side against mine (both scores)",
    "auc them against me": "the same (their score alone)",
}


def value(figure: Table | None) -> str:
    """A figure with its interval."""
    if not figure or figure.get("value") is None:
        return "not measured"
    if figure.get("low") is None:
        return f"{figure['value']:.3g}"
    return f"{figure['value']:.3f} ({figure['low']:.3f} to {figure['high']:.3f})"


def grid(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    heads = list(head)
    lines = [heads, ["---"] * len(heads), *map(list, rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def run_line(table: Table) -> str:
    """Which run these figures are of."""
    seeds = "seeds that were not looked at before" if table["set"] == "report" else "development seeds"
    return f"One run at commit `{table['commit']}`, on {seeds}."


def asked(table: Table) -> str:
    """Everything that was asked for, with met or missed."""
    rows = [
        (
            PLACES[row["place"]],
            _figure(row),
            value(row),
            row["asked"] + (", lower end" if row["on"] == "low" else ""),
            _word(row["met"]),
        )
        for row in table["asked"]
    ]
    return grid(("of", "figure", "measured (95 %)", "asked", ""), rows)


def _word(met: bool) -> str:
    return "met" if met else "**missed**"


def _figure(row: Table) -> str:
    """A figure's name in words, part by part, with the condition where it is of one."""
    parts = ", ".join(ROWS.get(part) or MEASURES.get(part, part) for part in row["figure"].split(", "))
    return f"{parts} ({row['where'].replace('_', ' ')})" if row.get("where") else parts


def bands(table: Table) -> str:
    """How often changes are named and stable pairs are, by how much a pair writes."""
    heads = {"abrupt told": "a sudden change named", "abrupt named": "with its side", "stable called": "named of none"}
    rows = [(_span(row["band"]), *(value(row[name]) for name in heads)) for row in table["arms"]["full"]["bands"]]
    return grid(("messages a day", *heads.values()), rows)


def _span(band: list[float]) -> str:
    return f"{band[0]:.0f} to {band[1]:.0f}" if band[1] < 1000 else f"over {band[0]:.0f}"


def sides(table: Table) -> str:
    """Whose side it was, by the stated probabilities, on both simulators."""
    return (
        "\n\n".join(
            f"{PLACES[place].capitalize()}: {value(found)} put right.\n\n" + _confusion(found["confusion"])
            for place in ("full", "second")
            if (found := table["arms"].get(place, {}).get("attribution"))
        )
        or NOTHING
    )


def _confusion(rows: Table) -> str:
    words = list(next(iter(rows.values())))
    return grid(
        ("truly", *(f"said: {word}" for word in words)),
        [(name, *(f"{row[word]:.3f}" for word in words)) for name, row in rows.items()],
    )


def stated(table: Table) -> str:
    """Stated probabilities against what was true, on both simulators."""
    rows = [
        (PLACES[place], f"{one['stated']:.3f}", value(one | {"value": one["true"]}), str(one["of"]))
        for place in ("full", "second")
        for one in table["arms"].get(place, {}).get("stated against true", {}).get("bins", [])
    ]
    return grid(("", "stated", "true", "verdicts"), rows) if rows else NOTHING


def sizes(table: Table) -> str:
    """How often the 90 % intervals of sizes held the truth."""
    full = table["arms"]["full"]
    rows = [
        (words, MEASURES.get(measure, "all three"), *(value(full.get(_size(name, measure, band))) for band in BANDS))
        for name, words in SIZES.items()
        for measure in ("", *CHANNELS)
    ]
    rows = [row for row in rows if any(cell != "not measured" for cell in row[2:])]
    starts = [f"{name}: {value(one)}, n = {one['of']}." for name, one in full.items() if name.startswith("starts, ")]
    return "\n\n".join([grid(("", "measure", *BANDS), rows), *starts]) if rows else NOTHING


def _size(name: str, measure: str, band: str) -> str:
    return ", ".join(part for part in (name, measure, band) if part)


def weekly(table: Table) -> str:
    """False alarms a year and how soon a change is seen, when looked at every week."""
    found = table.get("weekly")
    if not found:
        return NOTHING
    names = ("pages that say something changed", "pages that say it is too early counted as well")
    asked = ["false alarms a couple-year", *(f"seen by week {week}" for week in BY_WEEKS)]
    return grid(("", *names), [(name, *(value(found[name + way]) for way in WAYS)) for name in asked])


def peers(table: Table) -> str:
    """What others reach on the same pairs, on both simulators."""
    parts = []
    for place in ("peers", "second-peers"):
        if table.get(place):
            questions, rows = matrix(table[place])
            heads = ("", *(QUESTIONS[name] for name in questions))
            parts.append(f"{PLACES[place].capitalize()}:\n\n{grid(heads, rows)}")
    return "\n\n".join(parts) or NOTHING


def speed(table: Table) -> str:
    """Seconds and megabytes."""
    found = table.get("speed")
    if not found:
        return NOTHING
    return grid(("", "measured"), [(name, f"{one['value']:,.2f}") for name, one in found.items()])


def hotcold(table: Table) -> str:
    """Going back and forth: said where it is, and said where it is not."""
    arms = table["arms"]
    found = {name.replace("_", " "): row for name, row in arms["full"]["conditions"].items()}
    for arm in (one for one in ("stress", "second") if one in arms):
        found[f"stable, {PLACES[arm]}"] = arms[arm]["conditions"]["stable"]
    rows = []
    for name, row in found.items():
        share, most = row["hot and cold"], MOST_RESTLESS if name == f"stable, {PLACES['stress']}" else MOST_SWITCHING
        met = share["value"] >= LEAST_SWITCHING if name == "hot cold" else share["value"] <= most
        bound = f"at least {LEAST_SWITCHING:g}" if name == "hot cold" else f"at most {most:g}"
        rows.append((name, value(share), str(share["of"]), bound, _word(met)))
    return grid(("condition", "said on the page", "pairs", "asked", ""), rows)


#: Least share to be found where somebody goes back and forth; the most elsewhere, and of restless pairs.
LEAST_SWITCHING, MOST_SWITCHING, MOST_RESTLESS = 0.65, 0.02, 0.04

#: Parts of the page that come from the truth benchmark, by the name of their place.
TRUTH: dict[str, Callable[[Table], str]] = {
    "asked": asked,
    "bands": bands,
    "sides": sides,
    "stated": stated,
    "sizes": sizes,
    "weekly": weekly,
    "peers": peers,
    "speed": speed,
    "hotcold": hotcold,
}


def effects(table: Table) -> str:
    """Claims about an action: false ones, found ones, intervals."""
    rows = [
        (
            row["name"],
            value(row | {"value": row["rate"]}),
            str(row["of"]),
            _bound(row),
            "" if row["least"] is None and row["most"] is None else _word(row["met"]),
        )
        for row in table["rows"]
    ]
    return grid(("", "measured (95 %)", "n", "asked", ""), rows)


def _bound(row: Table) -> str:
    least, most = row["least"], row["most"]
    if least is not None and most is not None:
        return f"{least:g} to {most:g}"
    return f">= {least:g}" if least is not None else f"<= {most:g}" if most is not None else ""


def busy(table: Table) -> str:
    """A busy spell against a change that lasts, by weeks since the onset."""
    rows = [
        (
            name,
            *(f"{area[0]:.3f} ({area[1]:.3f} to {area[2]:.3f})" for area in map(row["auc"].get, BUSY)),
            *(f"{row[key]['value']:.3f}" for key in BUSY_WRONG),
            str(row["busy called fading"]["of"]),
        )
        for name, row in table["weeks"].items()
    ]
    return grid(("weeks after", *BUSY.values(), *BUSY_WRONG.values(), "busy pairs"), rows)


BUSY = {"abrupt": "AUC, sudden against busy", "gradual": "AUC, a fade against busy"}
BUSY_WRONG = {"busy called fading": "busy, called fading", "abrupt called busy": "fading, called busy"}


def real(table: Table) -> str:
    """Changes put into real streams."""
    from benchmarks.real_rhythm.stream_figures import tables

    return tables(table)


def pages(table: Table) -> str:
    """Whole pages of pairs in which nothing changed: the look's sentences and the signs' together."""
    from benchmarks.verdicts.pages import ASKED

    rows = [(words, value(table[key]), str(table[key]["of"]), "", "") for key, words in PAGES.items()]
    met = _word(table["either"]["value"] <= ASKED)
    rows[-1] = (*rows[-1][:3], f"at most {ASKED:g}", met)
    return grid(("pages of pairs in which nothing changed", "share", "pairs", "asked", ""), rows)


PAGES = {"look": "any sentence of change of the look", "signs": "a sign shown", "either": "either of them"}


#: Parts from other benchmarks, by the name of their place and of their file.
OTHERS: dict[str, Callable[[Table], str]] = {"effects": effects, "busy": busy, "pages": pages, "real": real}
