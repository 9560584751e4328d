"""Every case of the decision procedure, one file each: a request and its decision."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gatewright.identity.requests import decided

CASES = Path(__file__).parents[2] / "data" / "identity" / "cases"


@pytest.mark.parametrize("name", sorted(path.stem for path in CASES.glob("*.json")))
def test_case(name: str) -> None:
    """The outcome, how it was denied, and in which layer."""
    case: dict[str, Any] = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    expected = {key: value for key, value in case["expect"].items() if key != "layer" or value is not None}

    found = decided(case["given"])

    assert expected == {key: found[key] for key in expected}
    assert [] == found["diagnostics"] or "matches nothing" in str(found["diagnostics"])
