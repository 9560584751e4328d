"""One estate read as source, as plan (JSON and binary) and as state (file and JSON): the same documents and findings.

What may differ, and nothing else: parts that one side does not know; the order of a set's elements; ids, account and
region where only one side tells them; and, in a recorded state, what the cloud fills in (the recording holds zeros).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import TypeAlias

import pytest
from pydantic import JsonValue

import gatewright as gw

Step: TypeAlias = str | int
Difference: TypeAlias = tuple[tuple[Step, ...], JsonValue, JsonValue]

VARIABLES = {
    "office_cidr": "198.51.100.0/24",
    "partner_principal": "arn:aws:iam::210987654321:role/warehouse",
}
RECORDED = ("plan.json", "plan.bin", "terraform.tfstate", "state.json")
FILLED_IN = {
    ("aws.ec2.instance", "metadata", "hop_limit"),
    ("aws.kms.key", "rotation_period"),
    ("terraform.aws_s3_bucket_lifecycle_configuration", "rule", "expiration", "expired_object_delete_marker"),
    ("terraform.aws_s3_bucket_lifecycle_configuration", "rule", "filter", "object_size_greater_than"),
    ("terraform.aws_s3_bucket_lifecycle_configuration", "rule", "filter", "object_size_less_than"),
}
"""Arguments that the estate leaves out and the cloud decides: known to a state only, and there recorded as zero."""


def _is_unknown(value: JsonValue) -> bool:
    return isinstance(value, dict) and set(value) == {"$unknown"}


def _differences(one: JsonValue, other: JsonValue, path: tuple[Step, ...] = ()) -> Iterator[Difference]:
    """Where two values differ of which both are known."""
    if _is_unknown(one) or _is_unknown(other):
        return
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted({*one, *other}):
            yield from _differences(one.get(key), other.get(key), (*path, key))
    elif isinstance(one, list) and isinstance(other, list):
        yield from _list_differences(one, other, path)
    elif one != other and not (path[-1] == "account" and None in (one, other)):
        yield path, one, other


def _list_differences(one: list[JsonValue], other: list[JsonValue], path: tuple[Step, ...]) -> Iterator[Difference]:
    if any(map(_is_unknown, [*one, *other])):
        return
    if len(one) != len(other):
        yield path, one, other
        return
    rest = list(other)
    for index, item in enumerate(one):
        match = next((each for each in rest if not any(_differences(item, each, (*path, index)))), rest[0])
        yield from _differences(item, match, (*path, index))
        rest.remove(match)


def _documents_differ(one: gw.Document, other: gw.Document) -> Iterator[Difference]:
    left, right = one.model_dump(mode="json"), other.model_dump(mode="json")
    for field in ("type", "name", "provider", "tags", "properties"):
        yield from _differences(left[field], right[field], (field,))
    for field in ("account", "region"):
        if None not in (left[field], right[field]):
            yield from _differences(left[field], right[field], (field,))


def _kind(type_: str, difference: Difference) -> tuple[str, ...]:
    return (type_, *(step for step in difference[0][1:] if isinstance(step, str)))


@pytest.fixture(scope="module")
def source(shop: Path) -> gw.Estate:
    """The estate as source, with the variables that the plan was made with."""
    return gw.load(shop, variables=VARIABLES)


@pytest.fixture(scope="module", params=[*RECORDED, "plan.bin alone"])
def recorded(shop: Path, request: pytest.FixtureRequest) -> gw.Estate:
    """The estate as recorded, beside its source; the binary plan also with the sources that it holds."""
    name, _, alone = request.param.partition(" ")
    return gw.load(shop / "recorded" / name, source=None if alone else shop)


def test_documents_are_equal_where_both_are_known(source: gw.Estate, recorded: gw.Estate) -> None:
    """The same resources in the same order, property by property."""
    in_state = recorded.documents[0].origin.source == "state"

    differences = [
        (left.origin.address, difference)
        for left, right in zip_longest(source.documents, recorded.documents)
        for difference in _documents_differ(left, right)
        if not (in_state and _kind(left.type, difference) in FILLED_IN)
    ]

    assert [] == differences


def test_addresses_and_roots_are_equal(source: gw.Estate, recorded: gw.Estate) -> None:
    """Every resource has the address that Terraform gives it."""
    expected = [(d.type, d.origin.root, d.origin.address) for d in source.documents]

    assert expected == [(d.type, d.origin.root, d.origin.address) for d in recorded.documents]


def test_findings_are_equal_with_their_places(source: gw.Estate, recorded: gw.Estate) -> None:
    """Rule, address, path, location and stack of every failing finding."""
    reports = [gw.evaluate(estate) for estate in (source, recorded)]

    expected, found = (
        {
            (finding.rule.id, finding.document.address, finding.location, finding.stack)
            for finding in report.findings
            if finding.outcome == "fail"
        }
        for report in reports
    )
    assert expected
    assert expected == found


def test_outcomes_are_equal(source: gw.Estate, recorded: gw.Estate) -> None:
    """What is judged as passing from source is not doubted in a plan, nor the other way round."""
    expected, found = (gw.evaluate(estate).summary.outcomes for estate in (source, recorded))

    assert expected == found


def test_every_recorded_resource_has_a_place(recorded: gw.Estate) -> None:
    """Nothing is told of the source, as the recording was made from it."""
    assert ([], []) == (
        [instance.address for instance in recorded.instances if instance.declaration is None],
        [diagnostic.summary for diagnostic in recorded.diagnostics],
    )
