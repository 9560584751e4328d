"""The configuration file of a place: looked for upward, read with bounds, and every problem in it told at once.

The file lies in the repository that is scanned, and a stranger may have written it: it is bounded in size and depth,
nothing in it leads out of the repository, and no text of it gets to a terminal unescaped.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from gatewright.app.config.file import Config, Place
from gatewright.errors import UsageError

OWN, SHARED = "gatewright.toml", "pyproject.toml"
SIZE_LIMIT = 1_000_000
_TABLE = ("tool", "gatewright")


def find_config(scanned: Path) -> Config | None:
    """The configuration of a scanned folder or file: the nearest one, up to the root of the git repository.

    Without a repository the way up ends where a folder has another owner: a folder that all may write into, such as
    `/tmp`, decides nothing. In one folder, `gatewright.toml` is stronger.
    """
    start = scanned if scanned.is_dir() else scanned.parent
    resolved = start.resolve()
    around = (resolved, *resolved.parents)
    repository = next((folder for folder in around if os.path.lexists(folder / ".git")), None)
    for up, folder in enumerate(around):
        if repository is None and _owner(folder) != _owner(resolved):
            break
        for name in (OWN, SHARED):
            file = folder / name
            if os.path.lexists(file):
                config = _read(Place(file, _shown(start, up, file), resolved))
                if config is not None:
                    return config
        if folder == repository:
            break
    return None


def _owner(folder: Path) -> int | None:
    """Who owns a folder; None where it does not exist, which is told later."""
    try:
        return folder.stat().st_uid
    except OSError:
        return None


def read_config(file: Path, scanned: Path) -> Config:
    """The configuration in a file that the caller names; raises UsageError where there is none in it."""
    start = scanned if scanned.is_dir() else scanned.parent
    config = _read(Place(file.parent.resolve() / file.name, str(file), start.resolve()), named=True)
    if config is None:
        raise UsageError(f"`{file}` has no table `[tool.gatewright]`; add it or name another file")
    return config


def _read(place: Place, *, named: bool = False) -> Config | None:
    """The configuration in a file; None for a `pyproject.toml` without one."""
    shared = place.file.name == SHARED
    if shared and not named and not place.file.is_file():
        return None
    data = _bytes(place)
    if shared and _TABLE[-1].encode() not in data:
        return None
    if place.is_outside():
        raise UsageError(f"{place.shown}: is a link out of the repository; put the file itself there")
    if len(data) > SIZE_LIMIT:
        raise UsageError(f"{place.shown}: is larger than {SIZE_LIMIT // 1_000_000} MB; name fewer things by patterns")
    from gatewright.app.config.parsing import parse  # noqa: PLC0415  # a run without a file needs no parser

    return parse(place, data, _TABLE if shared else ())


def _bytes(place: Place) -> bytes:
    """What the file holds, one byte beyond the limit at most."""
    try:
        if not stat.S_ISREG(place.file.stat().st_mode):
            raise UsageError(f"{place.shown}: is not a regular file; put the configuration itself there")
        with place.file.open("rb") as stream:
            return stream.read(SIZE_LIMIT + 1)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise UsageError(f"{place.shown}: cannot be read: {reason}") from None


def _shown(start: Path, up: int, file: Path) -> str:
    """The file as the caller would name it, who named the start: relative where that is relative."""
    candidate = os.path.normpath(os.path.join(start, *[".."] * up, file.name))  # noqa: PTH118  # lexical on purpose
    return candidate if os.path.realpath(candidate) == os.path.realpath(file) else str(file)
