"""The skip comments of all files below a scan root."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence

from gatewright.model.rule import Rule
from gatewright.sources.terraform.comments.directives import Directive, directives_of
from gatewright.sources.terraform.comments.resolving import Found, resolve
from gatewright.sources.terraform.modules.files import MemoryRoot, ScanRoot, join

_VARIABLES = (".tfvars", ".tfvars.json")
_SKIPPED = frozenset({"node_modules", "__pycache__"})


def read_comments(root: ScanRoot, files: Iterable[str], rules: Sequence[Rule], *, compat: bool = True) -> Found:
    """The suppressions that comments of these files ask for, in the order of files and lines.

    `rules` are all rules, not those that are run alone: a comment may name one that is left out today. What cannot be
    read is in `root.diagnostics`.
    """
    return resolve(directives_by_file(root, files), rules, compat=compat)


def directives_by_file(root: ScanRoot, files: Iterable[str]) -> Iterator[tuple[str, tuple[Directive, ...]]]:
    """Each file that can be read, with what its comments say."""
    for file in files:
        data = root.read(file)
        if data is not None:
            yield file, directives_of(file, data)


def source_files(root: ScanRoot) -> tuple[str, ...]:
    """All configuration and files of variables below the scan root, sorted by folder.

    Hidden folders are not entered, `.terraform` first of all: who wrote a module elsewhere has no say in what its
    caller may overlook.
    """
    folders = root.directories() if isinstance(root, MemoryRoot) else _folders(root)
    return tuple(file for folder in folders for file in _of_folder(root, folder))


def _folders(root: ScanRoot) -> Iterator[str]:
    """Every folder that is not hidden. What cannot be entered is told by whoever loads the configuration."""
    for folder, folders, _ in os.walk(root.path):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _SKIPPED)
        yield os.path.relpath(folder, root.path).replace(os.sep, "/")


def _of_folder(root: ScanRoot, folder: str) -> list[str]:
    configuration = root.configuration(folder)
    names = (name for name in root.names(folder) if name.endswith(_VARIABLES) and not name.startswith("."))
    variables = [file for file in (join(folder, name) for name in names) if root.is_file(file)]
    return sorted({*configuration, *variables})
