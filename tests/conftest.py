"""What every test gets: no network but loopback, a cache of its own, the folders of the checkout, and golden files.

Golden files are what a format writes, kept in the repository and compared byte for byte. `pytest --update-goldens`
writes them anew; the diff is then for a person to read.
"""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOOLS = {"opa": ("opa",), "terraform": ("terraform",), "browser": ("chromium", "chromium-browser", "google-chrome")}
"""What a marked test needs: any one of these programs."""


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Connections go to this machine or nowhere."""
    connect = socket.socket.connect

    def checked(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else None
        if self.family != socket.AF_UNIX and host not in {"127.0.0.1", "::1", "localhost"}:
            raise RuntimeError(f"a test connects to `{address}`; tests reach loopback only")
        connect(self, address)  # type: ignore[arg-type]  # the address is the family's own

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", checked)
        yield


@pytest.fixture(autouse=True, scope="session")
def _cache_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Commands keep their answers in a folder of the tests, not in the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GATEWRIGHT_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the option that rewrites the golden files."""
    parser.addoption("--update-goldens", action="store_true", default=False, help="write the golden files anew")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skips tests of a tool that is not there; where CI promises the tool, its absence fails them."""
    promised = set(os.environ.get("GATEWRIGHT_TEST_TOOLS", "").split())
    for tool, programs in TOOLS.items():
        if not any(map(shutil.which, programs)) and tool not in promised:
            missing = pytest.mark.skip(reason=f"`{programs[0]}` is not on PATH")
            for item in items:
                if item.get_closest_marker(tool):
                    item.add_marker(missing)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shop(root: Path) -> Path:
    """The small estate."""
    return root / "terraform_fixtures" / "estates" / "shop"


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """A function that compares a text with a golden file, or writes the file when asked to."""
    update = bool(request.config.getoption("--update-goldens"))

    def compare(path: Path, actual: str) -> None:
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(actual.encode())
        assert path.read_bytes().decode() == actual

    return compare
