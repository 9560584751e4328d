"""Remediation of a repository: its default branch is cloned, and a process of its own opens pull requests.

That process parses what strangers have written, so it is bounded as the one that judges; as it opens pull requests
while it proves patches, it has the token, in its environment.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from gatewright.app.bot.cloning import Remote
from gatewright.app.bot.credentials import Secrets
from gatewright.app.bot.exchange import RemedyAnswer, RemedyRequest
from gatewright.app.bot.jobs import Job
from gatewright.app.bot.judging import ask
from gatewright.app.bot.putting_off import PuttingOff
from gatewright.app.bot.workspace import Surroundings, checked_out
from gatewright.app.remediation.wishes import PREFIX
from gatewright.forges.connection import Access
from gatewright.forges.pull_requests import GitHubWorkbench

LOG = logging.getLogger("gatewright.bot")
TOKEN = "GITHUB_TOKEN"  # noqa: S105  # a name


@dataclass(frozen=True, slots=True)
class Remedy:
    """Opens, updates and closes the pull requests of a repository, by its own configuration."""

    token: Callable[[Job], str] = field(repr=False)
    secrets: Secrets
    pace: float = 1.0

    def __call__(self, job: Job, surroundings: Surroundings) -> None:
        """Do it once; a ForgeError where something is left that another run may do."""
        token, server = self.token(job), self.secrets.server()
        access = Access(repository=job.repository, token=token, server=server, pace=self.pace)
        bench = GitHubWorkbench(access, PuttingOff())
        commit = bench.survey(None, PREFIX, ()).base.commit
        remote = Remote(url=self.secrets.clone_url(job.repository), token=token)
        with checked_out(remote, commit, None, surroundings) as checkout:
            request = RemedyRequest(
                head=str(checkout.head),
                repository=job.repository,
                server=server,
                today=datetime.now(UTC).date(),
                pace=self.pace,
            )
            answer = ask(request, checkout.child("remedial", {TOKEN: token}), RemedyAnswer)
        told = " ".join(f"{kind}={count}" for kind, count in sorted(answer.counts.items()))
        LOG.info("repository=%s remediation %s", job.repository, told or "nothing to do")
