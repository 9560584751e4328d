"""Files of a scanned folder, written anew: each at once or not at all, and only where they lie inside of it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from gatewright.errors import InputError
from gatewright.sources.terraform.modules.files import ScanRoot


def rewrite(root: ScanRoot, files: Mapping[str, tuple[bytes, bytes]]) -> None:
    """Put other bytes into files, given by path with the bytes before and after; their permissions stay.

    Raises InputError before anything is written where a file is no regular one inside of the folder, or is not any more
    what it was.
    """
    for file, (before, _) in files.items():
        path = root.path / file
        if path.is_symlink() or not path.is_file() or not root.contains(file):
            raise InputError(f"`{file}` is no regular file inside of the folder; write it where it lies")
        try:
            if path.read_bytes() != before:
                raise InputError(f"`{file}` has changed in the meantime; run the command again")
        except OSError as error:
            raise _unwritable(file, error) from error
    for file, (_, after) in files.items():
        try:
            _replace(root.path / file, after)
        except OSError as error:
            raise _unwritable(file, error) from error


def _unwritable(file: str, error: OSError) -> InputError:
    return InputError(f"`{file}` cannot be written: {(error.strerror or str(error)).lower()}; check its permissions")


def _replace(path: Path, data: bytes) -> None:
    """Put a file in the place of another, with its permissions."""
    mode = path.stat().st_mode & 0o7777
    handle, name = tempfile.mkstemp(prefix=".gatewright-", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        temporary.chmod(mode)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
