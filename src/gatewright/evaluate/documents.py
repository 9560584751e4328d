"""The documents of one evaluation: in a stable order, by type and id, each turned into plain JSON at most once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue
from pydantic_core import PydanticSerializationError

from gatewright.model.diagnostic import Diagnostic
from gatewright.model.document import Document
from gatewright.model.unknown import KEY

_MARK = f'{{"{KEY}":'


@dataclass(frozen=True, slots=True)
class Estate:
    """All documents that are judged, and quick answers about them."""

    documents: tuple[Document, ...]
    by_id: Mapping[str, Document]
    by_type: Mapping[str, tuple[Document, ...]]
    _texts: Mapping[str, str]
    _plain: dict[str, Mapping[str, JsonValue]] = field(default_factory=dict)

    def may_hold_unknowns(self, document: Document) -> bool:
        """Whether a look inside is worth it; most documents are known through and through."""
        return _MARK in self._texts[document.id]

    def properties(self, document: Document) -> JsonValue:
        """The properties as rules see them, unknown parts as `{"$unknown": reason}`."""
        if document.id not in self._plain:
            self._plain[document.id] = json.loads(self._texts[document.id] or "{}")
        return self._plain[document.id].get("properties")


def build_estate(documents: Iterable[Document]) -> tuple[Estate, tuple[Diagnostic, ...]]:
    """The estate, and a diagnostic for every document whose id is another's too: one of them is left out."""
    by_id: dict[str, Document] = {}
    diagnostics: list[Diagnostic] = []
    texts: dict[str, str] = {}
    for document in sorted(documents, key=place):
        if document.id in by_id:
            diagnostics.append(_twice(by_id[document.id], document))
            continue
        by_id[document.id] = document
        texts[document.id] = _text(document)
    by_type: dict[str, list[Document]] = {}
    for document in by_id.values():
        by_type.setdefault(document.type, []).append(document)
    grouped = {name: tuple(group) for name, group in by_type.items()}
    return Estate(tuple(by_id.values()), by_id, grouped, texts), tuple(diagnostics)


def place(document: Document) -> tuple[str, str, str, str, str]:
    """Where a document stands in every report: by root, then by address, where it has one."""
    origin = document.origin
    return (origin.root, origin.address or document.id, document.id, document.type, document.name)


def of_types(estate: Estate, types: Sequence[str]) -> Iterator[Document]:
    """The documents of these types, each type's in their stable order."""
    for name in dict.fromkeys(types):
        yield from estate.by_type.get(name, ())


def _text(document: Document) -> str:
    try:
        return document.model_dump_json(include={"properties", "relations"})
    except PydanticSerializationError:
        # The engine cannot take it either, and every rule about it is an error.
        return ""


def _twice(kept: Document, left_out: Document) -> Diagnostic:
    names = [document.origin.address or document.name or document.type for document in (kept, left_out)]
    return Diagnostic(
        severity="error",
        summary=f"two documents have the id `{kept.id}`",
        detail=f"`{names[1]}` in `{left_out.origin.root}` is left out, because `{names[0]}` in `{kept.origin.root}` "
        "is the same resource; manage it in one place",
    )
