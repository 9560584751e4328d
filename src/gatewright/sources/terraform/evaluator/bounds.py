"""How large a value may become. A configuration that doubles a list forty times over is small; its value is not."""

from __future__ import annotations

from gatewright.sources.terraform.values import EvaluationError, Sensitive, Value

MAX_PARTS = 500_000
"""Lists, objects and their elements in one value, each counted as often as it is reached."""

MAX_DEPTH = 100
"""Levels of lists and objects in one value."""

MAX_ITERATIONS = 2_000_000
"""Turns of the innermost of nested `for` expressions."""


def bounded(value: Value) -> Value:
    """The value itself; raises EvaluationError where it has too many parts or is nested too deeply."""
    level: list[Value] = [value]
    parts = 0
    for _ in range(MAX_DEPTH):
        inner: list[Value] = []
        for item in level:
            held = item.value if isinstance(item, Sensitive) else item
            if isinstance(held, dict):
                parts += len(held)
                inner += held.values()
            elif isinstance(held, list):
                parts += len(held)
                inner += held
            if parts > MAX_PARTS:
                raise EvaluationError(f"the value has more than {MAX_PARTS} parts")
        if not inner:
            return value
        level = inner
    raise EvaluationError(f"the value is nested deeper than {MAX_DEPTH} levels")


def iterated(turns: int) -> int:
    """The number of turns itself; raises EvaluationError where nested `for` expressions take too many."""
    if turns > MAX_ITERATIONS:
        raise EvaluationError(f"nested `for` expressions go over more than {MAX_ITERATIONS} elements")
    return turns
