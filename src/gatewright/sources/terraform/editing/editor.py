"""The editor of one file, in whichever syntax it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from gatewright.model.location import Position
from gatewright.sources.terraform.editing.content import Block, Content
from gatewright.sources.terraform.editing.form import Form, Path, Policy
from gatewright.sources.terraform.editing.json_form import JsonForm
from gatewright.sources.terraform.editing.native import NativeForm
from gatewright.sources.terraform.editing.splices import EditRefusedError, Splice

_BOM = b"\xef\xbb\xbf"


class FileEditor:
    """Edits of one file, which is read once. Every operation answers with splices of the bytes that were given.

    Positions are those of `Frame`, `Location` and `ValueOrigin`: counted without a byte order mark. A block is named by
    where it begins. Nothing is answered where the file says already what the edit would make it say, so an edit that is
    applied twice changes nothing the second time; only `remove_element` is about what stands at an index then.

    Each operation is an edit of the file as it was given: to make several, apply one and make an editor of the result,
    or `compose` the splices. Every operation raises EditRefusedError where it cannot be made safely.
    """

    def __init__(self, file: str, data: bytes) -> None:
        self.file = file
        self._shift = len(_BOM) if data.startswith(_BOM) else 0
        text = data[self._shift :]
        try:
            text.decode()
        except UnicodeDecodeError:
            raise EditRefusedError(f"`{file}` is not UTF-8; save it as UTF-8 first") from None
        self._form: Form = JsonForm(file, text) if file.endswith(".json") else NativeForm(file, text)

    def set_attribute(
        self, block: Position, path: Path, value: Content | Block | Sequence[Block]
    ) -> tuple[Splice, ...]:
        """Set what a path from a block leads to, adding what is not there.

        The path goes through nested blocks (an integer says which one of several; a dynamic block is its content), to
        an argument, and on into the objects and lists of its value. What is added stands behind the last argument
        before the nested blocks. A `Block` as the value sets the nested block of that name.
        """
        return self._finished(self._form.set_attribute(block, path, value))

    def remove_attribute(self, block: Position, path: Path) -> tuple[Splice, ...]:
        """Remove the argument, or the item of its value, that a path leads to.

        A comment behind it goes with it; comment lines directly above go where it is alone in its paragraph.
        """
        return self._finished(self._form.remove_attribute(block, path))

    def add_block(self, block: Position, content: Block, at: Path = ()) -> tuple[Splice, ...]:
        """Add a nested block, within the nested block that `at` leads to, unless an equal one is there."""
        return self._finished(self._form.add_block(block, content, at))

    def remove_block(self, block: Position, path: Path) -> tuple[Splice, ...]:
        """Remove the nested block that a path leads to; a dynamic one as a whole. Comments go as with arguments."""
        return self._finished(self._form.remove_block(block, path))

    def remove(self, block: Position) -> tuple[Splice, ...]:
        """Remove a whole block. Comments go as with arguments."""
        return self._finished(self._form.remove(block))

    def emptied(self, block: Position) -> tuple[Splice, ...]:
        """Remove a nested block, the last of its type, and give the block around it an empty list of that name.

        So says a configuration that there are none, where the provider would keep what it says nothing about.
        """
        return self._finished(self._form.emptied(block))

    def replace_expression(self, at: Position, value: Content) -> tuple[Splice, ...]:
        """Replace the value of the argument, object item, list element or conditional's branch that begins at a place.

        Both where it begins with its name and where its value begins are such places. The outermost that begins there
        is meant; where none does, the innermost around the place.
        """
        return self._finished(self._form.replace_expression(at, value))

    def value_span(self, at: Position) -> tuple[int, int]:
        """The range of bytes whose value `replace_expression` would replace at a place."""
        start, end = self._form.value_span(at)
        return start + self._shift, end + self._shift

    def remove_element(self, at: Position, index: int) -> tuple[Splice, ...]:
        """Remove an element of the list that begins at a place, or is the value there."""
        return self._finished(self._form.remove_element(at, index))

    def replace_element(self, at: Position, index: int, value: Content) -> tuple[Splice, ...]:
        """Replace an element of the list that begins at a place, or is the value there."""
        return self._finished(self._form.replace_element(at, index, value))

    def add_element(self, at: Position, value: Content) -> tuple[Splice, ...]:
        """Add an element at the end of a list, unless an equal one is in it."""
        return self._finished(self._form.add_element(at, value))

    def add_after(self, block: Position, content: Block) -> tuple[Splice, ...]:
        """Add a block behind another one on the same level, with a blank line between.

        Refused where a block with the same type and labels is there with other content. In JSON it goes where the file
        has blocks of its type, which may be in front of the other one.
        """
        return self._finished(self._form.add_after(block, content))

    def set_default(self, variable: str, value: Content) -> tuple[Splice, ...]:
        """Set the default of a variable that the file declares."""
        return self._finished(self._form.set_default(variable, value))

    def set_value(self, name: str, value: Content) -> tuple[Splice, ...]:
        """Set a variable's value in a `.tfvars` or `.tfvars.json` file."""
        return self._finished(self._form.set_value(name, value))

    def set_argument(self, module_block: Position, name: str, value: Content) -> tuple[Splice, ...]:
        """Set an argument of a module call."""
        return self.set_attribute(module_block, (name,), value)

    def edit_policy(self, at: Position, change: Callable[[Policy], Policy]) -> tuple[Splice, ...]:
        """Change the policy document at a place: a heredoc of JSON, `jsonencode({...})`, or a data source's block.

        Where a statement's block begins in a data source, the document has that statement alone; so a statement is
        reached that dynamic blocks or merged documents stand beside, which the data source's own place refuses.

        `change` gets the document as JSON values, expressions in it as `Raw`, and answers with what it should be; what
        it leaves alone stays as it is written. Statements are always a list. Those of an `aws_iam_policy_document` are
        in JSON's terms, too (`Statement`, `Action`, `Principal`, ...), with lists of actions, resources and the like.
        """
        return self._finished(self._form.edit_policy(at, change))

    def _finished(self, splices: Iterable[Splice]) -> tuple[Splice, ...]:
        return tuple(
            Splice(one.start + self._shift, one.end + self._shift, one.text) for one in self._form.finished(splices)
        )
