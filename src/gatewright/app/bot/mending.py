"""`/gatewright fix`: proved fixes for what a pull request's lines are found for."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from gatewright.app.bot.exchange import Change, WrittenFile
from gatewright.app.checking import Check
from gatewright.app.fixing.fixing import Wanted, fix
from gatewright.errors import InputError
from gatewright.model.patch import Patch, Refusal
from gatewright.reports.selection import counted
from gatewright.reports.text import visible


def mended(asked: Check) -> Change:
    """The files with every fix that is certain, and why other findings have none."""
    made = fix(asked, Wanted())
    files = tuple(
        WrittenFile(file=file, text=after.decode(), executable=_executable(asked.path, file))
        for file, (_, after) in sorted(made.files.items())
    )
    done = tuple(map(_done, made.fixes.patches))
    left = tuple(map(_left, made.fixes.refusals))
    if not files and not left:
        left = ("nothing is found on the lines that this pull request changes",)
    return Change(files=files, done=done, left=left)


def _executable(folder: Path, file: str) -> bool:
    """Whether a file may be run; raises InputError where its path goes over a link: git would commit another thing."""
    parts = PurePosixPath(file).parts
    if ".." in parts or any((folder / Path(*parts[:length])).is_symlink() for length in range(1, len(parts) + 1)):
        raise InputError(f"a fix would change `{visible(file)}`, which is a link; fix it where it leads to")
    target = folder / file
    return target.exists() and bool(target.stat().st_mode & 0o100)


def _done(patch: Patch) -> str:
    also = f"; it changes {', '.join(patch.also_changes[:5])} too" if patch.also_changes else ""
    return f"{patch.title}: {counted(len(patch.fingerprints), 'finding')} of {patch.rule}{also}"


def _left(refusal: Refusal) -> str:
    return f"{refusal.rule} on {refusal.address or 'the configuration'}: {refusal.reason}"
