"""A folder as it was at a commit: the working tree, with everything that changed since undone.

What changed comes from git's objects as they are, so that no filter, attribute or hook has a part in it. What did not
is copied from the working tree: that is what a scan reads today, whatever a filter has made of it. Files that git
ignores are there too, such as the modules that `terraform init` has brought: they are taken to have been the same.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gatewright.sources.git import Blob, Comparison
from gatewright.sources.terraform.modules.files import MAX_BYTES, SUFFIXES

TOTAL = 256_000_000
"""Bytes of all files together."""
MOST = 100_000
"""Files together."""
_IGNORED_EACH, _IGNORED_TOTAL = 1_000_000, 32_000_000
"""Bytes of files that git ignores and that nobody but a function of the configuration may read."""
_VALUES = (".tfvars", ".tfvars.json")
_PASSED_OVER = frozenset({".git", "node_modules", "__pycache__"})
_TERRAFORM, _MODULES = ".terraform", "modules"
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Unrestorable(Exception):  # noqa: N818  # no error of the program: the comparison goes without
    """A folder that cannot be put together as it was, and what to do about it."""

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.advice = advice


def restore(folder: Path, comparison: Comparison, target: Path) -> None:
    """Put the folder, as it was at the commit that it is compared with, into an empty one; raises Unrestorable."""
    work = _Work(folder, comparison, target)
    work.undo()
    work.copy()
    work.link()


def is_local(name: str) -> bool:
    """Whether a path from a folder leads to something below it, and to nothing of git's own."""
    return all(step not in ("", ".", "..") and step.lower() != ".git" for step in name.split("/"))


@dataclass
class _Work:
    folder: Path
    comparison: Comparison
    target: Path
    size: int = 0
    number: int = 0
    ignored: int = 0
    links: dict[str, bytes] = field(default_factory=dict)
    """Where symbolic links lead. They are made at the end: nothing is ever written through one."""
    folders: set[str] = field(default_factory=set)
    """Those that there are already: most files have their folder in common with others."""

    def undo(self) -> None:
        """What changed, as it was."""
        former = {name: blob for name, blob in self.comparison.former.items() if is_local(name)}
        sizes = dict(zip(former, self.comparison.sizes([*former.values()]), strict=True))
        if None in sizes.values():
            raise Unrestorable("git does not have all files as they were", "fetch them: the clone is a partial one")
        wanted: dict[str, Blob] = {}
        for name, blob in former.items():
            size = sizes[name] or 0
            if size > MAX_BYTES:
                self._leave_hole(name, size)
            else:
                self._count(size)
                wanted[name] = blob
        for (name, blob), data in zip(wanted.items(), self.comparison.contents([*wanted.values()]), strict=True):
            if data is not None and blob.link:
                self.links[name] = data
            elif data is not None:
                self._write(name, data)

    def copy(self) -> None:
        """What did not change, as it is."""
        held = self.comparison.held()
        submodules = tuple(f"{one}/" for one in held.submodules)
        for name, status in self._files():
            if self.comparison.changed(name):
                continue
            known = name in held.files or name.startswith(submodules)
            if not known and not self._is_wanted(name, status.st_size):
                self._note_folder(name.rpartition("/")[0])
            elif stat.S_ISLNK(status.st_mode):
                self.links.setdefault(name, os.fsencode(os.readlink(self.folder / name)))  # noqa: PTH115  # any bytes
            elif stat.S_ISREG(status.st_mode) and status.st_size > MAX_BYTES:
                self._leave_hole(name, status.st_size)
            elif stat.S_ISREG(status.st_mode):
                self._count(status.st_size)
                self._copy(name, status.st_size)

    def link(self) -> None:
        """Symbolic links. Those that lead out of the folder are refused by whoever reads it."""
        for name, place in self.links.items():
            with contextlib.suppress(OSError):
                self._folder_of(name)
                (self.target / name).symlink_to(os.fsdecode(self._rebased(place)))

    def _rebased(self, place: bytes) -> bytes:
        """The target of a link: what lies in the folder is named by where it lies now."""
        root = os.fsencode(os.path.realpath(self.folder))
        return os.fsencode(self.target) + place.removeprefix(root) if place.startswith(root + b"/") else place

    def _files(self) -> Iterator[tuple[str, os.stat_result]]:
        """Files and symbolic links of the working tree, but for what no scan reads."""
        for place, folders, names in os.walk(self.folder):
            directory = os.path.relpath(place, self.folder).replace(os.sep, "/")
            prefix = "" if directory == "." else f"{directory}/"
            links = [one for one in folders if os.path.islink(f"{place}{os.sep}{one}")]  # noqa: PTH114  # asked often
            passed_over = [one for one in folders if self._is_passed_over(directory, one)]
            for one in passed_over:  # that such a folder is there is all that anybody sees of it
                self._note_folder(f"{prefix}{one}")
            folders[:] = sorted(one for one in folders if one not in links and one not in passed_over)
            for name in sorted((*names, *links)):
                with contextlib.suppress(OSError):  # a file that has gone meanwhile
                    yield f"{prefix}{name}", os.lstat(f"{place}{os.sep}{name}")

    @staticmethod
    def _is_passed_over(directory: str, name: str) -> bool:
        if directory.rpartition("/")[2] == _TERRAFORM:
            return name != _MODULES
        return name in _PASSED_OVER

    def _is_wanted(self, name: str, size: int) -> bool:
        """Whether a file that git ignores is needed: for what it is, or as one that a function may read."""
        steps = name.split("/")
        if _TERRAFORM in steps:
            return _MODULES in steps
        if name.endswith((*SUFFIXES, *_VALUES)):
            return True
        hidden = any(step.startswith(".") for step in steps[:-1])
        if hidden or size > _IGNORED_EACH or self.ignored + size > _IGNORED_TOTAL:
            return False
        self.ignored += size
        return True

    def _count(self, size: int) -> None:
        self.size += size
        self.number += 1
        if self.size > TOTAL or self.number > MOST:
            raise Unrestorable(
                f"the folder has more than {TOTAL // 1_000_000} MB or {MOST} files", "scan a smaller folder"
            )

    def _note_folder(self, name: str) -> None:
        """Have a folder, and nothing in it yet; none where there was a file before."""
        with contextlib.suppress(OSError):
            (self.target / name).mkdir(parents=True, exist_ok=True)

    def _folder_of(self, name: str) -> Path:
        path, folder = self.target / name, name.rpartition("/")[0]
        if folder not in self.folders:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.folders.add(folder)
        return path

    def _write(self, name: str, data: bytes) -> None:
        with self._folder_of(name).open("xb") as file:
            file.write(data)

    def _copy(self, name: str, size: int) -> None:
        with contextlib.suppress(OSError):  # what cannot be read now was not read by the scan of today either
            descriptor = os.open(f"{self.folder}{os.sep}{name}", _FLAGS)  # follows no link
            try:
                data = os.read(descriptor, size) if size else b""
            finally:
                os.close(descriptor)
            self._write(name, data)

    def _leave_hole(self, name: str, size: int) -> None:
        """A file of that size, which is refused as the one is that it stands for, and takes no room."""
        with contextlib.suppress(OSError), self._folder_of(name).open("xb") as file:
            file.truncate(size)


def read_committed(comparison: Comparison, paths: Mapping[str, Path]) -> dict[str, Path]:
    """Write files of the commit, by their paths from the root of the repository, to other places; those that are there.

    Symbolic links are left out.
    """
    found = {name: blob for name, blob in comparison.committed([*paths]).items() if name in paths and not blob.link}
    written: dict[str, Path] = {}
    small = [name for name, size in zip(found, comparison.sizes([*found.values()]), strict=True) if _fits(size)]
    for name, data in zip(small, comparison.contents([found[name] for name in small]), strict=True):
        if data is not None:
            paths[name].parent.mkdir(parents=True, exist_ok=True)
            paths[name].write_bytes(data)
            written[name] = paths[name]
    return written


def _fits(size: int | None) -> bool:
    return size is not None and size <= MAX_BYTES
