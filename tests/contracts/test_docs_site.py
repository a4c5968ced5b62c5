"""The site that `make docs` builds from docs/ has every page, and opens without any other computer."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
#: What a browser fetches without being asked.
FETCHED = {"img": "src", "script": "src", "link": "href", "iframe": "src", "source": "src"}


class Fetches(HTMLParser):
    """The addresses that a page fetches when it is opened."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in FETCHED:
            self.addresses.append(dict(attrs).get(FETCHED[tag]) or "")


def elsewhere(page: str) -> list[str]:
    """The addresses of other computers that `page` fetches."""
    fetches = Fetches()
    fetches.feed(page)
    return [address for address in fetches.addresses if re.match(r"(?:[a-z]+:)?//", address)]


def test_an_address_of_another_computer_is_noticed() -> None:
    page = '<script src="https://a.example/x.js"></script><link href="//b.example/y.css"><img src="c.svg">'
    assert elsewhere(page) == ["https://a.example/x.js", "//b.example/y.css"]
    assert elsewhere('<a href="https://a.example/">a link</a>') == []


def test_every_page_stands_in_a_list_of_the_index() -> None:
    pages = {path.relative_to(DOCS).with_suffix("").as_posix() for path in DOCS.rglob("*.md")} - {"index"}
    lists = [*DOCS.rglob("index.md")]
    listed = set[str]()
    for index in lists:
        for block in re.findall(r"^```{toctree}\n(.*?)^```", index.read_text("utf-8"), re.MULTILINE | re.DOTALL):
            names = [line for line in block.splitlines() if line and not line.startswith(":")]
            listed |= {(index.parent / name).relative_to(DOCS).as_posix() for name in names}
    assert pages == listed


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site; a warning, such as a page that stands in no list, ends the build."""
    pytest.importorskip("sphinx", reason="what builds the documentation is not installed (make docs)")
    pytest.importorskip("myst_parser", reason="what builds the documentation is not installed (make docs)")
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", str(DOCS), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.slow
def test_every_page_of_docs_is_a_page_of_the_site(site: Path) -> None:
    names = [path.relative_to(DOCS).with_suffix(".html") for path in DOCS.rglob("*.md")]
    assert len(names) > 10
    assert [str(name) for name in names if not (site / name).exists()] == []


@pytest.mark.slow
def test_no_page_of_the_site_fetches_anything_from_elsewhere(site: Path) -> None:
    found = {path.name: addresses for path in site.rglob("*.html") if (addresses := elsewhere(path.read_text("utf-8")))}
    assert found == {}
    styles = "".join(path.read_text("utf-8") for path in site.rglob("*.css"))
    assert re.findall(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//\S*", styles) == []
