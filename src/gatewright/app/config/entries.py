"""What the configuration says about findings, in the terms of those who act upon it."""

from __future__ import annotations

from gatewright.app.config.settings import Settings
from gatewright.evaluate.suppression import Entry
from gatewright.owners.codeowners import Line, Owners
from gatewright.owners.pattern import expression


def entries(settings: Settings) -> tuple[Entry, ...]:
    """The suppressions of the configuration, with file and line."""
    config = settings.config
    if config is None:
        return ()
    return tuple(
        Entry(
            kind="config",
            rules=one.rules,
            written=", ".join(one.rules),
            reason=one.reason.strip(),
            owner=one.owner,
            until=one.until,
            file=config.name,
            line=config.line(("suppressions", index)),
            paths=one.paths,
            addresses=one.addresses,
            accounts=one.accounts,
            tags=one.tags,
            environments=one.environments,
        )
        for index, one in enumerate(settings.suppressions)
    )


def code_owners(settings: Settings) -> Owners:
    """Who owns each path, relative to the configuration's folder, by the table `owners`."""
    return Owners(tuple(Line(expression(pattern), owners) for pattern, owners in settings.owners))
