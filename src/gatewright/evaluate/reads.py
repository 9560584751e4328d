"""Which of the properties that a rule depends on are unknown on a document, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from gatewright.evaluate.documents import Estate
from gatewright.model.document import Document, Path
from gatewright.model.rule import Rule
from gatewright.model.unknown import KEY, Unknown

EVERY = "*"
RELATION = "@"


@dataclass(frozen=True, slots=True)
class Gap:
    """A property that a rule reads and nobody knows; the path is empty when it is another document's."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Reads:
    """The reads of one rule, taken apart once: relations to follow, then property names."""

    paths: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    follows: bool

    def gaps(self, estate: Estate, document: Document) -> tuple[Gap, ...]:
        """Everything unknown that the rule reads, in the order of its reads; empty when all is known."""
        if not self.follows and not estate.may_hold_unknowns(document):
            return ()
        return tuple(dict.fromkeys(gap for kinds, path in self.paths for gap in _follow(estate, document, kinds, path)))


def compile_reads(rule: Rule) -> Reads:
    """The reads of a rule. `@kind` follows a relation, `*` is every element, everything else names a property."""
    paths = []
    for path in rule.reads:
        count = sum(step.startswith(RELATION) for step in path)
        kinds = tuple(step.removeprefix(RELATION) for step in path[:count])
        paths.append((kinds, path[count:]))
    return Reads(tuple(paths), any(kinds for kinds, _ in paths))


def _follow(estate: Estate, document: Document, kinds: Sequence[str], path: Sequence[str]) -> Iterator[Gap]:
    """The gaps at the path on the documents at the end of the relations; no relation at all is known."""
    if not kinds:
        if estate.may_hold_unknowns(document):
            yield from _gaps(estate.properties(document), path, ())
        return
    for target in document.relations.get(kinds[0], ()):
        if isinstance(target, Unknown):
            yield Gap((), f"`{kinds[0]}` is unknown: {target.reason}")
        elif target not in estate.by_id:
            yield Gap((), f"`{kinds[0]}` is `{target}`, which was not read")
        else:
            for gap in _follow(estate, estate.by_id[target], kinds[1:], path):
                yield Gap((), gap.reason if not gap.path else f"`{_dotted(gap.path)}` of `{target}`: {gap.reason}")


def _gaps(value: JsonValue, path: Sequence[str], walked: Path) -> Iterator[Gap]:
    """The unknown values at the path, on the way to it, and inside what stands at its end."""
    reason = _reason(value)
    if reason is not None:
        yield Gap(walked, reason)
    elif not path:
        for key, part in _parts(value):
            yield from _gaps(part, (), (*walked, key))
    elif path[0] == EVERY or isinstance(value, list):
        # A list where a name is asked for: each of its elements is asked, rather than none.
        rest = path[1:] if path[0] == EVERY else path
        for key, part in _parts(value):
            yield from _gaps(part, rest, (*walked, key))
    elif isinstance(value, dict):
        yield from _gaps(value.get(path[0]), path[1:], (*walked, path[0]))


def _parts(value: JsonValue) -> Iterator[tuple[str | int, JsonValue]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def _reason(value: JsonValue) -> str | None:
    if isinstance(value, dict) and KEY in value:
        return str(value[KEY])
    return None


def _dotted(path: Path) -> str:
    return ".".join(map(str, path))
