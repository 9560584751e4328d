"""A small estate that reads its folder in every way there is, and edits of it as Hypothesis draws them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from configurations import damaged
from hypothesis import strategies as st

Edit: TypeAlias = Callable[[Path], None]

_ROOT = """
variable "name" { default = "logs" }
module "logs" {
  source = "../../modules/bucket"
  name   = "${var.name}-${length(fileset(path.module, "users/*"))}"
  tags   = { place = path.cwd, team = fileexists("team") ? file("team") : "nobody" }
}
module "remote" {
  source = "example/remote/aws"
}
resource "aws_s3_bucket" "own" {
  bucket = templatefile("${path.module}/name.tftpl", { name = var.name })
}
"""
_BUCKET = """
variable "name" {}
variable "tags" { default = {} }
resource "aws_s3_bucket" "this" {
  bucket = var.name
  tags   = var.tags
}
resource "aws_s3_bucket_acl" "this" {
  bucket = aws_s3_bucket.this.id
  acl    = %s
}
"""
_PRIVATE, _PUBLIC = _BUCKET % '"private"', _BUCKET % '"public-read"'
_MANIFEST = '{"Modules": [{"Key": "remote", "Dir": ".terraform/modules/remote"}]}'
_LOCK = 'provider "registry.terraform.io/hashicorp/aws" {\n  version = "%s"\n}\n'

ESTATE = {
    "live/prod/main.tf": _ROOT,
    "live/prod/name.tftpl": "prod-${name}",
    "live/prod/users/ada": "",
    "live/prod/.terraform/modules/modules.json": _MANIFEST,
    "live/prod/.terraform/modules/remote/main.tf": _PUBLIC.replace(
        'variable "name" {}', 'variable "name" { default = "r" }'
    ),
    "live/stage/main.tf": _ROOT,
    "live/stage/name.tftpl": "stage-${name}",
    "modules/bucket/main.tf": _PRIVATE,
    "CODEOWNERS": "/live/prod/ @prod\n",
}

CONTENTS = {
    **{path: [text, ""] for path, text in ESTATE.items()},
    "modules/bucket/main.tf": [_PRIVATE, _PUBLIC, "resource {"],
    "modules/bucket/more.tf": ['resource "aws_s3_bucket" "more" {}\n', _PUBLIC],
    "modules/bucket/main_override.tf": ['resource "aws_s3_bucket_acl" "this" {\n  acl = "public-read"\n}\n'],
    "modules/bucket/main.tofu": [_PUBLIC],
    "live/prod/terraform.tfvars": ['name = "given"\n', "name = \n"],
    "live/prod/x.auto.tfvars": ['name = "automatic"\n'],
    "live/prod/team": ["prod\n", "platform\n"],
    "live/prod/users/bob": [""],
    "live/prod/.terraform.lock.hcl": [_LOCK % "4.67.0", _LOCK % "6.0.0"],
    "live/stage/.terraform/modules/modules.json": [_MANIFEST, "{"],
    "live/stage/.terraform/modules/remote/main.tf": [_PUBLIC],
    "live/new/main.tf": [_ROOT, 'module "prod" {\n  source = "../prod"\n}\n'],
    "CODEOWNERS": ["/live/prod/ @prod\n", "* @all\n", "/live/[ @nobody\n"],
    ".github/CODEOWNERS": ["* @github\n"],
}  # fmt: skip

PATHS = st.sampled_from(sorted(CONTENTS))
FOLDERS = st.sampled_from(
    ["modules/bucket", "live/prod", "live/stage", "live/prod/users", "modules/other", "live/copy"]
)


def write_estate(folder: Path) -> None:
    """Write the estate as it is before any edit."""
    for path, text in ESTATE.items():
        _write(folder, path, text.encode())


def _write(folder: Path, path: str, data: bytes) -> None:
    target = folder / path
    for parent in reversed(target.relative_to(folder).parents):
        if (folder / parent).is_symlink() or (folder / parent).is_file():
            (folder / parent).unlink()
    target.parent.mkdir(parents=True, exist_ok=True)
    _remove(target)
    target.write_bytes(data)


def _remove(target: Path) -> None:
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    else:
        target.unlink(missing_ok=True)


@st.composite
def _written(draw: st.DrawFn) -> Edit:
    path = draw(PATHS)
    content = draw(st.sampled_from(CONTENTS[path]).map(str.encode) | damaged(st.just(CONTENTS[path][0])))
    return lambda folder: _write(folder, path, content)


@st.composite
def _removed(draw: st.DrawFn) -> Edit:
    path = draw(PATHS | FOLDERS)
    return lambda folder: _remove(folder / path)


@st.composite
def _moved(draw: st.DrawFn) -> Edit:
    source, target = draw(PATHS | FOLDERS), draw(PATHS | FOLDERS)

    def move(folder: Path) -> None:
        inside = (folder / target).is_relative_to(folder / source) or (folder / source).is_relative_to(folder / target)
        if (folder / source).exists() and not inside:
            _remove(folder / target)
            (folder / target).parent.mkdir(parents=True, exist_ok=True)
            (folder / source).rename(folder / target)

    return move


@st.composite
def _linked(draw: st.DrawFn) -> Edit:
    path = draw(PATHS | FOLDERS)
    target = draw(st.sampled_from(["../prod", "../../modules/bucket", "main.tf", "/etc/hostname", "nowhere", "."]))

    def link(folder: Path) -> None:
        if (folder / path).parent.is_dir():
            _remove(folder / path)
            (folder / path).symlink_to(target)

    return link


@st.composite
def _made(draw: st.DrawFn) -> Edit:
    path = draw(PATHS | FOLDERS)

    def make(folder: Path) -> None:
        if (folder / path).parent.is_dir():
            _remove(folder / path)
            (folder / path).mkdir()

    return make


EDITS = st.one_of(_written(), _written(), _removed(), _moved(), _linked(), _made())
