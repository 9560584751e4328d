"""The two encodings inside a binary plan: Protocol Buffers messages, and Terraform's values in MessagePack."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TypeAlias

import msgpack

from gatewright.sources.terraform.plan.masks import UNKNOWN
from gatewright.sources.terraform.plan.shape import ShapeError
from gatewright.sources.terraform.values import UnknownValue, Value

Message: TypeAlias = dict[int, list[int | bytes]]
"""The fields of a message, by number, each with all its occurrences in order."""

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_LONGEST_VARINT = 10
_EXT_UNKNOWN, _EXT_REFINED = 0, 12
_REFINED_PREFIX = 2
_DAMAGED = "the plan in it is damaged; make it again"


def read_message(content: bytes) -> Message:
    """The fields of a message. Raises ShapeError where the bytes are not one."""
    message: Message = {}
    for number, value in _fields(content):
        message.setdefault(number, []).append(value)
    return message


def messages(message: Message, number: int) -> Iterator[Message]:
    """The messages in a repeated field."""
    return (read_message(content) for content in chunks(message, number))


def chunks(message: Message, number: int) -> list[bytes]:
    """The byte strings in a repeated field."""
    values = message.get(number, [])
    found = [value for value in values if isinstance(value, bytes)]
    if len(found) != len(values):
        raise ShapeError(_DAMAGED)
    return found


def text(message: Message, number: int) -> str:
    """The string in a field, empty when it is not set."""
    found = chunks(message, number)
    try:
        return found[-1].decode() if found else ""
    except UnicodeDecodeError as problem:
        raise ShapeError(_DAMAGED) from problem


def integer(message: Message, number: int) -> int:
    """The number in a field, 0 when it is not set."""
    value = message.get(number, [0])[-1]
    if not isinstance(value, int):
        raise ShapeError(_DAMAGED)
    return value


def dynamic_value(message: Message) -> Value:
    """The value in a DynamicValue message."""
    found = chunks(message, 1)
    return decode_value(found[-1]) if found else None


def decode_value(content: bytes) -> Value:
    """A value in Terraform's MessagePack form: unknown values are extensions, any-typed ones bring their type.

    Numbers that are neither whole nor exact in binary are written as strings, which only the schema tells from text.
    """
    try:
        value: Value = msgpack.unpackb(content, ext_hook=_extension, list_hook=_list, object_hook=_object)
        _check(value)
    except (ValueError, TypeError, msgpack.UnpackException, RecursionError) as problem:
        raise ShapeError(_DAMAGED) from problem
    return value


def _fields(content: bytes) -> Iterator[tuple[int, int | bytes]]:
    position, end = 0, len(content)
    while position < end:
        tag, position = _varint(content, position)
        kind = tag & 7
        if kind == _VARINT:
            value, position = _varint(content, position)
            yield tag >> 3, value
            continue
        if kind == _BYTES:
            length, position = _varint(content, position)
        elif kind in (_FIXED64, _FIXED32):
            length = 8 if kind == _FIXED64 else 4
        else:
            raise ShapeError(_DAMAGED)
        if length > end - position:
            raise ShapeError(_DAMAGED)
        yield tag >> 3, content[position : position + length]
        position += length


def _varint(content: bytes, position: int) -> tuple[int, int]:
    value = 0
    for place, byte in enumerate(content[position : position + _LONGEST_VARINT]):
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return value, position + place + 1
    raise ShapeError(_DAMAGED)


def _extension(code: int, data: bytes) -> Value:
    if code not in (_EXT_UNKNOWN, _EXT_REFINED):
        raise ValueError("unknown extension")
    refinements = msgpack.unpackb(data, strict_map_key=False) if code == _EXT_REFINED else {}
    prefix = refinements.get(_REFINED_PREFIX, "") if isinstance(refinements, dict) else ""
    return UnknownValue(UNKNOWN.reason, prefix=prefix) if isinstance(prefix, str) and prefix else UNKNOWN


def _list(items: list[Value]) -> Value:
    """The list, or the value alone where it is a pair of a type and a value of it."""
    if len(items) == 2 and isinstance(items[0], bytes):
        items = items[1:]
        _check(items[0])
        return items[0]
    for item in items:
        _check(item)
    return items


def _object(members: dict[str, Value]) -> Value:
    for key, value in members.items():
        if not isinstance(key, str):
            raise TypeError("a key that is not a string")
        _check(value)
    return members


def _check(value: object) -> None:
    """Raises ValueError for what MessagePack can say and Terraform does not."""
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("a number that is not finite")
    if value is not None and not isinstance(value, (bool, int, float, str, list, dict, UnknownValue)):
        raise ValueError("a value of another kind")
