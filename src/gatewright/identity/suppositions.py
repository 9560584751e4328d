"""Decisions where an account is a placeholder: what they are whichever account it is.

A policy may name an account that no document has. The placeholder may be that account, or it may not: the request is
decided either way, and where that makes a difference the decision is conditional and says on which account.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from gatewright.identity.matching import Request
from gatewright.identity.policies import Policy, Principals, Statement, Test, Text, Texts
from gatewright.identity.principals import is_placeholder
from gatewright.identity.procedure import Decision, Policies, decide

MOST_ACCOUNTS = 16
"""Accounts that a placeholder is tried as one by one; more are tried together."""

_ACCOUNT = re.compile(r"(?<!\d)\d{12}(?!\d)")


class Suppositions:
    """Decides under every supposition that matters.

    Policies are told apart by their names, as a world makes them, and by the action that they are asked about.
    """

    def __init__(self, known: frozenset[str]) -> None:
        """`known` are the accounts of documents, placeholders among them."""
        self._known = known
        self._accounts: dict[tuple[str, str], frozenset[str]] = {}
        self._renamed: dict[tuple[str, str, tuple[str, ...], str], Policy] = {}

    def decide(self, request: Request, policies: Policies) -> Decision:
        """The decision on a request."""
        base = decide(request, policies)
        own = [one for one in (request.caller.account, request.resource_account) if one and is_placeholder(one)]
        if not own:
            return base
        named = {account for policy in _all(policies) for account in self._named(policy, request.action)}
        foreign = sorted(named - self._known)
        cases: dict[str, Decision] = {}
        for accounts in _portions(foreign):
            supposed = decide(request, self._with(policies, accounts, own[0], request.action))
            if supposed.outcome != base.outcome:
                cases[" or ".join(accounts)] = supposed
        return _combined(base, cases) if cases else base

    def _named(self, policy: Policy, action: str) -> frozenset[str]:
        """The accounts that a policy names in what it says about an action."""
        if (policy.name, action) not in self._accounts:
            texts = (text for one in policy.statements for text in _texts(one))
            self._accounts[policy.name, action] = frozenset(
                account for text in texts for account in _ACCOUNT.findall(text)
            )
        return self._accounts[policy.name, action]

    def _with(self, policies: Policies, accounts: tuple[str, ...], placeholder: str, action: str) -> Policies:
        """The policies with a placeholder in the place of the accounts that it is taken to be."""

        def taken(policy: Policy) -> Policy:
            if self._named(policy, action).isdisjoint(accounts):
                return policy
            key = (policy.name, action, accounts, placeholder)
            if key not in self._renamed:
                pattern = re.compile(rf"(?<!\d)(?:{'|'.join(accounts)})(?!\d)")
                statements = tuple(_statement(one, pattern, placeholder) for one in policy.statements)
                self._renamed[key] = replace(policy, statements=statements)
            return self._renamed[key]

        return replace(
            policies,
            identity=tuple(map(taken, policies.identity)),
            boundary=None if policies.boundary is None else taken(policies.boundary),
            resource=None if policies.resource is None else taken(policies.resource),
        )


def _portions(accounts: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Each account by itself, and those beyond the most together."""
    yield from ((one,) for one in accounts[:MOST_ACCOUNTS])
    if rest := tuple(accounts[MOST_ACCOUNTS:]):
        yield rest


def _combined(base: Decision, cases: dict[str, Decision]) -> Decision:
    open_ = [(account, one) for account, one in cases.items() if one.outcome != "denied"]
    parts = [_joined(f"the account is {account}", one.condition) for account, one in open_]
    if base.outcome != "denied":
        others = " and ".join(f"the account is not {account}" for account in cases)
        parts.append(_joined(others, base.condition))
    statements = dict.fromkeys(one for decision in (base, *cases.values()) for one in decision.statements)
    reasons = dict.fromkeys(
        ("which account this is is not known", *(text for one in (base, *cases.values()) for text in one.unknown))
    )
    return Decision(
        "conditional",
        layer=base.layer,
        statements=tuple(statements),
        condition=parts[0] if len(parts) == 1 else " or ".join(f"({part})" for part in parts),
        unknown=tuple(reasons),
    )


def _joined(first: str, second: str | None) -> str:
    return first if second is None else f"{first} and ({second})"


def _all(policies: Policies) -> Iterator[Policy]:
    yield from policies.identity
    for one in (policies.boundary, policies.resource):
        if one is not None:
            yield one


def _texts(statement: Statement) -> Iterator[str]:
    principals = () if statement.principals is None else (name for _, name in statement.principals.values)
    tests = (value for test in statement.tests for value in test.values)
    yield from (one for one in (*statement.resources.values, *principals, *tests) if isinstance(one, str))


def _statement(one: Statement, accounts: re.Pattern[str], placeholder: str) -> Statement:
    def text(given: Text) -> Text:
        return accounts.sub(placeholder, given) if isinstance(given, str) else given

    principals = one.principals
    if principals is not None:
        principals = Principals(tuple((kind, text(name)) for kind, name in principals.values), principals.negated)
    return replace(
        one,
        resources=Texts(tuple(map(text, one.resources.values)), one.resources.negated),
        principals=principals,
        tests=tuple(Test(test.operator, test.key, tuple(map(text, test.values)), test.written) for test in one.tests),
    )
