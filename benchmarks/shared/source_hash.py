"""A hash of what sources do, so that records and freezes outlive a new layout, a moved file and a mended docstring.

It leaves out what decides no figure: docstrings, imports, comments on lines of their own, blanks and line ends.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

#: Parts of the package whose sources decide a look at a conversation; readers and sentences do not.
DECIDING = ("people.py", "history", "analysis/measures", "analysis/changes")
NOT_DECIDING = ("history/readers",)


def behaviour(source: str) -> str:
    """What a module does, as one string that layout and documentation do not change."""
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        documented = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node)
        silent = node.body[0] if documented else node if isinstance(node, ast.Import | ast.ImportFrom) else None
        if silent is not None:
            lines[silent.lineno - 1 : silent.end_lineno] = [""] * (silent.end_lineno - silent.lineno + 1)
    code = "".join(line for line in lines if not line.lstrip().startswith("#"))
    return re.sub(r",(?=[)\]}])", "", re.sub(r"\s+", "", code))


def source_hash(paths: Iterable[Path], extra: str = "") -> str:
    """SHA-256 over what Python files do, with their names, in the order given; other files count byte for byte."""
    digest = hashlib.sha256(extra.encode())
    for path in paths:
        text = behaviour(path.read_text("utf-8")) if path.suffix == ".py" else path.read_text("utf-8")
        digest.update(path.name.encode() + b"\0" + text.encode() + b"\0")
    return digest.hexdigest()


def modules(folder: Path) -> list[Path]:
    """All Python files in a folder and below it, in one order."""
    return sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


def deciding(package: Path) -> Iterator[Path]:
    """The files of the package `ebbtide` that decide what a look finds."""
    left_out = [package / part for part in NOT_DECIDING]
    for part in DECIDING:
        files = modules(package / part) if (package / part).is_dir() else [package / part]
        yield from (path for path in files if path.exists() and not any(out in path.parents for out in left_out))
