"""The one shape that every source is normalised into and that every rule reads."""

from __future__ import annotations

from typing import ClassVar, Literal, TypeAlias

from pydantic import ConfigDict, Field, SerializeAsAny

from gatewright.model.base import Model
from gatewright.model.unknown import Unknown

Path: TypeAlias = tuple[str | int, ...]


class Properties(Model):
    """The effective settings of one resource type, in the field's own terms. Each type derives its own.

    INVARIANT: every field of a derived class admits `Unknown`, at every level, and has a default, which is what the
    provider takes when the user leaves it out.
    """

    TYPE: ClassVar[str] = ""
    """The resource type, such as `aws.s3.bucket`."""


class RawProperties(Properties):
    """The attributes of a resource that has no model of its own, as the source gives them."""

    model_config = ConfigDict(frozen=True, extra="allow")


class Origin(Model):
    """Which source a document comes from, and under which name it is known there."""

    source: Literal["terraform", "plan", "state", "live", "memory"] = Field(description="Kind of source.")
    root: str = Field(default=".", description="Directory of the root module, relative to the scan root.")
    address: str = Field(default="", description="Address within the root module, as Terraform writes it.")


class Document(Model):
    """One resource: what it is, its effective properties, and what it is related to."""

    id: str = Field(description="Stable identity: the cloud's id where known, else `ROOT:ADDRESS`.")
    type: str = Field(description="Resource type, such as `aws.s3.bucket`.")
    name: str = Field(default="", description="Name that a person knows it by.")
    provider: str = Field(default="", description="Cloud: `aws`, `azure`, `gcp`, `kubernetes`, `host`.")
    account: str | None = Field(default=None, description="Account, subscription or project id; null when not known.")
    region: str | None = Field(default=None, description="Region; null when not known or when it has none.")
    tags: dict[str, str | Unknown | None] | Unknown = Field(
        default_factory=dict, description="Tags in effect, the provider's default tags included."
    )
    properties: SerializeAsAny[Properties] = Field(description="Effective settings, typed by `type`.")
    relations: dict[str, tuple[str | Unknown, ...]] = Field(
        default_factory=dict,
        description="Kind of relation to ids of documents; Unknown where the other end is not in the estate.",
    )
    origin: Origin = Field(description="Where the document comes from.")
