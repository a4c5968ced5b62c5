"""One function a use case, `verb(session, request) -> result`; the only room that brings the other rooms together.

Each station is a folder with a door of its own: `see`, `log`, `keep`, `protect`; a face writes `service.see.look(...)`.
An open question is an error with choices; only a face asks. Nothing here prints, and this door loads nothing heavy.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ebbtide.service.circumstances import Circumstances, Days, match_name
from ebbtide.service.reading import Reading
from ebbtide.service.session import Progress, Session, default_folder

if TYPE_CHECKING:
    from ebbtide.service import keep, log, protect, see

#: Each is loaded with what it stands on when a face first asks it for something.
STATIONS = ("see", "log", "keep", "protect")
__all__ = [
    "STATIONS",
    "Circumstances",
    "Days",
    "Progress",
    "Reading",
    "Session",
    "default_folder",
    "keep",
    "log",
    "match_name",
    "protect",
    "see",
]


def __getattr__(name: str) -> Any:
    if name in STATIONS:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
