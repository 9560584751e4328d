"""Entries on disk: whole or not there, checked when they are read, and bounded together."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import shutil
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import JsonValue
from pydantic_core import from_json

from gatewright.model.diagnostic import Diagnostic

LIMIT = 256 * 1024 * 1024
"""Bytes that all entries together may take; the least recently used ones leave."""

LARGEST = LIMIT // 8
"""Bytes of the largest entry that is kept."""

_ENTRIES = "entries-1"
_MAGIC = b"gatewright-cache/1\n"
_CHECK = 32
_TAG = b"Signature: 8a477f597d28d172789f06886806bc55\n# The cache of gatewright; it may be removed at any time.\n"
_FRESH = 3600.0
"""Seconds in which a use is not written down again, and after which a file that nobody finished is left over."""
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Damaged(Exception):  # noqa: N818  # no error of the program: an entry that is passed over
    """An entry that cannot be used, and why."""


@dataclass(frozen=True, slots=True)
class Usage:
    """How much there is in a cache."""

    entries: int
    size: int


class Store:
    """A directory of entries by key. Several processes may use it at once: nobody waits, nobody sees half an entry."""

    def __init__(self, directory: Path, limit: int = LIMIT) -> None:
        self.directory = directory
        self.limit = limit
        self.diagnostics: list[Diagnostic] = []
        """What was wrong with the cache itself; a scan is as good without."""
        self._entries = directory / _ENTRIES
        self._written = False
        self._refused = False
        self._told = False

    def get(self, key: str) -> JsonValue:
        """What is kept under a key; None for nothing. A damaged entry is told, removed, and nothing."""
        path = self._path(key)
        try:
            value = _parsed(_checked(key, _content(path)))
        except (FileNotFoundError, NotADirectoryError):  # whoever puts something is told what is in the way
            return None
        except (Damaged, ValueError, RecursionError) as problem:
            self.discard(key, str(problem) if isinstance(problem, Damaged) else "its content is not valid")
            return None
        except OSError as error:
            self._tell("cannot be read", error)
            return None
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > _FRESH:
                os.utime(path)
        return value

    def put(self, key: str, value: JsonValue) -> None:
        """Keep something under a key; where that is impossible it is told once, and nothing is kept."""
        try:
            body = json.dumps(value, separators=(",", ":")).encode()
        except (ValueError, TypeError, RecursionError):  # nested too deeply to be written
            return
        if self._refused or len(body) > min(LARGEST, self.limit):
            return
        path = self._path(key)
        try:
            self._prepare(path.parent)
            _replace(path, _MAGIC + _check(key, body) + body)
        except OSError as error:
            self._refused = True
            self._tell("cannot be written", error)
        else:
            self._written = True

    def discard(self, key: str, reason: str) -> None:
        """Remove an entry that cannot be used, and tell it."""
        path = self._path(key)
        removed = _removed(path)
        done = "it was removed" if removed else "it could not be removed; remove it by hand"
        self.diagnostics.append(
            Diagnostic(
                severity="note",
                summary=f"the cache entry `{path}` is damaged: {reason}",
                detail=f"{done}, and everything was evaluated anew",
            )
        )

    def tidy(self) -> None:
        """Let the least recently used entries leave until the rest fits; only where this process has written any."""
        if not self._written:
            return
        self._written = False
        found = sorted(_files(self._entries))
        excess = sum(size for _, size, _ in found) - self.limit
        if excess <= 0:
            return
        excess += self.limit // 10  # so that not every run has to
        for _, size, path in found:
            if excess <= 0:
                break
            excess -= size if _removed(Path(path)) else 0

    def usage(self) -> Usage:
        """How many entries there are, and their bytes."""
        sizes = [size for _, size, _ in _files(self._entries)]
        return Usage(len(sizes), sum(sizes))

    def clear(self) -> Usage:
        """Remove all entries; what was removed."""
        usage = self.usage()
        if self._entries.exists():
            try:
                shutil.rmtree(self._entries)
            except OSError as error:
                self._tell("cannot be removed", error)
        return usage

    def _path(self, key: str) -> Path:
        return self._entries / key[:2] / key

    def _prepare(self, folder: Path) -> None:
        if folder.is_dir():
            return
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._entries.mkdir(mode=0o700, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        tag = self.directory / "CACHEDIR.TAG"
        if not tag.exists():
            _replace(tag, _TAG)

    def _tell(self, problem: str, error: OSError) -> None:
        """Tell, once, that the cache is of no use."""
        reason = (error.strerror or "unknown reason").lower()
        told = Diagnostic(
            severity="note",
            summary=f"the cache `{self.directory}` {problem}: {reason}",
            detail="the scan is complete, but the next one will not be faster; set `GATEWRIGHT_CACHE_DIR` to a folder "
            "that can be written, or scan with `--no-cache`",
        )
        if not self._told:
            self._told = True
            self.diagnostics.append(told)


def _content(path: Path) -> bytes:
    """The bytes of a regular file; nothing that would block, and no link, is opened for its content."""
    try:
        number = os.open(path, _FLAGS)
    except FileNotFoundError:
        raise
    except OSError as error:
        if os.path.lexists(path) and not stat.S_ISREG(path.lstat().st_mode):
            raise Damaged("it is not a regular file") from error
        raise
    try:
        status = os.fstat(number)
        if not stat.S_ISREG(status.st_mode):
            raise Damaged("it is not a regular file")
        if status.st_size > LARGEST + len(_MAGIC) + _CHECK:
            raise Damaged("it is larger than any entry")
        with open(number, "rb", closefd=False) as stream:  # a descriptor, not a path
            return stream.read()
    finally:
        os.close(number)


def _checked(key: str, data: bytes) -> bytes:
    if not data.startswith(_MAGIC):
        raise Damaged("it is not an entry of this version")
    body = data[len(_MAGIC) + _CHECK :]
    if data[len(_MAGIC) : len(_MAGIC) + _CHECK] != _check(key, body):
        raise Damaged("its checksum is wrong")
    return body


def _parsed(body: bytes) -> JsonValue:
    try:
        value: JsonValue = from_json(body)
    except ValueError:  # a string that is no text, which a name in Terraform may be, is for the slower parser
        value = json.loads(body)
    return value


def _check(key: str, body: bytes) -> bytes:
    """A checksum that holds for this key alone, so that an entry cannot stand in another's place."""
    return hashlib.blake2b(body, key=key.encode()[:64], digest_size=_CHECK).digest()


def _replace(path: Path, data: bytes) -> None:
    """Write a file as a whole: a reader sees the old one, the new one, or none."""
    unfinished = path.with_name(f".{secrets.token_hex(8)}")
    try:
        number = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with open(number, "wb") as stream:  # noqa: PTH123  # a descriptor, not a path
            stream.write(data)
        os.replace(unfinished, path)  # noqa: PTH105  # the one call that replaces on every platform
    except OSError:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise


def _files(folder: Path) -> Iterator[tuple[float, int, str]]:
    """Every entry with its last use and its size; what somebody began to write long ago is removed."""
    for shard in _scanned(folder):
        for entry in _scanned(Path(shard.path)):
            with contextlib.suppress(OSError):
                status = entry.stat(follow_symlinks=False)
                if not entry.name.startswith("."):
                    yield status.st_mtime, status.st_size, entry.path
                elif time.time() - status.st_mtime > _FRESH:
                    _removed(Path(entry.path))


def _scanned(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def _removed(path: Path) -> bool:
    """Whether there is nothing at a path any more."""
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError:
        return False
    return True
