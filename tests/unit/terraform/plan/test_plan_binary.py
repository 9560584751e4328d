"""Binary plans: the same as their JSON, read without Terraform and within bounds."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from io import BytesIO

import msgpack
import pytest
from plan_archive import archive, encode, resource, value, zipped
from plan_builder import WIRING

from gatewright.sources.terraform.artifacts import read_artifact
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.plan import archive as archives
from gatewright.sources.terraform.plan.archive import ModuleSource, open_archive
from gatewright.sources.terraform.plan.binary import read_binary_plan
from gatewright.sources.terraform.plan.shape import ShapeError
from gatewright.sources.terraform.plan.wire import decode_value, read_message
from gatewright.sources.terraform.values import Sensitive, UnknownValue, Value

UNKNOWN = UnknownValue("known after apply")
NOOP, CREATE, READ, UPDATE, DELETE, DELETE_CREATE, CREATE_DELETE, FORGET, CREATE_FORGET = 0, 1, 2, 3, 5, 6, 7, 8, 9
HEAD = ((1, 3), (14, "1.11.4"))


def comparable(name: str) -> list[tuple[Instance, str]]:
    """The instances of an artifact of the wiring estate, each with its values in a form in which 1 and 1.0 differ.

    References are another test's matter: a mark that is not JSON is written without one.
    """
    found = sorted(read_artifact(WIRING / name).instances, key=lambda instance: instance.address)
    return [(replace(item, values={}), json.dumps(item.values, sort_keys=True, default=_mark)) for item in found]


def _mark(value: Sensitive | UnknownValue) -> object:
    return {"sensitive": value.value} if isinstance(value, Sensitive) else {"unknown": value.reason}


def read(*changes: bytes, **members: bytes) -> dict[str, Value]:
    """The values of the instances of a hand-made binary plan, by address."""
    content = archive(encode(*HEAD, *((3, change) for change in changes)), **members)
    return {item.address: dict(item.values) for item in read_binary_plan(content).plan.instances}


def test_says_what_the_json_of_the_same_plan_says() -> None:
    """All instances with all their values, known, unknown and sensitive, and their providers."""
    assert comparable("plan.json") == comparable("plan.bin")


def test_variables_and_versions_of_a_real_plan() -> None:
    """Versions come from the plan, variables from the plan and the defaults in its sources."""
    read_json, read_binary = (read_artifact(WIRING / name) for name in ("plan.json", "plan.bin"))

    assert (read_binary.kind, read_binary.format_version, read_binary.terraform_version) == (
        "binary_plan",
        "3",
        "1.11.4",
    )
    assert dict(read_json.variables) == dict(read_binary.variables)


def test_sources_of_a_real_plan() -> None:
    """Every module's files as they were, with the directory that they were in."""
    sources = read_artifact(WIRING / "plan.bin").sources
    expected = {
        "": ".",
        "nested": "nested",
        "nested.inner": "nested/inner",
        "nested_each": "nested",
        "nested_each.inner": "nested/inner",
        "store": "store",
        "stores": "store",
    }

    assert sources == {
        key: ModuleSource(directory, {"main.tf": (WIRING / directory / "main.tf").read_bytes()})
        for key, directory in expected.items()
    }


@pytest.mark.parametrize("action", [CREATE, UPDATE, NOOP, READ, DELETE_CREATE, CREATE_DELETE, CREATE_FORGET])
def test_the_last_value_is_the_one_after(action: int) -> None:
    """Of the values before and after, the object will have the second."""
    assert read(resource("aws_vpc.a", action, {"x": 1}, {"x": 2})) == {"aws_vpc.a": {"x": 2}}


@pytest.mark.parametrize("change", [resource("aws_vpc.a", DELETE, {}), resource("aws_vpc.a", FORGET, {})])
def test_what_goes_away_is_not_judged(change: bytes) -> None:
    """What the plan deletes or forgets is no instance, though its prior state has it."""
    assert read(change, tfstate=state("aws_vpc.a")) == {}


def test_what_the_plan_leaves_alone_is_in_its_state() -> None:
    """A resource that only the prior state has still exists; a deposed change does not stand for it."""
    deposed = resource("aws_vpc.b", DELETE, {}, deposed="0a1b2c3d")
    found = read(resource("aws_vpc.a", UPDATE, {}, {"x": 2}), deposed, tfstate=state("aws_vpc.a", "aws_vpc.b"))

    assert found == {"aws_vpc.a": {"x": 2}, "aws_vpc.b": {"stored": True}}


def test_sensitive_paths_are_marked() -> None:
    """Paths by attribute and by element; one that ends in nothing marks what is there."""
    after = {"password": "p", "rules": [{"key": "a"}, {"key": "b"}], "set": ["s"]}
    change = resource("aws_vpc.a", CREATE, after, sensitive=[["password"], ["rules", 1, "key"], ["set", 7]])

    assert read(change)["aws_vpc.a"] == {
        "password": Sensitive("p"),
        "rules": [{"key": "a"}, {"key": Sensitive("b")}],
        "set": Sensitive(["s"]),
    }


def test_fractions_are_numbers_where_the_schema_says_so() -> None:
    """Terraform writes 0.1 as a string; a string attribute with such a text stays one."""
    change = resource("aws_cloudwatch_metric_alarm.a", CREATE, {"threshold": "0.1", "alarm_name": "0.1"})

    assert read(change)["aws_cloudwatch_metric_alarm.a"] == {"threshold": 0.1, "alarm_name": "0.1"}


def test_the_lock_file_says_which_major_version() -> None:
    """The locked version wins over what the constraints allow."""
    lock = b'provider "registry.terraform.io/hashicorp/aws" {\n  version     = "4.67.0"\n}\n'
    content = archive(encode(*HEAD, (3, resource("aws_vpc.a", CREATE, {}))), _dot_terraform_dot_lock_dot_hcl=lock)

    assert [item.provider.major for item in read_binary_plan(content).plan.instances] == [4]


def test_targets_and_deferred_changes_are_told() -> None:
    """A targeted plan and one that defers changes say so."""
    deferred = encode((2, resource("aws_vpc.later", CREATE, {})))
    targeted = read_binary_plan(archive(encode(*HEAD, (5, "aws_vpc.a")))).plan
    waiting = read_binary_plan(archive(encode(*HEAD, (27, deferred)))).plan

    assert summaries(targeted.diagnostics) == ["the plan covers a part of the configuration only, as with `-target`"]
    assert summaries(waiting.diagnostics) == ["the plan defers changes that it cannot decide yet: `aws_vpc.later`"]


def summaries(diagnostics: object) -> list[str]:
    """The summaries of diagnostics."""
    assert isinstance(diagnostics, tuple)
    return [item.summary for item in diagnostics]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (zipped({"other": b""}), "without `tfplan`"),
        (archive(encode((1, 4))), "version 4"),
        (archive(encode(*HEAD, (3, encode((9, b""))))), "before 1.1"),
        (archive(b"\xff\xff\xff"), "damaged"),
        (archive(b"\x0b"), "damaged"),
        (archive(b"\x0a\x7f"), "damaged"),
        (archive(encode(*HEAD, (3, resource("aws_vpc.a", CREATE, {})[:-3]))), "damaged"),
        (archive(encode(*HEAD, (3, resource("aws_vpc", CREATE, {})))), "not the address"),
        (b"PK\x03\x04 and no more", "damaged zip"),
    ],
)
def test_what_is_no_plan_is_refused(content: bytes, problem: str) -> None:
    """Foreign, newer, older and damaged files are refused with what is wrong with them."""
    with pytest.raises(ShapeError, match=problem):
        read_binary_plan(content)


def test_members_with_strange_names_are_left_out() -> None:
    """A source whose name leads elsewhere is not handed on, and named."""
    members = {
        "tfplan": encode(*HEAD),
        "tfconfig/m-/../../etc/passwd": b"x",
        "tfconfig/m-/..": b"z",
        "tfconfig/m-/main.tf": b"y",
    }
    found = open_archive(zipped(members))

    assert {"": ModuleSource("", {"main.tf": b"y"})} == found.sources
    assert summaries(found.diagnostics) == [
        f"the plan holds a source file with the name `'tfconfig/m-/{name}'`, which is left out"
        for name in ("..", "../../etc/passwd")
    ]


def test_recorded_directories_are_relative() -> None:
    """An absolute directory is none of the scanned tree; the directory above is kept, backslashes are turned."""
    modules = [
        {"Key": "", "Dir": "."},
        {"Key": "up", "Dir": "..\\shared\\vpc"},
        {"Key": "drive", "Dir": "C:\\x"},
        {"Key": "abs", "Dir": "/etc"},
    ]
    found = open_archive(archive(encode(*HEAD), tfconfig__modules_dot_json=json.dumps(modules).encode()))

    assert {key: source.directory for key, source in found.sources.items()} == {
        "": ".",
        "up": "../shared/vpc",
        "drive": "",
        "abs": "",
    }


def test_a_zip_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A member that unpacks to more than the limit is not unpacked, whatever its header says."""
    monkeypatch.setattr(archives, "LARGEST_MEMBER", 1000)

    with pytest.raises(ShapeError, match="more than"):
        open_archive(archive(encode(*HEAD), tfstate=b" " * 1001))


def test_a_header_that_lies_about_the_size_is_refused() -> None:
    """What unpacks to another size than its header says is a damaged archive."""
    content = bytearray(archive(encode(*HEAD), tfstate=b" " * 5000))
    place = content.rfind(b"PK\x01\x02", 0, content.rfind(b"PK\x01\x02") + 4)
    content[place + 24 : place + 28] = (10).to_bytes(4, "little")
    with zipfile.ZipFile(BytesIO(content)) as lying:
        assert [info.file_size for info in lying.infolist() if info.filename == "tfstate"] == [10]

    with pytest.raises(ShapeError):
        open_archive(bytes(content))


def test_many_sources_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """All sources together have a limit."""
    monkeypatch.setattr(archives, "LARGEST_SOURCES", 10)

    with pytest.raises(ShapeError, match="more than"):
        open_archive(zipped({"tfplan": encode(*HEAD), "tfconfig/m-/a.tf": b"123456", "tfconfig/m-/b.tf": b"123456"}))


def test_values_in_messagepack() -> None:
    """Unknown values, known beginnings of strings, and values that bring their type."""
    refined = msgpack.ExtType(12, msgpack.packb({1: False, 2: "arn:"}))
    content = {"id": msgpack.ExtType(0, b"\0"), "arn": refined, "any": [b'["tuple",["number"]]', [1]], "n": None}

    assert decode_value(msgpack.packb(content)) == {
        "id": UNKNOWN,
        "arn": UnknownValue("known after apply", prefix="arn:"),
        "any": [1],
        "n": None,
    }


@pytest.mark.parametrize(
    "content",
    [
        b"\xc1",
        b"",
        msgpack.packb({"a": b"bytes"}),
        msgpack.packb([b"1", b"2", b"3"]),
        msgpack.packb(float("nan")),
        msgpack.packb(msgpack.ExtType(5, b"")),
        msgpack.packb(msgpack.Timestamp(0, 0)),
        msgpack.packb({1: 2}),
        b"\x91" * 100_000,
    ],
)
def test_what_terraform_does_not_write_in_messagepack_is_refused(content: bytes) -> None:
    """Bytes, other extensions, numbers that are none, keys that are no strings, and depth without end."""
    with pytest.raises(ShapeError):
        decode_value(content)


def test_fields_of_a_message() -> None:
    """All four kinds of fields are read, repeated ones in order."""
    content = encode((1, 300), (2, "a"), (2, "b")) + b"\x1d\1\2\3\4" + b"\x21" + b"12345678"

    assert read_message(content) == {1: [300], 2: [b"a", b"b"], 3: [b"\1\2\3\4"], 4: [b"12345678"]}


def state(*addresses: str) -> bytes:
    """A state file with these resources."""
    resources = [
        {"mode": "managed", "type": kind, "name": name, "instances": [{"attributes": {"stored": True}}]}
        for kind, name in (address.split(".") for address in addresses)
    ]
    return json.dumps({"version": 4, "resources": resources}).encode()


def test_a_dynamic_value_of_nothing_is_null() -> None:
    """A message without a value stands for null."""
    assert read(encode((13, "aws_vpc.a"), (9, encode((1, CREATE))))) == {"aws_vpc.a": {}}
    assert decode_value(msgpack.packb(None)) is None
    assert value(None) == encode((1, b"\xc0"))
