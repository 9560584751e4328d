"""What was probably meant: told for the first mistakes only, because comparing takes time and a file may hold many."""

from __future__ import annotations

from collections.abc import Collection

from gatewright.rules.fields import close_match

_MOST = 100
_LONGEST = 100


class Hints:
    """Hints for the mistakes of one file."""

    def __init__(self) -> None:
        self._left = _MOST

    def meant(self, word: object, choices: Collection[str]) -> str:
        """A hint at the choice that was probably meant, such as `; did you mean `high`?`, or nothing."""
        if not isinstance(word, str) or len(word) > _LONGEST or self._left == 0:
            return ""
        self._left -= 1
        return close_match(word, choices)
