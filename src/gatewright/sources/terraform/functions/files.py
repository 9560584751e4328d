"""The files that functions may read: those below the scan root, and nothing else on the machine."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from posixpath import normpath
from typing import Protocol, TypeVar

from gatewright.sources.terraform.modules.observations import Observations, Question
from gatewright.sources.terraform.values import EvaluationError

LARGEST_FILE = 5 * 1024 * 1024
MOST_MATCHES = 10_000
MOST_VISITED = 100_000

Answer = TypeVar("Answer")


class Files(Protocol):
    """What `file`, `fileset` and their like read from. Every method raises EvaluationError."""

    def read(self, path: str) -> bytes:
        """The content of a regular file."""

    def exists(self, path: str) -> bool:
        """Whether there is a regular file at the path."""

    def glob(self, directory: str, pattern: str) -> list[str]:
        """Paths, relative to the directory, of the regular files that match the pattern."""


class NoFiles:
    """Files of which there are none, for what has no directory."""

    def read(self, path: str) -> bytes:
        """Never a content."""
        raise EvaluationError(f"no file exists at `{path}`")

    def exists(self, path: str) -> bool:
        """Always False."""
        return not path and False

    def glob(self, directory: str, pattern: str) -> list[str]:
        """Always empty."""
        del directory, pattern
        return []


class JailedFiles:
    """The regular files below a scan root, by paths relative to a base directory within it.

    INVARIANT: whatever is answered, a refusal too, is noted in `seen`.
    """

    def __init__(self, scan_root: Path, base: str = ".", seen: Observations | None = None) -> None:
        self._root = os.path.realpath(scan_root)
        self._directory = base
        self._base = os.path.realpath(scan_root / base)
        self._seen = Observations() if seen is None else seen

    def read(self, path: str) -> bytes:
        """The content of a regular file of at most 5 MB."""
        return self._noted(("file_read", self._directory, path), lambda: self._read(path), bytes)

    def exists(self, path: str) -> bool:
        """Whether there is a regular file at the path; anything else there is refused, as Terraform does."""
        question = ("file_exists", self._directory, path)
        return self._noted(question, lambda: self._exists(path), lambda answer: bytes([answer]))

    def glob(self, directory: str, pattern: str) -> list[str]:
        """Paths of the matching regular files; links that lead out of the scan root are passed over."""
        question = ("file_glob", self._directory, directory, pattern)
        return self._noted(
            question, lambda: self._glob(directory, pattern), lambda names: os.fsencode("\0".join(names))
        )

    def _noted(self, question: Question, ask: Callable[[], Answer], written: Callable[[Answer], bytes]) -> Answer:
        try:
            answer = ask()
        except EvaluationError as error:
            self._seen.note(question, f"error: {error}")
            raise
        self._seen.note(question, written(answer))
        return answer

    def _read(self, path: str) -> bytes:
        real = self._inside(path)
        try:
            status = real.stat()
            _require_regular(status.st_mode, path)
            if status.st_size > LARGEST_FILE:
                raise EvaluationError(f"file `{path}` is larger than {LARGEST_FILE} bytes and is not read")
            with real.open("rb") as stream:
                return stream.read(LARGEST_FILE)
        except (FileNotFoundError, NotADirectoryError):
            raise EvaluationError(
                f"no file exists at `{path}`; only files that are part of the configuration can be read"
            ) from None
        except OSError as error:
            raise EvaluationError(f"file `{path}` cannot be read: {error.strerror}") from None

    def _exists(self, path: str) -> bool:
        real = self._inside(path)
        try:
            mode = real.stat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            raise EvaluationError(f"file `{path}` cannot be read: {error.strerror}") from None
        _require_regular(mode, path)
        return True

    def _glob(self, directory: str, pattern: str) -> list[str]:
        self._inside(directory)
        full = normpath(f"{directory}/{pattern}")
        parts = [part for part in full.split("/") if part not in ("", ".")]
        fixed = next((index for index, part in enumerate(parts) if _MAGIC.search(part)), len(parts) - 1)
        start = str(self._inside("/".join(parts[:fixed]) or "."))
        rest = expand_braces("/".join(parts[fixed:]))
        walk = _Walk(self._root, [tuple(map(_segment, choice.split("/"))) for choice in rest])
        directory_path = os.path.normpath(f"{self._base}/{directory}")
        found: set[str] = set()
        for match in walk.matches(start):
            found.add(os.path.relpath(match, directory_path).replace(os.sep, "/"))
            if len(found) > MOST_MATCHES:
                raise EvaluationError(f"pattern `{pattern}` matches more than {MOST_MATCHES} files")
        return sorted(found)

    def _inside(self, path: str) -> Path:
        """The real path, refused unless it is relative and within the scan root."""
        if "\0" in path or path.startswith(("~", "/", "\\")) or Path(path).is_absolute():
            raise EvaluationError(f"path `{path}` is not relative to the configuration and is not read")
        real = os.path.realpath(f"{self._base}/{path}")
        if not _within(real, self._root):
            raise EvaluationError(f"path `{path}` leads out of the scanned directory and is not read")
        return Path(real)


_MAGIC = re.compile(r"[*?\[{\\]")


def expand_braces(pattern: str) -> list[str]:
    """The patterns that a pattern with `{a,b}` stands for."""
    found = re.search(r"\{([^{}]*)\}", pattern)
    if found is None:
        return [pattern]
    choices = found.group(1).split(",")
    expanded = [
        whole
        for choice in choices
        for whole in expand_braces(pattern[: found.start()] + choice + pattern[found.end() :])
    ]
    if len(expanded) > MOST_MATCHES:
        raise EvaluationError(f"pattern `{pattern}` has too many alternatives")
    return expanded


def _segment(part: str) -> re.Pattern[str] | None:
    """The expression for one part of a pattern; None for `**`, which is any number of directories."""
    if part == "**":
        return None
    out: list[str] = []
    index = 0
    while index < len(part):
        char = part[index]
        index += 1
        if char == "*":
            if not out or out[-1] != "[^/]*":
                out.append("[^/]*")
        elif char == "?":
            out.append("[^/]")
        elif char == "[":
            end = part.find("]", index + 1)
            if end < 0:
                raise EvaluationError(f"pattern `{part}` has a bracket that is not closed")
            inside = part[index:end].replace("\\", r"\\").replace("[", r"\[")
            out.append("[" + ("^" + inside[1:] if inside[0] in "!^" else inside) + "]")
            index = end + 1
        elif char == "\\" and index < len(part):
            out.append(re.escape(part[index]))
            index += 1
        else:
            out.append(re.escape(char))
    try:
        return re.compile("".join(out) + r"\Z")
    except re.error:
        raise EvaluationError(f"pattern `{part}` is not a valid file pattern") from None


class _Walk:
    """One bounded walk for the patterns of one `fileset`."""

    def __init__(self, root: str, patterns: list[tuple[re.Pattern[str] | None, ...]]) -> None:
        self._root = root
        self._patterns = patterns
        self._visited = 0

    def matches(self, start: str) -> Iterator[str]:
        """The regular files below the start that match one of the patterns."""
        for pattern in self._patterns:
            yield from self._below(start, pattern)

    def _below(self, directory: str, pattern: tuple[re.Pattern[str] | None, ...]) -> Iterator[str]:
        head, tail = pattern[0], pattern[1:]
        if head is None and tail:
            yield from self._below(directory, tail)
        for entry in self._entries(directory):
            if head is None:
                if not tail and _is_file(entry):
                    yield entry.path
                if entry.is_dir(follow_symlinks=False):
                    yield from self._below(entry.path, pattern)
            elif head.match(entry.name):
                if not tail and _is_file(entry):
                    yield entry.path
                elif tail and _is_directory(entry):
                    yield from self._below(entry.path, tail)

    def _entries(self, directory: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(directory) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            return []
        self._visited += len(listed) + 1
        if self._visited > MOST_VISITED:
            raise EvaluationError(f"a file pattern has to look at more than {MOST_VISITED} files")
        return [entry for entry in listed if not entry.is_symlink() or self._leads_inside(entry.path)]

    def _leads_inside(self, path: str) -> bool:
        return _within(os.path.realpath(path), self._root)


def _within(real: str, root: str) -> bool:
    return real == root or real.startswith(root.rstrip(os.sep) + os.sep)


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:
        return False


def _is_directory(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _require_regular(mode: int, path: str) -> None:
    if stat.S_ISDIR(mode):
        raise EvaluationError(f"`{path}` is a directory, not a file")
    if not stat.S_ISREG(mode):
        raise EvaluationError(f"`{path}` is not a regular file")
