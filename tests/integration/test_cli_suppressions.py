"""`gatewright suppressions`: what it prints and writes, and what it refuses."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gatewright.app.suppressions import MigratedFile, write_files
from gatewright.cli import suppressions
from gatewright.cli.application import run
from gatewright.errors import InputError, UsageError

BEFORE = (
    b'\xef\xbb\xbflocals {\r\n}\r\nresource "aws_s3_bucket" "a" {\r\n  acl = "x" #tfsec:ignore:AWS-0089 \xc3\xa9\r\n}'
)
AFTER = BEFORE.replace(
    b"#tfsec:ignore:AWS-0089 \xc3\xa9", b"# gatewright:ignore aws.s3.bucket_access_logging_disabled -- \xc3\xa9"
)


def _run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(suppressions.app, [str(one) for one in arguments])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one file that has one comment of another tool."""
    (tmp_path / "main.tf").write_bytes(BEFORE)
    return tmp_path


def test_list_as_json(folder: Path) -> None:
    """Every field of a comment; standard error has nothing to say."""
    result = _run("list", folder, "--format", "json")
    expected = {
        "file": "main.tf",
        "line": 4,
        "tool": "tfsec",
        "written": "tfsec:ignore:AWS-0089",
        "rules": ["aws.s3.bucket_access_logging_disabled"],
        "reason": "é",
        "owner": None,
        "until": None,
        "environments": [],
        "covers": "attribute",
        "start": {"line": 4, "column": 3},
        "end": {"line": 4, "column": 12},
        "state": "active",
    }
    assert (0, [expected]) == (result.exit_code, json.loads(result.stdout))
    assert "" == result.stderr


def test_what_is_wrong_is_told_at_its_place(tmp_path: Path) -> None:
    """A comment that is not honoured is not listed; it is on standard error with file and line."""
    (tmp_path / "main.tf").write_text(
        "locals {\n  # gatewright:ignore aws.s3.* until=soon\n  a = 1\n}\n", encoding="utf-8"
    )
    result = _run("list", tmp_path)
    assert "0 suppressions" == result.stdout.splitlines()[-1]
    assert "warning: main.tf:2: `soon` is no date (write it as `until=2027-01-31`)\n" == result.stderr


def test_migrate_prints_a_patch_that_git_applies(folder: Path) -> None:
    """Byte order mark, line ends and a missing last line end survive; without a repository paths are the folder's."""
    result = _run("migrate", folder)
    assert BEFORE == (folder / "main.tf").read_bytes()
    command = ["git", "apply", "--whitespace=nowarn"]
    subprocess.run([*command, "--check"], cwd=folder, input=result.stdout_bytes, check=True)
    subprocess.run(command, cwd=folder, input=result.stdout_bytes, check=True)
    assert AFTER == (folder / "main.tf").read_bytes()


def test_migrate_writes(folder: Path) -> None:
    """With `--write` the files change, keep their permissions, and leave nothing else behind."""
    (folder / "main.tf").chmod(0o640)
    result = _run("migrate", folder, "--write")
    assert (0, "main.tf\n") == (result.exit_code, result.stdout)
    assert (AFTER, 0o640) == ((folder / "main.tf").read_bytes(), (folder / "main.tf").stat().st_mode & 0o777)
    assert ["main.tf"] == [one.name for one in folder.iterdir()]
    assert "" == _run("migrate", folder, "--write").stdout


def test_a_path_that_is_no_folder_is_refused(folder: Path) -> None:
    """A file or nothing at all is a usage error that says what to give."""
    for path in (folder / "main.tf", folder / "absent"):
        result = _run("list", path)
        assert isinstance(result.exception, UsageError)
        assert f"`{path}` is no folder; give the folder that holds the Terraform files" == str(result.exception)


def test_links_are_not_written_through(folder: Path) -> None:
    """A link is left alone: the file that it leads to is not changed, and neither is the link."""
    inside = folder / "inside"
    inside.mkdir()
    (inside / "main.tf").symlink_to(folder / "main.tf")
    (folder / "sub.tf").symlink_to("main.tf")
    with pytest.raises(InputError, match=r"`sub\.tf` is no regular file inside of the folder"):
        write_files(folder, [MigratedFile("sub.tf", BEFORE, AFTER, b"")])
    assert "" == _run("migrate", inside, "--write").stdout
    assert BEFORE == (folder / "main.tf").read_bytes()


def test_links_are_no_obstacle_for_the_others(folder: Path) -> None:
    """A link inside of the folder has no patch of its own; the file that it leads to has."""
    (folder / "sub.tf").symlink_to("main.tf")
    assert "main.tf\n" == _run("migrate", folder, "--write").stdout


def test_a_file_that_changed_meanwhile_is_not_written(folder: Path) -> None:
    """What somebody saved in between is not lost."""
    with pytest.raises(InputError, match=r"`main\.tf` has changed in the meantime; run the command again"):
        write_files(folder, [MigratedFile("main.tf", b"old", AFTER, b"")])
    assert BEFORE == (folder / "main.tf").read_bytes()


def test_a_scan_honours_what_is_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A comment above a module call covers what the call creates, one in the module what it stands in, and no more."""
    (tmp_path / "m").mkdir()
    (tmp_path / "main.tf").write_text(
        '# gatewright:ignore aws.s3.bucket_versioning_disabled -- kept elsewhere\nmodule "m" {\n  source = "./m"\n}\n',
        encoding="utf-8",
    )
    bucket = 'resource "aws_s3_bucket" "%s" {\n  %s\n}\n'
    text = bucket % ("one", "#checkov:skip=CKV_AWS_18:logged by the CDN") + bucket % ("two", "")
    (tmp_path / "m" / "main.tf").write_text(text, encoding="utf-8")
    rules = ("aws.s3.bucket_versioning_disabled", "aws.s3.bucket_access_logging_disabled")
    run(["scan", str(tmp_path), "--format", "json", *(part for rule in rules for part in ("--rule", rule))])
    found = {
        (one["rule"], one["document"]["address"]): one["suppression"] and one["suppression"]["reason"]
        for one in json.loads(capsys.readouterr().out)["findings"]
    }
    expected = {
        (rules[0], "module.m.aws_s3_bucket.one"): "kept elsewhere",
        (rules[0], "module.m.aws_s3_bucket.two"): "kept elsewhere",
        (rules[1], "module.m.aws_s3_bucket.one"): "logged by the CDN",
        (rules[1], "module.m.aws_s3_bucket.two"): None,
    }
    assert expected == found
