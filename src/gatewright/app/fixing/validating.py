"""`terraform validate` on a copy of the folder with an edit made: a further opinion, where the user allows it.

It runs the providers that `terraform init` has installed, which is why it is not done without being asked for. Nothing
is installed, and no backend, variable file or state is read.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from gatewright.app.fixing.world import World, reached_by
from gatewright.errors import UsageError
from gatewright.sources.terraform.running import FLAG, Terraform, find_program

_DATA = ".terraform"
_LEFT_OUT = shutil.ignore_patterns(".git", _DATA, "node_modules", "*.tfstate", "*.tfstate.*")


@dataclass
class Validator:
    """Validates root modules, each state of the folder once."""

    program: Path
    _before: dict[str, frozenset[str]] = field(default_factory=dict)

    def problems(self, world: World, held: Mapping[str, bytes]) -> dict[str, str]:
        """What Terraform says against the edit, by root module; of one that is not initialised, nothing."""
        parts = world.parts.values()
        roots = sorted({root for part in parts for root in reached_by(part.tree, held) if root in part.roots})
        able = [root for root in roots if self.initialised(world, root)]
        found: dict[str, str] = {}
        with _copy(world, {**world.held, **held}, able) as folder:
            after = {root: self._errors(folder / root) for root in able}
        unknown = [root for root in able if after[root] and root not in self._before]
        if unknown:
            with _copy(world, world.held, unknown) as folder:
                self._before.update({root: self._errors(folder / root) for root in unknown})
        for root in able:
            new = after[root] - self._before.get(root, frozenset())
            if new:
                found[root] = min(new)
        return found

    def objected_before(self, root: str) -> bool:
        """Whether Terraform objects to a root module as it is."""
        return bool(self._before.get(root))

    @staticmethod
    def initialised(world: World, root: str) -> bool:
        """Whether `terraform init` has been run in a root module."""
        return (world.root.path / root / _DATA).is_dir()

    def _errors(self, directory: Path) -> frozenset[str]:
        said: list[str] = []
        ended = Terraform(directory, self.program).run("validate", said.append, options={"json": FLAG})
        try:
            told = json.loads("\n".join(said))["diagnostics"]
            return frozenset(str(one["summary"]) for one in told if one["severity"] == "error")
        except (ValueError, KeyError, TypeError):
            return frozenset({ended.errors.strip()[:200] or f"ended with {ended.code}"})


def validator() -> Validator:
    """The validator that runs the `terraform` of PATH; raises UsageError where there is none."""
    return Validator(find_program("terraform"))


@contextmanager
def _copy(world: World, held: Mapping[str, bytes], roots: Iterable[str]) -> Iterator[Path]:
    """A copy of the folder in which files hold other bytes, its roots with the providers of the original."""
    source = world.root.path.resolve()
    with tempfile.TemporaryDirectory(prefix="gatewright-") as name:  # mode 0700
        folder = Path(name) / "copy"
        try:
            shutil.copytree(source, folder, symlinks=True, ignore=_LEFT_OUT)
        except (OSError, shutil.Error):
            raise UsageError(f"`{source}` cannot be copied, which `--validate` needs") from None
        for file, data in held.items():
            (folder / file).write_bytes(data)
        for root in roots:
            (folder / root / _DATA).symlink_to(source / root / _DATA)
        yield folder
