"""Which member of an archive is the chat: the one that the archive is called after, else the only one, else asked."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from pathlib import Path

import polars as pl

from ebbtide.errors import ChatChoiceNeeded, NotRecognised, ReadError
from ebbtide.history.normal_form import normalized
from ebbtide.history.readers.contract import SourceNote
from ebbtide.history.readers.lines import SNIFFED, encoding_of
from ebbtide.history.readers.whatsapp.headers import find_headers
from ebbtide.history.readers.zip_members import open_member

#: What a phone calls the chat: "_chat.txt" on iOS, "WhatsApp Chat with NAME.txt" (translated) on Android.
IOS_CHAT = "_chat.txt"
_PROGRAM = "whatsapp"
_LINKING = "with|mit|con|com|avec|met|med|z|s|cu|ile|dengan|với|с|з|με|עם|مع|با|dengan|ar|kun|amb|sa|so"
_BEHIND = re.compile(rf" (?:(?:{_LINKING})(?: (?:контактом|uživatelem|používateľom|użytkownikiem))?|-) ", re.IGNORECASE)
#: What a browser or a phone adds to the name of a second copy.
_COPY = re.compile(r"(?:[ _]?\(\d{1,3}\)|[ _-]copy|[-_]\d{1,2})$", re.IGNORECASE)
#: An archive that holds more texts than this is not looked through.
MOST_TEXTS = 200
#: A member is a chat where so many of its first lines open messages.
LEAST_HEADERS = 2


def chat_entry(
    path: Path, archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], wanted: str | None
) -> tuple[zipfile.ZipInfo, tuple[SourceNote, ...]]:
    """The member that is the chat, and what was assumed.

    Raises
    ------
    NotRecognised
        there is no text in the archive, or no chat of the name `wanted`.
    ChatChoiceNeeded
        there are several chats, and none is called as the archive is.
    ReadError
        two members of the chat's name.
    """
    texts = [entry for entry in entries if entry.filename.lower().endswith(".txt") and not is_ornament(entry)]
    if not texts:
        nested = any(entry.filename.lower().endswith(".zip") for entry in entries)
        raise NotRecognised("readers.archive.nested" if nested else "readers.archive.no_chat", file=path.name)
    if len(texts) == 1:
        return texts[0], ()
    if len({entry.filename for entry in texts}) < len(texts):
        raise ReadError("readers.archive.twice", file=path.name)
    if wanted is not None:
        return _called(path, texts, wanted), ()
    sure = _called_as_archive(path, texts)
    if sure is not None:
        note = SourceNote("readers.assumed.chat_of_archive", count=len(texts), what=base_of(sure.filename))
        return sure, (note,)
    return _only_chat(path, archive, texts), ()


def _called(path: Path, texts: list[zipfile.ZipInfo], wanted: str) -> zipfile.ZipInfo:
    for name_of in (lambda entry: entry.filename, _name_of):
        matches = [entry for entry in texts if _plain(name_of(entry)) == _plain(wanted)]
        if len(matches) == 1:
            return matches[0]
    names = ", ".join(_listed(texts[:MOST_TEXTS]))
    raise NotRecognised("readers.archive.no_such_chat", file=path.name, chat=wanted, names=names)


def _called_as_archive(path: Path, texts: list[zipfile.ZipInfo]) -> zipfile.ZipInfo | None:
    """The member with the archive's own name, or the one that an iPhone names the chat."""
    stem, thread = _plain(_COPY.sub("", path.stem)), _plain(_COPY.sub("", thread_of(f"{path.stem}.txt", path)))
    alike = [entry for entry in texts if _plain(base_of(entry.filename).rsplit(".", 1)[0]) in (stem, _plain(path.stem))]
    alike = alike or [
        entry for entry in texts if base_of(entry.filename) != IOS_CHAT and _plain(_name_of(entry)) == thread
    ]
    if len(alike) == 1:
        return alike[0]
    phone = [entry for entry in texts if base_of(entry.filename) == IOS_CHAT]
    least = min(map(_depth, phone), default=0)
    top = [entry for entry in phone if _depth(entry) == least]
    return top[0] if len(top) == 1 else None


def _only_chat(path: Path, archive: zipfile.ZipFile, texts: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    chats = [entry for entry in texts[:MOST_TEXTS] if _is_chat(archive, entry)]
    if len(chats) == 1:
        return chats[0]
    if not chats:
        of_program = [entry for entry in texts if _PROGRAM in base_of(entry.filename).lower()]
        if len(of_program) != 1:
            raise NotRecognised("readers.archive.no_chat_inside", file=path.name)
        return of_program[0]
    names = _listed(chats)
    people = [(name, 0) for name in names]
    raise ChatChoiceNeeded("readers.archive.several", people=people, file=path.name, names=", ".join(names))


def _is_chat(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    try:
        with open_member(archive, entry) as member:
            head = member.read(SNIFFED)
    except zipfile.BadZipFile:
        return True  # encrypted or damaged: it may be the chat
    encoding = encoding_of(head)
    if encoding == "binary":
        return False
    lines = pl.Series(head.decode(encoding, "replace").splitlines(), dtype=pl.String)
    return len(find_headers(lines)) >= LEAST_HEADERS


def _listed(texts: list[zipfile.ZipInfo]) -> list[str]:
    """Names by which each can be asked for: the chat's, or the whole path where two chats share theirs."""
    names = [_name_of(entry) for entry in texts]
    uses = Counter(names)
    return [name if uses[name] == 1 else entry.filename for name, entry in zip(names, texts, strict=True)]


def _name_of(entry: zipfile.ZipInfo) -> str:
    """The chat's name; of an iPhone's member the name of its folder."""
    parts = entry.filename.replace("\\", "/").rstrip("/").split("/")
    label = parts[-2] if parts[-1] == IOS_CHAT and len(parts) > 1 else parts[-1].rsplit(".", 1)[0]
    return _behind_program(label) or label


def _depth(entry: zipfile.ZipInfo) -> int:
    return entry.filename.replace("\\", "/").count("/")


def is_ornament(entry: zipfile.ZipInfo) -> bool:
    """Whether a member is a folder or what a Mac adds."""
    return entry.is_dir() or entry.filename.startswith("__MACOSX/") or base_of(entry.filename).startswith("._")


def base_of(name: str) -> str:
    """The last part of a member's path."""
    return name.replace("\\", "/").rsplit("/", 1)[-1]


def _plain(name: str) -> str:
    """A name without case, and with spaces where phones and browsers put other signs."""
    folded = normalized(name, "NFKC").casefold()
    return " ".join("".join(sign if sign.isalnum() or sign in "+" else " " for sign in folded).split())


def thread_of(member: str, path: Path) -> str:
    """The chat's name: what follows "WhatsApp Chat with" in the file's or the archive's name.

    >>> thread_of("WhatsApp Chat with Sam.txt", Path("x.zip"))
    'Sam'
    """
    base = base_of(member)
    stem = path.stem if base == IOS_CHAT else base.rsplit(".", 1)[0] or base
    return _behind_program(stem) or stem


def _behind_program(stem: str) -> str | None:
    """What follows the last linking word behind "WhatsApp"; linear in the length of the name."""
    at = stem.lower().find(_PROGRAM)
    matches = list(_BEHIND.finditer(stem, at)) if at >= 0 and "\n" not in stem else []
    return stem[matches[0].end() :].strip() or None if matches else None
