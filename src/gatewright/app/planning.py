"""A plan made for the occasion: Terraform is run in a directory, and what it leaves is removed."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gatewright.app.interruption import interruptible
from gatewright.errors import InputError
from gatewright.sources.terraform.running import FLAG, Ended, Terraform, failure, find_program, is_progress

PLAN = "terraform-plan.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOptions:
    """How a directory is planned."""

    binary: str = "terraform"
    """Name of a program on PATH, or the path of one: Terraform or OpenTofu."""
    var_files: tuple[Path, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    workspace: str | None = None
    """None for the workspace that is selected in the directory."""


@contextmanager
def planned(directory: Path, options: PlanOptions, tell: Callable[[str], None]) -> Iterator[Path]:
    """The path of the directory's plan as JSON, which exists within the context only.

    Terraform runs in the directory itself, with the process's environment. `init` is run only where Terraform asks for
    it. What it says goes to `tell` line by line; a failure is an InputError or a UsageError.
    """
    if not directory.is_dir():
        raise InputError(f"`{directory}` is no folder; `--run-terraform` plans a folder of Terraform source")
    terraform = Terraform(directory.absolute(), find_program(options.binary), options.workspace)
    terraform.check_version()
    with interruptible(), tempfile.TemporaryDirectory(prefix="gatewright-") as folder:  # mode 0700
        binary, shown = Path(folder) / "plan.bin", Path(folder) / PLAN
        _plan(terraform, options, binary, tell)
        ended = terraform.show(binary, shown)
        if ended.code != 0:
            for line in ended.errors.splitlines():
                tell(line)
            raise failure(terraform, "show", ended)
        binary.unlink()
        yield shown


def _plan(terraform: Terraform, options: PlanOptions, file: Path, tell: Callable[[str], None]) -> None:
    """Write the plan to the file; initialise the directory first where Terraform wants that."""
    tell(f"{terraform.name} plan in {terraform.directory}")
    ended = _planned(terraform, options, file, tell)
    if ended.wants_init:
        tell(f"{terraform.name} init in {terraform.directory}")
        begun = terraform.run("init", tell, errors=tell, options={"input": False, "no_color": FLAG})
        if begun.code != 0:
            raise failure(terraform, "init", begun)
        ended = _planned(terraform, options, file, tell)
    for line in ended.errors.splitlines():
        tell(line)
    if ended.code != 0:
        raise failure(terraform, "plan", ended)


def _planned(terraform: Terraform, options: PlanOptions, file: Path, tell: Callable[[str], None]) -> Ended:
    def progress(line: str) -> None:
        if is_progress(line):
            tell(line)

    arguments = {
        "input": False,
        "lock": False,
        "no_color": FLAG,
        "out": str(file),
        "var_file": [str(path.absolute()) for path in options.var_files],
        "var": [f"{name}={value}" for name, value in options.variables],
    }
    return terraform.run("plan", progress, options=arguments)
