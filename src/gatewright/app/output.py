"""A report in an output format, with excerpts of the scanned files."""

from __future__ import annotations

import os
import re
import stat
import tempfile
from pathlib import Path

from gatewright.app.ownership import repository_root
from gatewright.errors import UsageError
from gatewright.model.finding import Report
from gatewright.reports import RenderOptions, formats
from gatewright.sources.terraform.modules.files import ScanRoot

_SECRET = re.compile(
    r"""^(\s*"?[\w-]*(?:passw(?:or)?d|secret|auth_token|private_key|access_key|api_key)[\w-]*"?\s*[=:]\s*)(".*)$""",
    re.IGNORECASE | re.MULTILINE,
)


def without_secrets(text: str) -> str:
    """Lines of source with strings that are called a password, secret or key blanked: a report may end in a log."""
    return _SECRET.sub(r'\1"…"', text)


class Excerpts:
    """Lines of scanned files, each file read once; nothing outside of the scan root."""

    def __init__(self, root: Path) -> None:
        self._root = ScanRoot(root)
        self._lines: dict[str, list[str] | None] = {}

    def lines(self, file: str) -> list[str] | None:
        """The lines of a file, or None where it cannot be shown."""
        if file not in self._lines:
            data = self._root.read(file)
            self._lines[file] = None if data is None else without_secrets(data.decode("utf-8", "replace")).splitlines()
        return self._lines[file]


def render(report: Report, format_name: str, options: RenderOptions) -> str:
    """The report in a format; an unknown name is a usage error."""
    known = formats()
    if format_name not in known:
        raise UsageError(f"there is no format `{format_name}`; choose one of {', '.join(known)}")
    return known[format_name].render(report, options)


def save(file: Path, text: str) -> None:
    """Write a report to a file: whole, or not at all. What stands there already is replaced at the end."""
    try:
        if file.exists() and not file.is_file():  # a pipe or a device takes what it is given
            file.write_text(text, encoding="utf-8", newline="")
            return
        target = file.resolve()
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=target.parent, prefix=f".{target.name}.", delete=False
        ) as written:
            temporary = Path(written.name)
            written.write(text)
        try:
            temporary.chmod(stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask())
            temporary.replace(target)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageError(f"`{file}` cannot be written: {(error.strerror or 'unknown problem').lower()}") from None


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def below_repository(scan_root: Path | None) -> str:
    """The scan root's folder relative to its git repository, empty where they are the same or there is none."""
    if scan_root is None:
        return ""
    resolved = scan_root.resolve()
    repository = repository_root(resolved)
    relative = resolved.relative_to(repository).as_posix() if repository is not None else "."
    return "" if relative == "." else relative
