"""Whether edited text is still text of its language, asked of parsers that are not ours: python-hcl2, and `json`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gatewright.errors import UsageError
from gatewright.sources.terraform.syntax.parser import parse

if TYPE_CHECKING:
    from gatewright.sources.terraform.syntax.nodes import Span

_BOM = b"\xef\xbb\xbf"
_SHOWN = 3


@dataclass
class SecondOpinion:
    """Answers about texts, each text asked about once."""

    _known: dict[bytes, str] = field(default_factory=dict)

    def of(self, file: str, before: bytes, after: bytes) -> tuple[bool, str]:
        """Whether the edited file is read, and what there is to say about it.

        Of a file in HCL the blocks and arguments that changed are read, each as a file of its own: that tells as much
        as the whole file, whose outline our own parser has compared, in a fraction of the time. What the parser does
        not understand of the file as it was, it cannot be asked about.
        """
        if file.endswith(".json"):
            return _json(before, after)
        old = set(_pieces(file, before))
        for piece in _pieces(file, after):
            if piece in old:
                continue
            problem = self._problem(piece)
            if not problem:
                continue
            if any(self._problem(one) for one in old - set(_pieces(file, after))):
                return True, "python-hcl2 does not understand the block as it was, either"
            return False, f"python-hcl2 does not read it: {problem}"
        return True, ""

    def _problem(self, piece: bytes) -> str:
        if piece not in self._known:
            self._known[piece] = _hcl_problem(piece)
        return self._known[piece]


def refuse_missing() -> None:
    """Raise UsageError where python-hcl2 is not installed."""
    _hcl2()


def _hcl2() -> Any:
    try:
        import hcl2  # noqa: PLC0415  # an extra: only who fixes needs it
    except ImportError:
        raise UsageError("a fix is proved with python-hcl2; install `gatewright[fix]`") from None
    return hcl2


def _hcl_problem(piece: bytes) -> str:
    try:
        _hcl2().parses_to_tree(piece.replace(b"\r\n", b"\n").decode())
    except UsageError:
        raise
    except Exception as error:  # noqa: BLE001  # whatever its parser raises means the same
        return str(error).partition("\n")[0][:200] or type(error).__name__
    return ""


def _json(before: bytes, after: bytes) -> tuple[bool, str]:
    """Whether text is JSON in which no name stands twice in an object where it has not stood twice before."""
    try:
        found = _doubled(after)
    except (ValueError, RecursionError) as error:
        return False, f"it is no JSON: {error}"
    try:
        known = _doubled(before)
    except (ValueError, RecursionError):
        known = Counter()
    new = sorted(found - known)
    return not new, f"an object has two of {', '.join(f'`{name}`' for name in new[:_SHOWN])}" if new else ""


def _doubled(data: bytes) -> Counter[str]:
    """The names that stand in one object more than once."""
    found: Counter[str] = Counter()

    def note(pairs: list[tuple[str, Any]]) -> None:
        counted = Counter(name for name, _ in pairs)
        found.update({name: number - 1 for name, number in counted.items() if number > 1})

    json.loads(data.removeprefix(_BOM), object_pairs_hook=note)
    return found


def _pieces(file: str, data: bytes) -> Iterator[bytes]:
    """The text of each block and argument at the top of a file."""
    text = data.removeprefix(_BOM)
    body = parse(file, text).body
    spans: list[Span] = [block.span for block in body.blocks]
    spans += [attribute.span for attribute in body.attributes.values()]
    yield from (text[start:end] for start, end in sorted(spans))
