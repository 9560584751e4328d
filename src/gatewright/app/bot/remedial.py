"""The process that remediates one repository: reads a request, writes an answer."""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path

from gatewright.app.bot.child import git_environment, without_folders
from gatewright.app.bot.exchange import Failure, RemedyAnswer, RemedyRequest
from gatewright.app.bot.putting_off import PuttingOff
from gatewright.app.bot.settling import settled
from gatewright.app.bot.waiting import LaterError
from gatewright.app.checking import Check, judge_options
from gatewright.app.fixing.fixing import Wanted
from gatewright.app.remediation.running import open_pull_requests
from gatewright.app.remediation.wishes import Wishes
from gatewright.errors import ForgeError, GatewrightError
from gatewright.forges.connection import Access
from gatewright.forges.pull_requests import GitHubWorkbench


def main(arguments: list[str]) -> int:
    """Do what a request file says; the answer file holds what was done, or why nothing was."""
    asked, answered = map(Path, arguments)
    request = RemedyRequest.model_validate_json(asked.read_bytes())
    try:
        answer: RemedyAnswer | Failure = remedied(request, os.environ.pop("GITHUB_TOKEN"))
    except (GatewrightError, RecursionError, MemoryError) as error:
        told = without_folders(str(error) or type(error).__name__, (request.head,))
        later = error.seconds if isinstance(error, LaterError) else 0.0
        answer = Failure(problem=told, passing=isinstance(error, ForgeError), later=later)
    answered.write_text(answer.model_dump_json(), encoding="utf-8")
    return 0 if isinstance(answer, RemedyAnswer) else 1


def remedied(request: RemedyRequest, token: str) -> RemedyAnswer:
    """What was done; a ForgeError where something failed that another run may do."""
    head = Path(request.head)
    asked = Check(path=head, settings=settled(head, None), today=request.today, process_environment=git_environment())
    access = Access(repository=request.repository, token=token, server=request.server, pace=request.pace)
    wanted = Wanted(selection=judge_options(asked).selection)
    patience = PuttingOff()
    bench = GitHubWorkbench(access, patience)
    ran = open_pull_requests(asked, wanted, bench, Wishes(), environment=asked.process_environment)
    failed = [step for step in ran.outcome.steps if step.kind == "failed"]
    if failed:
        told = f"{len(failed)} pull requests could not be brought up to date: {failed[0].reason}"
        raise LaterError(told, patience.longest)
    return RemedyAnswer(counts=dict(Counter(step.kind for step in ran.outcome.steps)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
