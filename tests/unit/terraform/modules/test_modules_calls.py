"""Where module calls lead, and which directories are root modules."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gatewright.sources.terraform.modules.calls import installed, local_target
from gatewright.sources.terraform.modules.files import MemoryRoot, ScanRoot
from gatewright.sources.terraform.source import SourceTree
from gatewright.sources.terraform.syntax.parser import parse


def _tree(path: Path, **files: str) -> SourceTree:
    for name, text in files.items():
        target = path / f"{name.replace('__', '/')}.tf"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    return SourceTree(path)


def _call(source: str, name: str = "m") -> str:
    return f'module "{name}" {{\n  source = {json.dumps(source)}\n}}\n'


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("./m", "a/m"),
        ("../m", "m"),
        ("../../m", "../m"),
        (".", "a"),
        ("./m//n", "a/m/n"),
        (".\\m", "a/m"),
        ("m", None),
        ("hashicorp/m/aws", None),
        ("git::https://example.com/m.git", None),
    ],
)
def test_local_source_is_relative_to_the_calling_module(source: str, target: str | None) -> None:
    """Registries and repositories are not local."""
    call = parse("main.tf", _call(source).encode()).body.blocks[0]

    assert target == local_target("a", call)


def test_roots_are_the_modules_that_nobody_calls(tmp_path: Path) -> None:
    """Called modules are not evaluated on their own, wherever they lie."""
    tree = _tree(
        tmp_path,
        prod__main=_call("../modules/outer"),
        examples__one__main=_call("../.."),
        main="",
        modules__outer__main=_call("../inner"),
        modules__inner__main="",
        modules__unused__main="",
    )

    assert ("examples/one", "modules/unused", "prod") == tree.roots()


def test_modules_that_call_each_other_have_one_root(tmp_path: Path) -> None:
    """The first of a circle counts as its root, and the call that closes it is told."""
    tree = _tree(tmp_path, a__main=_call("../b"), b__main=_call("../a"), c__main=_call("../c"))

    evaluated = tree.evaluate(tree.roots())

    assert (("a", "c"), ["module `m` calls itself"] * 2, ["b/main.tf", "c/main.tf"]) == (
        tree.roots(),
        [d.summary for d in evaluated.diagnostics],
        [d.file for d in evaluated.diagnostics],
    )


def test_module_outside_of_the_scanned_folder_is_told(tmp_path: Path) -> None:
    """Nothing outside is read; the rest of the folder is."""
    _tree(tmp_path, modules__m__main='resource "t" "outside" {\n}\n')
    tree = _tree(tmp_path / "prod", main=_call("../modules/m") + 'resource "t" "inside" {\n}\n')

    evaluated = tree.evaluate(tree.roots())

    assert (["t.inside"], ["the directory of module `m` lies outside of the scanned folder"]) == (
        [i.address for i in evaluated.instances],
        [d.summary for d in evaluated.diagnostics],
    )


def test_missing_directory_and_missing_module_are_told(tmp_path: Path) -> None:
    """What was never there is an error, what `terraform init` would bring a warning; both may hold resources."""
    tree = _tree(tmp_path, main=_call("./no") + _call("org/m/aws", "remote"))

    evaluated = tree.evaluate(tree.roots())

    assert [
        ("error", 1, "the directory of module `m` does not exist"),
        ("warning", 4, "module `remote` is not here"),
    ] == sorted((d.severity, d.start.line if d.start else 0, d.summary) for d in evaluated.diagnostics)
    assert [True, True] == [d.leaves_gaps for d in evaluated.diagnostics]


def test_installed_modules_are_found_by_their_call(tmp_path: Path) -> None:
    """The manifest of `terraform init` says where each call's module lies, nested ones too."""
    manifest = {
        "Modules": [
            {"Key": "", "Source": "", "Dir": "."},
            {"Key": "a", "Source": "org/a/aws", "Dir": ".terraform/modules/a"},
            {"Key": "a.b", "Source": "./b", "Dir": ".terraform\\modules\\a\\b"},
        ]
    }
    folder = tmp_path / "prod" / ".terraform" / "modules"
    (folder / "a").mkdir(parents=True)
    (folder / "modules.json").write_text(json.dumps(manifest))
    (folder / "a" / "main.tf").write_text('resource "t" "n" {\n}\n')
    tree = _tree(tmp_path, prod__main=_call("org/a/aws", "a"))

    assert {"a": "prod/.terraform/modules/a", "a.b": "prod/.terraform/modules/a/b"} == installed(
        ScanRoot(tmp_path), "prod"
    )
    assert (("prod",), ["module.a.t.n"]) == (tree.roots(), [i.address for i in tree.evaluate(tree.roots()).instances])


@pytest.mark.parametrize("text", ["", "[]", "{", '{"Modules": 3}', '{"Modules": [3, {"Key": "a"}]}', "[" * 5000])
def test_broken_manifest_is_no_obstacle(text: str) -> None:
    """Without a manifest no module is installed."""
    root = MemoryRoot(Path("memory"), {".terraform/modules/modules.json": text.encode()})

    assert {} == installed(root, ".")
