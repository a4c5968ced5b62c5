"""The guards of the tests notice what they are there for: a connection, a request of a page, a page's error."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.conftest import Watched

#: An address that belongs to nobody (RFC 5737).
NOBODY = ("192.0.2.1", 80)


@pytest.mark.parametrize("name", ["connect", "connect_ex"])
def test_a_connection_to_elsewhere_fails_its_test(name: str) -> None:
    with socket.socket() as own, pytest.raises(pytest.fail.Exception, match="was tried"):
        getattr(own, name)(NOBODY)


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
