"""The value that a finding is about."""

from __future__ import annotations

import json

from pydantic import JsonValue

from gatewright.model.document import Path

LONGEST = 2000
TRUNCATED = "$truncated"


def value_at(properties: JsonValue, path: Path) -> JsonValue:
    """The value at the path, null where there is none; of a large one the start of its JSON, as `{"$truncated": …}`."""
    value = properties
    for step in path:
        if isinstance(value, dict):
            value = value.get(str(step))
        elif isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
            value = value[step]
        else:
            return None
    if value is None or isinstance(value, bool | int | float):
        return value
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return value if len(text) <= LONGEST else {TRUNCATED: text[:LONGEST]}
