"""Policy documents, from the JSON text that Terraform's attributes hold to the model.

The text may be known, or known in part (`jsonencode` and `aws_iam_policy_document` over values that only apply decides:
`UnknownValue.document`), or not at all. Invalid JSON is Unknown with that reason, for AWS would refuse it.

An unknown string whose beginning is known (`arn:aws:iam::<unknown>:root`) is not `*`, and neither is an attribute of a
resource, such as its ARN. Only a string of which nothing is known could be.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from gatewright.model.aws.policy import Condition, PolicyDocument, Principal, Statement
from gatewright.model.unknown import Unknown
from gatewright.sources.terraform.normalise.conditions import narrowing
from gatewright.sources.terraform.normalise.draft import plain
from gatewright.sources.terraform.normalise.three_valued import Answer, all_of, any_of
from gatewright.sources.terraform.values import Sensitive, UnknownValue, Value

_ACCOUNT = re.compile(r"\d{12}")
_DATA = re.compile(r"(module\.[^.\[]+(\[[^\]]*\])?\.)*data\.")
_EVERY_ACTION = re.compile(r"\*+|\*+:\*+")
_EVERY_ACTION_OF_IAM = re.compile(r"iam:\*+", re.IGNORECASE)
_EVERY_RESOURCE = re.compile(r"\*+|arn:(\*+|aws[a-z-]*)(:\*+)+")
_OWN = frozenset({"aws_caller_identity"})


def policy_document(value: Value) -> PolicyDocument | Unknown:
    """The document that a JSON text, known or partly known, holds."""
    if isinstance(value, UnknownValue):
        return _document(_shown(value.document)) if value.document is not None else Unknown(value.reason)
    if not isinstance(value, str):
        return Unknown("is not the text of a policy document")
    try:
        return _document(json.loads(value))
    except (ValueError, RecursionError):
        return Unknown("is not valid JSON")


def one_or_many(value: Value) -> list[Value] | None:
    """The elements of a value that may stand alone or in a list; None where it is absent."""
    if value is None:
        return None
    return list(value) if isinstance(value, list) else [value]


def _shown(value: Value) -> Value:
    """The value with unknown in the place of what is sensitive."""
    if isinstance(value, Sensitive):
        return UnknownValue("sensitive value")
    if isinstance(value, list):
        return [_shown(item) for item in value]
    return {key: _shown(item) for key, item in value.items()} if isinstance(value, dict) else value


def _document(tree: Value) -> PolicyDocument | Unknown:
    if isinstance(tree, UnknownValue):
        return Unknown(tree.reason)
    if not isinstance(tree, dict):
        return Unknown("is not a policy document")
    statements = tree.get("Statement")
    if isinstance(statements, UnknownValue):
        return PolicyDocument(statements=Unknown(statements.reason))
    return PolicyDocument(statements=tuple(_statement(item) for item in one_or_many(statements) or ()))


def _statement(tree: Value) -> Statement | Unknown:
    if isinstance(tree, UnknownValue):
        return Unknown(tree.reason)
    if not isinstance(tree, dict):
        return Unknown("is not a statement")
    conditions = _conditions(tree.get("Condition"))
    effect = tree.get("Effect")
    elements: dict[str, Any] = {
        "sid": plain(tree.get("Sid")) if isinstance(tree.get("Sid"), (str, UnknownValue)) else None,
        "effect": _effect(effect),
        "principals": _principals(tree.get("Principal")),
        "not_principals": _principals(tree.get("NotPrincipal")),
        "actions": _texts(tree.get("Action")),
        "not_actions": _texts(tree.get("NotAction")),
        "resources": _texts(tree.get("Resource")),
        "not_resources": _texts(tree.get("NotResource")),
        "conditions": conditions,
    }
    return Statement(
        **elements,
        allows_everyone=_allows_everyone(elements),
        allows_everything=_allows(tree, _EVERY_ACTION),
        allows_all_of_iam=_allows(tree, _EVERY_ACTION_OF_IAM),
        unconfirmed_accounts=_unconfirmed_accounts(elements),
    )


def _effect(value: Value) -> Any:
    if isinstance(value, UnknownValue):
        return Unknown(value.reason)
    return value if value in ("Allow", "Deny") else Unknown("is neither `Allow` nor `Deny`")


def _texts(value: Value) -> tuple[str | Unknown, ...] | Unknown | None:
    if isinstance(value, UnknownValue):
        return Unknown(value.reason)
    items = one_or_many(value)
    return None if items is None else tuple(_text(item) for item in items)


def _text(value: Value) -> str | Unknown:
    if isinstance(value, UnknownValue):
        return Unknown(value.reason)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _principals(value: Value) -> tuple[Principal | Unknown, ...] | Unknown | None:
    if value is None or isinstance(value, UnknownValue):
        return None if value is None else Unknown(value.reason)
    if not isinstance(value, dict):
        return tuple(_principal("*", item) for item in one_or_many(value) or ())
    return tuple(principal for kind, named in value.items() for principal in _named(kind, named))


def _named(kind: str, named: Value) -> Iterator[Principal | Unknown]:
    if isinstance(named, UnknownValue) and named.reference is None and not named.prefix:
        # one identifier or a list of them
        yield Principal(
            type=kind, value=Unknown(named.reason), everyone=_everyone(kind, named), account=_account(kind, named)
        )
        return
    for item in one_or_many(named) or ():
        yield _principal(kind, item)


def _principal(kind: str, value: Value) -> Principal:
    return Principal(type=kind, value=_text(value), everyone=_everyone(kind, value), account=_account(kind, value))


def _everyone(kind: str, value: Value) -> Answer:
    """Whether a principal is everybody. An ARN of any account (which IAM refuses) is taken as it is meant."""
    if kind not in ("*", "AWS"):
        return False
    if isinstance(value, UnknownValue):
        return _could_be(value)
    parts = str(value).split(":")
    return value == "*" or (len(parts) > 4 and parts[0] == "arn" and parts[4] == "*")


def _could_be(value: UnknownValue) -> Answer:
    """False where an unknown string cannot be a wildcard: it begins otherwise, or is an attribute of a resource."""
    if value.reference is not None or value.prefix.strip("*"):
        return False
    return Unknown(value.reason)


def _account(kind: str, value: Value) -> str | Unknown | None:
    if kind != "AWS":
        return None
    if isinstance(value, UnknownValue):
        return _account_in(value.prefix) if value.prefix.count(":") > 4 else _account_behind(value)
    return value if isinstance(value, str) and _ACCOUNT.fullmatch(value) else _account_in(str(value))


def _account_in(arn: str) -> str | None:
    parts = arn.split(":")
    return parts[4] if len(parts) > 4 and _ACCOUNT.fullmatch(parts[4]) else None


def _account_behind(value: UnknownValue) -> str | Unknown | None:
    """None where the identifier comes from a resource of this configuration, or from the caller's own identity."""
    reference = value.reference
    if reference is not None:
        data = _DATA.match(reference.address)
        if not data or reference.address[data.end() :].partition(".")[0] in _OWN:
            return None
    return Unknown(value.reason)


def _conditions(tree: Value) -> tuple[Condition | Unknown, ...] | Unknown:
    if isinstance(tree, UnknownValue):
        return Unknown(tree.reason)
    if not isinstance(tree, dict):
        return ()
    return tuple(condition for operator, keys in tree.items() for condition in _under(operator, keys))


def _under(operator: str, keys: Value) -> Iterator[Condition | Unknown]:
    if isinstance(keys, UnknownValue):
        yield Unknown(keys.reason)
    elif isinstance(keys, dict):
        for key, value in keys.items():
            values = one_or_many(value) or []
            yield Condition(
                operator=operator, key=key, values=_texts(value) or (), narrows=narrowing(operator, key, values)
            )


def _allows_everyone(elements: dict[str, Any]) -> Answer:
    """Allow with everybody among its principals (or all but a few), and no condition that narrows who that is."""
    if elements["not_principals"] is not None:
        named: Answer = True
    else:
        named = _any_part(elements["principals"], lambda principal: principal.everyone)
    return all_of([_is_allow(elements["effect"]), named, _is_open(elements["conditions"], {"caller", "organization"})])


def _is_allow(effect: Any) -> Answer:
    return effect if isinstance(effect, Unknown) else effect == "Allow"


def _is_open(conditions: Any, closing: set[str]) -> Answer:
    """Whether none of the conditions narrows in one of these ways."""
    answer = _any_part(
        conditions,
        lambda condition: condition.narrows if isinstance(condition.narrows, Unknown) else condition.narrows in closing,
    )
    return answer if isinstance(answer, Unknown) else not answer


def _any_part(parts: Any, question: Callable[[Any], Answer]) -> Answer:
    if parts is None or isinstance(parts, Unknown):
        return False if parts is None else parts
    return any_of(part if isinstance(part, Unknown) else question(part) for part in parts)


def _allows(tree: dict[str, Value], action: re.Pattern[str]) -> Answer:
    """Allow of an action that the pattern describes, on every resource."""
    effect = _is_allow(_effect(tree.get("Effect")))
    return all_of([effect, _holds(tree.get("Action"), action), _holds(tree.get("Resource"), _EVERY_RESOURCE)])


def _holds(value: Value, pattern: re.Pattern[str]) -> Answer:
    return any_of(_matches(item, pattern) for item in one_or_many(value) or ())


def _matches(value: Value, pattern: re.Pattern[str]) -> Answer:
    if isinstance(value, UnknownValue):
        return _could_be(value) if not pattern.fullmatch(value.prefix) else Unknown(value.reason)
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _unconfirmed_accounts(elements: dict[str, Any]) -> tuple[str | Unknown, ...] | Unknown:
    allowed = all_of(
        [_is_allow(elements["effect"]), _is_open(elements["conditions"], {"external_id", "mfa", "organization"})]
    )
    if allowed is False:
        return ()
    if elements["principals"] is None or isinstance(elements["principals"], Unknown):
        return elements["principals"] or ()
    accounts = [p if isinstance(p, Unknown) else p.account for p in elements["principals"]]
    named = dict.fromkeys(account for account in accounts if account is not None)
    return tuple(named) if allowed is True else tuple(dict.fromkeys(allowed for _ in named))
