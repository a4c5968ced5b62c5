"""The linter for editors: the language server protocol on standard input and output, one document at a time.

Nothing is read but what the editor hands over, nothing is kept, and no socket is opened (LSP 3.17, base protocol).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from ebbtide.cli.root import EXIT_INSIDE, EXIT_OK
from ebbtide.errors import EbbtideError
from ebbtide.service import speak
from ebbtide.wording import say

Message = dict[str, Any]
#: LSP's names of severities: 2 a warning, 3 information, 4 a hint.
SEVERITY = {"stop": 2, "warn": 2, "soft": 3, "hint": 4}
#: Longer messages come from no editor of drafts.
MOST_BYTES = 4_000_000
FULL_TEXT, METHOD_NOT_FOUND = 1, -32601


@dataclass
class Server:
    """The open documents and what was found in them; `lint` gives the result for a text."""

    lint: Callable[[str], speak.Lint]
    documents: dict[str, str] = field(default_factory=dict)
    shut_down: bool = False

    def handle(self, message: Message) -> Iterator[Message]:
        """The answers to one message."""
        method, params = message.get("method"), message.get("params") or {}
        if method == "initialize":
            yield _answer(message, {"capabilities": {"textDocumentSync": FULL_TEXT, "codeActionProvider": True}})
        elif method == "shutdown":
            self.shut_down = True
            yield _answer(message, None)
        elif method in ("textDocument/didOpen", "textDocument/didChange"):
            yield self._changed(params)
        elif method == "textDocument/didClose":
            self.documents.pop(params["textDocument"]["uri"], None)
        elif method == "textDocument/codeAction":
            yield _answer(message, list(self._actions(params)))
        elif "id" in message and method is not None:
            error = {"code": METHOD_NOT_FOUND, "message": str(method)}
            yield {"jsonrpc": "2.0", "id": message["id"], "error": error}

    def _changed(self, params: Mapping[str, Any]) -> Message:
        document = params["textDocument"]
        text = document["text"] if "text" in document else params["contentChanges"][-1]["text"]
        self.documents[document["uri"]] = text
        found = {"uri": document["uri"], "diagnostics": [_diagnostic(text, item) for item in self._findings(text)]}
        return {"jsonrpc": "2.0", "method": "textDocument/publishDiagnostics", "params": found}

    def _findings(self, text: str) -> tuple[speak.LintFinding, ...]:
        try:
            return self.lint(text).findings
        except EbbtideError:
            return ()

    def _actions(self, params: Mapping[str, Any]) -> Iterator[Message]:
        """The question of each finding in the range; a text for the span is offered and never put in unasked."""
        uri = params["textDocument"]["uri"]
        text = self.documents.get(uri, "")
        for item in self._findings(text):
            diagnostic = _diagnostic(text, item)
            if not _overlap(diagnostic["range"], params["range"]):
                continue
            for fix in item.fixes:
                action: Message = {"title": fix.text, "kind": "quickfix", "diagnostics": [diagnostic]}
                if fix.kind == "replace":
                    action["edit"] = {"changes": {uri: [{"range": diagnostic["range"], "newText": fix.text}]}}
                yield action


def _answer(message: Message, result: object) -> Message:
    return {"jsonrpc": "2.0", "id": message.get("id"), "result": result}


def _diagnostic(text: str, item: speak.LintFinding) -> Message:
    return {
        "range": {"start": position(text, item.start), "end": position(text, item.end)},
        "severity": SEVERITY[item.severity],
        "source": "ebbtide",
        "code": item.rule,
        "message": say("lint.lsp_message", message=item.message, fix=item.fixes[0].text),
    }


def position(text: str, at: int) -> dict[str, int]:
    """Line and UTF-16 offset of a code point.

    >>> position("a 😂 you", 4)
    {'line': 0, 'character': 5}
    """
    line_start = text.rfind("\n", 0, at) + 1
    return {"line": text.count("\n", 0, at), "character": len(text[line_start:at].encode("utf-16-le")) // 2}


def _overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    def place(position: Mapping[str, int]) -> tuple[int, int]:
        return position["line"], position["character"]

    return place(one["start"]) <= place(other["end"]) and place(other["start"]) <= place(one["end"])


def read_message(stream: BinaryIO) -> Message | None:
    """The next message; None at the end, or where it is no message of the protocol."""
    length = 0
    while (line := stream.readline(1024)) not in (b"", b"\r\n", b"\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            length = int(value)
    if not 0 < length <= MOST_BYTES:
        return None
    try:
        message = json.loads(stream.read(length))
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) else None


def write_message(stream: BinaryIO, message: Message) -> None:
    """Write one message with its length."""
    body = json.dumps(message, ensure_ascii=False).encode()
    stream.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
    stream.flush()


def serve(lint: Callable[[str], speak.Lint], source: BinaryIO | None = None, target: BinaryIO | None = None) -> int:
    """Answer messages until the editor says exit; an exit before a shutdown is an error, as the protocol has it."""
    source, target = source or sys.stdin.buffer, target or sys.stdout.buffer
    server = Server(lint)
    while (message := read_message(source)) is not None and message.get("method") != "exit":
        for answer in server.handle(message):
            write_message(target, answer)
    return EXIT_OK if server.shut_down else EXIT_INSIDE
