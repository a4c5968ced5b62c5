"""Places: what to know before a vault lies in a folder, such as one that is synchronised, shared or on a network."""

from __future__ import annotations

import json
import os
import stat
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from ebbtide.vault.storage.owner_files import DATA
from ebbtide.wording import say

#: Names of folders that a service copies elsewhere, in lower case, and the service. Whole names, or beginnings of
#: names that go on with a blank, a hyphen or a bracket ("OneDrive - Work", "Dropbox (Personal)", "GoogleDrive-me").
SYNCED_NAMES: Final = {
    "dropbox": "Dropbox",
    "onedrive": "OneDrive",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "mobile documents": "iCloud",
    "icloud drive": "iCloud",
    "iclouddrive": "iCloud",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "mega": "MEGA",
    "megasync": "MEGA",
    "pcloud drive": "pCloud",
    "pclouddrive": "pCloud",
    "box sync": "Box",
    "seafile": "Seafile",
    "proton drive": "Proton Drive",
    "yandex.disk": "Yandex Disk",
    "syncthing": "Syncthing",
    "resilio sync": "Resilio Sync",
    "cloudstorage": "a cloud service",
}
#: Files and folders that a service leaves in the folder that it synchronises.
MARKERS: Final = {
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".stfolder": "Syncthing",
    ".stignore": "Syncthing",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
    ".sync_nextcloud.db": "Nextcloud",
    ".tmp.driveupload": "Google Drive",
    ".tmp.drivedownload": "Google Drive",
    ".megaignore": "MEGA",
    ".849c9593-d756-4e56-8d6e-42412f2a707b": "OneDrive",
    ".synced": "a cloud service",
}
#: Variables of Windows that name OneDrive's folder.
ONEDRIVE_VARIABLES: Final = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")
#: Where Dropbox says which folders are its own, from the home folder or the one of applications.
DROPBOX_ACCOUNTS: Final = (".dropbox/info.json", "AppData/Roaming/Dropbox/info.json", "AppData/Local/Dropbox/info.json")
#: On a Mac, these lie in iCloud too where "Desktop and Documents" is switched on, which leaves folders of their
#: names in iCloud's.
ICLOUD: Final = "Library/Mobile Documents/com~apple~CloudDocs"
ICLOUD_ALSO: Final = ("Desktop", "Documents")

NETWORK_TYPES: Final = frozenset(
    (
        "nfs",
        "nfs3",
        "nfs4",
        "cifs",
        "smb",
        "smb3",
        "smbfs",
        "afs",
        "afpfs",
        "9p",
        "ceph",
        "glusterfs",
        "davfs",
        "webdav",
        "fuse.sshfs",
        "fuse.rclone",
        "fuse.davfs",
        "fuse.davfs2",
        "fuse.gvfsd-fuse",
        "fuse.glusterfs",
        "fuse.s3fs",
        "fuse.google-drive-ocamlfuse",
        "fuse.onedriver",
        "vboxsf",
        "vmhgfs",
        "fuse.vmhgfs-fuse",
        "virtiofs",
        "prl_fs",
    )
)
MEMORY_TYPES: Final = frozenset(("tmpfs", "ramfs"))
#: Without rights of their own: every account that reaches the medium can read every file on it.
NO_RIGHTS_TYPES: Final = frozenset(("vfat", "msdos", "exfat", "fuseblk", "ntfs", "ntfs3", "fuse.exfat"))
#: Where desktops put what is plugged in.
REMOVABLE_PLACES: Final = ("/media", "/run/media", "/Volumes")
PUBLIC_PLACES: Final = (Path("/Users") / "Shared", Path("C:/Users") / "Public", Path("/srv"), Path("/var/www"))


class View(Protocol):
    """What is asked of a computer: replaced in tests, so that each rule can be shown a computer that needs it."""

    @property
    def home(self) -> Path:
        """The user's own folder."""

    @property
    def variables(self) -> Mapping[str, str]:
        """The variables of the environment."""

    @property
    def temporary(self) -> tuple[Path, ...]:
        """Folders that the system empties by itself."""

    def resolved(self, path: Path) -> Path:
        """The path without links; parts that are not there stay."""

    def exists(self, path: Path) -> bool:
        """Whether something lies there."""

    def mode(self, path: Path) -> int | None:
        """The rights and kind of what lies there (`os.stat_result.st_mode`); None where nothing does."""

    def text(self, path: Path) -> str:
        """The content of a small file; empty where there is none."""

    def mounts(self) -> str:
        """The table of mounts as Linux writes it; empty elsewhere."""


@dataclass(frozen=True)
class Disk:
    """The computer that this runs on."""

    home: Path = field(default_factory=Path.home)
    variables: Mapping[str, str] = field(default_factory=lambda: os.environ)
    temporary: tuple[Path, ...] = field(default_factory=lambda: (Path(tempfile.gettempdir()), Path("/var/tmp")))  # noqa: S108

    def resolved(self, path: Path) -> Path:
        return path.resolve()

    def exists(self, path: Path) -> bool:
        return os.path.lexists(path)

    def mode(self, path: Path) -> int | None:
        try:
            return path.stat().st_mode
        except OSError:
            return None

    def text(self, path: Path) -> str:
        try:
            return path.read_text("utf-8", "replace")
        except OSError:
            return ""

    def mounts(self) -> str:
        return self.text(Path("/proc/self/mounts")) if sys.platform == "linux" else ""


@dataclass(frozen=True)
class Notice:
    """One thing to know about a place. kind: "synced", "network", "removable", "memory", "temporary", "public",
    "open" (others may enter), "writable" (others may put another folder in its place), "no_rights"."""

    kind: str
    values: tuple[tuple[str, str], ...] = ()

    @property
    def sentence(self) -> str:
        """What to tell the user, and what to do."""
        return say(f"backup.place.{self.kind}", **dict(self.values))


def warnings(folder: Path, view: View | None = None) -> tuple[Notice, ...]:
    """What to know about `folder` as the place of a vault that is there or will be; empty when the place is fine."""
    seen: View = Disk() if view is None else view
    place = seen.resolved(folder)
    found = (_synced(place, seen), *_mounted(place, seen), _passing(place, seen), *_shared(place, seen))
    return tuple(notice for notice in found if notice)


def _synced(place: Path, view: View) -> Notice | None:
    services = (_told(place, view), *(_service(one, view) for one in (place, *place.parents)))
    service = next((one for one in services if one), None)
    return Notice("synced", (("service", service),)) if service else None


def _service(folder: Path, view: View) -> str | None:
    """The service that a folder's name or a marker in it tells of."""
    name = folder.name.lower()
    for known, service in SYNCED_NAMES.items():
        if name == known or name.startswith((f"{known} ", f"{known}-", f"{known}(")):
            return service
    return next((service for marker, service in MARKERS.items() if view.exists(folder / marker)), None)


def _told(place: Path, view: View) -> str | None:
    """The service whose own settings name a folder above this one."""
    onedrive = [view.variables[name] for name in ONEDRIVE_VARIABLES if view.variables.get(name)]
    told = [("OneDrive", Path(one)) for one in onedrive]
    told += [("Dropbox", Path(one)) for one in _dropbox(view)]
    told += [("iCloud", view.home / name) for name in ICLOUD_ALSO if view.exists(view.home / ICLOUD / name)]
    return next((service for service, folder in told if place.is_relative_to(view.resolved(folder))), None)


def _dropbox(view: View) -> list[str]:
    texts = (view.text(view.home / name) for name in DROPBOX_ACCOUNTS)
    return [path for text in texts for path in _paths(text)]


def _paths(text: str) -> list[str]:
    """The folders in Dropbox's list of accounts; none where it is not such a list."""
    try:
        accounts = json.loads(text)
    except ValueError:
        return []
    listed = accounts.values() if isinstance(accounts, dict) else ()
    return [one["path"] for one in listed if isinstance(one, dict) and isinstance(one.get("path"), str)]


def _mounted(place: Path, view: View) -> list[Notice]:
    point, kind = _mount(place, view)
    found = []
    if kind in NETWORK_TYPES or str(place).startswith(("//", "\\\\")):
        found.append(Notice("network"))
    elif any(place.is_relative_to(one) and place != Path(one) for one in REMOVABLE_PLACES):
        found.append(Notice("removable"))
    if kind in MEMORY_TYPES:
        found.append(Notice("memory"))
    if kind in NO_RIGHTS_TYPES:
        found.append(Notice("no_rights", (("medium", str(point)),)))
    return found


def _mount(place: Path, view: View) -> tuple[Path, str]:
    """Where the file system that holds `place` begins, and its type; the later line of two counts."""
    found = (Path("/"), "")
    for line in view.mounts().splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(_unescaped(fields[1]))
        if place.is_relative_to(point) and len(point.parts) >= len(found[0].parts):
            found = point, fields[2]
    return found


def _unescaped(field: str) -> str:
    """A path of the table of mounts, in which blanks and a few others stand as octal numbers."""
    for char in " \t\n#\\":
        field = field.replace(f"\\{ord(char):03o}", char)
    return field


def _passing(place: Path, view: View) -> Notice | None:
    """A folder that the system empties by itself."""
    inside = any(place.is_relative_to(view.resolved(one)) for one in view.temporary)
    return Notice("temporary") if inside else None


def _shared(place: Path, view: View) -> list[Notice]:
    """Rights by which other accounts get at the folder; a vault that is not there yet gets the owner's only."""
    found = []
    if any(place.is_relative_to(one) for one in PUBLIC_PLACES):
        found.append(Notice("public"))
    mode = view.mode(place)
    if mode is not None and mode & (stat.S_IRWXG | stat.S_IRWXO) and view.exists(place / DATA):
        found.append(Notice("open", (("folder", str(place)),)))
    above = next((one for one in place.parents if view.mode(one) is not None), place)
    mode = view.mode(above) or 0
    # Many systems give each account a group of its own, so that the group's right to write says nothing.
    if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
        found.append(Notice("writable", (("folder", str(above)),)))
    return found
