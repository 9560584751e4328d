"""Where something is written: positions, and the stack from the place outward."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gatewright.model.base import Model

StackKind = Literal["attribute", "block", "resource", "module_call"]
ValueKind = Literal[
    "literal",
    "variable_default",
    "tfvars",
    "cli",
    "environment",
    "local",
    "module_argument",
    "data",
    "provider",
]


HopKind = Literal[
    "attribute",
    "collection",
    "output",
    "resource",
    "variable_default",
    "tfvars",
    "cli",
    "environment",
    "local",
    "module_argument",
    "data",
    "provider",
]


class Position(Model):
    """A place between two characters of a text file."""

    line: int = Field(ge=1, description="Line, counted from 1.")
    column: int = Field(ge=1, description="Column in Unicode code points, counted from 1.")


class Location(Model):
    """A range of a file."""

    file: str = Field(description="Path relative to the scan root, with forward slashes.")
    start: Position = Field(description="First character of the range.")
    end: Position = Field(description="Position after the last character of the range.")
    symbol: str = Field(default="", description="What stands there, such as `aws_s3_bucket.logs` or `bucket`.")

    def __str__(self) -> str:
        """`file:line:column`, as editors and terminals take it."""
        return f"{self.file}:{self.start.line}:{self.start.column}"


class Frame(Model):
    """One step of a location stack, from the attribute outward to the root module's call."""

    kind: StackKind = Field(description="What encloses the place: attribute, block, resource or module call.")
    file: str = Field(description="Path relative to the scan root, with forward slashes.")
    start: Position = Field(description="First character.")
    end: Position = Field(description="Position after the last character.")
    symbol: str = Field(default="", description="Name of the attribute, block, resource address or module call.")


class ValueOrigin(Model):
    """Where a value came from, as against where it is used."""

    kind: ValueKind = Field(description="What supplied the value.")
    file: str | None = Field(default=None, description="File relative to the scan root; null for cli and environment.")
    start: Position | None = Field(default=None, description="First character; null where there is no file.")
    end: Position | None = Field(default=None, description="Position after the last character; null where no file.")
    symbol: str = Field(default="", description="Name of the variable, local, argument or data source.")


class Hop(Model):
    """One stop on a value's way from where it was written to where it is used."""

    kind: HopKind = Field(description="What hands the value on there; `collection` is what a loop goes over.")
    file: str | None = Field(default=None, description="File relative to the scan root; null for cli and environment.")
    start: Position | None = Field(default=None, description="First character; null where there is no file.")
    end: Position | None = Field(default=None, description="Position after the last character; null where no file.")
    symbol: str = Field(default="", description="Name of the variable, local, argument, output or attribute.")


class Trace(Model):
    """Everything known about where one property was written and where its value came from."""

    location: Location | None = Field(description="The attribute, or its block where the attribute is absent.")
    stack: tuple[Frame, ...] = Field(default=(), description="From the place outward; the last is the outermost call.")
    value_from: ValueOrigin | None = Field(default=None, description="Where the value came from; null when absent.")
    route: tuple[Hop, ...] = Field(
        default=(), description="The value's way from where it was written to where it is used, where it was asked for."
    )
