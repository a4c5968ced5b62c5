"""Places: each warning is shown a made-up computer that needs it, and an ordinary home folder needs none."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ebbtide.vault.places import PUBLIC_PLACES, Notice, warnings
from ebbtide.vault.storage.owner_files import DATA

HOME = Path("/users/ana")
HERE = HOME / "notes"
MOUNTS = "/dev/sda1 / ext4 rw 0 0\nproc /proc proc rw 0 0\n"
FOLDER, FILE = stat.S_IFDIR, stat.S_IFREG
posix = pytest.mark.skipif(os.name != "posix", reason="paths and rights of POSIX")
pytestmark = posix


@dataclass
class Made:
    """A computer told in a few lines; a folder that is not named has the rights 0755."""

    modes: dict[str, int] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    mounted: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    home: Path = HOME
    temporary: tuple[Path, ...] = (Path("/tmp"),)

    def resolved(self, path: Path) -> Path:
        for link, target in self.links.items():
            if path.is_relative_to(link):
                return Path(target) / path.relative_to(link)
        return path

    def exists(self, path: Path) -> bool:
        return str(path) in self.files

    def mode(self, path: Path) -> int | None:
        return FOLDER | self.modes.get(str(path), 0o755) if path != HERE or str(HERE) in self.modes else None

    def text(self, path: Path) -> str:
        return self.files.get(str(path), "")

    def mounts(self) -> str:
        return MOUNTS + self.mounted


def kinds(folder: Path | str, **told: object) -> list[str]:
    return [notice.kind for notice in warnings(Path(folder), Made(**told))]  # type: ignore[arg-type]


def service(folder: Path | str, **told: object) -> str | None:
    found = [notice for notice in warnings(Path(folder), Made(**told)) if notice.kind == "synced"]  # type: ignore[arg-type]
    return dict(found[0].values)["service"] if found else None


def test_an_ordinary_folder_needs_no_word() -> None:
    assert kinds(HERE) == []
    assert kinds(HERE, modes={str(HERE): 0o700}) == []
    assert kinds(HOME / "Boxing notes" / "megaphone") == kinds(HOME / "dropboxes") == []


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("Dropbox/private", "Dropbox"),
        ("Dropbox (Personal)/x", "Dropbox"),
        ("OneDrive - Work/Documents", "OneDrive"),
        ("OneDrive", "OneDrive"),
        ("Library/Mobile Documents/com~apple~CloudDocs/x", "iCloud"),
        ("Library/CloudStorage/GoogleDrive-ana/My Drive", "Google Drive"),
        ("Google Drive/x", "Google Drive"),
        ("Nextcloud/a/b/c", "Nextcloud"),
        ("MEGA/x", "MEGA"),
        ("NEXTCLOUD", "Nextcloud"),
    ],
)
def test_a_folder_of_a_service_is_known_by_its_name(folder: str, name: str) -> None:
    assert service(HOME / folder) == name


@pytest.mark.parametrize(
    ("marker", "name"), [(".dropbox.cache", "Dropbox"), (".stfolder", "Syncthing"), (".nextcloudsync.log", "Nextcloud")]
)
def test_a_folder_of_a_service_is_known_by_what_lies_in_it(marker: str, name: str) -> None:
    assert service(HERE, files={str(HOME / marker): ""}) == name
    assert service(HERE, files={"/users/sam/" + marker: ""}) is None


def test_a_folder_of_a_service_is_known_by_its_settings() -> None:
    told = '{"personal": {"path": "/users/ana/notes", "host": 1}, "odd": 3}'
    assert service(HERE / "x", files={str(HOME / ".dropbox/info.json"): told}) == "Dropbox"
    assert service(HERE / "x", files={str(HOME / ".dropbox/info.json"): "["}) is None
    assert service(HERE / "x", variables={"OneDriveConsumer": "/users/ana/notes"}) == "OneDrive"
    cloud = {str(HOME / "Library/Mobile Documents/com~apple~CloudDocs/Documents"): ""}
    assert service(HOME / "Documents/x", files=cloud) == "iCloud"
    assert service(HOME / "Documents/x") is None


def test_a_link_into_a_synchronised_folder_is_followed() -> None:
    assert service(HOME / "safe/x", links={str(HOME / "safe"): str(HOME / "Dropbox")}) == "Dropbox"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("nas:/all /users/ana nfs4 rw 0 0", "network"),
        ("//nas/all /users/ana cifs rw 0 0", "network"),
        ("me@host: /users/ana/notes fuse.sshfs rw 0 0", "network"),
        ("none /users tmpfs rw 0 0", "memory"),
        ("/dev/sdb1 /users/ana vfat rw 0 0", "no_rights"),
    ],
)
def test_the_file_system_below_is_told(line: str, kind: str) -> None:
    assert kinds(HERE, mounted=line + "\n") == [kind]


def test_the_nearest_mount_counts_and_the_last_of_two() -> None:
    assert kinds(HERE, mounted="nas:/ /users nfs rw 0 0\n/dev/sdc /users/ana ext4 rw 0 0\n") == []
    assert kinds(HERE, mounted="none /users tmpfs rw 0 0\n/dev/sdc /users ext4 rw 0 0\n") == []
    assert kinds(HERE, mounted="nas:/ /users/an nfs rw 0 0\nshort line\n") == []
    assert kinds("/users/ana b/x", mounted=r"nas:/ /users/ana\040b nfs rw 0 0") == ["network"]


def test_a_medium_that_can_be_unplugged_is_told() -> None:
    told = warnings(Path("/run/media/ana/STICK/notes"), Made(mounted="/dev/sdb1 /run/media/ana/STICK exfat rw 0 0\n"))
    assert [notice.kind for notice in told] == ["removable", "no_rights"]
    assert "/run/media/ana/STICK" in told[1].sentence


def test_temporary_and_public_folders_are_told() -> None:
    assert kinds("/tmp/x/y", modes={"/tmp/x": 0o700, "/tmp/x/y": 0o700}) == ["temporary"]
    assert kinds(PUBLIC_PLACES[0] / "x") == kinds("/srv/x") == ["public"]


def test_rights_of_others_are_told() -> None:
    there = {str(HERE / DATA): ""}
    assert kinds(HERE, modes={str(HERE): 0o750}, files=there) == ["open"]
    assert kinds(HERE, modes={str(HERE): 0o701}, files=there) == ["open"]
    assert kinds(HERE, modes={str(HERE): 0o755}) == []  # a vault that is made there gets the owner's rights only
    assert kinds(HERE, modes={str(HOME): 0o777}) == ["writable"]
    assert kinds(HERE, modes={str(HOME): 0o1777}) == kinds(HERE, modes={str(HOME): 0o775}) == []


def test_every_notice_is_a_sentence_of_its_own() -> None:
    values = {
        "synced": {"service": "X"},
        "open": {"folder": "X"},
        "writable": {"folder": "X"},
        "no_rights": {"medium": "X"},
    }
    names = ("synced", "network", "removable", "memory", "temporary", "public", "open", "writable", "no_rights")
    told = {Notice(kind, tuple(values.get(kind, {}).items())).sentence for kind in names}
    assert len(told) == len(names)


def test_the_real_computer_answers(tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir(0o700)
    found = [notice.kind for notice in warnings(tmp_path / "Dropbox" / "new" / "vault")]
    assert "synced" in found
    assert "open" not in found
    (tmp_path / "wide").mkdir()
    (tmp_path / "wide").chmod(0o775)
    (tmp_path / "wide" / DATA).touch()
    assert "open" in [notice.kind for notice in warnings(tmp_path / "wide")]
