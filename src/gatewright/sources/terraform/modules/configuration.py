"""One module as it is written: the files of a directory, merged."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Literal as OneOf
from typing import TypeAlias, TypeVar

from gatewright.model.diagnostic import Diagnostic
from gatewright.sources.terraform.modules.files import ScanRoot, is_override
from gatewright.sources.terraform.syntax.json_syntax import parse_json
from gatewright.sources.terraform.syntax.nodes import Attribute, Block, Body, Literal, ObjectCons, Span
from gatewright.sources.terraform.syntax.parser import ParsedFile, parse
from gatewright.sources.terraform.syntax.text import SourceText

_Key = TypeVar("_Key")

_MAJOR = re.compile(r"^\s*(==|=|~>|<=|<|>=|>|!=)?\s*v?(\d+)((?:\.\d+)*)")


@dataclass(slots=True)
class Requirement:
    """An entry of `required_providers`: source address without host, and version constraint."""

    source: str
    version: str = ""


@dataclass(slots=True, eq=False)
class Module:
    """What a directory declares. Keys of resources are `(type, name)`; of providers `name` or `name.alias`."""

    directory: str
    files: list[str] = field(default_factory=list)
    variables: dict[str, Block] = field(default_factory=dict)
    locals: dict[str, Attribute] = field(default_factory=dict)
    outputs: dict[str, Block] = field(default_factory=dict)
    managed: dict[tuple[str, str], Block] = field(default_factory=dict)
    data: dict[tuple[str, str], Block] = field(default_factory=dict)
    calls: dict[str, Block] = field(default_factory=dict)
    providers: dict[str, Block] = field(default_factory=dict)
    required: dict[str, Requirement] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def requirement(self, local_name: str) -> Requirement:
        """The provider that a local name stands for; `hashicorp/<name>` where nothing is required."""
        found = self.required.get(local_name)
        return found if found is not None and found.source else Requirement(f"hashicorp/{local_name}", _version(found))


def _version(found: Requirement | None) -> str:
    return found.version if found else ""


ParsedFiles: TypeAlias = dict[str, tuple[bytes, ParsedFile]]
"""Files as they were parsed, by path, with the bytes that they held then."""


def read_module(root: ScanRoot, directory: str, known: ParsedFiles | None = None) -> Module:
    """The module of a directory: all of its files, override files merged in last.

    What is `known` of a file is used while the file holds the same bytes, and kept up to date.
    """
    module = Module(directory)
    plain: list[ParsedFile] = []
    overrides: list[ParsedFile] = []
    for path in root.configuration(directory):
        data = root.read(path)
        module.files.append(path)
        if data is None:
            continue
        parsed = _parsed(path, data, {} if known is None else known)
        module.diagnostics += parsed.diagnostics
        (overrides if is_override(path) else plain).append(parsed)
    for parsed in plain:
        _gather(module, parsed.body, merge=False)
    for parsed in overrides:
        _gather(module, parsed.body, merge=True)
    return module


def _parsed(path: str, data: bytes, known: ParsedFiles) -> ParsedFile:
    held, parsed = known.get(path, (None, None))
    if parsed is None or held != data:
        parsed = parse_json(path, data) if path.endswith(".json") else parse(path, data)
        known[path] = data, parsed
    return parsed


def _gather(module: Module, body: Body, *, merge: bool) -> None:
    for attribute in body.attributes.values():
        summary = f"the argument `{attribute.name}` stands outside of any block"
        _tell(module, attribute.text, attribute.span, (summary, "move it into the block that it is meant for"))
    for block in body.blocks:
        _declare(module, block, merge=merge)


def _declare(module: Module, block: Block, *, merge: bool) -> None:
    labels = block.labels
    match block.type, len(labels):
        case "variable", 1:
            _add(module, module.variables, labels[0], block, merge=merge)
        case "output", 1:
            _add(module, module.outputs, labels[0], block, merge=merge)
        case "module", 1:
            _add(module, module.calls, labels[0], block, merge=merge)
        case "resource", 2:
            _add(module, module.managed, (labels[0], labels[1]), block, merge=merge)
        case "data", 2:
            _add(module, module.data, (labels[0], labels[1]), block, merge=merge)
        case "check", 1:
            for inner in block.body.of("data"):
                _declare(module, inner, merge=merge)
        case "locals", 0:
            for name, attribute in block.body.attributes.items():
                if name in module.locals and not merge:
                    _duplicate(module, f"local.{name}", attribute.text, attribute.span)
                    continue
                module.locals[name] = attribute
        case "provider", 1:
            _add(module, module.providers, labels[0] + _alias(block), block, merge=merge)
        case "terraform", 0:
            for inner in block.body.of("required_providers"):
                module.required.update(_requirements(inner.body))
        case (("moved" | "removed" | "import" | "ephemeral" | "action" | "language" | "provider_meta"), _):
            pass
        case _:
            problem = (
                f"unknown block `{' '.join([block.type, *labels])}`",
                "it is left out; check its name and labels",
            )
            _tell(module, block.text, block.header, problem, severity="warning")


def _add(module: Module, place: dict[_Key, Block], key: _Key, block: Block, *, merge: bool) -> None:
    present = place.get(key)
    if present is None:
        place[key] = block
    elif merge:
        if present.body.syntax != block.body.syntax:
            summary = "an override in another syntax than what it overrides"
            _tell(
                module, block.text, block.header, (summary, "its nested blocks are left out; write both in one syntax")
            )
        place[key] = _merged(present, block)
    else:
        _duplicate(module, " ".join([block.type, *block.labels]), block.text, block.header)


def _duplicate(module: Module, what: str, text: SourceText, span: Span) -> None:
    _tell(module, text, span, (f"`{what}` is declared twice", "rename one of the two; the first is used"))


def _tell(
    module: Module,
    text: SourceText,
    span: Span,
    problem: tuple[str, str],
    *,
    severity: OneOf["error", "warning"] = "error",
) -> None:
    """Keep what is wrong, and what to do about it, as a diagnostic."""
    summary, detail = problem
    start = text.position(span[0])
    module.diagnostics.append(
        # The one warning is about a block that is left out, and which may have been meant as a resource.
        Diagnostic(
            severity=severity, summary=summary, detail=detail, file=text.path, start=start, unread=severity == "warning"
        )
    )


def _merged(block: Block, override: Block) -> Block:
    """The block with an override file's block merged in: arguments one by one, nested blocks by type."""
    replaced = {_made(inner) for inner in override.body.blocks} - {"lifecycle"}
    kept = [inner for inner in block.body.blocks if _made(inner) not in replaced]
    body = Body(
        {**block.body.attributes, **override.body.attributes},
        [*kept, *override.body.blocks],
        block.body.span,
        block.body.syntax,
    )
    return replace(block, body=body)


def _made(block: Block) -> str:
    """The type of block that a block makes: its own, or that of a dynamic one."""
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type


def _alias(block: Block) -> str:
    alias = block.body.attributes.get("alias")
    value = alias.expression if alias else None
    return f".{value.value}" if isinstance(value, Literal) and isinstance(value.value, str) else ""


def _requirements(body: Body) -> dict[str, Requirement]:
    found: dict[str, Requirement] = {}
    for name, attribute in body.attributes.items():
        expression = attribute.expression
        if isinstance(expression, Literal):
            found[name] = Requirement("", str(expression.value or ""))
        elif isinstance(expression, ObjectCons):
            members = {
                key.value: value.value
                for key, value in expression.items
                if isinstance(key, Literal) and isinstance(value, Literal)
            }
            source = str(members.get("source") or f"hashicorp/{name}").lower()
            found[name] = Requirement("/".join(source.split("/")[-2:]), str(members.get("version") or ""))
    return found


def major_version(constraint: str) -> int | None:
    """The newest major version that a constraint admits; None where it sets no upper bound that is understood."""
    upper: list[int] = []
    for part in filter(None, constraint.split(",")):
        match = _MAJOR.match(part)
        if match is None:
            return None
        operator, major, rest = match[1] or "=", int(match[2]), match[3]
        if operator in ("=", "==", "<="):
            upper.append(major)
        elif operator == "~>":
            upper.append(major if rest else 10**6)
        elif operator == "<":
            upper.append(major if rest.strip(".0") else major - 1)
    newest = min(upper, default=10**6)
    return None if newest >= 10**6 else newest
