"""What is done for each job. A job that is done twice does no harm: after a crash that is what happens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

from gatewright.app.bot.cloning import Remote
from gatewright.app.bot.commands import NO_ACCESS, Command, answer, markdown, message, understood
from gatewright.app.bot.exchange import Answer
from gatewright.app.bot.host import Addition, Connect, Host, Pull, Reached
from gatewright.app.bot.jobs import Job
from gatewright.app.bot.queue import Claim, Queue
from gatewright.app.bot.workspace import Surroundings, checked_out
from gatewright.app.output import Excerpts
from gatewright.app.publishing import CHECK, Publisher, Wanted
from gatewright.app.workflow import Workflow
from gatewright.ports import Check, Forge
from gatewright.reports import RenderOptions

Outcome: TypeAlias = Literal["done", "outdated"]
_KEY = "bot"


class Remediate(Protocol):
    """Opens and updates pull requests with fixes."""

    def __call__(self, job: Job, surroundings: Surroundings) -> None:
        """Do it for one repository, by its own configuration."""


def _today() -> date:
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Handler:
    """Carries out jobs. Raises InputError where a repository is at fault, and trying again is no use."""

    queue: Queue
    connect: Connect
    surroundings: Surroundings
    remediate: Remediate | None = None
    today: Callable[[], date] = field(default=_today)

    def handle(self, claim: Claim) -> Outcome:
        """Carry out a job."""
        job = claim.job
        match job.kind:
            case "pull_request":
                return self._pull_request(claim, self.connect(job))
            case "push":
                return self._push(claim, self.connect(job))
            case "command":
                return self._command(job, self.connect(job))
            case "remediation":
                if self.remediate is not None:
                    self.remediate(job, self.surroundings)
                return "done"

    def give_up(self, claim: Claim, problem: str, *, last: bool = True) -> None:
        """Tell the people of the repository that there is no verdict, and why; where it is not `last`, yet."""
        job = claim.job
        again = "" if last else "\nIt is tried again, for a day at most.\n"
        if job.kind == "command":
            host = self.connect(job).host
            yet = "" if last else " yet"
            _reply(host, job, f"The command could not be carried out{yet}: {markdown(problem)}\n{again}")
            if last:
                host.react(job.comment, "confused")
        elif job.kind in ("pull_request", "push") and not self.queue.has_newer(claim):
            host, commit, name = self.connect(job).host, job.commit, CHECK
            if job.number:
                request = host.pull_request(job.number)
                commit, name = request.head, _check_name(request)
                after = claim.id if commit == job.commit else 0
                if not request.is_open or self.queue.has_judged(job, commit, after):
                    return  # there is a verdict by now
            summary = f"{markdown(problem)}\n{again}"
            title = "incomplete: nothing was judged"
            host.check(Check(name=name, commit=commit, conclusion="failure", title=title, summary=summary))

    def _pull_request(self, claim: Claim, reached: Reached) -> Outcome:
        job, host = claim.job, reached.host
        request = host.pull_request(job.number)
        if not request.is_open or self._is_outdated(claim, request.head):
            return "outdated"
        bases = host.bases(request.base_branch, request.head)
        remote = Remote(url=reached.url, token=reached.token)
        with checked_out(remote, request.head, bases, self.surroundings) as checkout:
            judged = checkout.judged(self.today())
            if self.queue.has_newer(claim):
                return "outdated"
            place = _Place({}, job.number, request.head)
            publisher = Publisher(Wanted(comment=True, check=True, key=_KEY), place, _Named(host, _check_name(request)))
            _publish(publisher, judged, checkout.head)
        self.queue.judged(claim, request.head)
        return "done"

    def _is_outdated(self, claim: Claim, head: str) -> bool:
        """Whether another job does what this one would: its event came late, or a later one waits."""
        job = claim.job
        return self.queue.has_newer(claim) or (head != job.commit and self.queue.has_judged(job, head))

    def _push(self, claim: Claim, reached: Reached) -> Outcome:
        if self.queue.has_newer(claim):
            return "outdated"
        commit = claim.job.commit
        remote = Remote(url=reached.url, token=reached.token)
        with checked_out(remote, commit, None, self.surroundings) as checkout:
            judged = checkout.judged(self.today())
            publisher = Publisher(Wanted(check=True, key=_KEY), _Place({}, 0, commit), reached.host)
            _publish(publisher, judged, checkout.head)
        return "done"

    def _command(self, job: Job, reached: Reached) -> Outcome:
        host = reached.host
        if not host.may_write(job.login):
            host.comment(job.number, "no-access", f"{NO_ACCESS}\n", create=True)
            host.react(job.comment, "-1")
            return "done"
        host.react(job.comment, "eyes")
        text, worked = self._carried_out(job, reached)
        _reply(host, job, text)
        host.react(job.comment, "+1" if worked else "confused")
        return "done"

    def _carried_out(self, job: Job, reached: Reached) -> tuple[str, bool]:
        """The answer to a command, and whether something was done."""
        command = understood(job.text)
        if not isinstance(command, Command):
            return f"{command}\n", False
        host = reached.host
        request = host.pull_request(job.number)
        refused = _not_ours(request, job)
        if refused:
            return f"{refused}\n", False
        bases = host.bases(request.base_branch, request.head)
        remote = Remote(url=reached.url, token=reached.token)
        with checked_out(remote, request.head, bases, self.surroundings) as checkout:
            change = checkout.judged(self.today(), _asked(command, job)).change
        commit = ""
        if change.files:
            told = message(command, change, job.login, job.number)
            commit = host.commit(
                Addition(branch=request.head_branch, parent=request.head, message=told, files=change.files)
            )
        return answer(change, commit), bool(commit)


@dataclass(frozen=True, slots=True)
class _Place(Workflow):
    """Where a verdict goes; nothing of it is in an environment."""

    number: int = 0
    head: str = ""

    def pull_request(self) -> int:
        """The number of the pull request."""
        return self.number

    def commit(self) -> str:
        """The commit that was judged."""
        return self.head


@dataclass(frozen=True, slots=True)
class _Named:
    """A forge whose check has a name of its own."""

    forge: Forge
    name: str

    def comment(self, pull_request: int, key: str, text: str, *, create: bool) -> None:
        """As the forge does it."""
        self.forge.comment(pull_request, key, text, create=create)

    def check(self, check: Check) -> None:
        """As the forge does it, by the other name."""
        self.forge.check(replace(check, name=self.name))


def _check_name(request: Pull) -> str:
    """The name of the check.

    A check belongs to a commit, and the same commit may be on its way into several branches. Whoever may make a
    branch could give it a lenient configuration, and have a commit pass there: that must not pass for the default one.
    """
    return CHECK if request.base_branch == request.default_branch else f"{CHECK} ({request.base_branch})"


def _publish(publisher: Publisher, judged: Answer, folder: Path) -> None:
    options = RenderOptions(source=Excerpts(folder).lines, now=datetime.now(UTC))
    publisher.publish(judged.report, options, exit_code=judged.exit_code)


def _reply(host: Host, job: Job, text: str) -> None:
    host.comment(job.number, f"command/{job.comment}", text, create=True)


def _not_ours(request: Pull, job: Job) -> str:
    """Why nothing is committed to this pull request's branch, empty where it may be."""
    if not request.is_open:
        return "The pull request is not open any more."
    if request.head_repository.lower() != job.repository.lower():
        return "The branch of this pull request is in a fork, where nothing is committed; do it there."
    if request.head_branch == request.default_branch:
        return "The branch of this pull request is the default branch, to which nothing is committed directly."
    return ""


def _asked(command: Command, job: Job) -> Mapping[str, str]:
    return {"action": command.verb, "rule": command.rule, "reason": command.reason, "login": job.login}
