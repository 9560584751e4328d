"""Names that are not known: a policy's text that may be such a name, and may not, is left open.

A name that depends on an unknown value is written `(name of ADDRESS)`, behind the part that is known; an id that AWS
chooses `(id of ADDRESS)`, and a region that nobody tells `(region)`. A text that holds it, or whose wildcards cover it,
fits whatever it turns out to be; any other text that can be it is open.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from gatewright.identity.patterns import glob
from gatewright.identity.policies import Policy, Principals, Statement, Text, Texts, Unset

_OPEN = re.compile(r"\((?:(?:name|id) of [^)]*|region)\)")
_ID = re.compile(r"\(id of [^)]*\)")
_ACCOUNT = re.compile(r":0{8}\d{4}:")
_VARIABLE = re.compile(r"\$\{[^}]*\}")


def is_open(arn: str) -> bool:
    """Whether an ARN holds a name, an id or a region that is not known."""
    return _OPEN.search(arn) is not None


@lru_cache(maxsize=4096)
def _shape(arn: str) -> str:
    """What the ARN can be: its account is anybody's guess, too, where no document tells it."""
    return _ACCOUNT.sub(":*:", _OPEN.sub("*", arn))


def opened(policy: Policy, resource: str, caller: str) -> Policy:
    """The policy, open where it may name the resource or the caller."""

    def resources(text: Text) -> Text:
        return _opened(text, resource, wild=True)

    def principals(text: Text) -> Text:
        return _opened(text, caller, wild=False)

    def statement(one: Statement) -> Statement:
        named = one.principals
        if named is not None:
            named = Principals(tuple((kind, principals(name)) for kind, name in named.values), named.negated)
        texts = Texts(tuple(map(resources, one.resources.values)), one.resources.negated)
        return replace(one, resources=texts, principals=named)

    return replace(policy, statements=tuple(map(statement, policy.statements)))


def _opened(text: Text, arn: str, *, wild: bool) -> Text:
    if not isinstance(text, str) or not is_open(arn) or text == arn:
        return text
    if wild and glob(text)(arn):
        return text
    if not wild and not text.startswith("arn:"):
        return text
    if any(one not in arn for one in _ID.findall(text)):
        return text  # the id of something else
    pattern = _VARIABLE.sub("*", text) if wild else text
    given, shape = pattern.split(":", 5), _shape(arn).split(":", 5)
    if not all(overlap(one, other) for one, other in zip(given, shape, strict=False)):
        return text
    names = ", ".join(dict.fromkeys(one[1:-1] for one in _OPEN.findall(arn)))
    return Unset(f"the {names} is not known; it may be that of `{text}`", text)


def overlap(one: str, other: str) -> bool:
    """Whether some text fits both of two patterns with `*` and `?`."""
    reached = {0}
    reached = _skipped(reached, other)
    for sign in one:
        following: set[int] = set()
        if sign == "*":
            following = set(range(min(reached, default=len(other) + 1), len(other) + 1))
        else:
            for at in reached:
                if at < len(other):
                    if other[at] == "*":
                        following.add(at)
                    elif sign in ("?", other[at]) or other[at] == "?":
                        following.add(at + 1)
        reached = _skipped(following, other)
        if not reached:
            return False
    return len(other) in reached


def _skipped(places: set[int], pattern: str) -> set[int]:
    """The places, and those behind stars, which may stand for nothing."""
    found = set(places)
    for at in sorted(places):
        step = at
        while step < len(pattern) and pattern[step] == "*":
            step += 1
            found.add(step)
    return found
