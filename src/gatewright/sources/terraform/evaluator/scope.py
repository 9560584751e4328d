"""What names mean where an expression stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from gatewright.sources.terraform.functions.files import Files
from gatewright.sources.terraform.syntax.nodes import Expression
from gatewright.sources.terraform.syntax.text import SourceText
from gatewright.sources.terraform.values import EvaluationError, Value


class Names(Protocol):
    """A module instance, as an expression sees it."""

    @property
    def files(self) -> Files:
        """The files that functions may read."""

    def lookup(self, root: str, steps: tuple[str | int, ...]) -> tuple[Value, int]:
        """The value that a root name and the first steps after it stand for, and how many steps that used up."""


@dataclass(frozen=True, slots=True)
class Binding:
    """Where a local name's value comes from: one element of a collection expression."""

    collection: Expression
    text: SourceText
    scope: Scope
    key: str | int


class Scope:
    """A module instance's names and, in front of them, the local ones: `each`, `count`, iterators, `for` variables."""

    __slots__ = ("bindings", "module", "names", "turns")

    def __init__(
        self, module: Names, names: dict[str, Value] | None = None, bindings: Mapping[str, Binding] | None = None
    ) -> None:
        self.module = module
        self.names: dict[str, Value] = names or {}
        self.bindings: Mapping[str, Binding] = bindings or {}
        self.turns = 1
        """How often, at most, the enclosing `for` expressions evaluate what stands here."""

    def within(self, names: dict[str, Value], bindings: Mapping[str, Binding] | None = None) -> Scope:
        """A scope with more local names."""
        inner = Scope(self.module, {**self.names, **names}, {**self.bindings, **(bindings or {})})
        inner.turns = self.turns
        return inner


class NoModule:
    """The surroundings of `.tfvars` files, where no reference is allowed."""

    def __init__(self, files: Files) -> None:
        self.files = files

    def lookup(self, root: str, _steps: tuple[str | int, ...]) -> tuple[Value, int]:
        """Refuse every name."""
        raise EvaluationError(f"`{root}` cannot be used here: only literal values are allowed")
