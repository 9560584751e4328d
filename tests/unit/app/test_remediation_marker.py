"""What pull requests remember: bounded, however many findings there are, and read again whatever its length."""

from __future__ import annotations

import json

import pytest

from gatewright.app.remediation import marker
from gatewright.app.remediation.marker import Marker

ROOM = 20_000


def _prints(count: int) -> tuple[str, ...]:
    return tuple(f"{number:032x}" for number in range(count))


@pytest.mark.parametrize("count", [0, 1, 100, 101, 2_500, 100_000])
def test_it_takes_no_more_room_than_it_is_given(count: int) -> None:
    """Findings by the thousand, rules with long names, a folder far down: all of it is read again as it was."""
    made = marker.about(_prints(count), [f"rule-{number}" * 40 for number in range(min(count, 300))], "æ-" * 3_000)
    body = marker.remarked("x", made)
    assert (True, made) == (len(body) <= ROOM, marker.read(body))


def test_findings_that_are_not_listed_count() -> None:
    """One more or less gives another digest; few are listed, and have none."""
    some, more = (marker.about(_prints(count), (), "") for count in (2_500, 2_501))
    assert (some.fingerprints, False) == (more.fingerprints, some.digest == more.digest)
    assert (_prints(100), "") == (
        marker.about(_prints(100), (), "").fingerprints,
        marker.about(_prints(100), (), "").digest,
    )
    assert marker.digest_of(reversed(_prints(2_500))) == some.digest


def test_long_lists_of_earlier_releases_are_read() -> None:
    """A list without a digest is read whole, whatever its length."""
    values = {"fingerprints": _prints(1_500), "rules": ["aws.kms.key"]}
    body = f"text\n\n<!-- gatewright:proposal {json.dumps(values, separators=(',', ':'))} -->\n"
    assert Marker(fingerprints=_prints(1_500), rules=("aws.kms.key",)) == marker.read(body)


def test_a_text_that_is_too_long_loses_its_end() -> None:
    """What is remembered stays, as the next run needs it."""
    made = marker.about(_prints(100), ("aws.kms.key",), "infra")
    body = marker.remarked("x" * 70_000, made)
    assert (marker.SIZE, made) == (len(body), marker.read(body))
