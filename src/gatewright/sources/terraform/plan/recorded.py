"""The configuration tree of a binary plan, from the sources that it carries, in the form of a JSON plan's.

Beyond that form an expression says `made` where its value is made from its references (a template, a calculation)
rather than being one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from gatewright.sources.terraform.plan.archive import ModuleSource
from gatewright.sources.terraform.plan.shape import object_of
from gatewright.sources.terraform.plan.traversals import Traversals
from gatewright.sources.terraform.syntax.json_syntax import parse_json
from gatewright.sources.terraform.syntax.nodes import (
    Block,
    Body,
    Expression,
    Literal,
    ObjectCons,
    Traversal,
    TupleCons,
)
from gatewright.sources.terraform.syntax.parser import parse
from gatewright.sources.terraform.values import Value

_META = frozenset(
    {"count", "for_each", "provider", "providers", "depends_on", "source", "version", "lifecycle", "alias"}
)
_NOT_SETTINGS = frozenset({"lifecycle", "provisioner", "connection", "dynamic"})
_JSON = (".tf.json", ".tofu.json")
_NATIVE = (".tf", ".tofu")


@dataclass(slots=True)
class RecordedModule:
    """The blocks of one module, by what they declare."""

    key: str
    resources: dict[tuple[str, str, str], Block] = field(default_factory=dict)
    calls: dict[str, Block] = field(default_factory=dict)
    outputs: dict[str, Block] = field(default_factory=dict)
    variables: dict[str, Block] = field(default_factory=dict)
    providers: dict[str, Block] = field(default_factory=dict)
    locals: dict[str, Expression] = field(default_factory=dict)
    constraints: dict[str, str] = field(default_factory=dict)

    @property
    def prefix(self) -> str:
        """What a provider configuration's key begins with in this module."""
        return ".".join(f"module.{name}" for name in self.key.split(".")) + ":" if self.key else ""


@dataclass(slots=True)
class RecordedSources:
    """All modules of a plan, by module key."""

    modules: Mapping[str, RecordedModule]

    def configuration(self) -> dict[str, Value]:
        """The tree."""
        providers: dict[str, Value] = {}
        for module in self.modules.values():
            providers.update(_providers(module))
        return {"provider_config": providers, "root_module": self._module(self.modules[""])}

    def overlaid(self, tree: Mapping[str, Value], key: str = "") -> dict[str, Value]:
        """A module of a plan's tree, and those below it, each as its sources have it where these are there."""
        recorded = self.modules.get(key)
        module = self._module(recorded) if recorded else dict(tree)
        calls = object_of(module.get("module_calls"), "module_calls")
        planned = object_of(tree.get("module_calls"), "module_calls")
        for name in calls.keys() & planned.keys():
            call = object_of(calls[name], "module_calls")
            below = object_of(object_of(planned[name], "module_calls").get("module"), "module_calls")
            calls[name] = {**call, "module": self.overlaid(below, f"{key}.{name}" if key else name)}
        return {**module, "module_calls": calls}

    def _module(self, module: RecordedModule) -> dict[str, Value]:
        traversals = Traversals(
            repeated=frozenset(
                [(kind, name) for (_, kind, name), block in module.resources.items() if _repeated(block)]
                + [("module", name) for name, block in module.calls.items() if _repeated(block)]
            )
        )
        calls: dict[str, Value] = {}
        for name, block in module.calls.items():
            child = self.modules.get(f"{module.key}.{name}" if module.key else name)
            tree: Value = self._module(child) if child else {}
            settings = _settings(block, traversals)
            calls[name] = {**_repetition(block, traversals), "expressions": settings, "module": tree}
        return {
            "resources": [self._resource(module, place, traversals) for place in module.resources],
            "outputs": {
                name: {"expression": _argument(block, "value", traversals)} for name, block in module.outputs.items()
            },
            "variables": {name: _variable(block) for name, block in module.variables.items()},
            "locals": {name: _expression(expression, traversals) for name, expression in module.locals.items()},
            "module_calls": calls,
        }

    def _resource(
        self, module: RecordedModule, place: tuple[str, str, str], traversals: Traversals
    ) -> dict[str, Value]:
        mode, kind, name = place
        block = module.resources[place]
        chosen = block.body.attributes.get("provider")
        local = _dotted(chosen.expression) if chosen else kind.partition("_")[0]
        return {
            "mode": mode,
            "type": kind,
            "name": name,
            "provider_config_key": self._provider_key(module, local),
            "expressions": _settings(block, traversals),
            **_repetition(block, traversals),
        }

    def _provider_key(self, module: RecordedModule, name: str) -> str:
        """The key of the provider configuration that a name means in a module: its own, given, or inherited."""
        while module.key and name not in module.providers:
            parent, _, call = module.key.rpartition(".")
            module = self.modules.get(parent, RecordedModule(parent))
            block = module.calls.get(call)
            given = block.body.attributes.get("providers") if block else None
            name = _given(given.expression).get(name, name) if given else name
        return f"{module.prefix}{name}"


def recorded_configuration(sources: Mapping[str, ModuleSource]) -> dict[str, Value]:
    """The configuration tree of these sources; of broken files what can be read of them."""
    modules = {key: _read_module(key, source) for key, source in sources.items()}
    modules.setdefault("", RecordedModule(""))
    return RecordedSources(modules).configuration()


def overlaid_configuration(configuration: Value, sources: Mapping[str, ModuleSource]) -> dict[str, Value]:
    """A plan's configuration tree with what sources show beyond it, in those modules whose sources are given."""
    tree = object_of(configuration, "configuration")
    recorded = RecordedSources({key: _read_module(key, source) for key, source in sources.items()})
    root = object_of(tree.get("root_module"), "configuration.root_module")
    return {**tree, "root_module": recorded.overlaid(root)}


def _read_module(key: str, source: ModuleSource) -> RecordedModule:
    module = RecordedModule(key)
    names = sorted(source.files, key=lambda name: (_is_override(name), name))
    for name in names:
        for block in _blocks(name, source.files[name]):
            _declare(module, block)
    return module


def _blocks(name: str, content: bytes) -> Iterator[Block]:
    if name.endswith(_JSON):
        yield from parse_json(name, content).body.blocks
    elif name.endswith(_NATIVE):
        yield from parse(name, content).body.blocks


def _is_override(name: str) -> bool:
    stem = name.partition(".")[0]
    return stem == "override" or stem.endswith("_override")


def _declare(module: RecordedModule, block: Block) -> None:
    match block.type, block.labels:
        case (("resource" | "data"), (kind, name)):
            place = ("data" if block.type == "data" else "managed", kind, name)
            module.resources[place] = _over(module.resources.get(place), block)
        case "module", (name,):
            module.calls[name] = _over(module.calls.get(name), block)
        case "output", (name,):
            module.outputs[name] = block
        case "variable", (name,):
            module.variables[name] = _over(module.variables.get(name), block)
        case "provider", (name,):
            alias = block.body.attributes.get("alias")
            value = alias.expression.value if alias and isinstance(alias.expression, Literal) else ""
            module.providers[f"{name}.{value}" if value else name] = block
        case "locals", ():
            module.locals.update({name: item.expression for name, item in block.body.attributes.items()})
        case "terraform", ():
            for requirements in block.body.of("required_providers"):
                module.constraints.update(_constraints(requirements.body))


def _over(declared: Block | None, block: Block) -> Block:
    """The block with the arguments of an earlier one of the same name, which it overrides."""
    if declared is None:
        return block
    body = Body({**declared.body.attributes, **block.body.attributes}, block.body.blocks or declared.body.blocks)
    return Block(block.type, block.labels, body, block.span, block.header, block.text)


def _constraints(body: Body) -> Iterator[tuple[str, str]]:
    for name, attribute in body.attributes.items():
        members = dict(_literal_members(attribute.expression))
        yield name, str(members.get("version") or "")


def _literal_members(expression: Expression) -> Iterator[tuple[str, Value]]:
    if isinstance(expression, ObjectCons):
        for key, value in expression.items:
            if isinstance(value, Literal):
                yield _dotted(key), value.value


def _given(expression: Expression) -> dict[str, str]:
    """The `providers` argument of a module call."""
    items = expression.items if isinstance(expression, ObjectCons) else ()
    return {_dotted(key): _dotted(value) for key, value in items}


def _dotted(expression: Expression) -> str:
    if isinstance(expression, Traversal):
        return ".".join(map(str, (expression.root, *expression.steps)))
    return str(expression.value) if isinstance(expression, Literal) else ""


def _providers(module: RecordedModule) -> Iterator[tuple[str, Value]]:
    address = module.prefix.removesuffix(":")
    traversals = Traversals(frozenset())
    for name in sorted({*module.providers, *module.constraints}):
        block = module.providers.get(name)
        config: dict[str, Value] = {
            "name": name.partition(".")[0],
            "version_constraint": module.constraints.get(name.partition(".")[0], ""),
            "module_address": address,
        }
        if block:
            config["expressions"] = _settings(block, traversals)
        yield f"{module.prefix}{name}", config


def _repeated(block: Block) -> bool:
    return not {"count", "for_each"}.isdisjoint(block.body.attributes)


def _repetition(block: Block, traversals: Traversals) -> dict[str, Value]:
    return {
        f"{name}_expression": _argument(block, name, traversals)
        for name in ("count", "for_each")
        if name in block.body.attributes
    }


def _argument(block: Block, name: str, traversals: Traversals) -> Value:
    attribute = block.body.attributes.get(name)
    return _expression(attribute.expression, traversals) if attribute else {}


def _settings(block: Block, traversals: Traversals) -> dict[str, Value]:
    """The arguments and nested blocks; a block type that is also made dynamically is left out, as its count is open."""
    found: dict[str, Value] = {
        name: _expression(attribute.expression, traversals)
        for name, attribute in block.body.attributes.items()
        if name not in _META
    }
    dynamic = {label for nested in block.body.of("dynamic") for label in nested.labels}
    for nested in block.body.blocks:
        if nested.type not in _NOT_SETTINGS and nested.type not in dynamic:
            content = found.setdefault(nested.type, [])
            if isinstance(content, list):
                content.append(_settings(nested, traversals))
    return found


def _expression(expression: Expression, traversals: Traversals) -> Value:
    references, made = traversals.of(expression)
    if references:
        listed: list[Value] = list(references)
        return {"references": listed, "made": True} if made else {"references": listed}
    return {"constant_value": _constant(expression)} if _is_constant(expression) else {}


def _is_constant(expression: Expression) -> bool:
    match expression:
        case Literal():
            return True
        case TupleCons():
            return all(map(_is_constant, expression.items))
        case ObjectCons():
            return all(_is_constant(value) for _, value in expression.items)
    return False


def _constant(expression: Expression) -> Value:
    match expression:
        case Literal():
            return expression.value
        case TupleCons():
            return [_constant(item) for item in expression.items]
        case ObjectCons():
            return {_dotted(key): _constant(value) for key, value in expression.items}
    return None


def _variable(block: Block) -> Value:
    default, sensitive = (block.body.attributes.get(name) for name in ("default", "sensitive"))
    found: dict[str, Value] = {}
    if default and _is_constant(default.expression):
        found["default"] = _constant(default.expression)
    if sensitive and isinstance(sensitive.expression, Literal) and sensitive.expression.value is True:
        found["sensitive"] = True
    return found
