"""Paths through a block of native syntax: nested blocks, then an attribute, then items of its value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gatewright.sources.terraform.editing import entries, equality, interiors, rendering, slots
from gatewright.sources.terraform.editing.content import Block as NewBlock
from gatewright.sources.terraform.editing.content import Content
from gatewright.sources.terraform.editing.interiors import Interior
from gatewright.sources.terraform.editing.removal import whole_lines
from gatewright.sources.terraform.editing.splices import EditRefusedError, Splice
from gatewright.sources.terraform.schemas import BlockSchema, schema_of
from gatewright.sources.terraform.syntax.nodes import Block, Call, Expression, ObjectCons, TupleCons

Path = Sequence[str | int]
_PROVIDERS = {"aws": "aws", "azurerm": "azurerm", "google": "google", "azuread": "azuread", "kubernetes": "kubernetes"}
_ARGUMENTS_ONLY = frozenset({"module", "locals", "moved", "output"})
"""Blocks of the language in which what is not known is an argument."""
_META_BLOCKS = frozenset({"lifecycle", "connection", "provisioner", "timeouts"})


@dataclass(frozen=True, slots=True)
class Place:
    """The inside of a block with what the provider says about it; `known` tells that nothing else can be in it."""

    inside: Interior
    schema: BlockSchema | None
    arguments: bool = False


def of_block(found: Sequence[Block]) -> Place:
    """The place inside the last of blocks that are within each other."""
    outer = found[0]
    schema = _schema(outer)
    for inner in found[1:]:
        name = inner.labels[0] if inner.type == "dynamic" and inner.labels else inner.type
        if inner.type != "content":
            schema = _nested(schema, name)
    return Place(_inside(found[-1]), schema, arguments=len(found) == 1 and outer.type in _ARGUMENTS_ONLY)


def _schema(block: Block) -> BlockSchema | None:
    if block.type not in ("resource", "data") or not block.labels:
        return None
    provider = _PROVIDERS.get(block.labels[0].partition("_")[0])
    mode = "managed" if block.type == "resource" else "data"
    return schema_of(f"hashicorp/{provider}", None, mode, block.labels[0]) if provider else None


def _nested(schema: BlockSchema | None, name: str) -> BlockSchema | None:
    nested = schema.blocks.get(name) if schema is not None else None
    return nested.block if nested is not None else None


def _inside(block: Block) -> Interior:
    """The inside of a block; of a dynamic one, that of its content."""
    if block.type == "dynamic":
        content = [inner for inner in block.body.blocks if inner.type == "content"]
        if len(content) != 1:
            raise EditRefusedError(
                f"the dynamic block `{' '.join(block.labels)}` has no one content block; mend it first"
            )
        return interiors.of_block(content[0])
    return interiors.of_block(block)


def set_to(place: Place, path: Path, value: Content | NewBlock | Sequence[NewBlock]) -> list[Splice]:
    """The splices that set what a path leads to, adding what is not there."""
    name, rest = _first(path)
    blocks = blocks_of(place.inside, name)
    if not rest:
        return _set_last(place, name, value, blocks)
    index, deeper = _index(rest)
    attribute = place.inside.body.attributes.get(name)
    if attribute is not None:
        slot = slots.of_attribute(place.inside.data, attribute, inline=_one_line(place.inside))
        return _set_item(place.inside.data, slot, rest, _value(name, value))
    block = chosen(name, blocks, index)
    if block is not None:
        if not deeper:
            raise EditRefusedError(f"`{name}` is a nested block; name the argument in it that is to be set")
        return set_to(Place(_inside(block), _nested(place.schema, name)), deeper, value)
    if _is_block(place, name, index):
        return interiors.add_block(place.inside, NewBlock(name, (), _made(deeper, value)))
    return interiors.add_attribute(place.inside, name, _wrapped(rest, _value(name, value)))


def _set_last(place: Place, name: str, value: object, blocks: Sequence[Block]) -> list[Splice]:
    inside = place.inside
    wanted = rendering.nested_blocks(name, value)
    if wanted is not None:
        return _set_blocks(inside, blocks, wanted)
    if blocks:
        raise EditRefusedError(f"`{name}` is a nested block here; name the argument in it that is to be set")
    attribute = inside.body.attributes.get(name)
    if attribute is None:
        return interiors.add_attribute(inside, name, value)  # type: ignore[arg-type]  # no block
    slot = slots.of_attribute(inside.data, attribute, inline=_one_line(inside))
    return set_slot(inside.data, slot, value)  # type: ignore[arg-type]  # no block


def set_slot(data: bytes, slot: slots.Slot, value: Content) -> list[Splice]:
    """The splices that give a slot a value, none where it has it."""
    if equality.says(data, slot.expression, value):
        return []
    return [Splice(*slot.value, entries.written(data, slot.value[0], value, inline=slot.inline))]


def _set_blocks(inside: Interior, present: Sequence[Block], wanted: Sequence[NewBlock]) -> list[Splice]:
    if any(block.type == "dynamic" for block in present):
        raise EditRefusedError(f"`{wanted[0].type}` is a dynamic block; what it repeats over has to be changed")
    if not present:
        return _joined([interiors.add_block(inside, content) for content in wanted])
    if len(present) != len(wanted):
        raise EditRefusedError(f"`{wanted[0].type}` stands there {len(present)} times; say which one is meant")
    splices = []
    for block, content in zip(present, wanted, strict=True):
        if not equality.is_block(inside.data, block, content):
            indent = interiors.indentation(inside.data, block.span[0])
            text = rendering.block(content, indent).removeprefix(indent)
            splices.append(Splice(*block.span, interiors.ended(inside.data, text)))
    return splices


def _joined(added: Sequence[list[Splice]]) -> list[Splice]:
    """Additions at one place as one."""
    first = added[0]
    texts = [[splice.text for splice in one] for one in added]
    if len(added) > 1 and len(first) > 1:
        raise EditRefusedError("several blocks cannot be added to a block on one line; add one, then the others")
    return [Splice(first[0].start, first[0].end, b"".join(text[0] for text in texts))] if len(first) == 1 else first


def _set_item(data: bytes, slot: slots.Slot, path: Path, value: Content) -> list[Splice]:
    """The splices that set what a path into a value leads to."""
    if not path:
        return set_slot(data, slot, value)
    step, *rest = path
    if isinstance(step, int):
        listed = _unwrapped(slot.expression)
        if not isinstance(listed, TupleCons):
            raise EditRefusedError("the path goes into a list whose elements are not written here")
        where = entries.collection(data, listed)
        if not 0 <= step < len(where.entries):
            raise EditRefusedError(f"the list has no element {step}")
        return _set_item(data, slots.of_entry(where, where.entries[step]), rest, value)
    where = entries.collection(data, _object(slot.expression, step))
    entry = where.named(step)
    if entry is not None:
        return _set_item(data, slots.of_entry(where, entry), rest, value)
    if any(one.key is None for one in where.entries):
        raise EditRefusedError(f"a key of the object is an expression, which may be `{step}`; edit it by hand")
    return entries.added(where, _wrapped(rest, value), step)


def _unwrapped(expression: Expression) -> Expression:
    while isinstance(expression, Call) and len(expression.arguments) == 1 and expression.name in _WRAPPERS:
        expression = expression.arguments[0]
    return expression


_WRAPPERS = frozenset({"toset", "tolist", "tomap", "jsonencode", "sensitive", "nonsensitive", "yamlencode"})


def _object(expression: Expression, key: str) -> ObjectCons:
    """The object in which a key is, or to which it can be added: of a merge the one that decides about it."""
    expression = _unwrapped(expression)
    if isinstance(expression, ObjectCons):
        return expression
    if isinstance(expression, Call) and expression.name == "merge" and not expression.expand and expression.arguments:
        last = expression.arguments[-1]
        if isinstance(last, ObjectCons):
            return last
    raise EditRefusedError(f"`{key}` belongs into a value that is not written here; set it where the value comes from")


def remove_from(place: Place, path: Path) -> list[Splice]:
    """The splices that remove the attribute or item that a path leads to; none where it is not there."""
    name, rest = _first(path)
    inside = place.inside
    attribute = inside.body.attributes.get(name)
    if attribute is not None:
        if not rest:
            return removed(inside, attribute.span)
        return _remove_item(inside.data, attribute.expression, rest)
    blocks = blocks_of(inside, name)
    index, deeper = _index(rest)
    if blocks and not deeper:
        raise EditRefusedError(f"`{name}` is a nested block; remove it as one")
    block = chosen(name, blocks, index)
    return remove_from(Place(_inside(block), _nested(place.schema, name)), deeper) if block is not None else []


def _remove_item(data: bytes, expression: Expression, path: Path) -> list[Splice]:
    step, *rest = path
    if isinstance(step, int):
        listed = _unwrapped(expression)
        if not isinstance(listed, TupleCons):
            raise EditRefusedError("the path goes into a list whose elements are not written here")
        where = entries.collection(data, listed)
        entry = where.entries[step] if 0 <= step < len(where.entries) else None
    else:
        where = entries.collection(data, _object(expression, step))
        entry = where.named(step)
    if entry is None:
        return []
    return _remove_item(data, entry.expression, rest) if rest else entries.removed(where, entry)


def remove_block(place: Place, path: Path) -> list[Splice]:
    """The splices that remove the nested block that a path leads to; none where it is not there."""
    name, rest = _first(path)
    blocks = blocks_of(place.inside, name)
    index, deeper = _index(rest)
    block = chosen(name, blocks, index, whole=not deeper)
    if block is None:
        return []
    if deeper:
        return remove_block(Place(_inside(block), _nested(place.schema, name)), deeper)
    return removed(place.inside, block.span)


def removed(inside: Interior, span: tuple[int, int]) -> list[Splice]:
    """The splice that removes an attribute or block from the inside that it is in."""
    lines = whole_lines(inside.data, span, (inside.start, inside.end))
    if lines is not None:
        return [lines]
    if not inside.data[inside.start : span[0]].strip() and not inside.data[span[1] : inside.end].strip():
        return [Splice(inside.start, inside.end, b"")]
    return [Splice(*span, b"")]


def inside_of(place: Place, path: Path) -> Place:
    """The place inside the nested block that a path leads to."""
    if not path:
        return place
    name, rest = _first(path)
    index, deeper = _index(rest)
    block = chosen(name, blocks_of(place.inside, name), index)
    if block is None:
        raise EditRefusedError(f"there is no block `{name}` to add to; add it first")
    return inside_of(Place(_inside(block), _nested(place.schema, name)), deeper)


def blocks_of(inside: Interior, name: str) -> list[Block]:
    """The nested blocks of a name, dynamic ones among them."""
    return [
        block
        for block in inside.body.blocks
        if block.type == name or (block.type == "dynamic" and block.labels[:1] == (name,))
    ]


def chosen(name: str, blocks: Sequence[Block], index: int | None, *, whole: bool = False) -> Block | None:
    """The block that is meant by a name and index; raises EditRefusedError where it may be several.

    An index leads into a dynamic block's content, which all its repetitions share, unless the `whole` block is meant.
    """
    if index is None:
        if len(blocks) > 1:
            raise EditRefusedError(f"`{name}` stands there {len(blocks)} times; say which one is meant")
        return blocks[0] if blocks else None
    static = [block for block in blocks if block.type != "dynamic"]
    if len(static) == len(blocks):
        return blocks[index] if index < len(blocks) else None
    if len(blocks) == 1 and not whole:
        return blocks[0]
    first_dynamic = next(at for at, block in enumerate(blocks) if block.type == "dynamic")
    if index < first_dynamic:
        return blocks[index]
    raise EditRefusedError(f"a dynamic block `{name}` stands among the others: which one is {index} is not certain")


def _first(path: Path) -> tuple[str, Path]:
    if not path or not isinstance(path[0], str):
        raise EditRefusedError("a path begins with the name of an argument or nested block")
    return path[0], path[1:]


def _index(rest: Path) -> tuple[int | None, Path]:
    if rest and isinstance(rest[0], int):
        return rest[0], rest[1:]
    return None, rest


def _one_line(inside: Interior) -> bool:
    return not inside.top and b"\n" not in inside.data[inside.start : inside.end]


def _is_block(place: Place, name: str, index: int | None) -> bool:
    """Whether what is not there yet would be a nested block."""
    if place.schema is not None and (name in place.schema.attributes or name in place.schema.blocks):
        return name in place.schema.blocks
    if place.arguments:
        return False
    return name in _META_BLOCKS or index is not None or not name.endswith(("tags", "labels", "annotations"))


def _made(path: Path, value: object) -> Mapping[str, Content]:
    name, rest = _first(path)
    if not rest:
        return {name: value}  # type: ignore[dict-item]  # content, or a block
    _, deeper = _index(rest)
    return {name: NewBlock(name, (), _made(deeper, value))}  # type: ignore[dict-item]  # a block is content here


def _wrapped(path: Path, value: Content) -> Content:
    for step in reversed(path):
        value = {step: value} if isinstance(step, str) else [value]
    return value


def _value(name: str, value: object) -> Content:
    if rendering.nested_blocks(name, value) is not None:
        raise EditRefusedError(f"`{name}` holds values, not blocks")
    return value  # type: ignore[return-value]  # no block
