"""JSON text with unknown parts: what is known of it all the same."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from gatewright.sources.terraform.typesystem import to_text
from gatewright.sources.terraform.values import UnknownValue, Value

_MAX_CHARACTERS = 1_000_000
_MARK = re.compile("\ue000(\\d+)\ue001")


def parse(parts: Sequence[Value]) -> Value:
    """The document that the parts of a template make up, unknown where a part is; None when it is no JSON document.

    A heredoc that writes a policy around the ARN of a resource is the frequent case.
    """
    head = next((part for part in parts if isinstance(part, str)), "")
    if not head.lstrip().startswith(("{", "[")):
        return None
    unknown = [part for part in parts if isinstance(part, UnknownValue)]
    if any(isinstance(part, (list, dict)) or part is None for part in parts):
        return None
    numbers = iter(range(len(unknown)))
    text = "".join(
        f"\ue000{next(numbers)}\ue001" if isinstance(part, UnknownValue) else to_text(part) for part in parts
    )
    if len(text) > _MAX_CHARACTERS:
        return None
    try:
        return _restore(json.loads(_quoted(text)), unknown)
    except (ValueError, RecursionError):
        return None


def _quoted(text: str) -> str:
    """The text with quotes around marks that stand outside of strings (`"Resource": ${jsonencode(x)}`)."""
    return re.sub(
        r'"(?:[^"\\]|\\.)*"|\ue000\d+\ue001',
        lambda m: m[0] if m[0].startswith('"') else f'"{m[0]}"',
        text,
        flags=re.DOTALL,
    )


def _restore(value: Value, unknown: list[UnknownValue]) -> Value:
    if isinstance(value, list):
        return [_restore(item, unknown) for item in value]
    if isinstance(value, dict):
        return {_MARK.sub("?", key): _restore(item, unknown) for key, item in value.items()}
    if isinstance(value, str):
        match = _MARK.search(value)
        if match is None:
            return value
        part = unknown[int(match[1])]
        if match[0] == value:
            return part
        return UnknownValue(part.reason, prefix=value[: match.start()] + part.prefix if match.start() else part.prefix)
    return value
