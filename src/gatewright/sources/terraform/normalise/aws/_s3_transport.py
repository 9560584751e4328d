"""Whether a bucket policy refuses requests that are not made over TLS.

It does when a statement denies everyone both `s3:GetObject` and `s3:PutObject` on the bucket's objects under no other
condition than one that plain HTTP satisfies: `aws:SecureTransport` is false, or `s3:TlsVersion` is below a version with
`IfExists` (without it, a plain request lacks the key and is let through). A further condition would let other plain
requests through, so such a statement does not count. Operations on the bucket itself need not be denied.

A resource that is not known before apply is taken to be the bucket's objects: S3 refuses a policy whose resources lie
outside of its bucket.
"""

from __future__ import annotations

import re

from gatewright.model.aws.policy import Condition, PolicyDocument, Principal, Statement, Texts
from gatewright.model.unknown import Unknown
from gatewright.sources.terraform.normalise.three_valued import Answer, all_of, any_of, negated

_DATA_ACTIONS = ("s3:getobject", "s3:putobject")
_TLS_BELOW = frozenset({"numericlessthanifexists", "numericlessthanequalsifexists"})
_EQUALS = frozenset({"bool", "stringequals", "stringequalsignorecase", "stringlike"})
_MODIFIERS = re.compile(r"^(foranyvalue:|forallvalues:)|ifexists$")


def requires_tls(policy: PolicyDocument | Unknown | None) -> Answer:
    """Whether the policy refuses plain requests for objects, to everyone."""
    if policy is None or isinstance(policy, Unknown):
        return False if policy is None else policy
    if isinstance(policy.statements, Unknown):
        return policy.statements
    return any_of(part if isinstance(part, Unknown) else _refuses(part) for part in policy.statements)


def _refuses(statement: Statement) -> Answer:
    effect = statement.effect
    return all_of(
        [
            effect if isinstance(effect, Unknown) else effect == "Deny",
            _about_everyone(statement),
            _covers_data(statement),
            _covers_objects(statement.resources),
            _holds_for_plain_requests(statement),
        ]
    )


def _about_everyone(statement: Statement) -> Answer:
    principals = statement.principals
    if principals is None or isinstance(principals, Unknown):
        return False if principals is None else principals
    return any_of(part.everyone if isinstance(part, Principal) else part for part in principals)


def _covers_data(statement: Statement) -> Answer:
    if statement.not_actions is not None:
        return all_of(negated(_names(statement.not_actions, action)) for action in _DATA_ACTIONS)
    return all_of(_names(statement.actions, action) for action in _DATA_ACTIONS)


def _names(patterns: Texts, action: str) -> Answer:
    if patterns is None or isinstance(patterns, Unknown):
        return False if patterns is None else patterns
    return any_of(part if isinstance(part, Unknown) else _wildcard(part.lower(), action) for part in patterns)


def _wildcard(pattern: str, text: str) -> bool:
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), text) is not None


def _covers_objects(resources: Texts) -> Answer:
    if resources is None:
        return False
    if isinstance(resources, Unknown):
        return True
    return any(isinstance(part, Unknown) or part.endswith("*") for part in resources)


def _holds_for_plain_requests(statement: Statement) -> Answer:
    conditions = statement.conditions
    if isinstance(conditions, Unknown):
        return conditions
    if len(conditions) != 1:
        return not conditions
    only = conditions[0]
    return _is_plain(only) if isinstance(only, Condition) else only


def _is_plain(condition: Condition) -> Answer:
    operator, key, values = condition.operator, condition.key, condition.values
    if isinstance(operator, Unknown) or isinstance(key, Unknown):
        return operator if isinstance(operator, Unknown) else Unknown("has an unknown condition key")
    if key.lower() == "s3:tlsversion":
        return operator.lower() in _TLS_BELOW
    if key.lower() != "aws:securetransport" or _MODIFIERS.sub("", operator.lower()) not in _EQUALS:
        return False
    return _names(values, "false")
