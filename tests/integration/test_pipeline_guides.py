"""The guides for pipelines: their examples are files that those tools take, and name what there is."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
GUIDES = ROOT / "docs" / "guides"
BIN = Path(sys.executable).parent
BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _blocks(name: str) -> list[str]:
    return BLOCK.findall((GUIDES / name).read_text(encoding="utf-8"))


def _valid(tmp_path: Path, schema: str, text: str) -> str:
    """What the schema has against the text, empty for nothing."""
    file = tmp_path / "example.yml"
    file.write_text(text, encoding="utf-8")
    command = [str(BIN / "check-jsonschema"), "--builtin-schema", schema, str(file)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    return answer.stdout if answer.returncode else ""


WORKFLOWS = _blocks("github-actions.md")[:2]


@pytest.mark.parametrize("text", WORKFLOWS, ids=["whole", "without permissions"])
def test_workflows_are_workflows(tmp_path: Path, text: str) -> None:
    """Each example is valid, and gives the action inputs that it has."""
    assert "" == _valid(tmp_path, "vendor.github-workflows", text)
    steps: list[dict[str, Any]] = yaml.safe_load(text)["jobs"]["gatewright"]["steps"]
    (ours,) = (step for step in steps if step["uses"].startswith("OWNER/gatewright@"))
    assert set() == set(ours["with"]) - set(yaml.safe_load((ROOT / "action.yml").read_text())["inputs"])


@pytest.mark.parametrize("text", _blocks("gitlab.md"), ids=["include", "changed lines"])
def test_pipelines_are_pipelines(tmp_path: Path, text: str) -> None:
    """Each example is valid together with the template, and sets variables that the template reads."""
    template = yaml.safe_load((ROOT / "docs" / "templates" / "gatewright.gitlab-ci.yml").read_text())["gatewright"]
    example = yaml.safe_load(text)["gatewright"]
    merged = {**template, **example, "variables": {**template["variables"], **example["variables"]}}
    assert "" == _valid(tmp_path, "vendor.gitlab-ci", yaml.safe_dump({"gatewright": merged}))
    assert [] == [name for name in example["variables"] if f"${name}" not in "".join(template["script"])]


def test_variables_of_the_template_are_documented() -> None:
    """The guide has a row for each variable that the template defines for its user."""
    template = yaml.safe_load((ROOT / "docs" / "templates" / "gatewright.gitlab-ci.yml").read_text())["gatewright"]
    text = (GUIDES / "gitlab.md").read_text(encoding="utf-8")
    names = [name for name in template["variables"] if name.startswith("GATEWRIGHT_")]
    assert [] == [name for name in names if f"| `{name}` |" not in text]


def test_a_job_in_the_container_is_a_job(tmp_path: Path) -> None:
    """The example of the container's guide is valid."""
    (text,) = _blocks("docker.md")
    assert "" == _valid(tmp_path, "vendor.gitlab-ci", text)


def test_the_configuration_of_pre_commit_is_one(tmp_path: Path) -> None:
    """pre-commit takes the example, which names a hook that there is."""
    (text,) = _blocks("pre-commit.md")
    file = tmp_path / "config.yaml"
    file.write_text(text, encoding="utf-8")
    answer = subprocess.run([BIN / "pre-commit", "validate-config", file], capture_output=True, text=True, check=False)
    assert 0 == answer.returncode, answer.stdout
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    page = (GUIDES / "pre-commit.md").read_text(encoding="utf-8")
    assert {hook["id"] for repo in yaml.safe_load(text)["repos"] for hook in repo["hooks"]} <= {h["id"] for h in hooks}
    assert [] == [hook["id"] for hook in hooks if f"| `{hook['id']}` |" not in page]
