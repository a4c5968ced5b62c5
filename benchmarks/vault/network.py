"""The test suite under a trace of its system calls: which addresses it spoke to, and that none is another computer's.

The trace sees what Python's own guards cannot: the browser's processes, the worker's, and libraries beside Python. It
counts connections asked for, and packets sent by the calls that send; a datagram socket that is only given an address
sends nothing and is told apart (Chromium does that to learn whether there is a route for the sixth version).
"""

from __future__ import annotations

import argparse
import ipaddress
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.shared.results import RESULTS, ROOT, write
from benchmarks.shared.tables import verdict

RESULT = RESULTS / "network.json"
#: What `--quick` runs: the guards, the worker and its parser, and a report in a browser.
QUICK = (
    "tests/contracts/test_guards.py",
    "tests/unit/vault/test_worker.py",
    "tests/unit/vault/test_network.py",
    "tests/unit/presentation/report/test_html.py",
)
#: Calls that name whom they speak to.
SPEAKS = ("connect", "sendto", "sendmsg", "sendmmsg")
#: Families that stay within the computer: processes among themselves, and the kernel.
INSIDE = {"AF_UNIX": "unix", "AF_LOCAL": "unix", "AF_NETLINK": "kernel"}
NAME_SERVICE = {53, 853, 5353, 5355}

_CALL = re.compile(r"^\d+ +(\w+)\(\d+(?:<(.*?\])>)?(.*)$")
#: How the trace tells whom a connected datagram socket speaks to: UDP:[from->to], UDPv6:[[from]:1->[to]:2].
_CONNECTED = re.compile(r"^UDP(?:v6|Lite)?:\[.*->\[?([0-9a-fA-F.:]+?)\]?:(\d+)\]$")
_ADDRESS = re.compile(
    r"sa_family=(AF_\w+)(?:, sin6?_port=htons\((\d+)\))?(?:[^}]*?(?:inet_addr\(|inet_pton\(AF_INET6, )\"([^\"]*)\")?"
)


@dataclass(frozen=True)
class Spoken:
    """One address that a call named."""

    call: str
    family: str
    address: str = ""
    port: int = 0
    datagram: bool = False

    @property
    def kind(self) -> str:
        """unix, kernel, loopback, route or elsewhere; asking for a name is elsewhere even on loopback."""
        if self.family in INSIDE:
            return INSIDE[self.family]
        if self.family == "AF_UNSPEC":
            return "none"
        inside = bool(self.address) and ipaddress.ip_address(self.address.split("%")[0]).is_loopback
        if inside and self.port not in NAME_SERVICE:
            return "loopback"
        return "route" if self.call == "connect" and self.datagram else "elsewhere"


def spoken(trace: Iterable[str]) -> Iterator[Spoken]:
    """Every address that stands in a line of the trace where something is sent or a connection is asked for."""
    for line in trace:
        call = _CALL.match(line)
        if call is None or call[1] not in SPEAKS:
            continue
        name, socket, arguments_text = call[1], call[2] or "", call[3]
        addresses = _ADDRESS.findall(arguments_text)
        connected = _CONNECTED.match(socket)
        if connected and not addresses:
            addresses = [("AF_INET6" if ":" in connected[1] else "AF_INET", connected[2], connected[1])]
        for family, port, address in addresses:
            yield Spoken(name, family, address, int(port or 0), socket.startswith("UDP"))


def traced(arguments: list[str], trace: Path) -> tuple[int, str]:
    """Run pytest under strace; its exit code and its last line."""
    follow = ["strace", "-f", "-qq", "-yy", "--seccomp-bpf", "-e", "trace=%network", "-e", "signal=none", "-s", "64"]
    tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run([*follow, "-o", str(trace), *tests], cwd=ROOT, capture_output=True, text=True, check=False)
    lines = done.stdout.strip().splitlines()
    if done.returncode:
        print("\n".join(lines[-30:]))
    return done.returncode, lines[-1] if lines else done.stderr[-500:]


def measured(tests: list[str]) -> dict[str, object]:
    """What the tests said to whom."""
    with tempfile.TemporaryDirectory() as folder:
        trace = Path(folder) / "trace"
        began = time.monotonic()
        code, summary = traced(tests, trace)
        with trace.open(encoding="utf-8", errors="replace") as lines:
            counted = Counter(spoken(lines))
    kinds: Counter[str] = Counter()
    for spoken_to, count in counted.items():
        kinds[spoken_to.kind] += count
    return {
        "tests": summary,
        "exit_code": code,
        "seconds": round(time.monotonic() - began, 1),
        "addresses": dict(kinds),
        "elsewhere": _named(counted, "elsewhere"),
        "routes": _named(counted, "route"),
        "calls": {call: sum(n for spoken_to, n in counted.items() if spoken_to.call == call) for call in SPEAKS},
    }


def _named(counted: Counter[Spoken], kind: str) -> dict[str, int]:
    return {
        f"{spoken_to.call} {spoken_to.family} {spoken_to.address}:{spoken_to.port}": n
        for spoken_to, n in counted.items()
        if spoken_to.kind == kind
    }


def show(result: dict[str, object]) -> str:
    """The table."""
    kinds = {
        "unix": "processes of this computer (Unix sockets)",
        "kernel": "the kernel (netlink)",
        "loopback": "this computer (127.0.0.0/8, ::1)",
        "elsewhere": "another computer, or a name service",
        "route": "nobody: a route was asked of the kernel, nothing sent",
        "none": "nobody: a connection undone",
    }
    addresses = result["addresses"]
    assert isinstance(addresses, dict)
    rows = [f"  {addresses.get(kind, 0):8d}  {words}" for kind, words in kinds.items()]
    away, routes = result["elsewhere"], result["routes"]
    assert isinstance(away, dict)
    assert isinstance(routes, dict)
    rows += [f"            {count} x {what}" for part in (away, routes) for what, count in part.items()]
    return "\n".join([f"  {result['tests']}", "  calls     spoken to", *rows])


def main(arguments: list[str]) -> None:
    """Trace, print, write; ends with an error where anybody else was spoken to or a test failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks network")
    parser.add_argument("--quick", action="store_true", help="a named part of the tests only")
    parser.add_argument("--out", type=Path, default=RESULT)
    options = parser.parse_args(arguments)
    if shutil.which("strace") is None:
        raise SystemExit("strace is not on this computer: nothing was traced. Its package is called strace.")
    part = "quick" if options.quick else "whole"
    result = {"part": part, **measured(list(QUICK) if options.quick else ["-n", "2"])}
    print(show(result))
    met = not result["elsewhere"] and not result["exit_code"]
    print(f"{verdict(met):6s} all tests pass, and nobody but this computer is spoken to")
    write(options.out, result)
    if not met:
        raise SystemExit(1)
