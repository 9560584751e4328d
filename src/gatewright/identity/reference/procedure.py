"""The decision, step by step ("How AWS enforcement code logic evaluates requests to allow or deny access")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from gatewright.identity import actions
from gatewright.identity.reference.facts import Facts, Test, Undecided, caller, derived, items, members, text
from gatewright.identity.reference.statements import Limits, PolicyKind, Statement, applies, let_in, statements, strikes

#: How a request was denied, and in which layer.
Cause: TypeAlias = tuple[str, str]
_LAYERS = ("rcp", "scp", "vpc_endpoint", "resource", "identity", "boundary", "session")
#: "Resource control policies (RCPs)", Organizations guide: prefixes of the services that support them.
_RCP_SERVICES = {"s3", "sts", "kms", "sqs", "secretsmanager", "ecr", "aoss", "logs", "cognito-idp", "cognito-identity"}
MOST_TESTS = 12


class TooManyTestsError(ValueError):
    """Too much is unknown to try everything both ways."""


@dataclass(frozen=True)
class Answer:
    """The answer in one world: why it denies, or whether the resource's policy was enough to allow."""

    causes: frozenset[Cause] = frozenset()
    direct: bool = False


@dataclass(frozen=True)
class World:
    """The statements that bear on a request: a tuple for each policy, or each level of policies, that must allow."""

    facts: Facts
    governed: bool
    """Whether the resource has a policy."""
    identity: tuple[Statement, ...]
    boundary: tuple[Statement, ...] | None
    session: tuple[Statement, ...] | None
    resource: tuple[Statement, ...]
    scp: tuple[tuple[Statement, ...], ...]
    rcp: tuple[tuple[Statement, ...], ...]
    vpc_endpoint: tuple[tuple[Statement, ...], ...]

    def of(self, layer: str) -> Iterable[Statement]:
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

    What cannot be known is tried both ways: allowed in all worlds, in none, or in some. `layer` is where it was denied,
    or what allows it: `resource` where in some world the resource's policy is enough by itself, else `identity`.
    """
    world = _world(body)
    answers: list[Answer] = []
    worlds: list[dict[Test, bool]] = [{}]
    while worlds:
        assumed = worlds.pop()
        try:
            answers.append(_answer(replace(world, facts=replace(world.facts, assumed=assumed))))
        except Undecided as question:
            if len(assumed) == MOST_TESTS:
                raise ValueError(
                    f"more than {MOST_TESTS} tests hang on unknown keys; give more of the context"
                ) from None
            worlds += [{**assumed, question.test: True}, {**assumed, question.test: False}]
    allowed = [answer for answer in answers if not answer.causes]
    if allowed:
        outcome = "allowed" if len(allowed) == len(answers) else "conditional"
        direct = any(answer.direct for answer in allowed)
        return {"outcome": outcome, "denied_by": None, "layer": "resource" if direct else "identity"}
    # Of several causes the first is named that holds in every world; where none does, the first that holds in some.
    causes = [cause for cause in _causes(world) if any(cause in answer.causes for answer in answers)]
    certain = [cause for cause in causes if all(cause in answer.causes for answer in answers)]
    denied_by, layer = (certain or causes)[0]
    return {"outcome": "denied", "denied_by": denied_by, "layer": layer}


def _causes(world: World) -> list[Cause]:
    """Every cause of a denial, the first to be named first: Deny before a missing Allow."""
    lacks = ["rcp", "scp", "vpc_endpoint", "identity", "resource", "boundary", "session"]
    if _mandatory(world.facts) and _same_account(world.facts):
        lacks = ["rcp", "scp", "vpc_endpoint", "resource", "identity", "boundary", "session"]
    return [*(("explicit", layer) for layer in _LAYERS), *(("implicit", layer) for layer in lacks)]


def _answer(world: World) -> Answer:
    facts = world.facts
    if fixed := _service_rule(facts):
        return fixed
    if facts.caller.linked_by_name and not facts.complete and facts.ask(("the role is service-linked",)):
        world = replace(world, scp=(), rcp=())
    # "Deny evaluation": one explicit Deny in any policy that applies is the final decision.
    causes: set[Cause] = {
        ("explicit", layer)
        for layer in _LAYERS
        if any(one.effect == "Deny" and _meant(one, facts) and applies(one, facts) for one in world.of(layer))
    }
    # "Organizations RCPs": RCPFullAWSAccess is attached everywhere and cannot be detached, so there is always an Allow.
    # "Organizations SCPs": no applicable Allow at any one level is an implicit deny ("SCP evaluation": an account needs
    # an explicit Allow at every level from the root down).
    if not all([_allowed(level, facts) for level in world.scp]):  # noqa: C419  # ask all, however the first answers
        causes.add(("implicit", "scp"))
    # "Control access to VPC endpoints using endpoint policies", VPC guide: what a policy does not allow does not pass.
    if not all([_allowed(policy, facts) for policy in world.vpc_endpoint]):  # noqa: C419  # the same
        causes.add(("implicit", "vpc_endpoint"))
    direct, lacking = _granted(world)
    return Answer(frozenset(causes | {("implicit", layer) for layer in lacking}), direct=direct)


def _granted(world: World) -> tuple[bool, set[str]]:
    """Whether the resource's policy is enough by itself, and what lacks where it is not."""
    facts, who = world.facts, world.facts.caller
    grants: list[Limits] = [
        limits
        for statement in world.resource
        if statement.effect == "Allow" and let_in(statement, facts) and applies(statement, facts)
        for limits in let_in(statement, facts)
    ]
    if _own_bucket_policy(facts) and world.governed:
        grants.append(frozenset())
    # Outsiders have no policies of their own, so the resource's decides: "AWS service principals", "All principals",
    # and, for whom a provider vouches, the STS reference: AssumeRoleWithWebIdentity and -WithSAML need no credentials.
    if not who.in_account:
        return bool(grants), set() if grants else {"resource"}
    lacking = _lacking(world)
    if not _same_account(facts):
        # "Cross-account policy evaluation logic": both accounts must allow; the caller's side with all its limits.
        return False, lacking | (set() if grants else {"resource"})
    # The table of principals: what limits a caller that is named itself, and what one whose account is named.
    itself = [limits & lacking for limits in grants if "identity" not in limits]
    if frozenset() in itself:
        return True, set()
    if itself:
        return False, set(itself[0])
    return False, lacking | ({"resource"} if _mandatory(facts) and not grants else set())


def _lacking(world: World) -> set[str]:
    """Which of the caller's own layers do not allow."""
    facts, who = world.facts, world.facts.caller
    lacking = set()
    # "By default, all requests are implicitly denied with the exception of the root user, which has full access."
    if who.kind != "root" and not _allowed(world.identity, facts):
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


def _same_account(facts: Facts) -> bool:
    """Whether the resource is the caller's account's; so where the request does not say whose it is."""
    return facts.resource_account in {None, facts.caller.account}


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
    if action in {"sts:tagsession", "sts:setsourceidentity"}:
        return True  # "Pass session tags in AWS STS": the trust policy must allow sts:TagSession; so with the identity
    return action.startswith("sts:assumerole") or (
        action.startswith("kms:")
        and resource.split(":", 5)[2:3] == ["kms"]
        and resource.split(":", 5)[-1].startswith("key/")
    )


def _own_bucket_policy(facts: Facts) -> bool:
    """S3 reference, PutBucketPolicy: the root user of the bucket's account may, even if the policy denies it."""
    return (
        facts.action.lower() in {"s3:getbucketpolicy", "s3:putbucketpolicy", "s3:deletebucketpolicy"}
        and facts.caller.kind == "root"
        and _same_account(facts)
    )


def _service_rule(facts: Facts) -> Answer | None:
    """What services decide whatever the policies say."""
    action, resource, who = facts.action.lower(), facts.resource, facts.caller
    # STS reference, GetCallerIdentity: no permissions are required, and an explicit Deny does not take it away.
    if action == "sts:getcalleridentity" and who.kind != "anonymous":
        return Answer()
    # STS reference, GetSessionToken: no permissions are required for users, and policies do not control it.
    if action == "sts:getsessiontoken" and who.kind == "user":
        return Answer()
    # "Compare AWS STS credentials": sessions of roles cannot call GetFederationToken nor GetSessionToken; those of
    # GetFederationToken neither IAM nor STS, but GetCallerIdentity.
    tokens = action in {"sts:getfederationtoken", "sts:getsessiontoken"} and who.kind in {"role", "session"}
    if tokens or (who.kind == "federated" and action.partition(":")[0] in {"iam", "sts"}):
        return Answer(frozenset({("implicit", "resource")}))
    # "AWS managed policies": you cannot change their permissions; IAM Identity Center guide: nor its reserved roles.
    # Passing a role changes nothing of it ("Grant a user permissions to pass a role": it is no API call).
    writes = (
        action.startswith("iam:") and action != "iam:passrole" and actions.access_level(action) not in {"List", "Read"}
    )
    if writes and (":iam::aws:policy/" in resource or ":role/aws-reserved/" in resource):
        return Answer(frozenset({("implicit", "resource")}))
    # KMS guide, "Aliases": the prefix alias/aws/ is reserved.
    if action in {"kms:createalias", "kms:updatealias", "kms:deletealias"} and ":alias/aws/" in resource:
        return Answer(frozenset({("implicit", "resource")}))
    # STS reference, AssumeRole: it cannot be called with the credentials of the root user.
    if action == "sts:assumerole" and who.kind == "root":
        return Answer(frozenset({("implicit", "resource")}))
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
    session = items(principal.get("session_policies"))
    kind: PolicyKind = "trust" if _mandatory(facts) and facts.action.startswith("sts:") else "resource"
    return World(
        facts=facts,
        governed=resource.get("policy") is not None,
        identity=_of([*items(body.get("identity_policies")), *groups], "identity"),
        boundary=tuple(statements(principal["boundary"], "boundary")) if facts.bounded else None,
        session=tuple(one for document in session for one in statements(document, "session")) if session else None,
        resource=tuple(
            one
            for one in statements(resource.get("policy"), kind)
            if one.effect == "Allow" or not _own_bucket_policy(facts)
        ),
        scp=_levels(body, "scp_levels", "scp") if _scp_binds(facts, managed=managed) else (),
        rcp=_levels(body, "rcp_levels", "rcp") if _rcp_binds(facts, managed=managed) else (),
        vpc_endpoint=tuple(tuple(statements(one, "vpc_endpoint")) for one in items(body.get("vpc_endpoint_policies"))),
    )


def _linked(facts: Facts) -> bool:
    """Whether a service-linked role calls, for certain: the name alone is proof where there is no more to be known."""
    return facts.caller.service_linked and (facts.complete or not facts.caller.linked_by_name)


def _scp_binds(facts: Facts, *, managed: bool) -> bool:
    # "Service control policies", Organizations guide: they affect users, roles and root users of member accounts; not
    # the management account, not service-linked roles, not principals outside of the organization.
    return facts.caller.in_account and not managed and not _linked(facts)


def _rcp_binds(facts: Facts, *, managed: bool) -> bool:
    # "Resource control policies", Organizations guide: they affect resources of member accounts, whoever calls; not the
    # management account's, not calls of service-linked roles, and of supported services alone.
    same = _same_account(facts)
    service = facts.action.lower().partition(":")[0]
    # KMS guide, "Resource control policies in AWS KMS": kms:RetireGrant is not effective in an RCP.
    if facts.action.lower() == "kms:retiregrant":
        return False
    return service in _RCP_SERVICES and not _linked(facts) and not (managed and same)


def _levels(body: Mapping[str, object], name: str, kind: PolicyKind) -> tuple[tuple[Statement, ...], ...]:
    return tuple(_of(items(level), kind) for level in items(body.get(name)))


def _of(named: list[object], kind: PolicyKind) -> tuple[Statement, ...]:
    return tuple(one for policy in named for one in statements(members(policy).get("document"), kind))
