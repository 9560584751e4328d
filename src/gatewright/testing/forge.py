"""A forge without anything outside: for tests of your own."""

from __future__ import annotations

from dataclasses import dataclass, field

from gatewright.ports import Check


@dataclass(slots=True)
class MemoryForge:
    """A forge that remembers what it was told: texts by pull request and key; checks and SARIF reports in order."""

    comments: dict[tuple[int, str], str] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)
    sarifs: list[tuple[str, str, str]] = field(default_factory=list)

    def comment(self, pull_request: int, key: str, text: str, *, create: bool) -> None:
        """Keep the text, where there is one already or one is to be created."""
        if create or (pull_request, key) in self.comments:
            self.comments[pull_request, key] = text

    def check(self, check: Check) -> None:
        """Keep the check."""
        self.checks.append(check)

    def upload_sarif(self, sarif: str, *, commit: str, ref: str) -> str:
        """Keep the report with its commit and its ref."""
        self.sarifs.append((sarif, commit, ref))
        return str(len(self.sarifs))
