"""The world of a place, as the commands about access ask it, and what is wrong with its policies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

from gatewright.app.checking import Check, loads
from gatewright.app.estate import LoadOptions, load
from gatewright.errors import UsageError
from gatewright.identity import actions
from gatewright.identity.parties import Held
from gatewright.identity.policies import Policy, Problem, usable_action
from gatewright.identity.world import World
from gatewright.model.diagnostic import Diagnostic
from gatewright.model.location import Position

identity = import_module("gatewright.identity")
"""What the library offers as `gatewright.identity`."""


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A world, and everything that could not be read or is wrong in it."""

    world: World
    diagnostics: tuple[Diagnostic, ...]


def survey(asked: Check) -> Surveyed:
    """The world of the place that a check is about, in the one environment that is asked for."""
    chosen = loads(asked)
    if len(chosen) > 1:
        names = ", ".join(f"`{name}`" for name in chosen)
        raise UsageError(f"the configuration has several environments; choose one with `--environment`: {names}")
    return survey_path(asked.path, next(iter(chosen.values())))


def survey_path(path: Path, options: LoadOptions) -> Surveyed:
    """The world of a folder of Terraform source, a plan or a state."""
    estate = load(path, replace(options, expected_names=True))
    world = World.from_documents(estate.documents, estate.provenance)
    return Surveyed(world, (*estate.diagnostics, *_problems(world), *_unknown_actions(world)))


def _problems(world: World) -> Iterator[Diagnostic]:
    """What is wrong with policies: an error where a part of one is left out, else a warning."""
    for held, problem in world.problems:
        used = {one.index for one in held.policy.statements}
        odd = problem.statement is not None and problem.statement in used
        yield _diagnostic(world, held, problem, odd=odd)


def _diagnostic(world: World, held: Held, problem: Problem, *, odd: bool) -> Diagnostic:
    file, line = world.place(held, problem.statement)
    statement = "" if problem.statement is None else f", statement {problem.statement}"
    return Diagnostic(
        severity="warning" if odd else "error",
        summary=f"policy `{held.name}`{statement}: {problem.message}",
        detail="" if odd else "it is left out: it allows nothing and denies nothing",
        file=file,
        start=Position(line=line, column=1) if line is not None else None,
    )


def _unknown_actions(world: World) -> Iterator[Diagnostic]:
    """Actions that no service has. A wildcard may be meant for actions to come."""
    told: set[tuple[str, str | None]] = set()
    for held in world.written:
        for index, action in unknown_actions(held.policy):
            if (action, held.document) not in told:
                told.add((action, held.document))
                problem = Problem(held.name, f"no service has the action `{action}`", index)
                yield _diagnostic(world, held, problem, odd=True)


def unknown_actions(policy: Policy) -> Iterator[tuple[int, str]]:
    """The actions without wildcards that the catalogue does not have, with the index of their statement."""
    for statement in policy.statements:
        for action in statement.actions.values:
            if not isinstance(action, str) or set(action) & {"*", "?"} or not usable_action(action):
                continue
            if actions.is_missing(action):
                yield statement.index, action
