"""Files that are not the user's to edit, files of odd bytes, and what a patch tells of them."""

from __future__ import annotations

import json
import stat
import subprocess
from pathlib import Path

import pytest
from folder import MODULE, ROTATION, VERSIONING, changed, reasons, write

import gatewright as gw
from gatewright.app.rewriting import rewrite
from gatewright.errors import InputError
from gatewright.sources.terraform.modules.files import ScanRoot

KEY = 'resource "aws_kms_key" "k" {\n  enable_key_rotation = false\n}\n'


def test_an_installed_module_is_not_edited(tmp_path: Path) -> None:
    """What `terraform init` has copied is refused; what its caller passes is edited."""
    manifest = {"Modules": [{"Key": "m", "Source": "registry.example/key", "Dir": ".terraform/modules/m"}]}
    files = {
        ".terraform/modules/modules.json": json.dumps(manifest),
        ".terraform/modules/m/main.tf": MODULE,
        "main.tf": 'module "m" {\n  source = "registry.example/key"\n}\n',
    }
    folder = write(tmp_path, files)
    reason = "an installed copy of a module; fix it where the module is kept, or pass it an argument"
    expected = {"module.m.aws_kms_key.this": f"`.terraform/modules/m/main.tf` is {reason}"}
    assert expected == reasons(gw.fix(folder, rules=ROTATION))
    write(tmp_path, {"main.tf": files["main.tf"].replace("\n}", "\n  rotate = false\n}")})
    assert {"main.tf": [(3, "true")]} == changed(gw.fix(folder, rules=ROTATION))


def test_a_linked_file_is_not_edited(tmp_path: Path) -> None:
    """A link inside of the folder is refused, for its file may be another's; the file that it leads to stays."""
    target = write(tmp_path, {"shared/key.txt": KEY, "root/x.txt": ""}) / "shared" / "key.txt"
    (tmp_path / "root" / "main.tf").symlink_to(target)
    (tmp_path / "inside.tf").write_text(KEY.replace('"k"', '"j"'), encoding="utf-8")
    (tmp_path / "other.tf").symlink_to(tmp_path / "shared" / "key.txt")
    found = gw.fix(tmp_path, rules=ROTATION)
    assert {"inside.tf": [(2, "true")]} == changed(found)
    told = {"behind a link" in reason for reason in reasons(found).values()}
    assert {True} == told


def test_a_module_outside_of_the_folder_is_not_edited(tmp_path: Path) -> None:
    """A path that leads up is never followed."""
    write(tmp_path, {"root/main.tf": 'module "m" {\n  source = "../key"\n}\n', "key/main.tf": MODULE})
    assert () == gw.fix(tmp_path / "root", rules=ROTATION).patches


@pytest.mark.parametrize(
    "text",
    [KEY.replace("\n", "\r\n"), "\ufeff" + KEY, "# Schlüssel 🔑\n" + KEY, KEY.rstrip("\n"), KEY.replace("  ", "\t")],
    ids=["crlf", "bom", "unicode", "no_newline", "tabs"],
)
def test_all_other_bytes_stay(tmp_path: Path, text: str) -> None:
    """Line ends, a byte order mark and everything else outside of the value stay, and git takes the diff."""
    folder = write(tmp_path, {"main.tf": text})
    diff = gw.fix(folder, rules=ROTATION).diff
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    subprocess.run(["git", "apply", "-"], cwd=folder, input=diff.encode(), check=True)
    assert text.replace("false", "true").encode() == (folder / "main.tf").read_bytes()


@pytest.mark.parametrize("name", ["a b.tf", "ü.tf", 'q"u.tf', "a\tb.tf"])
def test_odd_names_of_files_are_told_as_git_tells_them(tmp_path: Path, name: str) -> None:
    """A diff names files so that git finds them, whatever is in the name."""
    folder = write(tmp_path, {name: KEY})
    diff = gw.fix(folder, rules=ROTATION).diff
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    subprocess.run(["git", "apply", "-"], cwd=folder, input=diff.encode(), check=True)
    assert "true" in (folder / name).read_text(encoding="utf-8")


def test_a_diff_tells_lines_of_the_edited_file_alone(tmp_path: Path) -> None:
    """A secret elsewhere, which the configuration reads, is in no patch."""
    files = {
        "main.tf": KEY + 'variable "password" {}\n\nlocals {\n  secret = file("secret.txt")\n}\n',
        "secret.txt": "hunter2",
        "terraform.tfvars": 'password = "correct-horse"\n',
    }
    fixes = gw.fix(write(tmp_path, files), rules=ROTATION)
    assert len(fixes.patches) == 1
    assert not {"hunter2", "correct-horse"} & set(fixes.model_dump_json().replace('\\"', '"').split('"'))
    assert "hunter2" not in fixes.model_dump_json()
    assert "correct-horse" not in fixes.model_dump_json()


def test_a_block_with_a_syntax_error_is_left_alone(tmp_path: Path) -> None:
    """What cannot be read is not edited; the rest of the file is."""
    text = 'resource "aws_kms_key" "broken" {\n  enable_key_rotation = \n}\n\n' + KEY
    fixes = gw.fix(write(tmp_path, {"main.tf": text}), rules=ROTATION)
    assert {"main.tf": [(6, "true")]} == changed(fixes)
    assert fixes.incomplete


def test_what_is_suppressed_is_not_fixed(tmp_path: Path) -> None:
    """A comment that accepts the finding keeps it as it is."""
    text = KEY.replace("{\n", f"{{\n  # gatewright:ignore {ROTATION} -- kept by hand\n", 1)
    found = gw.scan(write(tmp_path, {"main.tf": text}), rules=ROTATION).findings
    fixes = gw.fix(tmp_path, rules=ROTATION)
    assert [finding.suppression is not None for finding in found] == [True]
    assert ((), ()) == (fixes.patches, fixes.refusals)


def test_a_companion_is_put_behind_its_parent_once_for_each_rule(tmp_path: Path) -> None:
    """Two resources at one place stand there one behind the other, in one diff that git takes."""
    folder = write(tmp_path, {"main.tf": 'resource "aws_s3_bucket" "b" {\n}\n'})
    rules = [VERSIONING, "aws.s3.bucket_without_public_access_block"]
    fixes = gw.fix(folder, rules=rules, confidence="review")
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    subprocess.run(["git", "apply", "-"], cwd=folder, input=fixes.diff.encode(), check=True)
    assert 2 == len(fixes.patches)
    assert () == gw.fix(folder, rules=rules, confidence="review").patches


def test_files_are_written_with_their_mode_or_not_at_all(tmp_path: Path) -> None:
    """Permissions stay; a file that has changed since is refused, and none of the others is written."""
    folder = write(tmp_path, {"a.tf": "a", "b.tf": "b"})
    (folder / "a.tf").chmod(0o640)
    rewrite(ScanRoot(folder), {"a.tf": (b"a", b"x")})
    assert 0o640 == stat.S_IMODE((folder / "a.tf").stat().st_mode)
    with pytest.raises(InputError, match=r"`b\.tf` has changed in the meantime"):
        rewrite(ScanRoot(folder), {"a.tf": (b"x", b"y"), "b.tf": (b"other", b"y")})
    assert (b"x", b"b") == ((folder / "a.tf").read_bytes(), (folder / "b.tf").read_bytes())


@pytest.mark.parametrize("name", ["../out.tf", "link.tf", "none.tf"])
def test_nothing_is_written_outside_of_the_folder(tmp_path: Path, name: str) -> None:
    """A path that leads up, a link and a file that is not there are refused."""
    write(tmp_path, {"out.tf": "a", "in/x.tf": "a"})
    (tmp_path / "in" / "link.tf").symlink_to(tmp_path / "out.tf")
    with pytest.raises(InputError, match="no regular file inside"):
        rewrite(ScanRoot(tmp_path / "in"), {name: (b"a", b"b")})
    assert b"a" == (tmp_path / "out.tf").read_bytes()
