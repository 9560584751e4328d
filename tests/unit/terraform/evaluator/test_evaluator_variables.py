"""Where variables get their values from, and the type that they take."""

from __future__ import annotations

from pathlib import Path

import pytest
from evaluating import World, world

from gatewright.errors import InputError
from gatewright.sources.terraform.evaluator.inputs import VariableInputs
from gatewright.sources.terraform.values import Sensitive, UnknownValue

_PLACES = ("environment", "terraform.tfvars", "terraform.tfvars.json", "a.auto.tfvars", "b.auto.tfvars", "file", "cli")


@pytest.mark.parametrize("last", range(len(_PLACES)))
def test_later_places_win(tmp_path: Path, last: int) -> None:
    """Environment, terraform.tfvars, its JSON form, *.auto.tfvars by name, --var-file, --var: in this order."""
    given = _PLACES[: last + 1]
    files = {
        name: '{"v": "terraform.tfvars.json"}' if name.endswith("json") else f'v = "{name}"\n'
        for name in given
        if "tfvars" in name
    }
    (tmp_path / "given").write_text('v = "file"\n', encoding="utf-8")
    inputs = VariableInputs(
        files=(tmp_path / "given",) if "file" in given else (),
        values=(("v", "cli"),) if "cli" in given else (),
        environment={"TF_VAR_v": "environment", "HOME": "/"},
    )

    assert _variable(tmp_path, 'variable "v" { default = "default" }', files, inputs).input("x") == given[-1]


def test_variable_without_a_value_is_unknown_never_empty(tmp_path: Path) -> None:
    """What depends on it is unknown, too, with that reason."""
    made = world(
        tmp_path,
        'variable "v" { type = list(string) }\n'
        'resource "terraform_data" "x" { input = [var.v, length(var.v), "a${var.v[0]}"] }\n',
    )

    lost = UnknownValue("variable `v` has no value")
    assert made.input("x") == [lost, lost, UnknownValue("variable `v` has no value", prefix="a")]


@pytest.mark.parametrize(
    ("of", "text", "value"),
    [
        ("string", "[1]", "[1]"),
        ("string", "true", "true"),
        ("number", "1.50", 1.5),
        ("bool", "true", True),
        ("list(string)", '["a", 1]', ["a", "1"]),
        ("map(number)", '{ a = "1" }', {"a": 1}),
        ('object({ a = optional(string, "d") })', "{}", {"a": "d"}),
        ("any", "[1]", [1]),
        ("set(string)", '["b", "a", "b"]', ["a", "b"]),
    ],
)
def test_text_becomes_the_variables_type(tmp_path: Path, of: str, text: str, value: object) -> None:
    """Text of the command line is a string for string variables, an expression for structures."""
    inputs = VariableInputs(values=(("v", text),))

    assert _variable(tmp_path, f'variable "v" {{ type = {of} }}', {}, inputs).input("x") == value


def test_text_of_an_untyped_variable_is_a_string(tmp_path: Path) -> None:
    """Without a type nothing says that the text is an expression."""
    assert _variable(tmp_path, 'variable "v" {}', {}, VariableInputs(values=(("v", "[1]"),))).input("x") == "[1]"


def test_null_is_the_default_of_what_may_not_be_null(tmp_path: Path) -> None:
    """With `nullable = false` null stands for the default; without it, for itself."""
    made = world(
        tmp_path,
        {
            "main.tf": 'module "m" {\n  source = "./m"\n  a = null\n  b = null\n}\n',
            "m/main.tf": 'variable "a" {\n  default = 1\n  nullable = false\n}\nvariable "b" { default = 1 }\n'
            'resource "terraform_data" "x" { input = [var.a, var.b] }\n',
        },
    )

    assert made.value("module.m.terraform_data.x", "input") == [1, None]


def test_sensitive_variable_marks_what_is_made_of_it(tmp_path: Path) -> None:
    """The mark goes into templates and functions."""
    made = world(
        tmp_path,
        'variable "v" {\n  default = "s"\n  sensitive = true\n}\n'
        'resource "terraform_data" "x" { input = { a = "x${var.v}", b = upper(var.v), c = "c" } }\n',
    )

    assert made.input("x") == {"a": Sensitive("xs"), "b": Sensitive("S"), "c": "c"}


def test_value_of_another_type_is_told_where_it_is_given(tmp_path: Path) -> None:
    """The argument's line is named, and the variable is unknown."""
    made = world(
        tmp_path,
        {
            "main.tf": 'module "m" {\n  source = "./m"\n  v = ["x"]\n}\n',
            "m/main.tf": 'variable "v" { type = number }\nresource "terraform_data" "x" { input = var.v }\n',
        },
    )

    assert [(d.summary, d.file, d.start and d.start.line) for d in made.diagnostics] == [
        ("variable `v`: number required, but have tuple", "main.tf", 3)
    ]
    assert made.value("module.m.terraform_data.x", "input") == UnknownValue("variable `v` has a value of another type")


def test_argument_that_a_module_needs_is_told_at_its_call(tmp_path: Path) -> None:
    """The call lacks it, so the variable is unknown."""
    made = world(
        tmp_path,
        {
            "main.tf": 'module "m" { source = "./m" }\n',
            "m/main.tf": 'variable "v" {}\nresource "terraform_data" "x" { input = var.v }\n',
        },
    )

    assert made.told == ["the module needs the argument `v`"]
    assert made.value("module.m.terraform_data.x", "input") == UnknownValue("variable `v` has no value")


def test_references_in_tfvars_are_refused(tmp_path: Path) -> None:
    """Values files hold literals."""
    made = _variable(tmp_path, 'variable "v" {}', {"terraform.tfvars": "v = local.a\n"})

    assert made.told == ["`local` cannot be used here: only literal values are allowed"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b"v = \n", "syntax error"), (b"\xff\xfe", "is not text in UTF-8"), (None, "no such file or directory")],
)
def test_broken_file_of_the_command_line_is_refused_whole(tmp_path: Path, content: bytes | None, problem: str) -> None:
    """What the user named must be readable."""
    file = tmp_path / "given"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(InputError, match=problem):
        _variable(tmp_path, 'variable "v" {}', {}, VariableInputs(files=(file,)))


def _variable(folder: Path, declared: str, files: dict[str, str], inputs: VariableInputs | None = None) -> World:
    text = f'{declared}\nresource "terraform_data" "x" {{ input = var.v }}\n'
    return world(folder, {**files, "main.tf": text}, inputs)
