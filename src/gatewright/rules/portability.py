"""What a rule may not call: an answer must depend on the documents alone, and be the same on both engines."""

from __future__ import annotations

import re

FORBIDDEN = {
    "http.send": "reaches the network",
    "net.lookup_ip_addr": "reaches the network",
    "opa.runtime": "reads the engine's environment",
    "rand.intn": "answers differently each time",
    "rego.metadata.chain": "is not known to the embedded engine",
    "rego.metadata.rule": "is not known to the embedded engine",
    "time.now_ns": "answers differently each time",
    "uuid.rfc4122": "answers differently each time",
}

_TEXT = re.compile(r'"(?:\\.|[^"\\\n])*"|`[^`]*`|#[^\n]*')
_CALL = re.compile(rf"(?<![\w.])({'|'.join(map(re.escape, FORBIDDEN))})\s*\(")


def code_of(text: str) -> str:
    """The Rego text with its strings and comments emptied; lines keep their numbers."""
    return _TEXT.sub(lambda found: '""' + "\n" * found[0].count("\n"), text)


def forbidden_call(text: str) -> str | None:
    """What is wrong with the first call that a rule may not make; None where there is none."""
    code = code_of(text)
    found = _CALL.search(code)
    if found is None:
        return None
    line = code.count("\n", 0, found.start()) + 1
    return f"line {line} calls `{found[1]}`, which {FORBIDDEN[found[1]]}; a rule may look at documents only"
