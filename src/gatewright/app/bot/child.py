"""The process that judges: reads a request, writes an answer. It has no token, and starts nothing but git."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from gatewright.app.bot.exchange import Answer, Change, Failure, Request
from gatewright.app.bot.settling import settled
from gatewright.app.checking import Check, check
from gatewright.app.config.settings import Settings
from gatewright.errors import GatewrightError
from gatewright.model.finding import Report
from gatewright.rules.selection import at_least

CLEAN, FINDINGS, INCOMPLETE = 0, 1, 3


def main(arguments: list[str]) -> int:
    """Judge what a request file says; the answer file holds an answer, or why there is none."""
    asked, answered = map(Path, arguments)
    request = Request.model_validate_json(asked.read_bytes())
    try:
        answer: Answer | Failure = judged(request)
    except (GatewrightError, RecursionError, MemoryError) as error:
        told = str(error) or type(error).__name__
        answer = Failure(problem=without_folders(told, (request.head, request.base)))
    answered.write_text(answer.model_dump_json(), encoding="utf-8")
    return 0 if isinstance(answer, Answer) else 1


def judged(request: Request) -> Answer:
    """The answer to a request."""
    head = Path(request.head)
    settings = settled(head, Path(request.base) if request.base else None)
    asked = Check(
        path=head,
        settings=settings,
        today=request.today,
        changed_since=request.changed_since,
        process_environment=git_environment(),
        kept=frozenset(("fail", "error")),
    )
    report = check(asked)
    change = _changed(request, asked, report)
    return Answer(report=report, exit_code=_exit_code(report, settings), change=change)


def _changed(request: Request, asked: Check, report: Report) -> Change:
    if request.action == "ignore":
        from gatewright.app.bot.ignoring import ignored  # noqa: PLC0415  # for commands alone

        return ignored(asked, report, request)
    if request.action == "fix":
        from gatewright.app.bot.mending import mended  # noqa: PLC0415  # for commands alone

        return mended(asked)
    return Change()


def git_environment() -> dict[str, str]:
    """For git: no settings but those of the repository, which the bot has made."""
    return {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}


def _exit_code(report: Report, settings: Settings) -> int:
    if report.rule_errors or any(one.severity == "error" for one in report.diagnostics):
        return INCOMPLETE
    threshold = settings.fail_on
    if threshold == "never":
        return CLEAN
    counting = (one for one in report.findings if one.outcome == "fail" and one.suppression is None)
    return FINDINGS if any(at_least(one.severity, threshold) for one in counting) else CLEAN


def without_folders(text: str, folders: Iterable[str | None]) -> str:
    """The text with files named from the root of the repository: where the bot works is nobody's business."""
    for folder in filter(None, folders):
        text = text.replace(f"{folder}/", "").replace(folder, "the repository")
    return text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
