"""A shop on GitHub with something wrong in it, a clone of it, and runs that open pull requests."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from git_repository import ENVIRONMENT
from github_server import Account, GitHubServer, Pull, Store, serving

from gatewright.app.asking import JudgeOptions
from gatewright.app.checking import Check
from gatewright.app.config.settings import settle
from gatewright.app.fixing.fixing import Wanted
from gatewright.app.remediation.running import open_pull_requests
from gatewright.app.remediation.wishes import Step, Wishes
from gatewright.forges.patience import Patience
from gatewright.forges.pull_requests import Access, GitHubWorkbench
from gatewright.rules.selection import Selection

TOKEN = "ghs_secretsecretsecret"  # noqa: S105  # nobody's
BOT = "gatewright[bot]"
ROTATION = "aws.kms.key_rotation_disabled"
RULES = (ROTATION, "aws.dynamodb.table_point_in_time_recovery_disabled")
KEYS = """resource "aws_kms_key" "data" {
  description             = "data"
  deletion_window_in_days = 30
}

resource "aws_kms_key" "logs" {
  description = "logs" # kept for a year
}
"""
MENDED = KEYS.replace("= 30\n", "= 30\n  enable_key_rotation     = true\n").replace(
    'description = "logs" # kept for a year',
    'description         = "logs" # kept for a year\n  enable_key_rotation = true',
)
CODEOWNERS = "* @dev @acme/platform someone@example.com\n"


@dataclass
class Shop:
    """The repository on GitHub, and a clone in which runs take place."""

    server: GitHubServer
    clone: Path
    environment: dict[str, str]
    waits: list[float] = field(default_factory=list)

    def git(self, *arguments: str) -> str:
        """What real git says in the clone."""
        answer = subprocess.run(
            ["git", *arguments], cwd=self.clone, env=self.environment, capture_output=True, text=True, check=False
        )
        assert answer.returncode == 0, answer.stderr
        return answer.stdout

    def pull_base(self) -> None:
        """Bring the clone to where `main` is on GitHub."""
        self.git("fetch", "--quiet", "origin", "main")
        self.git("reset", "--hard", "--quiet", "origin/main")

    def push(self, branch: str = "main", **files: str | None) -> str:
        """A commit that a person pushes; names are written with `__` for `/` and `_tf` for `.tf`."""
        named = {name.replace("__", "/").replace("_tf", ".tf"): text for name, text in files.items()}
        made = self.server.git.commit_files(branch, named, "By hand")
        self.server.follow(branch)
        return made

    def run(
        self,
        wishes: Wishes | None = None,
        *,
        rules: tuple[str, ...] = RULES,
        pull: bool = True,
        default: str | None = "main",
    ) -> list[Step]:
        """A run in the clone as it is, or brought up to date before; the steps, in order.

        `default` is what the event of a workflow tells.
        """
        if pull:
            self.pull_base()
        selection = Selection(include=rules)
        check = Check(
            path=self.clone,
            settings=settle(None, {"cache": False, "jobs": 1}),
            today=date(2026, 1, 1),
            judge=JudgeOptions(selection=selection),
        )
        self.server.requests.clear()
        access = Access(repository="acme/shop", token=TOKEN, server=self.server.url, pace=0)
        bench = GitHubWorkbench(access, Patience(sleep=self.waits.append, now=lambda: 1_000_000.0))
        asked = wishes or Wishes(base="main")
        if asked.base is not None:
            asked = replace(asked, default=default)
        ran = open_pull_requests(
            check, Wanted(selection=selection), bench, asked, environment=dict(os.environ) | self.environment
        )
        return list(ran.outcome.steps)

    def pulls(self) -> list[Pull]:
        """The pull requests, the oldest first."""
        return sorted(self.server.pulls.values(), key=lambda one: one.number)

    def own_branches(self) -> list[str]:
        """The names of Gatewright's branches."""
        return [name for name in self.server.git.branches() if name.startswith("gatewright/")]


def kinds(steps: list[Step]) -> list[str]:
    """What was done, in order."""
    return [step.kind for step in steps]


def finding_by_finding(**more: Any) -> Wishes:
    """One pull request for each finding."""
    return replace(Wishes(base="main", group_by="finding"), **more)


@contextmanager
def shop_on_github(folder: Path, **files: str) -> Iterator[Shop]:
    """A shop with two keys that are not rotated, unless it is given other files; and nobody's pull requests."""
    given = {name.replace("__", "/").replace("_tf", ".tf"): text for name, text in files.items()}
    content = given or {"infra/main.tf": KEYS, ".github/CODEOWNERS": CODEOWNERS}
    everything = frozenset({"contents", "pull_requests", "checks", "security_events"})
    server = GitHubServer(
        store=Store.create(folder / "github", dict(content)),
        accounts={TOKEN: Account(BOT, everything, bot=True)},
        collaborators={"dev": "write", "boss": "admin"},
        teams={"platform"},
        pulls={},
    )
    with serving(server):
        clone = folder / "clone"
        environment = {**ENVIRONMENT, "HOME": str(folder)}
        subprocess.run(["git", "clone", "--quiet", server.git_url, str(clone)], env=environment, check=True)
        yield Shop(server, clone, environment)
