"""A resource beside another one: once for each of its instances, under a name that is free, by the same provider."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from itertools import chain, count

from pydantic import JsonValue

from gatewright.app.fixing.places import Site
from gatewright.app.fixing.references import resolved
from gatewright.app.fixing.shapes import NotDoneError, block, schema_for
from gatewright.model.fix import Companion
from gatewright.sources.terraform.editing import Block


def companion_block(
    site: Site, operation: Companion, values: Mapping[str, JsonValue], others: Collection[str] = ()
) -> Block:
    """The block of the companion that belongs to the resource of a site; `others` are names that are taken, too."""
    placed = site.placed
    written = placed.block.body.attributes
    reference = f"{placed.type}.{placed.name}"
    arguments: dict[str, JsonValue] = {}
    one = reference
    if "count" in written:
        arguments["count"] = {"expression": f"length({reference})"}
        one = f"{reference}[count.index]"
    elif "for_each" in written:
        arguments["for_each"] = {"expression": reference}
        one = "each.value"
    schema = schema_for(site.instance, operation.type)
    if "provider" in written:
        provider = written["provider"]
        text = provider.text.data[slice(*provider.expression.span)].decode()
        arguments["provider"] = {"expression": text.strip('"').removeprefix("${").removesuffix("}")}
    if "region" in written and (schema is None or "region" in schema.attributes):
        arguments["region"] = {"expression": f"{one}.region"}
    linked: dict[str, JsonValue] = {
        argument: {"expression": f"{one}.{attribute}"} for argument, attribute in operation.link.items()
    }
    labels = (operation.type, _free_name(site, operation.type, others))
    own = {name: resolved(value, _self(one)) for name, value in values.items()}
    return block("resource", {**arguments, **linked, **own}, schema, labels)


def _self(one: str) -> Callable[[str], str]:
    """What `@self` means in a companion: the instance that it belongs to."""

    def meaning(name: str) -> str:
        if name != "self":
            raise NotDoneError(f"a companion has no `@{name}`; mend the rule")
        return one

    return meaning


def _free_name(site: Site, kind: str, others: Collection[str]) -> str:
    """The name of the resource where no companion has it yet, else the first free one with a number."""
    own = site.placed.name
    taken = {name for of, name in site.placed.module.module.managed if of == kind} | set(others)
    return next(name for name in chain((own,), (f"{own}_{number}" for number in count(2))) if name not in taken)
