"""Document types as schemas: complete, described, current, and able to type-check rules."""

from __future__ import annotations

import json
import runpy
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import BaseModel

from gatewright.model import schema
from gatewright.model.aws.vpc import SecurityGroup, SecurityGroupRule
from gatewright.model.document import Document, Origin
from gatewright.model.unknown import Unknown

ROOT = Path(__file__).parents[3]
UNKNOWN = Unknown("decided on apply")


def fields(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[tuple[str, Any]]:
    """Every field of a model and of the models within it, with its name for messages."""
    if model in seen:
        return
    seen.add(model)
    for name, field in model.model_fields.items():
        yield f"{model.__module__}.{model.__name__}.{name}", field
        for nested in nested_models(field.annotation):
            yield from fields(nested, seen)


def nested_models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from nested_models(argument)


def all_fields() -> list[tuple[str, Any]]:
    seen: set[type[BaseModel]] = set()
    return [pair for model in schema.types().values() for pair in fields(model, seen)]


def test_types_are_found_in_all_modules() -> None:
    """A type is found by its module alone, under its own name."""
    assert schema.types()["aws.ec2.security_group"] is SecurityGroup
    assert [model.TYPE for model in schema.types().values()] == sorted(schema.types())


def test_every_field_has_a_description() -> None:
    """No property goes without a word on what it means, derived ones included."""
    bare = [name for name, field in all_fields() if not field.description]
    derived = [
        f"{model.__name__}.{name}"
        for model in schema.types().values()
        for name, field in model.model_computed_fields.items()
        if not field.description
    ]
    assert [*bare, *derived] == []


def test_every_field_admits_unknown() -> None:
    """Whatever a source cannot know can be said to be unknown, at every level."""
    assert [name for name, field in all_fields() if Unknown not in field.annotation.__args__] == []


def test_every_property_has_a_default() -> None:
    """A type can be made of nothing: what is left out is what the provider takes."""
    assert {name: model().TYPE for name, model in schema.types().items()} == {name: name for name in schema.types()}


def test_schema_admits_the_documents_of_its_type() -> None:
    """A document's JSON is valid by the schema of its type, unknown parts included; a misspelt property is not."""
    document = Document(
        id="a",
        type="aws.ec2.security_group",
        properties=SecurityGroup(ingress=(SecurityGroupRule(ipv4=("0.0.0.0/0", UNKNOWN)), UNKNOWN), egress=UNKNOWN),
        origin=Origin(source="terraform"),
    )
    validator = jsonschema.Draft202012Validator(schema.json_schema("aws.ec2.security_group"))
    dumped = json.loads(document.model_dump_json())
    assert list(validator.iter_errors(dumped)) == []
    dumped["properties"]["ingres"] = []
    assert len(list(validator.iter_errors(dumped))) == 1


def test_generated_pages_are_current() -> None:
    """docs/model.md and docs/schemas are what `python docs/build_model.py` writes."""
    wanted = runpy.run_path(str(ROOT / "docs" / "build_model.py"))["pages"]()
    schemas = (ROOT / "docs" / "schemas").glob("*.json")
    types = sorted(path for path in schemas if not path.name.endswith(".schema.json"))
    files = [ROOT / "docs" / "model.md", *types]
    found = {file.relative_to(ROOT / "docs").as_posix(): file.read_text(encoding="utf-8") for file in files}
    assert sorted(wanted) == sorted(found)
    assert [path for path, text in wanted.items() if found[path] != text] == []


def opa_check(*paths: Path, schema_file: Path) -> subprocess.CompletedProcess[str]:
    opa = shutil.which("opa")
    assert opa is not None, "put opa on PATH"
    command = [opa, "check", "--strict", "--schema", str(schema_file), *map(str, paths)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def schema_file(tmp_path: Path) -> Path:
    file = tmp_path / "input.json"
    file.write_text(json.dumps(schema.input_schema()), encoding="utf-8")
    return file


@pytest.mark.opa
def test_rules_read_only_what_the_model_has(schema_file: Path) -> None:
    """OPA's type checker finds nothing wrong with the rules and libraries that we ship."""
    checked = opa_check(ROOT / "policies", schema_file=schema_file)
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.opa
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("group.properties.default", "group.properties.defalt"),
        ("group.properties.ingress[0].ipv4", "group.properties.ingress[0].ip4"),
        ("group.properties.internet.every_port", "group.properties.internet.all_ports"),
        ('input.resources["aws.ec2.vpc"]', 'input.resources["aws.ec2.vcp"]'),
        ("group.origin.address", "group.origin.adress"),
    ],
)
def test_misspelt_property_is_refused(tmp_path: Path, schema_file: Path, right: str, wrong: str) -> None:
    """A rule that reads a property, or a type, which is not there does not pass the type checker."""
    results = []
    for expression in (right, wrong):
        rule = tmp_path / "rule.rego"
        rule.write_text(
            "package rules.aws.ec2.example\n\n"
            f'found contains {expression} if some group in input.resources["aws.ec2.security_group"]\n',
            encoding="utf-8",
        )
        results.append(opa_check(rule, schema_file=schema_file))
    assert [result.returncode for result in results] == [0, 1]
    assert "undefined ref" in results[1].stderr
