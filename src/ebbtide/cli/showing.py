"""What a command prints: findings in words or as JSON, the step it is at, and where files lie."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING

from ebbtide.cli.files import who_can_read
from ebbtide.cli.terminal import write, write_json
from ebbtide.wording import printable, say

if TYPE_CHECKING:
    from ebbtide.presentation.sentences import SpokenSigns, Tide

#: Below this, reading is done before a progress line could be read.
LARGE_BYTES = 2_000_000
#: Seconds that pass before a line says what is going on.
PATIENCE = 0.5


@contextmanager
def busy(name: str) -> Iterator[None]:
    """A line on standard error while something takes longer than half a second; wiped when it is done."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    status = Console(stderr=True).status(say(f"cli.step.{name}"))
    timer = Timer(PATIENCE, status.start)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        status.stop()


def _worth_showing(files: Sequence[Path]) -> bool:
    return sys.stderr.isatty() and sum(path.stat().st_size for path in files if path.is_file()) >= LARGE_BYTES


@contextmanager
def reading(files: Sequence[Path]) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on standard error that moves as files are read; gives what to call with bytes done and bytes in all."""
    if not _worth_showing(files):
        yield None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(escape(printable(say("cli.step.read", names=", ".join(path.name for path in files)))))
        yield lambda done, total: bar.update(task, completed=done, total=total)


def show(tide: Tide, signs: SpokenSigns, *, as_json: bool, full: bool = False) -> None:
    """Print the answer in words, with `full` all that is folded on the page, or the whole result as JSON."""
    from ebbtide.presentation import report

    if as_json:
        write_json(report.to_dict(tide) | {"signs": signs.to_dict()})
        return
    from rich.console import Console

    Console(highlight=False).print(report.terminal(tide, signs, full=full))


def say_where(exports: Sequence[Path], report: Path | None, aside: bool) -> None:
    """Say where the report and the unencrypted exports lie and who can read them; `aside` says it on standard error."""
    lines = [] if report is None else [say("cli.end.report", path=report.resolve(), who=who_can_read([report]))]
    if exports:
        paths = f" {say('cli.end.and')} ".join(str(path.resolve()) for path in exports)
        lines.append(say("cli.end.export", paths=paths, who=who_can_read(exports)))
    for line in lines:
        write(line, aside=aside)
