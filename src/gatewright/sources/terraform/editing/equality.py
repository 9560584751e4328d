"""Whether what is written already says what an edit would write: then it stays as its author wrote it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gatewright.sources.terraform.editing import rendering
from gatewright.sources.terraform.editing.content import Block as NewBlock
from gatewright.sources.terraform.editing.content import Content, Raw
from gatewright.sources.terraform.syntax.nodes import Block, Expression, Literal, ObjectCons, TupleCons, Unary


def says(data: bytes, written: Expression, value: Content) -> bool:
    """Whether an expression is a value, in whatever layout."""
    match value:
        case Raw():
            return data[slice(*written.span)].split() == value.text.encode().split()
        case Mapping():
            if not isinstance(written, ObjectCons) or len(written.items) != len(value):
                return False
            keys = {key.value: item for key, item in written.items if isinstance(key, Literal)}
            return len(keys) == len(value) and all(
                key in keys and says(data, keys[key], item) for key, item in value.items()
            )
        case str():
            return isinstance(written, Literal) and written.value == value and isinstance(written.value, str)
        case Sequence():
            if not isinstance(written, TupleCons) or len(written.items) != len(value):
                return False
            return all(says(data, item, one) for item, one in zip(written.items, value, strict=True))
        case _:
            return _scalar(written, value)


def _scalar(written: Expression, value: object) -> bool:
    if isinstance(written, Unary) and written.operator == "-" and isinstance(written.operand, Literal):
        number = written.operand.value
        return isinstance(number, (int, float)) and not isinstance(number, bool) and _same(-number, value)
    return isinstance(written, Literal) and _same(written.value, value)


def _same(written: object, value: object) -> bool:
    both = isinstance(written, bool) == isinstance(value, bool)
    return both and not isinstance(written, str) and written == value


def is_block(data: bytes, written: Block, content: NewBlock) -> bool:
    """Whether a block has the type, labels, attributes and nested blocks of the content, and no others."""
    if (written.type, written.labels) != (content.type, tuple(content.labels)):
        return False
    blocks: list[NewBlock] = []
    values: dict[str, object] = {}
    for key, value in content.attributes.items():
        nested = rendering.nested_blocks(key, value)
        if nested is None:
            values[key] = value
        else:
            blocks += nested
    attributes = written.body.attributes
    return (
        set(attributes) == set(values)
        and all(says(data, attributes[key].expression, value) for key, value in values.items())  # type: ignore[arg-type]
        and len(written.body.blocks) == len(blocks)
        and all(is_block(data, one, other) for one, other in zip(written.body.blocks, blocks, strict=True))
    )
