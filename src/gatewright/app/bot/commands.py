"""Commands in comments: what was asked, and the answer in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from gatewright.app.bot.command_lines import PREFIX
from gatewright.app.bot.exchange import Change
from gatewright.reports.markdown_text import code, prose
from gatewright.reports.text import shortened, visible

Verb: TypeAlias = Literal["fix", "ignore"]

USAGE = (
    f"`{PREFIX} fix` commits fixes of what this pull request's lines are found for; `{PREFIX} ignore RULE REASON` "
    "commits comments that ignore one rule's findings."
)
NO_ACCESS = "Commands are carried out for people with write access to this repository only."
_MOST_LINES = 30
_PLAIN = str.maketrans("[]*", "()+", "@#")
_ADDRESS = re.compile(r":?//+")
_REFERENCE = re.compile(r"\b(GH)-(?=[0-9])", re.IGNORECASE)
_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Command:
    """A command that is understood."""

    verb: Verb
    rule: str = ""
    reason: str = ""


def understood(text: str) -> Command | str:
    """The command of a line, or why it is none, in Markdown."""
    _, *words = text.split(maxsplit=3)
    match words:
        case ["fix"]:
            return Command("fix")
        case ["ignore", rule, reason]:
            return Command("ignore", rule, reason)
        case ["ignore", rule]:
            return f"A reason is needed: {code(f'{PREFIX} ignore {rule} REASON')}."
        case _:
            return f"This is no command. {USAGE}"


def answer(change: Change, commit: str) -> str:
    """What was done, in Markdown; `commit` is empty where nothing was."""
    if commit:
        lines = [f"Done in {commit}:", "", *_listed(change.done)]
        heading = "Not done:"
    else:
        lines, heading = [], "Nothing was changed:"
    left = change.left or (() if commit else ("there is nothing to do",))
    if left:
        lines += ["", heading, "", *_listed(left)]
    return "\n".join(lines).strip() + "\n"


def message(command: Command, change: Change, asked_by: str, number: int) -> str:
    """The message of the commit: plain text, in which nobody is mentioned and nothing is closed."""
    title = f"Ignore {command.rule}" if command.verb == "ignore" else "Fix findings"
    done = [f"- {_inert(one)}" for one in change.done[:_MOST_LINES]]
    return "\n".join([_inert(title), "", *done, "", f"Asked for by {_inert(asked_by)} in pull request {number}.", ""])


def _inert(text: str) -> str:
    """The text for a commit's message, where names of files and resources are a stranger's.

    Nobody is mentioned, no issue is referred to (`#12`, `GH-12`, a URL) or closed, and no run is skipped (`[skip ci]`).
    """
    plain = shortened(visible(text), 200).translate(_PLAIN)
    return _REFERENCE.sub(r"\1 ", _ADDRESS.sub(" ", plain))


def _listed(texts: Sequence[str]) -> list[str]:
    lines = [f"- {markdown(one)}" for one in texts[:_MOST_LINES]]
    more = len(texts) - _MOST_LINES
    return [*lines, f"- and {more} more"] if more > 0 else lines


def markdown(text: str) -> str:
    """A message of ours as Markdown, with code where it has backticks; what is foreign in it stays what it is."""
    parts = shortened(text, _LONGEST).split("`")
    return "".join(code(part) if number % 2 else _spaced(part) for number, part in enumerate(parts))


def _spaced(text: str) -> str:
    """Prose with the blanks at its ends, which part it from code."""
    inner = text.strip(" ")
    if not inner:
        return text
    return f"{' ' * text.startswith(' ')}{prose(inner, _LONGEST)}{' ' * text.endswith(' ')}"
