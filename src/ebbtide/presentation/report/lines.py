"""Which sentences stand as lines of a page, and which are left to its table, so that nothing is said twice."""

from __future__ import annotations

from collections.abc import Iterator

from ebbtide.presentation.report.rows import rows
from ebbtide.presentation.sentences import Sentence, Tide

#: So many measures have lines at once; the table has all of them. Design choice: more would bury the others.
AT_ONCE = 5
#: Beginnings of the keys of sentences about one measure of one person.
_OF_A_MEASURE = ("findings.rows.", "findings.less.", "findings.more.")


def spoken(tide: Tide) -> tuple[Sentence, ...]:
    """The findings that stand as lines: all but those about a measure that the table shows as well.

    A measure of which something may be said of either person keeps the lines of both, for the first
    `AT_ONCE` of them.
    """
    kept = measures_spoken(tide)
    tabled = _tabled(tide)
    return tuple(item for item in tide.findings if not _of_a_measure(item) or item.evidence[0] not in tabled - kept)


def measures_spoken(tide: Tide) -> frozenset[str]:
    """The measures that have lines beside their row of the table."""
    said = [item.evidence[0] for item in _about_measures(tide) if item.claim_of_change]
    return frozenset(list(dict.fromkeys(said))[:AT_ONCE])


def _about_measures(tide: Tide) -> Iterator[Sentence]:
    return (item for item in tide.findings if _of_a_measure(item))


def _of_a_measure(item: Sentence) -> bool:
    return item.group == "changed" and item.key.startswith(_OF_A_MEASURE)


def _tabled(tide: Tide) -> frozenset[str]:
    """The measures of which the table says the levels before and after, as the sentences do."""
    compared = {change.measure for change in tide.sizes}
    return frozenset(row.measure for row in rows(tide) if row.measure in compared)
