"""The editor of one file: where an edit goes, and what it becomes in the syntax of that file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from gatewright.model.location import Position
from gatewright.sources.terraform.editing import interiors, layout, rendering
from gatewright.sources.terraform.editing.content import Block, Content
from gatewright.sources.terraform.editing.splices import EditRefusedError, Splice, apply, compose
from gatewright.sources.terraform.syntax import nodes
from gatewright.sources.terraform.syntax.parser import parse

Policy = dict[str, Content]
_BOM = b"\xef\xbb\xbf"


class FileEditor:
    """Edits of one file, which is read once. Every operation answers with splices of the bytes that were given.

    Positions are those of `Frame`, `Location` and `ValueOrigin`: counted without a byte order mark.
    Each operation stands by itself: to make several, apply one and make a new editor, or `compose` their splices.
    """

    def __init__(self, file: str, data: bytes) -> None:
        self.file = file
        self._shift = len(_BOM) if data.startswith(_BOM) else 0
        self._data = data[self._shift :]
        try:
            self._data.decode()
        except UnicodeDecodeError:
            raise EditRefusedError(f"`{file}` is not UTF-8; save it as UTF-8 first") from None
        self._parsed = parse(file, self._data)

    def set_attribute(self, block: Position, path: Sequence[str | int], value: Content) -> tuple[Splice, ...]:
        """Set what a path from a block leads to, adding what is not there yet."""
        inside = interiors.of_block(self._block(block)[-1])
        (name,) = path
        attribute = inside.body.attributes.get(str(name))
        if attribute is None:
            return self._finished(interiors.add_attribute(inside, str(name), value))
        start = attribute.expression.span[0]
        text = interiors.ended(self._data, rendering.expression(value, inside.indent))
        return self._finished([Splice(start, attribute.span[1], text)])

    def add_after(self, block: Position, content: Block) -> tuple[Splice, ...]:
        """Add a block behind another one on the same level, with a blank line between."""
        found = self._block(block)
        indent = interiors.indentation(self._data, found[-1].span[0])
        end = interiors.line_end(self._data, found[-1].span[1])
        text = interiors.ended(self._data, f"\n{rendering.block(content, indent)}\n")
        if not self._data[:end].endswith(b"\n"):
            text = interiors.newline(self._data) + text.removesuffix(interiors.newline(self._data))
        return self._finished([Splice(end, end, text)])

    def remove_attribute(self, block: Position, path: Sequence[str | int]) -> tuple[Splice, ...]:
        """Remove what a path from a block leads to: an attribute or an item of its value."""
        raise EditRefusedError("not supported yet")

    def add_block(self, block: Position, content: Block, at: Sequence[str | int] = ()) -> tuple[Splice, ...]:
        """Add a nested block, within the nested block that `at` leads to."""
        raise EditRefusedError("not supported yet")

    def remove_block(self, block: Position, path: Sequence[str | int]) -> tuple[Splice, ...]:
        """Remove the nested block that a path leads to."""
        raise EditRefusedError("not supported yet")

    def remove(self, block: Position) -> tuple[Splice, ...]:
        """Remove a whole block."""
        raise EditRefusedError("not supported yet")

    def replace_expression(self, at: Position, value: Content) -> tuple[Splice, ...]:
        """Replace the value of the attribute, object item or list element that begins at or encloses a place."""
        raise EditRefusedError("not supported yet")

    def remove_element(self, at: Position, index: int) -> tuple[Splice, ...]:
        """Remove an element of the list at a place."""
        raise EditRefusedError("not supported yet")

    def replace_element(self, at: Position, index: int, value: Content) -> tuple[Splice, ...]:
        """Replace an element of the list at a place."""
        raise EditRefusedError("not supported yet")

    def add_element(self, at: Position, value: Content) -> tuple[Splice, ...]:
        """Add an element at the end of the list at a place."""
        raise EditRefusedError("not supported yet")

    def set_default(self, variable: str, value: Content) -> tuple[Splice, ...]:
        """Set the default of a variable that the file declares."""
        raise EditRefusedError("not supported yet")

    def set_value(self, name: str, value: Content) -> tuple[Splice, ...]:
        """Set a value of a file of variables' values."""
        raise EditRefusedError("not supported yet")

    def set_argument(self, module_block: Position, name: str, value: Content) -> tuple[Splice, ...]:
        """Set an argument of a module call."""
        return self.set_attribute(module_block, (name,), value)

    def edit_policy(self, at: Position, change: Callable[[Policy], Policy]) -> tuple[Splice, ...]:
        """Change the policy document at a place: `change` gets it as JSON values and answers with what it should be."""
        raise EditRefusedError("not supported yet")

    def _block(self, position: Position) -> list[nodes.Block]:
        """The block that begins at a place, behind the blocks that it is in."""
        at = self._parsed.text.byte(position)
        blocks, found = self._parsed.body.blocks, []
        while at is not None:
            inner = next((block for block in blocks if block.span[0] <= at < block.span[1]), None)
            if inner is None:
                break
            found.append(inner)
            if inner.span[0] == at:
                return self._sound(found)
            blocks = inner.body.blocks
        raise EditRefusedError(f"no sound block begins at {self.file}:{position.line}:{position.column}")

    def _sound(self, found: list[nodes.Block]) -> list[nodes.Block]:
        start, end = found[0].span
        for problem in self._parsed.diagnostics:
            at = self._parsed.text.byte(problem.start) if problem.start is not None else None
            if at is not None and start <= at < end:
                raise EditRefusedError(f"the block cannot be edited as it is: {problem.summary}")
        return found

    def _finished(self, splices: Iterable[Splice]) -> tuple[Splice, ...]:
        """The splices with what aligns the lines around them, as splices of the file as it was given."""
        edits = [one for one in splices if self._data[one.start : one.end] != one.text]
        edited = apply(self._data, edits)
        touched: list[nodes.Span] = []
        shift = 0
        for edit in sorted(edits):
            touched.append((edit.start + shift, edit.start + shift + len(edit.text)))
            shift += len(edit.text) - (edit.end - edit.start)
        composed = compose(edits, layout.aligned(edited, (0, len(edited)), touched))
        changed = (one for one in composed if self._data[one.start : one.end] != one.text)
        return tuple(Splice(one.start + self._shift, one.end + self._shift, one.text) for one in changed)
