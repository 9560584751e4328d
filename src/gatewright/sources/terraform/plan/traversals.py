"""What an expression of the sources refers to, as the references of a JSON plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gatewright.sources.terraform.plan.addresses import quoted_key
from gatewright.sources.terraform.syntax import nodes
from gatewright.sources.terraform.syntax.nodes import Expression

_HANDING_ON = frozenset(
    {
        "coalesce",
        "coalescelist",
        "compact",
        "concat",
        "distinct",
        "element",
        "flatten",
        "lookup",
        "merge",
        "nonsensitive",
        "one",
        "reverse",
        "sensitive",
        "setunion",
        "slice",
        "sort",
        "tolist",
        "tomap",
        "toset",
        "tostring",
        "try",
        "values",
    }
)
"""Functions whose result is, or holds, what they are given."""


@dataclass(frozen=True, slots=True)
class Traversals:
    """Finds the references of expressions of one module."""

    repeated: frozenset[tuple[str, str]]
    """Type and name of the resources, `module` and name of the module calls, that have `count` or `for_each`."""

    def of(self, expression: Expression) -> tuple[tuple[str, ...], bool]:
        """The references, and whether the value is made from them rather than being one of them."""
        found: dict[str, None] = {}
        made = False
        waiting: list[tuple[Expression, frozenset[str]]] = [(expression, frozenset({nodes.ELEMENT}))]
        while waiting:
            node, bound = waiting.pop()
            if isinstance(node, nodes.Traversal):
                if node.root not in bound:
                    found[self._written(node)] = None
                continue
            made |= _makes(node)
            waiting.extend(reversed(list(_children(node, bound))))
        return tuple(found), made

    def _written(self, node: nodes.Traversal) -> str:
        """The traversal as Terraform writes it: a key in brackets after what has keys, names after dots."""
        name = 1 if node.root == "data" else 0
        kind = str(node.steps[0]) if name and node.steps else node.root
        repeated = len(node.steps) > name and (kind, str(node.steps[name])) in self.repeated
        parts = [node.root]
        for place, step in enumerate(node.steps):
            is_key = isinstance(step, int) or (repeated and place == name + 1) or not _plain(step)
            parts.append(quoted_key(step) if is_key else f".{step}")
        return "".join(parts)


def _plain(step: str) -> bool:
    return step.replace("-", "_").isidentifier() or step == "*"


def _makes(node: Expression) -> bool:
    match node:
        case nodes.Template():
            return not node.wrapped
        case nodes.Call():
            return node.name not in _HANDING_ON
        case nodes.Binary() | nodes.Unary() | nodes.TemplateIf() | nodes.TemplateFor() | nodes.Invalid():
            return True
    return False


def _children(node: Expression, bound: frozenset[str]) -> Iterator[tuple[Expression, frozenset[str]]]:
    match node:
        case nodes.Call():
            yield from ((argument, bound) for argument in node.arguments)
        case nodes.Template():
            yield from ((part, bound) for part in node.parts)
        case nodes.ObjectCons():
            yield from ((value, bound) for _, value in node.items)
        case nodes.TupleCons():
            yield from ((item, bound) for item in node.items)
        case nodes.Conditional():
            yield from ((part, bound) for part in (node.then, node.otherwise))
        case nodes.Binary():
            yield from ((part, bound) for part in (node.left, node.right))
        case nodes.Unary():
            yield node.operand, bound
        case nodes.Splat():
            yield from ((part, bound) for part in (node.object, node.rest))
        case nodes.Index():
            yield from ((part, bound) for part in (node.object, node.key))
        case nodes.TemplateIf():
            yield from ((part, bound) for part in (node.condition, node.then, node.otherwise))
        case nodes.TemplateFor() | nodes.For():
            yield from _loop(node, bound)


def _loop(node: nodes.TemplateFor | nodes.For, bound: frozenset[str]) -> Iterator[tuple[Expression, frozenset[str]]]:
    yield node.collection, bound
    if isinstance(node, nodes.TemplateFor):
        names: set[str | None] = {node.key, node.value}
        inside: tuple[Expression | None, ...] = (node.body,)
    else:
        names = {node.key_name, node.value_name}
        inside = (node.key, node.value)
    within = bound | {name for name in names if name}
    yield from ((part, within) for part in inside if part is not None)
