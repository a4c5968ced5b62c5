"""Pages and JSON of a few made-up couples as small texts that a person can read through; `make snapshots` renews them.

Everything is taken through the command line, so that a page may be rebuilt inside without a change here.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import groupby
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from ebbtide.cli import main
from ebbtide.demo import demo_files
from tests.support.chats import lines, text_file

FOLDER = Path(__file__).parents[1] / "contracts" / "snapshots"
#: Text of these elements is no text of the page.
UNREAD = frozenset({"style", "script", "svg"})
#: Elements that stand in a line with the text around them.
INLINE = frozenset({"a", "abbr", "b", "em", "i", "q", "small", "span", "strong", "sub", "sup", "time", "u"})
#: Of a table so many rows are kept: its shape and its words, not each week.
ROWS = 3
#: The JSON keeps so many figures of a number, and so many entries of a long list.
DIGITS, ENTRIES = 4, 2


@dataclass(frozen=True)
class Couple:
    """A made-up couple: how its export comes into a folder, and what is told beside it."""

    write: Callable[[Path], Path]
    options: tuple[str, ...] = ()


def even_weeks(count: int) -> Callable[[Path], Path]:
    """Writes an export of `count` weeks that are all alike."""
    return lambda folder: text_file(folder, lines(count))


def demo_export(folder: Path) -> Path:
    """Writes the export of the demo couple."""
    return demo_files(folder)[0][0]


COUPLES = {
    "pulls_away": Couple(demo_export),
    "even": Couple(even_weeks(30)),
    "first_weeks": Couple(even_weeks(9)),
    "ended": Couple(demo_export, ("--ended", "2022-09-01")),
}


class PageText(HTMLParser):
    """The text of a page as a reader meets it: one line for each block and each row of a table, headings marked."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.unread = 0
        self.in_row = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unread += tag in UNREAD
        self.in_row |= tag == "tr"
        if tag == "tr":
            self.pieces.append("\n|")
        elif self.in_row:
            self.pieces.append(" ")
        elif re.fullmatch("h[1-6]", tag):
            self.pieces.append("\n" + "#" * int(tag[1]) + " ")
        elif tag not in INLINE:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.unread -= tag in UNREAD
        self.in_row &= tag != "tr"
        if self.in_row:
            self.pieces.append(" | " if tag in ("td", "th") else " ")
        elif tag not in INLINE:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.unread:
            self.pieces.append(re.sub(r"\s+", " ", data))


def page_text(html: str) -> str:
    """The text of `html`, a block a line, of each table its first rows."""
    reading = PageText()
    reading.feed(html)
    lines_of_page = (re.sub(" +", " ", line).strip() for line in "".join(reading.pieces).split("\n"))
    texts = []
    for is_table, group in groupby((line for line in lines_of_page if line), key=lambda line: line.startswith("|")):
        block = list(group)
        left = len(block) - ROWS if is_table else 0
        texts += [*block[:ROWS], f"| ... {left} more rows"] if left > 1 else block
    return "\n".join(texts) + "\n"


def without_places(terminal: str, folder: Path) -> str:
    """What stands in the terminal, without the paragraphs that name a file: a folder's name moves the line breaks."""
    paragraphs = terminal.strip().split("\n\n")
    kept = [text for text in paragraphs if str(folder) not in text.replace("\n", "").replace(" ", "")]
    return "\n".join(row.rstrip() for row in "\n\n".join(kept).split("\n")) + "\n"


def shortened(value: Any) -> Any:
    """The same shape with rounded numbers, and of a long list of figures or records its beginning."""
    if isinstance(value, dict):
        return {key: shortened(item) for key, item in value.items()}
    if isinstance(value, list):
        short = [shortened(item) for item in value[:ENTRIES]]
        left = len(value) - ENTRIES
        is_text = all(isinstance(item, str) for item in value)
        return [shortened(item) for item in value] if is_text or left <= 1 else [*short, f"... {left} more"]
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def json_text(values: Any) -> str:
    """The shape and the first values, with lists of plain values on one line."""
    text = json.dumps(shortened(values), indent=1, ensure_ascii=False)
    return re.sub(r"\[[^\[\]{}]*\]", lambda match: re.sub(r"\s*\n\s*", " ", match.group()), text) + "\n"


def rendered(couple: Couple, folder: Path) -> dict[str, str]:
    """What `ebbtide look` shows of `couple`, by the ending of the file that keeps it."""
    export = couple.write(folder)
    report = folder / "report.html"
    command = ["look", str(export), "--me", "Ana", *couple.options]
    runner = CliRunner(env={"COLUMNS": "100"})
    page = runner.invoke(main, [*command, "--out", str(report)], catch_exceptions=False)
    values = runner.invoke(main, [*command, "--json"], catch_exceptions=False)
    return {
        "report.txt": page_text(report.read_text("utf-8")) if report.exists() else "no report\n",
        "terminal.txt": f"exit code {page.exit_code}\n\n" + without_places(page.stdout, folder),
        "json": json_text(json.loads(values.stdout)),
    }


def snapshots(name: str) -> dict[str, str]:
    """The snapshots of the couple `name`, by the name of their file."""
    with tempfile.TemporaryDirectory() as folder:
        texts = rendered(COUPLES[name], Path(folder).resolve())
    return {f"{name}.{ending}": text for ending, text in texts.items()}


def renew() -> None:
    """Write all snapshots anew, and remove those of couples that are gone."""
    texts = {file: text for name in COUPLES for file, text in snapshots(name).items()}
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.iterdir():
        if path.name not in texts:
            path.unlink()
    for file, text in texts.items():
        (FOLDER / file).write_text(text, "utf-8")


if __name__ == "__main__":
    renew()
