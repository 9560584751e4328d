"""Why a result does not count, as SARIF says it."""

from __future__ import annotations

from pydantic import JsonValue

from gatewright.model.finding import Suppression
from gatewright.model.location import Position
from gatewright.reports.sarif_places import Repository
from gatewright.reports.text import visible

IN_SOURCE = frozenset({"inline", "compat"})


def suppressions(suppression: Suppression, repository: Repository) -> list[JsonValue]:
    """The one suppression of a result: comments are `inSource`, config and baseline are `external`."""
    told: dict[str, JsonValue] = {
        "kind": "inSource" if suppression.kind in IN_SOURCE else "external",
        "status": "accepted",
        "properties": {
            "kind": suppression.kind,
            "owner": suppression.owner,
            "until": suppression.until.isoformat() if suppression.until else None,
        },
    }
    if suppression.reason:
        told["justification"] = visible(suppression.reason)
    start = Position(line=suppression.line or 1, column=1)
    place = repository.physical(suppression.file, start) if suppression.file else None
    if place:
        told["location"] = {"physicalLocation": place}
    return [told]
