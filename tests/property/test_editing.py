"""What holds of every edit, whatever the file is like."""

from __future__ import annotations

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast
from unicodedata import normalize

import hcl2
import pytest
from configurations import CONFIGURATIONS
from edits import VALUES, Edit, arguments, attempted, blocks, edits
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from gatewright.model.location import Position
from gatewright.sources.terraform.editing import Content, FileEditor, Splice, apply
from gatewright.sources.terraform.editing.tokens import tokens
from gatewright.sources.terraform.evaluator.expressions import evaluate
from gatewright.sources.terraform.evaluator.scope import NoModule, Scope
from gatewright.sources.terraform.functions.files import Files
from gatewright.sources.terraform.syntax.parser import parse

SLOW = settings(
    deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
NOWHERE = Scope(NoModule(cast(Files, None)))


@st.composite
def edited(draw: st.DrawFn) -> tuple[bytes, Edit, tuple[Splice, ...]]:
    """A file, an edit of it that is not refused, and its splices."""
    data = draw(CONFIGURATIONS).encode()
    edit = draw(edits(data))
    assume(edit is not None)
    assert edit is not None
    splices = attempted(data, edit)
    assume(splices is not None)
    assert splices is not None
    return data, edit, splices


@SLOW
@given(edited())
def test_only_what_is_named_changes(case: tuple[bytes, Edit, tuple[Splice, ...]]) -> None:
    """Every other argument keeps its text, no syntax error comes in, and a second time is no edit."""
    data, edit, splices = case
    result = apply(data, splices)
    before, after = parse("main.tf", data), parse("main.tf", result)

    assert before.diagnostics or not after.diagnostics
    assert [one for one in arguments(before) if one[0] not in edit.touches] == [
        one for one in arguments(after) if one[0] not in edit.touches
    ]
    assert attempted(result, edit) in ((), None)


@SLOW
@given(edited())
def test_bytes_outside_of_the_splices_are_equal(case: tuple[bytes, Edit, tuple[Splice, ...]]) -> None:
    """Splices are in order and apart, each changes something, and what is not in one stands where it stood."""
    data, edit, splices = case
    result = apply(data, splices)
    at = moved = 0
    for splice in splices:
        assert data[at : splice.start] == result[at + moved : splice.start + moved]
        assert data[splice.start : splice.end] != splice.text
        moved += len(splice.text) - (splice.end - splice.start)
        at = splice.end
    assert data[at:] == result[at + moved :]
    if edit.name != "remove":
        assert _comments(data) == _comments(result)


def _comments(data: bytes) -> list[bytes]:
    return [data[token.start : token.end] for token in tokens(data) if token.kind == "comment"]


@SLOW
@given(edited())
def test_a_second_parser_takes_what_it_took(case: tuple[bytes, Edit, tuple[Splice, ...]]) -> None:
    """python-hcl2 reads the result wherever it reads the file."""
    data, _, splices = case
    assume(_is_read(data))
    assert _is_read(apply(data, splices))


def _is_read(data: bytes) -> bool:
    try:
        hcl2.loads(data.decode())
    except Exception:  # noqa: BLE001  # whatever its parser raises
        return False
    return True


@SLOW
@given(st.data())
def test_the_value_that_is_set_is_the_value_that_is_read(data: st.DataObject) -> None:
    """In native syntax, by Gatewright's own evaluator."""
    value = data.draw(VALUES)
    text = b"x {\n  long = 1\n}\n"
    position = Position(line=1, column=1)
    result = apply(text, FileEditor("main.tf", text).set_attribute(position, ["a"], value))
    (block,) = blocks(parse("main.tf", result).body)
    assert _composed(value) == evaluate(block.body.attributes["a"].expression, NOWHERE)


def _composed(value: Content) -> object:
    """Texts as Terraform keeps them."""
    match value:
        case str():
            return normalize("NFC", value)
        case dict():
            return {normalize("NFC", key): _composed(item) for key, item in value.items()}
        case list():
            return [_composed(item) for item in value]
        case _:
            return value


@pytest.mark.terraform
@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_the_formatter_has_nothing_to_add(data: st.DataObject) -> None:
    """`terraform fmt` leaves the result of an edit alone wherever it left the file alone."""
    text = data.draw(CONFIGURATIONS)
    formatted = subprocess.run(["terraform", "fmt", "-"], input=text.encode(), capture_output=True, check=False)
    assume(formatted.returncode == 0)
    assume(formatted.stdout and b"$" not in formatted.stdout and not _unsettled(formatted.stdout))
    with TemporaryDirectory() as folder:
        for number in range(8):
            edit = data.draw(edits(formatted.stdout))
            splices = attempted(formatted.stdout, edit) if edit is not None else None
            if splices:
                Path(folder, f"{number}.tf").write_bytes(apply(formatted.stdout, splices))
        checked = subprocess.run(["terraform", "fmt", "-check", "-diff", folder], capture_output=True, check=False)
    assert "" == checked.stdout.decode()


def _unsettled(data: bytes) -> bool:
    """Whether the formatter would change its own result once more."""
    again = subprocess.run(["terraform", "fmt", "-"], input=data, capture_output=True, check=False)
    return again.stdout != data
