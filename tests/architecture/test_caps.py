"""The caps on size: each violation is listed in `allowed.txt`, which may only get shorter."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

import pytest
from exceptions import KINDS, allowed, entries
from source_tree import Module, modules

LONGEST_FUNCTION = 50
LONGEST_MODULE = 400
MOST_POSITIONAL = 4
FORBIDDEN = frozenset({"common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"})


def _long_functions(module: Module) -> Iterator[str]:
    for name, function, _ in module.functions():
        if (function.end_lineno or 0) - function.lineno + 1 > LONGEST_FUNCTION:
            yield name


def _long_modules(module: Module) -> Iterator[str]:
    if module.lines > LONGEST_MODULE:
        yield module.name


def _many_positionals(module: Module) -> Iterator[str]:
    for name, function, is_method in module.functions():
        if len(_positional(function, is_method=is_method)) > MOST_POSITIONAL:
            yield name


def _boolean_positionals(module: Module) -> Iterator[str]:
    for name, function, is_method in module.functions():
        positional = _positional(function, is_method=is_method)
        defaults = function.args.defaults
        given = positional[len(positional) - len(defaults) :] if defaults else []
        boolean = {one.arg for one, value in zip(given, defaults[-len(given) :], strict=False) if _is_boolean(value)}
        boolean |= {
            one.arg for one in positional if isinstance(one.annotation, ast.Name) and one.annotation.id == "bool"
        }
        if boolean:
            yield name


def _forbidden_names(module: Module) -> Iterator[str]:
    if FORBIDDEN & set(module.name.lower().replace("_", ".").split(".")):
        yield module.name


def _positional(function: ast.FunctionDef | ast.AsyncFunctionDef, *, is_method: bool) -> list[ast.arg]:
    return [*function.args.posonlyargs, *function.args.args][1 if is_method else 0 :]


def _is_boolean(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, bool)


CAPS: dict[str, Callable[[Module], Iterator[str]]] = {
    "function-length": _long_functions,
    "module-length": _long_modules,
    "positional-parameters": _many_positionals,
    "boolean-positional": _boolean_positionals,
    "module-name": _forbidden_names,
}


@pytest.mark.parametrize("cap", CAPS)
def test_the_caps_hold(cap: str) -> None:
    """What exceeds a cap is exactly what is allowed to; an entry that is not needed any more must go."""
    found = {name for module in modules() for name in CAPS[cap](module)}
    assert allowed(cap) == found


def test_the_allowed_are_of_known_kinds() -> None:
    """No entry of the list is idle because its kind is misspelt or it is there twice."""
    assert {cap for cap, _ in entries()} <= {*CAPS, "import-cycle"} == set(KINDS)
    assert len(entries()) == len(set(entries()))
