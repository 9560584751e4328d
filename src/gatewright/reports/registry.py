"""The output formats, found by their modules' names and imported when asked for."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Protocol, cast

from gatewright.model.finding import Report
from gatewright.reports.options import RenderOptions

PACKAGE = "gatewright.reports"
SUFFIX = "_report"


class ReportFormat(Protocol):
    """What the module of a format offers."""

    @property
    def NAME(self) -> str:  # noqa: N802 - a constant of the module
        """The name that a user asks for the format by; the module is `NAME_report`, with `_` for each `-`."""

    @property
    def EXTENSION(self) -> str:  # noqa: N802 - a constant of the module
        """The extension of a file in this format, without the dot."""

    def render(self, report: Report, options: RenderOptions) -> str:
        """The report in this format: equal reports and options give equal text."""


class _Formats(Mapping[str, ReportFormat]):
    """Names to modules; a module is imported at its first use, so that JSON does not load the terminal's libraries."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names

    def __getitem__(self, name: str) -> ReportFormat:
        if name not in self._names:
            raise KeyError(name)
        return cast("ReportFormat", importlib.import_module(f"{PACKAGE}.{_module(name)}"))

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


@cache
def formats() -> Mapping[str, ReportFormat]:
    """Every format by name, in alphabetical order."""
    modules = (module.name for module in pkgutil.iter_modules(importlib.import_module(PACKAGE).__path__))
    return _Formats(tuple(sorted(_name(module) for module in modules if module.endswith(SUFFIX))))


def _name(module: str) -> str:
    return module.removesuffix(SUFFIX).replace("_", "-")


def _module(name: str) -> str:
    return name.replace("-", "_") + SUFFIX
