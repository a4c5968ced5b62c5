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
    "lint",
    "crash",
    "vault",
    "truth",
)
#: Benchmarks that have seeds for development and others for the report; `make bench` runs the report's.
REPORTED = ("busy", "effects", "hotcold", "pages", "truth")
MODULES = {
    "simulator": "simulators.check",
    "readers": "readers.main",
    "speed": "speed.main",
    "interventions": "verdicts.interventions",
    "busy": "verdicts.busy",
    "effects": "verdicts.effects",
    "hotcold": "verdicts.hot_cold",
    "pages": "verdicts.pages",
    "real": "real_rhythm.main",
    "text": "text.main",
    "lint": "text.draft_lint",
    "crash": "vault.crash",
    "vault": "vault.main",
    "truth": "truth.main",
    "freeze": "simulators.freeze",
    "howsure": "page.main",
    "network": "vault.network",
}


def run(name: str, arguments: list[str]) -> None:
    """Import and run one benchmark."""
    print(f"\n=== {name}", flush=True)
    module = importlib.import_module(f"benchmarks.{MODULES[name]}")
    module.main(arguments)


def main(arguments: list[str]) -> None:
    """Dispatch; without a name all run, with the seeds of the report."""
    if arguments:
        if arguments[0] not in MODULES:
            raise SystemExit(f"benchmarks: {', '.join(MODULES)}")
        run(arguments[0], arguments[1:])
        return
    for name in ALL:
        run(name, ["--report"] if name in REPORTED else [])


if __name__ == "__main__":
    main(sys.argv[1:])
