"""Policy documents, parsed once: what is malformed is named and left out, and the rest stands.

Source: IAM user guide, "Grammar of the IAM JSON policy language" and "IAM JSON policy elements reference".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from pydantic import JsonValue

from gatewright.identity.operators import Operator, operator_named, readable
from gatewright.model.unknown import KEY

PolicyKind = Literal["identity", "boundary", "session", "resource", "trust", "scp", "rcp", "vpc_endpoint"]
Effect = Literal["Allow", "Deny"]

_DENY = re.compile(r'"Effect"\s*:\s*"deny"', re.IGNORECASE)
_OPEN_VARIABLE = re.compile(r"\$\{(?!\s*[^}',\s][^}',]*(?:,\s*'[^'}]*'\s*)?\})")

VERSIONS = ("2012-10-17", "2008-10-17")
LARGEST = 1_000_000
"""Characters of the largest policy text that is read; the largest that AWS takes has 20,480."""

_WITH_PRINCIPAL: frozenset[PolicyKind] = frozenset({"resource", "trust", "rcp", "vpc_endpoint"})
_PRINCIPAL_KINDS = ("AWS", "Service", "Federated", "CanonicalUser")
_STATEMENT_KEYS = frozenset(
    {"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"}
)


@dataclass(frozen=True, slots=True)
class Unset:
    """A text of a policy that nobody knows yet."""

    reason: str
    template: str = ""
    """What is written where the text is made from something unknown: equal templates are equal texts."""


Text: TypeAlias = str | Unset


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of an element, and whether it is the element's negated form (`NotAction` and the like)."""

    values: tuple[Text, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Principals:
    """`Principal` or `NotPrincipal`: kind and name of each."""

    values: tuple[tuple[str, Text], ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Test:
    """One operator on one key of a `Condition`."""

    operator: Operator
    key: str
    """In lower case: the letter case of keys does not matter."""
    values: tuple[Text, ...]
    written: str = field(default="", compare=False)
    """The key as the policy has it, for who reads the answer."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement, with its place in its policy."""

    policy: str
    index: int
    sid: str
    effect: Effect
    actions: Texts
    resources: Texts
    principals: Principals | None
    tests: tuple[Test, ...]
    variables: bool | None
    """Whether the policy's version knows variables; None where that is not known and makes a difference."""
    doubt: str = ""
    """Of what cannot be read and might deny, why; it stands for a statement that may deny anything to anybody."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a part of a policy; the part is left out."""

    policy: str
    message: str
    statement: int | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy: its sound statements, and what is wrong with the others."""

    name: str
    kind: PolicyKind
    statements: tuple[Statement, ...]
    problems: tuple[Problem, ...] = field(default=())


class _MalformedError(ValueError):
    """A part of a policy cannot be used."""


def parse_policy(document: JsonValue, name: str, kind: PolicyKind, *, versioned: bool = True) -> Policy:
    """The policy that a document, or its JSON text, holds; its version is not known where it is not `versioned`."""
    variables: bool | None
    try:
        listed, variables = _header(_mapping(_loaded(document), "a policy"))
    except _MalformedError as error:
        doubt = (_doubtful(f"policy {name}", name, -1, kind),) if _might_deny(document) else ()
        return Policy(name, kind, doubt, (Problem(name, str(error)),))
    variables = variables if versioned else None
    statements: list[Statement] = []
    problems: list[Problem] = []
    for index, item in enumerate(listed):
        complaints: list[str] = []
        try:
            statements.append(_StatementParser(name, kind, variables, complaints)(index, item))
        except _MalformedError as error:
            complaints.append(str(error))
            if _might_deny(item):
                statements.append(_doubtful(f"statement {index} of {name}", name, index, kind))
        problems += [Problem(name, message, index) for message in complaints]
    return Policy(name, kind, tuple(statements), tuple(problems))


def _might_deny(part: JsonValue) -> bool:
    """Whether a part that cannot be read has a `Deny`."""
    try:
        text = part if isinstance(part, str) else json.dumps(part)
    except RecursionError:
        return True
    return _DENY.search(text) is not None


def _doubtful(what: str, policy: str, index: int, kind: PolicyKind) -> Statement:
    everybody = Principals((("AWS", "*"),)) if kind in _WITH_PRINCIPAL else None
    doubt = f"{what} cannot be read and might deny"
    every = Texts(("*",))
    return Statement(policy, index, "", "Deny", every, every, everybody, (), variables=True, doubt=doubt)


def _header(body: Mapping[str, JsonValue]) -> tuple[list[JsonValue], bool]:
    """The statements of a policy, and whether its version knows variables."""
    version = body.get("Version", VERSIONS[1])
    if version not in VERSIONS:
        raise _MalformedError(f"the version is {_shown(version)}; write `{VERSIONS[0]}`")
    for key in body:
        if key not in {"Version", "Id", "Statement"}:
            raise _MalformedError(f"`{key}` is no element of a policy")
    listed = body.get("Statement")
    if listed is None:
        raise _MalformedError("it has no `Statement`")
    return listed if isinstance(listed, list) else [listed], version == VERSIONS[0]


@dataclass(frozen=True, slots=True)
class _StatementParser:
    policy: str
    kind: PolicyKind
    variables: bool | None
    complaints: list[str]
    """Where it tells what is odd but does not void the statement."""

    def __call__(self, index: int, item: JsonValue) -> Statement:
        body = _mapping(item, "a statement")
        for key in body:
            if key not in _STATEMENT_KEYS:
                raise _MalformedError(f"`{key}` is no element of a statement")
        actions = self._texts(body, "Action")
        if actions is None:
            raise _MalformedError("it has neither `Action` nor `NotAction`")
        for action in actions.values:
            if isinstance(action, str) and (problem := _action_problem(action)):
                self.complaints.append(problem)
        resources, tests = self._resources(body), tuple(self._tests(body.get("Condition", {})))
        texts = (*resources.values, *(value for test in tests for value in test.values))
        plain = self.variables is None and not any(isinstance(one, str) and "${" in one for one in texts)
        return Statement(
            self.policy,
            index,
            str(body.get("Sid", "")),
            _effect(body.get("Effect")),
            actions,
            resources,
            self._principals(body),
            tests,
            variables=True if plain else self.variables,
        )

    def _texts(self, body: Mapping[str, JsonValue], name: str) -> Texts | None:
        given = [key for key in (name, f"Not{name}") if key in body]
        if len(given) > 1:
            raise _MalformedError(f"it has both `{name}` and `Not{name}`")
        if not given:
            return None
        texts = _texts(body[given[0]], given[0])
        if not texts:
            raise _MalformedError(f"`{given[0]}` is an empty list")
        return Texts(texts, negated=given[0] != name)

    def _resources(self, body: Mapping[str, JsonValue]) -> Texts:
        resources = self._texts(body, "Resource")
        if resources is not None:
            if self.kind == "trust":
                self.complaints.append("it has a `Resource`, which a trust policy must not have")
            for text in resources.values:
                self._check_variables(text)
                if resources.negated and isinstance(text, str) and text.strip("*") and not text.startswith("arn:"):
                    raise _MalformedError(f"`NotResource` holds `{text}`; it must hold ARNs")
            return resources
        if self.kind in ("identity", "boundary", "session", "scp", "rcp", "vpc_endpoint"):
            raise _MalformedError("it has neither `Resource` nor `NotResource`")
        return Texts(("*",))

    def _principals(self, body: Mapping[str, JsonValue]) -> Principals | None:
        given = [key for key in ("Principal", "NotPrincipal") if key in body]
        if len(given) > 1:
            raise _MalformedError("it has both `Principal` and `NotPrincipal`")
        if not given:
            if self.kind in _WITH_PRINCIPAL:
                self.complaints.append("it has no `Principal`, and so matches nobody")
            return None
        if self.kind not in _WITH_PRINCIPAL:
            raise _MalformedError(f"`{given[0]}` belongs in policies of resources only")
        return Principals(tuple(_principals(body[given[0]])), negated=given[0] == "NotPrincipal")

    def _tests(self, block: JsonValue) -> Iterator[Test]:
        for name, tests in _mapping(block, "`Condition`").items():
            operator = operator_named(name)
            if operator is None:
                raise _MalformedError(f"`{name}` is no condition operator")
            listed = _mapping(tests, f"`{name}`").items()
            if not listed:
                raise _MalformedError(f"`{name}` has no key")
            for key, values in listed:
                texts = _texts(values, key, scalars=True)
                if not texts:
                    raise _MalformedError(f"`{key}` has no value")
                for text in texts:
                    if operator.variables:
                        self._check_variables(text)
                    if isinstance(text, str) and not readable(operator, text):
                        raise _MalformedError(f"`{text}` is no value that `{name}` can compare")
                yield Test(operator, key.lower(), texts, key)

    def _check_variables(self, text: Text) -> None:
        if self.variables is not False and isinstance(text, str) and _OPEN_VARIABLE.search(text):
            raise _MalformedError(f"`{text}` has a `${{` that begins no variable")


def _effect(value: JsonValue) -> Effect:
    match value:
        case "Allow":
            return "Allow"
        case "Deny":
            return "Deny"
    raise _MalformedError(f"`Effect` is {_shown(value)}; write `Allow` or `Deny`")


def _loaded(document: JsonValue) -> JsonValue:
    if not isinstance(document, str):
        return document
    if len(document) > LARGEST:
        raise _MalformedError(f"its text is longer than {LARGEST:,} characters")
    try:
        loaded: JsonValue = json.loads(document, object_pairs_hook=_once)
    except _MalformedError:
        raise
    except (ValueError, RecursionError) as error:
        place = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise _MalformedError(f"its text is not JSON{place}") from None
    return loaded


def _once(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    """The members of an object, each of which stands once."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _MalformedError(f"an object has `{twice}` twice")
    return found


def _mapping(value: JsonValue, what: str) -> Mapping[str, JsonValue]:
    if not isinstance(value, dict):
        raise _MalformedError(f"{what} is {_shown(value)}; it must be an object")
    if KEY in value:
        raise _MalformedError(f"{what} is not known: {value[KEY]}")
    return value


def _texts(value: JsonValue, name: str, *, scalars: bool = False) -> tuple[Text, ...]:
    listed = value if isinstance(value, list) else [value]
    return tuple(_text(item, name, scalars=scalars) for item in listed)


def _text(item: JsonValue, name: str, *, scalars: bool) -> Text:
    match item:
        case str():
            return item
        case {"$unknown": reason}:
            return Unset(str(reason))
        case bool() if scalars:
            return "true" if item else "false"
        case int() | float() if scalars:
            return str(item)
    raise _MalformedError(f"`{name}` holds {_shown(item)}; it must hold strings")


def _principals(value: JsonValue) -> Iterator[tuple[str, Text]]:
    if value == "*":
        yield "AWS", "*"
        return
    if isinstance(value, str):
        raise _MalformedError(f"`Principal` is {_shown(value)}; it must be `*` or an object")
    for kind, names in _mapping(value, "`Principal`").items():
        if kind not in _PRINCIPAL_KINDS:
            raise _MalformedError(f"`{kind}` is no kind of principal; there are {', '.join(_PRINCIPAL_KINDS)}")
        yield from ((kind, name) for name in _texts(names, kind))


def _action_problem(action: str) -> str:
    """Why an action matches nothing, or empty."""
    if action in ("*", "*:*"):
        return ""
    service, separator, name = action.partition(":")
    if not separator or not service or not name:
        return f"`{action}` is no action; write SERVICE:NAME"
    if "*" in service or "?" in service:
        return f"`{action}` has a wildcard in the service's name, and so matches nothing"
    if any(sign.isspace() or sign == "," for sign in action) or not action.isascii():
        return f"`{action}` holds a blank, a comma or a sign that no action has, and so matches nothing"
    return ""


def usable_action(action: str) -> bool:
    """Whether an action of a policy can match anything."""
    return not _action_problem(action)


def _shown(value: JsonValue) -> str:
    match value:
        case None:
            return "missing"
        case str():
            return f"`{value[:80]}`"
        case bool() | int() | float():
            return f"`{value}`"
    return "a list" if isinstance(value, Sequence) else "an object"
