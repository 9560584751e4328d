"""Rules and frameworks on disk: the shipped ones and those of a user. Each directory is read once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gatewright.errors import FrameworkError, UsageError
from gatewright.model.finding import RuleFailure
from gatewright.model.rule import Framework

if TYPE_CHECKING:
    from gatewright.rules.catalogue import PolicyFile


def shipped_policies() -> Path:
    """The directory of the shipped policies: inside an installed package, beside `src` in a checkout."""
    package = Path(__file__).parent.parent
    installed = package / "policies"
    return installed if installed.is_dir() else package.parent.parent / "policies"


def read_shipped_policies() -> tuple[PolicyFile, ...]:
    """The shipped Rego files, each with the package that its path asks for."""
    from gatewright.rules.catalogue import PolicyFile, expected_package  # noqa: PLC0415  # rules may be in the cache

    root = shipped_policies()
    return tuple(
        PolicyFile(name, _text(path), expected_package(name))
        for path in _files(root, ".rego")
        for name in (path.relative_to(root).as_posix(),)
    )


def read_policies(directory: Path) -> tuple[tuple[PolicyFile, ...], tuple[RuleFailure, ...]]:
    """The Rego files below a user's directory, named by their path, and those that could not be read."""
    from gatewright.rules.catalogue import PolicyFile  # noqa: PLC0415  # as above

    files: list[PolicyFile] = []
    failures: list[RuleFailure] = []
    for path in _files(_existing(directory), ".rego"):
        name = path.as_posix()
        try:
            files.append(PolicyFile(name, _text(path)))
        except (OSError, UnicodeDecodeError) as error:
            failures.append(RuleFailure(rule=name, error=f"{name}: cannot be read: {_reason(error)}"))
    return tuple(files), tuple(failures)


def read_frameworks(directory: Path | None = None) -> tuple[Framework, ...]:
    """The frameworks in a directory, the shipped ones by default; two of one id are an error."""
    from gatewright.rules.frameworks import parse_framework  # noqa: PLC0415  # as above

    root = shipped_policies() / "frameworks" if directory is None else _existing(directory)
    frameworks: dict[str, tuple[Framework, str]] = {}
    for path in _files(root, ".yaml", ".yml"):
        name = path.as_posix() if directory is not None else path.name
        try:
            framework = parse_framework(_text(path), name)
        except (OSError, UnicodeDecodeError) as error:
            raise FrameworkError(f"{name}: cannot be read: {_reason(error)}") from error
        if framework.id in frameworks:
            other = frameworks[framework.id][1]
            raise FrameworkError(f"{name}: the framework `{framework.id}` is in {other} already; choose another name")
        frameworks[framework.id] = (framework, name)
    return tuple(framework for framework, _ in frameworks.values())


def policy_files(directory: Path, *suffixes: str) -> Iterator[Path]:
    """The files below a user's directory with one of these suffixes, in order."""
    yield from _files(_existing(directory), *suffixes)


def _existing(directory: Path) -> Path:
    if not directory.is_dir():
        raise UsageError(f"no directory `{directory}`; give one that holds the files")
    return directory


def _files(root: Path, *suffixes: str) -> Iterator[Path]:
    yield from sorted(path for path in root.rglob("*") if path.suffix in suffixes and path.is_file())


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _reason(error: OSError | UnicodeDecodeError) -> str:
    return "not UTF-8" if isinstance(error, UnicodeDecodeError) else (error.strerror or "unknown reason").lower()
