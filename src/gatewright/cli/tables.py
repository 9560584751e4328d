"""What `list` and `show` write: tables for people, JSON for programs."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, TypeAlias

import typer
from pydantic import JsonValue

_PLAIN_WIDTH = 10_000
"""Columns where the output is no terminal: a row is a line there, for `grep` and the like."""


class Format(StrEnum):
    """How lists are written."""

    table = "table"
    json = "json"


FormatChoice: TypeAlias = Annotated[Format, typer.Option("--format", help="`table` for people, `json` for programs.")]


def write_json(value: Sequence[Mapping[str, JsonValue]] | Mapping[str, JsonValue]) -> None:
    """Write a value as indented JSON."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def write_table(columns: Sequence[str], rows: Sequence[Sequence[JsonValue]]) -> None:
    """Write rows under their columns, as wide as the terminal; the first column is never broken."""
    from rich.console import Console  # noqa: PLC0415  # JSON needs none of it
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=None, pad_edge=False, header_style="bold")
    for index, column in enumerate(columns):
        table.add_column(column, no_wrap=index == 0, overflow="fold")
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))
    console = Console(
        width=shutil.get_terminal_size().columns if sys.stdout.isatty() else _PLAIN_WIDTH, highlight=False
    )
    with console.capture() as written:
        console.print(table)
    sys.stdout.writelines(f"{line.rstrip()}\n" for line in written.get().splitlines())


def write_details(shown: Mapping[str, JsonValue]) -> None:
    """Write each field of an object that holds something, its name before it; texts that span lines are indented."""
    for name, value in shown.items():
        lines = list(_lines(value))
        if len(lines) == 1:
            sys.stdout.write(f"{name}: {lines[0]}\n")
        elif lines:
            sys.stdout.write(f"{name}:\n" + "".join(f"  {line}\n" for line in lines))


def control_names(rule: Mapping[str, JsonValue]) -> list[str]:
    """The controls of a rule's JSON, such as `cis-aws-5.0/2.1.4`."""
    controls = rule["controls"]
    return [str(control) for control in controls] if isinstance(controls, list) else []


def _lines(value: JsonValue) -> Iterator[str]:
    if value is None or value in ("", [], {}):
        return
    if isinstance(value, dict):
        for name, part in value.items():
            text = ", ".join(_lines(part))
            if text:
                yield f"{name}: {text}"
    elif isinstance(value, list):
        for part in value:
            yield ".".join(map(str, part)) if isinstance(part, list) else str(part)
    elif isinstance(value, str):
        yield from value.splitlines()
    else:
        yield json.dumps(value)
