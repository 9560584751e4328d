"""Elements of lists and statements of policy documents: which one a finding means, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from pydantic import JsonValue

from gatewright.app.fixing.shapes import NotDoneError, content
from gatewright.model.document import Path
from gatewright.model.fix import Statement
from gatewright.model.location import Position
from gatewright.sources.terraform.syntax import nodes
from gatewright.sources.terraform.syntax.parser import parse
from gatewright.sources.terraform.syntax.text import SourceText

Policy = dict[str, Any]


class EmptiedError(NotDoneError):
    """The statement that would be removed is the only one."""


def statement_index(path: Path) -> int:
    """Which statement a finding's path means."""
    steps = [after for step, after in pairwise(path) if step == "statements"]
    if not steps or not isinstance(steps[-1], int):
        raise NotDoneError("the finding points to no statement of a policy document")
    return steps[-1]


def statements_of(policy: Policy) -> list[Any]:
    """The statements of a policy document."""
    held = policy.get("Statement")
    return list(held) if isinstance(held, list | tuple) else [held] if held is not None else []


def changed_policy(
    operation: Statement, index: int | None, values: Mapping[str, JsonValue]
) -> Callable[[Policy], Policy]:
    """What makes of a policy document what it should be."""
    wanted = {name: content(value) for name, value in values.items()}

    def change(policy: Policy) -> Policy:
        statements = statements_of(policy)
        if index is None:
            return {**policy, "Statement": [*statements, wanted]}
        if index >= len(statements) or not isinstance(statements[index], dict):
            raise NotDoneError("the statement is not written out where the policy document is")
        if operation.action == "remove":
            if len(statements) == 1:
                raise EmptiedError("the document has no other statement: choose what belongs there")
            return {**policy, "Statement": [*statements[:index], *statements[index + 1 :]]}
        kept = {name: value for name, value in statements[index].items() if name not in operation.without}
        return {**policy, "Statement": [*statements[:index], {**kept, **wanted}, *statements[index + 1 :]]}

    return change


def element_at(text: SourceText, at: Position) -> tuple[Position, int, int]:
    """The list that holds the element which begins at a place, its index, and how many there are."""
    byte = text.byte(at)
    for listed in _lists(parse(text.path, text.data).body):
        for index, item in enumerate(listed.items):
            if item.span[0] == byte:
                return text.position(listed.span[0]), index, len(listed.items)
    raise NotDoneError("the element is not written out in a list of its own")


def _lists(body: nodes.Body) -> Iterator[nodes.TupleCons]:
    waiting: list[Any] = [attribute.expression for attribute in body.attributes.values()]
    for inner in body.blocks:
        yield from _lists(inner.body)
    while waiting:
        expression = waiting.pop()
        if isinstance(expression, nodes.TupleCons):
            yield expression
            waiting += expression.items
        elif isinstance(expression, nodes.ObjectCons):
            waiting += [value for _, value in expression.items]
        elif isinstance(expression, nodes.Call):
            waiting += expression.arguments
        elif isinstance(expression, nodes.Conditional):
            waiting += [expression.then, expression.otherwise]
