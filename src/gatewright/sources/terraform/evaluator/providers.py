"""Provider configurations: which one a resource uses, and what it settles for the resource."""

from __future__ import annotations

import re
from collections.abc import Callable

from gatewright.sources.terraform.evaluator.scope import Scope
from gatewright.sources.terraform.instances import ProviderSettings
from gatewright.sources.terraform.syntax.nodes import Attribute, Block, Expression, Literal, ObjectCons, Traversal
from gatewright.sources.terraform.values import Value

Evaluate = Callable[[Attribute, Scope], Value]

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


def settings(source: str, major: int | None, block: Block | None, scope: Scope, evaluate: Evaluate) -> ProviderSettings:
    """What a provider block settles: region, account and default tags, each unknown where it is so."""
    if block is None:
        return ProviderSettings(source, major)
    attributes = block.body.attributes
    region = evaluate(attributes["region"], scope) if "region" in attributes else None
    tags: Value = None
    for inner in block.body.of("default_tags"):
        tags = evaluate(inner.body.attributes["tags"], scope) if "tags" in inner.body.attributes else None
    return ProviderSettings(source, major, region, _account(block, scope, evaluate), tags)


def _account(block: Block, scope: Scope, evaluate: Evaluate) -> Value:
    allowed = block.body.attributes.get("allowed_account_ids")
    if allowed is not None:
        accounts = evaluate(allowed, scope)
        if isinstance(accounts, list) and len(accounts) == 1 and isinstance(accounts[0], str):
            return accounts[0]
    for inner in block.body.of("assume_role"):
        role = inner.body.attributes.get("role_arn")
        arn = evaluate(role, scope) if role is not None else None
        match = _ROLE.match(arn) if isinstance(arn, str) else None
        if match is not None:
            return match[1]
    return None
