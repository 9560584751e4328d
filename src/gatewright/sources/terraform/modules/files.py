"""Reading files below the scan root, and only there: bounded in size, text only, every refusal a diagnostic."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from gatewright.model.diagnostic import Diagnostic
from gatewright.model.location import Position

MAX_BYTES = 10_000_000
"""The largest file that is read; hand-written configuration stays below a hundredth of it."""

SUFFIXES = (".tofu.json", ".tofu", ".tf.json", ".tf")
_SKIPPED = frozenset({".git", ".terraform", ".terragrunt-cache", "node_modules", ".venv", "__pycache__"})


class ScanRoot:
    """The folder that is scanned. Nothing outside of it is ever read, whatever a symbolic link or a `../` says."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._real = os.path.realpath(path)
        self.diagnostics: list[Diagnostic] = []
        self._texts: dict[str, bytes | None] = {}

    def directories(self) -> Iterator[str]:
        """Directories that hold configuration, relative to the root (`.` is the root), in order of their names."""
        for folder, folders, names in os.walk(self.path, onerror=self._unreadable):
            folders[:] = sorted(name for name in folders if name not in _SKIPPED)
            for name in [name for name in folders if name.endswith(SUFFIXES)]:
                self.report(
                    self._relative(os.path.join(folder, name)), "a directory has the name of a file", "rename it"
                )
            if any(name.endswith(SUFFIXES) for name in names):
                yield self._relative(folder)

    def configuration(self, directory: str) -> list[str]:
        """The configuration files of a directory, sorted by name. A `.tofu` file replaces the `.tf` file of its name."""
        try:
            with os.scandir(self.path / directory) as entries:
                names = sorted(e.name for e in entries if e.name.endswith(SUFFIXES) and not _ignored(e.name))
        except OSError:
            return []
        present = set(names)
        return [
            join(directory, name)
            for name in names
            if not (name.endswith((".tf", ".tf.json")) and name.replace(".tf", ".tofu") in present)
            and not (self.path / directory / name).is_dir()
        ]

    def names(self, directory: str) -> list[str]:
        """The names of all files of a directory, sorted."""
        try:
            return sorted(os.listdir(self.path / directory))
        except OSError:
            return []

    def is_directory(self, directory: str) -> bool:
        """Whether a relative path is a directory inside of the root."""
        return self.contains(directory) and (self.path / directory).is_dir()

    def contains(self, relative: str) -> bool:
        """Whether a relative path stays inside of the root once every link and `..` is followed."""
        real = os.path.realpath(os.path.join(self._real, relative))
        return real == self._real or real.startswith(self._real.rstrip(os.sep) + os.sep)

    def read(self, relative: str) -> bytes | None:
        """The bytes of a text file, read once; None with a diagnostic where it cannot be used."""
        if relative not in self._texts:
            self._texts[relative] = self._read(relative)
        return self._texts[relative]

    def _read(self, relative: str) -> bytes | None:
        if not self.contains(relative):
            return self._refuse(
                relative, "the file lies outside of the scanned folder", "scan the folder that holds both"
            )
        path = self.path / relative
        try:
            status = path.stat()
            if not stat.S_ISREG(status.st_mode):
                return self._refuse(relative, "not a regular file", "it is left out")
            if status.st_size > MAX_BYTES:
                return self._refuse(relative, f"the file is larger than {MAX_BYTES // 1_000_000} MB", "it is left out")
            data = path.read_bytes()
        except OSError as error:
            return self._refuse(relative, f"cannot be read: {error.strerror or error}".lower(), "check its permissions")
        data = data.removeprefix(b"\xef\xbb\xbf")
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            return self._refuse(relative, "the file is not text in UTF-8", "save it as UTF-8", line)
        if b"\0" in data:
            return self._refuse(relative, "the file is binary", "it is left out")
        return data

    def report(self, file: str, summary: str, detail: str, line: int | None = None) -> None:
        """Keep a diagnostic about a file."""
        start = Position(line=line, column=1) if line else None
        self.diagnostics.append(Diagnostic(severity="error", summary=summary, detail=detail, file=file, start=start))

    def _refuse(self, file: str, summary: str, detail: str, line: int | None = None) -> None:
        self.report(file, summary, detail, line)

    def _unreadable(self, error: OSError) -> None:
        self.report(
            self._relative(error.filename), f"cannot be read: {error.strerror}".lower(), "check its permissions"
        )

    def _relative(self, path: str) -> str:
        return os.path.relpath(path, self.path).replace(os.sep, "/")


def _ignored(name: str) -> bool:
    """Editors' leftovers, which Terraform passes over too."""
    return name.startswith((".", "#")) or name.endswith("~")


def join(directory: str, *steps: str) -> str:
    """A path relative to the scan root, without `.` and `..` where these can be resolved."""
    return os.path.normpath(os.path.join(directory, *steps)).replace(os.sep, "/")
