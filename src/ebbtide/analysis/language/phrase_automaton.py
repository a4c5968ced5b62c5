"""Phrases with choices, found at every place of many messages at once: a word automaton, built as it is needed.

An entry such as `[miss/love] you[/ so]` is a row of slots; spelling all its forms out would take
a hundred thousand literals a language. All entries together are a nondeterministic automaton over
words; its deterministic states are made only for beginnings that messages really hold (Aho, Sethi
and Ullman 1986, section 3.7, "lazy transition evaluation"), and whole columns step through it together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

Masks = NDArray[np.uint64]
Places = NDArray[np.int64]
Codes = NDArray[np.int32]
#: One node, as nearly always, or several.
Targets = int | tuple[int, ...]

EDGE = "|"
#: Not yet made, and never.
_UNMADE, _DEAD = -1, 0
#: Slots of the filter that turns away most words that continue nothing.
_FILTER_BITS = 20


def slots(entry: str) -> list[list[str]]:
    """The slots of an entry, each with its alternatives; "" is "nothing".

    >>> slots("[miss/] you so")
    [['miss', ''], ['you so']]
    """
    alternatives = []
    for part in entry.split("["):
        choices, closed, plain = part.rpartition("]")
        if closed:
            alternatives.append(choices.split("/"))
        if plain := plain.strip():
            alternatives.append([plain])
    return alternatives


def _each(targets: Targets) -> tuple[int, ...]:
    return (targets,) if isinstance(targets, int) else targets


@dataclass
class Hits:
    """Phrases found: global places of their first and last word, and the classes they speak for and against."""

    first: Places
    last: Places
    says: Masks
    nots: Masks


@dataclass
class Words:
    """Messages as codes of words, one after the other; sentence and message of each word."""

    codes: Codes
    sentence: Codes
    message_of_sentence: Codes


class Automaton:
    """All entries as one automaton over words; `add` them, then `words` and `find`."""

    def __init__(self) -> None:
        self.vocabulary: dict[str, int] = {EDGE: 0}
        self._nodes = 1  # node 0 is the start
        self._next: dict[int, dict[int, Targets]] = {0: {}}  # of nodes between slots: word to nodes
        self._inner: dict[int, tuple[int, int]] = {}  # of nodes inside a phrase: the only word on, and its node
        self._accept: dict[int, tuple[int, int]] = {}
        self._names = pl.Enum([])

    def add(self, entry: str, says: int, nots: int) -> None:
        """Add an entry that speaks for the classes of the bits `says` and against those of `nots`."""
        heads = [0]
        for slot in slots(entry):
            tail = self._nodes
            self._nodes += 1
            firsts = [self._path(phrase, tail) for phrase in slot if phrase]
            for head in heads:
                after = self._next.setdefault(head, {})
                for code, node in firsts:
                    after[code] = node if code not in after else (*_each(after[code]), node)
            heads = [tail, *heads] if "" in slot else [tail]
        for node in heads:
            before = self._accept.get(node, (0, 0))
            self._accept[node] = (before[0] | says, before[1] | nots)

    def _path(self, phrase: str, tail: int) -> tuple[int, int]:
        """The first word of `phrase`, and the node behind it, from which the others lead to `tail`."""
        codes = self.vocabulary
        if " " not in phrase:
            return codes.setdefault(phrase, len(codes)), tail
        first, *words = phrase.split()
        for word in reversed(words):
            self._inner[self._nodes] = (codes.setdefault(word, len(codes)), tail)
            tail = self._nodes
            self._nodes += 1
        return codes.setdefault(first, len(codes)), tail

    def _after(self, node: int) -> dict[int, Targets]:
        """The words that lead on from a node, and to which nodes."""
        if node in self._inner:
            code, target = self._inner[node]
            return {code: target}
        return self._next.get(node, {})

    def close(self) -> None:
        """No more entries: make ready for `find`."""
        self._names = pl.Enum(list(self.vocabulary))
        self._width = len(self.vocabulary)
        self._sets: list[tuple[int, ...]] = [(), (0,)]
        self._of_set = {(): _DEAD, (0,): 1}
        self._goes = {-1: _DEAD}  # a key that nothing asks for keeps the sorted keys from being none
        self._says, self._nots = [0, 0], [0, 0]
        self._sorted = False
        self._starts = np.full(self._width + 1, _DEAD, np.int64)
        self._starts[list(self._next[0])] = _UNMADE

    def words(self, folded: pl.Series) -> Words:
        """`folded` (n,) messages as codes; words of no entry are `len(vocabulary)`; runs of edges are one edge."""
        split = folded.str.split(" ")
        counts = split.list.len().to_numpy()
        word_codes = split.explode().cast(self._names, strict=False).to_physical()
        codes = word_codes.cast(pl.Int32).fill_null(self._width).to_numpy()
        edge = codes == 0
        keep = np.ones(len(codes), bool)
        keep[1:] = ~(edge[1:] & edge[:-1])
        opens = edge & keep
        message = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
        # Sentence 0 holds the blank before the first edge of all.
        of_sentence = np.concatenate([[np.int32(0)], message[opens]])
        return Words(codes[keep], np.cumsum(opens, dtype=np.int32)[keep], of_sentence)

    def find(self, codes: Codes) -> Hits:
        """Every place where an entry stands in `codes`."""
        padded = np.append(codes, np.int32(self._width))
        first, state = self._started(codes)
        step, hits = 0, []
        while len(first):
            says, nots = (np.array(masks, np.uint64)[state] for masks in (self._says, self._nots))
            hit = np.flatnonzero(says | nots)
            hits.append((first[hit], first[hit] + step, says[hit], nots[hit]))
            step += 1
            state, alive = self._step(state, padded[np.minimum(first + step, len(codes))])
            first = first[alive]
        parts = [np.concatenate(part) for part in zip(*hits, strict=True)] or [first] * 4
        return Hits(parts[0], parts[1], parts[2].astype(np.uint64), parts[3].astype(np.uint64))

    def _started(self, codes: Codes) -> tuple[Places, Places]:
        """Places where an entry may begin, and the states after their first word."""
        first = np.flatnonzero(self._starts[codes] != _DEAD)
        words = codes[first]
        for code in np.unique(words[self._starts[words] == _UNMADE]):
            self._starts[code] = self._make(self._width + 1 + int(code))
        return first, self._starts[words]

    def _step(self, state: Places, code: Codes) -> tuple[Places, Places]:
        """The states after `code` and which of the rows go on."""
        keys = state * (self._width + 1) + code
        self._sort()
        alive = np.flatnonzero(self._filter[(keys * 0x9E3779B1 >> 12) & ((1 << _FILTER_BITS) - 1)])
        keys = keys[alive]
        place = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        real = self._keys[place] == keys
        alive, place = alive[real], place[real]
        after = self._targets[place]
        unmade = np.unique(place[after == _UNMADE])
        if len(unmade):
            for row in unmade:
                self._targets[row] = self._make(int(self._keys[row]))
            after = self._targets[place]
        return after, alive

    def _sort(self) -> None:
        if self._sorted:
            return
        self._keys = np.fromiter(self._goes.keys(), np.int64, len(self._goes))
        self._targets = np.fromiter(self._goes.values(), np.int64, len(self._goes))
        order = np.argsort(self._keys)
        self._keys, self._targets = self._keys[order], self._targets[order]
        self._filter = np.zeros(1 << _FILTER_BITS, bool)
        self._filter[(self._keys * 0x9E3779B1 >> 12) & ((1 << _FILTER_BITS) - 1)] = True
        self._sorted = True

    def _make(self, key: int) -> int:
        """The state that `key` leads to, made on first need."""
        state, code = divmod(key, self._width + 1)
        targets = (self._after(node).get(code, ()) for node in self._sets[state])
        nodes = tuple(sorted({target for some in targets for target in _each(some)}))
        if nodes not in self._of_set:
            self._of_set[nodes] = len(self._sets)
            self._sets.append(nodes)
            self._open(len(self._sets) - 1)
        self._goes[key] = self._of_set[nodes]
        return self._of_set[nodes]

    def _open(self, state: int) -> None:
        """Note a new state's classes and all words that lead on from it."""
        nodes = self._sets[state]
        if state > 1:
            self._says.append(self._or(nodes, 0))
            self._nots.append(self._or(nodes, 1))
        for code in {code for node in nodes for code in self._after(node)}:
            self._goes.setdefault(state * (self._width + 1) + code, _UNMADE)
        self._sorted = False

    def _or(self, nodes: Iterable[int], side: int) -> int:
        whole = 0
        for node in nodes:
            whole |= self._accept.get(node, (0, 0))[side]
        return whole
