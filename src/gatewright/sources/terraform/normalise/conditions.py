"""What the conditions of a policy statement ask of a request.

A condition narrows `Principal: "*"` to known callers only if nobody else can satisfy it. So these do not:

- negated operators (`StringNotEquals` leaves everybody else) and `Null` (asks for presence, not for a value);
- `...IfExists`: who leaves the key out satisfies it, and an anonymous request has hardly any key;
- `ForAllValues:`: an absent key is an empty set, and satisfies it;
- values that anybody can have: `*`, `o-*`, an ARN with a wildcard for its account, `0.0.0.0/0` and other ranges larger
  than a /8 (IPv6: /32), and values with a policy variable such as `${aws:PrincipalAccount}`;
- keys that the caller sets himself: `aws:Referer`, `aws:UserAgent`, `aws:PrincipalTag/...`, `aws:SecureTransport`,
  `kms:ViaService` (which says through which service, not for whom) and all others that are not listed here.

One value that does not narrow spoils the condition, because any one value satisfies it.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from typing import Literal, TypeAlias

from gatewright.model.unknown import Unknown
from gatewright.sources.terraform.normalise.three_valued import Answer, all_of
from gatewright.sources.terraform.values import UnknownValue, Value

Narrowing: TypeAlias = Literal["caller", "organization", "external_id", "mfa"]

_KEYS: dict[str, Narrowing] = {
    "aws:principalaccount": "caller",
    "aws:principalarn": "caller",
    "aws:principalisawsservice": "caller",
    "aws:principalorgid": "organization",
    "aws:principalorgpaths": "organization",
    "aws:principalservicename": "caller",
    "aws:sourceaccount": "caller",
    "aws:sourcearn": "caller",
    "aws:sourceip": "caller",
    "aws:sourceorgid": "organization",
    "aws:sourceorgpaths": "organization",
    "aws:sourceowner": "caller",
    "aws:sourcevpc": "caller",
    "aws:sourcevpcarn": "caller",
    "aws:sourcevpce": "caller",
    "aws:userid": "caller",
    "aws:vpceaccount": "caller",
    "aws:vpceorgid": "organization",
    "aws:vpceorgpaths": "organization",
    "kms:calleraccount": "caller",
    "s3:dataaccesspointaccount": "caller",
    "s3:dataaccesspointarn": "caller",
    "aws:multifactorauthage": "mfa",
    "aws:multifactorauthpresent": "mfa",
    "sts:externalid": "external_id",
}
_EXACT = frozenset({"stringequals", "stringequalsignorecase"})
_PATTERN = frozenset({"stringlike", "arnlike", "arnequals"})
_LESS = frozenset({"numericlessthan", "numericlessthanequals"})
"""Operators that narrow are listed, so all that is not here (`IfExists`, `ForAllValues:`, negations) does not."""
_HEADS = ("o-", "ou-", "r-", "vpc-", "vpce-", "AROA", "AIDA")
_WIDEST = {4: 8, 6: 32}
_ACCOUNT = re.compile(r"(?<!\d)\d{12}(?!\d)")
_BUCKET_ARN = re.compile(r"arn:[^:*?]*:s3:::[^*?]")


def narrowing(operator: str, key: str, values: Sequence[Value]) -> Narrowing | Unknown | None:
    """What a request must prove to satisfy the condition; None where anybody can satisfy it."""
    kind = _KEYS.get(key.lower())
    if kind is None:
        return None
    base = operator.lower().removeprefix("foranyvalue:")
    answer = all_of(_narrows(base, key.lower(), value) for value in values) if values else False
    return answer if isinstance(answer, Unknown) else (kind if answer else None)


def _narrows(operator: str, key: str, value: Value) -> Answer:
    if key in {"aws:multifactorauthpresent", "aws:principalisawsservice"}:
        return _is_true(value) if operator == "bool" else False
    if key == "aws:multifactorauthage":
        return operator in _LESS
    if key == "aws:sourceip":
        return _is_small_range(value) if operator == "ipaddress" else False
    if operator in _EXACT:
        return not (isinstance(value, str) and "${" in value)
    return _is_pinned(value) if operator in _PATTERN else False


def _is_true(value: Value) -> Answer:
    return Unknown(value.reason) if isinstance(value, UnknownValue) else str(value).lower() == "true"


def _is_small_range(value: Value) -> Answer:
    if isinstance(value, UnknownValue):
        return Unknown(value.reason)
    try:
        network = ipaddress.ip_network(str(value), strict=False)
    except ValueError:
        return False
    return network.prefixlen >= _WIDEST[network.version]


def _is_pinned(value: Value) -> Answer:
    """Whether a pattern fixes so much that not everybody can have a matching value."""
    if isinstance(value, UnknownValue):
        pinned = value.reference is not None or _is_pinned(f"{value.prefix}*")
        return True if pinned is True else Unknown(value.reason)
    text = str(value)
    if "${" in text:
        return False
    if _ACCOUNT.search(text) or not re.search(r"[*?]", text):
        return True
    if text.startswith("arn:"):
        return bool(_BUCKET_ARN.match(text))
    literal = re.split(r"[*?]", text)[0]
    return literal != "" and literal not in _HEADS
