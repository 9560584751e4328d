"""Where the cache lies, by the conventions of each platform."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from gatewright.app.cache.store import Store

VARIABLE = "GATEWRIGHT_CACHE_DIR"
NAME = "gatewright"


def open_cache(environment: Mapping[str, str], platform: str = sys.platform) -> Store | None:
    """The user's cache, which is made when something is put into it; None where there is no place for one."""
    directory = cache_directory(environment, platform)
    return Store(directory) if directory is not None else None


def cache_directory(environment: Mapping[str, str], platform: str = sys.platform) -> Path | None:
    """The directory of the cache; None where the environment does not say where the user's files are.

    >>> cache_directory({"HOME": "/home/ada"}, "linux").as_posix()
    '/home/ada/.cache/gatewright'
    """
    chosen = environment.get(VARIABLE)
    if chosen:
        return Path(chosen).expanduser()
    if platform == "win32":
        local = environment.get("LOCALAPPDATA")
        return Path(local) / NAME / "Cache" if local else None
    home = environment.get("HOME")
    if platform == "darwin":
        return Path(home) / "Library" / "Caches" / NAME if home else None
    given = environment.get("XDG_CACHE_HOME", "")
    if given.startswith("/"):  # the convention says to ignore a relative one
        return Path(given) / NAME
    return Path(home) / ".cache" / NAME if home else None
