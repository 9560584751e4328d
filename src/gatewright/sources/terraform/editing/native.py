"""Edits of files in HCL's native syntax: `.tf`, `.tofu`, `.tfvars`."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Sequence

from gatewright.model.location import Position
from gatewright.sources.terraform import secrets
from gatewright.sources.terraform.editing import (
    entries,
    equality,
    interiors,
    layout,
    paths,
    policies,
    rendering,
    slots,
)
from gatewright.sources.terraform.editing.content import Block, Content
from gatewright.sources.terraform.editing.form import Form, Path, Policy
from gatewright.sources.terraform.editing.policy_blocks import BlockDocument, StatementDocument
from gatewright.sources.terraform.editing.splices import EditRefusedError, Splice, apply, compose
from gatewright.sources.terraform.editing.tokens import tokens
from gatewright.sources.terraform.syntax import nodes
from gatewright.sources.terraform.syntax.parser import parse

_MAX_CHANGES = 200
"""Differences that are made to one policy document; each costs a reading of the file."""
_GIVEN = re.compile(rb'[ \t]*"?(?P<name>[\w-]+)"?[ \t]*=[ \t]*["<]')
_SECRET = re.compile(
    r"passw(?:or)?d|passphrase|secret|(?:^|_)token$|private_key|access_key|api_?key|credential", re.IGNORECASE
)


class NativeForm(Form):
    """One file in native syntax."""

    def __init__(self, file: str, data: bytes) -> None:
        self._name = file
        self._data = data
        self._parsed = parse(file, data)
        self._file = interiors.of_file(data, self._parsed.body)

    def set_attribute(self, block: Position, path: Path, value: Content | Block | Sequence[Block]) -> list[Splice]:
        """See `FileEditor`."""
        return paths.set_to(self._place(block), path, value)

    def remove_attribute(self, block: Position, path: Path) -> list[Splice]:
        """See `FileEditor`."""
        return paths.remove_from(self._place(block), path)

    def add_block(self, block: Position, content: Block, at: Path) -> list[Splice]:
        """See `FileEditor`."""
        inside = paths.inside_of(self._place(block), at).inside
        if any(equality.is_block(self._data, one, content) for one in inside.body.blocks):
            return []
        return interiors.add_block(inside, content)

    def remove_block(self, block: Position, path: Path) -> list[Splice]:
        """See `FileEditor`."""
        return paths.remove_block(self._place(block), path)

    def remove(self, block: Position) -> list[Splice]:
        """See `FileEditor`."""
        *outer, found = self._blocks(block)
        inside = interiors.of_block(outer[-1]) if outer else self._file
        return paths.removed(inside, found.span)

    def emptied(self, block: Position) -> list[Splice]:
        """See `FileEditor`."""
        way = self._blocks(block)
        outer, found = way[0], way[-1]
        if len(way) != 2:
            raise EditRefusedError(f"`{found.type}` is no block right within another one")
        start = outer.span[0]
        piece = self._data[start : outer.span[1]]
        form = NativeForm(self._name, piece)
        gone = form.finished(form.remove(form.position(found.span[0] - start)))
        rest = NativeForm(self._name, apply(piece, gone))
        made = compose(gone, rest.finished(rest.set_attribute(rest.position(0), (found.type,), [])))
        return [Splice(one.start + start, one.end + start, one.text) for one in made]

    def replace_expression(self, at: Position, value: Content) -> list[Splice]:
        """See `FileEditor`."""
        return paths.set_slot(self._data, slots.slot_at(self._data, self._parsed.body, self._byte(at)), value)

    def value_span(self, at: Position) -> nodes.Span:
        """See `FileEditor`."""
        return slots.slot_at(self._data, self._parsed.body, self._byte(at)).value

    def remove_element(self, at: Position, index: int) -> list[Splice]:
        """See `FileEditor`."""
        where = self._list(at)
        return entries.removed(where, _element(where, index))

    def replace_element(self, at: Position, index: int, value: Content) -> list[Splice]:
        """See `FileEditor`."""
        where = self._list(at)
        return paths.set_slot(self._data, slots.of_entry(where, _element(where, index)), value)

    def add_element(self, at: Position, value: Content) -> list[Splice]:
        """See `FileEditor`."""
        where = self._list(at)
        if any(equality.says(self._data, entry.expression, value) for entry in where.entries):
            return []
        return entries.added(where, value)

    def add_after(self, block: Position, content: Block) -> list[Splice]:
        """See `FileEditor`."""
        *outer, found = self._blocks(block)
        siblings = outer[-1].body.blocks if outer else self._parsed.body.blocks
        for one in siblings:
            if content.labels and (one.type, one.labels) == (content.type, tuple(content.labels)):
                if equality.is_block(self._data, one, content):
                    return []
                raise EditRefusedError(f"`{'.'.join((content.type, *content.labels))}` is there already")
        indent = interiors.indentation(self._data, found.span[0])
        end = interiors.line_end(self._data, found.span[1])
        text = interiors.ended(self._data, f"\n{rendering.block(content, indent)}\n")
        if end < len(self._data) and self._data[end : interiors.line_end(self._data, end)].strip() and not outer:
            text += interiors.newline(self._data)
        if not self._data[:end].endswith(b"\n"):
            text = interiors.newline(self._data) + text.removesuffix(interiors.newline(self._data))
        return [Splice(end, end, text)]

    def set_default(self, variable: str, value: Content) -> list[Splice]:
        """See `FileEditor`."""
        found = [block for block in self._parsed.body.of("variable") if block.labels == (variable,)]
        if len(found) != 1:
            raise EditRefusedError(f"the file declares no one variable `{variable}` without a syntax error")
        return paths.set_to(paths.of_block(self._sound(found)), ("default",), value)

    def set_value(self, name: str, value: Content) -> list[Splice]:
        """See `FileEditor`."""
        if self._parsed.diagnostics:
            raise EditRefusedError(f"the file cannot be edited as it is: {self._parsed.diagnostics[0].summary}")
        return paths.set_to(paths.Place(self._file, None, arguments=True), (name,), value)

    def position(self, byte: int) -> Position:
        """The position of a byte."""
        return self._parsed.text.position(byte)

    def policy(self, at: Position) -> policies.Document:
        """The policy document at a place."""
        byte = self._byte(at)
        for block in self._parsed.body.of("data"):
            if block.span[0] == byte:
                return BlockDocument(block)
            for inner in paths.blocks_of(interiors.of_block(block), "statement"):
                if inner.span[0] == byte and block.labels[:1] == ("aws_iam_policy_document",):
                    return StatementDocument(inner)
        return policies.document_at(self._data, slots.slot_at(self._data, self._parsed.body, byte), byte)

    def edit_policy(self, at: Position, change: Callable[[Policy], Policy]) -> list[Splice]:
        """See `FileEditor`. One difference after another is made, each in the block that the one before has left."""
        byte = self._byte(at)
        start, end = next((span for span in self._file.spans() if span[0] <= byte < span[1]), (0, len(self._data)))
        start, end = interiors.line_start(self._data, start), interiors.line_end(self._data, end)
        form = NativeForm(self._name, self._data[start:end])
        place = form.position(byte - start)
        wanted = change(copy.deepcopy(form.policy(place).read()))
        splices: tuple[Splice, ...] = ()
        for _ in range(_MAX_CHANGES):
            found = form.policy(place).change(wanted)
            if not found:
                return [Splice(one.start + start, one.end + start, one.text) for one in splices]
            splices = compose(splices, found)
            form = NativeForm(self._name, apply(self._data[start:end], splices))
        raise EditRefusedError(f"the policy differs in more than {_MAX_CHANGES} places from what it should be")

    def finished(self, splices: Iterable[Splice]) -> tuple[Splice, ...]:
        """The splices with what aligns the lines around them."""
        edits = [one for one in splices if self._data[one.start : one.end] != one.text]
        if not edits:
            return ()
        edited = apply(self._data, edits)
        touched: list[nodes.Span] = []
        shift = 0
        for edit in sorted(edits):
            if not _stands_apart(edit):
                touched.append((edit.start + shift, edit.start + shift + len(edit.text)))
            shift += len(edit.text) - (edit.end - edit.start)
        start, end = self._region(min(edit.start for edit in edits), max(edit.end for edit in edits))
        old = [(edit.start, edit.end) for edit in edits if not _stands_apart(edit)]
        if not layout.is_aligned(self._data, (start, end), old):
            return tuple(edits)
        spaces = layout.aligned(edited, (start, end + shift), touched)
        if any(self._holds_secret(edited, one.start, start) for one in spaces):
            return tuple(self._apart(edit) for edit in edits)
        composed = compose(edits, spaces)
        return tuple(one for one in composed if self._data[one.start : one.end] != one.text)

    def _holds_secret(self, edited: bytes, at: int, around: int) -> bool:
        """Whether a line gives a secret a value: nobody should find it in a patch."""
        line = _GIVEN.match(edited, interiors.line_start(edited, at))
        if line is None:
            return False
        name = line["name"].decode()
        block = next((one for one in self._parsed.body.blocks if one.span[0] <= around < one.span[1]), None)
        own = secrets.of_type(block.labels[0]) if block is not None and block.labels else frozenset[str]()
        return name in secrets.NAMES | own or _SECRET.search(name) is not None

    def _apart(self, edit: Splice) -> Splice:
        """Whole lines that are put in, as a group of their own; anything else as it is."""
        above = self._data[: edit.start]
        if edit.start != edit.end or not edit.text.endswith(b"\n") or not above.endswith(b"\n"):
            return edit
        last = above[interiors.line_start(self._data, edit.start - 1) :].strip()
        blank = interiors.newline(self._data) if last and not last.endswith((b"{", b"[")) else b""
        return Splice(edit.start, edit.end, blank + edit.text)

    def _region(self, start: int, end: int) -> nodes.Span:
        """The sound blocks and arguments of the file around a range, up to blank lines before and behind."""
        spans = self._file.spans()
        before = [span for span in spans if span[0] <= start]
        behind = [span for span in spans if span[1] >= end]
        first = before[-1][0] if before else start
        last = behind[0][1] if behind else end
        for span in reversed(before[:-1]):
            if not self._adjacent(span[1], first):
                break
            first = span[0]
        for span in behind[1:]:
            if not self._adjacent(last, span[0]):
                break
            last = span[1]
        return interiors.line_start(self._data, first), interiors.line_end(self._data, last)

    def _adjacent(self, end: int, start: int) -> bool:
        gap = self._data[end:start]
        return gap.count(b"\n") < 2 and all(token.kind in ("comment", "newline") for token in tokens(gap))

    def _byte(self, position: Position) -> int:
        at = self._parsed.text.byte(position)
        if at is None:
            raise EditRefusedError(f"the file has no line {position.line}, column {position.column}")
        for block in self._parsed.body.blocks:
            if block.span[0] <= at < block.span[1]:
                self._sound([block])
        return at

    def _list(self, at: Position) -> entries.Collection:
        return slots.list_at(self._data, self._parsed.body, self._byte(at))

    def _place(self, position: Position) -> paths.Place:
        return paths.of_block(self._blocks(position))

    def _blocks(self, position: Position) -> list[nodes.Block]:
        """The block that begins at a place, behind the blocks that it is in."""
        at = self._byte(position)
        blocks, found = self._parsed.body.blocks, list[nodes.Block]()
        while inner := next((block for block in blocks if block.span[0] <= at < block.span[1]), None):
            found.append(inner)
            if inner.span[0] == at:
                return self._sound(found)
            blocks = inner.body.blocks
        for problem in self._parsed.diagnostics:
            if problem.start is not None and problem.start.line >= position.line:
                where = f"line {problem.start.line}: {problem.summary}"
                raise EditRefusedError(f"no block without a syntax error begins at line {position.line} ({where})")
        raise EditRefusedError(f"no block begins at line {position.line}, column {position.column}")

    def _sound(self, found: list[nodes.Block]) -> list[nodes.Block]:
        start, end = found[0].span
        for problem in self._parsed.diagnostics:
            at = self._parsed.text.byte(problem.start) if problem.start is not None else None
            if at is not None and start <= at < end:
                raise EditRefusedError(f"the block cannot be edited as it is: {problem.summary}")
        return found


def _stands_apart(edit: Splice) -> bool:
    """Whether an edit puts in whole lines behind a blank one: nothing around them is aligned with them."""
    return edit.start == edit.end and edit.text.startswith((b"\n", b"\r\n")) and edit.text.endswith(b"\n")


def _element(where: entries.Collection, index: int) -> entries.Entry:
    if not 0 <= index < len(where.entries):
        raise EditRefusedError(f"the list has no element {index}")
    return where.entries[index]
