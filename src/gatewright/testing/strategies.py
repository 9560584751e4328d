"""Hypothesis strategies for documents, mostly well formed; needs `hypothesis`."""

from __future__ import annotations

import string

from hypothesis import strategies as st
from pydantic import JsonValue

from gatewright.model.document import Document, Origin, RawProperties
from gatewright.model.unknown import KEY, Unknown

NAMES = ("enabled", "rules", "port", "name", "tags")
TYPES = ("test.bucket", "test.key", "test.network")

_LABELS = st.text(string.ascii_lowercase, min_size=1, max_size=3)


def unknowns() -> st.SearchStrategy[dict[str, JsonValue]]:
    """Unknown values in their JSON form."""
    return st.sampled_from(["decided on apply", "variable without a value"]).map(lambda reason: {KEY: reason})


def values() -> st.SearchStrategy[JsonValue]:
    """JSON values as properties hold them, some of them unknown or with unknown parts."""
    scalars: st.SearchStrategy[JsonValue] = st.one_of(
        st.none(), st.booleans(), st.integers(-3, 9), st.sampled_from(["", "a", "b", "é", '"']), unknowns()
    )
    return st.recursive(
        scalars,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(NAMES), inner, max_size=3)
        ),
        max_leaves=6,
    )


@st.composite
def documents(draw: st.DrawFn, identity: str) -> Document:
    """A document with the id, of one of the test types, related to others by their ids or to something unknown."""
    targets = st.one_of(_LABELS, st.just(Unknown("decided on apply")))
    return Document(
        id=identity,
        type=draw(st.sampled_from(TYPES)),
        name=draw(_LABELS),
        account=draw(st.sampled_from([None, "111111111111", "222222222222"])),
        properties=RawProperties.model_validate(draw(st.dictionaries(st.sampled_from(NAMES), values(), max_size=4))),
        relations={"key": tuple(draw(st.lists(targets, max_size=2)))},
        origin=Origin(source="memory", root=draw(st.sampled_from([".", "modules/a"])), address=draw(_LABELS)),
    )


def estates(max_size: int = 8) -> st.SearchStrategy[tuple[Document, ...]]:
    """Some documents with ids of their own, in any order; relations lead to some of them."""
    identities = st.lists(_LABELS, unique=True, max_size=max_size)
    return identities.flatmap(lambda names: st.tuples(*(documents(name) for name in names)))
