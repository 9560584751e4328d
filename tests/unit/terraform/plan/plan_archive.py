"""Binary plans by hand: Protocol Buffers messages in a zip archive."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import msgpack


def encode(*fields: tuple[int, int | bytes | str]) -> bytes:
    """A message with these fields."""
    return b"".join(_field(number, value) for number, value in fields)


def value(content: Any) -> bytes:
    """A DynamicValue message."""
    return encode((1, msgpack.packb(content)))


def resource(address: str, action: int, *values: Any, **parts: Any) -> bytes:
    """A ResourceInstanceChange message; `sensitive` is a list of paths, `deposed` a key."""
    paths = [(4, encode(*((1, _step(step)) for step in path))) for path in parts.get("sensitive", [])]
    change = encode((1, action), *((2, value(item)) for item in values), *paths)
    provider = 'provider["registry.terraform.io/hashicorp/aws"]'
    return encode((13, address), (7, parts.get("deposed", "")), (8, provider), (9, change))


def archive(plan: bytes, **members: bytes) -> bytes:
    """A plan file; names of further members with `__` for `/` and `_dot_` for a dot."""
    return zipped({"tfplan": plan} | {_name(name): content for name, content in members.items()})


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip archive of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return buffer.getvalue()


def _name(name: str) -> str:
    return name.replace("__", "/").replace("_dot_", ".")


def _step(step: str | int) -> bytes:
    return encode((1, step)) if isinstance(step, str) else encode((2, value(step)))


def _field(number: int, content: int | bytes | str) -> bytes:
    if isinstance(content, int):
        return _varint(number << 3) + _varint(content)
    encoded = content.encode() if isinstance(content, str) else content
    return _varint(number << 3 | 2) + _varint(len(encoded)) + encoded


def _varint(number: int) -> bytes:
    groups = bytearray()
    while number > 0x7F:
        groups.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*groups, number])
