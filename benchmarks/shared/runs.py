"""How a benchmark on made-up couples is started: its options, its seeds, its processes."""

from __future__ import annotations

import argparse
import multiprocessing
import os
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.pool import Pool

#: First seeds of each set; the calibration and the freeze of the simulators use others. "check" is for what is changed
#: after the report run. The report seeds were 2_000_000 until the probability of a drop was fitted anew: that set had
#: been seen, so it reports no more. The suite's small test had run the first twenty couples of each condition of the
#: new set; nothing was chosen by them.
SEEDS = {"dev": 1_000_000, "report": 4_000_000, "check": 3_000_000}
PROCESSES = 2


class Options(argparse.ArgumentParser):
    """The options that benchmarks share: how many couples or pairs, on which seeds, in how many processes."""

    def __init__(self, name: str, text: str | None = None) -> None:
        super().__init__(prog=f"python -m benchmarks {name}", description=text)
        self.add_argument("--processes", type=int, default=PROCESSES)

    def add_couples(self, count: int) -> None:
        """How many couples, and whether the report's seeds are run; else `set` is "dev"."""
        self.add_argument("--couples", type=int, default=count)
        self.add_argument(
            "--report",
            dest="set",
            action="store_const",
            const="report",
            default="dev",
            help="the report seeds instead of those for development",
        )


def seeds(options: argparse.Namespace) -> range:
    """The seeds that the options ask for."""
    first = SEEDS[options.set]
    return range(first, first + options.couples)


def one_thread() -> None:
    """One thread a process: the processes share the machine with each other."""
    os.environ["POLARS_MAX_THREADS"] = os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"


@contextmanager
def processes(options: argparse.Namespace) -> Iterator[Pool]:
    """So many processes of one thread each."""
    one_thread()
    with multiprocessing.get_context("spawn").Pool(options.processes) as pool:
        yield pool
