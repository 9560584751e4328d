"""The operations of a fix on elements of lists and statements of policy documents."""

from __future__ import annotations

from gatewright.app.fixing.documents import (
    EmptiedError,
    Policy,
    changed_policy,
    element_at,
    statement_index,
    statements_of,
)
from gatewright.app.fixing.emptying import refuse_kept
from gatewright.app.fixing.operations import remove_block, remove_resource
from gatewright.app.fixing.places import Landing
from gatewright.app.fixing.plans import Plan
from gatewright.app.fixing.shapes import NotDoneError, content
from gatewright.model.fix import Element, RemoveBlock, Statement
from gatewright.sources.terraform.normalise.group import value_at


def element(plan: Plan, operation: Element) -> None:
    """Take elements of a list away, or replace one."""
    here = plan.site
    if operation.matching:
        _without(plan, operation)
        return
    last = max((at for at, step in enumerate(here.written) if isinstance(step, int)), default=None)
    if last is None:
        raise NotDoneError("the finding points to no element of a list")
    _change_element(plan, here.written[: last + 1], operation)


def statement(plan: Plan, operation: Statement) -> None:
    """Change a policy document."""
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
    made = changed_policy(operation, index, values)
    plan.shifts, plan.adds = operation.action == "remove", operation.action == "add"

    def change(policy: Policy) -> Policy:
        if plan.shifts:
            plan.take(landing, len(statements_of(policy)))
        return made(policy)

    try:
        plan.land(landing).edit(lambda editor, at: editor.edit_policy(at, change), landing.at)
    except EmptiedError:
        if operation.emptied == "refuse":
            raise
        if operation.emptied == "resource":
            remove_resource(plan)
        else:
            _take_away(plan, here.written)


def _without(plan: Plan, operation: Element) -> None:
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
            _change_element(plan, (*here.written, at), operation, len(found))
        return
    others = (name for name in operation.beside if name != here.written[-1])
    beside = (value_at(here.instance, (*here.written[:-1], name)) for name in others)
    if held := sum(other not in (None, [], False) for other in beside):
        plan.name(here.written)
        plan.take(_holder(plan), held + 1, "beside")
        _take_away(plan, here.written)
    elif operation.emptied == "resource":
        remove_resource(plan)
    elif operation.emptied == "block":
        _remove_around(plan, operation)
    else:
        raise NotDoneError("nothing would be left in the list: choose what belongs there")


def _take_away(plan: Plan, path: tuple[str | int, ...]) -> None:
    """Remove an attribute where it is written, in the resource or a block of it."""
    landing = _holder(plan)
    name = (path[-1],)
    if plan.is_dynamic(landing):
        raise NotDoneError("the block is made by a dynamic block; change what it repeats over")
    refuse_kept(plan, tuple(step for step in path if isinstance(step, str)))
    plan.takes = True
    plan.land(landing).edit(lambda editor, at: editor.remove_attribute(at, name), landing.at)


def _holder(plan: Plan) -> Landing:
    """The resource, or the block of it, in which the attribute of the finding is written."""
    frame = next((frame for frame in plan.site.finding.stack if frame.kind != "attribute"), plan.site.frame)
    return Landing(frame.file, frame.start)


def _remove_around(plan: Plan, operation: Element) -> None:
    """Remove the nested block around the list, or the element of a list of objects that it is in."""
    written = plan.site.written
    if any(frame.kind == "block" for frame in plan.site.finding.stack):
        remove_block(plan, RemoveBlock())
        return
    outer = max((at for at, step in enumerate(written) if isinstance(step, int)), default=None)
    if outer is None:
        raise NotDoneError("nothing would be left in the list: choose what belongs there")
    _change_element(plan, written[: outer + 1], operation)


def _change_element(plan: Plan, path: tuple[str | int, ...], operation: Element, leaving: int = 0) -> None:
    """Remove or replace an element; where others have to be left, `leaving` is how many of the list go."""
    declaration = plan.site.instance.declaration
    if declaration is None:
        raise NotDoneError("the finding points to no element of a list")
    landing = plan.source(declaration.trace(path), whole=False)
    draft = plan.land(landing)
    start, index, length = element_at(plan.editors.of(landing.file)[2], landing.at)
    plan.name(path[:-1])
    if operation.action == "remove":
        draft.edit(lambda editor, at: editor.remove_element(at, index), start)
        plan.shifts = True
        if leaving:
            plan.take(Landing(landing.file, start), length, number=leaving)
    else:
        value = content(plan.value(operation.value))
        draft.edit(lambda editor, at: editor.replace_element(at, index, value), start)
