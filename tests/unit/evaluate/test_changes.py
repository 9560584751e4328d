"""Which findings touch changed lines."""

from __future__ import annotations

import pytest
from finding_builder import finding, frame, location, origin

from gatewright.evaluate.changes import Change, concerning, files, references

CHANGED = {"main.tf": ((3, 4), (20, 20))}
REMOVED = {"m": {"aws_s3_bucket.logs"}, ".": {"module.store", "aws_s3_bucket.top"}}
BLOCKS = {("main.tf", (1, 1)): 6, ("main.tf", (10, 1)): 15, ("main.tf", (18, 1)): 30, ("m.tf", (1, 1)): 9}


def _touches(**changes: object) -> bool:
    found = finding().model_copy(update=changes)
    change = Change(CHANGED, lambda file, start: BLOCKS.get((file, start)), REMOVED)
    kept = concerning({"": [found]}, change)[""]
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
    ("file", "symbol", "expected"),
    [
        ("m/main.tf", "aws_s3_bucket.logs", True),
        ("m/main.tf", 'module.a["x.y"].module.b[0].aws_s3_bucket.logs["]"]', True),
        ("m/main.tf", "aws_s3_bucket.logs2", False),
        ("m/main.tf", "aws_s3_bucket.top", False),
        ("other/main.tf", "aws_s3_bucket.logs", False),
        ("main.tf", "aws_s3_bucket.top", True),
    ],
)
def test_a_removed_block_touches_what_it_referred_to(file: str, symbol: str, expected: bool) -> None:  # noqa: FBT001
    """By the resource's own name, in the folder where the block was."""
    place = location(file, 7).model_copy(update={"symbol": symbol})

    assert expected == _touches(declared=place)


def test_a_removed_block_touches_the_module_that_it_referred_to() -> None:
    """What the module created may have been protected from outside."""
    call = frame("module_call", "main.tf", 7).model_copy(update={"symbol": 'module.store["a"]'})

    assert _touches(stack=(frame("resource", "m/x.tf", 1), call))
    assert not _touches(stack=(frame("resource", "m/x.tf", 1), call.model_copy(update={"symbol": "module.other"})))


def test_references_are_found_in_text() -> None:
    """Resources and modules, in expressions and templates, by the first two steps."""
    text = 'bucket = aws_s3_bucket.logs[0].id\n x = "${module.store.id}-a.b" # 1.5'

    assert {"aws_s3_bucket.logs", "module.store", "a.b"} >= references(text) >= {"aws_s3_bucket.logs", "module.store"}


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
