"""What is read and found once, however many calls evaluate it: modules, references, type constraints."""

from __future__ import annotations

import re

from gatewright.sources.terraform.evaluator import references
from gatewright.sources.terraform.evaluator.bodies import META
from gatewright.sources.terraform.evaluator.constraints import type_of_constraint
from gatewright.sources.terraform.evaluator.references import Key
from gatewright.sources.terraform.modules.calls import local_target
from gatewright.sources.terraform.modules.configuration import Module, read_module
from gatewright.sources.terraform.modules.files import ScanRoot, join
from gatewright.sources.terraform.syntax.nodes import Attribute, Block
from gatewright.sources.terraform.syntax.parser import parse
from gatewright.sources.terraform.typesystem import Type

_LOCK = ".terraform.lock.hcl"
_VERSION = re.compile(rb'^\s*version\s*=\s*"([^"]+)"', re.MULTILINE)


class Library:
    """The modules below a scan root."""

    def __init__(self, root: ScanRoot) -> None:
        self.root = root
        self._modules: dict[str, Module] = {}
        self._references: dict[int, frozenset[Key]] = {}
        self._constraints: dict[int, Type] = {}
        self._locks: dict[str, dict[str, str]] = {}

    def module(self, directory: str) -> Module:
        """The module in a directory."""
        if directory not in self._modules:
            self._modules[directory] = read_module(self.root, directory)
        return self._modules[directory]

    def modules(self) -> list[Module]:
        """Every module that was read so far, in order of their directories."""
        return [self._modules[directory] for directory in sorted(self._modules)]

    def attribute_references(self, attribute: Attribute) -> frozenset[Key]:
        """What an attribute refers to."""
        found = self._references.get(id(attribute))
        if found is None:
            found = self._references[id(attribute)] = references.of_expression(attribute.expression)
        return found

    def block_references(self, block: Block) -> frozenset[Key]:
        """What a resource or provider block refers to."""
        found = self._references.get(id(block))
        if found is None:
            found = references.of_body(block.body, skip=META - {"count", "for_each"})
            self._references[id(block)] = found
        return found

    def repetition_references(self, call: Block) -> frozenset[Key]:
        """What the `count` or `for_each` of a module call refers to."""
        attributes = call.body.attributes
        parts = [self.attribute_references(attributes[name]) for name in ("count", "for_each") if name in attributes]
        return frozenset().union(*parts)

    def constraint(self, declared: Attribute) -> Type:
        """The type that a variable's `type` argument means."""
        found = self._constraints.get(id(declared))
        if found is None:
            found = self._constraints[id(declared)] = type_of_constraint(declared.expression)
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
