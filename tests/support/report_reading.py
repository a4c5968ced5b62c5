"""Reads a report's HTML as a browser would, for the tests: elements, headings, links, text."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser

VOID = frozenset({"meta", "link", "br", "hr", "img", "input"})


@dataclass
class Element:
    """One element: its name, attributes, and the text of everything in it."""

    name: str
    attributes: dict[str, str]
    path: tuple[str, ...]
    text: str = ""


@dataclass
class Reading(HTMLParser):
    """All elements of a document in order; `faults` names tags that were closed in the wrong order."""

    elements: list[Element] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self):
        super().__init__(convert_charrefs=True)
        self._open: list[Element] = []

    def handle_starttag(self, tag, attrs):
        element = Element(tag, {name: value or "" for name, value in attrs}, tuple(e.name for e in self._open))
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}, ()))

    def handle_endtag(self, tag):
        if not self._open or self._open[-1].name != tag:
            self.faults.append(tag)
            return
        self._open.pop()

    def handle_data(self, data):
        for element in self._open:
            element.text += data

    def all(self, name):
        """All elements of that name."""
        return [element for element in self.elements if element.name == name]


@lru_cache(maxsize=4)
def read(text):
    """The reading of `text`; fails where tags do not close in order."""
    reading = Reading()
    reading.feed(text)
    reading.close()
    assert reading.faults == []
    return reading
