"""The decision, step by step ("How AWS enforcement code logic evaluates requests to allow or deny access")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from gatewright.identity import actions
from gatewright.identity.reference.facts import Caller, Facts, Test, Undecided, caller, derived, items, members, text
from gatewright.identity.reference.statements import Limits, PolicyKind, Statement, applies, let_in, statements, strikes

Layer: TypeAlias = Literal["rcp", "scp", "vpc_endpoint", "resource", "identity", "boundary", "session"]
_DENIES: tuple[Layer, ...] = ("rcp", "scp", "vpc_endpoint", "resource", "identity", "boundary", "session")
_LACKS: tuple[Layer, ...] = ("rcp", "scp", "vpc_endpoint", "identity", "resource", "boundary", "session")
#: "Resource control policies (RCPs)", Organizations guide: services that support them.
_RCP_SERVICES = {"s3", "sts", "kms", "sqs", "secretsmanager", "ecr", "aoss"}
_MOST_TESTS = 12


@dataclass(frozen=True)
class Answer:
    """The answer in one world; `layer` is where it was denied, or `resource` where a resource policy alone allowed."""

    denied_by: Literal["explicit", "implicit"] | None = None
    layer: Layer | None = None


@dataclass(frozen=True)
class World:
    """The statements that bear on a request: a tuple for each policy, or each level of policies, that must allow."""

    facts: Facts
    identity: tuple[Statement, ...]
    boundary: tuple[Statement, ...] | None
    session: tuple[Statement, ...] | None
    resource: tuple[Statement, ...]
    scp: tuple[tuple[Statement, ...], ...]
    rcp: tuple[tuple[Statement, ...], ...]
    vpc_endpoint: tuple[tuple[Statement, ...], ...]

    def of(self, layer: Layer) -> Iterable[Statement]:
        """All statements of a layer."""
        if layer == "scp":
            return [one for level in self.scp for one in level]
        if layer == "rcp":
            return [one for level in self.rcp for one in level]
        if layer == "vpc_endpoint":
            return [one for level in self.vpc_endpoint for one in level]
        return {
            "identity": self.identity,
            "boundary": self.boundary or (),
            "session": self.session or (),
            "resource": self.resource,
        }[layer]


def decide(body: Mapping[str, object]) -> dict[str, str | None]:
    """The outcome, how it was denied and in which layer, of a request as `identity decide` takes it.

    What cannot be known is tried both ways: allowed in all worlds, in none, or in some.
    """
    world = _world(body)
    answers: list[Answer] = []
    worlds: list[dict[Test, bool]] = [{}]
    while worlds:
        assumed = worlds.pop()
        try:
            answers.append(_answer(replace(world, facts=replace(world.facts, assumed=assumed))))
        except Undecided as question:
            if len(assumed) == _MOST_TESTS:
                raise ValueError(
                    f"more than {_MOST_TESTS} tests hang on unknown keys; give more of the context"
                ) from None
            worlds += [{**assumed, question.test: True}, {**assumed, question.test: False}]
    denials = [one for one in answers if one.denied_by]
    if not denials:
        layers = {one.layer for one in answers}
        return {"outcome": "allowed", "denied_by": None, "layer": layers.pop() if len(layers) == 1 else None}
    # Of several denials the first is named: an explicit one before an implicit one, then by layer.
    first = min(denials, key=_place)
    if len(denials) == len(answers):
        return {"outcome": "denied", "denied_by": first.denied_by, "layer": first.layer}
    return {"outcome": "conditional", "denied_by": None, "layer": first.layer}


def _place(answer: Answer) -> tuple[bool, int]:
    order = _DENIES if answer.denied_by == "explicit" else _LACKS
    return (answer.denied_by != "explicit", order.index(answer.layer) if answer.layer else 0)


def _answer(world: World) -> Answer:
    facts = world.facts
    if fixed := _service_rule(facts):
        return fixed
    # "Deny evaluation": one explicit Deny in any policy that applies is the final decision.
    for layer in _DENIES:
        for statement in world.of(layer):
            if statement.effect == "Deny" and _meant(statement, facts) and applies(statement, facts):
                return Answer("explicit", layer)
    # "Organizations RCPs": RCPFullAWSAccess is attached everywhere and cannot be detached, so there is always an Allow.
    # "Organizations SCPs": no applicable Allow at any one level is an implicit deny ("SCP evaluation": an account needs
    # an explicit Allow at every level from the root down).
    if not all(_allowed(level, facts) for level in world.scp):
        return Answer("implicit", "scp")
    # "Control access to VPC endpoints using endpoint policies", VPC guide: what a policy does not allow does not pass.
    if not all(_allowed(policy, facts) for policy in world.vpc_endpoint):
        return Answer("implicit", "vpc_endpoint")
    return _granted(world)


def _granted(world: World) -> Answer:
    facts, who = world.facts, world.facts.caller
    grants: list[Limits] = [
        limits
        for statement in world.resource
        if statement.effect == "Allow" and let_in(statement, facts) and applies(statement, facts)
        for limits in let_in(statement, facts)
    ]
    # Outsiders have no policies of their own, so the resource's decides: "AWS service principals", "All principals",
    # and, for whom a provider vouches, the STS reference: AssumeRoleWithWebIdentity and -WithSAML need no credentials.
    if not who.in_account:
        return Answer(None, "resource") if grants else Answer("implicit", "resource")
    lacking = _lacking(world)
    if who.account != facts.resource_account:
        # "Cross-account policy evaluation logic": both accounts must allow; the caller's side with all its limits.
        return _first(lacking | (set() if grants else {"resource"}))
    if any(not (limits & lacking) for limits in grants if "identity" not in limits):
        return Answer(None, None if not lacking and not _mandatory(facts) else "resource")
    delegated = any("identity" in limits for limits in grants)
    if not lacking and (delegated or not _mandatory(facts)):
        return Answer()
    # Named itself, the caller is held by what limits that naming alone; else by the first that lacks.
    named = [limits & lacking for limits in grants if "identity" not in limits]
    if named:
        return _first(set().union(*named))
    return _first(lacking | ({"resource"} if _mandatory(facts) and not delegated else set()))


def _first(lacking: set[Layer] | set[str]) -> Answer:
    found = [layer for layer in _LACKS if layer in lacking]
    return Answer("implicit", found[0]) if found else Answer()


def _lacking(world: World) -> set[str]:
    """Which of the caller's own layers do not allow."""
    facts, who = world.facts, world.facts.caller
    # "By default, all requests are implicitly denied with the exception of the root user, which has full access."
    if who.kind == "root":
        return set()
    lacking = set()
    if not _allowed(world.identity, facts):
        lacking.add("identity")
    # "Permissions boundaries": the effective permissions are the intersection.
    if world.boundary is not None and not _allowed(world.boundary, facts):
        lacking.add("boundary")
    # "Session policies": the intersection; GetFederationToken without them: the session has no permissions.
    if world.session is None:
        if who.kind == "federated":
            lacking.add("session")
    elif not _allowed(world.session, facts):
        lacking.add("session")
    return lacking


def _allowed(policies: Iterable[Statement], facts: Facts) -> bool:
    return any(one.effect == "Allow" and _meant(one, facts) and applies(one, facts) for one in policies)


def _meant(statement: Statement, facts: Facts) -> bool:
    """Whether the statement speaks of the caller; one without Principal does of whom it is attached to."""
    if not {"Principal", "NotPrincipal"} & set(statement.body):
        return True
    return strikes(statement, facts) if statement.effect == "Deny" else bool(let_in(statement, facts))


def _mandatory(facts: Facts) -> bool:
    """Whether the resource's policy must speak even in its own account.

    "How AWS enforcement code logic evaluates requests", "Resource-based policies": role trust policies and KMS key
    policies are the exceptions, since they must themselves allow the principal.
    """
    action, resource = facts.action.lower(), facts.resource
    return action.startswith("sts:assumerole") or (
        action.startswith("kms:")
        and resource.split(":", 5)[2:3] == ["kms"]
        and resource.split(":", 5)[-1].startswith("key/")
    )


def _service_rule(facts: Facts) -> Answer | None:
    """What services decide whatever the policies say."""
    action, resource, who = facts.action.lower(), facts.resource, facts.caller
    # STS reference, GetCallerIdentity: no permissions are required, and an explicit Deny does not take it away.
    if action == "sts:getcalleridentity" and who.kind != "anonymous":
        return Answer()
    # "AWS managed policies": you cannot change their permissions; IAM Identity Center guide: nor its reserved roles.
    writes = action.startswith("iam:") and actions.access_level(action) not in {"List", "Read"}
    if writes and (":iam::aws:policy/" in resource or ":role/aws-reserved/" in resource):
        return Answer("implicit", "resource")
    # KMS guide, "Aliases": the prefix alias/aws/ is reserved.
    if action in {"kms:createalias", "kms:updatealias", "kms:deletealias"} and ":alias/aws/" in resource:
        return Answer("implicit", "resource")
    # STS reference, AssumeRole: it cannot be called with the credentials of the root user.
    if action == "sts:assumerole" and who.kind == "root":
        return Answer("implicit", "resource")
    return None


def _world(body: Mapping[str, object]) -> World:
    principal, resource = members(body["principal"]), members(body.get("resource"))
    given = {
        key.lower(): tuple(text(one) for one in (value if isinstance(value, list) else [value]) if one is not None)
        for key, value in members(body.get("context")).items()
    }
    who = caller(str(principal["arn"]), next(iter(given.get("aws:principalarn", ())), None))
    arn = str(resource.get("arn", "*"))
    digits = arn.split(":", 5)[4:5]
    account = resource.get("account") or (digits[0] if digits and digits[0].isdigit() else None)
    facts = Facts(
        caller=who,
        action=str(body["action"]),
        resource=arn,
        resource_account=str(account) if account else None,
        values={**derived(who, principal, {**body, "resource": {**resource, "account": account}}), **given},
        complete=body.get("context_complete", True) is True,
        bounded=principal.get("boundary") is not None,
    )
    managed = body.get("management_account") is True
    groups = [named for group in items(principal.get("groups")) for named in items(members(group).get("policies"))]
    own = who.in_account and who.kind != "root"
    session = items(principal.get("session_policies"))
    kind: PolicyKind = "trust" if _mandatory(facts) and facts.action.startswith("sts:") else "resource"
    return World(
        facts=facts,
        identity=_of([*items(body.get("identity_policies")), *groups], "identity") if own else (),
        boundary=tuple(statements(principal["boundary"], "boundary")) if own and facts.bounded else None,
        session=tuple(one for document in session for one in statements(document, "session"))
        if own and session
        else None,
        resource=tuple(statements(resource.get("policy"), kind)),
        scp=_levels(body, "scp_levels", "scp") if _scp_binds(who, managed=managed) else (),
        rcp=_levels(body, "rcp_levels", "rcp") if _rcp_binds(facts, managed=managed) else (),
        vpc_endpoint=tuple(tuple(statements(one, "vpc_endpoint")) for one in items(body.get("vpc_endpoint_policies"))),
    )


def _scp_binds(who: Caller, *, managed: bool) -> bool:
    # "Service control policies", Organizations guide: they affect users, roles and root users of member accounts; not
    # the management account, not service-linked roles, not principals outside of the organization.
    return who.in_account and not managed and not who.service_linked


def _rcp_binds(facts: Facts, *, managed: bool) -> bool:
    # "Resource control policies", Organizations guide: they affect resources of member accounts, whoever calls; not the
    # management account's, not calls of service-linked roles, and of supported services alone.
    same = facts.caller.account == facts.resource_account
    service = facts.action.lower().partition(":")[0]
    return service in _RCP_SERVICES and not facts.caller.service_linked and not (managed and same)


def _levels(body: Mapping[str, object], name: str, kind: PolicyKind) -> tuple[tuple[Statement, ...], ...]:
    return tuple(_of(items(level), kind) for level in items(body.get(name)))


def _of(named: list[object], kind: PolicyKind) -> tuple[Statement, ...]:
    return tuple(one for policy in named for one in statements(members(policy).get("document"), kind))
