"""What suppressions may do, and the run that they are applied to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from gatewright.evaluate.fitting import Paths
from gatewright.evaluate.wildcard import matches


@dataclass(frozen=True, slots=True, kw_only=True)
class Governance:
    """What suppressions may do."""

    allow_inline: bool = True
    """Whether comments in the code suppress."""
    require_reason: bool = True
    """Whether a comment of ours or an entry of the configuration must give a reason. Comments of other tools need none,
    as some of these tools know no reasons: who wants one forbids such comments, or has them migrated."""
    unskippable: tuple[str, ...] = ()
    """Ids or patterns of rules whose findings nothing suppresses, a baseline included."""

    def forbids(self, rule: str) -> bool:
        """Whether nothing may suppress the rule."""
        return any(matches(pattern, rule) for pattern in self.unskippable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What suppressions are applied to: when, and what was judged."""

    today: date
    ran: frozenset[str]
    """Ids of the rules that ran; an entry for others is not said to be needless."""
    known: frozenset[str] = frozenset()
    """Ids of all rules, whether they ran or not."""
    whole: bool = True
    """Whether everything that may hold resources could be read; else nothing is said to be needless, and of a baseline
    only what is known to pass now is said not to fail."""
    folders: frozenset[str] | None = None
    """The only folders whose comments may be said to be needless, and whose resources gone, as others may not have been
    judged; None for all."""
    environments: frozenset[str] | None = None
    """Every environment that there is, judged or not; None where nobody knows."""
    paths: Paths = field(default_factory=Paths)
