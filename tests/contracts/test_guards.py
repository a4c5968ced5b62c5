"""The guards of the tests notice what they are there for: a connection, a request of a page, a page's error."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Watched

#: An address that belongs to nobody (RFC 5737).
NOBODY = ("192.0.2.1", 80)


def attempts(own: socket.socket) -> list[Callable[[], object]]:
    """Ways to reach for another computer."""
    return [
        lambda: own.connect(NOBODY),
        lambda: own.connect_ex(NOBODY),
        lambda: own.sendto(b"x", NOBODY),
        lambda: socket.getaddrinfo("nobody.example", 80),
        lambda: socket.gethostbyname("nobody.example"),
    ]


def test_every_way_of_reaching_out_is_refused_and_remembered(no_network: list[str]) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as own:
        for number, attempt in enumerate(attempts(own)):
            with pytest.raises(ConnectionRefusedError):
                attempt()
            assert len(no_network) == number + 1
    no_network.clear()


def test_reaching_out_fails_the_test_that_does_it_even_where_it_was_swallowed(tmp_path: Path) -> None:
    made = tmp_path / "test_made.py"
    made.write_text(
        "import contextlib, socket\n"
        "def test_tries():\n"
        "    with socket.socket() as own, contextlib.suppress(OSError):\n"
        f"        own.connect({NOBODY!r})\n"
        "def test_stays():\n"
        "    socket.getaddrinfo('127.0.0.1', 80)\n"
    )
    run = [sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "-p", "no:cacheprovider", str(made)]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "2 passed, 1 error" in done.stdout
    assert "reached for another computer: [\"socket.connect ('192.0.2.1', 80)\"]" in done.stdout


@pytest.mark.skipif(not os.environ.get("EBBTIDE_ONLY_LOOPBACK"), reason="not started in a network namespace of its own")
def test_where_the_run_says_so_there_is_only_loopback() -> None:
    assert [name for _, name in socket.if_nameindex()] == ["lo"]


def test_a_connection_within_this_computer_is_let_through() -> None:
    with socket.socket() as server, socket.socket() as own:
        server.bind(("127.0.0.1", 0))
        server.listen()
        own.connect(server.getsockname())


@pytest.mark.browser
def test_a_request_and_an_error_of_a_page_are_seen(browser_page: Watched, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(f'<img src="http://{NOBODY[0]}/x.png"><script>throw new Error("seen")</script>')
    browser_page.open(page)
    assert browser_page.requests == [f"http://{NOBODY[0]}/x.png"]
    assert any("seen" in error for error in browser_page.errors)


@pytest.mark.browser
def test_a_quiet_page_is_quiet(browser_page: Watched, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<!doctype html><title>quiet</title><img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>")
    browser_page.open(page)
    assert browser_page.requests == []
    assert browser_page.errors == []
