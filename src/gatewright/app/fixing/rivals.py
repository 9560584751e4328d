"""Companions that are there already, or may be: beside them there must be no second one.

Asked of what is evaluated, so that it does not matter how a companion is linked: by a reference, a local, a name, or
the argument of a module. Of a block that makes no instance now, its expression is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gatewright.app.fixing.places import Site
from gatewright.app.fixing.shapes import NotDoneError
from gatewright.app.fixing.world import Evaluated, Part, World
from gatewright.model.fix import Companion
from gatewright.sources.terraform.evaluator.declarations import SourceDeclaration
from gatewright.sources.terraform.evaluator.expressions import evaluate
from gatewright.sources.terraform.evaluator.instance import ModuleInstance
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.modules.calls import local_target
from gatewright.sources.terraform.syntax import nodes
from gatewright.sources.terraform.values import EvaluationError, UnknownValue, Value, reveal

_MAX_STEPS = 10
"""Resources that a link is followed through."""

_UNCALLED = UnknownValue("the module is not called")

_Declared = tuple[str, str, str]
"""Module directory, type and name of a resource's block."""


def refuse_rivals(site: Site, operation: Companion, world: World) -> None:
    """Raise NotDoneError where a companion is there for some of the instances, on a condition, or may be."""
    own = _declared(site.instance)
    for environment, part in world.parts.items():
        for instance in part.kinds.get(site.instance.type, ()):
            if _declared(instance) != own:
                continue
            if not world.fails(site.finding.rule.id, environment, instance):
                raise NotDoneError(
                    f"`{instance.address}` does not fail, and would have another `{operation.type}`; "
                    "make the one that is there hold for all of them"
                )
            if operation.type != instance.type:
                _Search(part, part.roots[instance.root], instance, operation.link).refuse(operation.type)


@dataclass(frozen=True)
class _Search:
    """The search for what may be the companion of one instance."""

    part: Part
    root: Evaluated
    parent: Instance
    link: Mapping[str, str]

    def refuse(self, kind: str) -> None:
        """Raise NotDoneError where something of a type may be the companion."""
        made: set[_Declared | None] = set()
        for instance in self.part.kinds.get(kind, ()):
            if instance.root != self.parent.root:
                continue
            made.add(_declared(instance))
            if any(self._may(argument, instance.values.get(argument)) for argument in self.link):
                raise NotDoneError(
                    f"`{instance.address}` is there, and may be of `{self.parent.address}`; edit that one"
                )
        found = self._modules()
        every = [module for one in found.values() for module in one]
        for directory, modules in found.items():
            idle = _Idle(directory, every)
            for (of, name), block in self.part.tree.library.module(directory).managed.items():
                if of == kind and self._may_make(block, idle, None if (directory, of, name) in made else modules):
                    raise NotDoneError(
                        f"`{of}.{name}` in `{block.text.path}` may be of `{self.parent.address}` on a condition; "
                        "make it hold"
                    )

    def _modules(self) -> dict[str, list[ModuleInstance]]:
        """The directories of the modules that the root module is made of, with the instances that there are."""
        found: dict[str, list[ModuleInstance]] = {}
        for module in self.root.module.modules():
            found.setdefault(module.module.directory, []).append(module)
        waiting = list(found)
        outlines = self.part.tree.layout.outlines
        while waiting:
            outline = outlines.get(waiting.pop())
            for target in outline.targets if outline is not None else ():
                if target not in found and target in outlines:
                    found[target] = []
                    waiting.append(target)
        return found

    def _may_make(self, block: nodes.Block, idle: _Idle, modules: list[ModuleInstance] | None) -> bool:
        """Whether a block may make the companion where it makes nothing now.

        `modules` are the instances of its module; None where it makes something in them, which was looked at.
        """
        for argument in self.link:
            attribute = block.body.attributes.get(argument)
            if attribute is None:
                continue
            expression = attribute.expression
            named = _resource(expression)
            if named is not None and named[0] == self.parent.type:
                if modules is not None and _declared(self.parent) == (idle.directory, *named):
                    return True
                continue
            values = list(idle.values(expression))
            if modules is not None:
                values += _values(expression, modules)
            if any(self._may(argument, value) for value in values or ([] if modules is None else [_UNCALLED])):
                return True
        return False

    def _may(self, argument: str, value: Value) -> bool:
        """Whether an argument with this value may name the parent; what is not known may."""
        found, _ = reveal(value)
        for _ in range(_MAX_STEPS):
            if not isinstance(found, UnknownValue) or found.reference is None:
                break
            if found.reference.address == self.parent.address:
                return True
            other = self.part.instances.get((self.parent.root, found.reference.address))
            if other is None or other.type == self.parent.type:
                return other is None
            found, _ = reveal(other.values.get(found.reference.attribute, UnknownValue("it is not known")))
        if found is None:
            return False
        if isinstance(found, UnknownValue):
            return True
        return self._is_named(argument, found)

    def _is_named(self, argument: str, name: Value) -> bool:
        """Whether the parent may have a name that is written out; one that the provider makes up has no such name."""
        identity = reveal(self.parent.values.get(self.link[argument]))[0]
        if isinstance(identity, str):
            return name == identity
        declaration = self.parent.declaration
        if isinstance(declaration, SourceDeclaration) and argument not in declaration.placed.block.body.attributes:
            return False
        own, _ = reveal(self.parent.values.get(argument))
        return isinstance(own, UnknownValue) or name == own


@dataclass(frozen=True)
class _Idle:
    """The calls of a module that make no instance of it now."""

    directory: str
    callers: list[ModuleInstance]

    def values(self, expression: nodes.Expression) -> Iterator[Value]:
        """What an expression of the module would be, where it is a variable that a call gives a value."""
        for caller in self.callers:
            for name, call in caller.module.calls.items():
                called = local_target(caller.module.directory, call) == self.directory
                if called and not caller.expansion(name).instances:
                    yield _given(expression, caller, call)


def _given(expression: nodes.Expression, caller: ModuleInstance, call: nodes.Block) -> Value:
    """What a call gives for a variable; unknown where the expression is none, or it depends on an instance."""
    if isinstance(expression, nodes.Literal):
        return expression.value
    if isinstance(expression, nodes.Traversal) and expression.root == "var" and len(expression.steps) == 1:
        argument = call.body.attributes.get(str(expression.steps[0]))
        if argument is not None:
            return next(_values(argument.expression, [caller]))
    return _UNCALLED


def _values(expression: nodes.Expression, modules: list[ModuleInstance]) -> Iterator[Value]:
    """What an expression is in each instance of its module; unknown where that cannot be said."""
    for module in modules:
        try:
            yield evaluate(expression, module.scope)
        except EvaluationError:
            yield UnknownValue("it depends on an instance")


def _resource(expression: nodes.Expression) -> tuple[str, str] | None:
    """Type and name of the resource that an expression is a plain reference to."""
    while isinstance(expression, nodes.Index):
        expression = expression.object
    if isinstance(expression, nodes.Template) and expression.wrapped:
        return _resource(expression.parts[0])
    if isinstance(expression, nodes.Traversal) and expression.steps and "_" in expression.root:
        return expression.root, str(expression.steps[0])
    return None


def _declared(instance: Instance) -> _Declared | None:
    if not isinstance(instance.declaration, SourceDeclaration):
        return None
    return instance.declaration.placed.module.module.directory, instance.type, instance.name
