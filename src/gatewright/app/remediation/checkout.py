"""The checkout that was scanned: its files, what of them is not as in a commit, and who owns them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from gatewright.app.output import below_repository
from gatewright.app.ownership import code_owners, repository_root
from gatewright.app.remediation.wishes import Sources
from gatewright.errors import InputError, UsageError
from gatewright.sources.terraform.modules.files import ScanRoot

if TYPE_CHECKING:
    from gatewright.sources.git import Comparison

ENDINGS = (".tf", ".tofu", ".tf.json", ".tofu.json", ".tfvars", ".tfvars.json")


def checkout(scan_root: Path, environment: Mapping[str, str]) -> Sources:
    """The sources below a folder of a clone, or of a copy without git, which is then the repository's root."""
    folder = scan_root.resolve()
    below = below_repository(folder)
    root = ScanRoot(scan_root)
    owners = code_owners(folder).owners()

    def read(file: str) -> bytes | None:
        # A change to what is behind a link would take the link's place.
        plain = os.path.realpath(folder / file) == os.path.normpath(folder / file)
        return root.read(file) if plain else None

    def files() -> tuple[str, ...]:
        found = []
        for place, folders, names in os.walk(folder):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            inner = Path(place).relative_to(folder)
            found += [(inner / name).as_posix() for name in names if name.endswith(ENDINGS)]
        return tuple(sorted(f"{below}/{name}" if below else name for name in found))

    @cache
    def comparison(commit: str) -> Comparison | None:
        return _comparison(folder, commit, environment)

    def differing(commit: str) -> frozenset[str] | None:
        known = comparison(commit)
        return None if known is None else _differing(known, below)

    def committed(commit: str, paths: Sequence[str]) -> dict[str, bytes] | None:
        known = comparison(commit)
        return None if known is None else _committed(known, paths)

    return Sources(
        read=read,
        files=files,
        executable=lambda file: os.access(folder / file, os.X_OK),
        differing=differing,
        committed=committed,
        below=below,
        owners=owners.of,
    )


def _comparison(folder: Path, commit: str, environment: Mapping[str, str]) -> Comparison | None:
    """What git says; None where it does not know the commit, or HEAD does not come from it."""
    from gatewright.sources.git import compare  # noqa: PLC0415  # runs git

    if repository_root(folder) is None:
        return None
    try:
        comparison = compare(folder, commit, environment)
    except (UsageError, InputError):
        return None
    return comparison if comparison.commit == commit else None


def _differing(comparison: Comparison, below: str) -> frozenset[str]:
    changed, new = comparison.differing
    names = changed | {name for name in new if name.endswith(ENDINGS)}
    return frozenset(f"{below}/{name}" if below else name for name in names)


def _committed(comparison: Comparison, paths: Sequence[str]) -> dict[str, bytes]:
    blobs = comparison.committed(paths)
    told = comparison.contents(list(blobs.values()))
    return {name: data for name, data in zip(blobs, told, strict=True) if data is not None}
