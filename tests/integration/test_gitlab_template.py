"""The GitLab template: a pipeline by GitLab's schema, whose script runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from gatewright.reports import formats

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docs" / "templates" / "gatewright.gitlab-ci.yml"
BIN = Path(sys.executable).parent
JOB: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))["gatewright"]


def _scan(tmp_path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """The last part of the job's script, run by `sh`, with the program under test."""
    script = JOB["script"][-1].replace("/tmp/gatewright/bin/", f"{BIN}/")  # noqa: S108  # the template's own place
    given = {**JOB["variables"], **variables}
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    environment |= {name: value for name, value in given.items() if name.startswith("GATEWRIGHT_")}
    return subprocess.run(
        ["sh", "-e", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )


def test_it_is_a_pipeline() -> None:
    """The file is valid by GitLab's schema."""
    command = [str(BIN / "check-jsonschema"), "--builtin-schema", "vendor.gitlab-ci", str(FILE)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert 0 == answer.returncode, answer.stdout


def test_the_job_writes_what_gitlab_reads(tmp_path: Path, shop: Path) -> None:
    """Findings fail the job, and the reports are there all the same, under the names that GitLab is told."""
    answer = _scan(tmp_path, GATEWRIGHT_PATH=str(shop), GATEWRIGHT_ARGS="--rule aws.ec2.* --no-cache")
    assert 1 == answer.returncode, answer.stderr
    reports = JOB["artifacts"]["reports"]
    quality = json.loads((tmp_path / reports["codequality"]).read_text(encoding="utf-8"))
    sast = json.loads((tmp_path / reports["sast"]).read_text(encoding="utf-8"))
    assert len(quality) == len(sast["vulnerabilities"]) > 0
    assert ("always", {"gitlab-codequality", "gitlab-sast"}) == (
        JOB["artifacts"]["when"],
        {name for name in formats() if f"--report {name}=" in JOB["script"][-1]},
    )


def test_a_baseline_is_used_when_there_is_one(tmp_path: Path, shop: Path) -> None:
    """A baseline that cannot be read is told, which shows that it is read; without one there is no word of it."""
    rules = "--rule aws.ec2.*"
    assert "baseline" not in _scan(tmp_path, GATEWRIGHT_PATH=str(shop), GATEWRIGHT_ARGS=rules).stderr
    (tmp_path / "gatewright-baseline.jsonl").write_text("<<<<<<< HEAD\n", encoding="utf-8")
    answer = _scan(tmp_path, GATEWRIGHT_PATH=str(shop), GATEWRIGHT_ARGS=rules)
    assert (2, True) == (answer.returncode, "gatewright-baseline.jsonl" in answer.stderr), answer.stderr
