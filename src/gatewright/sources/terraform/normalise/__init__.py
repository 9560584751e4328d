"""From Terraform instances, whatever they were read from, to documents. Pure.

One module for each document type, in a package for each provider, found by discovery. A module has `TYPES`, the
Terraform types that it takes (companions of the main one included), and `drafts(group)`, which yields a `Draft` for
every document. A resource that no module takes becomes a document of type `terraform.<type>`.
"""

from __future__ import annotations

import pkgutil
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import import_module
from typing import Literal, Protocol

from gatewright.model.document import Document, Path
from gatewright.model.location import Hop, Trace
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.normalise.draft import Draft, raw
from gatewright.sources.terraform.normalise.group import Group


class Normaliser(Protocol):
    """A module that makes documents of one type."""

    TYPES: tuple[str, ...]

    def drafts(self, group: Group) -> Iterator[Draft]:
        """A draft for each document that the group's instances make up."""


class Drafts:
    """Provenance of documents: their drafts, which remember where each property was written."""

    def __init__(self, drafts: dict[str, Draft]) -> None:
        self._drafts = drafts

    def trace(self, document: str, path: Path) -> Trace | None:
        """The trace of a property of the document with this id; None when nothing is known."""
        draft = self._drafts.get(document)
        return draft.trace(path) if draft else None

    def place(self, document: str, path: Path) -> tuple[Instance, Path] | None:
        """The attribute of an instance that decides a property; an empty path is the instance as a whole."""
        draft = self._drafts.get(document)
        return draft.place(path) if draft else None

    def route(self, document: str, path: Path) -> tuple[Hop, ...]:
        """The way of a property's value from where it was written to where it is used; empty when nothing is known."""
        draft = self._drafts.get(document)
        trace = draft.trace(path, routed=True) if draft else None
        return trace.route if trace else ()


@cache
def normalisers(provider: str) -> tuple[Normaliser, ...]:
    """The normaliser modules of a provider's package, in order of their names; none where there is no such package."""
    if provider not in {module.name for module in pkgutil.iter_modules(__path__) if module.ispkg}:
        return ()
    package = import_module(f"{__name__}.{provider}")
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__) if not module.name.startswith("_"))
    return tuple(import_module(f"{package.__name__}.{name}") for name in names)


def normalise(
    instances: Sequence[Instance], source: Literal["terraform", "plan", "state"]
) -> tuple[tuple[Document, ...], Drafts]:
    """The documents of all instances, in order of root and address, and their provenance."""
    roots: dict[str, list[Instance]] = defaultdict(list)
    for instance in instances:
        roots[instance.root].append(instance)
    drafts: dict[str, Draft] = {}
    documents: list[Document] = []
    for root in sorted(roots):
        built = [(draft.build(source), draft) for draft in _drafts(Group(roots[root]))]
        built.sort(key=lambda pair: (pair[0].origin.address, pair[0].type, pair[0].id))
        for document, draft in built:
            documents.append(document)
            drafts.setdefault(document.id, draft)
    return tuple(documents), Drafts(drafts)


def _drafts(group: Group) -> Iterator[Draft]:
    providers = {instance.type.partition("_")[0] for instance in group.instances}
    taken: set[str] = set()
    for provider in sorted(providers):
        for normaliser in normalisers({"azurerm": "azure", "google": "gcp"}.get(provider, provider)):
            if any(group.of(kind) for kind in normaliser.TYPES):
                yield from normaliser.drafts(group)
            taken.update(normaliser.TYPES)
    for instance in group.instances:
        if instance.type not in taken:
            yield raw(instance)
