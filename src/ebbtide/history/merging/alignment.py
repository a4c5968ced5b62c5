"""Which rows of two exports are the same message: aligned by what was written and when, blind to names and clocks.

Rare texts give the offset between the two clocks (a multiple of 15 minutes, constant by pieces:
zones and summer time); with it, rows of the same person, text and time are paired one to one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ebbtide.history.event_table import Millis

Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]
Bools = NDArray[np.bool_]

#: Zones lie a multiple of this apart (Nepal and the Chathams have quarter hours: IANA time zone database).
QUARTER_MS = 15 * 60 * 1000

#: The widest two zones can lie apart: UTC-12 and UTC+14 (IANA time zone database).
WIDEST = 26 * 4

#: Fewer rare texts in a row (or, without them, fewer rows that pair) than this do not make a new offset.
SHORTEST_PIECE = 3

#: Two exports are of one chat when at least this share of the rows of their common days pairs up.
SAME_CHAT = 0.3

#: Rows tried for each offset where no rare text helps.
TRIED = 2_000

#: Marks of direction, joiners, accents' and emoji's selectors, space: exports differ in them, people do not.
UNWRITTEN = r"[\p{Cf}\p{M}\s]+"
MENTION = r"@(\x{2068}[^\x{2069}]*\x{2069}|\+?\d{6,})"

NO_TEXT, CALL = "\x00media", "\x00call"
_PRIMES = np.array([0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93], dtype=np.uint64)


@dataclass(frozen=True)
class Track:
    """What alignment looks at; (rows,) each, in time order.

    at: ms, wall clock. key: hash of the normalised text, or of "media", "call". who: speaker or -1.
    text: a text that may serve as a landmark. media: has a medium. loose: deleted, edited or not
    shown, so that its other version may read otherwise. unit: ms, coarsest resolution.
    """

    at: Millis
    key: Keys
    who: Ints
    text: Bools
    media: Bools
    loose: Bools
    unit: int


@dataclass
class Alignment:
    """Pairs of rows that are one message: `here[i]` and `there[i]`; and the second clock's shift.

    shift_ms: (rows there,) to add to the second source's times. speakers: second source's to first's.
    """

    here: Ints
    there: Ints
    shift_ms: Millis
    speakers: dict[int, int] = field(default_factory=dict)

    @property
    def offsets_minutes(self) -> tuple[int, ...]:
        """The offsets other than zero under which rows were paired, ascending."""
        used = np.unique(self.shift_ms[self.there]) // 60_000
        return tuple(int(minutes) for minutes in used if minutes)


def track(events: pl.DataFrame) -> Track:
    """The alignment's view of rows with a `speaker`."""
    message = pl.col("kind") == "message"
    text = pl.col("text").str.normalize("NFKC").str.replace_all(MENTION, "@").str.replace_all(UNWRITTEN, "")
    written = pl.when(pl.col("kind") == "call").then(pl.lit(CALL)).otherwise(text.fill_null(NO_TEXT))
    whole = pl.concat_str(pl.col("kind").cast(pl.String), written, pl.col("reaction").fill_null(""), separator="\x1f")
    view = events.select(
        pl.col("at_local").dt.epoch("ms").alias("at"),
        whole.hash().alias("key"),
        pl.col("speaker").cast(pl.Int64),
        (message & pl.col("text").is_not_null()).alias("text"),
        pl.col("media").is_not_null().fill_null(False).alias("media"),
        (
            message
            & ((pl.col("text").is_null() & (pl.col("text_state") != "media_only")) | pl.col("edited_at").is_not_null())
        ).alias("loose"),
    )
    unit = events["resolution_s"].fill_null(1.0).max()
    media = view["media"].to_numpy() | (events["text_state"] == "media_only").fill_null(False).to_numpy()
    return Track(
        view["at"].to_numpy(),
        view["key"].to_numpy(),
        view["speaker"].to_numpy(),
        view["text"].to_numpy(),
        media,
        view["loose"].fill_null(False).to_numpy(),
        max(1, round(float(unit) * 1000)),  # type: ignore[arg-type]
    )


def align(here: Track, there: Track) -> Alignment:
    """Pair the rows of two exports; no pair where they are not of one chat or share no days."""
    unit = max(here.unit, there.unit)
    before, after = _offsets(here, there, unit)
    blind, share = _blind(here, there, unit, before)
    if before.any():
        # One clock is the simpler account: another offset has to pair more of the common rows.
        same = np.zeros_like(before)
        plain, plain_share = _blind(here, there, unit, same)
        if plain_share >= share:
            before, after, blind, share = same, same, plain, plain_share
    if share < SAME_CHAT:
        none = np.zeros(0, dtype=np.int64)
        return Alignment(none, none, np.zeros_like(before))
    speakers = _speakers(here, there, *blind.pairs)
    final = _Pairing(here, there, unit, before, speakers)
    final.all(before, after)
    return Alignment(*final.pairs, final.shift, speakers)


def _offsets(here: Track, there: Track, unit: int) -> tuple[Millis, Millis]:
    """Shift of each row there as the landmark before it says, and as the one after it says; ms."""
    at_there, steps = _landmarks(here, there, unit)
    if not len(steps):
        shift = np.full(len(there.at), _voted(here, there, unit) * QUARTER_MS, dtype=np.int64)
        return shift, shift
    rows = np.arange(len(there.at))
    before = steps[np.maximum(np.searchsorted(at_there, rows, side="right") - 1, 0)]
    after = steps[np.minimum(np.searchsorted(at_there, rows, side="left"), len(steps) - 1)]
    return before * QUARTER_MS, after * QUARTER_MS


def _landmarks(here: Track, there: Track, unit: int) -> tuple[Ints, Ints]:
    """Texts that stand once in each export, a multiple of 15 minutes apart: rows there, steps between the clocks."""
    own, one = _once(here)
    others, other = _once(there)
    _, left, right = np.intersect1d(own, others, assume_unique=True, return_indices=True)
    a, b = one[left], other[right]
    apart = here.at[a] // unit * unit - there.at[b] // unit * unit
    steps = np.rint(apart / QUARTER_MS).astype(np.int64)
    good = (np.abs(apart - steps * QUARTER_MS) <= unit) & (np.abs(steps) <= WIDEST)
    order = np.argsort(b[good], kind="stable")
    rows, steps = b[good][order], steps[good][order]
    kept = _pieces(steps)
    return rows[kept], steps[kept]


def _once(track: Track) -> tuple[Keys, Ints]:
    rows = np.flatnonzero(track.text)
    keys, first, counts = np.unique(track.key[rows], return_index=True, return_counts=True)
    return keys[counts == 1], rows[first[counts == 1]]


def _pieces(steps: Ints) -> Bools:
    """Landmarks in stretches of at least `SHORTEST_PIECE` with one offset; fewer may be chance."""
    kept = np.ones(len(steps), dtype=bool)
    for length in range(1, SHORTEST_PIECE):
        rows = np.flatnonzero(kept)
        kept[rows[_stretch(steps[rows]) <= length]] = False
    return kept


def _stretch(steps: Ints) -> Ints:
    """Length of the stretch of equal values that each value stands in."""
    starts = np.flatnonzero(np.diff(steps, prepend=np.iinfo(np.int64).min))
    lengths = np.diff(np.append(starts, len(steps)))
    return np.repeat(lengths, lengths)


def _voted(here: Track, there: Track, unit: int) -> int:
    """The offset in quarter hours that pairs most rows where every text is common; 0 unless clearly another."""
    reach = WIDEST * QUARTER_MS
    near = np.flatnonzero((there.at >= here.at[0] - reach) & (there.at <= here.at[-1] + reach))
    _, first = np.unique(_mix(there.key[near], there.at[near] // unit), return_index=True)
    near = near[np.sort(first)]
    if not len(near):
        return 0
    rows = near[np.linspace(0, len(near) - 1, min(TRIED, len(near))).astype(np.int64)]
    known = np.unique(_mix(here.key, here.at // unit))
    steps = np.arange(-WIDEST, WIDEST + 1)
    times = (there.at[rows][None, :] + steps[:, None] * QUARTER_MS) // unit
    hits = np.isin(_mix(np.broadcast_to(there.key[rows], times.shape), times), known)
    best = np.lexsort((np.abs(steps), -hits.sum(axis=1)))[0]
    various = len(np.unique(there.key[rows[hits[best]]])) >= SHORTEST_PIECE
    return int(steps[best]) if various else 0


def _blind(here: Track, there: Track, unit: int, shift: Millis) -> tuple[_Pairing, float]:
    """Pairs whoever wrote them, and their share of the rows of the days that both exports show."""
    pairing = _Pairing(here, there, unit, shift)
    pairing.exact(shift)
    at = there.at + shift
    ours = ((here.at >= at.min() - unit) & (here.at <= at.max() + unit) & (here.who >= 0)).sum()
    theirs = ((at >= here.at[0] - unit) & (at <= here.at[-1] + unit) & (there.who >= 0)).sum()
    found = (here.who[pairing.pairs[0]] >= 0).sum()
    return pairing, float(found / max(1, min(ours, theirs)))


def _speakers(here: Track, there: Track, a: Ints, b: Ints) -> dict[int, int]:
    """Which speaker there is which speaker here, by the messages they share; the last one left by elimination."""
    both = (here.who[a] >= 0) & (there.who[b] >= 0)
    votes, counts = np.unique(np.stack([there.who[b][both], here.who[a][both]]), axis=1, return_counts=True)
    found: dict[int, int] = {}
    for at in np.argsort(-counts, kind="stable"):
        one, other = int(votes[0, at]), int(votes[1, at])
        if one not in found and other not in found.values():
            found[one] = other
    return found | _eliminated(found, int(here.who.max()) + 1, int(there.who.max()) + 1)


def _eliminated(found: dict[int, int], here: int, there: int) -> dict[int, int]:
    left = [one for one in range(there) if one not in found]
    free = [one for one in range(here) if one not in found.values()]
    return {left[0]: free[0]} if len(left) == len(free) == 1 and max(here, there) <= 2 else {}


def _mix(*parts: NDArray[np.int64] | Keys) -> Keys:
    """One 64-bit number out of several columns (multiply and fold, as in splitmix64)."""
    mixed = np.zeros(parts[0].shape, dtype=np.uint64)
    for part, prime in zip(parts, _PRIMES, strict=False):
        mixed = (mixed ^ part.astype(np.uint64)) * prime
        mixed ^= mixed >> np.uint64(29)
    return mixed


def _numbered(codes: Keys) -> Keys:
    """Codes made unique: the first of a kind, the second of a kind ... in order."""
    order = np.argsort(codes, kind="stable")
    ranked = codes[order]
    fresh = np.flatnonzero(np.concatenate([[True], ranked[1:] != ranked[:-1]])) if len(codes) else order
    number = np.empty(len(codes), dtype=np.int64)
    number[order] = np.arange(len(codes)) - np.repeat(fresh, np.diff(np.append(fresh, len(codes))))
    return _mix(codes, number)


class _Pairing:
    """Pairs found so far; each pass pairs rows that no pass before it has taken."""

    def __init__(
        self, here: Track, there: Track, unit: int, shift: Millis, speakers: dict[int, int] | None = None
    ) -> None:
        self.here, self.there, self.unit, self.shift = here, there, unit, shift.copy()
        self.who_here, self.who_there = self._who(speakers)
        self.free_here = np.ones(len(here.at), dtype=bool)
        self.free_there = np.ones(len(there.at), dtype=bool)
        self.pairs: tuple[Ints, Ints] = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))

    def _who(self, speakers: dict[int, int] | None) -> tuple[Ints, Ints]:
        if speakers is None:
            return np.zeros_like(self.here.who), np.zeros_like(self.there.who)
        people = max(int(self.there.who.max()), -1) + 1
        # Somebody who is only there gets a number that nobody has here.
        codes = [speakers.get(one, one + len(self.here.at) + 1) for one in range(people)]
        return self.here.who, np.array([*codes, -1], dtype=np.int64)[self.there.who]

    def all(self, before: Millis, after: Millis) -> None:
        """Every pass, the surest first."""
        self.exact(before)
        if (before != after).any():
            self.exact(after)
        for units in (1, -1):
            self.exact(before + units * self.unit, tolerant=True)
        self.versions(before)

    def exact(self, shift: Millis, tolerant: bool = False) -> None:
        """Same person, same text, same time after the shift; N alike pair with N alike in order.

        tolerant: the shift holds a unit of slack, so pairs must lie between the same neighbours.
        """
        here = _mix(self.here.key, self.who_here, self.here.at // self.unit)
        there = _mix(self.there.key, self.who_there, (self.there.at + shift) // self.unit)
        a, b = self._equal(here, there, self.free_here, self.free_there)
        kept = self._between(a, b) if tolerant else np.ones(len(a), dtype=bool)
        self._take(a[kept], b[kept], None if tolerant else shift)

    def versions(self, shift: Millis) -> None:
        """Same person and time between the same neighbours, where one reads otherwise: omitted, edited, deleted."""
        if not len(self.pairs[0]):
            return
        here = _mix(self.who_here, self.here.at // self.unit)
        there = _mix(self.who_there, (self.there.at + shift) // self.unit)
        one, other = self.here, self.there
        media = self.free_here & one.media, self.free_there & other.media
        self._versions(here, there, *media, self._between)
        said = self.free_here & (one.text | one.loose), self.free_there & (other.text | other.loose)
        self._versions(here, there, *said, lambda a, b: self._between(a, b) & (one.loose[a] | other.loose[b]))

    def _versions(
        self, here: Keys, there: Keys, open_here: Bools, open_there: Bools, kept: Callable[[Ints, Ints], Bools]
    ) -> None:
        a, b = self._equal(here, there, open_here, open_there)
        good = kept(a, b)
        self._take(a[good], b[good], None)

    def _equal(self, here: Keys, there: Keys, open_here: Bools, open_there: Bools) -> tuple[Ints, Ints]:
        one, other = np.flatnonzero(open_here), np.flatnonzero(open_there)
        _, left, right = np.intersect1d(
            _numbered(here[one]), _numbered(there[other]), assume_unique=True, return_indices=True
        )
        return one[left], other[right]

    def _between(self, a: Ints, b: Ints) -> Bools:
        """Whether as many pairs lie before `a` here as before `b` there."""
        same: Bools = np.searchsorted(np.sort(self.pairs[0]), a) == np.searchsorted(np.sort(self.pairs[1]), b)
        return same

    def _take(self, a: Ints, b: Ints, shift: Millis | None) -> None:
        self.free_here[a] = False
        self.free_there[b] = False
        if shift is not None:
            self.shift[b] = shift[b]
        self.pairs = (np.append(self.pairs[0], a), np.append(self.pairs[1], b))
