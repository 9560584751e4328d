"""Keys: digests of everything that a result depends on besides the scanned folder."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from gatewright._version import __version__
from gatewright.sources.policies import shipped_policies

PACKAGES = ("gordon-to-regorus", "google-re2", "pydantic", "pydantic-core", "pyyaml", "tree-sitter", "tree-sitter-hcl")
"""Distributions whose versions may change what a scan finds."""

_PACKAGE = Path(__file__).parents[2]
_INSTALLED = ("site-packages", "dist-packages")


def key_of(*parts: object) -> str:
    """A key for values that JSON can write; different values have different keys."""
    text = json.dumps(parts, separators=(",", ":"), sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=24).hexdigest()


def digest_of(data: bytes) -> str:
    """A digest of bytes."""
    return hashlib.blake2b(data, digest_size=24).hexdigest()


@cache
def code_identity() -> str:
    """What evaluates: this version, its own files, the shipped rules, Python, and the libraries."""
    return key_of(__version__, sys.version_info[:3], sys.implementation.name, _own_files(), _versions(PACKAGES))


def _own_files() -> list[list[str]]:
    """The files of the package: by their digests where an installer wrote them down, else by size and time."""
    record = _PACKAGE.parent / f"gatewright-{__version__}.dist-info" / "RECORD"
    if _PACKAGE.parent.name in _INSTALLED and record.is_file():
        lines = record.read_text(encoding="utf-8").splitlines()
        return [sorted(line for line in lines if line.startswith("gatewright/") and "__pycache__" not in line)]
    return [sorted(_stamps(folder)) for folder in (_PACKAGE, shipped_policies())]


def _stamps(folder: Path) -> Iterator[str]:
    waiting = [str(folder)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    if entry.name != "__pycache__":
                        waiting.append(entry.path)
                elif not entry.name.endswith("_test.rego"):  # the one kind of file that no scan reads
                    status = entry.stat()
                    yield f"{entry.path}:{status.st_size}:{status.st_mtime_ns}"


def _versions(names: Iterable[str]) -> list[str]:
    """The versions of distributions, as the folders beside them tell: to load `importlib.metadata` takes 30 ms."""
    wanted = {name.replace("-", "_") for name in names}
    found: dict[str, set[str]] = {name: set() for name in wanted}
    for place in (Path(one) for one in sys.path if Path(one).name in _INSTALLED and Path(one).is_dir()):
        for entry in os.listdir(place):  # noqa: PTH208  # names are all that is needed
            name, _, rest = entry.partition("-")
            if rest.endswith((".dist-info", ".egg-info")) and name.lower().replace(".", "_") in wanted:
                found[name.lower().replace(".", "_")].add(rest)
    return [f"{name} {sorted(found[name]) or _version(name)}" for name in sorted(wanted)]


def _version(name: str) -> str:
    import importlib.metadata  # noqa: PLC0415  # for unusual installations alone

    return importlib.metadata.version(name)
