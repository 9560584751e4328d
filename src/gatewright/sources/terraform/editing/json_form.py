"""Edits of files in Terraform's JSON syntax: `.tf.json` and `.tfvars.json`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence

from gatewright.model.location import Position
from gatewright.sources.terraform.editing import rendering
from gatewright.sources.terraform.editing.content import Block, Content, Raw
from gatewright.sources.terraform.editing.form import Form, Path, Policy
from gatewright.sources.terraform.editing.json_text import JsonText, item
from gatewright.sources.terraform.editing.policy_trees import Tree, same
from gatewright.sources.terraform.editing.splices import EditRefusedError, Splice, ordered
from gatewright.sources.terraform.syntax.json_syntax import parse_json, parse_json_text
from gatewright.sources.terraform.syntax.nodes import Expression, Invalid, Literal, ObjectCons, TupleCons
from gatewright.sources.terraform.syntax.text import SourceText

_FUNCTIONLESS = ".tfvars.json"


class JsonForm(Form):
    """One file in JSON syntax. Strings are templates, except in a file of variables' values."""

    def __init__(self, file: str, data: bytes) -> None:
        self._text = SourceText(file, data)
        self._root = parse_json_text(data)
        if isinstance(self._root, Invalid) or not isinstance(self._root, ObjectCons):
            problem = self._root.problem if isinstance(self._root, Invalid) else "the file holds no json object"
            raise EditRefusedError(f"`{file}` cannot be edited as it is: {problem}")
        plain = file.endswith(_FUNCTIONLESS)
        self._tree = _ValueTree(JsonText(data) if plain else JsonText(data, rendering.doubled, _interpolated))
        self._blocks = {} if plain else _bodies(file, data)

    def set_attribute(self, block: Position, path: Path, value: Content | Block | Sequence[Block]) -> list[Splice]:
        """See `FileEditor`."""
        return self._set(self._object(block), path, _content(value))

    def _set(self, where: Expression, path: Path, value: Content) -> list[Splice]:
        if not path:
            return self._become(where, value)
        step, *rest = path
        if isinstance(where, TupleCons) and isinstance(step, str) and len(where.items) == 1:
            return self._set(where.items[0], path, value)
        inner = _step(where, step)
        if inner is not None:
            return self._set(inner, rest, value)
        if isinstance(where, ObjectCons) and isinstance(step, str):
            return self._tree.added(where, _wrapped(rest, value), step)
        if isinstance(where, ObjectCons) and step == 0:
            return self._set(where, rest, value)
        raise EditRefusedError(f"the path's step `{step}` leads to nothing that is written here")

    def _become(self, written: Expression, value: Content) -> list[Splice]:
        return [] if same(self._tree.content(written), value) else self._tree.replaced(written, value)

    def remove_attribute(self, block: Position, path: Path) -> list[Splice]:
        """See `FileEditor`."""
        where: Expression | None = self._object(block)
        for step in path[:-1]:
            if step == 0 and isinstance(where, ObjectCons):
                continue
            if isinstance(where, TupleCons) and isinstance(step, str) and len(where.items) == 1:
                where = where.items[0]
            where = _step(where, step) if where is not None else None
        if not path or where is None or _step(where, path[-1]) is None:
            return []
        if not isinstance(where, (ObjectCons, TupleCons)):
            raise EditRefusedError(f"the path's step `{path[-1]}` leads to nothing that is written here")
        return self._tree.removed(where, path[-1])

    def add_block(self, block: Position, content: Block, at: Path) -> list[Splice]:
        """See `FileEditor`."""
        where: Expression | None = self._object(block)
        for step in at:
            where = _step(where, step) if where is not None else None
        if not isinstance(where, ObjectCons):
            raise EditRefusedError("there is no block to add to at the path; add it first")
        added = _labelled(content)
        present = _step(where, content.type)
        if present is None:
            return self._tree.added(where, added, content.type)
        found = present.items if isinstance(present, TupleCons) else (present,)
        if any(same(self._tree.content(one), added) for one in found):
            return []
        if isinstance(present, TupleCons):
            return self._tree.added(present, added)
        return self._tree.replaced(present, [self._tree.content(present), added])

    def remove_block(self, block: Position, path: Path) -> list[Splice]:
        """See `FileEditor`."""
        if len(path) > 1 and path[-1] == 0:
            parent: Expression | None = self._object(block)
            for step in path[:-1]:
                parent = _step(parent, step) if parent is not None else None
            if isinstance(parent, ObjectCons):
                return self.remove_attribute(block, path[:-1])
        return self.remove_attribute(block, path)

    def remove(self, block: Position) -> list[Splice]:
        """See `FileEditor`. An object that would be left empty around it goes, too."""
        *holders, (where, index) = self._way(self._byte(block))
        while len(where.items) == 1 and holders:
            where, index = holders.pop()
        step = _name(where, index)
        return self._tree.removed(where, step)

    def emptied(self, block: Position) -> list[Splice]:
        """See `FileEditor`."""
        at = f"{block.line}:{block.column}"
        raise EditRefusedError(f"the entry at {at} is written in JSON; leave an empty list there by hand")

    def replace_expression(self, at: Position, value: Content) -> list[Splice]:
        """See `FileEditor`."""
        return self._become(self._value(at), value)

    def value_span(self, at: Position) -> tuple[int, int]:
        """See `FileEditor`."""
        return self._value(at).span

    def remove_element(self, at: Position, index: int) -> list[Splice]:
        """See `FileEditor`."""
        where = self._list(at, index)
        return self._tree.removed(where, index)

    def replace_element(self, at: Position, index: int, value: Content) -> list[Splice]:
        """See `FileEditor`."""
        return self._become(self._list(at, index).items[index], value)

    def add_element(self, at: Position, value: Content) -> list[Splice]:
        """See `FileEditor`."""
        where = self._list(at, None)
        if any(same(self._tree.content(one), value) for one in where.items):
            return []
        return self._tree.added(where, value)

    def add_after(self, block: Position, content: Block) -> list[Splice]:
        """See `FileEditor`. The block goes where JSON has blocks of its type."""
        self._object(block)
        names = (content.type, *content.labels)
        value = _attributes(content)
        where: Expression = self._root
        for index, name in enumerate(names):
            inner = _step(where, name)
            if inner is None:
                if not isinstance(where, ObjectCons):
                    raise EditRefusedError(f"`{name}` cannot be added to a list of blocks; add it by hand")
                return self._tree.added(where, _wrapped(names[index + 1 :], value), name)
            where = inner
        if same(self._tree.content(where), value):
            return []
        raise EditRefusedError(f"`{'.'.join(names)}` is there already")

    def set_default(self, variable: str, value: Content) -> list[Splice]:
        """See `FileEditor`."""
        declared = _step(self._root, "variable")
        found = _step(declared, variable) if declared is not None else None
        if not isinstance(found, ObjectCons):
            raise EditRefusedError(f"the file declares no one variable `{variable}`")
        return self._set(found, ("default",), value)

    def set_value(self, name: str, value: Content) -> list[Splice]:
        """See `FileEditor`."""
        return self._set(self._root, (name,), value)

    def edit_policy(self, at: Position, change: Callable[[Policy], Policy]) -> list[Splice]:
        """See `FileEditor`: a policy within a string is written anew."""
        value = self._value(at)
        text = value.value if isinstance(value, Literal) else None
        try:
            document = json.loads(text) if isinstance(text, str) else None
        except ValueError:
            document = None
        if not isinstance(document, dict) or "${" in str(text):
            raise EditRefusedError("no policy document without templates is written at the place; edit it by hand")
        before = json.dumps(document)
        try:
            after = json.dumps(change(document))
        except TypeError:
            raise EditRefusedError("an expression cannot be written into a policy that is a string") from None
        return [] if before == after else self._tree.replaced(value, after)

    def finished(self, splices: Iterable[Splice]) -> tuple[Splice, ...]:
        """The splices: JSON has no columns to be aligned."""
        data = self._text.data
        return ordered(one for one in splices if data[one.start : one.end] != one.text)

    def _byte(self, position: Position) -> int:
        at = self._text.byte(position)
        if at is None:
            raise EditRefusedError(f"the file has no line {position.line}, column {position.column}")
        return at

    def _object(self, position: Position) -> ObjectCons:
        """The object of the block that begins at a place."""
        at = self._byte(position)
        spans = self._blocks.get(at, [])
        if len(spans) > 1:
            raise EditRefusedError("several blocks of one name are in a list there; edit them by hand")
        for where, index in self._way(at):
            value = where.items[index]
            inner = value[1] if isinstance(value, tuple) else value
            if isinstance(inner, TupleCons) and len(inner.items) == 1:
                inner = inner.items[0]
            start = value[0].span[0] if isinstance(value, tuple) else value.span[0]
            if at in (start, inner.span[0]) and isinstance(inner, ObjectCons):
                return inner
        raise EditRefusedError(f"no block begins at line {position.line}, column {position.column}")

    def _way(self, at: int) -> list[tuple[ObjectCons | TupleCons, int]]:
        """The objects and lists around a byte, from the outermost, each with the index of the item it is in."""
        found: list[tuple[ObjectCons | TupleCons, int]] = []
        where: Expression | None = self._root
        while isinstance(where, (ObjectCons, TupleCons)):
            holder, where = where, None
            for index, one in enumerate(holder.items):
                start, inner = (one[0].span[0], one[1]) if isinstance(one, tuple) else (one.span[0], one)
                if start <= at < inner.span[1]:
                    found.append((holder, index))
                    where = inner
        if not found:
            raise EditRefusedError("nothing stands at the place")
        return found

    def _value(self, position: Position) -> Expression:
        """The value of the member or element that begins at a place, else the innermost around it."""
        at = self._byte(position)
        inner: Expression | None = None
        for where, index in self._way(at):
            one = where.items[index]
            start, inner = (one[0].span[0], one[1]) if isinstance(one, tuple) else (one.span[0], one)
            if at in (start, inner.span[0]):
                return inner
        assert inner is not None  # noqa: S101  # INVARIANT: the way is not empty
        return inner

    def _list(self, at: Position, index: int | None) -> TupleCons:
        found = self._value(at)
        if not isinstance(found, TupleCons):
            raise EditRefusedError("no list is written at the place; its elements come from elsewhere")
        if index is not None and not 0 <= index < len(found.items):
            raise EditRefusedError(f"the list has no element {index}")
        return found


class _ValueTree(Tree):
    """JSON values whose strings are compared as they are written."""

    def __init__(self, text: JsonText) -> None:
        self._text = text

    def content(self, written: Expression) -> Content:
        """The value; a string with a template in it is `Raw`."""
        if isinstance(written, TupleCons):
            return [self.content(one) for one in written.items]
        if isinstance(written, ObjectCons):
            return {str(key.value): self.content(one) for key, one in written.items if isinstance(key, Literal)}
        value = written.value if isinstance(written, Literal) else None
        if not isinstance(value, str) or self._text.raw is None:
            return value
        if value.startswith("${") and value.endswith("}") and "${" not in value[2:]:
            return Raw(value[2:-1].strip())
        plain = value.replace("$${", "").replace("%%{", "")
        if "${" in plain or "%{" in plain:
            return Raw(json.dumps(value, ensure_ascii=False))
        return value.replace("$${", "${").replace("%%{", "%{")

    def replaced(self, written: Expression, value: Content) -> list[Splice]:
        """Put a value in the place of another."""
        return self._text.replaced(written, value)

    def removed(self, where: ObjectCons | TupleCons, step: int | str) -> list[Splice]:
        """Remove an item."""
        index = item(where, step) if isinstance(step, str) and isinstance(where, ObjectCons) else step
        return self._text.removed(where, index) if isinstance(index, int) else []

    def added(self, where: ObjectCons | TupleCons, value: Content, key: str | None = None) -> list[Splice]:
        """Add an item at the end."""
        return self._text.added(where, value, key)


def _bodies(file: str, data: bytes) -> dict[int, list[tuple[int, int]]]:
    """The ranges of the blocks that begin at each byte."""
    found: dict[int, list[tuple[int, int]]] = {}
    for block in parse_json(file, data).body.blocks:
        found.setdefault(block.span[0], []).append(block.body.span)
    return found


def _step(where: Expression, step: str | int) -> Expression | None:
    if isinstance(where, ObjectCons) and isinstance(step, str):
        index = item(where, step)
        return where.items[index][1] if index is not None else None
    if isinstance(where, TupleCons) and isinstance(step, int) and 0 <= step < len(where.items):
        return where.items[step]
    return None


def _name(where: ObjectCons | TupleCons, index: int) -> str | int:
    if isinstance(where, ObjectCons):
        key = where.items[index][0]
        if isinstance(key, Literal):
            return str(key.value)
    return index


def _wrapped(path: Path, value: Content) -> Content:
    for step in reversed(path):
        value = {step: value} if isinstance(step, str) else [value]
    return value


def _content(value: object) -> Content:
    """Blocks as the objects that they are in JSON."""
    if isinstance(value, Block):
        return _labelled(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_content(one) for one in value]
    if isinstance(value, Mapping):
        return {key: _content(one) for key, one in value.items()}
    return value  # type: ignore[return-value]  # content already


def _attributes(block: Block) -> Content:
    return {rendering.name(key): _content(value) for key, value in block.attributes.items()}


def _labelled(block: Block) -> Content:
    return _wrapped(block.labels, _attributes(block))


def _interpolated(value: Raw) -> str:
    """The JSON string that an expression is: a template by itself."""
    text = rendering.raw(value)
    if text.startswith('"') and text.endswith('"'):
        return text
    return json.dumps(f"${{{text}}}", ensure_ascii=False)
