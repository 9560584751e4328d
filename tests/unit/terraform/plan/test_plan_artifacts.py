"""What a file is taken for, and what is said of a file that is nothing of the kind."""

from __future__ import annotations

import gc
import json
from pathlib import Path
from typing import Any

import pytest
from plan_builder import WIRING, change, plan

from gatewright.errors import InputError
from gatewright.sources.terraform import artifacts
from gatewright.sources.terraform.artifacts import read_artifact

PLAN = plan(change("aws_vpc.a", after={"name": "ä"}), complete=False)
FOREIGN = "its JSON is not a plan and not a state"
LOG = "it is the log of `terraform plan -json`, not the plan"
EXPECTED = "write the plan with `terraform show -json PLAN > plan.json`"


def written(folder: Path, content: bytes | dict[str, Any]) -> Path:
    """A file `plan.json` with this content."""
    path = folder / "plan.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("plan.json", "plan"),
        ("plan.bin", "binary_plan"),
        ("state.json", "state"),
        ("terraform.tfstate", "state_file"),
    ],
)
def test_the_four_kinds(name: str, kind: str) -> None:
    """A file is recognised by what is in it, with all its resources."""
    found = read_artifact(WIRING / name)

    assert (kind, "1.11.4", 51) == (found.kind, found.terraform_version, len(found.instances))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_encodings_that_shells_write(tmp_path: Path, encoding: str) -> None:
    """PowerShell's redirection writes UTF-16 and byte order marks."""
    path = written(tmp_path, json.dumps(PLAN, ensure_ascii=False).encode(encoding))

    assert read_artifact(path).instances[0].values == {"name": "ä"}


def test_big_endian_utf_16(tmp_path: Path) -> None:
    """The other byte order is read as well."""
    path = written(tmp_path, b"\xfe\xff" + json.dumps(PLAN).encode("utf-16-be"))

    assert len(read_artifact(path).instances) == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", f"it is empty; {EXPECTED}"),
        (b" \n\n", f"it is empty; {EXPECTED}"),
        (
            b'[command] terraform show\nwarning: x\n{"format_version":"1.2"}',
            (
                "it begins with log lines, the JSON stands on line 3; "
                f"{EXPECTED}, with nothing else on standard output"
            ),
        ),
        (b'resource "aws_vpc" "a" {}', f"it is not JSON, not a binary plan and not a state; {EXPECTED}"),
        (b'{"@level":"info","@message":"x"}\n{"@level":"info"}', f"{LOG}; {EXPECTED}"),
        (b'{"@level":"info","@message":"x"}', f"{LOG}; {EXPECTED}"),
        (b'{"meta":{},"encrypted_data":"x"}', f"it is encrypted; {EXPECTED}"),
        (b"[]", f"{FOREIGN}; {EXPECTED}"),
        (b"{}", f"{FOREIGN}; {EXPECTED}, or give a `terraform.tfstate`"),
        (b'{"format_version":"1.0","provider_schemas":{}}', f"{FOREIGN}; {EXPECTED}, or give a `terraform.tfstate`"),
        (
            b'{"format_version":"2.0","resource_changes":[]}',
            "its format version `2.0` is not known, only 0.1 to 1.x are; update gatewright",
        ),
        (
            b'{"version":3,"serial":1,"modules":[]}',
            "its state version is `3`, not 4; upgrade it by an apply of Terraform 0.12 or later",
        ),
        (b'{"format_version":"1.0","resource_changes":{}}', "`resource_changes` is not a list"),
        (b"\xff\xfe\x00", f"it is not text in UTF-16, as its beginning says; {EXPECTED} again"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_file_that_cannot_be_used(tmp_path: Path, content: bytes, message: str) -> None:
    """The message says what the file is and what was expected."""
    with pytest.raises(InputError) as problem:
        read_artifact(written(tmp_path, content), scan_root=tmp_path)

    assert f"`plan.json` cannot be used: {message}" == str(problem.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (json.dumps(PLAN).encode()[:-20], "its JSON is cut off (eof"),
        (json.dumps(PLAN).encode() + b" x", "its JSON is broken (trailing"),
        (b'{"format_version": NaN}', "its JSON is broken ("),
        (b'{"format_version":"1.2","x":' + b"[" * 100_000, "its JSON is broken (recursion limit"),
        (b'{"format_version":"1.2\xff"}', "its JSON is broken (invalid unicode"),
    ],
)
def test_broken_json(tmp_path: Path, content: bytes, message: str) -> None:
    """The parser's complaint says where, and the message what to do."""
    with pytest.raises(InputError) as problem:
        read_artifact(written(tmp_path, content))

    assert str(problem.value).startswith(f"`plan.json` cannot be used: {message}")
    assert str(problem.value).endswith(f"; {EXPECTED} again")


def test_deeply_nested_values(tmp_path: Path) -> None:
    """Values as deep as the parser allows are read."""
    deep: dict[str, Any] = {"leaf": True}
    for _ in range(150):
        deep = {"x": deep}

    assert len(read_artifact(written(tmp_path, plan(change("aws_vpc.a", after_unknown=deep)))).instances) == 1


def test_too_deeply_nested_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the interpreter gives up the file is refused, and the process goes on."""

    def give_up(_document: object) -> None:
        raise RecursionError

    monkeypatch.setattr(artifacts, "read_plan", give_up)

    with pytest.raises(InputError, match="nested too deeply"):
        read_artifact(written(tmp_path, PLAN))


@pytest.mark.parametrize("enabled", [True, False])
def test_the_collector_is_left_as_it_was(tmp_path: Path, enabled: bool) -> None:  # noqa: FBT001  # a case
    """Reading pauses the search for reference cycles, also where it fails, and gives back what it found."""
    before = gc.isenabled()
    (gc.enable if enabled else gc.disable)()
    try:
        read_artifact(written(tmp_path, PLAN))
        with pytest.raises(InputError):
            read_artifact(written(tmp_path, b"{"))
        assert enabled == gc.isenabled()
    finally:
        (gc.enable if before else gc.disable)()


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """A missing file and a directory are named with the reason."""
    for path in (tmp_path / "plan.json", tmp_path):
        with pytest.raises(InputError, match="cannot be read"):
            read_artifact(path)


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file beyond the limit is refused before it is read."""
    monkeypatch.setattr(artifacts, "LARGEST", 10)

    with pytest.raises(InputError, match="larger than"):
        read_artifact(written(tmp_path, PLAN))


@pytest.mark.parametrize(("inside", "file"), [(True, "out/plan.json"), (False, "plan.json")])
def test_diagnostics_name_the_file(tmp_path: Path, inside: bool, file: str) -> None:  # noqa: FBT001  # a case
    """The file is relative to the scan root, or its bare name when it lies elsewhere."""
    (tmp_path / "out").mkdir()
    path = written(tmp_path / "out", PLAN)
    found = read_artifact(path, scan_root=tmp_path if inside else tmp_path / "infra")

    assert [file] == [item.file for item in found.diagnostics]
