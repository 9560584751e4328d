"""A scan that evaluates only what has changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import JsonValue, ValidationError

from gatewright.app.asking import Asked, request_of
from gatewright.app.cache.identity import code_identity, key_of
from gatewright.app.cache.judgements import Invalid, Shared, decoded, encoded
from gatewright.app.cache.memory import Memory
from gatewright.app.cache.request import Unkeyed, request_key
from gatewright.app.cache.store import Store
from gatewright.app.estate import Estate, source_tree
from gatewright.app.judging import Found, Work, in_order, judge_tree
from gatewright.app.pool import Part, processes, shares, spread
from gatewright.model.diagnostic import Diagnostic
from gatewright.sources.terraform.modules.files import ScanRoot
from gatewright.sources.terraform.modules.layout import Layout, Outline

if TYPE_CHECKING:
    from gatewright.sources.terraform.source import SourceTree


def recalled(work: Work, jobs: int, store: Store) -> Found:
    """What `judge_tree` finds, out of the cache where it is there; what was evaluated anew is kept."""
    identity = _identity(work) if work.load_options.source is None else None
    if identity is None:
        return judge_tree(work, jobs)
    scan = _Scan(work, store, identity)
    found = scan.found(jobs)
    store.tidy()
    return found or judge_tree(replace(work, tree=scan.tree), jobs)


class _Scan:
    """One scan of one folder with a cache."""

    def __init__(self, work: Work, store: Store, identity: str) -> None:
        self.work = work
        self.store = store
        self.identity = identity
        self.root = ScanRoot(work.path)
        self.memory = Memory(store, self.root.apart())
        self.tree: SourceTree | None = None
        """The syntax trees of the folder, once somebody needs one."""

    def found(self, jobs: int) -> Found | None:
        """Everything that was found; None where parts do not add up to what a whole scan finds."""
        layout = self._layout()
        roots = self.work.load_options.chosen(layout.roots())
        known = dict(self._known(roots))
        missing = {root: layout.weight(root) for root in roots if root not in known}
        new, engine = self._judged(missing, jobs) if missing else ({}, "")
        parts = {root: known[root][1] if root in known else new[root] for root in roots}
        self._keep(new, engine)
        if not roots or not _add_up(parts, whole=not known):
            return None
        told = (*self.root.diagnostics, *(p for outline in layout.outlines.values() for p in outline.diagnostics))
        problems = in_order((*told, *(problem for part in parts.values() for problem in part.diagnostics)))
        name = engine or next(iter(known.values()))[0]
        return Found(name, roots, tuple(part.judgement for part in parts.values()), problems)

    def _layout(self) -> Layout:
        outlines = {directory: self._outline(directory) for directory in self.root.directories()}
        return Layout(self.root, outlines)

    def _outline(self, directory: str) -> Outline:
        subject = key_of("outline", code_identity(), directory)
        key, value = self.memory.recall(subject)
        if value is not None:
            try:
                return _outline_of(value)
            except (ValidationError, ValueError, KeyError, TypeError, AttributeError):
                self.store.discard(key, "its outline is not valid")
        from gatewright.sources.terraform.source import outline  # noqa: PLC0415  # loads the parser

        library = self._source().library.apart()
        made = replace(outline(library, directory), diagnostics=tuple(dict.fromkeys(library.diagnostics())))
        diagnostics: list[JsonValue] = [problem.model_dump(exclude_defaults=True) for problem in made.diagnostics]
        written: JsonValue = {"targets": list(made.targets), "size": made.size, "diagnostics": diagnostics}
        self.memory.keep(subject, library.root.seen, written)
        return made

    def _known(self, roots: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, Part]]]:
        """The root modules whose answer is in the cache, each with the engine that gave it."""
        options = self.work.judge_options
        shared: Shared | None = None
        for root in roots:
            key, value = self.memory.recall(self._subject(root))
            if value is None:
                continue
            if shared is None:
                estate = Estate((), path=self.work.path)
                shared = Shared(request_of(estate, options, self.work.policies, engine=Asked("")))
            try:
                yield root, decoded(value, shared)
            except Invalid:
                self.store.discard(key, "its findings are not valid")

    def _judged(self, weights: Mapping[str, int], jobs: int) -> tuple[dict[str, Part], str]:
        number = processes(jobs)
        work = replace(self.work, tree=self._source(), apart=True)
        found = spread(work, shares(weights, number), number, work.progress)
        return {root: part for share in found for root, part in share.parts.items()}, found[0].engine

    def _keep(self, new: Mapping[str, Part], engine: str) -> None:
        if new and _identity(self.work) != self.identity:
            return  # somebody has changed the rules or the variables meanwhile
        for root, part in new.items():
            # A rule fails for all root modules that are judged together, so that a failure says nothing of one alone.
            if not part.judgement.failures:
                self.memory.keep(self._subject(root), part.seen, encoded(part, engine))

    def _subject(self, root: str) -> str:
        return key_of("root", self.identity, root)

    def _source(self) -> SourceTree:
        if self.tree is None:
            self.tree = source_tree(self.work.path, self.work.load_options)
        return self.tree


def _add_up(parts: Mapping[str, Part], *, whole: bool) -> bool:
    """Whether parts that were judged apart are what a scan of the whole finds.

    They are not where a rule fails, which it does for everything that is judged together, nor where two root modules
    manage the same resource.
    """
    identities = [identity for part in parts.values() for identity in part.identities]
    failing = any(part.judgement.failures for part in parts.values())
    return len(identities) == len(set(identities)) and (whole or not failing)


def _identity(work: Work) -> str | None:
    """A key for everything but the folder and the root module; None where there is none."""
    try:
        return request_key(work.path, work.load_options, work.judge_options)
    except Unkeyed:
        return None


def _outline_of(value: Any) -> Outline:  # checked by what is made of it
    diagnostics = tuple(map(Diagnostic.model_validate, value["diagnostics"]))
    return Outline(tuple(map(str, value["targets"])), int(value["size"]), diagnostics)
