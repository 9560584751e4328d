"""Instances by hand, and the documents that normalising makes of them."""

from __future__ import annotations

from typing import Any

from gatewright.model.document import Document
from gatewright.model.location import Frame, Location, Position, Trace
from gatewright.sources.terraform.instances import Instance, ProviderSettings
from gatewright.sources.terraform.normalise import normalise
from gatewright.sources.terraform.values import Reference, UnknownValue

START = Position(line=1, column=1)


class Written:
    """A declaration that answers with the address and the path, so that a test can tell where a place points."""

    def __init__(self, address: str) -> None:
        self._address = address

    def trace(self, path: tuple[str | int, ...], *, routed: bool = False) -> Trace:
        """A place whose symbol is the address and the path."""
        symbol = ".".join([self._address, *map(str, path)])
        return Trace(
            location=Location(file="main.tf", start=START, end=START, symbol=symbol),
            stack=(Frame(kind="resource", file="main.tf", start=START, end=START, symbol=self._address),),
        )


def resource(address: str, /, major: int | None = None, **values: Any) -> Instance:
    """A managed instance of the root module."""
    kind, name = address.split(".")
    return Instance(
        root=".",
        address=address,
        mode="managed",
        type=kind,
        name=name,
        index=None,
        module="",
        values=values,
        provider=ProviderSettings(source="hashicorp/aws", major=major),
        declaration=Written(address),
    )


def reference(address: str, attribute: str = "id") -> UnknownValue:
    """What another resource's attribute will be."""
    return UnknownValue("known after apply", Reference(address, attribute))


def unknown(reason: str = "no value for `var.x`") -> UnknownValue:
    """A value that nobody knows."""
    return UnknownValue(reason)


def documents(*instances: Instance, of: str) -> list[Document]:
    """The documents of a type that the instances make up."""
    return [d for d in normalise(instances, "terraform")[0] if d.type == of]


def properties(*instances: Instance, of: str) -> dict[str, Any]:
    """The properties of the only document of a type that the instances make up, as JSON."""
    (document,) = documents(*instances, of=of)
    return dict(document.properties.model_dump(mode="json"))


def place(path: tuple[str | int, ...], *instances: Instance, of: str) -> str:
    """Where a property of the only document of a type is written: address and attribute path."""
    found, provenance = normalise(instances, "terraform")
    (document,) = (d for d in found if d.type == of)
    trace = provenance.trace(document.id, path)
    return trace.location.symbol if trace is not None and trace.location is not None else ""
