"""A forge without anything outside: for tests of your own."""

from __future__ import annotations

from dataclasses import dataclass, field

from gatewright.ports import Check


@dataclass(slots=True)
class MemoryForge:
    """A forge that remembers what it was told: texts by pull request and key, and every check in order."""

    comments: dict[tuple[int, str], str] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)

    def comment(self, pull_request: int, key: str, text: str, *, create: bool) -> None:
        """Keep the text, where there is one already or one is to be created."""
        if create or (pull_request, key) in self.comments:
            self.comments[pull_request, key] = text

    def check(self, check: Check) -> None:
        """Keep the check."""
        self.checks.append(check)
