"""Tables of docs/how-sure.md, each made from what a benchmark left; Markdown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.page.templates import NOTHING, labels
from benchmarks.real_rhythm.stream_figures import tables as streams
from benchmarks.shared.tables import NOT_MEASURED, grid, value, verdict
from benchmarks.truth.episodes import BY_WEEKS, WAYS
from benchmarks.truth.sizes import BANDS, CHANNELS
from benchmarks.verdicts.pages import ASKED

Table = dict[str, Any]
LABELS = labels()
PLACES, ROWS, MEASURES = LABELS["places"], LABELS["rows"], LABELS["measures"]
MISSED = "**missed**"


def overall(table: Table) -> str:
    """The main figures, one column an arm."""
    arms = {arm: words for arm, words in LABELS["arms"].items() if arm in table["arms"]}
    lines = ["| | " + " | ".join(arms.values()) + " |", "|---|" + "---|" * len(arms)]
    for key, words in ROWS.items():
        if key in table["arms"]["full"]:
            cells = (value(table["arms"][arm].get(key)) for arm in arms)
            lines.append(f"| {words} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def conditions(table: Table) -> str:
    """Each condition: how many pairs, how often the page named a change, and a wrong side alone."""
    heads = ("condition", "pairs", "a change named", "wrong side alone", "its upper 95 % bound")
    rows = []
    for name, row in table["arms"]["full"]["conditions"].items():
        wrong = row["wrong side"]
        shares = (row["called"]["value"], wrong["value"], wrong["upper_exact"])
        rows.append((name.replace("_", " "), str(wrong["of"]), *(f"{share:.3f}" for share in shares)))
    return grid(heads, rows)


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
            verdict(row["met"], MISSED),
        )
        for row in table["asked"]
    ]
    return grid(("of", "figure", "measured (95 %)", "asked", ""), rows)


def _figure(row: Table) -> str:
    """A figure's name in words, part by part, with the condition where it is of one."""
    parts = ", ".join(ROWS.get(part) or MEASURES.get(part, part) for part in row["figure"].split(", "))
    return f"{parts} ({row['where'].replace('_', ' ')})" if row.get("where") else parts


def bands(table: Table) -> str:
    """How often changes are named and stable pairs are, by how much a pair writes."""
    heads = LABELS["bands"]
    rows = [(_span(row["band"]), *(value(row[name]) for name in heads)) for row in table["arms"]["full"]["bands"]]
    return grid(("messages a day", *heads.values()), rows)


def _span(band: list[float]) -> str:
    return f"{band[0]:.0f} to {band[1]:.0f}" if band[1] < 1000 else f"over {band[0]:.0f}"


def sides(table: Table) -> str:
    """Whose side it was, by the stated probabilities, on both simulators."""
    return (
        "\n\n".join(
            f"{PLACES[place].capitalize()}: {value(figure)} put right.\n\n" + _confusion(figure["confusion"])
            for place in ("full", "second")
            if (figure := table["arms"].get(place, {}).get("attribution"))
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
        (PLACES[place], f"{entry['stated']:.3f}", value(entry | {"value": entry["true"]}), str(entry["of"]))
        for place in ("full", "second")
        for entry in table["arms"].get(place, {}).get("stated against true", {}).get("bins", [])
    ]
    return grid(("", "stated", "true", "verdicts"), rows) if rows else NOTHING


def sizes(table: Table) -> str:
    """How often the 90 % intervals of sizes held the truth."""
    full = table["arms"]["full"]
    rows = [
        (words, MEASURES.get(measure, "all three"), *(value(full.get(_size(name, measure, band))) for band in BANDS))
        for name, words in LABELS["sizes"].items()
        for measure in ("", *CHANNELS)
    ]
    rows = [row for row in rows if any(cell != NOT_MEASURED for cell in row[2:])]
    starts = [
        f"{name}: {value(entry)}, n = {entry['of']}." for name, entry in full.items() if name.startswith("starts, ")
    ]
    return "\n\n".join([grid(("", "measure", *BANDS), rows), *starts]) if rows else NOTHING


def _size(name: str, measure: str, band: str) -> str:
    return ", ".join(part for part in (name, measure, band) if part)


def weekly(table: Table) -> str:
    """False alarms a year and how soon a change is seen, when looked at every week."""
    looks = table.get("weekly")
    if not looks:
        return NOTHING
    names = ("pages that say something changed", "pages that say it is too early counted as well")
    names_of_rows = ["false alarms a couple-year", *(f"seen by week {week}" for week in BY_WEEKS)]
    return grid(("", *names), [(name, *(value(looks[name + way]) for way in WAYS)) for name in names_of_rows])


def peers(table: Table) -> str:
    """What others reach on the same pairs, on both simulators."""
    parts = []
    for place in ("peers", "second-peers"):
        if table.get(place):
            questions, rows = matrix(table[place])
            heads = ("", *(LABELS["questions"][name] for name in questions))
            parts.append(f"{PLACES[place].capitalize()}:\n\n{grid(heads, rows)}")
    return "\n\n".join(parts) or NOTHING


def matrix(table: Table) -> tuple[list[str], list[list[str]]]:
    """The peers' questions, and a row a peer: its name, then its AUC with Ebbtide's lead for each question."""
    names = [name for name in table if not name.startswith("above ")]
    methods = list(dict.fromkeys(name.rpartition(", ")[0] for name in names))
    questions = list(dict.fromkeys(name.rpartition(", ")[2] for name in names))
    rows = [[who, *(_with_lead(table, f"{who}, {question}") for question in questions)] for who in methods]
    return questions, rows


def _with_lead(table: Table, name: str) -> str:
    area, lead = f"{table[name]['value']:.3f}", table.get(f"above {name}")
    return area if lead is None else f"{area} ({lead['value']:+.3f}, {lead['low']:+.3f} to {lead['high']:+.3f})"


def speed(table: Table) -> str:
    """Seconds and megabytes."""
    seconds = table.get("speed")
    if not seconds:
        return NOTHING
    return grid(("", "measured"), [(name, f"{entry['value']:,.2f}") for name, entry in seconds.items()])


def hotcold(table: Table) -> str:
    """Going back and forth: said where it is, and said where it is not."""
    arms = table["arms"]
    conditions = {name.replace("_", " "): row for name, row in arms["full"]["conditions"].items()}
    for arm in (place for place in ("stress", "second") if place in arms):
        conditions[f"stable, {PLACES[arm]}"] = arms[arm]["conditions"]["stable"]
    rows = []
    for name, row in conditions.items():
        share, most = row["hot and cold"], MOST_RESTLESS if name == f"stable, {PLACES['stress']}" else MOST_SWITCHING
        met = share["value"] >= LEAST_SWITCHING if name == "hot cold" else share["value"] <= most
        bound = f"at least {LEAST_SWITCHING:g}" if name == "hot cold" else f"at most {most:g}"
        rows.append((name, value(share), str(share["of"]), bound, verdict(met, MISSED)))
    return grid(("condition", "said on the page", "pairs", "asked", ""), rows)


#: Least share to be found where somebody goes back and forth; the most elsewhere, and of restless pairs.
LEAST_SWITCHING, MOST_SWITCHING, MOST_RESTLESS = 0.65, 0.02, 0.04

#: Parts of the page that come from the truth benchmark, by the name of their place.
TRUTH: dict[str, Callable[[Table], str]] = {
    "run": run_line,
    "overall": overall,
    "conditions": conditions,
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
            value(row),
            str(row["of"]),
            _bound(row),
            "" if row["least"] is None and row["most"] is None else verdict(row["met"], MISSED),
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
            *(value(row["auc"][key]) for key in LABELS["busy"]),
            *(f"{row[key]['value']:.3f}" for key in LABELS["busy_wrong"]),
            str(row["busy called fading"]["of"]),
        )
        for name, row in table["weeks"].items()
    ]
    return grid(("weeks after", *LABELS["busy"].values(), *LABELS["busy_wrong"].values(), "busy pairs"), rows)


def pages(table: Table) -> str:
    """Whole pages of pairs in which nothing changed: the look's sentences and the signs' together."""
    rows = [(words, value(table[key]), str(table[key]["of"]), "", "") for key, words in LABELS["pages"].items()]
    met = verdict(table["either"]["value"] <= ASKED, MISSED)
    rows[-1] = (*rows[-1][:3], f"at most {ASKED:g}", met)
    return grid(("pages of pairs in which nothing changed", "share", "pairs", "asked", ""), rows)


#: Parts from other benchmarks, by the name of their place and of their file.
OTHERS: dict[str, Callable[[Table], str]] = {"effects": effects, "busy": busy, "pages": pages, "real": streams}
