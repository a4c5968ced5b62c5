"""The demo: a couple with a known answer, read exactly as a user's own chat would be read."""

from __future__ import annotations

import tempfile
from pathlib import Path

from ebbtide.service.see.load import read_files
from ebbtide.service.see.source import Source
from ebbtide.service.session import Session


def demo(_: Session, seed: int) -> Source:
    """Make up the couple of a seed, write their chat as a user would bring it, and read it."""
    from ebbtide.demo import PEOPLE, demo_files  # the simulator, which nothing else here needs

    with tempfile.TemporaryDirectory() as folder:
        files, context = demo_files(Path(folder), seed)
        return Source(read_files(files, PEOPLE[0]), context)
