"""What providers' resource types are made of: attributes with their types, nested blocks, what only apply decides."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from gatewright.sources.terraform.schemas.archive import Archive

_ARCHIVES: dict[str, dict[int | None, str]] = {
    "hashicorp/aws": {None: "aws", 5: "aws@5", 4: "aws@4", 3: "aws@4", 2: "aws@4"},
    "hashicorp/azurerm": {None: "azurerm", 3: "azurerm@3", 2: "azurerm@3"},
    "hashicorp/google": {None: "google", 5: "google@5", 4: "google@5"},
}
_PRIMITIVES = frozenset({"string", "number", "bool"})
_PLAIN = frozenset(
    {
        *("archive", "azuread", "cloudinit", "external", "google-beta", "helm", "http"),
        *("kubernetes", "local", "null", "random", "template", "time", "tls"),
    }
)


@dataclass(frozen=True)
class BlockSchema:
    """The schema of a resource or nested block. `attributes` is `{name: [type, flags]}`; see `pack.py`."""

    attributes: dict[str, list[Any]]
    blocks: dict[str, NestedBlock]
    types: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """The attributes' types as the evaluator has made them so far."""

    @cached_property
    def computed(self) -> tuple[tuple[str, str], ...]:
        """Attributes that are known after apply where the configuration leaves them out, with their primitive types."""
        return tuple(
            (name, of if isinstance(of, str) and of in _PRIMITIVES else "")
            for name, (of, flags) in self.attributes.items()
            if "c" in flags
        )

    @cached_property
    def computed_within(self) -> tuple[str, ...]:
        """Nested blocks with such attributes at any depth."""
        return tuple(
            name for name, nested in self.blocks.items() if nested.block.computed or nested.block.computed_within
        )

    @cached_property
    def empty(self) -> dict[str, Any]:
        """Every attribute null and every block absent, to be copied."""
        absent: dict[str, Any] = dict.fromkeys(self.attributes)
        for name, nested in self.blocks.items():
            absent[name] = None if nested.nesting in ("single", "group") else []
        return absent


@dataclass(frozen=True)
class NestedBlock:
    """A nested block: how it nests (`single`, `group`, `list`, `set`, `map`), and what is inside."""

    nesting: str
    block: BlockSchema


_BUILT_IN: dict[str, dict[str, Any]] = {
    "managed/terraform_data": {
        "id": ["string", "c"],
        "input": ["dynamic", "o"],
        "output": ["dynamic", "c"],
        "triggers_replace": ["dynamic", "o"],
    },
    "data/terraform_remote_state": {
        "backend": ["string", "r"],
        "config": ["dynamic", "o"],
        "defaults": ["dynamic", "o"],
        "outputs": ["dynamic", "c"],
        "workspace": ["string", "o"],
    },
}
"""The resource types of Terraform's own provider."""


def schema_of(source: str, major: int | None, mode: str, resource_type: str) -> BlockSchema | None:
    """The schema of a resource type (`mode` is `managed` or `data`) in a major version; None where it is not known."""
    if source in ("hashicorp/terraform", "builtin/terraform"):
        return _built_in(f"{mode}/{resource_type}")
    versions = _ARCHIVES.get(source)
    if versions is None:
        name = source.removeprefix("hashicorp/")
        return _read(name, f"{mode}/{resource_type}") if name in _PLAIN else None
    return _read(versions.get(major, versions[None]), f"{mode}/{resource_type}")


@cache
def _built_in(member: str) -> BlockSchema | None:
    attributes = _BUILT_IN.get(member)
    return BlockSchema(attributes, {}) if attributes is not None else None


@cache
def _archive(name: str) -> Archive:
    return Archive(name)


@cache
def _read(archive: str, member: str) -> BlockSchema | None:
    try:
        return _block(json.loads(_archive(archive).read(member)))
    except KeyError:
        return None


def _block(raw: dict[str, Any]) -> BlockSchema:
    nested = {name: NestedBlock(nesting, _block(block)) for name, (nesting, _, _, block) in raw["blocks"].items()}
    return BlockSchema(raw["attributes"], nested)
