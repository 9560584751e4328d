"""Who from outside of a world a resource policy lets in: anybody, accounts, services, identity providers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pydantic import JsonValue

from gatewright.identity.callers import ANONYMOUS, Caller, caller_of
from gatewright.identity.parties import Held, PartyKind, Principal
from gatewright.identity.policies import Policy, Unset
from gatewright.identity.procedure import Decision
from gatewright.identity.truth import Atom, text

if TYPE_CHECKING:
    from gatewright.identity.deciding import Decider, Question

SOMEBODY = "(somebody)"
_WEB, _SAML = "sts:assumerolewithwebidentity", "sts:assumerolewithsaml"


def outsiders(decider: Decider, question: Question, *, services: bool = True) -> tuple[tuple[Principal, Decision], ...]:
    """Everybody from outside of the world whom the resource's policy names and does not deny, with the decision."""
    policy = question.policy
    if policy is None:
        return ()
    found: dict[str, tuple[Principal, Decision]] = {}
    for principal in _named(policy, decider, services=services):
        if principal.key in found or not _can_call(principal, question.action):
            continue
        decision = _guarded(principal, question, decider.outside(principal, question))
        if decision.outcome != "denied":
            found[principal.key] = (principal, decision)
    return tuple(found.values())


def _named(policy: Policy, decider: Decider, *, services: bool) -> Iterable[Principal]:
    known = decider.world.by_principal
    for statement in policy.statements:
        if statement.effect != "Allow" or statement.principals is None:
            continue
        if statement.principals.negated:
            yield Principal(arn="*", name="anybody", kind="anonymous", caller=caller_of(ANONYMOUS))
            continue
        for kind, name in statement.principals.values:
            if isinstance(name, Unset):
                yield _somebody(kind, name)
            elif name not in known and (services or kind != "Service"):
                principal = _principal(kind, name, decider)
                if principal is not None:
                    yield principal


def _principal(kind: str, name: str, decider: Decider) -> Principal | None:
    """The principal of a policy's text; None for one that is no caller, or an account of the world itself."""
    if name == "*":
        return Principal(arn="*", name="anybody", kind="anonymous", caller=caller_of(ANONYMOUS))
    if kind == "AWS" and name.isdigit() and len(name) == 12:
        name = f"arn:aws:iam::{name}:root"
    try:
        caller = caller_of(name)
    except ValueError:
        return None
    own = caller.account in decider.world.accounts
    if kind == "Service":
        return Principal(arn=name, name=name, kind="service", caller=caller)
    if kind == "Federated":
        return Principal(arn=name, name=caller.name or name, kind="federated", caller=caller, account=caller.account)
    if kind != "AWS" or (own and caller.kind == "root"):
        return None
    if caller.kind == "root":
        return _account(name, str(caller.account), decider)
    reason = f"`{name}` is not among the documents"
    held = Held(decider.world.compiler.unknown(f"policies of {name}", reason, "identity"), f"policies of {name}")
    return Principal(
        arn=name, name=caller.name or name, kind="external", caller=caller, account=caller.account, held=(held,)
    )


def _account(arn: str, account: str, decider: Decider) -> Principal:
    """Somebody of another account whom that account lets do everything: it has the other half of the decision."""
    body: JsonValue = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    policy = decider.world.compiler.json({"Version": "2012-10-17", "Statement": [body]}, "identity")
    name = f"policies of {account}"
    caller = Caller(f"arn:aws:iam::{account}:user/{SOMEBODY}", "user", account, SOMEBODY)
    held = (Held(policy, name),)
    return Principal(arn=arn, name=account, kind="account", caller=caller, account=account, held=held)


def _somebody(kind: str, name: Unset) -> Principal:
    party: PartyKind = {"Federated": "federated", "Service": "service"}.get(kind, "external")  # type: ignore[assignment]  # the three are kinds
    return Principal(arn="", name=f"somebody: {name.reason}", kind=party, caller=Caller("", "anonymous"))


def _can_call(principal: Principal, action: str) -> bool:
    """Whether such a principal makes such a request: federated ones take roles in their own way, all others not."""
    federated = action.lower() in (_WEB, _SAML)
    if principal.kind != "federated":
        return not federated
    if not principal.arn or ":saml-provider/" not in principal.arn:
        return action.lower() == _WEB
    return action.lower() == _SAML


def _guarded(principal: Principal, question: Question, decision: Decision) -> Decision:
    """The decision under the bucket's public access block, which keeps a public policy from letting in others."""
    if principal.kind == "account":
        decision = _handed_on(decision, str(principal.account))
    guarded = question.target.guarded
    if decision.outcome == "denied" or guarded is False or principal.kind == "service":
        return decision
    if principal.account == question.target.account or not _public(question.policy):
        return decision
    if guarded is True:
        return Decision("denied", "implicit", "resource")
    atom = Atom("the bucket does not restrict public policies", str(guarded), ("public access block",))
    condition = text(atom) if decision.condition is None else f"{text(atom)} and ({decision.condition})"
    return Decision(
        "conditional", None, decision.layer, decision.statements, condition, (*decision.unknown, str(guarded))
    )


def _handed_on(decision: Decision, account: str) -> Decision:
    """The decision on an account's principals, which the account has to allow what it is allowed itself."""
    if decision.outcome == "denied":
        return decision
    condition = f"the account {account} lets a principal of its own do it"
    return Decision(
        "conditional",
        layer=decision.layer,
        statements=tuple(one for one in decision.statements if one.principals is not None),
        condition=condition if decision.condition is None else f"{condition} and ({decision.condition})",
        unknown=(*decision.unknown, f"what the account {account} lets its principals do is not known"),
    )


def _public(policy: Policy | None) -> bool:
    """Whether a policy lets in everybody, as the public access block understands it."""
    return policy is not None and any(
        one.effect == "Allow"
        and one.principals is not None
        and not one.tests
        and (one.principals.negated or any(name == "*" for _, name in one.principals.values))
        for one in policy.statements
    )
