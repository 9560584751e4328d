"""Requests as lines of JSON, answered one by one: a line that is no request costs only itself."""

from __future__ import annotations

import json

from pydantic import JsonValue

from gatewright.identity.requests import RequestError, decided


def answer(line: str) -> dict[str, JsonValue]:
    """The decision on the request that a line holds, or `{id, error}`."""
    try:
        given: JsonValue = json.loads(line)
    except (ValueError, RecursionError):
        return {"id": None, "error": "the line is not JSON"}
    identity = given.get("id") if isinstance(given, dict) else None
    try:
        return decided(given)
    except RequestError as error:
        return {"id": identity, "error": str(error)}
