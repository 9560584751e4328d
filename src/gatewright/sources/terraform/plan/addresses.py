"""Addresses as Terraform writes them: `module.a["x"].data.aws_ami.b[0]`, and references such as `var.bucket.id`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeAlias

from gatewright.sources.terraform.plan.shape import ShapeError

Key: TypeAlias = int | str | None
"""Key of a resource or module instance."""

_STEP = re.compile(r'\.?([^\s.\[\]"]+)|\[(-?\d+)\]|\["((?:[^"\\]|\\.)*)"\]', re.DOTALL)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_QUOTED = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
_LAST_CODE_POINT = 0x10FFFF


class Index(str):
    """A string step that stood in brackets, so that it is told from a name."""

    __slots__ = ()


Step: TypeAlias = str | int
"""A name (`str`), or a key in brackets (`Index` or `int`)."""


@lru_cache(maxsize=65536)
def split_address(address: str) -> tuple[Step, ...]:
    """The steps of an address or reference."""
    steps: list[Step] = []
    position = 0
    while position < len(address):
        found = _STEP.match(address, position)
        if found is None:
            raise ShapeError(f"`{address}` is not an address")
        name, number, quoted = found.groups()
        steps.append(name if name is not None else int(number) if number is not None else Index(_unquoted(quoted)))
        position = found.end()
    return tuple(steps)


def join_address(module: str, resource: str, key: Key) -> str:
    """The address of a resource instance: its module's address, `TYPE.NAME` or `data.TYPE.NAME`, and its key."""
    return (f"{module}.{resource}" if module else resource) + quoted_key(key)


def resource_name(type_name: str, name: str, *, data: bool) -> str:
    """What a resource is called within its module: `aws_vpc.main` or `data.aws_vpc.main`."""
    return f"data.{type_name}.{name}" if data else f"{type_name}.{name}"


def quoted_key(key: Key) -> str:
    """The key in brackets, empty when there is none."""
    if key is None:
        return ""
    if isinstance(key, int):
        return f"[{key}]"
    text = "".join(_QUOTED.get(character, character) for character in key)
    return '["' + text.replace("${", "$${").replace("%{", "%%{") + '"]'


@lru_cache(maxsize=65536)
def split_module(address: str) -> tuple[tuple[str, Key], ...]:
    """The module calls of a module instance's address, outermost first, each with its key."""
    steps = list(split_address(address))
    calls: list[tuple[str, Key]] = []
    while steps:
        if len(steps) < 2 or steps[0] != "module" or not is_name(steps[1]):
            raise ShapeError(f"`{address}` is not the address of a module")
        name, steps = str(steps[1]), steps[2:]
        key: Key = None
        if steps and not is_name(steps[0]):
            key, steps = plain_key(steps[0]), steps[1:]
        calls.append((name, key))
    return tuple(calls)


def split_instance(address: str) -> tuple[str, str, str, str, Key]:
    """Module address, mode (`managed` or `data`), type, name and key of a resource instance's address."""
    steps = split_address(address)
    module = ""
    while len(steps) > 2 and steps[0] == "module":
        module += ("." if module else "") + f"module.{steps[1]}"
        steps = steps[2:]
        if not is_name(steps[0]):
            module, steps = module + quoted_key(plain_key(steps[0])), steps[1:]
    mode = "managed"
    if steps and steps[0] == "data":
        mode, steps = "data", steps[1:]
    if [is_name(step) for step in steps] not in ([True, True], [True, True, False]):
        raise ShapeError(f"`{address}` is not the address of a resource")
    return module, mode, str(steps[0]), str(steps[1]), plain_key(steps[2]) if len(steps) > 2 else None


def plain_key(step: Step) -> int | str:
    """The key that a step in brackets holds."""
    return step if isinstance(step, int) else str(step)


def is_name(step: Step) -> bool:
    """Whether the step is a name, not a key in brackets."""
    return isinstance(step, str) and not isinstance(step, Index)


def _unquoted(text: str) -> str:
    plain = _ESCAPE.sub(_character, text) if "\\" in text else text
    return plain.replace("$${", "${").replace("%%{", "%{")


def _character(escape: re.Match[str]) -> str:
    body = escape[1]
    if len(body) == 1:
        return _ESCAPED.get(body, body)
    return chr(min(int(body[1:], 16), _LAST_CODE_POINT))
