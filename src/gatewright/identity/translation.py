"""From policy documents of the model to compiled policies: what the model does not know stays open.

A policy that nobody knows is compiled, too: to one statement that may allow anything and one that may deny anything.
What AWS would refuse, such as a text that is not JSON, is a problem, and neither allows nor denies.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pydantic import JsonValue

from gatewright.identity.operators import Operator
from gatewright.identity.policies import Effect, Policy, PolicyKind, Problem, Statement, Test, parse_policy
from gatewright.model.aws import policy as model
from gatewright.model.unknown import Unknown

REFUSED = frozenset(
    {
        *("is not valid JSON", "is not a policy document", "is not the text of a policy document"),
        *("is not a statement", "is neither `Allow` nor `Deny`"),
    }
)
"""Why something is unknown that AWS would not accept."""

_LOST = "a statement is not known: "


class Compiler:
    """Compiles policies, each content once: a policy's name is the key of its content."""

    def __init__(self) -> None:
        self._compiled: dict[tuple[PolicyKind, str], Policy] = {}
        self.reasons: dict[str, str] = {}
        """Why policies are not known, by the keys of the conditions that stand for them."""

    def document(self, given: model.PolicyDocument | Unknown, name: str, kind: PolicyKind) -> Policy:
        """The policy that a document of the model says; `name` is what it is called where it is not known."""
        if isinstance(given, Unknown):
            return self.unknown(name, given.reason, kind)
        if isinstance(given.statements, Unknown):
            return self.unknown(name, given.statements.reason, kind)
        statements = [_statement(one) for one in given.statements]
        # The model does not keep the version of a policy.
        return self.json({"Statement": statements}, kind, versioned=False)

    def json(self, body: JsonValue, kind: PolicyKind, *, versioned: bool = True) -> Policy:
        """The policy that a JSON body, or its text, says; its version is not known where it is not `versioned`."""
        text = body if isinstance(body, str) else json.dumps(body)
        key = (kind, text if versioned else f"\0{text}")
        if key not in self._compiled:
            name = f"{kind}#{len(self._compiled)}"
            self._compiled[key] = self._opened(parse_policy(body, name, kind, versioned=versioned))
        return self._compiled[key]

    def unknown(self, name: str, reason: str, kind: PolicyKind) -> Policy:
        """The policy of which nothing is known but the name; one that AWS refuses says nothing."""
        key = (kind, f"\0{name}\0{reason}")
        if key not in self._compiled:
            label = f"{kind}#{len(self._compiled)}"
            if reason in REFUSED:
                compiled = Policy(label, kind, (), (Problem(label, f"it {reason}"),))
            else:
                compiled = Policy(label, kind, self._anything(label, name, reason, kind))
            self._compiled[key] = compiled
        return self._compiled[key]

    def policies(self) -> Iterator[Policy]:
        """Everything that was compiled."""
        yield from self._compiled.values()

    def _opened(self, policy: Policy) -> Policy:
        """The policy with open statements where the model did not know a statement at all."""
        statements = list(policy.statements)
        problems: list[Problem] = []
        for problem in policy.problems:
            reason = problem.message.removeprefix(_LOST)
            if reason == problem.message:
                problems.append(problem)
            elif reason in REFUSED:
                problems.append(replace(problem, message=f"the statement {reason}"))
            else:
                place = -1 if problem.statement is None else problem.statement
                open_ = self._anything(policy.name, f"statement {place}", reason, policy.kind)
                statements += [replace(one, index=place) for one in open_]
        return replace(policy, statements=tuple(statements), problems=tuple(problems))

    def _anything(self, policy: str, name: str, reason: str, kind: PolicyKind) -> tuple[Statement, ...]:
        """A statement that may allow anything to anybody, and one that may deny it."""
        what = name if name.startswith("statement ") else f"policy `{name}`"
        key = f"the {what}"
        if self.reasons.setdefault(key, reason) != reason:
            key = f"the {what} ({reason})"
            self.reasons[key] = reason
        principals = _ANYBODY if kind in ("resource", "trust", "rcp", "vpc_endpoint") else None
        return tuple(
            replace(_EVERYTHING, policy=policy, effect=effect, principals=principals, tests=(Test(word, key, ("it",)),))
            for effect, word in _WORDS
        )


def _everything() -> Statement:
    body: JsonValue = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
    parsed = parse_policy({"Statement": [body]}, "", "resource")
    return replace(parsed.statements[0], index=-1)


_EVERYTHING = _everything()
_ANYBODY = _EVERYTHING.principals
_WORDS: tuple[tuple[Effect, Operator], ...] = (
    ("Allow", Operator("allows", "StringEquals")),
    ("Deny", Operator("denies", "StringEquals")),
)


def _statement(given: model.Statement | Unknown) -> JsonValue:
    if isinstance(given, Unknown):
        return _unset(given)
    if isinstance(given.effect, Unknown):
        return _unset(given.effect)
    written: dict[str, JsonValue] = {"Effect": given.effect}
    if isinstance(given.sid, str):
        written["Sid"] = given.sid
    for name, texts in (
        ("Action", given.actions),
        ("NotAction", given.not_actions),
        ("Resource", given.resources),
        ("NotResource", given.not_resources),
    ):
        if texts is not None:
            written[name] = _texts(texts)
    for name, principals in (("Principal", given.principals), ("NotPrincipal", given.not_principals)):
        if principals is not None:
            written[name] = _principals(principals)
    if given.conditions != ():
        written["Condition"] = _conditions(given.conditions)
    return written


def _texts(given: Sequence[str | Unknown] | Unknown) -> JsonValue:
    if isinstance(given, Unknown):
        return [_unset(given)]
    return [_unset(one) if isinstance(one, Unknown) else one for one in given]


def _principals(given: Sequence[model.Principal | Unknown] | Unknown) -> JsonValue:
    if isinstance(given, Unknown):
        return {"AWS": [_unset(given)]}
    found: dict[str, list[JsonValue]] = {}
    for one in given:
        if isinstance(one, Unknown):
            found.setdefault("AWS", []).append(_unset(one))
            continue
        kind = "AWS" if one.type == "*" or isinstance(one.type, Unknown) else one.type
        value = one.type if isinstance(one.type, Unknown) else one.value
        found.setdefault(kind, []).append(_unset(value) if isinstance(value, Unknown) else value)
    return {kind: list(values) for kind, values in found.items()}


def _conditions(given: Sequence[model.Condition | Unknown] | Unknown) -> JsonValue:
    if isinstance(given, Unknown):
        return dict(_open_condition(given))
    found: dict[str, dict[str, JsonValue]] = {}
    for one in given:
        parts = (one,) if isinstance(one, Unknown) else (one.operator, one.key)
        lost = next((part for part in parts if isinstance(part, Unknown)), None)
        if lost is not None or isinstance(one, Unknown):
            _merge(found, _open_condition(lost if lost is not None else Unknown("")))
            continue
        values = _texts(one.values if one.values is not None else ())
        found.setdefault(str(one.operator), {})[str(one.key)] = values
    return {operator: dict(keys) for operator, keys in found.items()}


def _merge(found: dict[str, dict[str, JsonValue]], more: Mapping[str, Mapping[str, JsonValue]]) -> None:
    for operator, keys in more.items():
        found.setdefault(operator, {}).update(keys)


def _open_condition(reason: Unknown) -> dict[str, dict[str, JsonValue]]:
    """A condition on a key that no request is known to have: whether it holds stays open."""
    return {"StringEquals": {f"a condition that is not known ({reason.reason})": [_unset(reason)]}}


def _unset(given: Unknown) -> JsonValue:
    return {"$unknown": given.reason}
