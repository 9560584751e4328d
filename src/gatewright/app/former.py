"""What a check is asked of a folder as it was at the merge base: the folder itself, its configuration, its variables.

The folder is put together in a private place that is removed at the end, with the same folders around it up to the root
of the repository. The configuration decides as it did then about suppressions and variables, where it is the
repository's own; which rules are asked, and how, is decided today, and so is what the command line says.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from gatewright.app.config.reading import OWN, SHARED, find_config, read_config
from gatewright.app.config.settings import OVERRIDES, Environment, Settings, settle
from gatewright.app.interruption import interruptible
from gatewright.app.ownership import code_owners
from gatewright.errors import UsageError
from gatewright.model.diagnostic import Diagnostic
from gatewright.sources.restoring import Unrestorable, read_committed, restore

if TYPE_CHECKING:
    from gatewright.app.config.file import Config
    from gatewright.sources.git import Comparison

_OF_THEN = ("suppressions", "allow_inline", "require_reason", "compat", "unskippable")
_INPUTS = ("var_files", "variables", "workspace")


@dataclass(frozen=True, slots=True)
class Former:
    """A folder as it was, and what is asked of it."""

    path: Path
    settings: Settings
    environments: tuple[Environment, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


@contextmanager
def former(
    folder: Path, comparison: Comparison, settings: Settings, environments: tuple[Environment, ...]
) -> Iterator[Former]:
    """The folder as it was at the commit that it is compared with, within the context only; raises Unrestorable."""
    with interruptible(), tempfile.TemporaryDirectory(prefix="gatewright-") as private:  # mode 0700
        repository = Path(private).resolve() / "repository"
        place = _Place(folder, comparison, settings, repository)
        try:
            restored = place.restored()
            found = place.former(environments or settings.environments)
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            raise Unrestorable(
                f"the temporary folder cannot be used: {reason}", "free some room, or set `TMPDIR`"
            ) from None
        yield replace(found, path=restored)


@dataclass
class _Place:
    """Where the folder lies today, and where it lies as it was."""

    folder: Path
    comparison: Comparison
    today: Settings
    repository: Path
    diagnostics: list[Diagnostic] = field(default_factory=list)

    @property
    def restored_path(self) -> Path:
        return self.repository / self.comparison.prefix.rstrip("/")

    @property
    def original(self) -> Path:
        """The root of the repository."""
        folder, below = self.folder.resolve(), self.comparison.prefix.count("/")
        return folder.parents[below - 1] if below else folder

    def restored(self) -> Path:
        """Put the folder together, with the marks of a repository around it and today's CODEOWNERS above it."""
        path = self.restored_path
        (self.repository / ".git").mkdir(parents=True)
        path.mkdir(parents=True, exist_ok=True)
        restore(self.folder.resolve(), self.comparison, path)
        owners = code_owners(self.folder)
        base = Path(*path.parts[: len(path.parts) - len(Path(owners.prefix).parts)])
        if owners.place and not (base / owners.place).exists():
            (base / owners.place).parent.mkdir(parents=True, exist_ok=True)
            (base / owners.place).write_bytes(owners.data)
        return path

    def former(self, environments: tuple[Environment, ...]) -> Former:
        """What is asked of the folder as it was."""
        config = self._config()
        plain, given = settle(self.today.config), dict[str, object]()
        for name in OVERRIDES - {"environments", "variables"}:
            if getattr(self.today, name) != getattr(plain, name):
                given[name] = getattr(self.today, name)
        given["variables"] = tuple(pair for pair in self.today.variables if pair not in plain.variables)
        then = settle(config, given)
        defined = {one.name: one for one in then.environments}
        there = tuple(self._mapped(defined.get(one.name, one)) for one in environments)
        inputs = self._mapped(Environment("", then.var_files, then.variables, then.workspace))
        values = {name: getattr(then, name) for name in _OF_THEN} | {name: getattr(inputs, name) for name in _INPUTS}
        settings = replace(self.today, config=config, environments=(), **values)
        return Former(self.restored_path, settings, there, tuple(self.diagnostics))

    def _config(self) -> Config | None:
        """The configuration as it was: of the same file, where the caller named it, else the nearest one of then."""
        now = self.today.config
        if now is None and self._is_unwanted():
            return None
        if now is not None and not now.place.file.is_relative_to(self.original):
            return self._moved(now, now.place.file)
        try:
            found = self._read(now)
        except UsageError:
            self.diagnostics.append(
                Diagnostic(
                    severity="warning",
                    summary=f"the configuration of {self.comparison.commit[:12]} cannot be used",
                    detail="what changed is told by the configuration of today, "
                    "so that a suppression that was removed may not be seen",
                    file=now.name if now is not None else None,
                )
            )
            return None if now is None else self._moved(now, self._there(now.place.file))
        if found is None:
            return None
        shown = self.original / found.place.file.relative_to(self.repository)
        return replace(found, place=replace(found.place, shown=str(shown)))

    def _is_unwanted(self) -> bool:
        """Whether there is a configuration today, so that the caller has chosen to go without."""
        try:
            return find_config(self.folder) is not None
        except UsageError:
            return True

    def _read(self, now: Config | None) -> Config | None:
        """The configuration in the files as they were; raises UsageError where it cannot be used."""
        folder = self.folder.resolve()
        around = [one for one in (folder, *folder.parents) if one.is_relative_to(self.original)]
        wanted = [one / name for one in around for name in (OWN, SHARED)]
        named = now.place.file if now is not None and now.place.file not in wanted else None
        if named is not None:
            wanted.append(named)
        missing = {file.relative_to(self.original).as_posix(): self._there(file) for file in wanted}
        read_committed(self.comparison, {name: path for name, path in missing.items() if not path.exists()})
        if named is not None and self._there(named).is_file():
            return read_config(self._there(named), self.restored_path)
        return find_config(self.restored_path)

    def _there(self, file: Path) -> Path:
        return self.repository / file.relative_to(self.original)

    def _moved(self, config: Config, file: Path) -> Config:
        return replace(config, place=replace(config.place, file=file, scanned=self.restored_path))

    def _mapped(self, environment: Environment) -> Environment:
        """The environment with its files of variables as they were; those that were not there are left out."""
        files = (self._variables(file) for file in environment.var_files)
        return replace(environment, var_files=tuple(file for file in files if file is not None))

    def _variables(self, file: Path) -> Path | None:
        real = file.resolve()
        if not real.is_relative_to(self.original):
            return file
        there = self._there(real)
        if there.is_file():
            return there
        if real.is_relative_to(self.folder.resolve()):
            changed = self.comparison.changed(real.relative_to(self.folder.resolve()).as_posix())
            return None if changed else file
        if read_committed(self.comparison, {real.relative_to(self.original).as_posix(): there}):
            return file if real.is_file() and real.read_bytes() == there.read_bytes() else there
        return file if self.comparison.ignores(real) else None
