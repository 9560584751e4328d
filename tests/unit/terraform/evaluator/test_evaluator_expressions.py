"""Where expressions have more to say than Terraform 1.11, and what they remember of unknown values."""

from __future__ import annotations

from pathlib import Path

import pytest
from evaluating import holding, world

from gatewright.sources.terraform.values import MapValue, Reference, Sensitive, UnknownValue, Value

_ID = UnknownValue("known after apply", Reference("terraform_data.u", "id"))
_LOST = UnknownValue("known after apply")
_U = "terraform_data.u.id"
_ANY = "jsondecode(terraform_data.u.id)"


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        # since Terraform 1.12 the right side is not looked at where the left one decides
        (f"true || {_ANY}", True),
        (f"{_ANY} || true", True),
        (f"false && {_ANY}", False),
        (f"{_ANY} && false", False),
        ("true || [][0]", True),
        # branches that agree decide, wholly or in how they begin
        (f'{_U} == "a" ? "x" : "x"', "x"),
        (f'{_U} == "a" ? "xa" : "xb"', UnknownValue("known after apply", prefix="x")),
        (f"{_U} == 1 ? 1 : 2", 2),
        (f"{_ANY} ? {_U} : {_U}", _ID),
        # known parts survive `try`
        (f"try({{ a = {_U}, b = 1 }}, null)", {"a": _ID, "b": 1}),
        (f"can({{ a = {_U} }})", _LOST),
        # texts remember how they begin
        (f'"a-${{{_U}}}-b"', UnknownValue("known after apply", prefix="a-")),
        (f'"a-${{{_U}}}" == "b"', False),
        (f'"${{{_U}}}"', _ID),
        (f'startswith("a-${{{_U}}}", "a-")', True),
    ],
)
def test_what_is_known_of_unknown_values(tmp_path: Path, expression: str, value: Value) -> None:
    """The value, or what is known of it."""
    assert world(tmp_path, holding(expression)).input("x") == value


def test_json_text_with_an_unknown_part_keeps_its_document(tmp_path: Path) -> None:
    """Whether it is encoded or written as a heredoc."""
    text = f'[jsonencode({{ a = {_U} }}), <<EOT\n{{ "a": "${{{_U}}}" }}\nEOT\n]'
    values = world(tmp_path, holding(text)).input("x")

    assert isinstance(values, list)
    assert [value.document for value in values if isinstance(value, UnknownValue)] == [{"a": _ID}, {"a": _ID}]


def test_null_of_a_list_type_is_passed_over_by_coalescelist(tmp_path: Path) -> None:
    """Only a null that is written as such has no type, and is refused."""
    made = world(
        tmp_path,
        'variable "v" {\n  type = list(string)\n  default = null\n}\n'
        'resource "terraform_data" "x" { input = coalescelist(var.v, ["a"]) }\n'
        'resource "terraform_data" "y" { input = coalescelist(null, ["a"]) }\n',
    )

    assert made.input("x") == ["a"]
    assert isinstance(made.input("y"), UnknownValue)


def test_error_costs_the_attribute_alone(tmp_path: Path) -> None:
    """It is told with its line, once however many instances there are."""
    made = world(
        tmp_path,
        'resource "aws_s3_bucket" "b" {\n  count = 3\n  bucket = [][0]\n  force_destroy = true\n}\n',
    )

    assert [(d.summary, d.start and d.start.line) for d in made.diagnostics] == [
        ("index 0 is outside of a list of 0", 3)
    ]
    assert made.value("aws_s3_bucket.b[1]", "force_destroy") is True


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("local.nothing", "there is no `local.nothing` in this module"),
        ("var.nothing", "there is no `var.nothing` in this module"),
        ("each.key", "`each` has no meaning here"),
        ("path.nothing", "there is no `path.nothing`"),
        ("terraform.nothing", "there is no `terraform.nothing`"),
        ("nothing", "`nothing` alone is no value"),
        ("module.nothing", None),
        ("{ a = 1 }.b", "there is no attribute or element `b`"),
        ("[for x in 5 : x]", "a `for` goes over what is no collection"),
        ('{ for x in ["a", "a"] : x => x }', "two elements have the key `a`; group them with `...`"),
        ("nothing(1)", "there is no function named `nothing`"),
    ],
)
def test_what_has_no_value_is_told_and_unknown(tmp_path: Path, expression: str, problem: str | None) -> None:
    """A missing module is unknown without a word here: its call is missing, too."""
    made = world(tmp_path, holding(expression))

    assert made.told == ([problem] if problem else [])
    assert isinstance(made.input("x"), UnknownValue)


def test_opentofu_files_stand_before_terraforms(tmp_path: Path) -> None:
    """`x.tofu` is read in the place of `x.tf`."""
    files = {name: f'resource "terraform_data" "x" {{ input = "{name}" }}\n' for name in ("a.tf", "a.tofu")}
    made = world(tmp_path, {**files, "b.tofu": 'resource "terraform_data" "y" { input = 1 }\n'})

    assert (made.told, made.input("x"), made.input("y")) == ([], "a.tofu", 1)


def test_marks_and_kinds_survive_what_only_hands_on(tmp_path: Path) -> None:
    """A map stays a map through a conditional, a mark stays on its part."""
    made = world(
        tmp_path,
        'variable "m" {\n  type = map(string)\n  default = { a = "b" }\n}\n'
        'resource "terraform_data" "x" { input = true ? merge(var.m, { c = sensitive("d") }) : {} }\n',
    )

    assert made.input("x") == MapValue({"a": "b", "c": Sensitive("d")})
