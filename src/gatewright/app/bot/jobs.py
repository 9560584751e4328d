"""What the bot is asked to do, as it lies in the queue: plain values, none of which is taken on trust."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Literal, TypeAlias, get_args

Kind: TypeAlias = Literal["pull_request", "push", "command", "remediation"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One thing to do, in one repository."""

    kind: Kind
    repository: str
    """OWNER/NAME."""
    subject: str
    """What it is about, such as `pull/7`: of one subject one job runs at a time."""
    commit: str = ""
    """The commit that the event spoke of; by the time the job runs there may be a newer one."""
    number: int = 0
    """Of the pull request."""
    installation: int = 0
    """Of the App; 0 where there is none."""
    login: str = ""
    """Who commanded."""
    comment: int = 0
    """Id of the comment that commands."""
    text: str = ""
    """The command's line."""


def serialise(job: Job) -> str:
    """A job as text."""
    return json.dumps(asdict(job), ensure_ascii=True, sort_keys=True)


def parse(text: str) -> Job:
    """The job that a text of `serialise` stands for."""
    return Job(**json.loads(text))
