"""What to do about a finding: its rule's edits, made where the values come from. Nothing is proved here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import JsonValue

from gatewright.app.fixing.companions import companion_block
from gatewright.app.fixing.documents import EmptiedError, changed_policy, element_at, statement_index
from gatewright.app.fixing.drafting import DraftFile, Edit, Editors
from gatewright.app.fixing.places import Landing, Site, around, refuse_foreign, resource_of, site, type_of
from gatewright.app.fixing.references import argument_of, resolved
from gatewright.app.fixing.shapes import NotDoneError, block, content, indexed, within
from gatewright.app.fixing.world import Part, World
from gatewright.fixes.choosing import choose, filled
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
    Steps,
    Unset,
)
from gatewright.model.location import Trace
from gatewright.sources.terraform.editing import Block, Content, EditRefusedError, Splice
from gatewright.sources.terraform.modules.files import ScanRoot
from gatewright.sources.terraform.normalise.draft import plain
from gatewright.sources.terraform.normalise.group import value_at

Named = tuple[str, tuple[str, ...]]
"""A resource type and an attribute path in it that a patch may change; an empty path is all of it."""
Added = tuple[str, str, str]
"""Module directory, type and name of a resource that a patch adds or removes."""

_LITERAL = re.compile(
    rb'\s*(?:[\w.-]+\s*=(?!=)\s*|"(?:[^"\\]|\\.)*"\s*[:=](?!=)\s*)?'
    rb'(?:true|false|null|-?[0-9][0-9.eE+-]*|"(?:[^"\\$%]|\\.|[$%](?!\{))*"|\[[^\]\w$%({]*\])\s*'
)
_FROM_OUTSIDE = {
    "cli": "comes from `--var`",
    "environment": "comes from a `TF_VAR_` variable of the environment",
    "data": "is read from a data source",
}


@dataclass(frozen=True)
class Proposal:
    """What would be done about findings: the same edits for all of them."""

    findings: tuple[Finding, ...]
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
    shifts: bool = False
    """Whether what remains of a list moves to other indexes."""
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


@dataclass
class _Plan:
    """The edits of one finding in the making."""

    site: Site
    part: Part
    editors: Editors
    root: ScanRoot
    parameters: Mapping[str, JsonValue]
    files: dict[str, DraftFile] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    named: set[Named] = field(default_factory=set)
    added: set[Added] = field(default_factory=set)
    removed: set[Added] = field(default_factory=set)
    landings: set[Landing] = field(default_factory=set)
    computed: bool = False
    shifts: bool = False
    adds: bool = False

    def value(self, given: JsonValue) -> JsonValue:
        """A value of the fix with the rule's parameters, and the references that it makes here."""
        return resolved(filled(given, self.parameters), argument_of(self.site))

    def land(self, landing: Landing) -> DraftFile:
        """The file of a landing; raises NotDoneError where it is not the user's to edit."""
        refuse_foreign(landing.file, self.root)
        self.landings.add(landing)
        if landing.file not in self.files:
            self.files[landing.file] = DraftFile(landing.file, self.editors)
        return self.files[landing.file]

    @property
    def here(self) -> Landing:
        """The block that edits are relative to."""
        return Landing(self.site.frame.file, self.site.frame.start)

    def name(self, path: Steps | tuple[str | int, ...]) -> None:
        """Allow an attribute of the finding's type to change."""
        self.named.add((self.site.kind, tuple(step for step in path if isinstance(step, str))))


def propose(finding: Finding, environment: str, world: World, editors: Editors) -> Proposal:
    """What mends a finding; raises NotDoneError where nothing can be done, or where nothing is left to do."""
    part = world.parts[environment]
    chosen = _edits_for(finding)
    plan = _Plan(site(finding, part, chosen), part, editors, world.root, world.parameters(finding.rule))
    try:
        for operation in chosen.operations:
            _OPERATIONS[type(operation)](plan, operation)
    except EditRefusedError as error:
        raise NotDoneError(str(error)) from None
    splices = {file: draft.splices for file, draft in plan.files.items() if draft.splices}
    if not splices:
        raise NotDoneError("the code says already what the fix would make it say")
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
        shifts=plan.shifts,
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


def _set(plan: _Plan, operation: SetValues) -> None:
    for path, given in operation.values:
        _set_one(plan, path, plan.value(given))


def _set_one(plan: _Plan, path: Steps, value: JsonValue) -> None:
    here = plan.site
    full = (*here.prefix, *indexed(here.schema, path))
    plan.name(full)
    if _same(plain(value_at(here.instance, full)), value):
        return
    trace = here.instance.declaration.trace(full) if here.instance.declaration else None
    if trace is not None and _is_written(trace, full):
        _replace(plan, trace, value)
        return
    made, inner = _settable(plan, path, value), _inner(plan, path)
    plan.land(plan.here).edit(lambda editor, at: editor.set_attribute(at, inner, made), plan.here.at)


def _inner(plan: _Plan, path: Steps) -> Steps:
    """A path from the block that edits are relative to: what a dynamic block makes is written in its content."""
    return ("content", *path) if _is_dynamic(plan, plan.here) else path


def _is_dynamic(plan: _Plan, landing: Landing) -> bool:
    if landing.file.endswith(".json"):
        return plan.site.prefix != () and "dynamic" in plan.site.block.body.attributes
    text = plan.editors.of(landing.file)[2]
    return text.data.startswith(b"dynamic", text.byte(landing.at))


def _settable(plan: _Plan, path: Steps, value: JsonValue) -> Content | Block:
    """The value, as a block where the schema says that the path is one."""
    outer = within(plan.site.schema, path[:-1])
    nested = outer.blocks.get(str(path[-1])) if outer is not None else None
    if nested is not None and isinstance(value, dict):
        return block(str(path[-1]), value, nested.block)
    return content(value)


def _same(found: object, wanted: JsonValue) -> bool:
    if isinstance(wanted, list) and isinstance(found, tuple):
        return len(found) == len(wanted) and all(_same(a, b) for a, b in zip(found, wanted, strict=True))
    return found == wanted and isinstance(found, bool) == isinstance(wanted, bool)


def _is_written(trace: Trace, path: tuple[str | int, ...]) -> bool:
    """Whether a trace leads to the attribute itself, and not to what it would be in."""
    names = [step for step in path if isinstance(step, str)]
    return trace.stack[0].kind == "attribute" and trace.stack[0].symbol == names[-1]


def _replace(plan: _Plan, trace: Trace, value: JsonValue) -> None:
    """Put a value where the present one comes from."""
    landing = _source(plan, trace)
    draft = plan.land(landing)
    draft.edit(lambda editor, at: editor.replace_expression(at, content(value)), landing.at)


def _source(plan: _Plan, trace: Trace, *, computed: bool = True) -> Landing:
    """Where a value comes from; raises NotDoneError where that is no file."""
    origin, first = trace.value_from, trace.stack[0]
    if origin is None:
        return Landing(first.file, first.start)
    if origin.kind in _FROM_OUTSIDE:
        raise NotDoneError(f"the value of `{origin.symbol}` {_FROM_OUTSIDE[origin.kind]}; change it there")
    if origin.file is None or origin.start is None or origin.end is None:
        raise NotDoneError(f"the value of `{origin.symbol}` is written in no file")
    refuse_foreign(origin.file, plan.root)
    _, _, text = plan.editors.of(origin.file)
    start, end = text.byte(origin.start), text.byte(origin.end)
    if computed and not _LITERAL.fullmatch(text.data[start:end]):
        plan.computed = True
        plan.notes.append(f"an expression at {origin.file}:{origin.start.line} is replaced: look at what it was for")
    return Landing(origin.file, origin.start)


def _unset(plan: _Plan, operation: Unset) -> None:
    for path in operation.paths:
        full = (*plan.site.prefix, *indexed(plan.site.schema, path))
        plan.name(full)
        if value_at(plan.site.instance, full) is not None:
            plan.land(plan.here).edit(_removing(_inner(plan, path)), plan.here.at)


def _removing(path: Steps) -> Edit:
    return lambda editor, at: editor.remove_attribute(at, path)


def _add_block(plan: _Plan, operation: AddBlock) -> None:
    outer = within(plan.site.schema, operation.at)
    nested = outer.blocks.get(operation.type) if outer is not None else None
    values = {name: plan.value(value) for name, value in operation.content.items()}
    made = block(operation.type, values, nested.block if nested is not None else None)
    plan.name((*plan.site.prefix, *operation.at, operation.type))
    inside = _inner(plan, operation.at)
    plan.land(plan.here).edit(lambda editor, at: editor.add_block(at, made, inside), plan.here.at)


def _remove_block(plan: _Plan, operation: RemoveBlock) -> None:
    frames = [frame for frame in plan.site.finding.stack if frame.kind == "block"]
    if operation.at:
        plan.name((*plan.site.prefix, *operation.at))
        inside = _inner(plan, operation.at)
        plan.land(plan.here).edit(lambda editor, at: editor.remove_block(at, inside), plan.here.at)
    elif frames:
        plan.name(tuple(frame.symbol for frame in reversed(frames)))
        landing = Landing(frames[0].file, frames[0].start)
        if _is_dynamic(plan, landing):
            raise NotDoneError("the block is made by a dynamic block; change what it repeats over")
        plan.land(landing).edit(lambda editor, at: editor.remove(at), landing.at)
    else:
        raise NotDoneError("the finding stands in no nested block that could be removed")
    plan.shifts = True


def _companion(plan: _Plan, operation: Companion) -> None:
    values = {name: filled(value, plan.parameters) for name, value in operation.content.items()}
    made = companion_block(plan.site, operation, values)
    resource = resource_of(plan.site.finding)
    if resource is None:
        raise NotDoneError("there is no place in the source that could be edited")
    landing = Landing(resource.file, resource.start)
    plan.added.add((plan.site.placed.module.module.directory, *made.labels))  # type: ignore[arg-type]  # two labels
    plan.land(landing).edit(lambda editor, at: editor.add_after(at, made), landing.at)


def _element(plan: _Plan, operation: Element) -> None:
    here = plan.site
    if operation.matching:
        _without(plan, operation)
        return
    last = max((at for at, step in enumerate(here.written) if isinstance(step, int)), default=None)
    if last is None:
        raise NotDoneError("the finding points to no element of a list")
    _change_element(plan, here.written[: last + 1], operation)


def _without(plan: _Plan, operation: Element) -> None:
    """Take the elements that match away; with the last of them what the fix says."""
    here = plan.site
    value = value_at(here.instance, here.written)
    if not here.written or (not isinstance(value, list) and value not in operation.matching):
        raise NotDoneError("the finding points to no list with such an element")
    found = [at for at, item in enumerate(value) if item in operation.matching] if isinstance(value, list) else []
    if not found and isinstance(value, list):
        raise NotDoneError("no element of the list is one that the fix takes away")
    if isinstance(value, list) and len(found) < len(value):
        for at in reversed(found):
            _change_element(plan, (*here.written, at), operation)
        return
    others = (name for name in operation.beside if name != here.written[-1])
    beside = (value_at(here.instance, (*here.written[:-1], name)) for name in others)
    if any(other not in (None, [], False) for other in beside):
        plan.name(here.written)
        _take_away(plan, here.written)
    elif operation.emptied == "resource":
        _remove_resource(plan, RemoveResource())
    elif operation.emptied == "block":
        _remove_around(plan, operation)
    else:
        raise NotDoneError("nothing would be left in the list: choose what belongs there")


def _take_away(plan: _Plan, path: tuple[str | int, ...]) -> None:
    """Remove an attribute where it is written, in the resource or a block of it."""
    frame = next((frame for frame in plan.site.finding.stack if frame.kind != "attribute"), plan.site.frame)
    landing = Landing(frame.file, frame.start)
    name = (path[-1],)
    if _is_dynamic(plan, landing):
        raise NotDoneError("the block is made by a dynamic block; change what it repeats over")
    plan.land(landing).edit(lambda editor, at: editor.remove_attribute(at, name), landing.at)


def _remove_around(plan: _Plan, operation: Element) -> None:
    """Remove the nested block around the list, or the element of a list of objects that it is in."""
    written = plan.site.written
    if any(frame.kind == "block" for frame in plan.site.finding.stack):
        _remove_block(plan, RemoveBlock())
        return
    outer = max((at for at, step in enumerate(written) if isinstance(step, int)), default=None)
    if outer is None:
        raise NotDoneError("nothing would be left in the list: choose what belongs there")
    _change_element(plan, written[: outer + 1], operation)


def _change_element(plan: _Plan, path: tuple[str | int, ...], operation: Element) -> None:
    declaration = plan.site.instance.declaration
    if declaration is None:
        raise NotDoneError("the finding points to no element of a list")
    landing = _source(plan, declaration.trace(path), computed=False)
    draft = plan.land(landing)
    start, index = element_at(plan.editors.of(landing.file)[2], landing.at)
    plan.name(path[:-1])
    if operation.action == "remove":
        draft.edit(lambda editor, at: editor.remove_element(at, index), start)
        plan.shifts = True
    else:
        value = content(plan.value(operation.value))
        draft.edit(lambda editor, at: editor.replace_element(at, index, value), start)


def _statement(plan: _Plan, operation: Statement) -> None:
    here = plan.site
    if here.instance.declaration is None or not here.written:
        raise NotDoneError("the finding points to no policy document")
    origin = here.instance.declaration.trace(here.written).value_from
    if origin is None or origin.file is None or origin.start is None or origin.kind in ("cli", "environment"):
        raise NotDoneError("the policy document is written in no file")
    landing = Landing(origin.file, origin.start)
    values = {name: plan.value(value) for name, value in operation.values.items()}
    index = statement_index(here.finding.path) if operation.action != "add" else None
    plan.name(here.written)
    plan.named.add(("data.aws_iam_policy_document", ()))
    change = changed_policy(operation, index, values)
    plan.shifts, plan.adds = operation.action == "remove", operation.action == "add"
    try:
        plan.land(landing).edit(lambda editor, at: editor.edit_policy(at, change), landing.at)
    except EmptiedError:
        if operation.emptied == "refuse":
            raise
        if operation.emptied == "resource":
            _remove_resource(plan, RemoveResource())
        else:
            _take_away(plan, here.written)


def _remove_resource(plan: _Plan, _operation: RemoveResource) -> None:
    here = plan.site
    resource = resource_of(here.finding)
    if resource is None:
        raise NotDoneError("there is no place in the source that could be edited")
    landing = Landing(resource.file, resource.start)
    _refuse_needed(plan)
    plan.removed.add((here.placed.module.module.directory, type_of(here.instance), here.placed.name))
    plan.land(landing).edit(lambda editor, at: editor.remove(at), landing.at)
    plan.shifts = True


def _refuse_needed(plan: _Plan) -> None:
    """Raise NotDoneError where something in the module refers to the resource: what it meant is for a person to say."""
    placed = plan.site.placed
    reference = re.compile(rf"\b{re.escape(placed.type)}\.{re.escape(placed.name)}\b".encode())
    for file in placed.module.module.files:
        if reference.search(plan.root.read(file) or b""):
            raise NotDoneError(f"`{file}` refers to `{placed.type}.{placed.name}`, which would be removed")


_OPERATIONS: dict[type[Operation], Callable[[_Plan, Any], None]] = {
    SetValues: _set,
    Unset: _unset,
    AddBlock: _add_block,
    RemoveBlock: _remove_block,
    Companion: _companion,
    Element: _element,
    Statement: _statement,
    RemoveResource: _remove_resource,
}
