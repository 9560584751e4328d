"""Provider configurations: which one a resource uses, and what it settles for the resource."""

from __future__ import annotations

import re
from collections.abc import Callable

from gatewright.sources.terraform.instances import ProviderSettings
from gatewright.sources.terraform.schemas import BlockSchema
from gatewright.sources.terraform.syntax.nodes import Block, Body, Expression, Literal, ObjectCons, Traversal
from gatewright.sources.terraform.values import MapValue, UnknownValue, Value, is_known

Argument = Callable[[Body, str], Value]
"""Evaluates an argument of a body by its name; None where it is absent."""

GOOGLE = frozenset({"hashicorp/google", "hashicorp/google-beta"})
_ATTRIBUTION = "goog-terraform-provisioned"

_ROLE = re.compile(r"^arn:[^:]+:iam::(\d{12}):")


def reference(expression: Expression | None) -> str | None:
    """The provider that `provider = aws.west` names, as `aws.west`."""
    if isinstance(expression, Traversal):
        return ".".join([expression.root, *map(str, expression.steps)])
    if isinstance(expression, Literal) and isinstance(expression.value, str):
        return expression.value
    return None


def passed(call: Block) -> dict[str, str]:
    """What the `providers` argument of a module call passes: inner name to outer name."""
    attribute = call.body.attributes.get("providers")
    expression = attribute.expression if attribute else None
    if not isinstance(expression, ObjectCons):
        return {}
    pairs = ((key, reference(value)) for key, value in expression.items)
    return {
        inner: outer
        for key, outer in pairs
        if outer is not None and (inner := str(key.value) if isinstance(key, Literal) else reference(key) or "")
    }


def settings(source: str, major: int | None, block: Block | None, argument: Argument) -> ProviderSettings:
    """What a provider block settles: region, account and default tags, each unknown where it is so."""
    body = block.body if block is not None else Body()
    region = argument(body, "region")
    if source in GOOGLE:
        return ProviderSettings(source, major, region, argument(body, "project"), _labels(major, body, argument))
    tags: Value = None
    for inner in body.of("default_tags"):
        tags = argument(inner.body, "tags")
    return ProviderSettings(source, major, region, _account(body, argument), tags)


def credentials(block: Block | None, argument: Argument) -> str:
    """What tells the credentials of two provider configurations apart, as far as the configuration says."""
    if block is None:
        return ""
    given = [argument(block.body, name) for name in ("profile", "access_key", "shared_credentials_files")]
    roles = [argument(inner.body, "role_arn") for inner in block.body.of("assume_role")]
    return repr([one for one in (*given, *roles) if one is not None] or "")


def _labels(major: int | None, body: Body, argument: Argument) -> Value:
    """Google's default labels, with the one that says that Terraform made it: since version 6, unless told not to."""
    labels = argument(body, "default_labels")
    wanted = argument(body, "add_terraform_attribution_label")
    if wanted is None:
        wanted = major is None or major >= 6
    if isinstance(labels, UnknownValue) or isinstance(wanted, UnknownValue):
        return labels if isinstance(labels, UnknownValue) else wanted
    own: dict[str, Value] = dict(labels) if isinstance(labels, dict) else {}
    return MapValue(({_ATTRIBUTION: "true"} if wanted is True else {}) | own)


def settle(values: dict[str, Value], schema: BlockSchema, provider: ProviderSettings, mode: str) -> None:
    """Fill in what the provider configuration decides at plan time: the region, and the tags or labels in effect."""
    if provider.source == "hashicorp/aws":
        _default(values, schema, "region", provider.region if mode == "managed" or _is_argument(schema) else None)
        if mode == "managed" and "tags_all" in schema.attributes and values["tags_all"] is None:
            values["tags_all"] = _merged(provider.default_tags, values.get("tags"))
    elif provider.source in GOOGLE and mode == "managed":
        _default(values, schema, "region", provider.region)
        _default(values, schema, "project", provider.account)
        if "effective_labels" in schema.attributes:
            for name in ("terraform_labels", "effective_labels"):
                _default(values, schema, name, _merged(provider.default_tags, values.get("labels")))


def _default(values: dict[str, Value], schema: BlockSchema, name: str, value: Value) -> None:
    if name in schema.attributes and "c" in schema.attributes[name][1] and values[name] is None:
        values[name] = value


def _is_argument(schema: BlockSchema) -> bool:
    return "region" in schema.attributes and "o" in schema.attributes["region"][1]


def _merged(defaults: Value, own: Value) -> Value:
    """The provider's default tags under the resource's own; None where neither or not all is known."""
    merged: dict[str, Value] = {}
    for part in (defaults, own):
        if isinstance(part, dict):
            merged.update(part)
        elif part is not None:
            return None
    return MapValue(merged) if merged and is_known(merged) else None


def _account(body: Body, argument: Argument) -> Value:
    accounts = argument(body, "allowed_account_ids")
    if isinstance(accounts, list) and len(accounts) == 1 and isinstance(accounts[0], str):
        return accounts[0]
    for inner in body.of("assume_role"):
        arn = argument(inner.body, "role_arn")
        match = _ROLE.match(arn) if isinstance(arn, str) else None
        if match is not None:
            return match[1]
    return None
