"""What a pull request remembers for the next run: a comment at the end of its text that readers do not see."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

_SHAPE = re.compile(r"<!-- gatewright:proposal (\{[^\n]*\}) -->")
_UNSAFE = re.compile(r"[<>@#&\-`]")
SIZE = 65_536
"""Characters that the text of a pull request may have."""
_MANY = 100
_RULES = 8_000
_SCOPE = 200
EVERY_RULE = "*"
"""Instead of rules that are too many to be named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """Which findings a proposal is about, and what it was made from."""

    fingerprints: tuple[str, ...]
    """The first of them, where there are many."""
    rules: tuple[str, ...]
    digest: str = ""
    """Of all fingerprints, where there are too many to be listed; empty where all are."""
    scope: str = ""
    """The scanned folder from the repository's root, as `scope_named` names it."""
    base: str = ""
    """The commit of the base branch that it was made for."""
    content: str = ""
    """A digest of the files as they are proposed."""
    done: bool = False
    """Whether reviewers, labels and assignees have been set."""
    closed: str = ""
    """Why it was closed, where Gatewright closed it; empty where a person did."""


def about(fingerprints: Iterable[str], rules: Iterable[str], scope: str) -> Marker:
    """The marker of a proposal that mends these findings; its length has a bound, however many they are."""
    every, named = tuple(sorted(set(fingerprints))), tuple(rules)
    return Marker(
        fingerprints=every[:_MANY],
        rules=named if len(_safe(named)) <= _RULES else (EVERY_RULE,),
        digest=digest_of(every) if len(every) > _MANY else "",
        scope=scope_named(scope),
    )


def digest_of(fingerprints: Iterable[str]) -> str:
    """What stands for a set of findings."""
    return hashlib.sha256("\n".join(sorted(set(fingerprints))).encode()).hexdigest()


def scope_named(folder: str) -> str:
    """A scanned folder as markers name it: a long path by its digest."""
    if len(folder) <= _SCOPE:
        return folder
    return f"sha256:{hashlib.sha256(folder.encode('utf-8', 'surrogatepass')).hexdigest()}"


def written(marker: Marker) -> str:
    """The comment. It holds nothing that Markdown, mentions or links are made of."""
    return f"<!-- gatewright:proposal {_safe(asdict(marker))} -->"


def _safe(values: object) -> str:
    return _UNSAFE.sub(_escaped, json.dumps(values, separators=(",", ":")))


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"


def read(body: str) -> Marker | None:
    """The last marker of a text; None where there is none that can be used."""
    found = _SHAPE.findall(body)
    if not found or len(found[-1]) > SIZE:
        return None
    try:
        values = json.loads(found[-1])
        lists = {name: tuple(str(one) for one in values[name]) for name in ("fingerprints", "rules")}
        texts = {name: str(values.get(name, "")) for name in ("digest", "scope", "base", "content", "closed")}
        return Marker(**lists, **texts, done=values.get("done") is True)  # type: ignore[arg-type]  # of two types
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def remarked(body: str, marker: Marker) -> str:
    """The text with another marker; of a text that is too long, the end is left out."""
    comment = f"\n\n{written(marker)}\n"
    return _SHAPE.sub("", body).rstrip()[: SIZE - len(comment)] + comment


def closing(marker: Marker, reason: str) -> Marker:
    """The marker of a proposal that Gatewright closes."""
    return replace(marker, closed=reason)
