"""Where the provider configuration that settles something for a resource is written."""

from __future__ import annotations

from gatewright.model.document import Path
from gatewright.model.location import Hop, ValueOrigin
from gatewright.sources.terraform.evaluator import providers
from gatewright.sources.terraform.evaluator.instance import ModuleInstance
from gatewright.sources.terraform.evaluator.origins import Place, origin
from gatewright.sources.terraform.evaluator.root import Placed
from gatewright.sources.terraform.syntax.nodes import Attribute, Block, Body

DEFAULT_TAGS = {"tags_all": "tags", "effective_labels": "labels", "terraform_labels": "labels"}
"""What holds the tags in effect, and the argument that holds the resource's own."""

_SETTLED = frozenset({"region", "project"})


def from_provider(placed: Placed, path: Path, hops: list[Hop] | None = None) -> ValueOrigin | None:
    """The origin of an attribute that the resource leaves to its provider; None where the provider says nothing."""
    found = _configuration(placed)
    if found is None:
        return None
    block, module = found
    name, *rest = path
    attribute = block.body.attributes.get(str(name)) if name in _SETTLED else _defaults(block.body, str(name))
    if attribute is None:
        return None
    place = Place(
        attribute.expression, attribute.text, module.scope, tuple(rest), "provider", attribute.name, attribute.span
    )
    return origin(place, hops)


def _defaults(body: Body, name: str) -> Attribute | None:
    if name not in DEFAULT_TAGS:
        return None
    for block in body.of("default_tags"):
        return block.body.attributes.get("tags")
    return body.attributes.get("default_labels")


def _configuration(placed: Placed) -> tuple[Block, ModuleInstance] | None:
    """The provider block that a resource uses: of its own module, or handed down by the modules around."""
    attribute = placed.block.body.attributes.get("provider")
    name = providers.reference(attribute.expression if attribute else None) or placed.type.partition("_")[0]
    module = placed.module
    while name not in module.module.providers:
        if module.caller is None:
            return None
        name = providers.passed(module.caller.block).get(name, name)
        module = module.caller.module
    return module.module.providers[name], module
