"""`ebbtide sources`: the exports that the vault holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ebbtide.cli.access import Access, on_vault
from ebbtide.cli.output import give
from ebbtide.wording import say

if TYPE_CHECKING:
    from ebbtide.history.readers.contract import SourceReport


@click.command("sources", help=say("cli_vault.sources.help"))
@on_vault
@click.option("--json", "as_json", is_flag=True, help=say("cli_vault.option.json"))
def command(access: Access, as_json: bool) -> int:
    """List them in the order of import."""
    with access.opened() as vault:
        reports = vault.conversation().sources
    return give(as_json, "sources", map(_line, reports), sources=[_plain(one) for one in reports])


def _line(report: SourceReport) -> str:
    days = {"first": report.first and report.first.date(), "last": report.last and report.last.date()}
    told = {"name": report.name, "events": f"{report.events:,}", **days}
    if report.exported_at is None:
        return say("cli_vault.sources.row_undated", **told)
    return say("cli_vault.sources.row", **told, exported=report.exported_at)


def _plain(report: SourceReport) -> dict[str, Any]:
    return {
        "name": report.name,
        "format": report.format,
        "events": report.events,
        "people": dict(report.senders),
        "first": report.first and report.first.date(),
        "last": report.last and report.last.date(),
        "exported_at": report.exported_at,
        "warnings": list(report.warnings),
    }
