"""The outcome of each rule on each document, and its grounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gatewright.evaluate.documents import Estate, of_types
from gatewright.evaluate.reads import Gap, compile_reads
from gatewright.model.document import Document, Path
from gatewright.model.finding import Hit, Outcome
from gatewright.model.rule import Rule
from gatewright.ports import Evaluation

MOST_REASONS = 3
NO_ANSWER = "the engine gave no answer for the rule"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome; a fail has hits, an unknown has gaps."""

    outcome: Outcome
    hits: tuple[Hit, ...] = ()
    gaps: tuple[Gap, ...] = ()
    partial: bool = False
    """Whether a fail may have more hits once everything is known."""

    def failures(self) -> list[tuple[Path, str]]:
        """Every path that is wrong with its message, ordered; what is said twice about a path is one failure."""
        if len(self.hits) == 1:
            return [(self.hits[0].path, self.hits[0].message)]
        messages: dict[Path, list[str]] = {}
        for hit in sorted(self.hits, key=lambda hit: (_order(hit.path), hit.message)):
            messages.setdefault(hit.path, []).append(hit.message)
        return [(path, "; ".join(dict.fromkeys(said))) for path, said in messages.items()]

    def reason(self) -> str:
        """Why the outcome is unknown: the first few reasons, each once."""
        reasons = list(dict.fromkeys(gap.reason for gap in self.gaps))
        rest = len(reasons) - MOST_REASONS
        return "; ".join([*reasons[:MOST_REASONS], *([f"and {rest} more"] if rest > 0 else [])])


PASS = Verdict("pass")
ERROR = Verdict("error")
SKIPPED = Verdict("skipped")


def verdicts(rule: Rule, evaluation: Evaluation, estate: Estate) -> Iterator[tuple[Document, Verdict]]:
    """The verdict on every document that the rule judges; a rule without an answer is skipped.

    A hit is a fail. Without a hit, the outcome is unknown where anything that the rule reads is unknown, else pass.
    """
    documents = of_types(estate, rule.resource_types)
    if rule.id in evaluation.errors:
        yield from ((document, ERROR) for document in documents)
    elif rule.id not in evaluation.hits:
        yield from ((document, SKIPPED) for document in documents)
    else:
        hits = _by_document(evaluation.hits[rule.id])
        reads = compile_reads(rule)
        for document in documents:
            if document.id in hits:
                # Even where all is known that the rule reads: that a port is open may hide which entries open it.
                partial = estate.may_hold_unknowns(document) or bool(reads.gaps(estate, document))
                yield document, Verdict("fail", hits=hits[document.id], partial=partial)
            else:
                gaps = reads.gaps(estate, document)
                yield document, Verdict("unknown", gaps=gaps) if gaps else PASS


def checked(evaluation: Evaluation, asked: Mapping[str, Rule], estate: Estate) -> Evaluation:
    """The evaluation in which every rule that was asked has hits that can be placed, or an error."""
    errors = {identity: evaluation.errors[identity] for identity in asked if identity in evaluation.errors}
    for identity, rule in asked.items():
        if identity not in errors and (problem := _problem(rule, evaluation, estate)):
            errors[identity] = problem
    hits = {identity: evaluation.hits[identity] for identity in asked if identity not in errors}
    return Evaluation(hits, errors)


def _problem(rule: Rule, evaluation: Evaluation, estate: Estate) -> str | None:
    if rule.id not in evaluation.hits:
        return NO_ANSWER
    for hit in evaluation.hits[rule.id]:
        document = estate.by_id.get(hit.resource)
        if document is None or document.type not in rule.resource_types:
            return f"a hit names `{hit.resource}`, which is no document of a type that the rule judges"
    return None


def _order(path: Path) -> list[tuple[bool, int, str]]:
    """A key under which indexes are ordered as numbers, and before names."""
    return [(False, step, "") if isinstance(step, int) else (True, 0, step) for step in path]


def _by_document(hits: tuple[Hit, ...]) -> dict[str, tuple[Hit, ...]]:
    grouped: dict[str, list[Hit]] = {}
    for hit in hits:
        grouped.setdefault(hit.resource, []).append(hit)
    return {identity: tuple(group) for identity, group in grouped.items()}
