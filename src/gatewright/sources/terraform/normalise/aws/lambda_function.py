"""Lambda functions, with the statements of their resource policy and their URLs, which are resources of their own.

A permission or a URL of a function outside of this root module is a document of its own, partly known.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gatewright.model.aws.lambda_ import Function
from gatewright.model.unknown import Unknown
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.normalise.aws._traffic import append
from gatewright.sources.terraform.normalise.draft import ELSEWHERE, Draft, plain
from gatewright.sources.terraform.normalise.group import Group, Target, is_set, value_at
from gatewright.sources.terraform.values import UnknownValue, Value

_FUNCTION = "aws_lambda_function"
_PERMISSION = "aws_lambda_permission"
_URL = "aws_lambda_function_url"
TYPES = (_FUNCTION, _PERMISSION, _URL)
_LIMITS = {
    "source_arn": "source_arn",
    "source_account": "source_account",
    "principal_org_id": "organisation",
    "event_source_token": "event_source_token",
}


def drafts(group: Group) -> Iterator[Draft]:
    """A draft for each function, and for each permission or URL of a function that is managed elsewhere."""
    companions: dict[str, list[Instance]] = {}
    rest: list[Instance] = []
    for companion in group.of(_PERMISSION, _URL):
        target = _function(group, value_at(companion, ("function_name",)))
        if isinstance(target, Instance):
            companions.setdefault(target.address, []).append(companion)
        else:
            rest.append(companion)
    for function in group.of(_FUNCTION):
        draft = Draft(Function, function, function.values.get("function_name"))
        draft.put(("permissions",), [])
        draft.put(("urls",), [])
        for companion in companions.get(function.address, []):
            _take(draft, companion)
        yield draft
    for companion in rest:
        draft = Draft(Function, companion, partial=True)
        draft.put(("permissions",), [])
        draft.put(("urls",), [])
        _take(draft, companion)
        for name in ("permissions", "urls"):
            draft.properties[name].append(ELSEWHERE)
        yield draft


def _function(group: Group, named: Value) -> Target:
    """The function that a name, an ARN with or without a qualifier, or an alias means."""
    target = group.resolve(named, _FUNCTION, "aws_lambda_alias")
    if isinstance(target, Instance) and target.type == "aws_lambda_alias":
        return group.target(target, ("function_name",), _FUNCTION)
    if isinstance(target, str) and target.startswith("arn:") and target.count(":") >= 6:
        return group.resolve(target.split(":")[6], _FUNCTION)
    if isinstance(target, str):
        return group.resolve(target.partition(":")[0], _FUNCTION)
    return target


def _take(draft: Draft, companion: Instance) -> None:
    if companion.type == _URL:
        element = append(draft, ("urls",))
        draft.take((*element, "authentication"), (companion, ("authorization_type",)), default="NONE")
        draft.take((*element, "qualifier"), (companion, ("qualifier",)))
        return
    element = append(draft, ("permissions",))
    draft.take((*element, "principal"), (companion, ("principal",)), default="*")
    draft.take((*element, "action"), (companion, ("action",)), default="lambda:InvokeFunction")
    draft.put((*element, "limited_by"), _limits(companion), (companion, ()))


def _limits(permission: Instance) -> list[Any]:
    limits: list[Any] = []
    for attribute, name in _LIMITS.items():
        present = is_set(value_at(permission, (attribute,)))
        if isinstance(present, UnknownValue):
            limits.append(Unknown(present.reason))
        elif present and plain(value_at(permission, (attribute,))) != "*":
            limits.append(name)
    return limits
