"""A rule as data: its metadata, read from the Rego file by the host."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from pydantic import Field, JsonValue

from gatewright.model.base import Model
from gatewright.model.fix import Fix

Severity = Literal["critical", "high", "medium", "low", "info"]
SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low", "info")


class Remediation(Model):
    """What a person does about a finding, by hand."""

    terraform: str = Field(default="", description="What to change in Terraform.")
    console: str = Field(default="", description="Steps in the provider's console.")
    cli: str = Field(default="", description="A command of the provider's command line.")


class Control(Model):
    """One control of a framework that a rule belongs to."""

    framework: str = Field(description="Framework name, such as `cis-aws`.")
    version: str = Field(description="Framework version, such as `5.0`.")
    requirement: str = Field(description="Requirement id, such as `2.1`.")
    control: str = Field(description="Control id, such as `2.1.4`.")


class Rule(Model):
    """One Rego rule with the metadata that the host needs to run it and to report its hits."""

    id: str = Field(description="`<provider>.<service>.<rule>`, derived from the package and the path.")
    title: str = Field(description="What is wrong, in the indicative.")
    description: str = Field(description="What is wrong, why it matters, what to use instead.")
    severity: Severity = Field(description="By the severity matrix; the reasoning is in the rule's page.")
    resource_types: tuple[str, ...] = Field(min_length=1, description="Document types that the rule judges.")
    reads: tuple[tuple[str, ...], ...] = Field(
        description="Property paths that the outcome depends on; `*` is every element, `@kind` follows a relation."
    )
    parameters: dict[str, JsonValue] = Field(default_factory=dict, description="Parameters with their defaults.")
    remediation: Remediation = Field(default_factory=Remediation, description="What to do, by hand.")
    fix: Fix | None = Field(default=None, description="What mends its findings; null where nothing is declared.")
    equivalents: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description="Other tools' ids for the same setting, by tool."
    )
    package: str = Field(description="Rego package, such as `rules.aws.s3.bucket_versioning_disabled`.")
    source: str = Field(repr=False, description="The Rego text.")
    file: str = Field(default="", description="Where the rule was read from, for messages.")


class FrameworkControl(Model):
    """A control: what is asked for, and the rules that check it."""

    id: str = Field(description="Control id within the framework.")
    title: str = Field(description="What the control asks for, in our words.")
    rules: tuple[str, ...] = Field(default=(), description="Ids of the rules that check it.")


class Requirement(Model):
    """A group of controls."""

    id: str = Field(description="Requirement id within the framework.")
    title: str = Field(description="What the requirement is about.")
    controls: tuple[FrameworkControl, ...] = Field(description="Its controls, in order.")


class Framework(Model):
    """A framework: requirements, their controls, and the rules that check these."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]*$", description="Handle, such as `cis-aws`.")
    version: str = Field(description="Version, such as `5.0`.")
    title: str = Field(description="Full name.")
    description: str = Field(default="", description="What it is for and what part of it is covered.")
    requirements: tuple[Requirement, ...] = Field(min_length=1, description="Its requirements, in order.")

    @property
    def id(self) -> str:
        """Name and version as the command line takes them, such as `cis-aws-5.0`."""
        return f"{self.name}-{self.version}"

    def placements(self) -> Iterator[tuple[str, Control]]:
        """Every id of a rule with a control that it checks, in the order of the file."""
        for requirement in self.requirements:
            for control in requirement.controls:
                place = Control(
                    framework=self.name, version=self.version, requirement=requirement.id, control=control.id
                )
                yield from ((rule, place) for rule in control.rules)


def controls_by_rule(frameworks: Iterable[Framework]) -> dict[str, tuple[Control, ...]]:
    """The controls that each rule belongs to, by the rule's id, in the order of the frameworks."""
    controls: dict[str, tuple[Control, ...]] = {}
    for framework in frameworks:
        for rule, place in framework.placements():
            controls[rule] = (*controls.get(rule, ()), place)
    return controls
