"""What the bot tells the process that judges, and what that answers: texts, as nothing else is shared."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from gatewright.model.base import Model
from gatewright.model.finding import Report


class Request(Model):
    """One judgement of a checked out repository."""

    head: str = Field(description="Folder with what is judged.")
    base: str | None = Field(default=None, description="Folder with the files whose configuration decides, if others.")
    changed_since: str | None = Field(default=None, description="Commit that is compared with.")
    today: date = Field(description="The day on which suppressions are looked at.")
    action: Literal["judge", "fix", "ignore"] = Field(default="judge", description="What is done about findings.")
    rule: str = Field(default="", description="Rule whose findings are ignored.")
    reason: str = Field(default="", description="Why they are.")
    login: str = Field(default="", description="Who says so.")


class WrittenFile(Model):
    """A file as it is after a change."""

    file: str = Field(description="Path from the root of the repository.")
    text: str = Field(description="All of it, with a byte order mark where it has one.")
    executable: bool = Field(default=False, description="Whether it may be run.")


class Change(Model):
    """What is done about findings: files, and what to say about it."""

    files: tuple[WrittenFile, ...] = Field(default=(), description="Files that differ.")
    done: tuple[str, ...] = Field(default=(), description="What was done, a sentence each; plain text.")
    left: tuple[str, ...] = Field(default=(), description="What was not, and why; plain text.")


class Answer(Model):
    """What a judgement came to."""

    report: Report = Field(description="The findings.")
    exit_code: int = Field(description="As of `gatewright scan`.")
    change: Change = Field(default=Change(), description="What is done about findings, where that was asked for.")


class Failure(Model):
    """Why there is no judgement, in words for people."""

    problem: str = Field(description="What is wrong, and what to do about it.")
    passing: bool = Field(default=False, description="Whether it may be otherwise the next time.")
    later: float = Field(default=0.0, description="Seconds for which GitHub has asked to be left alone.")


class RemedyRequest(Model):
    """Pull requests to be opened for a checked out repository."""

    head: str = Field(description="Folder with its default branch.")
    repository: str = Field(description="OWNER/NAME.")
    server: str = Field(description="URL of the REST API.")
    today: date = Field(description="The day on which suppressions are looked at.")
    pace: float = Field(default=1.0, description="Seconds between two requests that write.")


class RemedyAnswer(Model):
    """What was done about pull requests."""

    counts: dict[str, int] = Field(description="Steps by kind, such as `opened`.")
