"""Reading files below the scan root, and only there: bounded in size, text only, every refusal a diagnostic."""

from __future__ import annotations

import os
import posixpath
import stat
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from pathlib import Path
from typing import Self

from gatewright.model.diagnostic import Diagnostic
from gatewright.model.location import Position
from gatewright.sources.terraform.modules.observations import Observations, Question

MAX_BYTES = 10_000_000
"""The largest file that is read; hand-written configuration stays below a hundredth of it."""

SUFFIXES = (".tofu.json", ".tofu", ".tf.json", ".tf")
_SKIPPED = frozenset({"node_modules", "__pycache__"})


class Refused(Exception):  # noqa: N818  # no error of the program: a file that is passed over
    """A file that is not used, and what to do about it."""

    def __init__(self, summary: str, detail: str, line: int | None = None) -> None:
        super().__init__(summary)
        self.summary = summary
        self.detail = detail
        self.line = line


class ScanRoot:
    """The folder that is scanned. Nothing outside of it is ever read, whatever a symbolic link or a `../` says.

    INVARIANT: what is answered about the folder is noted in `seen`, but for `directories`, which tells where to look.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._real = os.path.realpath(path)
        self.diagnostics: list[Diagnostic] = []
        self.seen = Observations()
        self._folders: dict[str, bool] = {}
        self._read: dict[str, tuple[bytes | None, Diagnostic | None]] = {}
        self.held: Mapping[str, bytes] = {}
        """What files hold instead of their bytes on disk."""

    def apart(self) -> Self:
        """The same folder, with what was read of it, and with diagnostics and observations of its own."""
        other = copy(self)
        other.diagnostics, other.seen = [], Observations()
        return other

    def adopt(self, other: ScanRoot) -> None:
        """Take over what was found apart from this, for a result that is used here."""
        self.seen.add(other.seen)
        self.diagnostics += other.diagnostics

    def directories(self) -> Iterator[str]:
        """Directories that hold configuration, relative to the root (`.` is the root), in order of their names.

        Hidden ones belong to tools, `.terraform` first of all; links to directories are not followed.
        """
        for folder, folders, names in os.walk(self.path, onerror=self._unreadable):
            directory = self._relative(folder)
            folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _SKIPPED)
            folders[:] = self._readable(directory, folders)
            for name in folders:
                if name.endswith(SUFFIXES):
                    self.report(join(directory, name), "a directory has the name of a file", "rename it")
            if any(name.endswith(SUFFIXES) and not _ignored(name) for name in names):
                yield directory

    def configuration(self, directory: str) -> list[str]:
        """The configuration files of a directory, sorted; a `.tofu` file replaces the `.tf` file of its name."""
        names = [name for name in self.names(directory) if name.endswith(SUFFIXES) and not _ignored(name)]
        present = set(names)
        return [
            join(directory, name)
            for name in self._readable(directory, names)
            if _of_tofu(name) not in present and not self.is_directory(join(directory, name))
        ]

    def names(self, directory: str) -> list[str]:
        """The names of everything in a directory, sorted."""
        try:
            with os.scandir(self.path / directory) as entries:
                names = sorted(entry.name for entry in entries)
        except OSError as error:
            self._unreadable(error)
            self.seen.note(("names", directory), f"error: {error.strerror}")
            return []
        self.seen.note(("names", directory), os.fsencode("\0".join(names)))
        return names

    def _readable(self, directory: str, names: Iterable[str]) -> list[str]:
        """The names that are text; the others, which nothing can be said about, are told."""
        kept: list[str] = []
        for name in names:
            text = os.fsencode(name).decode("utf-8", "replace")
            if text == name:
                kept.append(name)
            else:
                self.report(join(directory, text), "the name is not text in UTF-8", "rename it")
        return kept

    def is_directory(self, directory: str) -> bool:
        """Whether a relative path is a directory inside of the root."""
        found = self._inside(directory) and (self.path / directory).is_dir()
        return self._noted(("is_directory", directory), answer=found)

    def contains(self, relative: str) -> bool:
        """Whether a relative path stays inside of the root once every link and `..` is followed."""
        return self._noted(("contains", relative), answer=self._inside(relative))

    def _inside(self, relative: str) -> bool:
        folder, _, name = relative.rpartition("/")
        if name in ("", ".", "..") or os.path.islink(f"{self._real}{os.sep}{relative}"):  # noqa: PTH114  # asked for each file
            return self._within(relative)
        if folder not in self._folders:  # most files have their folder in common with others
            self._folders[folder] = self._within(folder)
        return self._folders[folder]

    def _within(self, relative: str) -> bool:
        real = os.path.realpath(f"{self._real}{os.sep}{relative}")
        return real == self._real or real.startswith(self._real.rstrip(os.sep) + os.sep)

    def is_file(self, relative: str) -> bool:
        """Whether there is a regular file at a relative path."""
        return self._noted(("is_file", relative), answer=(self.path / relative).is_file())

    def place(self, directory: str) -> str:
        """Where a directory lies on this machine, with forward slashes."""
        found = (self.path / directory).resolve().as_posix()
        self.seen.note(("place", directory), found)
        return found

    def read(self, relative: str) -> bytes | None:
        """The bytes of a text file, read once; None with a diagnostic where it cannot be used."""
        if relative not in self._read:
            self._read[relative] = self._answer(relative)
        data, problem = self._read[relative]
        if problem is not None and problem not in self.diagnostics:
            self.diagnostics.append(problem)
        if ("read", relative) not in self.seen.answers:
            self.seen.note(("read", relative), problem.model_dump_json() if problem is not None else data or b"")
        return data

    def raw(self, relative: str) -> bytes | None:
        """The bytes of a file as they are, a byte order mark with them; None where it cannot be used."""
        return None if self.read(relative) is None else self._bytes(relative)

    def _answer(self, relative: str) -> tuple[bytes | None, Diagnostic | None]:
        try:
            return text_of(self._bytes(relative)), None
        except Refused as refused:
            return None, _problem(relative, refused.summary, refused.detail, refused.line)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            return None, _problem(relative, f"cannot be read: {reason}", "check its permissions")

    def _bytes(self, relative: str) -> bytes:
        if not self._inside(relative):
            raise Refused("the file lies outside of the scanned folder", "scan the folder that holds both")
        path = self.path / relative
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise Refused("not a regular file", "it is left out")
        if status.st_size > MAX_BYTES:
            raise Refused(f"the file is larger than {MAX_BYTES // 1_000_000} MB", "it is left out")
        return path.read_bytes()

    def _noted(self, question: Question, *, answer: bool) -> bool:
        self.seen.note(question, "yes" if answer else "no")
        return answer

    def report(self, file: str, summary: str, detail: str, line: int | None = None) -> None:
        """Keep a diagnostic about a file."""
        self.diagnostics.append(_problem(file, summary, detail, line))

    def _unreadable(self, error: OSError) -> None:
        place = os.fsencode(self._relative(error.filename)).decode("utf-8", "replace")
        self.report(place, f"cannot be read: {error.strerror}".lower(), "check its permissions")

    def name_of(self, path: Path) -> str:
        """A file's path from the root where it lies inside, else as it is given."""
        real = os.path.realpath(path)
        inside = real.startswith(self._real.rstrip(os.sep) + os.sep)
        return os.path.relpath(real, self._real).replace(os.sep, "/") if inside else path.as_posix()

    def _relative(self, path: str) -> str:
        return os.path.relpath(path, self.path).replace(os.sep, "/")


class OverlayRoot(ScanRoot):
    """A folder in which some files hold other bytes than they do: what it would be after an edit."""

    def __init__(self, base: ScanRoot, held: Mapping[str, bytes]) -> None:
        super().__init__(base.path)
        self.held = {**base.held, **held}
        self._folders = base._folders  # noqa: SLF001  # the same folder
        self._read = {path: answer for path, answer in base._read.items() if path not in held}  # noqa: SLF001

    def _bytes(self, relative: str) -> bytes:
        return self.held[relative] if relative in self.held else super()._bytes(relative)


class MemoryRoot(ScanRoot):
    """Files that are held in memory, by their paths: the sources that a binary plan carries."""

    def __init__(self, path: Path, held: Mapping[str, bytes]) -> None:
        super().__init__(path)
        self._held = dict(held)
        self._held_folders = {name.rpartition("/")[0] or "." for name in held}

    def directories(self) -> Iterator[str]:
        """Directories that hold configuration, in order of their names."""
        yield from sorted(self._held_folders)

    def names(self, directory: str) -> list[str]:
        """The names of everything that is held in a directory, sorted."""
        names = (name.rpartition("/") for name in self._held)
        return sorted(name for folder, _, name in names if (folder or ".") == directory)

    def is_directory(self, directory: str) -> bool:
        """Whether a relative path is a directory that holds files."""
        return directory in self._held_folders

    def contains(self, relative: str) -> bool:
        """Always: what is held in memory is inside."""
        return bool(relative)

    def is_file(self, relative: str) -> bool:
        """Whether a file is held at a relative path."""
        return relative in self._held

    def _bytes(self, relative: str) -> bytes:
        if relative not in self._held:
            raise Refused("the file is not in the plan", "it is left out")
        return self._held[relative]


def _problem(file: str, summary: str, detail: str, line: int | None = None) -> Diagnostic:
    start = Position(line=line, column=1) if line else None
    return Diagnostic(severity="error", summary=summary, detail=detail, file=file, start=start)


def text_of(data: bytes) -> bytes:
    """The bytes without a byte order mark; raises Refused where they are no text in UTF-8."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refused("the file is not text in UTF-8", "save it as UTF-8", line) from None
    if b"\0" in data:
        raise Refused("the file is binary", "it is left out")
    return data


def _ignored(name: str) -> bool:
    """Editors' leftovers, which Terraform passes over too."""
    return name.startswith((".", "#")) or name.endswith("~")


def _of_tofu(name: str) -> str | None:
    """The name under which OpenTofu would replace a file of Terraform's."""
    for terraform, tofu in ((".tf.json", ".tofu.json"), (".tf", ".tofu")):
        if name.endswith(terraform):
            return name.removesuffix(terraform) + tofu
    return None


def is_override(path: str) -> bool:
    """Whether a configuration file's name says that it overrides what other files declare."""
    name = path.rpartition("/")[2]
    stem = next((name.removesuffix(suffix) for suffix in SUFFIXES if name.endswith(suffix)), name)
    return stem == "override" or stem.endswith("_override")


def join(directory: str, *steps: str) -> str:
    """A path relative to the scan root, without `.` and `..` where these can be resolved."""
    return posixpath.normpath(posixpath.join(directory, *steps))
