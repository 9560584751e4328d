"""What both engines are given and give back: documents as one JSON input, hits out of JSON output."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue, ValidationError
from pydantic_core import PydanticSerializationError

from gatewright.errors import RuleError, UsageError
from gatewright.model.document import Document
from gatewright.model.finding import Hit
from gatewright.model.rule import Rule

NO_DENY = "defines no `deny`; write `deny contains finding.at(…) if {…}`"


@dataclass(frozen=True, slots=True)
class Serialised:
    """Every document as JSON, once, and what rules see of it: its type."""

    texts: Mapping[str, str]
    types: Mapping[str, str]
    related: frozenset[str]
    unusable: Mapping[str, str] = field(default_factory=dict)
    """Why a document cannot be given to an engine, by its id."""

    def without(self, unusable: Mapping[str, str]) -> Serialised:
        """The same documents but these, which are unusable for the reasons given."""
        texts = {identity: text for identity, text in self.texts.items() if identity not in unusable}
        return Serialised(texts, self.types, self.related, {**self.unusable, **unusable})

    def input_json(self) -> str:
        """`{"resources": {type: [document]}, "by_id": {id: document}}`, with what a relation points to by id."""
        resources: dict[str, list[str]] = {}
        for identity, text in self.texts.items():
            resources.setdefault(self.types[identity], []).append(text)
        by_type = ",".join(f"{json.dumps(name)}:[{','.join(texts)}]" for name, texts in resources.items())
        targets = [identity for identity in self.texts if identity in self.related]
        by_id = ",".join(f"{json.dumps(identity)}:{self.texts[identity]}" for identity in targets)
        return f'{{"resources":{{{by_type}}},"by_id":{{{by_id}}}}}'

    def blocked(self, rule: Rule) -> str | None:
        """Why the rule cannot be judged: a document that it looks at cannot be given to the engine."""
        follows = any(step.startswith("@") for path in rule.reads for step in path)
        for identity, reason in self.unusable.items():
            if self.types[identity] in rule.resource_types or (follows and identity in self.related):
                return f"the document `{identity}` cannot be given to the engine: {reason}"
        return None


def serialise(documents: Sequence[Document]) -> Serialised:
    """The documents as JSON. One that has no JSON form is unusable, with the reason."""
    texts: dict[str, str] = {}
    unusable: dict[str, str] = {}
    for document in documents:
        try:
            texts[document.id] = document.model_dump_json()
        except PydanticSerializationError as error:
            unusable[document.id] = str(error).splitlines()[0]
    related = {
        target
        for document in documents
        for targets in document.relations.values()
        for target in targets
        if isinstance(target, str)
    }
    return Serialised(texts, {document.id: document.type for document in documents}, frozenset(related), unusable)


def configuration(rules: Sequence[Rule], config: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """The parameters of every rule, as `data.config` holds them: the caller's, else the rule's defaults."""
    return {rule.id: config.get(rule.id, dict(rule.parameters)) for rule in rules}


def check_distinct(rules: Sequence[Rule]) -> None:
    """Nothing, once no two rules share an id or a package: they would run as one."""
    for names in ([rule.id for rule in rules], [rule.package for rule in rules]):
        for name in names:
            if names.count(name) > 1:
                raise UsageError(f"two rules are called `{name}`; give each rule a package of its own")


def read_hits(rule: Rule, value: object, types: Mapping[str, str]) -> tuple[Hit, ...]:
    """The hits in what `deny` evaluated to, ordered; a hit that says nothing usable is an error of the rule."""
    if not isinstance(value, list):
        raise RuleError("`deny` must be a set of hits; write `deny contains finding.at(…) if {…}`")
    hits = [_hit(rule, item, types) for item in value]
    return tuple(sorted(hits, key=lambda hit: (hit.resource, json.dumps(hit.path), hit.message)))


def _hit(rule: Rule, item: object, types: Mapping[str, str]) -> Hit:
    try:
        hit = Hit.model_validate(item, strict=False)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"][:1])) or "hit"
        raise RuleError(
            f"a hit must be `{{resource, path, message}}`, and its `{place}` is wrong; use `finding.at`"
        ) from error
    if hit.resource not in types:
        raise RuleError(f"a hit names `{hit.resource}`, which is no document's id; use `finding.at` on a document")
    if types[hit.resource] not in rule.resource_types:
        raise RuleError(
            f"a hit names `{hit.resource}` of type `{types[hit.resource]}`, which is not in `resource_types`; add it"
        )
    return hit
