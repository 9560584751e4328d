"""The METADATA in front of a rule's package, read by the host: regorus has no `rego.metadata`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from gatewright.errors import RuleError
from gatewright.model.rule import SEVERITIES, Remediation, Rule, Severity
from gatewright.rules.fields import Fields, load_fields
from gatewright.rules.fixes import parse_fix
from gatewright.rules.portability import forbidden_call

ANNOTATIONS = (
    "title",
    "description",
    "custom",
    "scope",
    "schemas",
    "related_resources",
    "organizations",
    "authors",
)
CUSTOM = ("severity", "resource_types", "reads", "parameters", "remediation", "fix", "equivalents")
REMEDIATIONS = ("terraform", "console", "cli")
TOOLS = ("checkov", "trivy", "kics", "prowler", "tfsec", "terrascan")

_PACKAGE = re.compile(r"^package\s+(?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*(?:#.*)?$")
_RESOURCE_TYPE = re.compile(r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$")


@dataclass(frozen=True, slots=True)
class _Block:
    """The YAML of one METADATA comment, and the line that it starts on."""

    text: str
    line: int


def package_of(text: str, file: str = "<memory>") -> str:
    """The package that a Rego text declares."""
    package, _ = _head(text, file)
    return package


def parse_rule(text: str, file: str = "<memory>") -> Rule:
    """The rule that a Rego text holds: its METADATA, and the text itself."""
    package, block = _head(text, file)
    prefix, _, identity = package.partition(".")
    if prefix != "rules" or not identity:
        raise RuleError(f"{file}: the package of a rule must start with `rules.`, not `{package}`")
    if block is None:
        raise RuleError(f"{file}: no `# METADATA` comment in front of `package {package}`; add one")
    problem = forbidden_call(text)
    if problem:
        raise RuleError(f"{file}: {problem}")
    fields = load_fields(block.text, file, first_line=block.line).closed(ANNOTATIONS)
    custom = fields.below("custom").closed(CUSTOM)
    parameters = custom.below("parameters")
    return Rule(
        id=identity,
        title=fields.text("title"),
        description=fields.text("description"),
        # The cast is safe: `choice` has just checked it.
        severity=cast("Severity", custom.choice("severity", SEVERITIES)),
        resource_types=_resource_types(custom),
        reads=_reads(custom),
        parameters={name: parameters.json(name) for name in parameters.values},
        remediation=_remediation(custom.below("remediation").closed(REMEDIATIONS)),
        fix=parse_fix(custom.below("fix"), parameters.values) if "fix" in custom.values else None,
        equivalents=_equivalents(custom.below("equivalents").closed(TOOLS)),
        package=package,
        source=text,
        file=file,
    )


def _head(text: str, file: str) -> tuple[str, _Block | None]:
    """The package, and the last METADATA block in front of it."""
    lines = text.replace("\r\n", "\n").split("\n")
    for number, line in enumerate(lines):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        declared = _PACKAGE.match(line)
        if declared is None:
            raise RuleError(
                f"{file}:{number + 1}: must start with a package of letters, digits and underscores, not `{line[:60]}`"
            )
        blocks = [block for block in _blocks(lines[:number]) if block.text]
        return declared["name"], blocks[-1] if blocks else None
    raise RuleError(f"{file}: holds no `package`; add one")


def _blocks(lines: list[str]) -> Iterator[_Block]:
    """Every METADATA comment: from its heading to the end of the comment, as in OPA."""
    number = 0
    while number < len(lines):
        number += 1
        if lines[number - 1].strip() != "# METADATA":
            continue
        start = number
        while number < len(lines) and lines[number].lstrip().startswith("#"):
            number += 1
        body = "\n".join(line.lstrip().removeprefix("#").removeprefix(" ") for line in lines[start:number])
        yield _Block(body, start + 1)


def _resource_types(custom: Fields) -> tuple[str, ...]:
    types = custom.texts("resource_types")
    if not types:
        raise custom.complaint("resource_types", "must name at least one resource type, such as `aws.s3.bucket`")
    for name in types:
        if not _RESOURCE_TYPE.match(name):
            raise custom.complaint("resource_types", f"holds `{name}`, which is not a type such as `aws.s3.bucket`")
    return types


def _reads(custom: Fields) -> tuple[tuple[str, ...], ...]:
    paths = custom.text_lists("reads")
    for path in paths:
        steps = [step.startswith("@") for step in path]
        if steps != sorted(steps, reverse=True):
            raise custom.complaint("reads", f"holds `{list(path)}`: relations (`@kind`) must come before properties")
    return paths


def _remediation(fields: Fields) -> Remediation:
    return Remediation(
        terraform=fields.text("terraform", ""), console=fields.text("console", ""), cli=fields.text("cli", "")
    )


def _equivalents(fields: Fields) -> dict[str, tuple[str, ...]]:
    return {tool: fields.texts(tool) for tool in TOOLS if tool in fields.values}
