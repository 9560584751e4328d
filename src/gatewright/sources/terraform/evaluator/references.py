"""What an expression refers to, found once for each: the edges of Terraform's graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from gatewright.sources.terraform.syntax import nodes
from gatewright.sources.terraform.syntax.nodes import Block, Body, Expression

Key: TypeAlias = tuple[str, ...]
"""A node of a module's graph: `("var", name)`, `("local", name)`, `("output", name)`, `("module", name)`,
`("managed", type, name)` or `("data", type, name)`. `("module", name, output...)` names outputs that are asked for."""

_NO_NODE = frozenset({"path", "terraform", "each", "count", "self", nodes.ELEMENT})


def of_expression(expression: Expression) -> frozenset[Key]:
    """The graph nodes that an expression may refer to; local names of `for` are passed over."""
    found: set[Key] = set()
    _visit(expression, frozenset(), found)
    return frozenset(found)


def of_body(body: Body, skip: Iterable[str] = ()) -> frozenset[Key]:
    """The graph nodes that a block's body may refer to, nested and dynamic blocks included."""
    found: set[Key] = set()
    _body(body, frozenset(skip), frozenset(), found)
    return frozenset(found)


def _body(body: Body, skip: frozenset[str], bound: frozenset[str], found: set[Key]) -> None:
    for name, attribute in body.attributes.items():
        if name not in skip:
            _visit(attribute.expression, bound, found)
    for block in body.blocks:
        if block.type in ("lifecycle", "provisioner", "connection"):
            continue
        _body(block.body, frozenset(), bound | _iterator(block), found)


def _iterator(block: Block) -> frozenset[str]:
    if block.type != "dynamic" or not block.labels:
        return frozenset()
    named = block.body.attributes.get("iterator")
    if named is not None and isinstance(named.expression, nodes.Traversal):
        return frozenset({named.expression.root})
    return frozenset({block.labels[0]})


def _visit(expression: Expression, bound: frozenset[str], found: set[Key]) -> None:
    waiting: list[tuple[Expression, frozenset[str]]] = [(expression, bound)]
    while waiting:
        node, names = waiting.pop()
        if isinstance(node, nodes.Traversal):
            if node.root not in names:
                key = _key(node.root, node.steps)
                if key is not None:
                    found.add(key)
        elif isinstance(node, nodes.Index):
            key = _module_output(node)
            if key is not None:
                found.add(key)
                waiting.extend((child, names) for child in _keys(node))
            else:
                waiting.extend([(node.object, names), (node.key, names)])
        else:
            waiting.extend(_children(node, names))


def _key(root: str, steps: tuple[str | int, ...]) -> Key | None:
    if root in _NO_NODE or not steps:
        return None
    first = str(steps[0])
    if root in ("var", "local"):
        return (root, first)
    if root == "module":
        return ("module", first, *(step for step in steps[1:3] if isinstance(step, str)))
    if root == "data":
        return ("data", first, str(steps[1])) if len(steps) > 1 else None
    return ("managed", root, first)


def _module_output(node: nodes.Index) -> Key | None:
    """`module.name[expression].output`: the module with the names of the outputs that may be meant."""
    names: list[str] = []
    base: Expression = node
    while isinstance(base, nodes.Index):
        if isinstance(base.key, nodes.Literal) and isinstance(base.key.value, str):
            names.append(base.key.value)
        base = base.object
    if isinstance(base, nodes.Traversal) and base.root == "module" and len(base.steps) == 1 and names:
        return ("module", str(base.steps[0]), *names)
    return None


def _keys(node: nodes.Index) -> Iterator[Expression]:
    base: Expression = node
    while isinstance(base, nodes.Index):
        yield base.key
        base = base.object


def _children(node: Expression, names: frozenset[str]) -> list[tuple[Expression, frozenset[str]]]:
    match node:
        case nodes.Call():
            return [(a, names) for a in node.arguments]
        case nodes.Template():
            return [(p, names) for p in node.parts]
        case nodes.ObjectCons():
            return [(side, names) for item in node.items for side in item]
        case nodes.TupleCons():
            return [(i, names) for i in node.items]
        case nodes.Conditional():
            return [(node.condition, names), (node.then, names), (node.otherwise, names)]
        case nodes.Binary():
            return [(node.left, names), (node.right, names)]
        case nodes.Unary():
            return [(node.operand, names)]
        case nodes.Splat():
            return [(node.object, names), (node.rest, names)]
        case nodes.For():
            inner = names | {node.value_name} | ({node.key_name} if node.key_name else set())
            parts = [part for part in (node.key, node.value, node.condition) if part is not None]
            return [(node.collection, names), *((part, inner) for part in parts)]
        case nodes.TemplateIf():
            return [(node.condition, names), (node.then, names), (node.otherwise, names)]
        case nodes.TemplateFor():
            inner = names | {node.value} | ({node.key} if node.key else set())
            return [(node.collection, names), (node.body, inner)]
    return []
