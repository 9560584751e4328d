"""Findings and places for tests of what is done with findings."""

from __future__ import annotations

from gatewright.model.finding import DocumentRef, Finding
from gatewright.model.location import Frame, Location, Position, StackKind, ValueOrigin
from gatewright.model.rule import Rule


def rule(identity: str) -> Rule:
    """A rule."""
    return Rule(
        id=identity,
        title="T",
        description="D",
        severity="low",
        resource_types=("test.bucket",),
        reads=(),
        package=f"rules.{identity}",
        source="",
    )


def at(line: int, column: int = 1) -> Position:
    """A position."""
    return Position(line=line, column=column)


def location(file: str, line: int, last: int | None = None) -> Location:
    """Whole lines of a file."""
    return Location(file=file, start=at(line), end=at(last or line, 80))


def frame(kind: StackKind, file: str, line: int) -> Frame:
    """A header of a block."""
    return Frame(kind=kind, file=file, start=at(line), end=at(line, 80))


def origin(file: str, line: int) -> ValueOrigin:
    """The default of a variable."""
    return ValueOrigin(kind="variable_default", file=file, start=at(line), end=at(line, 80), symbol="v")


def finding(identity: str = "a.b.c", key: int = 0, **changes: object) -> Finding:
    """A failure; attributes of its document are given by their names, all else by those of the finding."""
    document = {name: changes.pop(name) for name in ("address", "account", "tags") if name in changes}
    return Finding.model_validate(
        {
            "fingerprint": f"{key:032x}",
            "rule": rule(identity),
            "severity": "low",
            "outcome": "fail",
            "message": "is wrong",
            "document": DocumentRef.model_validate(
                {
                    "id": f".:{document.get('address', 'x')}",
                    "type": "test.bucket",
                    "name": "x",
                    "address": "x",
                    "root": ".",
                    "provider": "test",
                    "account": None,
                    "region": None,
                    **document,
                }
            ),
            **changes,
        }
    )
