"""Functions that call themselves: OPA refuses them; regorus would run out of stack and end the process."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import regorus

from gatewright.rules.portability import code_of

_HEAD = re.compile(r"^[ \t]*(?:default\s+)?([A-Za-z_]\w*)(?:\.\w+)*\(", re.MULTILINE)
_IMPORT = re.compile(r"^\s*import\s+(?:data|input)\b[\w.]*?(\w+)(?:\s+as\s+(\w+))?\s*$", re.MULTILINE)


def recursive_functions(texts: Mapping[str, str]) -> dict[str, str]:
    """Of all texts that define a function which calls itself, directly or through others, what is wrong."""
    calls: dict[str, set[str]] = {}
    places: dict[str, list[str]] = {}
    for name, text in texts.items():
        for function, called in _functions(text):
            calls.setdefault(function, set()).update(called)
            places.setdefault(function, []).append(name)
    return {
        name: f"the function `{function.rpartition('.')[2]}` calls itself; Rego has no recursion"
        for function in sorted(calls)
        if _reaches_itself(function, calls)
        for name in places[function]
    }


def _reaches_itself(function: str, calls: Mapping[str, set[str]]) -> bool:
    seen: set[str] = set()
    pending = list(calls[function])
    while pending:
        called = pending.pop()
        if called == function:
            return True
        if called in calls and called not in seen:
            seen.add(called)
            pending.extend(calls[called])
    return False


def _functions(text: str) -> Iterator[tuple[str, set[str]]]:
    """Every function that a text defines, by its full name, and the full names of what it calls."""
    if not _may_define_functions(text):
        return
    engine = regorus.Engine()
    try:
        engine.add_policy("rule", text)
    except RuntimeError:
        return  # A text that does not parse is reported where it is loaded.
    tree = json.loads(engine.get_ast_as_json())[0]["ast"]
    package = _reference(tree["package"]["refr"])
    imports = dict(_imported(statement, text) for statement in tree["imports"])
    for rule in tree["rules"]:
        head = rule.get("Spec", {}).get("head", {}).get("Func")
        if head:
            called = {_full(path, package, imports) for node in _called(rule) if (path := _reference(node))}
            yield ".".join((*package, *_reference(head["refr"]))), called


def _may_define_functions(text: str) -> bool:
    """Whether a line starts like a function's head; most rules define none and need no second look."""
    code = code_of(text)
    imported = {alias or name for name, alias in _IMPORT.findall(code)}
    return any(first not in imported for first in _HEAD.findall(code))


def _imported(statement: Mapping[str, Any], text: str) -> tuple[str, tuple[str, ...]]:
    """The name that an import binds, and the path that it stands for."""
    path = _reference(statement["refr"])
    alias = statement.get("as")
    return text.encode()[alias["start"] : alias["end"]].decode() if alias else path[-1], path


def _called(node: object) -> Iterator[object]:
    """The references that are called somewhere below a node, or put in a function's place by `with`."""
    if isinstance(node, list):
        for item in node:
            yield from _called(item)
    elif isinstance(node, dict):
        if "fcn" in node:
            yield node["fcn"]
        for modifier in node.get("with_mods", ()):
            yield modifier["as"]
        for value in node.values():
            yield from _called(value)


def _reference(node: object) -> tuple[str, ...]:
    """The path of a reference made of names, such as `data.lib.known`; empty for anything else."""
    match node:
        case {"Var": {"value": str(name)}}:
            return (name,)
        case {"RefDot": {"refr": refr, "field": [_, str(name)]}}:
            return (*_reference(refr), name)
        case {"RefBrack": {"refr": refr, "index": {"String": {"value": str(name)}}}}:
            return (*_reference(refr), name)
        case _:
            return ()


def _full(path: Sequence[str], package: Sequence[str], imports: Mapping[str, Sequence[str]]) -> str:
    absolute = (*imports.get(path[0], path[:1]), *path[1:])
    return ".".join(absolute[1:] if absolute[0] == "data" else (*package, *absolute))
