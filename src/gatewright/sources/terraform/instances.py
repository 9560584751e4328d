"""One resource instance, as every Terraform source gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from gatewright.model.document import Path
from gatewright.model.location import Trace
from gatewright.sources.terraform.values import Value


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """What the provider configuration of an instance says, as far as normalising needs it."""

    source: str = ""
    """Provider source address without the registry host, such as `hashicorp/aws`."""
    major: int | None = None
    """Major version that the constraints, or the lock file, ask for; None when they leave it open."""
    region: Value = None
    account: Value = None
    default_tags: Value = None


class Declaration(Protocol):
    """Where an instance is declared; asked late, only for what is reported."""

    def trace(self, path: Path, *, routed: bool = False) -> Trace:
        """The trace of an attribute path such as `("versioning_configuration", 0, "status")`.

        A path whose attribute is absent is answered with the innermost block that encloses it; `()` is the resource.
        The value's way is there where it is asked for (`routed`): a scan has no use for it.
        """


@dataclass(frozen=True, slots=True)
class Instance:
    """A resource or data source instance with its attribute values in the form of a plan's `planned_values`.

    Nested blocks are lists of objects; attributes that are not set are None or missing. Unknown parts are
    `UnknownValue`, sensitive parts `Sensitive`. For a managed resource that refers to another one, the reference is
    in the unknown value itself (source), in `references` (plan), or in equal ids (state).
    """

    root: str
    """Directory of the root module, relative to the scan root; `.` for the scan root itself."""
    address: str
    """`module.a["x"].aws_s3_bucket.b[0]`, within the root module."""
    mode: Literal["managed", "data"]
    type: str
    name: str
    index: int | str | None
    module: str
    """Address of the module instance, empty for the root module."""
    values: Mapping[str, Value]
    provider: ProviderSettings = field(default_factory=ProviderSettings)
    declaration: Declaration | None = None
    certain: bool = True
    """False when it is not known whether, or how often, the instance exists (`count` or `for_each` is unknown)."""
