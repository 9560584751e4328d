"""Edits of generated configurations, as Hypothesis draws them, and what holds of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hypothesis import strategies as st

from gatewright.model.location import Position
from gatewright.sources.terraform.editing import Block, Content, EditRefusedError, FileEditor, Raw, Splice
from gatewright.sources.terraform.syntax import nodes
from gatewright.sources.terraform.syntax.nodes import Body
from gatewright.sources.terraform.syntax.parser import ParsedFile, parse

_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6) | st.sampled_from(["${a}", "%{if b}", '"', "\\"])
_SCALARS = st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(-1e9, 1e9, width=32) | _TEXTS
VALUES: st.SearchStrategy[Content] = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=5,
)
"""Values that mean themselves."""
CONTENTS = VALUES | st.sampled_from([Raw("var.x"), Raw('merge({ a = 1 }, { b = "${c}" })'), Raw("[for x in y : x]")])

Operation = Callable[[FileEditor], tuple[Splice, ...]]


@dataclass(frozen=True)
class Edit:
    """An operation on a file; `touches` are the names of the arguments that may be other ones behind it."""

    name: str
    operation: Operation
    touches: frozenset[str] = frozenset()
    path: tuple[int, str] | None = None
    """For an argument that is set: which block of the file it is in, and its name."""
    value: Content = None


def blocks(body: Body) -> Iterator[nodes.Block]:
    """All blocks, the outer before the inner."""
    for block in body.blocks:
        yield block
        yield from blocks(block.body)


def arguments(parsed: ParsedFile) -> list[tuple[str, bytes]]:
    """The name and text of every argument, spaces left out of account, in order."""
    found = list(parsed.body.attributes.values())
    for block in blocks(parsed.body):
        found += block.body.attributes.values()
    found.sort(key=lambda one: one.span)
    return [(one.name, b"".join(parsed.text.data[slice(*one.span)].split())) for one in found]


@st.composite
def edits(draw: st.DrawFn, text: bytes) -> Edit | None:
    """An edit of one of the sound blocks of a file; None where it has none."""
    parsed = parse("main.tf", text)
    found = list(blocks(parsed.body))
    if not found:
        return None
    index = draw(st.integers(0, len(found) - 1))
    at = parsed.text.position(found[index].span[0])
    present = list(found[index].body.attributes)
    name = draw(st.sampled_from([*present, "added"]))
    value = draw(CONTENTS)
    return draw(st.sampled_from(list(_edits(at, (index, name), value))))


def _edits(at: Position, path: tuple[int, str], value: Content) -> Iterator[Edit]:
    name = path[1]
    touched = frozenset({name})
    content = Block("resource", ("a", "new"), {"a": value, "longer": 1, "c": Block("c", (), {"d": value})})
    made = frozenset({"a", "longer", "d"})
    yield Edit("set", lambda e: e.set_attribute(at, [name], value), touched, path, value)
    yield Edit("set within", lambda e: e.set_attribute(at, [name, "key"], value), touched | {"key"})
    yield Edit("remove", lambda e: e.remove_attribute(at, [name]), touched)
    yield Edit("add nested", lambda e: e.add_block(at, content), made)
    yield Edit("set nested", lambda e: e.set_attribute(at, ["made", "inner"], value), frozenset({"made", "inner"}))
    yield Edit("add after", lambda e: e.add_after(at, content), made)


def attempted(text: bytes, edit: Edit) -> tuple[Splice, ...] | None:
    """The splices of an edit; None where it is refused."""
    try:
        return edit.operation(FileEditor("main.tf", text))
    except EditRefusedError:
        return None
