"""Values for a root module's variables: the environment, tfvars files and the command line, in Terraform's order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gatewright.errors import InputError
from gatewright.model.diagnostic import Diagnostic
from gatewright.model.location import ValueKind
from gatewright.sources.terraform.modules.files import MAX_BYTES, ScanRoot, join
from gatewright.sources.terraform.syntax.json_syntax import parse_json_values
from gatewright.sources.terraform.syntax.nodes import Expression, Literal
from gatewright.sources.terraform.syntax.parser import ParsedFile, parse, parse_expression
from gatewright.sources.terraform.syntax.text import SourceText

_PREFIX = "TF_VAR_"


@dataclass(frozen=True, slots=True)
class VariableInputs:
    """What the caller gives for variables: `--var-file` paths, `--var` values, and the environment."""

    files: tuple[Path, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    plan: Mapping[str, object] = field(default_factory=dict)
    """Variables as a plan records them: they win over everything else."""


@dataclass(frozen=True, slots=True)
class Input:
    """One value for one variable. `raw` text stands for itself for string variables, else for an expression."""

    kind: ValueKind
    expression: Expression
    text: SourceText | None = None
    span: tuple[int, int] = (0, 0)
    raw: str | None = None


def read_inputs(root: ScanRoot, directory: str, given: VariableInputs) -> tuple[dict[str, Input], list[Diagnostic]]:
    """The inputs of the root module in a directory: the last one given for a name wins."""
    found: dict[str, Input] = {}
    for name, value in sorted(given.environment.items()):
        if name.startswith(_PREFIX):
            found[name.removeprefix(_PREFIX)] = _text(value, "environment")
    diagnostics: list[Diagnostic] = []
    for name in _automatic(root.names(directory)):
        path = join(directory, name)
        data = root.read(path)
        if data is not None:
            _take(found, diagnostics, _parse(path, data))
    for file in given.files:
        _take(found, diagnostics, _given_file(file, root))
    for name, value in given.values:
        found[name] = _text(value, "cli")
    return found, diagnostics


def _automatic(names: Sequence[str]) -> list[str]:
    first = [name for name in ("terraform.tfvars", "terraform.tfvars.json") if name in names]
    return first + [name for name in names if name.endswith((".auto.tfvars", ".auto.tfvars.json"))]


def _given_file(path: Path, root: ScanRoot) -> ParsedFile:
    shown = root.name_of(path)
    held = root.held.get(shown)
    try:
        if held is None and path.stat().st_size > MAX_BYTES:
            raise InputError(f"variable file `{path}` is larger than {MAX_BYTES // 1_000_000} MB")
        data = (path.read_bytes() if held is None else held).removeprefix(b"\xef\xbb\xbf")
        data.decode("utf-8")
    except OSError as error:
        raise InputError(f"variable file `{path}` cannot be read: {(error.strerror or str(error)).lower()}") from None
    except UnicodeDecodeError:
        raise InputError(f"variable file `{path}` is not text in UTF-8") from None
    parsed = _parse(shown, data)
    if parsed.diagnostics:
        first = parsed.diagnostics[0]
        line = first.start.line if first.start else 1
        raise InputError(f"variable file `{path}`, line {line}: {first.summary}")
    return parsed


def _parse(path: str, data: bytes) -> ParsedFile:
    if not path.endswith(".json"):
        return parse(path, data)
    return parse_json_values(path, data)


def _take(found: dict[str, Input], diagnostics: list[Diagnostic], parsed: ParsedFile) -> None:
    diagnostics += parsed.diagnostics
    for name, attribute in parsed.body.attributes.items():
        found[name] = Input("tfvars", attribute.expression, attribute.text, attribute.span)


def _text(value: str, kind: ValueKind) -> Input:
    return Input(kind, Literal((0, len(value)), value), raw=value)


def parse_raw(value: str) -> Expression:
    """The expression that a command line or environment value is, for a variable that is no string."""
    return parse_expression("<value>", value.encode())[0]
