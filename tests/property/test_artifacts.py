"""Whatever is in a file, reading it ends in an artifact or in an InputError."""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgpack
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gatewright.errors import InputError
from gatewright.sources.terraform.artifacts import read_artifact
from gatewright.sources.terraform.plan.addresses import join_address, split_instance
from gatewright.sources.terraform.plan.masks import merge_marks
from gatewright.sources.terraform.plan.shape import ShapeError
from gatewright.sources.terraform.plan.wire import decode_value, read_message
from gatewright.sources.terraform.values import Sensitive, UnknownValue, Value

WIRING = Path(__file__).parents[1] / "data" / "terraform" / "wiring"
NAMES = ("plan.json", "plan.bin", "state.json", "terraform.tfstate")
ORIGINALS = {name: (WIRING / name).read_bytes() for name in NAMES}
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(allow_nan=False, allow_infinity=False)
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
)
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(content: bytes) -> None:
    """Read a file with this content; an InputError is an answer, with a message that names the file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plan.json"
        path.write_bytes(content)
        assert complaint(path).startswith("`plan.json` ")


def complaint(path: Path) -> str:
    """What is said of a file that cannot be used; its name when it can be."""
    try:
        read_artifact(path)
    except InputError as problem:
        return str(problem)
    return f"`{path.name}` is fine"


@given(st.binary(max_size=300) | st.text(max_size=100).map(str.encode))
def test_noise(content: bytes) -> None:
    """Any bytes."""
    read(content)


@given(
    st.sampled_from([b"{", b'{"format_version":"1.0"', b"PK\x03\x04", b"\xff\xfe{", b'{"version":4,']),
    st.binary(max_size=99),
)
def test_noise_after_a_good_beginning(beginning: bytes, noise: bytes) -> None:
    """Bytes after what makes a file look like an artifact."""
    read(beginning + noise)


@SLOW
@given(st.sampled_from(NAMES), st.floats(0, 1))
def test_truncation(name: str, part: float) -> None:
    """A file that was cut off."""
    content = ORIGINALS[name]
    read(content[: int(len(content) * part)])


@SLOW
@given(st.sampled_from(NAMES), st.lists(st.tuples(st.floats(0, 0.9999), st.integers(0, 255)), min_size=1, max_size=20))
def test_changed_bytes(name: str, changes: list[tuple[float, int]]) -> None:
    """A file with some bytes changed."""
    content = bytearray(ORIGINALS[name])
    for place, byte in changes:
        content[int(len(content) * place)] = byte
    read(bytes(content))


@SLOW
@given(st.sampled_from(("plan.json", "state.json", "terraform.tfstate")), st.data())
def test_changed_values(name: str, data: st.DataObject) -> None:
    """A document in which some value, at any depth, is another one."""
    document = json.loads(ORIGINALS[name])
    for _ in range(data.draw(st.integers(1, 4))):
        _replace_somewhere(document, data)
    read(json.dumps(document).encode())


@SLOW
@given(st.data())
def test_changed_bytes_inside_of_a_binary_plan(data: st.DataObject) -> None:
    """A sound archive with members that are damaged."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(WIRING / "plan.bin") as original, zipfile.ZipFile(buffer, "w") as target:
        for member in original.namelist():
            content = bytearray(original.read(member))
            for _ in range(data.draw(st.integers(0, 4))):
                if content:
                    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
            target.writestr(member, bytes(content))
    read(buffer.getvalue())


@given(st.binary(max_size=200))
def test_encodings_of_a_binary_plan(content: bytes) -> None:
    """Any bytes as a message and as a value."""
    for decode in (read_message, decode_value):
        with suppress(ShapeError):
            decode(content)


@given(JSON)
def test_values_survive_messagepack(value: Any) -> None:
    """What JSON can hold comes back as it went in; integers beyond 64 bits go as text."""
    packed = msgpack.packb(value, default=str)

    assert json.dumps(msgpack.unpackb(packed)) == json.dumps(decode_value(packed))


@given(
    st.sampled_from(["", "module.a", 'module.a["x"].module.b[0]']),
    st.none() | st.integers(0, 99) | st.text(max_size=8),
)
def test_addresses_come_back(module: str, key: int | str | None) -> None:
    """Splitting an address gives what it was joined of, whatever the key holds."""
    address = join_address(module, "data.aws_vpc.a", key)

    assert (module, "data", "aws_vpc", "a", key) == split_instance(address)


@given(JSON.filter(lambda value: isinstance(value, dict)), JSON)
def test_marks_only_add_marks(values: dict[str, Value], mask: Value) -> None:
    """Whatever the masks are: without its marks a marked value is the value, and unmarked parts are as they were."""
    assert values == _without_marks(merge_marks(values, sensitive=mask), values)


def _without_marks(marked: Value, original: Value) -> Value:
    if isinstance(marked, Sensitive):
        return marked.value
    if isinstance(marked, dict) and isinstance(original, dict):
        return {name: _without_marks(item, original.get(name)) for name, item in marked.items() if name in original}
    if isinstance(marked, list) and isinstance(original, list):
        return [_without_marks(item, old) for item, old in zip(marked, original, strict=False)]
    assert not isinstance(marked, UnknownValue)
    return marked if original is not None else None


def _replace_somewhere(document: Any, data: st.DataObject) -> None:
    node = document
    while True:
        keys = sorted(node) if isinstance(node, dict) else range(len(node))
        key = data.draw(st.sampled_from(keys))
        child = node[key]
        if not isinstance(child, (dict, list)) or not child or data.draw(st.integers(0, 3)) == 0:
            node[key] = data.draw(JSON)
            return
        node = child


@pytest.mark.parametrize("name", NAMES)
def test_reading_twice_gives_the_same(name: str) -> None:
    """Reading is a function of the file."""
    assert read_artifact(WIRING / name) == read_artifact(WIRING / name)
