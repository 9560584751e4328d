"""What a result depends on: nothing below the scanned folder is looked at without being noted."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from gatewright.app.asking import JudgeOptions
from gatewright.app.cache.memory import Memory
from gatewright.app.cache.store import Store
from gatewright.app.estate import LoadOptions, source_tree
from gatewright.app.judging import Work
from gatewright.app.policies import load_policies
from gatewright.app.pool import Part
from gatewright.sources.terraform.modules.files import ScanRoot
from gatewright.sources.terraform.modules.observations import Observations

MODULE = """
variable "name" {}
resource "aws_s3_bucket" "this" { bucket = var.name }
"""
ROOT = """
locals { from_file = { for file in fileset(path.module, "users/*") : file => file(file) } }
module "bucket" {
  source = "../modules/bucket"
  name   = templatefile("name.tftpl", { place = path.cwd })
}
module "remote" {
  source = "example/remote/aws"
  name   = fileexists("team") ? filesha256("team") : yamldecode(file("data.yaml")).name
}
resource "aws_s3_bucket_policy" "p" {
  bucket = module.bucket.missing
  policy = jsonencode(local.from_file)
}
data "aws_iam_policy_document" "d" {
  statement { resources = [filebase64("users/ada")] }
}
"""
FILES = {
    "modules/bucket/main.tf": MODULE,
    "one/main.tf": ROOT,
    "one/name.tftpl": "${place}",
    "one/data.yaml": "name: data",
    "one/users/ada": "ada",
    "one/terraform.tfvars": 'x = "y"',
    "one/.terraform.lock.hcl": 'provider "registry.terraform.io/hashicorp/aws" {\n  version = "6.0.0"\n}\n',
    "one/.terraform/modules/modules.json": '{"Modules": [{"Key": "remote", "Dir": ".terraform/modules/remote"}]}',
    "one/.terraform/modules/remote/main.tf": MODULE,
    "two/main.tf": 'module "bucket" {\n  source = "../modules/bucket"\n  name   = "two"\n}\n',
}

_watched: list[str] = []
_watching: list[str] = []


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    """Keep what is opened or listed below the folder that is watched; a hook cannot be taken away again."""
    if (
        _watching
        and event in ("open", "os.listdir", "os.scandir")
        and isinstance(arguments[0], str | bytes | os.PathLike)
    ):
        path = os.path.normpath(os.fsdecode(arguments[0]))
        if path.startswith(_watching[-1]):
            _watched.append(os.path.relpath(path, _watching[-1]).replace(os.sep, "/"))


sys.addaudithook(_hook)


@contextmanager
def watched(folder: Path) -> Iterator[list[str]]:
    """What is opened or listed below a folder meanwhile."""
    _watching.append(str(folder))
    _watched.clear()
    try:
        yield _watched
    finally:
        _watching.pop()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two root modules and what they read in every way there is."""
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path.resolve()


def parts(folder: Path, *roots: str) -> dict[str, Part]:
    """What the root modules give, evaluated together."""
    work = Work(folder, LoadOptions(), JudgeOptions(), load_policies(), apart=True)
    return dict(work(roots).parts)


def noted(seen: Observations) -> set[str]:
    """The paths that questions are about, but for those of patterns, which list what is below them."""
    found: set[str] = set()
    for kind, *rest in seen.answers:
        path = "/".join(rest[:2]) if kind in ("file_read", "file_exists", "file_glob") else rest[0]
        found.add(os.path.normpath(path))
    return found


def test_everything_that_is_opened_is_noted(folder: Path) -> None:
    """No file is read and no folder listed for a root module without a question about it."""
    with watched(folder) as below:
        seen = parts(folder, "one")["one"].seen
        opened = set(below)
    owners = {"CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS"}  # in the key of the request
    assert {"modules/bucket/main.tf", "one/users/ada", "one/users", "one/.terraform/modules/modules.json"} <= set(
        opened
    )
    below_patterns = {"one/users"}
    assert set() == opened - noted(seen) - owners - below_patterns


def test_root_modules_note_the_same_alone_and_together(folder: Path) -> None:
    """That another root module has read a module already does not hide that this one depends on it."""
    together = parts(folder, "one", "two")
    assert parts(folder, "one")["one"].seen.answers == together["one"].seen.answers
    assert parts(folder, "two")["two"].seen.answers == together["two"].seen.answers
    assert "modules/bucket/main.tf" in noted(together["two"].seen)
    assert "one/main.tf" not in noted(together["two"].seen)


def test_questions_can_be_asked_again(folder: Path, tmp_path: Path) -> None:
    """Every kind of question, asked anew of an unchanged folder, is answered as before."""
    seen = parts(folder, "one")["one"].seen
    memory = Memory(Store(tmp_path / "cache"), ScanRoot(folder))
    memory.keep("subject", seen, "kept")
    kinds = {question[0] for question in seen.answers}
    assert {"read", "names", "is_directory", "is_file", "place", "file_read", "file_exists", "file_glob"} <= kinds
    assert "kept" == Memory(Store(tmp_path / "cache"), ScanRoot(folder)).recall("subject")[1]


CHANGES: dict[str, Callable[[Path], object]] = {
    "module": lambda folder: (folder / "modules/bucket/main.tf").write_text(MODULE + "\n"),
    "root": lambda folder: (folder / "one/main.tf").write_text(ROOT + "\n"),
    "new file of the root": lambda folder: (folder / "one/more.tf").write_text(""),
    "template": lambda folder: (folder / "one/name.tftpl").write_text("x"),
    "file that a pattern matches": lambda folder: (folder / "one/users/bob").write_text("bob"),
    "file that a pattern matched": lambda folder: (folder / "one/users/ada").write_text("b"),
    "file that was not there": lambda folder: (folder / "one/team").write_text("b"),
    "data": lambda folder: (folder / "one/data.yaml").write_text("name: b"),
    "variables": lambda folder: (folder / "one/terraform.tfvars").write_text(""),
    "automatic variables": lambda folder: (folder / "one/a.auto.tfvars").write_text(""),
    "lock": lambda folder: (folder / "one/.terraform.lock.hcl").write_text(""),
    "manifest": lambda folder: (folder / "one/.terraform/modules/modules.json").write_text("{}"),
    "installed module": lambda folder: (folder / "one/.terraform/modules/remote/main.tf").write_text(""),
    "link out of the folder": lambda folder: _linked(folder / "modules/bucket/main.tf", "/etc/hostname"),
}


def _linked(path: Path, target: str) -> None:
    path.unlink()
    path.symlink_to(target)


@pytest.mark.parametrize("change", CHANGES)
def test_each_change_is_noticed(folder: Path, tmp_path: Path, change: str) -> None:
    """What a root module depends on changes its key; what it does not depend on leaves it."""
    store = Store(tmp_path / "cache")
    found = parts(folder, "one", "two")
    for root, part in found.items():
        Memory(store, ScanRoot(folder)).keep(root, part.seen, root)
    CHANGES[change](folder)
    assert None is Memory(store, ScanRoot(folder)).recall("one")[1]
    shared = change in ("module", "link out of the folder")
    assert (None if shared else "two") == Memory(store, ScanRoot(folder)).recall("two")[1]


def test_a_folder_that_is_written_to_meanwhile_is_not_kept(folder: Path, tmp_path: Path) -> None:
    """Two answers to one question keep a result out of the cache."""
    seen = Observations()
    seen.note(("read", "main.tf"), b"one")
    seen.note(("read", "main.tf"), b"two")
    store = Store(tmp_path / "cache")
    Memory(store, ScanRoot(folder)).keep("subject", seen, "kept")
    assert 0 == store.usage().entries


def test_branches_that_are_switched_between_are_both_kept(folder: Path, tmp_path: Path) -> None:
    """Going back to an earlier content finds its result, also where other questions were asked meanwhile."""
    store = Store(tmp_path / "cache")
    for name, text in (("first", ROOT), ("second", ROOT.replace("fileexists", "false && fileexists"))):
        (folder / "one/main.tf").write_text(text, encoding="utf-8")
        Memory(store, ScanRoot(folder)).keep("one", parts(folder, "one")["one"].seen, name)
    (folder / "one/main.tf").write_text(ROOT, encoding="utf-8")
    assert "first" == Memory(store, ScanRoot(folder)).recall("one")[1]


def test_the_work_of_a_process_can_be_passed_on(folder: Path) -> None:
    """Judged apart and judged together, with the trees read already or anew, the findings are the same."""
    work = Work(folder, LoadOptions(), JudgeOptions(), load_policies(), apart=True)
    read = replace(work, tree=source_tree(folder, LoadOptions()))
    whole = replace(work, apart=False)(("one", "two")).judgements[0]
    apart = read(("one", "two")).parts
    assert len(whole.findings) == sum(len(part.judgement.findings) for part in apart.values())
    assert set(map(repr, whole.findings)) == {repr(f) for part in apart.values() for f in part.judgement.findings}
    assert whole.tally.judged == apart["one"].judgement.tally.judged + apart["two"].judgement.tally.judged
