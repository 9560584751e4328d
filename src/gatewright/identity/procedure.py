"""The decision on a request: every policy that bears on it, with a third answer where something is open.

Sources: IAM user guide, "Policy evaluation logic" and "Cross-account policy evaluation logic"; AWS Organizations user
guide, "Service control policies" and "Resource control policies". docs/identity-semantics.md lists each
rule with its page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from gatewright.identity.callers import Reach, exempt, reach_of, sessions_of
from gatewright.identity.matching import Request, applies, unset_atom
from gatewright.identity.policies import Policy, Statement, Unset
from gatewright.identity.service_rules import (
    always_allowed,
    beyond_resource_policies,
    governed_by_resource_policy,
    never_allowed,
    rcp_service,
)
from gatewright.identity.truth import Atom, Formula, atoms, conjunction, disjunction, negation, settled, text

Layer = Literal["identity", "boundary", "session", "resource", "scp", "rcp", "vpc_endpoint"]
Answer = Literal["allowed", "denied", "conditional"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """Every policy that bears on a request. Levels are from the organization's root down to the account."""

    identity: tuple[Policy, ...] = ()
    boundary: Policy | None = None
    session: tuple[Policy, ...] = ()
    resource: Policy | None = None
    scp_levels: tuple[tuple[Policy, ...], ...] | None = None
    """None where the caller's account is in no organization."""
    rcp_levels: tuple[tuple[Policy, ...], ...] = ()
    vpc_endpoint: tuple[Policy, ...] = ()
    management_account: bool = False
    """Whether the caller's account manages its organization."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to a request, and what it rests on."""

    outcome: Answer
    denied_by: Literal["explicit", "implicit"] | None = None
    layer: Layer | None = None
    """Where it was denied; of an allowed request, what allowed it."""
    statements: tuple[Statement, ...] = ()
    condition: str | None = None
    """What has to hold for the request to be allowed, where that depends on something that is not known."""
    unknown: tuple[str, ...] = ()
    """Why it is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    """What the policies of one layer say."""

    layer: Layer
    allow: Formula
    deny: Formula = False
    allowing: tuple[Statement, ...] = ()
    denying: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class _Resource:
    """What a resource policy says, by how far its grants reach."""

    grants: dict[Reach, Formula] = field(default_factory=dict)
    deny: Formula = False
    allowing: tuple[Statement, ...] = ()
    denying: tuple[Statement, ...] = ()

    def granted(self, *reaches: Reach) -> Formula:
        return disjunction(self.grants.get(reach, False) for reach in reaches)


def decide(request: Request, policies: Policies) -> Decision:
    """The decision on one request."""
    if always_allowed(request):
        return Decision("allowed", layer="identity")
    if never_allowed(request):
        return Decision("denied", "implicit", "resource")
    resource = _resource(request, policies.resource)
    identity = _plain("identity", policies.identity, request)
    boundary = _plain("boundary", () if policies.boundary is None else (policies.boundary,), request)
    session = _plain("session", policies.session, request)
    guards = _guards(request, policies)
    denials = (*guards, _denials(resource), identity, boundary, session)
    if any(verdict.deny is True for verdict in denials):
        return _denied((), denials)
    needs, direct = _needs(request, policies, resource, (identity, boundary, session))
    return _answer((*guards, *needs), denials, direct)


def _needs(
    request: Request, policies: Policies, resource: _Resource, own: tuple[_Verdict, _Verdict, _Verdict]
) -> tuple[list[_Verdict], Formula]:
    """What has to allow the request, besides the guards, and whether the resource's policy is enough by itself."""
    caller = request.caller
    granted = resource.granted(Reach.WHOLE, Reach.ROLE, Reach.ACCOUNT)
    trusting = _Verdict(layer="resource", allow=granted, allowing=resource.allowing)
    if caller.account is None or caller.kind == "provider":
        return [trusting], granted
    identity, boundary, session = _own(request, policies, own)
    if request.resource_account not in (None, caller.account):
        return [identity, trusting, boundary, session], False
    role = resource.granted(Reach.ROLE)
    limits = conjunction((boundary.allow, session.allow))
    direct = disjunction((resource.granted(Reach.WHOLE), conjunction((role, limits))))
    if direct is True:
        return [trusting], True
    # Named itself, the caller lacks nothing but what its boundary and session policies do not allow.
    itself = disjunction((direct, role))
    identity = replace(identity, allow=disjunction((itself, identity.allow)))
    boundary = replace(boundary, allow=disjunction((direct, boundary.allow)))
    session = replace(session, allow=disjunction((direct, session.allow)))
    if governed_by_resource_policy(request):
        return [trusting, identity, boundary, session], direct
    evidence = [] if itself is False else [replace(trusting, allow=True)]
    return [*evidence, identity, boundary, session], direct


def _own(
    request: Request, policies: Policies, own: tuple[_Verdict, _Verdict, _Verdict]
) -> tuple[_Verdict, _Verdict, _Verdict]:
    """What the caller's own policies allow, where a policy that is not there limits nothing."""
    identity, boundary, session = own
    caller = request.caller
    if caller.kind == "root":
        identity = _Verdict(layer="identity", allow=True)
    if policies.boundary is None:
        boundary = _Verdict(layer="boundary", allow=True)
    if not policies.session:
        # A federated user has what its session's policies and its user's policies both allow, and nothing without.
        session = _Verdict(layer="session", allow=caller.kind != "federated")
    return identity, boundary, session


def _guards(request: Request, policies: Policies) -> list[_Verdict]:
    """What bounds a request from outside: RCPs, SCPs, the endpoint that it comes through."""
    caller = request.caller
    found: list[_Verdict] = []
    same = request.resource_account in (None, caller.account)
    exempt_resource = same and policies.management_account
    linked = _service_linked(request)
    if rcp_service(request) and linked is not True and not exempt_resource:
        everything = tuple(policy for level in policies.rcp_levels for policy in level)
        denied = _guarded("rcp", everything, request)
        # The policy that allows everything is attached to every level, and cannot be taken away.
        found.append(_unless(linked, _Verdict(layer="rcp", allow=True, deny=denied.deny, denying=denied.denying)))
    bound = caller.kind in ("user", "role", "session", "federated", "root") and linked is not True
    if policies.scp_levels is not None and bound and not policies.management_account:
        found += [_unless(linked, _plain("scp", level, request)) for level in policies.scp_levels]
    found += [_guarded("vpc_endpoint", (policy,), request) for policy in policies.vpc_endpoint]
    return found


def _service_linked(request: Request) -> Formula:
    """Whether a service-linked role calls; its name alone is no proof where its path may be told yet."""
    caller = request.caller
    if caller.linked_by_name and not request.context.complete:
        reason = f"the path of the role `{caller.name}` is not known"
        return Atom("the role is service-linked", reason, ("service-linked",))
    return caller.service_linked


def _unless(linked: Formula, verdict: _Verdict) -> _Verdict:
    """The verdict, which does not bind service-linked roles."""
    allow = disjunction((linked, verdict.allow))
    return replace(verdict, allow=allow, deny=conjunction((negation(linked), verdict.deny)))


def _plain(layer: Layer, policies: Iterable[Policy], request: Request) -> _Verdict:
    """What policies without principals say."""
    found = [(statement, applies(statement, request)) for policy in policies for statement in policy.statements]
    return _summed(layer, found)


def _guarded(layer: Layer, policies: Iterable[Policy], request: Request) -> _Verdict:
    """What policies with principals say, where it does not matter how they name them."""
    found = []
    for policy in policies:
        for statement in policy.statements:
            named = disjunction(who for _, who in _named(statement, request))
            found.append(
                (statement, conjunction((named, applies(statement, request))) if named is not False else False)
            )
    return _summed(layer, found)


def _summed(layer: Layer, found: Sequence[tuple[Statement, Formula]]) -> _Verdict:
    allowing = [(s, f) for s, f in found if s.effect == "Allow" and f is not False]
    denying = [(s, f) for s, f in found if s.effect == "Deny" and f is not False]
    return _Verdict(
        layer=layer,
        allow=disjunction(f for _, f in allowing),
        deny=disjunction(f for _, f in denying),
        allowing=tuple(s for s, _ in allowing),
        denying=tuple(s for s, _ in denying),
    )


def _resource(request: Request, policy: Policy | None) -> _Resource:
    """What the resource's policy says about the caller."""
    if policy is None:
        return _Resource()
    grants: dict[Reach, list[Formula]] = {}
    denies: list[Formula] = []
    allowing: list[Statement] = []
    denying: list[Statement] = []
    for statement in policy.statements:
        named = _named(statement, request)
        fits = applies(statement, request) if any(who is not False for _, who in named) else False
        if fits is False:
            continue
        if statement.effect == "Deny":
            denies.append(conjunction((disjunction(who for _, who in named), fits)))
            denying.append(statement)
            continue
        allowing.append(statement)
        for reach, who in named:
            grants.setdefault(reach, []).append(conjunction((who, fits)))
    if beyond_resource_policies(request):
        return _Resource({Reach.WHOLE: True})
    summed = {reach: disjunction(parts) for reach, parts in grants.items()}
    return _Resource(summed, disjunction(denies), tuple(allowing), tuple(denying))


def _named(statement: Statement, request: Request) -> list[tuple[Reach, Formula]]:
    """How a statement with principals names the caller; empty where it does not."""
    principals = statement.principals
    if principals is None:
        return []
    known = tuple((kind, name) for kind, name in principals.values if not isinstance(name, Unset))
    unset: list[Formula] = [
        replace(
            unset_atom(name, statement, "Principal", kind),
            text=f"a principal that is not known is the caller ({name.reason})",
        )
        for kind, name in principals.values
        if isinstance(name, Unset)
    ]
    if not principals.negated:
        found: list[tuple[Reach, Formula]] = [
            (reach, True) for kind, name in known if (reach := reach_of(kind, name, request.caller)) is not None
        ]
        return [*found, *((Reach.WHOLE, atom) for atom in unset)]
    if statement.effect == "Deny":
        spared: Formula = exempt(known, request.caller) and not request.bounded
        sessions = sessions_of(known, request.caller)
        if spared is True and sessions and ("AWS", "*") not in known:
            reason = "which session of the role makes the request is not known"
            spared = Atom(f"the session is {' or '.join(sessions)}", reason, ("session", *sessions))
        return [] if spared is True else [(Reach.WHOLE, negation(disjunction((spared, *unset))))]
    listed = any(reach_of(kind, name, request.caller) is not None for kind, name in known)
    return [] if listed else [(Reach.WHOLE, negation(disjunction(unset)))]


def _denials(resource: _Resource) -> _Verdict:
    return _Verdict(layer="resource", allow=False, deny=resource.deny, denying=resource.denying)


def _answer(needs: Sequence[_Verdict], denials: Sequence[_Verdict], direct: Formula) -> Decision:
    allow = conjunction(verdict.allow for verdict in needs)
    deny = disjunction(verdict.deny for verdict in denials)
    formula = settled(conjunction((allow, negation(deny))))
    if formula is False:
        return _denied(needs, denials)
    # The layer that allows: the resource's policy, where it may be enough by itself.
    layer: Layer = "identity" if settled(conjunction((formula, direct))) is False else "resource"
    allowing = _unique(statement for verdict in needs for statement in verdict.allowing)
    if formula is True:
        return Decision("allowed", layer=layer, statements=allowing)
    denying = tuple(statement for verdict in denials for statement in verdict.denying)
    return Decision(
        "conditional",
        layer=layer,
        statements=_unique((*allowing, *denying)),
        condition=text(formula),
        unknown=tuple(dict.fromkeys(atom.reason for atom in atoms(formula))),
    )


def _denied(needs: Sequence[_Verdict], denials: Sequence[_Verdict]) -> Decision:
    """A denial by the first cause that is certain; where none is, by the first that there may be."""
    causes: dict[tuple[Literal["explicit", "implicit"], Layer], list[Formula]] = {}
    for verdict in denials:
        causes.setdefault(("explicit", verdict.layer), []).append(verdict.deny)
    for verdict in needs:
        causes.setdefault(("implicit", verdict.layer), []).append(negation(verdict.allow))
    found = {cause: settled(disjunction(parts)) for cause, parts in causes.items()}
    possible = [cause for cause, holds in found.items() if holds is not False]
    by, layer = next((cause for cause in possible if found[cause] is True), possible[0])
    denying = (statement for verdict in denials if verdict.layer == layer for statement in verdict.denying)
    return Decision("denied", by, layer, _unique(denying) if by == "explicit" else ())


def _unique(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    return tuple({(s.policy, s.index, s.effect): s for s in statements}.values())
