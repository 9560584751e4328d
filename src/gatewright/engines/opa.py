"""The reference engine: a real OPA server, spoken to with `opa-python-client`.

What a run uploads lies below a root of its own, `gatewright_<random>`, and is removed afterwards: on a shared server it
neither meets nor changes what others have there. The error of a built-in function is an error of the rule.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from pydantic import JsonValue

from gatewright.engines.exchange import NO_DENY, Serialised, check_distinct, configuration, read_hits, serialise
from gatewright.engines.isolation import move_below
from gatewright.engines.opa_process import running_opa
from gatewright.engines.opa_server import OpaServer, PolicyRefusedError, connect
from gatewright.errors import EngineError, RuleError
from gatewright.model.document import Document
from gatewright.model.finding import Hit
from gatewright.model.rule import Rule
from gatewright.ports import Evaluation


class OpaEngine:
    """Evaluates rules on OPA: on the server at `url`, else on a process started for each evaluation."""

    def __init__(
        self,
        libraries: Mapping[str, str],
        *,
        url: str | None = None,
        token: str | None = None,
        ca_file: str | None = None,
        executable: str = "opa",
    ) -> None:
        self.name = "opa"
        self._libraries = dict(libraries)
        self._url = url
        self._token = token
        self._ca_file = ca_file
        self._executable = executable

    def evaluate(
        self, rules: Sequence[Rule], documents: Sequence[Document], config: Mapping[str, JsonValue]
    ) -> Evaluation:
        """Hits of each rule that ran, and the error of each that did not."""
        check_distinct(rules)
        serialised = serialise(documents)
        with self._server() as server:
            self.name = f"opa {server.version()}"
            with _Run.on(server) as run:
                run.load(self._libraries)
                run.fill(serialised, configuration(rules, config))
                return run.evaluate(rules, serialised)

    @contextmanager
    def _server(self) -> Iterator[OpaServer]:
        if self._url is not None:
            with connect(self._url, token=self._token, ca_file=self._ca_file) as server:
                yield server
        else:
            with running_opa(self._executable) as url, connect(url) as server:
                yield server


@dataclass(slots=True)
class _Run:
    """What one evaluation puts on a server, all of it below one root."""

    server: OpaServer
    root: str
    uploaded: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    """What each policy is called here, those that were refused included."""

    @classmethod
    @contextmanager
    def on(cls, server: OpaServer) -> Iterator[_Run]:
        """A run whose uploads are gone when the block ends."""
        run = cls(server, f"gatewright_{uuid.uuid4().hex}")
        try:
            yield run
        except BaseException:
            # What went wrong says more than a removal that fails for the same reason.
            with suppress(EngineError):
                run.remove()
            raise
        run.remove()

    def load(self, libraries: Mapping[str, str]) -> None:
        """Upload the libraries, each after those that it imports: OPA takes no policy that calls what is not there."""
        waiting = dict(libraries)
        while waiting:
            problems = {name: str(error) for name, text in waiting.items() if (error := self._upload(name, text))}
            if len(problems) == len(waiting):
                raise EngineError(f"a library cannot be loaded: {next(iter(problems.values()))}")
            waiting = {name: waiting[name] for name in problems}

    def fill(self, documents: Serialised, config: Mapping[str, JsonValue]) -> None:
        """Upload the documents and the parameters, once for all rules."""
        self.server.put_data(self.root, {"input": json.loads(documents.input_json()), "config": dict(config)})

    def evaluate(self, rules: Sequence[Rule], documents: Serialised) -> Evaluation:
        """Hits and errors; a rule that OPA does not take leaves the others."""
        errors: dict[str, str] = {}
        for rule in rules:
            error = documents.blocked(rule) or self._upload(rule.id, rule.source)
            if error:
                errors[rule.id] = error
        loaded = [rule for rule in rules if rule.id not in errors]
        ask = self._asker(loaded)
        hits: dict[str, tuple[Hit, ...]] = {}
        for rule in loaded:
            try:
                hits[rule.id] = read_hits(rule, ask(rule), documents.types)
            except RuleError as problem:
                errors[rule.id] = self._explain(problem)
        return Evaluation(hits, errors)

    def remove(self) -> None:
        """Take everything off the server again, what depends on another first."""
        while self.uploaded:
            self.server.remove_policy(self.uploaded.pop())
        self.server.remove_data(self.root)

    def _asker(self, rules: Sequence[Rule]) -> Callable[[Rule], object]:
        """What answers for a rule: one query for all rules; where that fails, one query for each."""
        names = {rule.id: f"rule_{number}" for number, rule in enumerate(rules)}
        bodies = [
            f"{names[rule.id]} := hits if {{ hits := data.{self.root}.{rule.package}.deny with input as inputs }}"
            for rule in rules
        ]
        entry = [f"package {self.root}.entry", f"inputs := data.{self.root}.input", *bodies]
        self._put("entry", "\n".join(entry))
        try:
            together = self.server.query(f"{self.root}.entry")
        except PolicyRefusedError:
            return lambda rule: _defined(self.server.query(f"{self.root}.entry", names[rule.id]))
        answers = together if isinstance(together, dict) else {}
        return lambda rule: _defined(answers.get(names[rule.id]))

    def _upload(self, name: str, text: str) -> str:
        """Why a policy is not taken; empty once it is there."""
        try:
            self._put(name, move_below(self.root, text))
        except PolicyRefusedError as error:
            return self._explain(error)
        return ""

    def _put(self, name: str, text: str) -> None:
        policy = f"{self.root}/{len(self.names)}"
        self.names[policy] = name
        self.server.put_policy(policy, text)
        self.uploaded.append(policy)

    def _explain(self, error: RuleError) -> str:
        if not isinstance(error, PolicyRefusedError):
            return str(error)
        message = error.message.replace(f"{self.root}.", "")
        name = self.names.get(error.policy, "")
        return f"{name}, line {error.line}: {message}" if name else message


def _defined(value: object) -> object:
    if value is None:
        raise RuleError(NO_DENY)
    return value
