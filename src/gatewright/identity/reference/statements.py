"""Whether a statement of a policy applies to a request ("IAM JSON policy elements reference", element by element)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from gatewright.identity import actions
from gatewright.identity.reference.conditions import comparable, holds, is_operator, like, resolve
from gatewright.identity.reference.facts import Caller, Facts, items, members, text

PolicyKind: TypeAlias = Literal["identity", "boundary", "session", "scp", "rcp", "vpc_endpoint", "resource", "trust"]
#: What still limits a caller that a resource policy lets in.
Limits: TypeAlias = frozenset[str]

_WITH_PRINCIPAL = {"rcp", "vpc_endpoint", "resource", "trust"}
_ELEMENTS = {
    *("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"),
}


@dataclass(frozen=True)
class Statement:
    """A well-formed statement, as written."""

    body: dict[str, object]
    kind: PolicyKind
    variables: bool
    readable: bool = True
    """Whether it is well-formed; one that is not stands for what it might deny."""

    @property
    def effect(self) -> object:
        """`Allow` or `Deny`."""
        return self.body["Effect"]

    def strings(self, element: str) -> list[str]:
        """One text or a list of texts, as the grammar lets one write either."""
        value = self.body[element]
        return [text(one) for one in (value if isinstance(value, list) else [value])]


def statements(document: object, kind: PolicyKind) -> Iterator[Statement]:
    """The well-formed statements; AWS stores no others, so what is malformed says nothing ("Grammar").

    A malformed one with the effect Deny might deny whatever it is that was meant.
    """
    doubtful = Statement({"Effect": "Deny"}, kind, variables=False, readable=False)
    policy = members(_loaded(document))
    # "Version": 2012-10-17 or 2008-10-17, which is also the default; variables came with the former.
    version = policy.get("Version", "2008-10-17")
    listed = policy.get("Statement")
    if version not in {"2012-10-17", "2008-10-17"} or set(policy) - {"Version", "Id", "Statement"}:
        if any(_denies(one) for one in (listed if isinstance(listed, list) else [listed])):
            yield doubtful
        return
    for body in listed if isinstance(listed, list) else [listed]:
        statement = Statement(members(body), kind, version == "2012-10-17")
        if _well_formed(statement):
            yield statement
        elif _denies(body):
            yield doubtful


def _denies(body: object) -> bool:
    return str(members(body).get("Effect")).lower() == "deny"


def _loaded(document: object) -> object:
    try:
        return json.loads(document) if isinstance(document, str) else document
    except ValueError:
        return None


def _well_formed(statement: Statement) -> bool:
    body, kind = statement.body, statement.kind
    if body.get("Effect") not in {"Allow", "Deny"} or set(body) - _ELEMENTS:
        return False
    # "Action": a statement includes either Action or NotAction; so with Resource; so with Principal where one is due.
    for element in ("Action", "Resource", "Principal"):
        given = [name for name in (element, f"Not{element}") if name in body]
        if len(given) > 1 or (element == "Action" and not given):
            return False
        # "Resource": required in identity-based policies; a trust policy has none, since the role is the resource.
        if element == "Resource" and not given and kind not in _WITH_PRINCIPAL:
            return False
        # "Principal": not in identity-based policies; required in resource-based ones (without it nobody is meant).
        if element == "Principal" and bool(given) != (kind in _WITH_PRINCIPAL):
            return False
        if element != "Principal" and not all(_texts(body[name]) and body[name] != [] for name in given):
            return False
    if not all(one.startswith("arn:") or not one.strip("*") for one in _listed(body.get("NotResource", "*"))):
        return False
    resources = _listed(body.get("Resource", body.get("NotResource", "*")))
    if statement.variables and not all(map(_closed, resources)):
        return False
    return _principals_well_formed(body) and _condition_well_formed(body.get("Condition", {}), statement)


def _texts(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(one, str) for one in value))


def _principals_well_formed(body: dict[str, object]) -> bool:
    given = body.get("Principal", body.get("NotPrincipal", "*"))
    if isinstance(given, dict):
        return all(name in {"AWS", "Service", "Federated", "CanonicalUser"} and _texts(given[name]) for name in given)
    return given == "*"


def _listed(value: object) -> list[str]:
    return [text(one) for one in (value if isinstance(value, list) else [value])]


def _closed(pattern: str) -> bool:
    """Whether every `${` begins a variable ("Variables and tags")."""
    return "${" not in re.sub(r"\$\{\s*[^\s},'][^},']*(,\s*'[^'}]*'\s*)?\}", "", pattern)


def _condition_well_formed(condition: object, statement: Statement) -> bool:
    if not isinstance(condition, dict) or not all(map(is_operator, condition)):
        return False
    values = [value for keys in condition.values() if isinstance(keys, dict) for value in keys.values()]
    if not all(condition.values()) or [] in values:
        return False
    lines = [
        (operator, one)
        for operator, keys in condition.items()
        for value in members(keys).values()
        for one in _listed(value)
    ]
    if not all(comparable(operator, one) for operator, one in lines):
        return False
    if statement.variables and not all(_closed(one) for operator, one in lines if _takes_variables(operator)):
        return False
    scalars = [one for value in values for one in (value if isinstance(value, list) else [value])]
    return all(isinstance(keys, dict) for keys in condition.values()) and all(
        isinstance(one, str | bool | int | float) for one in scalars
    )


def _takes_variables(operator: str) -> bool:
    return operator.rpartition(":")[2].startswith(("String", "Arn", "Bool"))


def applies(statement: Statement, facts: Facts) -> bool:
    """Whether all elements of the statement match the request; the principal is asked for apart."""
    if not statement.readable:
        return facts.ask(("what cannot be read denies", statement.kind))
    return (
        _action_matches(statement, facts) and _resource_matches(statement, facts) and _condition_holds(statement, facts)
    )


def _action_matches(statement: Statement, facts: Facts) -> bool:
    if "Action" in statement.body:
        return any(action_like(one, facts.action) for one in statement.strings("Action"))
    # "NotAction": matches everything except the specified list. What an unusable entry excepts is not spoken of: an
    # Allow with one grants nothing, in a Deny it excepts nothing.
    excepted = statement.strings("NotAction")
    if statement.effect == "Allow" and not all(map(_usable, excepted)):
        return False
    return not any(action_like(one, facts.action) for one in excepted)


def action_like(pattern: str, action: str) -> bool:
    """Whether the pattern means the action.

    "Action": `*`, or the service's prefix and, after a colon, a name with * and ?; prefix and name are not case
    sensitive; there is no wildcard in the prefix, no blank, no comma.
    """
    # `*:*`, which IAM takes too, is the same as `*`.
    if pattern in {"*", "*:*"} or not _usable(pattern):
        return pattern in {"*", "*:*"}
    service, _, name = pattern.lower().partition(":")
    asked_service, _, asked_name = action.lower().partition(":")
    return service == asked_service and like(name.replace("\\", "\\\\"), asked_name)


def _usable(pattern: str) -> bool:
    service, _, name = pattern.partition(":")
    well = service and name and pattern.isascii() and not re.search(r"[\s,]", pattern)
    return pattern in {"*", "*:*"} or bool(well and not re.search(r"[*?]", service))


def _resource_matches(statement: Statement, facts: Facts) -> bool:
    if "Resource" in statement.body:
        patterns = statement.strings("Resource")
        found = [_resource_like(one, statement, facts) for one in patterns]
        states = [state for state, _ in found]
        # "Variables and tags": one that cannot be resolved makes the entire statement invalid.
        if "missing" in states or not any(fits for _, fits in found):
            return False
        return facts.ask(("Resource", *patterns)) if "unknown" in states else True
    if "NotResource" in statement.body:
        # "NotResource": matches every resource except those specified; an unresolved variable specifies none.
        patterns = statement.strings("NotResource")
        found = [_resource_like(one, statement, facts) for one in patterns]
        if ("known", True) in found:
            return False
        return not facts.ask(("Resource", *patterns)) if ("unknown", True) in found else True
    return True  # a trust or repository policy: the resource is what it is attached to


def _resource_like(pattern: str, statement: Statement, facts: Facts) -> tuple[str, bool]:
    """Whether the pattern's variables have values, and whether it fits the resource, or might."""
    if pattern == "*":
        return "known", True
    # "Actions, resources, and condition keys", Resource types column: an action without resource type takes `*` alone.
    if facts.resource == "*" or actions.on_no_resource(facts.action):
        return "known", False
    # "Resource": a pattern matches segment by segment; missing segments are completed with `*`.
    parts, theirs = pattern.split(":", 5), facts.resource.split(":", 5)
    parts += ["*"] * (6 - len(parts))
    state, last = "known", parts[5].replace("\\", "\\\\")
    if statement.variables:
        # "Variables and tags": in the resource portion alone, after the fifth colon.
        state, last = resolve(parts[5], facts)
    if state == "missing" or len(theirs) < 6:
        return state, state != "missing" and pattern == facts.resource
    head = all(like(ours.replace("\\", "\\\\"), their) for ours, their in zip(parts[:5], theirs, strict=False))
    return state, head and like(last, theirs[5])


def _condition_holds(statement: Statement, facts: Facts) -> bool:
    # "Condition": operators are AND'ed, keys of one operator are AND'ed, values of one key are OR'ed.
    return all(
        holds(operator, key, [text(one) for one in items(value) or [value]], facts, variables=statement.variables)
        for operator, keys in members(statement.body.get("Condition", {})).items()
        for key, value in members(keys).items()
    )


def let_in(statement: Statement, facts: Facts) -> list[Limits]:
    """How an Allow of a resource policy lets the caller in: the layers that still limit it, once for each naming.

    "How AWS enforcement code logic evaluates requests", "Resource-based policies", by the principal that is named.
    """
    who = facts.caller
    if "NotPrincipal" in statement.body:
        # "NotPrincipal with Allow": all principals except those named, the anonymous too.
        excepted = any(_means(form, name, who) is not None for form, name in _named(statement.body["NotPrincipal"]))
        return [] if excepted else [frozenset()]
    found = [_means(form, name, who) for form, name in _named(statement.body["Principal"])]
    return [limits for limits in found if limits is not None]


def strikes(statement: Statement, facts: Facts) -> bool:
    """Whether a Deny of a resource policy means the caller."""
    who = facts.caller
    if "NotPrincipal" not in statement.body:
        return any(_means(form, name, who) is not None for form, name in _named(statement.body["Principal"]))
    # "NotPrincipal": always denies any IAM principal that has a permissions boundary, whatever it names.
    if facts.bounded:
        return True
    # "NotPrincipal with Deny": AWS might validate the account first, then the role, and then the assumed-role user; so
    # all of them have to be excepted.
    excepted = _named(statement.body["NotPrincipal"])
    if any(form in {"*", "AWS"} and name == "*" for form, name in excepted):
        return False
    if who.kind in {"service", "provider", "anonymous"}:
        return not any(_means(form, name, who) is not None for form, name in excepted)
    names = [name for form, name in excepted if form == "AWS"]
    account = any(_is_account(name, who) for name in names)
    itself = who.kind == "root" or who.arn in names
    parent = who.kind not in {"session", "federated"} or any(
        not _is_account(name, who) and name != who.arn and _means("AWS", name, who) is not None for name in names
    )
    if who.kind == "role" and account and itself:
        # A role's ARN stands for one of its sessions, which has to be listed, and nobody knows which it is.
        prefix = f":sts::{who.account}:assumed-role/{who.name}/"
        sessions = sorted({name for name in names if prefix in name})
        return not (sessions and facts.ask(("the session is", *sessions)))
    return not (account and itself and parent)


def _named(element: object) -> list[tuple[str, str]]:
    if element == "*":
        return [("*", "*")]
    return [
        (form, text(one))
        for form, listed in members(element).items()
        for one in (listed if isinstance(listed, list) else [listed])
    ]


def _is_account(name: str, who: Caller) -> bool:
    # "AWS account principals": the ARN of the account, or its twelve digits, mean all of the account's principals.
    return who.in_account and (
        name == who.account or re.fullmatch(rf"arn:[^:]*:iam::{who.account}:root", name) is not None
    )


def _means(form: str, name: str, who: Caller) -> Limits | None:
    """The layers that still limit the caller when it is named so; None where it is not meant."""
    if form == "*" or (form == "AWS" and name == "*"):
        return frozenset()  # "All principals": not limited by identity-based policies
    if form == "Service":
        return frozenset() if who.kind == "service" and name == who.arn else None
    if form == "Federated":
        # "Web identity session principals": providers by ARN, and some by a bare name.
        return frozenset() if who.kind in {"provider", "service"} and name == who.arn else None
    if form != "AWS" or not who.in_account:
        return None
    if _is_account(name, who):
        # "AWS account principals": it delegates authority to the account; of the root user it is the name.
        return frozenset() if who.kind == "root" else frozenset({"identity", "boundary", "session"})
    if who.kind in {"user", "session", "federated"} and name == who.arn:
        return frozenset()  # "IAM user", "role session", "federated user session": the grant is direct
    if who.kind == "role" and name == who.arn:
        return frozenset({"boundary", "session"})
    # "IAM role principals": limited by what limits the role's sessions; so the user of a federated session.
    parent = {"session": "role", "federated": "user"}.get(who.kind)
    if parent is None or not re.fullmatch(rf"arn:[^:]*:iam::{who.account}:{parent}/(.*/)?{re.escape(who.name)}", name):
        return None
    if who.kind == "session" and who.path_known and name != who.identity:
        return None  # aws:PrincipalArn tells the role's path, and it is another
    return frozenset({"boundary", "session"})
