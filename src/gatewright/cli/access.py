"""`gatewright who-can` and `gatewright access`: who can reach what, in a place that is scanned."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gatewright.cli import options
from gatewright.cli.asked import check_of
from gatewright.cli.tables import write_json, write_table

if TYPE_CHECKING:
    from gatewright.app.worlds import Surveyed
    from gatewright.identity.answers import Access, Evidence, Right

CLEAN, INCOMPLETE = 0, 3


class Format(StrEnum):
    """How answers about access are written."""

    table = "table"
    json = "json"
    dot = "dot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the place is read."""

    source: Annotated[
        Path | None, typer.Option("--source", help="Folder that a plan or state was made from: file and line.")
    ] = None
    var_file: options.VarFiles = None
    var: options.Variables = None
    workspace: Annotated[
        str | None, typer.Option("--workspace", help="What `terraform.workspace` is; `default` by default.")
    ] = None
    environment: Annotated[
        list[str] | None,
        typer.Option("--environment", "-e", help="NAME of an environment of the configuration file, or NAME=VAR_FILE."),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """Which answers are written, and how."""

    format_: Annotated[
        Format, typer.Option("--format", help="`table` for people, `json` for programs, `dot` for Graphviz.")
    ] = Format.table
    direct: Annotated[bool, typer.Option("--direct", help="Only access by policies of the principal itself.")] = False
    indirect: Annotated[bool, typer.Option("--indirect", help="Only access by roles that it can assume.")] = False

    def shows(self, way: str) -> bool:
        """Whether answers of this way are asked for."""
        if self.direct == self.indirect:
            return True
        return way == ("direct" if self.direct else "indirect")


def who_can(
    action: Annotated[str, typer.Argument(help="One action, such as s3:GetObject.")],
    resource: Annotated[str, typer.Argument(help="ARN, address such as aws_s3_bucket.data, or name.")],
    path: options.ScanPath,
    *,
    showing: Showing,
    reading: Reading,
    configuring: options.Configuring,
) -> int:
    """Tell who can do an action on a resource, by which statements and over which roles."""
    from gatewright.identity.chains import who_can as ask  # noqa: PLC0415  # loaded by a command that runs

    surveyed = _surveyed(path, reading, configuring)
    found = [one for one in ask(surveyed.world, action, resource) if showing.shows(one.way)]
    match showing.format_:
        case Format.json:
            write_json([one.as_json() for one in found])
        case Format.dot:
            _write_dot(found, action)
        case Format.table:
            write_table(_COLUMNS, [_row(one) for one in found])
    return _told(surveyed)


def access(
    principal: Annotated[str, typer.Argument(help="ARN, address such as aws_iam_role.deploy, or name.")],
    path: options.ScanPath,
    *,
    showing: Showing,
    reading: Reading,
    configuring: options.Configuring,
) -> int:
    """Tell what a user or role can do with the resources of PATH, itself and as roles that it can assume."""
    from gatewright.identity.rights import access as ask  # noqa: PLC0415  # as above

    surveyed = _surveyed(path, reading, configuring)
    found = [one for one in ask(surveyed.world, principal) if showing.shows(one.way)]
    match showing.format_:
        case Format.json:
            write_json([one.as_json() for one in found])
        case Format.dot:
            _write_rights(found, surveyed.world.principal(principal).name)
        case Format.table:
            write_table(_RIGHT_COLUMNS, [_right_row(one) for one in found])
    return _told(surveyed)


def _surveyed(path: Path, reading: Reading, configuring: options.Configuring) -> Surveyed:
    from gatewright.app.worlds import survey  # noqa: PLC0415  # loaded by a command that runs, not by --help

    asked = options.Reading(
        source=reading.source,
        var_file=reading.var_file,
        var=reading.var,
        workspace=reading.workspace,
        environment=reading.environment,
    )
    return survey(check_of(path, asked, options.Judging(), configuring))


def _told(surveyed: Surveyed) -> int:
    options.tell(surveyed.diagnostics)
    return INCOMPLETE if any(one.severity == "error" for one in surveyed.diagnostics) else CLEAN


_COLUMNS = ("principal", "kind", "access", "outcome", "through", "because of", "if")
_RIGHT_COLUMNS = ("resource", "access", "outcome", "actions", "through", "because of", "if")
_MOST_ACTIONS = 4


def _row(one: Access) -> tuple[str, ...]:
    through = " > ".join(hop.target.name for hop in one.hops)
    evidence = [*(part for hop in one.hops for part in hop.verdict.statements), *one.verdict.statements]
    return (
        one.principal.address or one.principal.name,
        one.principal.kind,
        one.way,
        one.outcome,
        through,
        _places(evidence),
        one.condition or "",
    )


def _right_row(one: Right) -> tuple[str, ...]:
    more = len(one.actions) - _MOST_ACTIONS
    shown = ", ".join(one.actions[:_MOST_ACTIONS]) + (f" and {more} more" if more > 0 else "")
    through = " > ".join(hop.target.name for hop in one.hops)
    evidence = [*(part for hop in one.hops for part in hop.verdict.statements), *one.statements]
    return (one.resource, one.way, one.outcome, shown, through, _places(evidence), one.condition or "")


def _places(evidence: Sequence[Evidence]) -> str:
    """The statements, each once, with their places."""
    return ", ".join(dict.fromkeys(map(_place, evidence)))


def _place(one: Evidence) -> str:
    name = one.policy if one.index is None else f"{one.policy}[{one.index}]"
    return name if one.file is None else f"{name} {one.file}:{one.line}"


def _write_dot(found: Sequence[Access], action: str) -> None:
    edges: dict[tuple[str, str, str], bool] = {}
    for one in found:
        for hop in one.hops:
            step = (hop.source.name, hop.target.name, hop.action)
            edges[step] = hop.verdict.outcome == "allowed"
        last = one.hops[-1].target.name if one.hops else one.principal.name
        edges[last, one.resource, action] = one.verdict.outcome == "allowed"
    _write_graph(edges, {one.resource for one in found})


def _write_rights(found: Sequence[Right], start: str) -> None:
    edges: dict[tuple[str, str, str], bool] = {}
    for one in found:
        for hop in one.hops:
            edges[hop.source.name, hop.target.name, hop.action] = hop.verdict.outcome == "allowed"
        last = one.hops[-1].target.name if one.hops else start
        edges[last, one.resource, f"{len(one.actions)} actions"] = one.outcome == "allowed"
    _write_graph(edges, {one.resource for one in found})


def _write_graph(edges: dict[tuple[str, str, str], bool], resources: set[str]) -> None:
    """Write a graph: resources are boxes, and what has a condition is dashed."""
    sys.stdout.write("digraph access {\n  rankdir=LR;\n")
    for resource in sorted(resources):
        sys.stdout.write(f"  {_quoted(resource)} [shape=box];\n")
    for (source, target, label), certain in sorted(edges.items()):
        style = "" if certain else ", style=dashed"
        sys.stdout.write(f"  {_quoted(source)} -> {_quoted(target)} [label={_quoted(label)}{style}];\n")
    sys.stdout.write("}\n")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'
