"""What is read and found once, however many calls evaluate it: modules, references, type constraints."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from gatewright.model.diagnostic import Diagnostic
from gatewright.sources.terraform.evaluator import references
from gatewright.sources.terraform.evaluator.bodies import META
from gatewright.sources.terraform.evaluator.constraints import type_of_constraint
from gatewright.sources.terraform.evaluator.references import Key
from gatewright.sources.terraform.modules.calls import local_target
from gatewright.sources.terraform.modules.configuration import Module, ParsedFiles, read_module
from gatewright.sources.terraform.modules.files import OverlayRoot, ScanRoot, join
from gatewright.sources.terraform.syntax.nodes import Attribute, Block
from gatewright.sources.terraform.syntax.parser import parse
from gatewright.sources.terraform.typesystem import Type

_LOCK = ".terraform.lock.hcl"
_VERSION = re.compile(rb'^\s*version\s*=\s*"([^"]+)"', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Reading:
    """A module, with what was asked of the folder to read it."""

    module: Module
    root: ScanRoot


@dataclass(frozen=True, slots=True)
class _Memory:
    """What all users of a library share."""

    readings: dict[str, Reading] = field(default_factory=dict)
    references: dict[int, frozenset[Key]] = field(default_factory=dict)
    constraints: dict[int, Type] = field(default_factory=dict)
    files: ParsedFiles = field(default_factory=dict)
    outdated: list[Reading] = field(default_factory=list)
    """Readings of modules as they were before an edit: what is known by the identity of their nodes needs them."""


class Library:
    """The modules below a scan root."""

    def __init__(self, root: ScanRoot, memory: _Memory | None = None) -> None:
        self.root = root
        self._memory = _Memory() if memory is None else memory
        self._used: dict[str, Module] = {}
        self._locks: dict[str, dict[str, str]] = {}

    def apart(self) -> Library:
        """The same modules, none read twice, for one user of them: its root observes what that one depends on."""
        return Library(self.root.apart(), self._memory)

    def edited(self, held: Mapping[str, bytes]) -> Library:
        """The same modules after an edit of some files, none of the others read or parsed again."""
        memory = self._memory
        changed = {file.rpartition("/")[0] or "." for file in held}
        readings = {name: reading for name, reading in memory.readings.items() if name not in changed}
        memory.outdated.extend(memory.readings[name] for name in changed if name in memory.readings)
        return Library(OverlayRoot(self.root, held), replace(memory, readings=readings, files=dict(memory.files)))

    def module(self, directory: str) -> Module:
        """The module in a directory."""
        if directory not in self._used:
            readings = self._memory.readings
            if directory not in readings:
                root = self.root.apart()
                readings[directory] = Reading(read_module(root, directory, self._memory.files), root)
            self._used[directory] = readings[directory].module
            self.root.adopt(readings[directory].root)
        return self._used[directory]

    def diagnostics(self) -> list[Diagnostic]:
        """What could not be read or parsed in what was used of this library, modules in order of their directories."""
        parsed = (problem for name in sorted(self._used) for problem in self._used[name].diagnostics)
        return [*self.root.diagnostics, *parsed]

    def attribute_references(self, attribute: Attribute) -> frozenset[Key]:
        """What an attribute refers to."""
        found = self._memory.references.get(id(attribute))
        if found is None:
            found = self._memory.references[id(attribute)] = references.of_expression(attribute.expression)
        return found

    def block_references(self, block: Block) -> frozenset[Key]:
        """What a resource or provider block refers to."""
        found = self._memory.references.get(id(block))
        if found is None:
            found = references.of_body(block.body, skip=META - {"count", "for_each"})
            self._memory.references[id(block)] = found
        return found

    def repetition_references(self, call: Block) -> frozenset[Key]:
        """What the `count` or `for_each` of a module call refers to."""
        attributes = call.body.attributes
        parts = [self.attribute_references(attributes[name]) for name in ("count", "for_each") if name in attributes]
        return frozenset().union(*parts)

    def constraint(self, declared: Attribute) -> Type:
        """The type that a variable's `type` argument means."""
        found = self._memory.constraints.get(id(declared))
        if found is None:
            found = self._memory.constraints[id(declared)] = type_of_constraint(declared.expression)
        return found

    def locked(self, directory: str) -> dict[str, str]:
        """Exact provider versions by source, from the lock file of a root module."""
        if directory not in self._locks:
            self._locks[directory] = self._lock(join(directory, _LOCK))
        return self._locks[directory]

    def _lock(self, path: str) -> dict[str, str]:
        data = self.root.read(path) if self.root.is_file(path) else None
        if data is None:
            return {}
        versions: dict[str, str] = {}
        for block in parse(path, data).body.of("provider"):
            match = _VERSION.search(data, block.span[0], block.span[1])
            if match is not None and block.labels:
                versions["/".join(block.labels[0].split("/")[-2:])] = match[1].decode()
        return versions

    def constraints(self, directory: str, source: str, installed: dict[str, str]) -> list[str]:
        """The version constraints on a provider in all modules that a root module reaches."""
        found: list[str] = []
        seen: set[str] = set()
        waiting = [directory, *installed.values()]
        while waiting:
            current = waiting.pop()
            if current in seen or not self.root.is_directory(current):
                continue
            seen.add(current)
            module = self.module(current)
            found += [required.version for required in module.required.values() if required.source == source]
            waiting += [t for call in module.calls.values() if (t := local_target(current, call)) is not None]
        return found
