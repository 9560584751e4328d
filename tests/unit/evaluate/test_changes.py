"""Which findings touch changed lines."""

from __future__ import annotations

import pytest
from finding_builder import finding, frame, location, origin

from gatewright.evaluate.changes import files, touching

CHANGED = {"main.tf": ((3, 4), (20, 20))}
BLOCKS = {("main.tf", (1, 1)): 6, ("main.tf", (10, 1)): 15, ("main.tf", (18, 1)): 30, ("m.tf", (1, 1)): 9}


def _touches(**changes: object) -> bool:
    found = finding().model_copy(update=changes)
    kept = touching({"": [found]}, CHANGED, lambda file, start: BLOCKS.get((file, start)))[""]
    return [found] == kept


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ({"location": location("main.tf", 3)}, True),
        ({"location": location("main.tf", 2, 3)}, True),
        ({"location": location("main.tf", 4, 9)}, True),
        ({"location": location("main.tf", 2)}, False),
        ({"location": location("main.tf", 5, 19)}, False),
        ({"location": location("main.tf", 21)}, False),
        ({"location": location("other.tf", 3)}, False),
        ({"location": location("main.tf", 1)}, True),
        ({"location": location("main.tf", 10)}, False),
        ({"stack": (frame("attribute", "main.tf", 5), frame("resource", "main.tf", 1))}, True),
        ({"stack": (frame("resource", "m.tf", 1), frame("module_call", "main.tf", 18))}, True),
        ({"stack": (frame("resource", "m.tf", 1), frame("module_call", "main.tf", 10))}, False),
        ({"location": location("m.tf", 3), "declared": location("main.tf", 1)}, True),
        ({"location": location("m.tf", 3), "value_from": origin("main.tf", 20)}, True),
        ({"location": location("m.tf", 3), "value_from": origin("main.tf", 22)}, False),
        ({}, True),
    ],
)
def test_touching(place: dict[str, object], expected: bool) -> None:  # noqa: FBT001
    """The place, whole blocks of the stack and of the resource, the value's origin; what has no place stays."""
    assert expected == _touches(**place)


@pytest.mark.parametrize(
    ("outcome", "expected"), [("fail", True), ("unknown", True), ("error", True), ("pass", False), ("skipped", False)]
)
def test_what_passed_is_left_out(outcome: str, expected: bool) -> None:  # noqa: FBT001
    """It has no place, so nobody can say that it touches anything."""
    assert expected == _touches(outcome=outcome)


def test_only_files_of_findings_are_asked_about() -> None:
    """Every file of a place, once."""
    found = finding(location=location("a.tf", 1), value_from=origin("b.tfvars", 1))

    assert {"a.tf", "b.tfvars"} == files({"": [found], "dev": [found, finding()]})
