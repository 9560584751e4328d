"""Terraform's graph, walked without recursion: what an expression refers to is evaluated before it.

A node is a variable, local, output, module call or resource of one module instance. `resolve` keeps the nodes that
wait on an explicit stack, so neither long chains of references nor deep modules can exhaust Python's own, and a cycle
is seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from gatewright.sources.terraform.evaluator.references import Key
from gatewright.sources.terraform.values import EvaluationError, Value

_WAITING = object()
_ABSENT = object()


class Node(Protocol):
    """Where keys live: a module instance."""

    results: dict[Key, object]

    def needs(self, key: Key) -> Iterable[tuple[Node, Key]]:
        """What must be known before the key can be computed: each is computed before the next is asked for."""

    def compute(self, key: Key) -> object:
        """The result of a key whose needs are met."""


def resolve(node: Node, key: Key, cycle: Callable[[Node, Key], object]) -> object:
    """The result of a key of a module instance, with everything that it needs computed first.

    `cycle` gives the result of a key that depends on itself. Needs are found statically and may be too many, so a need
    that is being waited for already is passed over: only computing it for real shows whether it is a cycle.
    """
    found = node.results.get(key, _ABSENT)
    if found is not _ABSENT:
        return cycle(node, key) if found is _WAITING else found
    node.results[key] = _WAITING
    stack = [(node, key, iter(node.needs(key)))]
    while stack:
        current, name, needs = stack[-1]
        for need, need_key in needs:
            if need_key not in need.results:
                need.results[need_key] = _WAITING
                stack.append((need, need_key, iter(need.needs(need_key))))
                break
        else:
            stack.pop()
            current.results[name] = current.compute(name)
    return node.results[key]


def refuse_cycle(_node: Node, key: Key) -> Value:
    """Raise the error of a key that depends on itself."""
    raise EvaluationError(f"`{'.'.join(key[-2:])}` depends on itself")
