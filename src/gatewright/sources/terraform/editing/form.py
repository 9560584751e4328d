"""What an editor asks of a syntax: each operation as splices of the file without its byte order mark."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeAlias

from gatewright.model.location import Position
from gatewright.sources.terraform.editing.content import Block, Content
from gatewright.sources.terraform.editing.splices import Splice

Path: TypeAlias = Sequence[str | int]
Policy: TypeAlias = dict[str, Content]
"""A policy document as JSON values; what is an expression in it is `Raw`."""


class Form(Protocol):
    """One file in one of the two syntaxes; the operations are those of `FileEditor`."""

    @abstractmethod
    def set_attribute(self, block: Position, path: Path, value: Content | Block | Sequence[Block]) -> list[Splice]:
        """Set what a path leads to."""

    @abstractmethod
    def remove_attribute(self, block: Position, path: Path) -> list[Splice]:
        """Remove what a path leads to."""

    @abstractmethod
    def add_block(self, block: Position, content: Block, at: Path) -> list[Splice]:
        """Add a nested block."""

    @abstractmethod
    def remove_block(self, block: Position, path: Path) -> list[Splice]:
        """Remove a nested block."""

    @abstractmethod
    def remove(self, block: Position) -> list[Splice]:
        """Remove a block."""

    @abstractmethod
    def emptied(self, block: Position) -> list[Splice]:
        """Remove a nested block and say that there is none."""

    @abstractmethod
    def replace_expression(self, at: Position, value: Content) -> list[Splice]:
        """Replace a value."""

    @abstractmethod
    def value_span(self, at: Position) -> tuple[int, int]:
        """The range of the value at a place."""

    @abstractmethod
    def remove_element(self, at: Position, index: int) -> list[Splice]:
        """Remove a list's element."""

    @abstractmethod
    def replace_element(self, at: Position, index: int, value: Content) -> list[Splice]:
        """Replace a list's element."""

    @abstractmethod
    def add_element(self, at: Position, value: Content) -> list[Splice]:
        """Add an element to a list."""

    @abstractmethod
    def add_after(self, block: Position, content: Block) -> list[Splice]:
        """Add a block behind another."""

    @abstractmethod
    def set_default(self, variable: str, value: Content) -> list[Splice]:
        """Set a variable's default."""

    @abstractmethod
    def set_value(self, name: str, value: Content) -> list[Splice]:
        """Set a value in a file of values."""

    @abstractmethod
    def edit_policy(self, at: Position, change: Callable[[Policy], Policy]) -> list[Splice]:
        """Change a policy document."""

    @abstractmethod
    def finished(self, splices: Iterable[Splice]) -> tuple[Splice, ...]:
        """The splices of one operation with what the layout asks for."""
