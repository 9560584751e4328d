"""What depends on what: order, cycles, and depth that must not exhaust Python's stack."""

from __future__ import annotations

from pathlib import Path

from evaluating import world

from gatewright.sources.terraform.values import UnknownValue


def test_cycle_of_locals_is_told_and_unknown(tmp_path: Path) -> None:
    """Locals that depend on each other have no value; what does not depend on them has."""
    made = world(
        tmp_path,
        "locals {\n  a = local.b\n  b = local.a\n  c = 1\n}\n"
        'resource "terraform_data" "x" { input = [local.a, local.c] }\n',
    )

    assert made.told == ["`local.a` depends on itself"]
    assert made.input("x") == [UnknownValue("`b` could not be evaluated"), 1]


def test_resource_that_refers_to_itself_is_told(tmp_path: Path) -> None:
    """A resource's own attribute is no argument of it."""
    made = world(tmp_path, 'resource "terraform_data" "x" { input = terraform_data.x.id }\n')

    assert made.told == ["`terraform_data.x` depends on itself"]


def test_module_that_takes_what_another_output_gives_is_no_cycle(tmp_path: Path) -> None:
    """Outputs are evaluated one by one: an argument may be made from another output of the same module."""
    made = world(
        tmp_path,
        {
            "main.tf": 'module "m" {\n  source = "./m"\n  back = module.m.forth\n}\n'
            'resource "terraform_data" "x" { input = module.m.result }\n',
            "m/main.tf": 'variable "back" {}\noutput "forth" { value = "f" }\n'
            'output "result" { value = "${var.back}!" }\n',
        },
    )

    assert (made.told, made.input("x")) == ([], "f!")


def test_branch_that_is_not_taken_is_no_cycle(tmp_path: Path) -> None:
    """References are found statically; only what is evaluated for real can depend on itself."""
    made = world(
        tmp_path,
        'locals {\n  a = true ? 1 : local.b\n  b = local.a + 1\n}\nresource "terraform_data" "x" { input = local.b }\n',
    )

    assert made.input("x") == 2


def test_chain_of_thousands_of_locals_has_a_value(tmp_path: Path) -> None:
    """Each of 5,000 locals is made from the next one, and from two of them."""
    chain = "\n".join(f"  a{n} = local.a{n + 1} + 1" for n in range(5000))
    made = world(
        tmp_path, f'locals {{\n{chain}\n  a5000 = 0\n}}\nresource "terraform_data" "x" {{ input = local.a0 }}\n'
    )

    assert (made.told, made.input("x")) == ([], 5000)


def test_deep_nesting_ends_in_a_diagnostic(tmp_path: Path) -> None:
    """A thousand lists, parentheses, conditionals or operators within each other are told, not entered."""
    deep = {
        "list": "[" * 1000 + "]" * 1000,
        "parentheses": "(" * 1000 + "1" + ")" * 1000,
        "conditional": "true ? 1 : " * 1000 + "2",
        "nots": "!" * 1000 + "true",
        "sum": "1" + " + 1" * 1000,
    }
    made = world(tmp_path, "".join(f'resource "terraform_data" "{n}" {{ input = {e} }}\n' for n, e in deep.items()))

    assert {name: type(made.input(name)) for name in deep} == dict.fromkeys(deep, UnknownValue)
    assert set(made.told) == {"the expression is nested deeper than 100 levels"}


def test_module_that_calls_itself_is_told(tmp_path: Path) -> None:
    """The call is left out, and what it would give is unknown."""
    made = world(
        tmp_path,
        {
            "main.tf": 'module "a" { source = "./a" }\n',
            "a/main.tf": 'module "b" { source = "../b" }\n',
            "b/main.tf": 'module "a" { source = "../a" }\nresource "terraform_data" "x" { input = module.a.out }\n',
        },
    )

    assert made.told == ["module `a` calls itself"]
    assert made.value("module.a.module.b.terraform_data.x", "input") == UnknownValue("module `a` calls itself")


def test_modules_that_multiply_end_in_a_diagnostic(tmp_path: Path) -> None:
    """Each of forty modules calls the next one twice over: the rest is left out, and that is said."""
    files = {
        f"m{n}/main.tf": f'module "l" {{ source = "../m{n + 1}" }}\nmodule "r" {{ source = "../m{n + 1}" }}\n'
        for n in range(40)
    }
    made = world(tmp_path, {**files, "m40/main.tf": "", "main.tf": 'module "top" { source = "./m0" }\n'})

    assert "more than 5000 module instances" in made.told
