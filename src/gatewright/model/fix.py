"""A rule's fix as data: which edits mend its findings, by where they are written."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, JsonValue

from gatewright.model.base import Model

Confidence = Literal["certain", "review"]
CONFIDENCES: tuple[Confidence, ...] = ("certain", "review")

Steps: TypeAlias = tuple[str | int, ...]
"""A path below the place of the finding: names of blocks, attributes and members, and indexes of repeated blocks."""


class SetValues(Model):
    """Give attributes these values; what has its value already is left alone."""

    op: Literal["set"] = Field(default="set", description="Which operation it is.")
    values: tuple[tuple[Steps, JsonValue], ...] = Field(description="Path and value of each attribute, in order.")


class Unset(Model):
    """Take attributes away; the provider's defaults hold then."""

    op: Literal["unset"] = Field(default="unset", description="Which operation it is.")
    paths: tuple[Steps, ...] = Field(min_length=1, description="Path of each attribute.")


class AddBlock(Model):
    """Add a nested block."""

    op: Literal["add_block"] = Field(default="add_block", description="Which operation it is.")
    type: str = Field(description="Type of the block.")
    at: Steps = Field(default=(), description="Blocks that it is put into.")
    content: dict[str, JsonValue] = Field(description="Its arguments, and blocks within it.")


class RemoveBlock(Model):
    """Take a nested block away: the one at the path, or the one that the finding is in where there is no path."""

    op: Literal["remove_block"] = Field(default="remove_block", description="Which operation it is.")
    at: Steps = Field(default=(), description="Path of the block; empty for the one that the finding is in.")


class Companion(Model):
    """Add a resource beside the one that the finding is on, once for each of its instances."""

    op: Literal["companion"] = Field(default="companion", description="Which operation it is.")
    type: str = Field(description="Terraform type of the new resource.")
    link: dict[str, str] = Field(min_length=1, description="Its arguments that refer to attributes of the finding's.")
    content: dict[str, JsonValue] = Field(description="Its other arguments and blocks.")


Emptied = Literal["refuse", "block", "resource"]
EMPTIED: tuple[Emptied, ...] = ("refuse", "block", "resource")


class Element(Model):
    """Take elements of the list that the finding points to away, or put another value in the place of one."""

    op: Literal["element"] = Field(default="element", description="Which operation it is.")
    action: Literal["remove", "replace"] = Field(description="What happens to the element.")
    value: JsonValue = Field(default=None, description="What stands there afterwards.")
    matching: tuple[JsonValue, ...] = Field(
        default=(), description="Values of the elements; empty for the one that the finding itself points to."
    )
    emptied: Emptied = Field(
        default="refuse", description="What goes with the last element: nothing (refused), its block, or the resource."
    )
    beside: tuple[str, ...] = Field(
        default=(), description="Arguments beside the list: where one of them holds something, the list alone goes."
    )


class Statement(Model):
    """Change the statement of a policy document that the finding points to."""

    op: Literal["statement"] = Field(default="statement", description="Which operation it is.")
    action: Literal["remove", "change", "add"] = Field(description="What happens; `add` puts a new statement last.")
    values: dict[str, JsonValue] = Field(default_factory=dict, description="Elements of the statement to be written.")
    without: tuple[str, ...] = Field(default=(), description="Elements of the statement to be taken away.")
    emptied: Literal["refuse", "attribute", "resource"] = Field(
        default="refuse",
        description="What goes with the only statement: nothing (refused), the attribute, the resource.",
    )


class RemoveResource(Model):
    """Take the whole resource away."""

    op: Literal["remove_resource"] = Field(default="remove_resource", description="Which operation it is.")


Operation: TypeAlias = Annotated[
    SetValues | Unset | AddBlock | RemoveBlock | Companion | Element | Statement | RemoveResource,
    Field(discriminator="op"),
]


class Edits(Model):
    """What is done where a finding stands in a resource of a type, or in a nested block of it."""

    place: tuple[str, ...] = Field(
        min_length=1,
        description="Terraform type of the resource, then nested blocks, then the attribute of the finding.",
    )
    operations: tuple[Operation, ...] = Field(default=(), description="What is done, in order.")
    refused: str = Field(default="", description="Why nothing is done there; empty where something is.")


class Fix(Model):
    """What mends the findings of a rule."""

    confidence: Confidence = Field(description="`review` where a person has to choose; such a fix never opens itself.")
    title: str = Field(description="What the fix does, as an order: `Turn on ...`.")
    note: str = Field(default="", description="What was chosen for the user, and why.")
    edits: tuple[Edits, ...] = Field(min_length=1, description="What is done, by where the finding stands.")
