"""`gatewright inspect`: documents as rules see them, or the Terraform instances before normalising."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

import typer
from pydantic import JsonValue

from gatewright.cli import options


class Format(StrEnum):
    """How `inspect` writes."""

    text = "text"
    json = "json"


def inspect(
    path: options.ScanPath,
    *,
    instances: Annotated[bool, typer.Option("--instances", help="Terraform instances, before normalising.")] = False,
    type_: Annotated[list[str] | None, typer.Option("--type", help="Only this resource type; repeatable.")] = None,
    address: Annotated[list[str] | None, typer.Option("--address", help="Only this address; repeatable.")] = None,
    provenance: Annotated[bool, typer.Option("--provenance", help="Where each property was written.")] = False,
    format_: Annotated[Format, typer.Option("--format", help="`json` writes one object a line.")] = Format.text,
    source: options.SourcePath = None,
    var_file: options.VarFiles = None,
    var: options.Variables = None,
    workspace: options.Workspace = "default",
) -> int:
    """Show what rules see: documents with their properties, relations and unknowns."""
    from gatewright.app.estate import LoadOptions, load  # noqa: PLC0415
    from gatewright.app.inspection import document_json, instance_json  # noqa: PLC0415

    chosen = LoadOptions(tuple(var_file or ()), options.pairs(var), dict(os.environ), source, workspace)
    estate = load(path, chosen)
    types, addresses = set(type_ or ()), set(address or ())
    rows: Iterable[dict[str, JsonValue]]
    if instances:
        rows = (
            instance_json(i)
            for i in estate.instances
            if (not types or i.type in types) and (not addresses or i.address in addresses)
        )
    else:
        rows = (
            document_json(d, estate, provenance=provenance)
            for d in estate.documents
            if (not types or d.type in types) and (not addresses or d.origin.address in addresses)
        )
    indent = None if format_ is Format.json else 2
    for row in rows:
        sys.stdout.write(json.dumps(row, indent=indent, ensure_ascii=False) + "\n")
    options.tell(estate.diagnostics)
    return 0
