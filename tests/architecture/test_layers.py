"""The layers: who may import whom, and that the middle is pure."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from exceptions import allowed
from source_tree import ROOT, Module, modules

MIDDLE = ("evaluate", "model", "owners", "ports", "reports", "rules")
IMPURE = frozenset(
    {"asyncio", "boto3", "glob", "http", "httpx", "io", "multiprocessing", "opa_client", "os", "pathlib", "random"}
    | {"regorus", "requests", "secrets", "shutil", "signal", "socket", "sqlite3", "subprocess", "sys", "tempfile"}
    | {"threading", "time", "tree_sitter", "typer", "urllib.error", "urllib.request", "uuid"}
)
IMPURE_CALLS = frozenset({"open", "input", "print", "exec", "eval"})


def _is_middle(module: Module) -> bool:
    return module.name.split(".")[1:2] in [[part] for part in MIDDLE]


def test_layers_hold() -> None:
    """import-linter finds no broken contract."""
    linter = Path(sys.executable).with_name("lint-imports")
    answer = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (0, True) == (answer.returncode, "0 broken" in answer.stdout), answer.stdout


def test_there_is_a_middle() -> None:
    """The tests of purity look at something."""
    assert {f"gatewright.{part}" for part in MIDDLE} <= {module.name for module in modules()}


@pytest.mark.parametrize("module", [one for one in modules() if _is_middle(one)], ids=lambda module: module.name)
def test_the_middle_is_pure(module: Module) -> None:
    """No IO, time, environment or randomness between reading and writing."""
    called = {
        node.func.id for node in ast.walk(module.tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    prefixes = {".".join(name.split(".")[:length]) for name in module.imports() for length in (1, 2)}
    assert set() == prefixes & IMPURE
    assert set() == called & IMPURE_CALLS


def test_there_are_no_cycles() -> None:
    """No module reaches itself through imports, type-checking imports included, but for those that are allowed to."""
    names = {module.name for module in modules()}
    edges = {module.name: {_module_of(found, names) for found in module.imports()} & names for module in modules()}
    assert allowed("import-cycle") == {",".join(sorted(group)) for group in _components(edges) if len(group) > 1}


def _module_of(imported: str, names: set[str]) -> str:
    """The module that an import reaches: itself, or the one that holds the name."""
    return imported if imported in names else imported.rpartition(".")[0]


def _components(edges: dict[str, set[str]]) -> list[set[str]]:
    """Groups of modules that reach each other."""
    reach = {name: _reached(name, edges) for name in edges}
    groups = {frozenset({name} | {other for other in reach[name] if name in reach[other]}) for name in edges}
    return [set(group) for group in sorted(groups, key=sorted)]


def _reached(start: str, edges: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(edges[start])
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(edges[name])
    return seen
