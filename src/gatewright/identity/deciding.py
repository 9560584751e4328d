"""Decisions about principals and resources of a world: one for all that share a policy set, where that is possible."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gatewright.identity import actions
from gatewright.identity.answers import Evidence, Verdict
from gatewright.identity.context import Context, Values, derived, known_absent
from gatewright.identity.matching import Request
from gatewright.identity.openings import is_open, opened
from gatewright.identity.parties import UNCERTAIN, Held, Principal, Signature, Target
from gatewright.identity.patterns import Variable, glob, parts_of
from gatewright.identity.policies import Policy, Statement, Unset, usable_action
from gatewright.identity.procedure import Decision, Policies, decide
from gatewright.identity.suppositions import Suppositions
from gatewright.identity.world import World

_OF_CALLER = ("aws:principal", "aws:userid", "aws:username")

SOMETHING = "(anything)"
"""Stands in an ARN for what nobody names: it fits `*` and nothing else."""


@dataclass(frozen=True, slots=True)
class Question:
    """An action on a resource; `arn` may be below that of the target, as an object's is.

    A variable in `arn` stands for its value for the caller, as `${aws:username}` for the user's name.
    """

    action: str
    target: Target
    arn: str

    @property
    def policy(self) -> Policy | None:
        """The resource's policy, where it bears on the action: a role's trust is about taking the role alone."""
        held = self.target.policy
        if held is None or (held.policy.kind == "trust" and not self.action.lower().startswith("sts:")):
            return None
        return held.policy


class Decider:
    """Decides questions about principals of a world; remembers what its policies look at."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._suppositions = Suppositions(world.accounts)
        self._open: dict[tuple[str, str, str, str], Policy] = {}
        self._looks: dict[tuple[str, str], bool] = {}
        self._may: dict[tuple[str, str], bool] = {}
        self._parts: dict[tuple[str, str], Policy] = {}

    def everyone(self, question: Question) -> Iterator[tuple[Principal, Decision]]:
        """Every user and role of the world that the decision does not deny, with the decision."""
        policy = None if question.policy is None else self._about(question.policy, question.action)
        named: dict[Signature, list[Principal]] = defaultdict(list)
        for one in self.world.named(_named(policy)):
            named[one.signature].append(one)
        looking = policy is not None and any(map(_looks, policy.statements))
        for signature, members in self.world.groups.items():
            apart = named.get(signature, [])
            if self._allows(members[0], question.action) or _opens(policy):
                yield from self._of_group(members, apart, question, looking=looking)
            else:  # nothing but what names them can allow it
                yield from self._each(apart, question)

    def _of_group(
        self, members: Sequence[Principal], named: Sequence[Principal], question: Question, *, looking: bool
    ) -> Iterator[tuple[Principal, Decision]]:
        """Those of a group; one decision is for all of whom no policy takes notice."""
        action = question.action
        if looking or any(self._looks_at_caller(one.policy, action) for one in _bearing(members[0])):
            yield from self._each(members, question)
            return
        yield from self._each(named, question)
        apart = {id(one) for one in named}
        others = [one for one in members if id(one) not in apart] if apart else members
        if others:
            decision = self.decide(others[0], question)
            if decision.outcome != "denied":
                yield from ((one, decision) for one in others)

    def _each(self, members: Iterable[Principal], question: Question) -> Iterator[tuple[Principal, Decision]]:
        for member in members:
            decision = self.decide(member, question)
            if decision.outcome != "denied":
                yield member, decision

    def decide(self, principal: Principal, question: Question) -> Decision:
        """The decision on one principal's request."""
        action = question.action
        policies = Policies(
            identity=tuple(self._about(one.policy, action) for one in principal.held),
            boundary=None if principal.boundary is None else self._about(principal.boundary.policy, action),
            resource=None if question.policy is None else self._about(question.policy, action),
        )
        request = self._request(principal, question)
        if is_open(request.resource) or is_open(request.caller.arn):
            policies = self._opened(policies, request)
        decision = self._suppositions.decide(request, policies)
        return _uncertain(decision, principal.address) if UNCERTAIN in principal.address else decision

    def outside(self, principal: Principal, question: Question) -> Decision:
        """The decision on somebody's request who is no principal of the world, in another account than any of it."""
        policies = Policies(identity=tuple(one.policy for one in principal.held), resource=question.policy)
        return decide(self._request(principal, question), policies)

    def _opened(self, policies: Policies, request: Request) -> Policies:
        """The policies, open where they may name what has an unknown name."""

        def open_(policy: Policy) -> Policy:
            key = (policy.name, request.action, request.resource, request.caller.arn)
            if key not in self._open:
                self._open[key] = opened(policy, request.resource, request.caller.arn)
            return self._open[key]

        return replace(
            policies,
            identity=tuple(map(open_, policies.identity)),
            boundary=None if policies.boundary is None else open_(policies.boundary),
            resource=None if policies.resource is None else open_(policies.resource),
        )

    def _request(self, principal: Principal, question: Question) -> Request:
        target, caller = question.target, principal.caller
        known = derived(
            caller,
            tags=principal.tags,
            organization=None,
            resource_account=target.account,
            resource_tags=target.tags,
        )
        return Request(
            caller=caller,
            action=question.action,
            resource=_for_caller(question.arn, known),
            resource_account=target.account,
            context=Context(known, complete=False, absent=known_absent(caller), unknown=self.world.compiler.reasons),
            everywhere=question.arn == "*" or actions.on_no_resource(question.action),
            bounded=principal.boundary is not None,
        )

    def verdict(self, principal: Principal, question: Question, decision: Decision) -> Verdict:
        """The decision with its statements in their places."""
        doubts = {one.doubt: one for one in decision.statements if one.doubt}

        def told(text: str) -> str:
            for doubt, one in doubts.items():
                name = self._evidence(one, principal, question.target).policy
                text = text.replace(doubt, doubt.replace(one.policy, name))
            return text

        return Verdict(
            outcome=decision.outcome,
            condition=None if decision.condition is None else told(decision.condition),
            unknown=tuple(map(told, decision.unknown)),
            statements=tuple(self._evidence(one, principal, question.target) for one in decision.statements),
        )

    def _evidence(self, statement: Statement, principal: Principal, target: Target) -> Evidence:
        index = statement.index if statement.index >= 0 else None
        held = principal.holding(statement.policy)
        if target.policy is not None and target.policy.policy.name == statement.policy:
            held = target.policy
        if held is None:
            return Evidence(statement.policy, index, statement.effect, None, None)
        file, line = self.world.place(held, index)
        return Evidence(held.name, index, statement.effect, file, line)

    def may(self, principal: Principal, question: Question) -> bool:
        """Whether it is worth deciding: a statement of the principal's or of the resource may allow the action."""
        policy = question.policy
        granting = policy is not None and self._may_allow(policy, question.action)
        return granting or self._allows(principal, question.action)

    def _allows(self, principal: Principal, action: str) -> bool:
        """Whether any statement of the principal's own may allow the action on something."""
        return any(self._may_allow(one.policy, action) for one in principal.held)

    def _may_allow(self, policy: Policy, action: str) -> bool:
        key = (policy.name, action)
        if key not in self._may:
            self._may[key] = any(one.effect == "Allow" for one in self._about(policy, action).statements)
        return self._may[key]

    def _about(self, policy: Policy, action: str) -> Policy:
        """The policy with those of its statements that may be about the action: the others decide nothing."""
        key = (policy.name, action)
        if key not in self._parts:
            statements = tuple(one for one in policy.statements if _speaks_of(one, action))
            self._parts[key] = replace(policy, statements=statements)
        return self._parts[key]

    def _looks_at_caller(self, policy: Policy, action: str) -> bool:
        key = (policy.name, action)
        if key not in self._looks:
            self._looks[key] = any(map(_looks, self._about(policy, action).statements))
        return self._looks[key]


def _for_caller(arn: str, known: Mapping[str, Values]) -> str:
    """The ARN with the values of its variables; one without a value is anything."""
    if "${" not in arn:
        return arn
    filled: list[str] = []
    for part in parts_of(arn, variables=True):
        values = known.get(part.key, ()) if isinstance(part, Variable) else ()
        filled.append(part if isinstance(part, str) else values[0] if len(values) == 1 else SOMETHING)
    return "".join(filled)


def _uncertain(decision: Decision, address: str) -> Decision:
    """The decision on one of which it is not known whether there is any."""
    if decision.outcome == "denied":
        return decision
    reason = f"whether there is any `{address}` is not known"
    condition = f"there is `{address}`" + (f" and ({decision.condition})" if decision.condition else "")
    return replace(decision, outcome="conditional", condition=condition, unknown=(*decision.unknown, reason))


def _bearing(principal: Principal) -> tuple[Held, ...]:
    return principal.held if principal.boundary is None else (*principal.held, principal.boundary)


def _named(policy: Policy | None) -> frozenset[str]:
    """The principals that a policy names, for or against."""
    if policy is None:
        return frozenset()
    return frozenset(
        name
        for one in policy.statements
        if one.principals is not None
        for _, name in one.principals.values
        if isinstance(name, str)
    )


def _opens(policy: Policy | None) -> bool:
    """Whether a policy may allow something to principals that it does not name."""
    return policy is not None and any(
        one.effect == "Allow"
        and one.principals is not None
        and (one.principals.negated or any(name == "*" or isinstance(name, Unset) for _, name in one.principals.values))
        for one in policy.statements
    )


def _speaks_of(statement: Statement, action: str) -> bool:
    """Whether a statement may be about the action."""
    listed = statement.actions
    if any(isinstance(one, Unset) for one in listed.values):
        return True
    fits = any(
        isinstance(one, str) and usable_action(one) and glob(one, ignore_case=True)(action) for one in listed.values
    )
    return fits is not listed.negated


def _looks(statement: Statement) -> bool:
    """Whether a statement looks at who the caller is, beyond its principals."""
    texts = (*statement.resources.values, *(value for test in statement.tests for value in test.values))
    return any(test.key.startswith(_OF_CALLER) for test in statement.tests) or any(
        isinstance(text, str) and "${" in text for text in texts
    )
