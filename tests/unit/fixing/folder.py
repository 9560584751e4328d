"""Folders of Terraform source to be fixed, written from texts."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import gatewright as gw

ROTATION = "aws.kms.key_rotation_disabled"
VERSIONING = "aws.s3.bucket_versioning_disabled"
ACLS = "aws.s3.bucket_accepts_public_acls"

RULE = """\
# METADATA
# title: Queue is not wanted so
# description: Test.
# custom:
#   severity: low
#   resource_types: [terraform.aws_sqs_queue]
#   reads: [[{reads}]]
#   fix:
#     confidence: certain
#     title: Mend it
#     edits:
#       aws_sqs_queue:
#         - {operation}
package rules.own.queue

import data.lib.finding

deny contains finding.at(queue, ["{reads}"], "wrong") if {{
	some queue in input.resources["terraform.aws_sqs_queue"]
	{condition}
}}
"""
"""A rule on queues, to be filled in."""

MODULE = """\
variable "rotate" {
  type    = bool
  default = false
}

resource "aws_kms_key" "this" {
  enable_key_rotation = var.rotate
}
"""


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """The folder, with these files in it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folder


def changed(fixes: gw.Fixes) -> dict[str, list[tuple[int, str]]]:
    """Line and text of every edit, by file."""
    found: dict[str, list[tuple[int, str]]] = {}
    for patch in fixes.patches:
        for change in patch.changes:
            found.setdefault(change.file, []).extend((edit.start.line, edit.text.strip()) for edit in change.edits)
    return found


def reasons(fixes: gw.Fixes) -> dict[str, str]:
    """Why what is refused is refused, by address."""
    return {one.address: one.reason for one in fixes.refusals}


def patched(folder: Path, fixes: gw.Fixes, copy: Path) -> dict[str, str]:
    """What the files of the folder hold once `git apply` has made the fixes, in a copy of it."""
    shutil.copytree(folder, copy)
    subprocess.run(["git", "init", "-q"], cwd=copy, check=True)
    subprocess.run(["git", "apply", "--allow-empty", "-"], cwd=copy, input=fixes.diff.encode(), check=True)
    files = (path for path in copy.rglob("*.tf*") if path.is_file())
    return {str(path.relative_to(copy)): path.read_text(encoding="utf-8") for path in files}
