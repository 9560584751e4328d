"""What to do about a finding: its rule's edits, made where the values come from. Nothing is proved here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gatewright.app.fixing import list_operations, operations
from gatewright.app.fixing.drafting import Editors, lost_comments
from gatewright.app.fixing.places import Landing, around, resource_of, site
from gatewright.app.fixing.plans import Added, Container, Named, Plan, Taking
from gatewright.app.fixing.shapes import NotDoneError
from gatewright.app.fixing.world import World
from gatewright.fixes.choosing import choose
from gatewright.model.finding import Finding
from gatewright.model.fix import (
    AddBlock,
    Companion,
    Confidence,
    Edits,
    Element,
    Operation,
    RemoveBlock,
    RemoveResource,
    SetValues,
    Statement,
    Unset,
)
from gatewright.sources.terraform.editing import EditRefusedError, Splice


@dataclass(frozen=True)
class Proposal:
    """What would be done about findings: the same edits for all of them."""

    findings: tuple[Finding, ...]
    """As they are where the edits are made: the path of one may have moved since it was reported."""
    environment: str
    splices: Mapping[str, tuple[Splice, ...]]
    confidence: Confidence
    notes: tuple[str, ...] = ()
    named: frozenset[Named] = frozenset()
    added: frozenset[Added] = frozenset()
    removed: frozenset[Added] = frozenset()
    landings: frozenset[Landing] = frozenset()
    blocks: frozenset[Landing] = frozenset()
    """The resources that the findings stand in."""
    names: tuple[str, ...] = ()
    """The fingerprints of the findings as they were reported."""
    taken: Mapping[Container, Taking] = field(default_factory=dict)
    """What it takes parts of away."""
    shifts: bool = False
    """Whether what remains of a list moves to other indexes."""
    moves: bool = False
    """Whether findings beside these may have other indexes then: a set is in the order of its values, too."""
    takes: bool = False
    """Whether something goes that an instance which does not fail may need."""
    adds: bool = False
    """Whether a statement is added: asked for again, there would be two."""

    @property
    def repeatable(self) -> bool:
        """Whether making it again would be no edit: it sets things, and neither adds nor removes one."""
        return not (self.added or self.removed or self.shifts or self.adds)

    @property
    def key(self) -> tuple[object, ...]:
        """What findings must have in common to be mended by one patch."""
        return (self.findings[0].rule.id, *sorted(self.splices.items()))


def propose(finding: Finding, environment: str, world: World, editors: Editors) -> Proposal:
    """What mends a finding; raises NotDoneError where nothing can be done, or where nothing is left to do."""
    part = world.parts[environment]
    chosen = _edits_for(finding)
    plan = Plan(site(finding, part, chosen), editors, world.root, world.parameters(finding.rule), world)
    try:
        for operation in chosen.operations:
            _OPERATIONS[type(operation)](plan, operation)
    except EditRefusedError as error:
        raise NotDoneError(str(error)) from None
    splices = {file: draft.splices for file, draft in plan.files.items() if draft.splices}
    if not splices:
        raise NotDoneError("the code says already what the fix would make it say")
    for file, made in splices.items():
        data, _, text = editors.of(file)
        lost = lost_comments(text, data, made)
        plan.notes += [f"the comment at {file}:{position.line} goes with what it stands beside" for position in lost]
    fix = finding.rule.fix
    certain = fix is not None and fix.confidence == "certain" and not plan.computed
    return Proposal(
        findings=(finding,),
        environment=environment,
        splices=splices,
        confidence="certain" if certain else "review",
        notes=tuple(dict.fromkeys(plan.notes)),
        named=frozenset(plan.named),
        added=frozenset(plan.added),
        removed=frozenset(plan.removed),
        landings=frozenset(plan.landings),
        blocks=frozenset(Landing(frame.file, frame.start) for frame in finding.stack if frame.kind == "resource"),
        taken=plan.taken,
        shifts=plan.shifts,
        moves=plan.shifts or any(isinstance(step, int) for step in (*plan.site.written, *finding.path)),
        takes=plan.takes or plan.shifts,
        adds=plan.adds,
    )


def _edits_for(finding: Finding) -> Edits:
    if finding.rule.fix is None:
        raise NotDoneError("the rule has no fix")
    resource = resource_of(finding)
    if resource is None:
        raise NotDoneError("there is no place in the source that could be edited")
    kind = address_type(resource.symbol)
    chosen = choose(finding.rule.fix, kind, around(finding))
    if chosen is None:
        raise NotDoneError(f"the fix has no edits for a place in `{kind}`")
    if chosen.refused:
        raise NotDoneError(chosen.refused)
    return chosen


def address_type(address: str) -> str:
    """The type of a resource by its address, `data.` before it for a data source.

    >>> [address_type(one) for one in ('module.a["x.y"].aws_s3_bucket.b[0]', 'data.aws_ami.x', 'module.m[0].data.a.b')]
    ['aws_s3_bucket', 'data.aws_ami', 'data.a']
    """
    bare = re.sub(r'\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\]', "", address).split(".")
    return ".".join(bare[-3:-1]) if len(bare) > 2 and bare[-3] == "data" else bare[-2]


_OPERATIONS: dict[type[Operation], Callable[[Plan, Any], None]] = {
    SetValues: operations.set_values,
    Unset: operations.unset,
    AddBlock: operations.add_block,
    RemoveBlock: operations.remove_block,
    Companion: operations.companion,
    RemoveResource: lambda plan, _: operations.remove_resource(plan),
    Element: list_operations.element,
    Statement: list_operations.statement,
}
