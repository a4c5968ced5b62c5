"""One module a command, imported on demand; the only room that prints."""

from ebbtide.cli.root import main

__all__ = ["main"]
