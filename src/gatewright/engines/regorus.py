"""The embedded engine: regorus, a Rego interpreter in Rust.

The error of a built-in function is an error of the rule, as in OPA with strict built-in errors: a rule that cannot
compute its answer must not read as a pass. What is not contained: a rule that computes for ever.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import regorus
from pydantic import JsonValue

from gatewright.engines.exchange import NO_DENY, Serialised, check_distinct, configuration, read_hits, serialise
from gatewright.engines.recursion import recursive_functions
from gatewright.errors import EngineError, RuleError
from gatewright.model.document import Document
from gatewright.model.finding import Hit
from gatewright.model.rule import Rule
from gatewright.ports import Evaluation

Answer = TypeVar("Answer")

LONGEST_REASON = 300


class RegorusEngine:
    """Evaluates rules in this process; `libraries` are the Rego texts that rules import, by file name."""

    def __init__(self, libraries: Mapping[str, str]) -> None:
        self.name = f"regorus {importlib.metadata.version('gordon-to-regorus')}"
        self._libraries = dict(libraries)

    def evaluate(
        self, rules: Sequence[Rule], documents: Sequence[Document], config: Mapping[str, JsonValue]
    ) -> Evaluation:
        """Hits of each rule that ran, and the error of each that did not."""
        check_distinct(rules)
        # An engine object belongs to the thread that made it, so every call makes its own.
        engine = load_libraries(self._libraries)
        guarded(engine.add_data_json, json.dumps({"config": configuration(rules, config)}))
        run = _Run(engine, _set_input(engine, serialise(documents)))
        return run.evaluate(rules, recursive_functions(self._libraries | {rule.id: rule.source for rule in rules}))


@dataclass(frozen=True, slots=True)
class _Run:
    """One evaluation: an engine with libraries, data and input in place, and the documents that it holds."""

    bare: regorus.Engine
    documents: Serialised

    def evaluate(self, rules: Sequence[Rule], recursive: Mapping[str, str]) -> Evaluation:
        together = self.bare.clone()
        errors: dict[str, str] = {}
        for rule in rules:
            try:
                self._add(together, rule, recursive)
            except RuleError as error:
                errors[rule.id] = str(error)
        hits: dict[str, tuple[Hit, ...]] = {}
        for rule in rules:
            try:
                if rule.id not in errors:
                    hits[rule.id] = read_hits(rule, self._deny(together, rule), self.documents.types)
            except RuleError as error:
                errors[rule.id] = str(error)
        return Evaluation(hits, errors)

    def _add(self, engine: regorus.Engine, rule: Rule, recursive: Mapping[str, str]) -> None:
        obstacle = recursive.get(rule.id) or self.documents.blocked(rule)
        if obstacle:
            raise RuleError(obstacle)
        guarded(engine.add_policy, rule.id, rule.source)

    def _deny(self, together: regorus.Engine, rule: Rule) -> object:
        """What `deny` evaluates to; a rule that fails among the others is tried alone, lest it pay for their fault."""
        try:
            return _deny(together, rule)
        except RuleError:
            alone = self.bare.clone()
            guarded(alone.add_policy, rule.id, rule.source)
            return _deny(alone, rule)


def load_libraries(libraries: Mapping[str, str]) -> regorus.Engine:
    """A new engine that holds the libraries."""
    engine = regorus.Engine()
    engine.set_gather_prints(True)  # a rule's `print` stays inside
    for name, text in libraries.items():
        try:
            guarded(engine.add_policy, name, text)
        except RuleError as error:
            raise EngineError(f"a library cannot be loaded: {error}") from error
    return engine


def guarded(call: Callable[..., Answer], *arguments: object) -> Answer:
    """What the engine answers; its errors as a `RuleError` of one line."""
    try:
        return call(*arguments)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - a panic inside the engine is no `Exception`
        raise RuleError(_reason(str(error))) from None


def _reason(text: str) -> str:
    """The place and the problem out of the engine's many lines, without the backtrace and the values in scope."""
    report = text.partition("\n\nStack backtrace")[0].strip()
    if report == "not a valid rule path":
        return NO_DENY
    place = re.search(r"^--> (.*):(\d+):\d+$", report, re.MULTILINE)
    problem = re.search(r"^error: (.*)$", report, re.MULTILINE)
    said = (problem[1] if problem else report.partition("\n")[0]).partition(" (path [")[0][:LONGEST_REASON].rstrip(":")
    return f"{place[1]}, line {place[2]}: {said}" if place else said


def _deny(engine: regorus.Engine, rule: Rule) -> object:
    answer: object = json.loads(guarded(engine.eval_rule_as_json, f"data.{rule.package}.deny"))
    return answer


def _set_input(engine: regorus.Engine, documents: Serialised) -> Serialised:
    """The documents that the engine has as its input, once those that it does not take are set apart."""
    try:
        guarded(engine.set_input_json, documents.input_json())
    except RuleError:
        remaining = documents.without(_refused(documents))
        guarded(engine.set_input_json, remaining.input_json())
        return remaining
    return documents


def _refused(documents: Serialised) -> dict[str, str]:
    """Why the engine does not take a document, by id: it is nested too deeply, mostly."""
    reasons: dict[str, str] = {}
    for identity, text in documents.texts.items():
        try:
            # As deep as it will stand in the whole input.
            guarded(regorus.Engine().set_input_json, f"[[[{text}]]]")
        except RuleError as error:
            reasons[identity] = str(error).partition(" at line")[0]
    return reasons
