"""Which configuration decides about a pull request: its base's, so that no pull request switches its own check off.

Configuration file and baseline of the base take the place of those in the head; rules, frameworks and bundles come
from the base's folder. What is judged, values of variables included, stays the head's.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path, PurePosixPath

from gatewright.app.config.reading import OWN, SHARED, find_config
from gatewright.app.config.settings import Settings, settle
from gatewright.errors import InputError

_GIVEN = {"engine": "regorus", "cache": False, "jobs": 1}
"""What a repository does not decide here: the embedded engine has no network, and runs share no files."""


def settled(head: Path, base: Path | None) -> Settings:
    """The settings for a head; its configuration file and baseline are those of the base afterwards."""
    if base is None:
        return settle(find_config(head), _GIVEN)
    deciding = settle(find_config(base), _GIVEN)
    for name in (OWN, SHARED):
        _put(base, head, name)
    if deciding.baseline is not None:
        _put(base, head, deciding.baseline.relative_to(base).as_posix())
    settings = settle(find_config(head), _GIVEN)
    return replace(
        settings,
        rules_dirs=deciding.rules_dirs,
        frameworks_dirs=deciding.frameworks_dirs,
        bundles=deciding.bundles,
    )


def _put(base: Path, head: Path, name: str) -> None:
    """Make a file of the head what it is in the base; one that the base has not is gone.

    INVARIANT: nothing outside of the head is touched, as every link on the way is removed.
    """
    parts = PurePosixPath(name).parts
    if not parts or ".." in parts or PurePosixPath(name).is_absolute():
        raise InputError(f"`{name}` in the configuration is no path within the repository")
    target = head
    for part in parts[:-1]:
        target /= part
        if target.is_symlink() or (target.exists() and not target.is_dir()):
            target.unlink()
        target.mkdir(exist_ok=True)
    target /= parts[-1]
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    else:
        target.unlink(missing_ok=True)
    source = base / name
    if source.is_file() and source.resolve().is_relative_to(base.resolve()):
        target.write_bytes(source.read_bytes())
