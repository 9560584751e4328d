"""Whatever lies in a folder or a plan, reading it ends in an estate with diagnostics, or in an InputError."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from configurations import CONFIGURATIONS, EXPRESSIONS, damaged
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from gatewright.app.estate import Estate, LoadOptions, load
from gatewright.errors import InputError
from gatewright.sources.terraform.values import Sensitive, Value

SLOW = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
WIRING = Path(__file__).parents[1] / "data" / "terraform" / "wiring"
RESOURCES = st.lists(EXPRESSIONS, min_size=4, max_size=4).map(
    lambda e: (
        f'resource "aws_security_group" "a" {{\n  name = {e[0]}\n  tags = {e[1]}\n'
        f'  dynamic "ingress" {{\n    for_each = {e[2]}\n    content {{\n      from_port = ingress.value\n'
        f"      description = {e[3]}\n    }}\n  }}\n}}\n"
        'module "a" {\n  source = "./m"\n  a = aws_security_group.a.tags\n}\n'
        'resource "aws_s3_bucket" "b" {\n  for_each = var.a\n  bucket = local.b\n  tags = each.value\n}\n'
        f'variable "a" {{\n  default = {e[1]}\n}}\nlocals {{\n  b = {e[3]}\n}}\n'
    )
)
MODULE = b'variable "a" {}\nresource "aws_s3_bucket" "a" {\n  tags = var.a\n}\noutput "b" {\n  value = var.a\n}\n'
NOISE = st.binary(max_size=60)
TFVARS = EXPRESSIONS.map("a = {}\n".format)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | EXPRESSIONS.map("${{{}}}".format),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "tags", "ü"]), inner, max_size=3)
    ),
)
JSON_FILES = st.fixed_dictionaries(
    {},
    optional={
        "resource": st.dictionaries(st.sampled_from(["aws_s3_bucket", "aws_security_group"]), JSON, max_size=2),
        "locals": JSON,
        "variable": JSON,
        "module": JSON,
    },
).map(lambda document: json.dumps(document).encode())
FOLDERS = st.fixed_dictionaries(
    {"main.tf": damaged(RESOURCES) | RESOURCES.map(str.encode)},
    optional={
        "other.tf": damaged(CONFIGURATIONS),
        "m/main.tf": st.just(MODULE) | damaged(CONFIGURATIONS),
        "json.tf.json": JSON_FILES | NOISE,
        "x_override.tf": damaged(RESOURCES),
        "terraform.tfvars": damaged(TFVARS) | NOISE,
        "a.auto.tfvars.json": st.dictionaries(st.sampled_from("ab"), JSON).map(lambda d: json.dumps(d).encode())
        | NOISE,
        ".terraform.lock.hcl": NOISE,
        ".terraform/modules/modules.json": NOISE,
    },
)


def _paths(value: Value, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    if isinstance(value, Sensitive):
        value = value.value
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _paths(part, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _paths(item, (*path, index))


def _trace_everything(estate: Estate) -> None:
    """Ask for the place of every property, of the absent ones and of some that cannot be."""
    for instance in estate.instances:
        if instance.declaration is not None:
            for path in _paths(dict(instance.values)):
                assert instance.declaration.trace(path).stack
            assert instance.declaration.trace(("ingress", 99, "x", 0)).stack


def _defects(estate: Estate) -> list[str]:
    return [d.summary for d in estate.diagnostics if "defect" in d.detail]


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


@SLOW
@given(FOLDERS)
def test_folder_of_any_files_is_an_estate(files: dict[str, bytes]) -> None:
    """Configuration, overrides, variables, lock file and manifest, well formed or not."""
    with TemporaryDirectory() as name:
        _write(Path(name), files)

        estate = load(Path(name), LoadOptions())

        assert [] == _defects(estate)
        _trace_everything(estate)


@SLOW
@given(st.dictionaries(st.sampled_from(["main.tf", "b.tf", "c.tf.json", "m/d.tf"]), NOISE, min_size=1))
def test_folder_of_noise_is_an_estate(files: dict[str, bytes]) -> None:
    """Any bytes under the names of configuration files."""
    with TemporaryDirectory() as name:
        _write(Path(name), files)

        assert [] == _defects(load(Path(name), LoadOptions()))


@SLOW
@given(damaged(RESOURCES), st.lists(st.tuples(st.sampled_from("abc"), EXPRESSIONS | st.text(max_size=9)), max_size=3))
def test_values_from_outside_are_taken_as_they_come(text: bytes, values: list[tuple[str, str]]) -> None:
    """Values of the command line and the environment need be no expressions."""
    with TemporaryDirectory() as name:
        _write(Path(name), {"main.tf": text})
        environment = {f"TF_VAR_{key}": value for key, value in values}

        estate = load(Path(name), LoadOptions(variables=tuple(values), environment=environment))

        assert [] == _defects(estate)
        _trace_everything(estate)


def _places(value: JsonValue) -> Iterator[tuple[dict[str, JsonValue], str]]:
    """Every member of every object, with the object that holds it."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield value, key
            yield from _places(part)
    elif isinstance(value, list):
        for item in value:
            yield from _places(item)


@st.composite
def plans(draw: st.DrawFn) -> bytes:
    """A real plan or state with up to three members of its objects replaced, dropped or renamed."""
    name = draw(st.sampled_from(["plan.json", "state.json", "terraform.tfstate"]))
    document: JsonValue = json.loads((WIRING / name).read_bytes())
    for _ in range(draw(st.integers(0, 3))):
        holder, key = draw(st.sampled_from(list(_places(document))))
        old = holder.pop(key)
        change = draw(st.sampled_from(["replace", "drop", "rename", "wrap"]))
        if change == "rename":
            holder[draw(st.text(max_size=5))] = old
        elif change != "drop":
            holder[key] = draw(JSON) if change == "replace" else [old, old]
    return json.dumps(document).encode()


@settings(SLOW, max_examples=25, suppress_health_check=list(HealthCheck))
@given(plans(), st.just(b"") | damaged(RESOURCES) | damaged(st.just((WIRING / "main.tf").read_text())))
def test_mutated_plan_beside_any_source_is_an_estate_or_refused(content: bytes, source: bytes) -> None:
    """Neither the plan nor the source needs to be whole, or to fit to the other."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder, {"plan.json": content, "source/main.tf": source})

        with suppress(InputError):
            _trace_everything(load(folder / "plan.json", LoadOptions(source=folder / "source")))
