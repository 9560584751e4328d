"""Running Terraform or OpenTofu in a directory, by python-terraform: version, init, plan, show.

It is never run unless somebody asks for it: planning executes what the configuration says. Credentials are in the
environment, which the program inherits; nothing of them, and no value of a variable, is logged.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen, TimeoutExpired
from typing import Any, TypeAlias

from gatewright.errors import InputError, UsageError
from gatewright.sources.terraform.artifacts import LARGEST

OLDEST = (0, 12)
"""The first version whose `show -json` says what a plan holds."""

FLAG = object()
"""The value of an option that takes none."""

Options: TypeAlias = dict[str, Any]
"""Options of a command by name, `_` for `-`; a list is an option given several times."""

Tell: TypeAlias = Callable[[str], None]
"""Hears a line of what the program says, without its end."""

_VERSION = re.compile(r"v(\d+)\.(\d+)\.\S+")
_INIT = re.compile(r"\b(?:terraform|tofu) init\b|Missing required provider|[Bb]ackend initialization required")
_PROGRESS = re.compile(
    r"^(?:\S.*: (?:Refreshing|Reading|Read complete|Still reading|Opening|Closing)|Plan: |No changes|Acquiring|[╷│╵])"
)
"""What is passed on of a plan: what it would change is in the plan itself, with values that no log should have."""
_CHUNK = 1 << 20
_PATIENCE = 15.0
"""Seconds that a program which was told to end is given; Terraform ends by itself when it is interrupted."""
_QUIET = {"TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1"}


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it wrote to standard error."""

    code: int
    errors: str

    @property
    def wants_init(self) -> bool:
        """Whether the directory is not initialised, or not for this configuration."""
        return self.code != 0 and _INIT.search(self.errors) is not None


@dataclass(frozen=True, slots=True)
class Terraform:
    """The program in a directory. INVARIANT: what a user gives is only ever the value of a named option."""

    directory: Path
    program: Path
    workspace: str | None = None
    """The workspace to plan in; None for the one that is selected in the directory."""

    @property
    def name(self) -> str:
        """How messages call the program."""
        return self.program.stem

    def check_version(self) -> None:
        """Nothing, unless the program is too old or is something else."""
        written: list[str] = []
        ended = self.run("version", written.append)
        found = _VERSION.search(written[0] if written else "")
        if ended.code != 0 or found is None:
            said = ended.errors.strip() or (written[0] if written else "nothing")
            raise UsageError(f"`{self.program} version` does not answer as Terraform or OpenTofu do, but: {said}")
        if (int(found[1]), int(found[2])) < OLDEST:
            oldest = ".".join(map(str, OLDEST))
            raise UsageError(f"`{self.program}` is {found[0]}; install version {oldest} or later")

    def run(self, command: str, tell: Tell, *, errors: Tell | None = None, options: Options | None = None) -> Ended:
        """Run a command and pass on what it writes line by line."""
        with self._started(command, options or {}) as process:
            collected = _Errors(process, errors)
            for line in process.stdout or ():
                tell(line.decode("utf-8", "replace").rstrip())
            return Ended(process.wait(), collected.text())

    def show(self, plan: Path, file: Path) -> Ended:
        """Write a plan as JSON to a file, whose size is bounded."""
        with self._started("show", {"json": FLAG}, str(plan.absolute())) as process, file.open("wb") as written:
            collected, size = _Errors(process, None), 0
            while process.stdout and (chunk := process.stdout.read(_CHUNK)):
                size += len(chunk)
                if size > LARGEST:
                    raise InputError(f"the plan of `{self.directory}` is larger than {LARGEST >> 20} MiB")
                written.write(chunk)
            return Ended(process.wait(), collected.text())

    @contextmanager
    def _started(self, command: str, options: Options, *arguments: str) -> Iterator[Popen[bytes]]:
        """The running process, which is ended in every case."""
        library = _library()
        named = {name: library.IsFlagged if value is FLAG else value for name, value in options.items()}
        terraform = _quiet(library)(working_dir=str(self.directory), terraform_bin_path=str(self.program))
        with _environment(_QUIET | ({"TF_WORKSPACE": self.workspace} if self.workspace else {})):
            try:
                # With `synchronous=None` it is started only; any other value would become an option of the program.
                process: Popen[bytes] = terraform.cmd(command, *arguments, synchronous=None, **named)[0]
            except OSError as error:
                reason = (error.strerror or "unknown reason").lower()
                raise UsageError(f"`{self.program}` cannot be run: {reason}") from None
        with process:
            try:
                yield process
            except BaseException:
                _end(process)
                raise


def find_program(name: str) -> Path:
    """The absolute path of a program on PATH, or of the file that a path names."""
    found = shutil.which(name)
    if found is None:
        raise UsageError(
            f"there is no program `{name}`; install Terraform or OpenTofu, or name it by `--terraform-bin`"
        )
    return Path(found).absolute()


def is_progress(line: str) -> bool:
    """Whether a line of a plan says how far it is, or warns, rather than what would be changed."""
    return _PROGRESS.match(line) is not None


def failure(terraform: Terraform, command: str, ended: Ended) -> InputError:
    """The error of a command that failed, whose own words have been passed on."""
    if ended.code < 0:
        name = signal.Signals(-ended.code).name if -ended.code in {*signal.Signals} else str(-ended.code)
        return InputError(f"`{terraform.name} {command}` in `{terraform.directory}` was ended by {name}")
    return InputError(
        f"`{terraform.name} {command}` failed in `{terraform.directory}` with exit code {ended.code}; "
        "its messages are above, mend what they name"
    )


class _Errors:
    """Standard error of a process, read beside standard output: whichever is full would block it.

    The thread owns the stream: a provider that outlives the program may hold it open, which nobody waits for.
    """

    def __init__(self, process: Popen[bytes], tell: Tell | None) -> None:
        self._lines: list[str] = []
        self._stream, process.stderr = process.stderr, None
        self._thread = threading.Thread(target=self._read, args=(tell,), daemon=True)
        self._thread.start()

    def text(self) -> str:
        """All of it, once the process has ended."""
        self._thread.join(_PATIENCE)
        return "\n".join(self._lines)

    def _read(self, tell: Tell | None) -> None:
        if self._stream is None:
            return
        with self._stream as stream:
            for line in stream:
                self._lines.append(line.decode("utf-8", "replace").rstrip())
                if tell is not None:
                    tell(self._lines[-1])


def _end(process: Popen[bytes]) -> None:
    """End a process: it is asked to, and killed where it does not listen."""
    if process.stdout is not None:
        process.stdout.close()  # nobody reads it any more, and a full pipe would keep the process
    for ask in (process.terminate, process.kill):
        with suppress(TimeoutExpired, ProcessLookupError):
            ask()
            process.wait(_PATIENCE)
            return


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """The environment with more values, for the start of a process: python-terraform takes it as it is."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _library() -> Any:
    """The module python-terraform, whose log, in which commands and outputs would stand, is off."""
    try:
        import python_terraform  # noqa: PLC0415  # needs the extra `terraform`
    except ImportError:
        raise UsageError("running Terraform needs python-terraform; `pip install 'gatewright[terraform]'`") from None
    python_terraform.log.disabled = True
    return python_terraform


def _quiet(library: Any) -> Callable[..., Any]:
    """The library's class, without its reading of the state, which may be large or encrypted."""

    class Quiet(library.Terraform):  # type: ignore[misc]  # the library has no types
        def read_state_file(self, file_path: object = None) -> None:
            """Nothing."""

    return Quiet
