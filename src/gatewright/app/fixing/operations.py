"""The operations of a fix on arguments, blocks and resources."""

from __future__ import annotations

import re

from pydantic import JsonValue

from gatewright.app.fixing.companions import companion_block
from gatewright.app.fixing.drafting import Edit
from gatewright.app.fixing.emptying import refuse_kept, without_block
from gatewright.app.fixing.numbers import numbered
from gatewright.app.fixing.places import Landing, resource_of, type_of
from gatewright.app.fixing.plans import Plan
from gatewright.app.fixing.rivals import refuse_rivals
from gatewright.app.fixing.shapes import NotDoneError, block, content, indexed, within
from gatewright.fixes.choosing import filled
from gatewright.model.fix import AddBlock, Companion, RemoveBlock, SetValues, Steps, Unset
from gatewright.model.location import Trace
from gatewright.sources.terraform.editing import Block, Content
from gatewright.sources.terraform.normalise.draft import plain
from gatewright.sources.terraform.normalise.group import value_at


def set_values(plan: Plan, operation: SetValues) -> None:
    """Give attributes values, where their present ones come from."""
    for path, given in operation.values:
        _set_one(plan, path, plan.value(given))


def unset(plan: Plan, operation: Unset) -> None:
    """Take attributes away."""
    for path in operation.paths:
        full = (*plan.site.prefix, *indexed(plan.site.schema, path))
        plan.name(full)
        if value_at(plan.site.instance, full) is not None:
            refuse_kept(plan, tuple(step for step in full if isinstance(step, str)))
            plan.land(plan.here).edit(_removing(plan.inner(path)), plan.here.at)


def add_block(plan: Plan, operation: AddBlock) -> None:
    """Add a nested block."""
    outer = within(plan.site.schema, operation.at)
    nested = outer.blocks.get(operation.type) if outer is not None else None
    given = {name: plan.value(value) for name, value in operation.content.items()}
    values = numbered(plan, operation.type, given)
    made = block(operation.type, values, nested.block if nested is not None else None)
    plan.name((*plan.site.prefix, *operation.at, operation.type))
    inside = plan.inner(operation.at)
    plan.land(plan.here).edit(lambda editor, at: editor.add_block(at, made, inside), plan.here.at)


def remove_block(plan: Plan, operation: RemoveBlock) -> None:
    """Take a nested block away."""
    frames = [frame for frame in plan.site.finding.stack if frame.kind == "block"]
    if operation.at:
        full = (*plan.site.prefix, *operation.at)
        plan.name(full)
        refuse_kept(plan, tuple(step for step in full if isinstance(step, str)))
        inside = plan.inner(operation.at)
        plan.land(plan.here).edit(lambda editor, at: editor.remove_block(at, inside), plan.here.at)
    elif frames:
        plan.name(tuple(frame.symbol for frame in reversed(frames)))
        without_block(plan, frames)
    else:
        raise NotDoneError("the finding stands in no nested block that could be removed")
    plan.shifts = True


def companion(plan: Plan, operation: Companion) -> None:
    """Add a resource beside the one of the finding."""
    refuse_rivals(plan.site, operation, plan.world)
    values = {name: filled(value, plan.parameters) for name, value in operation.content.items()}
    others = {name for _, kind, name in plan.added if kind == operation.type}
    made = companion_block(plan.site, operation, values, others)
    resource = resource_of(plan.site.finding)
    if resource is None:
        raise NotDoneError("there is no place in the source that could be edited")
    landing = Landing(resource.file, resource.start)
    plan.added.add((plan.site.placed.module.module.directory, *made.labels))  # type: ignore[arg-type]  # two labels
    plan.land(landing).edit(lambda editor, at: editor.add_after(at, made), landing.at)


def remove_resource(plan: Plan) -> None:
    """Take the whole resource away."""
    here = plan.site
    resource = resource_of(here.finding)
    if resource is None:
        raise NotDoneError("there is no place in the source that could be edited")
    landing = Landing(resource.file, resource.start)
    _refuse_needed(plan)
    plan.removed.add((here.placed.module.module.directory, type_of(here.instance), here.placed.name))
    plan.land(landing).edit(lambda editor, at: editor.remove(at), landing.at)
    plan.shifts = True


def _set_one(plan: Plan, path: Steps, value: JsonValue) -> None:
    here = plan.site
    full = (*here.prefix, *indexed(here.schema, path))
    plan.name(full)
    if _same(plain(value_at(here.instance, full)), value):
        return
    trace = here.instance.declaration.trace(full) if here.instance.declaration else None
    if trace is not None and _is_written(trace, full):
        _replace(plan, trace, value)
        return
    made, inner = _settable(plan, path, value), plan.inner(path)
    plan.land(plan.here).edit(lambda editor, at: editor.set_attribute(at, inner, made), plan.here.at)


def _settable(plan: Plan, path: Steps, value: JsonValue) -> Content | Block:
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


def _replace(plan: Plan, trace: Trace, value: JsonValue) -> None:
    """Put a value where the present one comes from."""
    landing = plan.source(trace)
    draft = plan.land(landing)
    draft.edit(lambda editor, at: editor.replace_expression(at, content(value)), landing.at)


def _removing(path: Steps) -> Edit:
    return lambda editor, at: editor.remove_attribute(at, path)


def _refuse_needed(plan: Plan) -> None:
    """Raise NotDoneError where something in the module refers to the resource: what it meant is for a person to say."""
    placed = plan.site.placed
    reference = re.compile(rf"\b{re.escape(placed.type)}\.{re.escape(placed.name)}\b".encode())
    for file in placed.module.module.files:
        if reference.search(plan.root.read(file) or b""):
            raise NotDoneError(f"`{file}` refers to `{placed.type}.{placed.name}`, which would be removed")
