"""JSON text with unknown parts: what is known of it."""

from __future__ import annotations

import pytest

from gatewright.sources.terraform.evaluator.partial_json import parse
from gatewright.sources.terraform.values import UnknownValue, Value

_ARN = UnknownValue("later")


@pytest.mark.parametrize(
    ("parts", "document"),
    [
        (['{"Resource": "', _ARN, '"}'], {"Resource": _ARN}),
        (['{"Resource": "', _ARN, '/*"}'], {"Resource": UnknownValue("later")}),
        (['{"Resource": "arn:', _ARN, '/*"}'], {"Resource": UnknownValue("later", prefix="arn:")}),
        (['{"Resource": ', _ARN, "}"], {"Resource": _ARN}),
        (['[{"a": [', _ARN, ", 1]}]"], [{"a": [_ARN, 1]}]),
        (['{"', _ARN, '": "x"}'], {"?": "x"}),
        (['{"a": "\\"', _ARN, '"}'], {"a": UnknownValue("later", prefix='"')}),
        (['{"n": ', 5, ', "b": ', True, ', "u": "', _ARN, '"}'], {"n": 5, "b": True, "u": _ARN}),
        (["no json ", _ARN], None),
        ([_ARN, '{"a": 1}'], None),
        (['{"a": ', _ARN], None),
        (['{"a": ', ["x"], ', "b": "', _ARN, '"}'], None),
        (['{"a": ' + "[" * 5000, _ARN], None),
    ],
)
def test_known_parts_of_a_document_are_kept(parts: list[Value], document: Value) -> None:
    """An unknown part is unknown where it stands; what is no document has none."""
    assert parse(parts) == document
