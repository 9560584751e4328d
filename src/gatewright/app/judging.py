"""The work of one process: some root modules loaded and judged, together or each for itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import JsonValue

from gatewright.app.asking import JudgeOptions, request_of
from gatewright.app.estate import LoadOptions, load_source, source_tree
from gatewright.app.policies import Policies
from gatewright.app.pool import Part, Progress, Share, processes, shares, silent, spread
from gatewright.evaluate import evaluation
from gatewright.evaluate.documents import place
from gatewright.evaluate.evaluation import Judgement
from gatewright.model.diagnostic import Diagnostic
from gatewright.model.document import Document
from gatewright.model.rule import Rule
from gatewright.ports import Engine, Evaluation

if TYPE_CHECKING:
    from gatewright.sources.terraform.source import SourceTree


@dataclass(frozen=True)
class Work:
    """What a process does with its share of the roots, from what was read before where it has that."""

    path: Path
    load_options: LoadOptions
    judge_options: JudgeOptions
    policies: Policies
    tree: SourceTree | None = None
    progress: Progress = silent
    apart: bool = False
    """Whether the answer is given by root module. The engine is asked once all the same."""

    def __getstate__(self) -> dict[str, object]:
        """What another process gets: a syntax tree is not passed on but read again, and progress is told here."""
        return {**self.__dict__, "tree": None, "progress": silent}

    def __call__(self, roots: tuple[str, ...]) -> Share:
        """The share of these root modules."""
        tree = self.tree or source_tree(self.path, self.load_options)
        estate = load_source(tree, roots, self.progress)
        request = request_of(replace(estate, diagnostics=()), self.judge_options, self.policies)
        if not self.apart:
            return Share(request.engine.name, (evaluation.judge(request),), estate.diagnostics)
        request = replace(request, engine=_Once(request.engine, estate.documents))
        parts: dict[str, Part] = {}
        for root in roots:
            documents = tuple(document for document in estate.documents if document.origin.root == root)
            judgement = evaluation.judge(replace(request, documents=documents))
            evaluated = estate.evaluated[root]
            # Only now: to find out where a value came from may take another look at the folder.
            problems, seen = tuple(dict.fromkeys(evaluated.problems())), evaluated.library.root.seen
            parts[root] = Part(judgement, problems, seen, _strangers(root, documents))
        return Share(request.engine.name, parts=parts)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a folder, before it is summed up."""

    engine: str
    roots: tuple[str, ...]
    judgements: tuple[Judgement, ...]
    diagnostics: tuple[Diagnostic, ...]
    """What could not be read, each once, by file and place."""


def judge_tree(work: Work, jobs: int) -> Found:
    """All root modules of a folder judged, in as many processes as `jobs` asks for."""
    tree = work.tree or source_tree(work.path, work.load_options)
    roots = work.load_options.chosen(tree.roots())
    number = processes(jobs)
    found = spread(
        replace(work, tree=tree),
        shares({root: tree.layout.weight(root) for root in roots}, number),
        number,
        work.progress,
    )
    judgements = tuple(judgement for share in found for judgement in share.judgements)
    told = {*tree.syntax_diagnostics(), *(problem for share in found for problem in share.diagnostics)}
    return Found(found[0].engine, roots, judgements, in_order(told))


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Diagnostics by file and place, each once."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=_position))


def _position(diagnostic: Diagnostic) -> tuple[str, int, int, str, str, str]:
    start = diagnostic.start
    place = (diagnostic.file or "", start.line if start else 0, start.column if start else 0)
    return (*place, diagnostic.summary, diagnostic.detail, diagnostic.severity)


def _strangers(root: str, documents: Iterable[Document]) -> tuple[str, ...]:
    """The ids of documents that do not begin with their root module."""
    return tuple(document.id for document in documents if not document.id.startswith(f"{root}:"))


class _Once:
    """An engine that is asked once about all documents, whatever parts of them its answers are then wanted for."""

    def __init__(self, engine: Engine, documents: Iterable[Document]) -> None:
        self.name = engine.name
        self._engine = engine
        self._documents: dict[str, Document] = {}
        for document in sorted(documents, key=place):
            self._documents.setdefault(document.id, document)  # of two with one id the first is judged
        self._answer: Evaluation | None = None

    def evaluate(
        self, rules: Sequence[Rule], documents: Sequence[Document], config: Mapping[str, JsonValue]
    ) -> Evaluation:
        """Of the one answer, what concerns these documents."""
        if self._answer is None:
            self._answer = self._engine.evaluate(rules, tuple(self._documents.values()), config)
        strange = self._documents.keys() - {document.id for document in documents}
        hits = {
            rule: tuple(hit for hit in found if hit.resource not in strange)
            for rule, found in self._answer.hits.items()
        }
        return Evaluation(hits, self._answer.errors)
