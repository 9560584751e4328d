"""One root module evaluated: its whole tree of module instances, and every resource in them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from gatewright.model.diagnostic import Diagnostic
from gatewright.sources.terraform.evaluator.bodies import Evaluator
from gatewright.sources.terraform.evaluator.graph import refuse_cycle, resolve
from gatewright.sources.terraform.evaluator.inputs import VariableInputs, read_inputs
from gatewright.sources.terraform.evaluator.instance import Expansion, ModuleInstance
from gatewright.sources.terraform.evaluator.instance_keys import COUNT_FAILED
from gatewright.sources.terraform.evaluator.library import Library
from gatewright.sources.terraform.evaluator.resources import Evaluated, Result
from gatewright.sources.terraform.evaluator.scope import NoModule, Scope
from gatewright.sources.terraform.functions.files import JailedFiles, NoFiles
from gatewright.sources.terraform.instances import ProviderSettings
from gatewright.sources.terraform.modules.calls import Missing, installed, local_target, source_of
from gatewright.sources.terraform.modules.configuration import major_version
from gatewright.sources.terraform.syntax.nodes import Attribute, Block
from gatewright.sources.terraform.syntax.text import SourceText
from gatewright.sources.terraform.values import Sensitive, UnknownValue, Value

MAX_MODULES = 5_000
"""Module instances below one root; more is a configuration that multiplies itself."""

MAX_RESOURCES = 200_000
"""Resource instances below one root."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An evaluated resource instance with where it is declared."""

    module: ModuleInstance
    mode: str
    type: str
    name: str
    block: Block
    evaluated: Evaluated
    provider: ProviderSettings


@dataclass(slots=True)
class _Counts:
    modules: int = 0
    resources: int = 0
    told: set[str] = field(default_factory=set)


class RootModule:
    """The evaluation of one root module."""

    def __init__(
        self,
        library: Library,
        directory: str,
        inputs: VariableInputs,
        workspace: str = "default",
        *,
        modules: Mapping[str, str] | None = None,
    ) -> None:
        self.library = library
        self.directory = directory
        self.workspace = workspace
        self.diagnostics: dict[tuple[str, int, str], Diagnostic] = {}
        self.evaluator = Evaluator(self.problem)
        self.files = JailedFiles(library.root.path, directory, library.root.seen)
        self.no_scope = Scope(NoModule(NoFiles()))
        self.inputs, problems = read_inputs(library.root, directory, inputs)
        self.plan_variables: dict[str, Value] = dict(inputs.plan)  # type: ignore[arg-type]  # values of a plan
        self._installed = installed(library.root, directory) if modules is None else dict(modules)
        self._counts = _Counts()
        self._majors: dict[str, int | None] = {}
        for diagnostic in problems:
            self._keep(diagnostic)
        self.instance = ModuleInstance(self, library.module(directory))

    @cached_property
    def working_directory(self) -> str:
        """Terraform is taken to run in the root module's own directory."""
        return self.library.root.place(self.directory)

    def resources(self) -> Iterator[Placed]:
        """Every resource and data source instance, module by module, in order of declaration."""
        for module in self.modules():
            for mode, declared in (("managed", module.module.managed), ("data", module.module.data)):
                for (resource_type, name), block in declared.items():
                    result = resolve(module, (mode, resource_type, name), refuse_cycle)
                    assert isinstance(result, Result)  # noqa: S101  # INVARIANT: resource keys hold results
                    for evaluated in result.instances:
                        yield Placed(module, mode, resource_type, name, block, evaluated, result.provider)

    def problems(self) -> list[Diagnostic]:
        """Everything that could not be read, parsed or evaluated here so far."""
        return [*self.library.diagnostics(), *self.diagnostics.values()]

    def modules(self) -> Iterator[ModuleInstance]:
        """Every module instance, callers before the called."""
        waiting = [self.instance]
        while waiting:
            module = waiting.pop()
            yield module
            for call in reversed(module.module.calls):
                expansion: Expansion = module.expansion(call)
                waiting.extend(reversed(expansion.instances.values()))

    def directory_of(self, caller: ModuleInstance, call: Block) -> str | Missing:
        """The directory that a module call leads to, relative to the scan root, or why it cannot be followed."""
        name = call.labels[0]
        directory = local_target(caller.module.directory, call)
        if directory is None:
            directory = self._installed.get(f"{caller.path}.{name}".lstrip("."))
            if directory is None:
                source = source_of(call) or ""
                detail = f"run `terraform init` so that `{source}` is here; what depends on it is unknown"
                return self._missing(call, f"module `{name}` is not here", detail)
        if not self.library.root.is_directory(directory):
            outside = not self.library.root.contains(directory)
            problem = "lies outside of the scanned folder" if outside else "does not exist"
            detail = "scan the folder that holds both" if outside else "check the source of the module"
            return self._missing(call, f"the directory of module `{name}` {problem}", detail)
        ancestor: ModuleInstance | None = caller
        while ancestor is not None:
            if ancestor.module.directory == directory:
                return self._missing(call, f"module `{name}` calls itself", "remove the call; Terraform refuses it too")
            ancestor = ancestor.caller.module if ancestor.caller else None
        if self._counts.modules >= MAX_MODULES:
            return self._missing(call, f"more than {MAX_MODULES} module instances", "the rest is left out")
        return directory

    def _missing(self, call: Block, summary: str, detail: str) -> Missing:
        start = call.text.position(call.span[0])
        severity: Literal["warning", "error"] = "warning" if "is not here" in summary else "error"
        path = call.text.path
        self._keep(Diagnostic(severity=severity, summary=summary, detail=detail, file=path, start=start, unread=True))
        return Missing(summary)

    def major(self, source: str) -> int | None:
        """The major version of a provider: what the lock file holds, else the newest that all modules admit."""
        if source not in self._majors:
            locked = self.library.locked(self.directory).get(source)
            versions = [locked] if locked else self.library.constraints(self.directory, source, self._installed)
            majors = [major for major in map(major_version, versions) if major is not None]
            self._majors[source] = min(majors, default=None)
        return self._majors[source]

    def relative(self, directory: str) -> str:
        """A module's directory as `path.module` gives it: relative to the root module's."""
        return posixpath.relpath(directory, self.directory)

    def flag(self, attribute: Attribute, scope: Scope) -> bool:
        """A boolean argument of the language itself, such as `sensitive`."""
        value = self.evaluator.attribute(attribute, scope)
        return (value.value if isinstance(value, Sensitive) else value) is True

    def count_modules(self, number: int, _block: Block) -> None:
        """Count module instances as they are made."""
        self._counts.modules += number

    def admits(self, number: int, block: Block) -> bool:
        """Whether so many more resource instances may be made; too many are told once."""
        if self._counts.resources + number <= MAX_RESOURCES:
            self._counts.resources += number
            return True
        if "resources" not in self._counts.told:
            self._counts.told.add("resources")
            summary = f"the root module makes more than {MAX_RESOURCES} resources"
            self.problem(block.text, block.header, summary, unread=True)
        return False

    def uncertain(self, block: Block, summary: str, why: UnknownValue) -> None:
        """Tell, once a block, that one instance stands for an unknown number of them."""
        if why.reason == COUNT_FAILED:
            return
        meta = next(name for name in ("count", "for_each") if name in block.body.attributes)
        detail = f"`{meta}` is unknown ({why.reason}); one instance with an unknown key stands for all"
        start = block.text.position(block.header[0])
        self._keep(
            Diagnostic(severity="warning", summary=summary, detail=detail, file=block.text.path, start=start),
            block.header[0],
        )

    def problem(self, text: SourceText, span: tuple[int, int], message: str, *, unread: bool = False) -> None:
        """Keep what cannot be evaluated as a diagnostic, once for each place however often it is evaluated."""
        if (text.path, span[0], message) not in self.diagnostics:
            detail, start = "what depends on it is unknown", text.position(span[0])
            told = Diagnostic(
                severity="warning", summary=message, detail=detail, file=text.path, start=start, unread=unread
            )
            self._keep(told, span[0])

    def defect(self, directory: str, message: str) -> None:
        """Keep a defect of the evaluator as a diagnostic that makes the scan incomplete."""
        detail = f"a defect of gatewright in the module `{directory}`; please report it with the module's code"
        self._keep(Diagnostic(severity="error", summary=message, detail=detail))

    def _keep(self, diagnostic: Diagnostic, byte: int = -1) -> None:
        self.diagnostics.setdefault((diagnostic.file or "", byte, diagnostic.summary), diagnostic)
