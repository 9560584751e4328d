"""The last of something: what the provider keeps where the configuration says nothing about it any more.

An argument that is optional and computed keeps the value that it has when it is left out: a security group whose last
`ingress` block is taken away keeps its rules. Only an empty value takes them away.
"""

from __future__ import annotations

from collections.abc import Sequence

from gatewright.app.fixing.places import Landing, Site, resource_of
from gatewright.app.fixing.plans import Plan
from gatewright.app.fixing.shapes import NotDoneError, schema_for, within
from gatewright.model.location import Frame
from gatewright.sources.terraform.normalise.group import value_at

_KEPT_BLOCKS = {
    "aws_s3_bucket": frozenset(
        {
            *("cors_rule", "grant", "lifecycle_rule", "logging", "object_lock_configuration"),
            *("replication_configuration", "server_side_encryption_configuration", "versioning", "website"),
        }
    )
}
"""Nested blocks that are optional and computed, too, which the schema of a block does not say; no empty value stands
for them."""


def is_kept(site: Site, path: Sequence[str]) -> bool:
    """Whether the provider keeps what an argument or nested block was when it is left out."""
    schema = within(schema_for(site.instance), tuple(path[:-1]))
    flags = str(schema.attributes.get(path[-1], ["", ""])[1]) if schema is not None else ""
    return {"o", "c"} <= set(flags) or _is_kept_block(site, path)


def refuse_kept(plan: Plan, path: Sequence[str]) -> None:
    """Raise NotDoneError where nothing would change if an argument were left out."""
    if is_kept(plan.site, path):
        raise NotDoneError(f"the provider keeps `{'.'.join(path)}` where it is left out; write what it should be")


def without_block(plan: Plan, frames: Sequence[Frame]) -> None:
    """Remove the innermost of nested blocks, given from the inside; in the place of the last one an empty value."""
    path = [frame.symbol for frame in reversed(frames)]
    landing = Landing(frames[0].file, frames[0].start)
    if plan.is_dynamic(landing):
        raise NotDoneError("the block is made by a dynamic block; change what it repeats over")
    kept = is_kept(plan.site, path)
    last = kept and _is_last(plan, path)
    if last and (len(path) > 1 or _is_kept_block(plan.site, path)):
        raise NotDoneError(f"it is the only `{path[-1]}`, which the provider keeps where none is written")
    plan.land(landing).edit(lambda editor, at: editor.emptied(at) if last else editor.remove(at), landing.at)


def _is_last(plan: Plan, path: Sequence[str]) -> bool:
    """Whether no other block of the type stands there; raises NotDoneError where others may be none."""
    body, name = plan.site.block.body, path[-1]
    for step in path[:-1]:
        inner = list(body.of(step))
        if len(inner) != 1:
            raise NotDoneError(f"whether it is the only `{name}` of its `{step}` is not certain")
        body = inner[0].body
    if body.syntax == "json":
        value = value_at(plan.site.instance, tuple(path))
        count = len(value) if isinstance(value, list) else 1
    else:
        count = len(list(body.of(name)))
        if count < 2 and any(block.labels[:1] == (name,) for block in body.of("dynamic")):
            raise NotDoneError(f"only a dynamic block `{name}` would be left, which may make none; change it by hand")
    plan.take(_resource(plan), count, ".".join(path))
    return count < 2


def _resource(plan: Plan) -> Landing:
    frame = resource_of(plan.site.finding)
    return Landing(frame.file, frame.start) if frame is not None else plan.here


def _is_kept_block(site: Site, path: Sequence[str]) -> bool:
    return len(path) == 1 and path[0] in _KEPT_BLOCKS.get(site.kind, ())
