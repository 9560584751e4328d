"""The container's recipe: what goes in, as whom it runs, and what does not stay."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILE = ROOT / "Dockerfile"


def _instructions() -> list[tuple[str, str]]:
    """Instruction and argument, comments left out and continued lines joined."""
    text = re.sub(r"^#.*\n", "", FILE.read_text(encoding="utf-8"), flags=re.MULTILINE).replace("\\\n", " ")
    pairs = (line.split(maxsplit=1) for line in text.splitlines() if line.strip())
    return [(name, re.sub(r"\s+", " ", argument)) for name, argument in pairs]


INSTRUCTIONS = _instructions()
LAST_STAGE = INSTRUCTIONS[max(index for index, (name, _) in enumerate(INSTRUCTIONS) if name == "FROM") :]


@pytest.mark.skipif(shutil.which("hadolint") is None, reason="`hadolint` is not on PATH")
def test_hadolint_has_nothing_to_say() -> None:
    """The recipe is clean by another's judgement."""
    answer = subprocess.run(["hadolint", FILE], capture_output=True, text=True, check=False)
    assert (0, "") == (answer.returncode, answer.stdout)


def test_nobody_is_root() -> None:
    """The container runs as a numbered user without rights, and starts the command line."""
    said = dict(LAST_STAGE)
    assert ("10001:10001", ["gatewright"]) == (said["USER"], json.loads(said["ENTRYPOINT"]))


def test_bases_are_pinned() -> None:
    """Every stage is on a minor version of Python and a release of its system."""
    python = next(argument for name, argument in INSTRUCTIONS if name == "ARG")
    bases = [argument.split()[0] for name, argument in INSTRUCTIONS if name == "FROM"]
    assert ("PYTHON=3.13", ["python:${PYTHON}-slim-bookworm"] * 2) == (python, bases)


def test_the_last_stage_builds_nothing() -> None:
    """Only what was built is copied, and only git is installed."""
    assert [("COPY", "--from=build /opt/gatewright /opt/gatewright")] == [one for one in LAST_STAGE if one[0] == "COPY"]
    (run,) = (argument for name, argument in LAST_STAGE if name == "RUN")
    assert ["git"] == run.partition("--no-install-recommends ")[2].partition(" &&")[0].split()


def test_the_build_gets_what_the_wheel_is_made_of() -> None:
    """Each file that the build needs is copied, and is not ignored; nothing else reaches the builder."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {"pyproject.toml", project["project"]["readme"], *project["project"]["license-files"]}
    needed |= {package.split("/")[0] for package in wheel["packages"]} | set(wheel["force-include"])
    copied = {
        source
        for name, argument in INSTRUCTIONS
        if name == "COPY" and not argument.startswith("--from")
        for source in argument.split()[:-1]
    }
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    allowed = {line.removeprefix("!") for line in lines if line.startswith("!")}
    assert needed == copied == allowed
    assert "*" in lines
