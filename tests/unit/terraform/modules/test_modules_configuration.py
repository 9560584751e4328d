"""A module as it is written: files merged, overrides last, problems told."""

from __future__ import annotations

from pathlib import Path

import pytest

from gatewright.sources.terraform.modules.configuration import Module, major_version, read_module
from gatewright.sources.terraform.modules.files import MemoryRoot
from gatewright.sources.terraform.syntax.nodes import Body, Literal


def _module(**files: str) -> Module:
    held = {name.replace("__", "."): text.encode() for name, text in files.items()}
    return read_module(MemoryRoot(Path("memory"), held), ".")


def _told(module: Module) -> list[tuple[str | None, int, str]]:
    return [(d.file, d.start.line if d.start else 0, d.summary) for d in module.diagnostics]


def _values(body: Body) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, attribute in body.attributes.items():
        expression = attribute.expression
        found[name] = expression.value if isinstance(expression, Literal) else type(expression).__name__
    for block in body.blocks:
        found.setdefault(" ".join([block.type, *block.labels]), []).append(_values(block.body))  # type: ignore[attr-defined]  # a list
    return found


def test_override_replaces_arguments_and_blocks_by_type() -> None:
    """Arguments one by one; nested blocks of a type all together, dynamic ones counting as what they make."""
    module = _module(
        main__tf=(
            'resource "t" "n" {\n  a = 1\n  b = 2\n  k {\n    x = 1\n  }\n'
            '  dynamic "d" {\n  }\n  dynamic "e" {\n  }\n}\n'
        ),
        z_override__tf='resource "t" "n" {\n  b = 3\n  d {\n    y = 1\n  }\n  dynamic "k" {\n  }\n}\n',
    )

    block = module.managed["t", "n"]
    assert {"a": 1, "b": 3, "dynamic e": [{}], "d": [{"y": 1}], "dynamic k": [{}]} == _values(block.body)
    assert ("main.tf", "z_override.tf") == (block.text.path, block.body.attributes["b"].text.path)


@pytest.mark.parametrize(
    ("name", "merged"),
    [("override__tf", True), ("a_override__tf__json", True), ("a__b_override__tf", True), ("overrides__tf", False)],
)
def test_override_files_are_known_by_their_name(name: str, merged: bool) -> None:  # noqa: FBT001  # a table's column
    """Every other name declares the same thing a second time."""
    text = '{"locals": {"a": 2}}' if name.endswith("json") else "locals {\n  a = 2\n}\n"

    module = _module(**{"a__tf": "locals {\n  a = 1\n}\n", name: text})

    assert ((2, []) if merged else (1, ["`local.a` is declared twice"])) == (
        module.locals["a"].expression.value,  # type: ignore[union-attr]  # a literal
        [summary for _, _, summary in _told(module)],
    )


def test_override_in_another_syntax_says_what_it_cannot_do() -> None:
    """Arguments are merged; nested blocks of two syntaxes are not."""
    module = _module(
        main__tf='resource "t" "n" {\n  a = 1\n}\n', override__tf__json='{"resource": {"t": {"n": {"a": 2}}}}'
    )

    assert ({"a": 2}, [("override.tf.json", 1, "an override in another syntax than what it overrides")]) == (
        _values(module.managed["t", "n"].body),
        _told(module),
    )


def test_problems_name_their_place() -> None:
    """Duplicates, unknown blocks and stray arguments cost themselves only."""
    module = _module(
        a__tf='resource "t" "n" {\n}\nvariable "v" {\n}\n',
        b__tf='x = 1\nresource "t" "n" {\n}\nresource "t" {\n}\nfoo "bar" {\n}\nvariable "v" {\n}\noutput "o" {\n}\n',
    )

    assert [
        ("b.tf", 1, "the argument `x` stands outside of any block"),
        ("b.tf", 2, "`resource t n` is declared twice"),
        ("b.tf", 4, "unknown block `resource t`"),
        ("b.tf", 6, "unknown block `foo bar`"),
        ("b.tf", 8, "`variable v` is declared twice"),
    ] == _told(module)
    assert ("a.tf", ["o"]) == (module.managed["t", "n"].text.path, list(module.outputs))


def test_blocks_without_resources_are_taken_cleanly() -> None:
    """Moved, removed, import, check and ephemeral blocks are part of the language."""
    module = _module(
        main__tf=(
            'moved {\n}\nremoved {\n}\nimport {\n}\nephemeral "a" "b" {\n}\n'
            'check "c" {\n  data "d" "e" {\n  }\n  assert {\n  }\n}\nterraform {\n}\nprovider "p" {\n  alias = "q"\n}\n'
        )
    )

    assert ([], [("d", "e")], ["p.q"]) == (_told(module), list(module.data), list(module.providers))


@pytest.mark.parametrize(
    ("constraint", "major"),
    [
        ("~> 5.0", 5),
        ("~> 5", None),
        (">= 4.0", None),
        (">= 4.0, < 6.0", 5),
        ("< 6.1.0", 6),
        ("< 6.0.1", 6),
        (">= 4.9, < 7.0, != 5.3", 6),
        ("<= 3.5", 3),
        ("5.31.0", 5),
        ("= 3.2", 3),
        (">= 4, != 5.0, <= 5.9", 5),
        ("nonsense", None),
        ("", None),
    ],
)
def test_major_version_is_the_newest_that_is_admitted(constraint: str, major: int | None) -> None:
    """Without an upper bound every newer one is admitted."""
    assert major == major_version(constraint)
