"""What was read: documents, the instances they were made from, and everything that could not be read."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from gatewright.errors import InputError, UsageError
from gatewright.model.diagnostic import Diagnostic
from gatewright.model.document import Document
from gatewright.owners.pattern import path_matcher
from gatewright.ports import Provenance, Source
from gatewright.sources.terraform.modules.files import SUFFIXES

if TYPE_CHECKING:
    from gatewright.sources.terraform.evaluator.inputs import VariableInputs
    from gatewright.sources.terraform.evaluator.root import RootModule
    from gatewright.sources.terraform.instances import Instance
    from gatewright.sources.terraform.source import SourceTree


@dataclass(frozen=True)
class Estate:
    """Everything that was read from one place. Frozen; safe to share between threads."""

    documents: tuple[Document, ...]
    instances: tuple[Instance, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    roots: tuple[str, ...] = ()
    """Directories of root modules, relative to `path`."""
    path: Path | None = None
    """The scan root: what `file` in locations is relative to."""
    provenance: Provenance | None = field(default=None, repr=False)
    evaluated: Mapping[str, RootModule] = field(default_factory=dict, repr=False, compare=False)
    """The evaluations of the root modules of a source tree."""


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How a place is read. Nothing is taken from the process: whoever wants `TF_VAR_` passes the environment."""

    var_files: tuple[Path, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    source: Path | None = None
    """The configuration that a plan or state was made from."""
    workspace: str = "default"
    include: tuple[str, ...] = ()
    """Patterns of root modules' folders from the scanned folder, as in CODEOWNERS; empty for all."""
    exclude: tuple[str, ...] = ()
    """Patterns of root modules' folders that are left out; stronger than `include`."""
    expected_names: bool = False
    """Whether ARNs and ids that the cloud gives are put together from what is known, as questions of identity need."""
    prefix: str = ""
    """The scanned folder relative to the one that the patterns are written for, empty where they are the same."""

    def chosen(self, roots: Sequence[str]) -> tuple[str, ...]:
        """The root modules that the patterns leave; raises UsageError where they leave none of those that are there."""
        chosen = self.left_of(roots)
        if roots and not chosen:
            raise UsageError("`include` and `exclude` leave no root module; `gatewright config show` prints both")
        return chosen

    def left_of(self, roots: Iterable[str]) -> tuple[str, ...]:
        """The root modules that the patterns leave, whether they are there or not."""
        if not self.include and not self.exclude:
            return tuple(roots)
        included, excluded = path_matcher(self.include), path_matcher(self.exclude)
        paths = {root: posixpath.normpath(f"{self.prefix or '.'}/{root}") + "/" for root in roots}
        left = (root for root in paths if not self.include or included(paths[root]))
        return tuple(root for root in left if not excluded(paths[root]))

    def inputs(self) -> VariableInputs:
        """Values for the variables of root modules."""
        # A scan whose answer is in the cache needs neither the evaluator nor what it loads: this saves 0.1 s.
        from gatewright.sources.terraform.evaluator.inputs import VariableInputs  # noqa: PLC0415

        return VariableInputs(self.var_files, self.variables, self.environment)


def load(path: Path, options: LoadOptions) -> Estate:
    """Read a folder of Terraform source, a plan (JSON or binary) or a state; raises InputError where it is none."""
    if not path.exists():
        raise InputError(f"`{path}` does not exist")
    if path.is_file() and path.name.endswith(SUFFIXES):
        raise InputError(
            f"`{path}` is one file of a module, which has no meaning alone; name its folder, `{path.parent}`"
        )
    if not path.is_dir():
        return _load_artifact(path, options)
    tree = source_tree(path, options)
    return load_source(tree, options.chosen(tree.roots()))


def source_tree(path: Path, options: LoadOptions) -> SourceTree:
    """The Terraform source below a folder."""
    if options.source is not None:
        raise UsageError("`--source` goes with a plan or a state; a folder is its own source")
    from gatewright.sources.terraform.evaluator.expected import Expectations  # noqa: PLC0415  # as above
    from gatewright.sources.terraform.source import SourceTree  # noqa: PLC0415

    return SourceTree(path, options.inputs(), options.workspace, Expectations() if options.expected_names else None)


def load_source(
    tree: SourceTree, roots: Sequence[str] | None = None, progress: Callable[[int, int], None] | None = None
) -> Estate:
    """The estate of some root modules of a source tree; of all of them by default."""
    from gatewright.sources.terraform.normalise import normalise  # noqa: PLC0415  # as above

    chosen = tree.roots() if roots is None else tuple(roots)
    if not chosen:
        raise InputError(f"there is no Terraform configuration below `{tree.path}`")
    evaluated = tree.evaluate(chosen, progress)
    documents, provenance = normalise(evaluated.instances, "terraform")
    return Estate(documents, evaluated.instances, evaluated.diagnostics, chosen, tree.path, provenance, evaluated.roots)


def collect(source: Source) -> Estate:
    """The estate of a source of the caller's own."""
    found = source.collect()
    return Estate(found.documents, diagnostics=found.diagnostics, provenance=found.provenance)


def _load_artifact(path: Path, options: LoadOptions) -> Estate:
    from gatewright.sources.terraform.artifacts import read_artifact  # noqa: PLC0415  # folders need none of it
    from gatewright.sources.terraform.normalise import normalise  # noqa: PLC0415
    from gatewright.sources.terraform.recorded import declare  # noqa: PLC0415

    scan_root = options.source or path.parent
    artifact = read_artifact(path, scan_root=scan_root)
    instances, problems = declare(artifact, path, options.source, options.inputs())
    kind: Literal["plan", "state"] = "plan" if artifact.kind in ("plan", "binary_plan") else "state"
    documents, provenance = normalise(instances, kind)
    roots = tuple(dict.fromkeys(instance.root for instance in instances)) or (".",)
    return Estate(documents, instances, (*artifact.diagnostics, *problems), roots, scan_root, provenance)
