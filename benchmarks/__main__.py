"""`python -m benchmarks [name] [options]`: run one benchmark, or all of them in turn."""

from __future__ import annotations

import importlib
import sys

#: Benchmarks in the order in which `make bench` runs them; `freeze`, `howsure` and `network` only when named.
ALL = (
    "simulator",
    "readers",
    "speed",
    "interventions",
    "busy",
    "effects",
    "hotcold",
    "pages",
    "real",
    "text",
    "crash",
    "vault",
    "truth",
)
#: Benchmarks that have seeds for development and others for the report; `make bench` runs the report's.
REPORTED = ("busy", "effects", "hotcold", "pages", "truth")
MODULES = {"simulator": "simulator_check", "freeze": "freeze", "howsure": "how_sure", "network": "network"}


def run(name: str, arguments: list[str]) -> None:
    """Import and run one benchmark."""
    print(f"\n=== {name}", flush=True)
    module = importlib.import_module(f"benchmarks.{MODULES.get(name, name)}")
    module.main(arguments)


def main(arguments: list[str]) -> None:
    """Dispatch; without a name all run, with the seeds of the report."""
    if arguments:
        if arguments[0] not in (*ALL, *MODULES):
            raise SystemExit(f"benchmarks: {', '.join(dict.fromkeys((*ALL, *MODULES)))}")
        run(arguments[0], arguments[1:])
        return
    for name in ALL:
        run(name, ["--report"] if name in REPORTED else [])


if __name__ == "__main__":
    main(sys.argv[1:])
