"""What every test may use: the shared data, a headless browser that tells on every request, and a guard on sockets."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.support.workers import own_workers

CORPUS = "EBBTIDE_CORPUS"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
#: A browser of our own that asks nobody anything at start.
BROWSER_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Every other name and address is unknown to it; what a page asks for is recorded all the same.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
LOOPBACK = ("127.", "::1", "localhost")


def _skip(reason: str, required: str) -> None:
    """Skip with a reason that is seen, or fail where continuous integration asks for the real thing."""
    if os.environ.get(required):
        pytest.fail(f"{reason} ({required} is set, so this may not be skipped)", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of shared data, from EBBTIDE_CORPUS; without it the test skips."""
    value = os.environ.get(CORPUS)
    if not value:
        _skip(f"{CORPUS} is not set: no shared data to test on", "EBBTIDE_REQUIRE_CORPUS")
    folder = Path(str(value)).expanduser().resolve()
    if not folder.is_dir():
        _skip(f"{CORPUS} names a folder that is not there", "EBBTIDE_REQUIRE_CORPUS")
    return folder


def browser_path() -> str | None:
    """Where a Chromium of this computer lies, if there is one."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless Chromium (Playwright's `Browser`); without one the test skips."""
    path = browser_path()
    if path is None:
        _skip("no Chromium on this computer: the report is not opened in a browser", "EBBTIDE_REQUIRE_BROWSER")
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=BROWSER_ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Watched:
    """A page and all that it said and asked for: tests assert that `requests` and `errors` are empty.

    `requests` leaves out the pages opened by the test itself and data that lies inside the page.
    """

    page: Any
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, path: Path) -> None:
        """Show one file of this computer."""
        self.page.goto(path.resolve().as_uri())


def _watch(page: Any) -> Watched:
    seen = Watched(page)

    def note(request: Any) -> None:
        opened = request.is_navigation_request() and request.frame == page.main_frame
        if not (opened or request.url.startswith(("data:", "blob:"))):
            seen.requests.append(request.url)

    page.on("request", note)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("console", lambda line: seen.errors.append(line.text) if line.type == "error" else None)
    return seen


@pytest.fixture
def browser_page(chromium: Any) -> Iterator[Watched]:
    """A fresh page of desktop width; `.page` is Playwright's, `.requests` and `.errors` say what it did."""
    context = chromium.new_context(viewport={"width": 1100, "height": 900})
    yield _watch(context.new_page())
    context.close()


@pytest.fixture(scope="session", autouse=True)
def runtime_folder() -> Iterator[Path]:
    """Workers that hold a vault open are met in a folder of this run, and end with it."""
    with own_workers() as folder:
        yield folder


#: Attempts to reach another computer, by any test of this process, as Python's audit events tell of them.
REACHED_OUT: list[str] = []


def elsewhere(event: str, arguments: tuple[Any, ...]) -> str | None:
    """What an audit event says of reaching for anywhere but this computer; None where it does not."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        made, address = arguments[0], arguments[-1]
        inet = made.family in (socket.AF_INET, socket.AF_INET6)
        return f"{event} {address!r}" if inet and address and not _loopback(address[0]) else None
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        return None if arguments[0] is None or _loopback(arguments[0]) else f"{event} {arguments[0]!r}"
    return None


def _loopback(host: Any) -> bool:
    return (host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)).startswith(LOOPBACK)


def refuse_elsewhere(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook, which cannot be taken off: whoever reaches out gets an error, and the run remembers it."""
    if event.startswith("socket.") and (told := elsewhere(event, arguments)):
        REACHED_OUT.append(told)
        raise ConnectionRefusedError(told)


sys.addaudithook(refuse_elsewhere)


@pytest.fixture(autouse=True)
def no_network() -> Iterator[list[str]]:
    """A connection to anywhere but this computer fails the test in which it was tried, also where it was swallowed."""
    yield REACHED_OUT
    tried, REACHED_OUT[:] = list(REACHED_OUT), []
    assert tried == [], f"a test reached for another computer: {tried}"
