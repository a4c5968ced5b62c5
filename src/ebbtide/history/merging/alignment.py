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
    """Pairs of rows that are one message, `left[i]` and `right[i]`, and the second clock's shift.

    shift_ms: (rows of the second,) to add to the second source's times. speakers: second source's to first's.
    """

    left: Ints
    right: Ints
    shift_ms: Millis
    speakers: dict[int, int] = field(default_factory=dict)

    @property
    def offsets_minutes(self) -> tuple[int, ...]:
        """The offsets other than zero under which rows were paired, ascending."""
        used = np.unique(self.shift_ms[self.right]) // 60_000
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


def align(left: Track, right: Track) -> Alignment:
    """Pair the rows of two exports; no pair where they are not of one chat or share no days."""
    unit = max(left.unit, right.unit)
    before, after = _offsets(left, right, unit)
    blind, share = _blind(left, right, unit, before)
    if before.any():
        # One clock is the simpler account: another offset has to pair more of the common rows.
        same = np.zeros_like(before)
        plain, plain_share = _blind(left, right, unit, same)
        if plain_share >= share:
            before, after, blind, share = same, same, plain, plain_share
    if share < SAME_CHAT:
        none = np.zeros(0, dtype=np.int64)
        return Alignment(none, none, np.zeros_like(before))
    speakers = _speakers(left, right, *blind.pairs)
    final = _Pairing(left, right, unit, before, speakers)
    final.all(before, after)
    return Alignment(*final.pairs, final.shift, speakers)


def _offsets(left: Track, right: Track, unit: int) -> tuple[Millis, Millis]:
    """Shift of each row of the second as the landmark before it says, and as the one after it says; ms."""
    at_right, steps = _landmarks(left, right, unit)
    if not len(steps):
        shift = np.full(len(right.at), _voted(left, right, unit) * QUARTER_MS, dtype=np.int64)
        return shift, shift
    rows = np.arange(len(right.at))
    before = steps[np.maximum(np.searchsorted(at_right, rows, side="right") - 1, 0)]
    after = steps[np.minimum(np.searchsorted(at_right, rows, side="left"), len(steps) - 1)]
    return before * QUARTER_MS, after * QUARTER_MS


def _landmarks(left: Track, right: Track, unit: int) -> tuple[Ints, Ints]:
    """Texts that stand once in each export, 0, 15, 30 ... minutes apart: rows of the second, quarter hours."""
    left_keys, left_rows = _once(left)
    right_keys, right_rows = _once(right)
    _, at_left, at_right = np.intersect1d(left_keys, right_keys, assume_unique=True, return_indices=True)
    a, b = left_rows[at_left], right_rows[at_right]
    apart = left.at[a] // unit * unit - right.at[b] // unit * unit
    steps = np.rint(apart / QUARTER_MS).astype(np.int64)
    good = (np.abs(apart - steps * QUARTER_MS) <= unit) & (np.abs(steps) <= WIDEST)
    order = np.argsort(b[good], kind="stable")
    rows, steps = b[good][order], steps[good][order]
    lasting = _pieces(steps)
    return rows[lasting], steps[lasting]


def _once(track: Track) -> tuple[Keys, Ints]:
    rows = np.flatnonzero(track.text)
    keys, first, counts = np.unique(track.key[rows], return_index=True, return_counts=True)
    return keys[counts == 1], rows[first[counts == 1]]


def _pieces(steps: Ints) -> Bools:
    """Landmarks in stretches of at least `SHORTEST_PIECE` with one offset; fewer may be chance."""
    lasting = np.ones(len(steps), dtype=bool)
    for length in range(1, SHORTEST_PIECE):
        rows = np.flatnonzero(lasting)
        lasting[rows[_stretch(steps[rows]) <= length]] = False
    return lasting


def _stretch(steps: Ints) -> Ints:
    """Length of the stretch of equal values that each value stands in."""
    starts = np.flatnonzero(np.diff(steps, prepend=np.iinfo(np.int64).min))
    lengths = np.diff(np.append(starts, len(steps)))
    return np.repeat(lengths, lengths)


def _voted(left: Track, right: Track, unit: int) -> int:
    """The offset in quarter hours that pairs most rows where every text is common; 0 unless clearly another."""
    reach = WIDEST * QUARTER_MS
    near = np.flatnonzero((right.at >= left.at[0] - reach) & (right.at <= left.at[-1] + reach))
    _, first = np.unique(_mix(right.key[near], right.at[near] // unit), return_index=True)
    near = near[np.sort(first)]
    if not len(near):
        return 0
    rows = near[np.linspace(0, len(near) - 1, min(TRIED, len(near))).astype(np.int64)]
    left_keys = np.unique(_mix(left.key, left.at // unit))
    steps = np.arange(-WIDEST, WIDEST + 1)
    times = (right.at[rows][None, :] + steps[:, None] * QUARTER_MS) // unit
    hits = np.isin(_mix(np.broadcast_to(right.key[rows], times.shape), times), left_keys)
    best = np.lexsort((np.abs(steps), -hits.sum(axis=1)))[0]
    various = len(np.unique(right.key[rows[hits[best]]])) >= SHORTEST_PIECE
    return int(steps[best]) if various else 0


def _blind(left: Track, right: Track, unit: int, shift: Millis) -> tuple[_Pairing, float]:
    """Pairs regardless of who wrote them, and their share of the rows of the days that both exports show."""
    pairing = _Pairing(left, right, unit, shift)
    pairing.exact(shift)
    at = right.at + shift
    ours = ((left.at >= at.min() - unit) & (left.at <= at.max() + unit) & (left.who >= 0)).sum()
    theirs = ((at >= left.at[0] - unit) & (at <= left.at[-1] + unit) & (right.who >= 0)).sum()
    paired = (left.who[pairing.pairs[0]] >= 0).sum()
    return pairing, float(paired / max(1, min(ours, theirs)))


def _speakers(left: Track, right: Track, a: Ints, b: Ints) -> dict[int, int]:
    """Who of the second source is who of the first, by the messages they share; the last one by elimination."""
    both = (left.who[a] >= 0) & (right.who[b] >= 0)
    votes, counts = np.unique(np.stack([right.who[b][both], left.who[a][both]]), axis=1, return_counts=True)
    speakers: dict[int, int] = {}
    for at in np.argsort(-counts, kind="stable"):
        right_speaker, left_speaker = int(votes[0, at]), int(votes[1, at])
        if right_speaker not in speakers and left_speaker not in speakers.values():
            speakers[right_speaker] = left_speaker
    unmatched = set(range(int(right.who.max()) + 1)) - speakers.keys()
    free = set(range(int(left.who.max()) + 1)) - set(speakers.values())
    if len(unmatched) == len(free) == 1 and max(left.who.max(), right.who.max()) <= 1:
        speakers[unmatched.pop()] = free.pop()
    return speakers


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
        self, left: Track, right: Track, unit: int, shift: Millis, speakers: dict[int, int] | None = None
    ) -> None:
        self.left, self.right, self.unit, self.shift = left, right, unit, shift.copy()
        self.who_left, self.who_right = self._who(speakers)
        self.free_left = np.ones(len(left.at), dtype=bool)
        self.free_right = np.ones(len(right.at), dtype=bool)
        self.pairs: tuple[Ints, Ints] = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))

    def _who(self, speakers: dict[int, int] | None) -> tuple[Ints, Ints]:
        if speakers is None:
            return np.zeros_like(self.left.who), np.zeros_like(self.right.who)
        people = max(int(self.right.who.max()), -1) + 1
        # Somebody whom only the second source has gets a number that nobody in the first has.
        codes = [speakers.get(speaker, speaker + len(self.left.at) + 1) for speaker in range(people)]
        return self.left.who, np.array([*codes, -1], dtype=np.int64)[self.right.who]

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
        left = _mix(self.left.key, self.who_left, self.left.at // self.unit)
        right = _mix(self.right.key, self.who_right, (self.right.at + shift) // self.unit)
        a, b = self._equal(left, right, self.free_left, self.free_right)
        sure = self._between(a, b) if tolerant else np.ones(len(a), dtype=bool)
        self._take(a[sure], b[sure], None if tolerant else shift)

    def versions(self, shift: Millis) -> None:
        """Same person and time between the same neighbours, where one reads otherwise: omitted, edited, deleted."""
        if not len(self.pairs[0]):
            return
        left_keys = _mix(self.who_left, self.left.at // self.unit)
        right_keys = _mix(self.who_right, (self.right.at + shift) // self.unit)
        left, right = self.left, self.right
        media = self.free_left & left.media, self.free_right & right.media
        self._versions(left_keys, right_keys, *media, self._between)
        written = self.free_left & (left.text | left.loose), self.free_right & (right.text | right.loose)
        self._versions(
            left_keys, right_keys, *written, lambda a, b: self._between(a, b) & (left.loose[a] | right.loose[b])
        )

    def _versions(
        self, left: Keys, right: Keys, open_left: Bools, open_right: Bools, accept: Callable[[Ints, Ints], Bools]
    ) -> None:
        a, b = self._equal(left, right, open_left, open_right)
        good = accept(a, b)
        self._take(a[good], b[good], None)

    def _equal(self, left: Keys, right: Keys, open_left: Bools, open_right: Bools) -> tuple[Ints, Ints]:
        left_rows, right_rows = np.flatnonzero(open_left), np.flatnonzero(open_right)
        _, at_left, at_right = np.intersect1d(
            _numbered(left[left_rows]), _numbered(right[right_rows]), assume_unique=True, return_indices=True
        )
        return left_rows[at_left], right_rows[at_right]

    def _between(self, a: Ints, b: Ints) -> Bools:
        """Whether as many pairs lie before `a` in the first as before `b` in the second."""
        same: Bools = np.searchsorted(np.sort(self.pairs[0]), a) == np.searchsorted(np.sort(self.pairs[1]), b)
        return same

    def _take(self, a: Ints, b: Ints, shift: Millis | None) -> None:
        self.free_left[a] = False
        self.free_right[b] = False
        if shift is not None:
            self.shift[b] = shift[b]
        self.pairs = (np.append(self.pairs[0], a), np.append(self.pairs[1], b))
