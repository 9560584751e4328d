"""Where a finding can be edited: the resource that it stands in, and the files that are the user's to edit."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property

from gatewright.app.fixing.shapes import NotDoneError, schema_for, within
from gatewright.app.fixing.world import Part
from gatewright.model.document import Path
from gatewright.model.finding import Finding
from gatewright.model.fix import Edits
from gatewright.model.location import Frame, Position
from gatewright.sources.terraform.evaluator.declarations import SourceDeclaration
from gatewright.sources.terraform.evaluator.root import Placed
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.modules.files import ScanRoot
from gatewright.sources.terraform.schemas import BlockSchema
from gatewright.sources.terraform.syntax.nodes import Block

_INSTALLED = ".terraform"


@dataclass(frozen=True)
class Site:
    """The place that a finding's edits are relative to: a resource, or a nested block in it."""

    finding: Finding
    instance: Instance
    written: Path
    """The attribute of the instance that decides; empty where it is the resource as a whole."""
    placed: Placed
    frame: Frame
    """The resource, or the nested block in it."""
    prefix: Path
    """What leads from the resource to the nested block, with indexes."""

    @cached_property
    def schema(self) -> BlockSchema | None:
        """The schema of what the edits are relative to."""
        return within(schema_for(self.instance), tuple(step for step in self.prefix if isinstance(step, str)))

    @property
    def block(self) -> Block:
        """The resource's block."""
        return self.placed.block

    @property
    def kind(self) -> str:
        """The resource's type, `data.` before it for a data source."""
        return type_of(self.instance)


def type_of(instance: Instance) -> str:
    """An instance's type, `data.` before it for a data source."""
    return instance.type if instance.mode == "managed" else f"data.{instance.type}"


def around(finding: Finding) -> tuple[str, ...]:
    """The nested blocks around a finding's place, from the resource inward, then the attribute that it is."""
    return tuple(frame.symbol for frame in reversed(finding.stack) if frame.kind in ("block", "attribute"))


def resource_of(finding: Finding) -> Frame | None:
    """The resource that a finding stands in."""
    return next((frame for frame in finding.stack if frame.kind == "resource"), None)


def site(finding: Finding, part: Part, edits: Edits) -> Site:
    """The site of edits for a finding; raises NotDoneError where there is none."""
    place = part.place(finding.document.id, finding.path)
    resource = resource_of(finding)
    if place is None or resource is None or not isinstance(place[0].declaration, SourceDeclaration):
        raise NotDoneError("the source does not say where it is written")
    instance, written = place
    inward = [frame for frame in reversed(finding.stack) if frame.kind == "block"]
    wanted = edits.place[1:][: len(inward)]
    frame = inward[len(wanted) - 1] if wanted else resource
    return Site(finding, instance, written, place[0].declaration.placed, frame, _leading(written, wanted))


def _leading(written: Path, blocks: tuple[str, ...]) -> Path:
    """The part of a path that leads through some nested blocks."""
    left = list(blocks)
    for at, step in enumerate(written):
        if not left and not isinstance(step, int):
            return written[:at]
        if left and step == left[0]:
            left.pop(0)
    return written if blocks else ()


def refuse_foreign(file: str, root: ScanRoot) -> None:
    """Raise NotDoneError where a file is not the user's to edit: outside of the folder, installed, or behind a link."""
    if _INSTALLED in file.split("/"):
        raise NotDoneError(
            f"`{file}` is an installed copy of a module; fix it where the module is kept, or pass it an argument"
        )
    real = os.path.realpath(root.path)
    if file.startswith(("/", "../")) or os.path.realpath(f"{real}/{file}") != os.path.join(real, *file.split("/")):  # noqa: PTH118  # as above
        raise NotDoneError(f"`{file}` lies outside of the scanned folder, or behind a link; fix it where it lies")


@dataclass(frozen=True, slots=True)
class Landing:
    """Where an edit lands."""

    file: str
    at: Position
