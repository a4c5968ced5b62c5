"""Load what there is to look at: export files, or without any the open vault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from os import PathLike
from pathlib import Path

from ebbtide import history
from ebbtide.errors import BadRequest
from ebbtide.history import Context, Conversation
from ebbtide.service.circumstances import Circumstances
from ebbtide.service.future import refuse_future
from ebbtide.service.reading import Reading
from ebbtide.service.see.source import Source, source_of
from ebbtide.service.session import Progress, ReadExport, Session


@dataclass(frozen=True)
class LoadRequest:
    """What is to be loaded. me, reading: as `read_files` takes them; only for files, else it raises `BadRequest`."""

    files: Sequence[Path] = ()
    me: str | None = None
    reading: Reading = field(default_factory=Reading)
    circumstances: Circumstances = field(default_factory=Circumstances)
    as_of: date | None = None

    def __post_init__(self) -> None:
        if not self.files and (self.me or self.reading.is_told):
            raise BadRequest("cli.look.only_files")


def load(session: Session, request: LoadRequest, progress: Progress | None = None) -> Source:
    """Read the files of the request, or what the open vault holds, and join what was told for this time.

    Each file is read in a process that has no key and no network, and is bounded in time and memory.

    Raises
    ------
    ChoiceNeeded, DateOrderUnknown, YearUnknown, ChatChoiceNeeded
        the request has to say who the user is, how the dates are to be read, or which chat is meant.
    BadRequest
        `as_of` is still to come.
    ReadError
        a file cannot be read, or its messages lie in the future.
    Locked
        there are no files and the vault is not open.
    """
    if request.as_of is not None and request.as_of > session.today:
        raise BadRequest("cli.wrong.as_of_ahead", day=request.as_of)
    if request.files:
        reading = replace(request.reading, exported=request.circumstances.exported)
        chat = read_files(request.files, request.me, reading, session.read, progress, confined=True)
        source = Source(chat, Context(), as_of=request.as_of)
    else:
        source = source_of(session.open_vault, request.as_of)
    if request.as_of is None and source.chat.coverage:
        refuse_future(source.chat.coverage.last, session.today, "cli.wrong.future")
    return replace(source, context=_joined(source.context, request.circumstances.context(source.chat.people)))


def read_files(
    files: Sequence[str | PathLike[str]],
    me: str | None = None,
    reading: Reading | None = None,
    read: ReadExport | None = None,
    progress: Progress | None = None,
    *,
    confined: bool = False,
) -> Conversation:
    """Read the exports of one pair into one history; raises as `load` does.

    confined: each file in a process of its own, which has no key and no network; for `read`, where there is none.
    """
    reading = reading or Reading()
    read = read or (_confined() if confined else history.read_source)
    return history.build(reading.results(files, read, progress), me, exported=reading.exported)


def _confined() -> ReadExport:
    """Loaded where it is used, with all that a vault stands on; what is looked at may be no file."""
    from ebbtide import vault

    return vault.read


def _joined(marks: Context, request: Context) -> Context:
    """The marks of the vault, and what was told for this time, which counts more where only one can hold."""
    return replace(
        request,
        living=request.living or marks.living,
        together_since=request.together_since or marks.together_since,
        away=marks.away + request.away,
        stressors=marks.stressors + request.stressors,
        ended=request.ended or marks.ended,
        channels=tuple(dict.fromkeys(marks.channels + request.channels)),
    )
