"""Plans and states, whichever file they come in: what a file is, and what it says."""

from __future__ import annotations

import codecs
import gc
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from pydantic_core import from_json

from gatewright.errors import InputError
from gatewright.model.diagnostic import Diagnostic
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.plan.archive import ModuleSource
from gatewright.sources.terraform.plan.binary import read_binary_plan
from gatewright.sources.terraform.plan.json_plan import Plan, read_plan
from gatewright.sources.terraform.plan.shape import ShapeError
from gatewright.sources.terraform.secrets import concealed
from gatewright.sources.terraform.state import State, read_shown_state, read_state_file
from gatewright.sources.terraform.values import Value

ArtifactKind = Literal["plan", "binary_plan", "state", "state_file"]

LARGEST = 1 << 30
"""Bytes of the largest file that is read."""

_PLAN_KEYS = frozenset({"planned_values", "resource_changes", "configuration", "prior_state", "output_changes"})
_STATE_KEYS = frozenset({"format_version", "terraform_version", "values", "checks", "timestamp"})
_STATE_FILE_KEYS = frozenset({"serial", "lineage", "resources", "modules"})
_JSON_START = re.compile(rb'^[ \t]*\{\s*"format_version"', re.MULTILINE)
_EXPECTED = "write the plan with `terraform show -json PLAN > plan.json`"
_ENCODINGS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Artifact:
    """A plan or state: its instances, and what is needed to find where they are declared."""

    kind: ArtifactKind
    format_version: str
    """Format version of the JSON, of the binary plan, or of the state file."""
    terraform_version: str
    instances: tuple[Instance, ...]
    configuration: Value = None
    """The plan's `configuration` tree, of a binary plan as its sources give it; None for a state."""
    variables: Mapping[str, Value] = field(default_factory=dict)
    """Values of the root module's variables, for a plan."""
    sources: Mapping[str, ModuleSource] | None = None
    """The sources that a binary plan carries, by module: `` for the root, `a.b` for the call `b` in module `a`."""
    diagnostics: tuple[Diagnostic, ...] = ()


def read_artifact(path: Path, *, scan_root: Path | None = None) -> Artifact:
    """What a plan or state file says; its diagnostics name the file relative to the scan root.

    Raises InputError when the file cannot be read or is no plan and no state.
    """
    name = _display_name(path, scan_root)
    content = _content(path, name)
    try:
        with _without_collector():
            artifact = _binary(content) if content.startswith(b"PK") else _textual(content)
    except ShapeError as problem:
        raise InputError(f"`{name}` cannot be used: {problem}") from problem
    except RecursionError as problem:
        raise InputError(f"`{name}` cannot be used: it is nested too deeply; {_EXPECTED}") from problem
    return replace(
        artifact,
        instances=tuple(_concealed(instance) for instance in artifact.instances),
        diagnostics=tuple(item.model_copy(update={"file": name}) for item in artifact.diagnostics),
    )


def _concealed(instance: Instance) -> Instance:
    """The instance without secrets that its provider, or the format of its time, has not marked."""
    values = concealed(instance.values, instance.type)
    return instance if values is instance.values else replace(instance, values=values)


def _binary(content: bytes) -> Artifact:
    read = read_binary_plan(content)
    return _from_plan("binary_plan", read.plan, read.sources)


def _textual(content: bytes) -> Artifact:
    document = _parsed(_as_utf8(content))
    if not isinstance(document, dict):
        raise ShapeError(f"its JSON is not a plan and not a state; {_EXPECTED}")
    if "encrypted_data" in document:
        raise ShapeError(f"it is encrypted; {_EXPECTED}")
    if "@level" in document and "@message" in document:
        raise ShapeError(f"it is the log of `terraform plan -json`, not the plan; {_EXPECTED}")
    if isinstance(document.get("version"), int) and document.keys() & _STATE_FILE_KEYS:
        return _from_state("state_file", read_state_file(document))
    if "format_version" in document and document.keys() & _PLAN_KEYS:
        return _from_plan("plan", read_plan(document))
    if "format_version" in document and document.keys() <= _STATE_KEYS:
        return _from_state("state", read_shown_state(document))
    raise ShapeError(f"its JSON is not a plan and not a state; {_EXPECTED}, or give a `terraform.tfstate`")


def _from_plan(
    kind: Literal["plan", "binary_plan"], plan: Plan, sources: Mapping[str, ModuleSource] | None = None
) -> Artifact:
    return Artifact(
        kind=kind,
        format_version=plan.format_version,
        terraform_version=plan.terraform_version,
        instances=plan.instances,
        configuration=plan.configuration,
        variables=plan.variables,
        sources=sources,
        diagnostics=plan.diagnostics,
    )


def _from_state(kind: Literal["state", "state_file"], state: State) -> Artifact:
    return Artifact(
        kind=kind,
        format_version=state.format_version,
        terraform_version=state.terraform_version,
        instances=state.instances,
        diagnostics=state.diagnostics,
    )


def _parsed(content: bytes) -> Value:
    if not content.strip():
        raise ShapeError(f"it is empty; {_EXPECTED}")
    try:
        document: Value = from_json(content, allow_inf_nan=False)
    except ValueError as problem:
        raise ShapeError(_complaint(content, str(problem))) from problem
    return document


def _complaint(content: bytes, problem: str) -> str:
    """What to say of content that is not JSON."""
    start = _plan_line(content)
    if start > 1:
        return (
            f"it begins with log lines, the JSON stands on line {start}; "
            f"{_EXPECTED}, with nothing else on standard output"
        )
    if content.lstrip().startswith(b'{"@level"'):
        return f"it is the log of `terraform plan -json`, not the plan; {_EXPECTED}"
    if problem.startswith("EOF"):
        return f"its JSON is cut off ({problem.lower()}); {_EXPECTED} again"
    if content.lstrip()[:1] not in (b"{", b"["):
        return f"it is not JSON, not a binary plan and not a state; {_EXPECTED}"
    return f"its JSON is broken ({problem}); {_EXPECTED} again"


def _plan_line(content: bytes) -> int:
    """The line on which the JSON of a plan or state begins; 0 when there is none."""
    found = _JSON_START.search(content)
    return content.count(b"\n", 0, found.start()) + 1 if found else 0


def _as_utf8(content: bytes) -> bytes:
    """The content in UTF-8 without byte order mark, whatever a shell's redirection made of it."""
    encoding = next((encoding for mark, encoding in _ENCODINGS if content.startswith(mark)), None)
    if encoding is None:
        return content
    try:
        return content.decode(encoding).encode()
    except UnicodeError as problem:
        raise ShapeError(f"it is not text in {encoding.upper()}, as its beginning says; {_EXPECTED} again") from problem


@contextmanager
def _without_collector() -> Iterator[None]:
    """No search for reference cycles: a parsed document has millions of objects, none of them garbage.

    Nested and concurrent uses end with the collector as it was before the first of them.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _content(path: Path, name: str) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(f"`{name}` is larger than {LARGEST >> 20} MiB; split the configuration into several plans")
        return path.read_bytes()
    except OSError as problem:
        raise InputError(f"`{name}` cannot be read: {(problem.strerror or 'unknown problem').lower()}") from problem


def _display_name(path: Path, scan_root: Path | None) -> str:
    if scan_root is not None and path.is_relative_to(scan_root):
        return path.relative_to(scan_root).as_posix()
    return path.name
