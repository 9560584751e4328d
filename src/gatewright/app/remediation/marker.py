"""What a pull request remembers for the next run: a comment at the end of its text that readers do not see."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, replace

_SHAPE = re.compile(r"<!-- gatewright:proposal (\{[^\n]*\}) -->")
_UNSAFE = re.compile(r"[<>@#&\-`]")
_LONGEST = 30_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """Which findings a proposal is about, and what it was made from."""

    fingerprints: tuple[str, ...]
    rules: tuple[str, ...]
    scope: str = ""
    """The scanned folder, from the repository's root."""
    base: str = ""
    """The commit of the base branch that it was made for."""
    content: str = ""
    """A digest of the files as they are proposed."""
    done: bool = False
    """Whether reviewers, labels and assignees have been set."""
    closed: str = ""
    """Why it was closed, where Gatewright closed it; empty where a person did."""


def written(marker: Marker) -> str:
    """The comment. It holds nothing that Markdown, mentions or links are made of."""
    text = json.dumps(asdict(marker), separators=(",", ":"))
    return f"<!-- gatewright:proposal {_UNSAFE.sub(_escaped, text)} -->"


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"


def read(body: str) -> Marker | None:
    """The last marker of a text; None where there is none that can be used."""
    found = _SHAPE.findall(body)
    if not found or len(found[-1]) > _LONGEST:
        return None
    try:
        values = json.loads(found[-1])
        lists = {name: tuple(str(one) for one in values[name]) for name in ("fingerprints", "rules")}
        texts = {name: str(values.get(name, "")) for name in ("scope", "base", "content", "closed")}
        return Marker(**lists, **texts, done=values.get("done") is True)  # type: ignore[arg-type]  # of two types
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def remarked(body: str, marker: Marker) -> str:
    """The text with another marker."""
    return f"{_SHAPE.sub('', body).rstrip()}\n\n{written(marker)}\n"


def closing(marker: Marker, reason: str) -> Marker:
    """The marker of a proposal that Gatewright closes."""
    return replace(marker, closed=reason)
