"""Requests and decisions as JSON: one object in, one object out.

In: `id`, `principal {arn, tags, session_tags, boundary, session_policies[], groups[]}`, `action`,
`resource {arn, account, policy, tags}`, `context {}`, `context_complete`, `identity_policies [{name, document}]`,
`scp_levels [[{name, document}]]`, `rcp_levels [[…]]`, `vpc_endpoint_policies []`, `management_account`,
`organization {id, path}`.
Out: `id`, `outcome`, `denied_by`, `layer`, `statements [{policy, index, sid, effect}]`, `condition`, `unknown []`,
`diagnostics [{policy, statement, message}]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from pydantic import JsonValue

from gatewright.identity import actions
from gatewright.identity.callers import Caller, caller_of
from gatewright.identity.context import Context, Organization, Values, derived, known_absent
from gatewright.identity.matching import Request
from gatewright.identity.policies import Policy, PolicyKind, Problem, parse_policy
from gatewright.identity.procedure import Decision, Policies, decide
from gatewright.identity.service_rules import governed_by_resource_policy

Json: TypeAlias = Mapping[str, JsonValue]

_KEYS = frozenset(
    {
        *("id", "principal", "action", "resource", "context", "context_complete", "identity_policies", "scp_levels"),
        *("rcp_levels", "vpc_endpoint_policies", "management_account", "organization"),
    }
)
_PARTS: Mapping[str, frozenset[str]] = {
    "principal": frozenset({"arn", "tags", "session_tags", "boundary", "session_policies", "groups"}),
    "resource": frozenset({"arn", "account", "policy", "tags"}),
}
_ACCOUNT = re.compile(r"[0-9]{12}\Z")


class RequestError(ValueError):
    """What was given is no request; the message says why."""


def decided(given: JsonValue) -> dict[str, JsonValue]:
    """The decision on a request as JSON; raises RequestError where it is none."""
    asked = read(given)
    decision = decide(asked.request, asked.policies)
    return {"id": asked.id, **decision_json(decision), "diagnostics": [_problem(one) for one in asked.problems]}


def decision_json(decision: Decision) -> dict[str, JsonValue]:
    """A decision as JSON."""
    return {
        "outcome": decision.outcome,
        "denied_by": decision.denied_by,
        "layer": decision.layer,
        "statements": [
            {"policy": one.policy, "index": one.index, "sid": one.sid, "effect": one.effect}
            for one in decision.statements
        ],
        "condition": decision.condition,
        "unknown": list(decision.unknown),
    }


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, the policies that bear on it, and what is wrong with these."""

    id: JsonValue
    request: Request
    policies: Policies
    problems: tuple[Problem, ...]


def read(given: JsonValue) -> Asked:
    """The request that a JSON object holds."""
    body = _present(_object(given, "a request"))
    for key in body:
        if key not in _KEYS:
            raise RequestError(f"`{key}` is no part of a request")
    principal = _part(body, "principal")
    resource = _part(body, "resource")
    values = _context(body.get("context", {}))
    caller = _caller(principal, values)
    request = _request(body, (caller, principal), resource, values)
    problems: list[Problem] = []
    policies = _policies(body, principal, resource, request=request, problems=problems)
    return Asked(body.get("id"), request, policies, tuple(problems))


def _part(body: Json, name: str) -> Json:
    """The principal or the resource of a request."""
    part = _present(_object(body.get(name, {} if name == "resource" else None), f"`{name}`"))
    for key in part:
        if key not in _PARTS[name]:
            raise RequestError(f"`{name}.{key}` is no part of a request; there are {', '.join(sorted(_PARTS[name]))}")
    return part


def _request(body: Json, who: tuple[Caller, Json], resource: Json, values: dict[str, Values]) -> Request:
    caller, principal = who
    action = _string(body.get("action"), "`action`")
    service, _, name = action.partition(":")
    odd = not action.isascii() or any(sign in "*?" or sign.isspace() for sign in action)
    if not service or not name or odd:
        raise RequestError(f"`action` is `{action}`; give one action such as `s3:GetObject`")
    arn = _string(resource.get("arn", "*"), "`resource.arn`")
    account = resource.get("account")
    if account is not None and not (isinstance(account, str) and _ACCOUNT.match(account)):
        raise RequestError("`resource.account` must be a string of twelve digits")
    account = account or _account_of(arn)
    organization = body.get("organization")
    place = None
    if organization is not None:
        given = _object(organization, "`organization`")
        place = Organization(id=_string(given.get("id"), "`organization.id`"), path=str(given.get("path") or ""))
    tags = {**_tags(principal.get("tags")), **_tags(principal.get("session_tags"))}
    known = derived(
        caller,
        tags=tags,
        organization=place,
        resource_account=str(account) if account else None,
        resource_tags=_tags(resource.get("tags")),
    )
    complete = _boolean(body, "context_complete", absent=True)
    context = Context({**known, **values}, complete, known_absent(caller))
    return Request(
        caller=caller,
        action=action,
        resource=arn,
        resource_account=str(account) if account else None,
        context=context,
        everywhere=arn == "*" or actions.on_no_resource(action),
        bounded=principal.get("boundary") is not None,
    )


def _policies(body: Json, principal: Json, resource: Json, *, request: Request, problems: list[Problem]) -> Policies:
    def policy(document: JsonValue, name: str, kind: PolicyKind) -> Policy:
        parsed = parse_policy(document, name, kind)
        problems.extend(parsed.problems)
        return parsed

    def named(listed: JsonValue, what: str, kind: PolicyKind) -> tuple[Policy, ...]:
        return tuple(
            policy(one.get("document"), str(one.get("name") or f"{what}[{index}]"), kind)
            for index, one in enumerate(_objects(listed, what))
        )

    def bare(listed: JsonValue, what: str, kind: PolicyKind) -> tuple[Policy, ...]:
        return tuple(policy(one, f"{what}[{index}]", kind) for index, one in enumerate(_list(listed, what)))

    def levels(listed: JsonValue, what: str, kind: PolicyKind) -> tuple[tuple[Policy, ...], ...]:
        return tuple(named(level, f"{what}[{index}]", kind) for index, level in enumerate(_list(listed, what)))

    identity = named(body.get("identity_policies"), "identity_policies", "identity")
    for index, group in enumerate(_list(principal.get("groups"), "principal.groups")):
        if isinstance(group, dict) and group.get("policies"):
            identity += named(group["policies"], f"principal.groups[{index}].policies", "identity")
    boundary, attached, scps = principal.get("boundary"), resource.get("policy"), body.get("scp_levels")
    kind: PolicyKind = (
        "trust" if governed_by_resource_policy(request) and request.action.startswith("sts:") else "resource"
    )
    return Policies(
        identity=identity,
        boundary=None if boundary is None else policy(boundary, "boundary", "boundary"),
        session=bare(principal.get("session_policies"), "session_policies", "session"),
        resource=None if attached is None else policy(attached, "resource", kind),
        scp_levels=levels(scps, "scp_levels", "scp") if scps else None,
        rcp_levels=levels(body.get("rcp_levels"), "rcp_levels", "rcp"),
        vpc_endpoint=bare(body.get("vpc_endpoint_policies"), "vpc_endpoint_policies", "vpc_endpoint"),
        management_account=_boolean(body, "management_account", absent=False),
    )


def _caller(principal: Json, values: Mapping[str, Values]) -> Caller:
    known = values.get("aws:principalarn", ())
    try:
        return caller_of(_string(principal.get("arn"), "`principal.arn`"), known[0] if known else None)
    except ValueError as error:
        raise RequestError(str(error)) from None


def _context(given: JsonValue) -> dict[str, Values]:
    found: dict[str, Values] = {}
    for key, value in _object(given, "`context`").items():
        listed = value if isinstance(value, list) else [value]
        found[key.lower()] = tuple(_scalar(item, key) for item in listed if item is not None)
    return found


def _scalar(value: JsonValue, key: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise RequestError(f"`context.{key}` must hold strings, numbers or booleans")


def _account_of(arn: str) -> str | None:
    parts = arn.split(":", 5)
    return parts[4] if len(parts) == 6 and parts[4].isdigit() else None


def _problem(problem: Problem) -> dict[str, JsonValue]:
    return {"policy": problem.policy, "statement": problem.statement, "message": problem.message}


def _present(given: Json) -> Json:
    """The parts that are given: null is as good as absent."""
    return {key: value for key, value in given.items() if value is not None}


def _tags(given: JsonValue) -> dict[str, str]:
    return {key: str(value) for key, value in _object(given or {}, "tags").items()}


def _boolean(body: Json, name: str, *, absent: bool) -> bool:
    value = body.get(name, absent)
    if not isinstance(value, bool):
        raise RequestError(f"`{name}` must be true or false")
    return value


def _string(value: JsonValue, what: str) -> str:
    if not isinstance(value, str) or not value:
        raise RequestError(f"{what} must be a string")
    return value


def _object(value: JsonValue, what: str) -> Json:
    if not isinstance(value, dict):
        raise RequestError(f"{what} must be an object")
    return value


def _list(value: JsonValue, what: str) -> list[JsonValue]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise RequestError(f"`{what}` must be a list")
    return value


def _objects(value: JsonValue, what: str) -> Iterator[Json]:
    for index, item in enumerate(_list(value, what)):
        yield _object(item, f"`{what}[{index}]`")
