"""Plans and states beside their source: each instance tied to the place that it is declared at."""

from __future__ import annotations

from pathlib import Path

import pytest
from located import write

from gatewright.errors import InputError
from gatewright.model.diagnostic import Diagnostic
from gatewright.sources.terraform.artifacts import Artifact
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.normalise.group import value_at
from gatewright.sources.terraform.plan.archive import ModuleSource
from gatewright.sources.terraform.recorded import declare
from gatewright.sources.terraform.values import Reference, UnknownValue, Value

BUCKET = 'resource "aws_s3_bucket" "b" {\n  bucket = "b"\n}\n'


def _instance(address: str, **values: Value) -> Instance:
    module, _, local = address.rpartition(".aws_")
    kind, _, name = f"aws_{local.removeprefix('aws_')}".partition(".")
    name, _, key = name.partition("[")
    index = key.rstrip("]").strip('"') or None
    return Instance(".", address, "managed", kind, name, index, module, values)


def _artifact(*instances: Instance, variables: dict[str, Value] | None = None) -> Artifact:
    return Artifact("plan", "1.2", "1.11.0", instances, variables=variables or {})


def _tied(
    artifact: Artifact, source: Path, file: Path = Path("plan.json")
) -> tuple[dict[str, Instance], list[Diagnostic]]:
    instances, problems = declare(artifact, file, source)
    return {instance.address: instance for instance in instances}, list(problems)


def _place(instance: Instance, *path: str | int) -> str:
    assert instance.declaration is not None
    location = instance.declaration.trace(path).location
    assert location is not None
    return f"{location.file}:{location.start.line}"


def _symbols(instance: Instance, *path: str | int) -> list[str]:
    assert instance.declaration is not None
    return [frame.symbol for frame in instance.declaration.trace(path).stack]


def test_instances_of_nested_modules_with_equal_names_are_told_apart(tmp_path: Path) -> None:
    """The address says which call an instance belongs to, at every level."""
    write(
        tmp_path,
        {
            "main.tf": 'module "m" {\n  source = "./a"\n  for_each = toset(["x", "y"])\n  k = each.key\n}\n' + BUCKET,
            "a/main.tf": (
                'variable "k" {}\nmodule "m" {\n  source = "../b"\n  count = 2\n  n = "${var.k}-${count.index}"\n}\n'
            ),
            "b/main.tf": 'variable "n" {}\nresource "aws_s3_bucket" "b" {\n  bucket = var.n\n}\n',
        },
    )
    addresses = [f'module.m["{key}"].module.m[{index}].aws_s3_bucket.b' for key in "xy" for index in range(2)]

    tied, problems = _tied(_artifact(*map(_instance, [*addresses, "aws_s3_bucket.b"])), tmp_path)

    assert ([], "main.tf:7") == (problems, _place(tied["aws_s3_bucket.b"], "bucket"))
    assert ["b/main.tf:3"] * 4 == [_place(tied[address], "bucket") for address in addresses]
    assert [["bucket", 'module.m["y"].module.m[1].aws_s3_bucket.b', 'module.m["y"].module.m[1]', 'module.m["y"]']] == [
        _symbols(tied[addresses[3]], "bucket")
    ]


def test_instance_whose_key_the_source_does_not_know_keeps_its_own_address(tmp_path: Path) -> None:
    """A plan knows the keys that only a variable of unknown value decides."""
    write(
        tmp_path,
        {
            "main.tf": (
                'variable "k" {\n  type = set(string)\n}\nmodule "m" {\n  source = "./m"\n  for_each = var.k\n}\n'
            ),
            "m/main.tf": 'resource "aws_s3_bucket" "b" {\n  count = length(data.x.y.z)\n  bucket = "b"\n}\n',
        },
    )
    address = 'module.m["a.b[0]"].aws_s3_bucket.b[3]'

    tied, problems = _tied(_artifact(_instance(address)), tmp_path)

    assert ([], "m/main.tf:3") == (problems, _place(tied[address], "bucket"))
    assert ["bucket", address, 'module.m["a.b[0]"]'] == _symbols(tied[address], "bucket")
    assert [address, 'module.m["a.b[0]"]'] == _symbols(tied[address], "acl")


def test_blocks_of_a_set_are_found_by_what_is_in_them(tmp_path: Path) -> None:
    """A plan has them in an order of its own."""
    rule = '  ingress {{\n    from_port = {0}\n    to_port = {0}\n    protocol = "tcp"\n  }}\n'
    blocks = "".join(rule.format(port) for port in (443, 22, 80))
    write(tmp_path, {"main.tf": f'resource "aws_security_group" "g" {{\n{blocks}}}\n'})
    ports: list[Value] = [
        {"from_port": port, "to_port": port, "protocol": "tcp", "self": False} for port in (80, 443, 22)
    ]

    tied, _ = _tied(_artifact(_instance("aws_security_group.g", ingress=ports)), tmp_path)

    assert ["main.tf:13", "main.tf:3", "main.tf:8"] == [
        _place(tied["aws_security_group.g"], "ingress", index, "from_port") for index in range(3)
    ]


def test_unknown_values_take_their_references_from_the_same_block(tmp_path: Path) -> None:
    """What a plan does not know is completed from the element that it is, not from the one at its index."""
    rule = '  ingress {{\n    description = "{0}"\n    security_groups = [aws_security_group.{0}.id]\n  }}\n'
    groups = "".join(f'resource "aws_security_group" "{name}" {{\n}}\n' for name in "ab")
    write(
        tmp_path, {"main.tf": f'{groups}resource "aws_security_group" "g" {{\n{rule.format("a")}{rule.format("b")}}}\n'}
    )
    unknown = UnknownValue("known after apply")
    rules: list[Value] = [{"description": name, "security_groups": [unknown]} for name in "ba"]

    tied, _ = _tied(_artifact(_instance("aws_security_group.g", ingress=rules)), tmp_path)

    group = tied["aws_security_group.g"]
    assert [UnknownValue("known after apply", Reference(f"aws_security_group.{name}", "id")) for name in "ba"] == [
        value_at(group, ("ingress", index, "security_groups", 0)) for index in range(2)
    ]


def test_value_that_the_source_leaves_out_is_the_providers_own(tmp_path: Path) -> None:
    """A plan says only that it is unknown; nobody else's value can be meant."""
    write(tmp_path, {"main.tf": BUCKET})

    tied, _ = _tied(_artifact(_instance("aws_s3_bucket.b", acl=UnknownValue("known after apply"))), tmp_path)

    assert (
        UnknownValue("known after apply", Reference("aws_s3_bucket.b", "acl")) == tied["aws_s3_bucket.b"].values["acl"]
    )


def test_blocks_that_the_source_leaves_out_are_the_providers_own(tmp_path: Path) -> None:
    """A group without rules of its own is not one whose rules come from somewhere else."""
    write(tmp_path, {"main.tf": 'resource "aws_security_group" "g" {\n}\n'})

    tied, _ = _tied(_artifact(_instance("aws_security_group.g", ingress=UnknownValue("known after apply"))), tmp_path)

    own = UnknownValue("known after apply", Reference("aws_security_group.g", "ingress"))
    assert own == tied["aws_security_group.g"].values["ingress"]


def test_root_is_found_below_the_top_of_the_repository(tmp_path: Path) -> None:
    """The root that declares the plan's resources is the one; the others do not count."""
    write(
        tmp_path,
        {
            "infra/prod/main.tf": BUCKET + 'module "m" {\n  source = "../../modules/m"\n}\n',
            "infra/other/main.tf": 'resource "aws_s3_bucket" "c" {\n}\n',
            "modules/m/main.tf": BUCKET,
        },
    )

    tied, problems = _tied(_artifact(*map(_instance, ("aws_s3_bucket.b", "module.m.aws_s3_bucket.b"))), tmp_path)

    assert ({"infra/prod"}, []) == ({instance.root for instance in tied.values()}, problems)
    assert ["infra/prod/main.tf:2", "modules/m/main.tf:2"] == [_place(one, "bucket") for one in tied.values()]


def test_of_equal_roots_the_one_with_the_variables_or_the_file_is_taken(tmp_path: Path) -> None:
    """Environments are often copies of one another."""
    write(
        tmp_path,
        {"a/main.tf": BUCKET, "b/main.tf": BUCKET, "c/main.tf": BUCKET + 'variable "v" {}\n', "b/plan.json": "{}"},
    )
    bucket = _instance("aws_s3_bucket.b")

    by_file, _ = _tied(_artifact(bucket), tmp_path, tmp_path / "b" / "plan.json")
    by_variable, _ = _tied(_artifact(bucket, variables={"v": 1}), tmp_path, tmp_path / "b" / "plan.json")

    assert ("b", "c") == (by_file["aws_s3_bucket.b"].root, by_variable["aws_s3_bucket.b"].root)


def test_resource_that_the_source_does_not_declare_has_no_place(tmp_path: Path) -> None:
    """A plan of another version of the source is judged all the same, with a warning."""
    write(tmp_path, {"main.tf": BUCKET})

    tied, problems = _tied(
        _artifact(*map(_instance, ("aws_s3_bucket.b", "aws_s3_bucket.new[0]", "aws_s3_bucket.new[1]"))), tmp_path
    )

    assert (None, "main.tf:2") == (tied["aws_s3_bucket.new[0]"].declaration, _place(tied["aws_s3_bucket.b"], "bucket"))
    assert [("warning", "the source does not declare `aws_s3_bucket.new`")] == [
        (p.severity, p.summary) for p in problems
    ]


def test_module_outside_of_the_source_is_told(tmp_path: Path) -> None:
    """What keeps instances from having a place is said beside them."""
    write(
        tmp_path,
        {"prod/main.tf": BUCKET + 'module "m" {\n  source = "../m"\n}\n', "m/main.tf": BUCKET},
    )

    tied, problems = _tied(
        _artifact(*map(_instance, ("aws_s3_bucket.b", "module.m.aws_s3_bucket.b"))), tmp_path / "prod"
    )

    assert tied["module.m.aws_s3_bucket.b"].declaration is None
    assert [
        "the directory of module `m` lies outside of the scanned folder",
        "the source does not declare `module.m.aws_s3_bucket.b`",
    ] == [problem.summary for problem in problems]


def test_source_without_any_of_the_resources_is_refused(tmp_path: Path) -> None:
    """Then it is the source of something else."""
    write(tmp_path, {"main.tf": BUCKET})

    with pytest.raises(InputError, match=r"holds no root module that `plan\.json` could come from"):
        _tied(_artifact(_instance("aws_s3_bucket.other")), tmp_path)


def test_sources_within_a_plan_are_used_without_any_folder(tmp_path: Path) -> None:
    """A binary plan holds its modules under their call paths."""
    sources = {
        "": ModuleSource(".", {"main.tf": b'module "m" {\n  source = "org/m/aws"\n}\n'}),
        "m": ModuleSource(".terraform/modules/m", {"main.tf": BUCKET.encode()}),
    }
    artifact = Artifact("binary_plan", "3", "1.11.0", (_instance("module.m.aws_s3_bucket.b"),), sources=sources)

    ((instance,), problems) = declare(artifact, tmp_path / "plan.bin", None)

    assert (".terraform/modules/m/main.tf:2", ()) == (_place(instance, "bucket"), problems)


def test_variable_of_a_plan_has_the_origin_that_gives_its_value(tmp_path: Path) -> None:
    """A value that no file gives came from the command line."""
    write(
        tmp_path,
        {
            "main.tf": (
                'variable "a" {\n  default = "x"\n}\nvariable "b" {\n  default = "x"\n}\nvariable "c" {}\n'
                'resource "aws_s3_bucket" "b" {\n  bucket = var.a\n  acl = var.b\n  policy = var.c\n}\n'
            ),
            "terraform.tfvars": 'c = "z"\n',
        },
    )
    bucket = _instance("aws_s3_bucket.b", bucket="x", acl="y", policy="z")

    tied, _ = _tied(_artifact(bucket, variables={"a": "x", "b": "y", "c": "z"}), tmp_path)

    declaration = tied["aws_s3_bucket.b"].declaration
    assert declaration is not None
    origins = [declaration.trace((name,)).value_from for name in ("bucket", "acl", "policy")]
    assert ["variable_default", "cli", "tfvars"] == [origin.kind for origin in origins if origin is not None]
