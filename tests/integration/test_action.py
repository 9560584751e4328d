"""The GitHub action: its scripts run for real, and nothing in an input is taken for shell."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FILE = ROOT / "action.yml"
BIN = Path(sys.executable).parent
ACTION: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
SCRIPTS = {step["id"]: step for step in STEPS if "run" in step}
EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
NASTY = """a"; touch broken; echo '$(touch broken)`touch broken`' && ${{ x }} *"""


@dataclass(frozen=True)
class Ran:
    """How a script ended."""

    code: int
    log: str
    arguments: list[str]
    """What the stub of the program was called with."""
    outputs: dict[str, str]
    folder: Path


STUB = """#!/usr/bin/env bash
printf '%s\\0' "$@" >> "$STUB_CALLS"
case "$1" in
  scan)
    for argument in "$@"; do
      case "$argument" in
        --report=sarif=*) printf '{}' > "${argument#--report=sarif=}" ;;
        --report=github=*) printf '::error::from a finding\\n' > "${argument#--report=github=}" ;;
      esac
    done
    printf '::add-mask::from a scanned file\\n'
    exit "${STUB_CODE:-0}" ;;
  -m) if [ "$2" = venv ]; then mkdir -p "$3/bin" && cp "$0" "$3/bin/python"; fi ;;
esac
"""


def _run(tmp_path: Path, step: str, inputs: Mapping[str, str], *, github: Mapping[str, str] = {}, code: int = 0) -> Ran:
    """The script of a step, run by bash as the runner does it, with a stub in place of the program."""
    stub, calls, outputs = (tmp_path / name for name in ("stub", "calls", "outputs"))
    stub.write_text(STUB, encoding="utf-8")
    stub.chmod(0o755)
    for file in (calls, outputs):
        file.write_bytes(b"")
    context = {
        **{f"inputs.{name}": given.get("default", "") for name, given in ACTION["inputs"].items()},
        **{f"inputs.{name}": value for name, value in inputs.items()},
        "steps.python.outputs.python-path": str(stub),
        "steps.install.outputs.program": str(stub),
        "github.action_path": "/the action",
        "github.base_ref": "",
        "github.event.pull_request.head.repo.full_name": "",
        **github,
    }
    environment = {
        "PATH": os.environ["PATH"],
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_OUTPUT": str(outputs),
        "GITHUB_REPOSITORY": "acme/shop",
        "STUB_CALLS": str(calls),
        "STUB_CODE": str(code),
        **{name: _value(text, context) for name, text in SCRIPTS[step]["env"].items()},
    }
    script = tmp_path / "script.sh"
    script.write_text(SCRIPTS[step]["run"], encoding="utf-8")
    command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)]
    answer = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    lines = outputs.read_text(encoding="utf-8").splitlines()
    return Ran(
        answer.returncode,
        answer.stdout + answer.stderr,
        calls.read_text(encoding="utf-8").split("\0")[:-1],
        dict(line.split("=", 1) for line in lines),
        tmp_path,
    )


def _value(text: str, context: Mapping[str, str]) -> str:
    """An expression's value; inputs hold no expressions of their own."""
    match = EXPRESSION.fullmatch(text)
    return context[match.group(1)] if match else text


def test_it_is_an_action() -> None:
    """The file is valid by the schema of actions."""
    command = [str(BIN / "check-jsonschema"), "--builtin-schema", "vendor.github-actions", str(FILE)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert 0 == answer.returncode, answer.stdout


def test_scripts_hold_no_expressions() -> None:
    """Values reach a script as environment variables: an expression in a script is an injection."""
    assert {"install", "scan"} == set(SCRIPTS)
    assert [] == [name for name, step in SCRIPTS.items() if "${{" in step["run"]]


def test_every_input_is_used_and_described() -> None:
    """An input that does nothing, or of which nobody knows what it does, is none."""
    used = set(re.findall(r"inputs\.([a-z-]+)", yaml.safe_dump(ACTION["runs"])))
    assert set(ACTION["inputs"]) == used
    assert [] == [name for name, given in ACTION["inputs"].items() if not given.get("description")]
    guide = (ROOT / "docs" / "guides" / "github-actions.md").read_text(encoding="utf-8")
    assert [] == [name for name in (*ACTION["inputs"], *ACTION["outputs"]) if f"`{name}`" not in guide]


def test_other_actions_are_pinned() -> None:
    """Each action of others is at a version."""
    others = [step["uses"] for step in STEPS if "uses" in step]
    assert [] == [one for one in others if not re.search(r"@v\d+$", one)]
    assert 2 == len(others)


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="`shellcheck` is not on PATH")
@pytest.mark.parametrize("step", SCRIPTS)
def test_shellcheck_has_nothing_to_say(step: str) -> None:
    """The scripts are clean by another's judgement."""
    answer = subprocess.run(
        ["shellcheck", "--shell=bash", "-"], input=SCRIPTS[step]["run"], capture_output=True, text=True, check=False
    )
    assert (0, "") == (answer.returncode, answer.stdout)


@pytest.mark.parametrize(
    ("version", "requirement"), [("", "/the action[github]"), ("1.2.3rc1", "gatewright[github]==1.2.3rc1")]
)
def test_what_is_installed(tmp_path: Path, version: str, requirement: str) -> None:
    """The action's own source, or the version that was asked for, into an environment of its own."""
    ran = _run(tmp_path, "install", {"version": version})
    environment = f"{tmp_path}/gatewright"
    quiet = ["--quiet", "--disable-pip-version-check"]
    assert ["-m", "venv", environment, "-m", "pip", "install", *quiet, requirement] == ran.arguments
    assert (0, {"program": f"{environment}/bin/gatewright"}) == (ran.code, ran.outputs)


@pytest.mark.parametrize(
    "version", ["1.0; touch broken", "1.0 --index-url=http://x", "../x", "$(touch broken)", "1,<2"]
)
def test_a_version_that_is_none_is_refused(tmp_path: Path, version: str) -> None:
    """Nothing is installed, and the job fails as it does for wrong usage."""
    ran = _run(tmp_path, "install", {"version": version})
    assert (2, [], False) == (ran.code, ran.arguments, (tmp_path / "broken").exists())
    assert f"the input version is no version: {version}" in ran.log


PULL = {"github.base_ref": "main", "github.event.pull_request.head.repo.full_name": "acme/shop"}
FORK = {**PULL, "github.event.pull_request.head.repo.full_name": "mallory/shop"}
ARGUMENTS: dict[str, tuple[dict[str, str], dict[str, str], list[str]]] = {
    "defaults": ({}, {}, ["--github-summary"]),
    "nothing": ({"summary": "false"}, {}, []),
    "all on a push": (
        {"comment": "true", "check": "true", "baseline": "b.jsonl"},
        {},
        ["--github-check", "--github-summary", "--baseline=b.jsonl"],
    ),
    "all on a pull request": (
        {"comment": "true", "check": "true"},
        PULL,
        ["--github-comment", "--github-check", "--github-summary", "--changed-since=origin/main"],
    ),
    "a reference": (
        {"comment": "true", "summary": "false", "changed-since": "v1"},
        PULL,
        ["--github-comment", "--changed-since=v1"],
    ),
    "a fork": ({"comment": "true", "check": "true"}, FORK, ["--github-summary"]),
    "arguments": (
        {"summary": "false", "args": "--rule\naws.s3.*\n\n--var=x=two words\n"},
        {},
        ["--rule", "aws.s3.*", "--var=x=two words"],
    ),
}


@pytest.mark.parametrize("name", ARGUMENTS)
def test_inputs_become_arguments(tmp_path: Path, name: str) -> None:
    """The program is called with what the inputs say, and with nothing else."""
    inputs, github, expected = ARGUMENTS[name]
    ran = _run(tmp_path, "scan", inputs, github=github)
    always = ["scan", "--fail-on=low", f"--report=sarif={tmp_path}/gatewright.sarif"]
    assert [*always, *expected, "--", "."] == ran.arguments
    assert ("a fork" == name) == ("::notice::The token of a pull request from a fork may not write" in ran.log)


def test_inputs_are_never_shell(tmp_path: Path) -> None:
    """Whatever stands in an input, or in a branch's name, arrives as it is, and nothing of it runs."""
    names = ("path", "args", "fail-on", "baseline")
    github = {**PULL, "github.base_ref": NASTY}
    ran = _run(tmp_path, "scan", {**dict.fromkeys(names, NASTY), "comment": "true"}, github=github)
    assert [f"--fail-on={NASTY}", f"--baseline={NASTY}", f"--changed-since=origin/{NASTY}", NASTY, "--", NASTY] == [
        one for one in ran.arguments if NASTY in one or one == "--"
    ]
    assert (0, False) == (ran.code, (tmp_path / "broken").exists())


@pytest.mark.parametrize("code", [0, 1, 2, 3])
def test_the_exit_code_is_the_programs(tmp_path: Path, code: int) -> None:
    """The step ends as the scan does, and what was found is handed on all the same."""
    ran = _run(tmp_path, "scan", {}, code=code)
    outputs = {"exit-code": str(code), "sarif": f"{tmp_path}/gatewright.sarif"}
    assert (code, outputs) == (ran.code, ran.outputs)


def test_scanned_files_do_not_speak_to_the_runner(tmp_path: Path) -> None:
    """Commands are off while the report is written, under a word that nobody can guess; annotations come after."""
    logs = [_run(tmp_path, "scan", {"annotations": "true"}).log for _ in range(2)]
    words = [re.findall(r"^::stop-commands::([0-9a-f]{32})$", log, re.MULTILINE) for log in logs]
    assert [1, 1, 2] == [*map(len, words), len({word for found in words for word in found})]
    (word,) = words[0]
    expected = [f"::stop-commands::{word}", "::add-mask::from a scanned file", f"::{word}::", "::error::from a finding"]
    assert expected == logs[0].splitlines()


def test_the_real_program_takes_these_arguments(tmp_path: Path, shop: Path) -> None:
    """The scan's script with Gatewright itself: findings, a SARIF file, a summary, annotations."""
    summary = tmp_path / "summary.md"
    environment = {
        "PATH": os.environ["PATH"],
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_OUTPUT": str(tmp_path / "outputs"),
        "GITHUB_STEP_SUMMARY": str(summary),
        **dict.fromkeys(("BASELINE", "CHANGED_SINCE", "BASE_BRANCH", "HEAD_REPOSITORY"), ""),
        **dict.fromkeys(("SUMMARY", "ANNOTATIONS"), "true"),
        **dict.fromkeys(("COMMENT", "CHECK"), "false"),
        "GATEWRIGHT": str(BIN / "gatewright"),
        "SCAN_PATH": str(shop),
        "SCAN_ARGS": "--rule\naws.ec2.*",
        "FAIL_ON": "high",
    }
    answer = subprocess.run(
        ["bash", "-c", SCRIPTS["scan"]["run"]], env=environment, capture_output=True, text=True, check=False
    )
    assert 1 == answer.returncode, answer.stderr
    assert f"exit-code=1\nsarif={tmp_path}/gatewright.sarif\n" == (tmp_path / "outputs").read_text()
    assert summary.read_text(encoding="utf-8").startswith("## Gatewright: ")
    assert "\n::error " in answer.stdout.partition("::stop-commands::")[2]
