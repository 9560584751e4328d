"""Where the cache lies on each platform."""

from __future__ import annotations

from pathlib import Path

import pytest

from gatewright.app.cache.location import cache_directory, open_cache

HOME = {"HOME": "/home/ada"}


@pytest.mark.parametrize(
    ("environment", "platform", "expected"),
    [
        (HOME, "linux", "/home/ada/.cache/gatewright"),
        ({**HOME, "XDG_CACHE_HOME": "/tmp/x"}, "linux", "/tmp/x/gatewright"),  # noqa: S108  # not written to
        ({**HOME, "XDG_CACHE_HOME": "relative"}, "linux", "/home/ada/.cache/gatewright"),
        ({**HOME, "XDG_CACHE_HOME": "/tmp/x"}, "darwin", "/home/ada/Library/Caches/gatewright"),  # noqa: S108
        ({"LOCALAPPDATA": "/local"}, "win32", "/local/gatewright/Cache"),
        ({**HOME, "GATEWRIGHT_CACHE_DIR": "/ci/cache"}, "darwin", "/ci/cache"),
        ({"GATEWRIGHT_CACHE_DIR": "/ci/cache"}, "win32", "/ci/cache"),
    ],
)
def test_the_place_follows_the_platform(environment: dict[str, str], platform: str, expected: str) -> None:
    """The variable wins, then the platform's convention."""
    assert Path(expected) == cache_directory(environment, platform)


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_without_a_place_there_is_no_cache(platform: str) -> None:
    """An environment that names no home has none."""
    assert None is open_cache({}, platform)
