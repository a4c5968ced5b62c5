"""`ebbtide sources`: the exports that the vault holds."""

from __future__ import annotations

from typing import Any

import click

from ebbtide import service
from ebbtide.cli.access import Access, on_vault
from ebbtide.cli.output import give
from ebbtide.wording import say


@click.command("sources", help=say("cli_vault.sources.help"))
@on_vault
@click.option("--json", "as_json", is_flag=True, help=say("cli_vault.option.json"))
def command(access: Access, as_json: bool) -> int:
    """List them in the order of import."""
    with access.opened() as session:
        reports = service.keep.sources(session)
    return give(as_json, "sources", map(_line, reports), sources=[_plain(report) for report in reports])


def _line(report: service.keep.SourceReport) -> str:
    days = {"first": report.first and report.first.date(), "last": report.last and report.last.date()}
    values = {"name": report.name, "events": f"{report.events:,}", **days}
    if report.exported_at is None:
        return say("cli_vault.sources.row_undated", **values)
    return say("cli_vault.sources.row", **values, exported=report.exported_at)


def _plain(report: service.keep.SourceReport) -> dict[str, Any]:
    return {
        "name": report.name,
        "format": report.format,
        "events": report.events,
        "people": dict(report.senders),
        "first": report.first and report.first.date(),
        "last": report.last and report.last.date(),
        "exported_at": report.exported_at,
        "warnings": [note.spoken() for note in report.notes],
    }
