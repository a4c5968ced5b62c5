"""One function a use case, `verb(session, request) -> result`; the only room that brings the other rooms together.

Each station is a folder with a door of its own: `see`, `log`, `keep`, `speak`, `safety`, `protect`; a face writes
`service.see.look(...)`. An open question is an error with choices; only a face asks. Nothing here prints, and this door
loads nothing heavy.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ebbtide.guidance import Situation
from ebbtide.service.circumstances import Circumstances, Days, match_name
from ebbtide.service.reading import Reading
from ebbtide.service.session import Progress, Session, default_folder
from ebbtide.service.standing import Standing, read_standing

if TYPE_CHECKING:
    from ebbtide.service import keep, log, protect, safety, see, speak

#: Each is loaded with what it stands on when a face first asks it for something.
STATIONS = ("see", "log", "keep", "speak", "safety", "protect")
__all__ = [
    "STATIONS",
    "Circumstances",
    "Days",
    "Progress",
    "Reading",
    "Session",
    "Situation",
    "Standing",
    "default_folder",
    "keep",
    "log",
    "match_name",
    "protect",
    "read_standing",
    "safety",
    "see",
    "speak",
]


def __getattr__(name: str) -> Any:
    if name in STATIONS:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
