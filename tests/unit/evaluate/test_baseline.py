"""The text of a baseline, and how it is brought up to date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from finding_builder import finding, location
from hypothesis import given
from hypothesis import strategies as st

from gatewright.errors import InputError
from gatewright.evaluate.baseline import Baseline, Held, Update, entries, parse, serialise, update
from gatewright.evaluate.suppression import Entry
from gatewright.model.finding import Finding, Suppression

TODAY, BEFORE = date(2026, 6, 1), date(2026, 1, 1)
FILE = "gatewright-baseline.jsonl"
HEADER = '{"gatewright-baseline": 1}\n'
ONE = '{"fingerprint": "%s", "rule": "a.b.c", "resource": ".:x", "since": "2026-01-01"}\n'
JUDGED = frozenset({"a.b.c", "a.b.d"})


def _key(number: int) -> str:
    return f"{number:032x}"


def _held(number: int, rule: str = "a.b.c", **changes: Any) -> Held:
    return Held(**{"fingerprint": _key(number), "rule": rule, "resource": ".:x", "since": BEFORE, **changes})


def _keys(baseline: Baseline) -> list[int]:
    return [int(one.fingerprint, 16) for one in baseline.held]


def _updated(old: Sequence[Held], found: Sequence[Finding], **options: Any) -> Update:
    return update(Baseline(tuple(old)), found, TODAY, **{"judged": JUDGED, **options})


def test_the_text_is_one_finding_a_line() -> None:
    """The header first, then findings by fingerprint; what is not given is left out."""
    held = (
        _held(2, reason="läuft", owner="@team", until=TODAY),
        _held(1, file="main.tf", environments=("dev",)),
    )
    expected = (
        '{"gatewright-baseline": 1, "path": "infra"}\n'
        f'{{"fingerprint": "{_key(1)}", "rule": "a.b.c", "resource": ".:x", "file": "main.tf", '
        '"environments": ["dev"], "since": "2026-01-01"}\n'
        f'{{"fingerprint": "{_key(2)}", "rule": "a.b.c", "resource": ".:x", "since": "2026-01-01", '
        '"reason": "läuft", "owner": "@team", "until": "2026-06-01"}\n'
    )

    assert expected == serialise(Baseline(held, "infra"))


WORDS = st.text(min_size=1, max_size=6)
HELD = st.builds(
    Held,
    fingerprint=st.integers(0, 40).map(_key),
    rule=WORDS,
    resource=WORDS,
    since=st.dates(),
    file=st.none() | WORDS,
    environments=st.lists(WORDS, max_size=2).map(tuple),
    reason=st.text(max_size=6),
    owner=st.none() | WORDS,
    until=st.none() | st.dates(),
)
BASELINES = st.builds(
    Baseline,
    st.lists(HELD, max_size=6, unique_by=lambda one: one.fingerprint).map(
        lambda held: tuple(sorted(held, key=lambda one: one.fingerprint))
    ),
    st.none() | WORDS,
)


@given(BASELINES)
def test_what_is_written_is_read(baseline: Baseline) -> None:
    """Parsing undoes writing, whatever names hold: line ends, quotes, half of a surrogate pair."""
    text = serialise(baseline)
    text.encode("utf-8")

    assert (baseline, ()) == parse(text, FILE)


@given(BASELINES, st.lists(st.integers(0, 40), max_size=8, unique=True))
def test_an_update_without_change_changes_nothing(baseline: Baseline, numbers: list[int]) -> None:
    """Updating twice is updating once, and the second update counts nothing."""
    found = [finding("a.b.c", number) for number in numbers]
    once = update(baseline, found, TODAY, judged=JUDGED).baseline
    again = update(parse(serialise(once), FILE)[0], found, date(2027, 1, 1), judged=JUDGED)

    assert serialise(once) == serialise(again.baseline)
    assert (0, 0) == (again.added, again.removed)


def test_an_update_adds_removes_and_keeps() -> None:
    """What is kept keeps its date and what people wrote; its file may have moved."""
    old = [_held(1, reason="known", owner="@team", until=TODAY, file="old.tf"), _held(2)]
    made = _updated(old, [finding(key=1, location=location("new.tf", 3)), finding(key=3)])

    assert (1, 1, 1, 0) == (made.added, made.removed, made.kept, made.unseen)
    assert (replace(old[0], file="new.tf"), _held(3, since=TODAY)) == made.baseline.held


def test_what_was_not_judged_stays() -> None:
    """An entry of a rule that did not run is kept, and counted as unseen."""
    made = _updated([_held(1, "x.y.z"), _held(2)], [])

    assert ([1], 1, 1, 1) == (_keys(made.baseline), made.removed, made.kept, made.unseen)


def _found(key: int, outcome: str, *environments: str, address: str = "x") -> Finding:
    return finding(key=key, outcome=outcome, environments=environments, address=address)


@pytest.mark.parametrize(
    ("found", "unread", "expected"),
    [
        ([], False, []),
        ([], True, [1]),
        ([_found(9, "pass")], True, []),
        ([_found(9, "unknown")], False, [1]),
        ([_found(9, "error")], False, [1]),
        ([_found(9, "fail")], True, [9]),
        ([_found(9, "unknown", "prod")], False, [1]),
        ([_found(9, "unknown", "prod"), _found(8, "pass", "dev")], False, [1]),
        ([finding("a.b.d", 9, outcome="unknown")], False, []),
    ],
    ids=[
        "gone",
        "gone where not everything was read",
        "passes",
        "unknown",
        "error",
        "fails in another path",
        "unknown somewhere",
        "unknown somewhere, passes elsewhere",
        "another rule is unknown",
    ],
)
@pytest.mark.parametrize("prune_only", [False, True])
def test_an_entry_leaves_where_it_is_known_to_be_gone(  # one condition beside the other
    found: list[Finding], *, unread: bool, expected: list[int], prune_only: bool
) -> None:
    """Its rule passes on its resource, or the resource is gone and everything was read."""
    made = _updated([_held(1, reason="known")], found, unread=lambda _: unread, prune_only=prune_only)

    assert [key for key in expected if key == 1 or not prune_only] == _keys(made.baseline)
    assert int(1 in expected) == made.unseen


def test_one_that_stands_for_all_decides_where_it_passes() -> None:
    """Where nobody knows how many instances there are, a failure of all of them has another fingerprint."""
    old = [_held(1, resource='.:module.m["a"].b.x'), _held(2, resource='.:module.n["a"].b.x')]
    stands = [_found(8, outcome, address="module.m[*].b.x") for outcome in ("pass", "unknown", "fail")]

    assert [[], [1], [1, 8]] == [_keys(_updated(old, [one]).baseline) for one in stands]


def test_what_is_unknown_in_an_environment_stays_held_there() -> None:
    """It fails in one, is unknown in another, and passes in a third."""
    found = [_found(1, "fail", "dev"), _found(9, "unknown", "prod"), _found(9, "pass", "test")]
    named = _held(1, environments=("dev", "prod", "test"))

    expected = [("dev", "prod")] * 4
    assert expected == [
        _updated([old], found, prune_only=prune).baseline.held[0].environments
        for old in (named, _held(1))
        for prune in (False, True)
    ]


def test_pruning_adds_nothing() -> None:
    """Only what is gone leaves, by environment too."""
    old = [_held(1), _held(2), _held(3, environments=("dev", "prod")), _held(4, environments=("dev",))]
    found = [
        finding(key=1),
        finding(key=3, environments=("dev", "test")),
        finding(key=4, environments=("prod",)),
        finding(key=5),
    ]
    made = _updated(old, found, prune_only=True)

    assert [(1, ()), (3, ("dev",))] == [(int(one.fingerprint, 16), one.environments) for one in made.baseline.held]
    assert (0, 2) == (made.added, made.removed)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"outcome": "unknown"}, False),
        ({"outcome": "pass"}, False),
        ({"suppression": Suppression(kind="inline", reason="r")}, False),
        ({"suppression": Suppression(kind="baseline")}, True),
    ],
)
def test_only_failures_that_count_are_held(changes: dict[str, object], expected: bool) -> None:  # noqa: FBT001
    """What is unknown may turn out worse than anybody saw; what is suppressed with a reason needs no second excuse."""
    made = _updated([], [finding().model_copy(update=changes)])

    assert int(expected) == made.added


def test_a_finding_is_held_in_its_environments() -> None:
    """So that it fails where it is new; one that holds everywhere names none."""
    found = [
        finding(key=1, environments=("prod", "dev")),
        finding(key=2),
        finding(key=3, environments=("dev",)),
        finding(key=3, environments=("prod",), message="is wrong in another way"),
    ]

    expected = [("dev", "prod"), (), ("dev", "prod")]
    assert expected == [one.environments for one in _updated([], found).baseline.held]


def test_forbidden_rules_are_not_held() -> None:
    """They are left out, counted, and removed where they were held."""
    made = _updated([_held(1), _held(4, "x.y.z")], [finding(key=1), finding("a.b.d", 2)], forbids="a.b.c".__eq__)

    assert ([2, 4], 1, 1) == (_keys(made.baseline), made.left_out, made.removed)


def test_a_baseline_is_suppressions() -> None:
    """Each line is one, by its fingerprint, at its file and line."""
    baseline, _ = parse(HEADER + ONE % _key(1), FILE)
    expected = Entry(
        kind="baseline",
        rules=("a.b.c",),
        written="a.b.c on .:x",
        file=FILE,
        line=2,
        resource=".:x",
        fingerprints=frozenset({_key(1)}),
    )

    assert (expected,) == entries(baseline, FILE)


def _line(**changes: object) -> str:
    import json  # noqa: PLC0415  # here alone

    fields = {"fingerprint": _key(1), "rule": "a.b.c", "resource": ".:x", "since": "2026-01-01", **changes}
    return HEADER + json.dumps({key: value for key, value in fields.items() if value is not None}) + "\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty and no baseline"),
        ("\n \n", "is empty and no baseline"),
        (f"{HEADER}<<<<<<< HEAD\n", "line 2 is left from a merge conflict; every line is one finding, so remove"),
        (f"{HEADER}=======\n", "line 2 is left from a merge conflict"),
        (f"{HEADER}>>>>>>> topic\n", "line 2 is left from a merge conflict"),
        (f"{HEADER}||||||| base\n", "line 2 is left from a merge conflict"),
        (f"<<<<<<< HEAD\n{HEADER}", "line 1 is left from a merge conflict"),
        (f"{HEADER}{{", "line 2 is not JSON; restore it from git"),
        (f"{HEADER}{'[' * 100_000}", "line 2 is not JSON"),
        (f"{HEADER}[]", "line 2 is not a JSON object"),
        ('{"a": 1}', 'line 1 must be the header `{"gatewright-baseline": 1}`'),
        (ONE % _key(1), "line 1 must be the header"),
        ('{"gatewright-baseline": 2}', "line 1 is of version `2`, but this release reads version 1"),
        ('{"gatewright-baseline": true}', "line 1 is of version `True`"),
        ('{"gatewright-baseline": 1, "path": 3}', "line 1 has a `path` that is no string"),
        (_line(line=3), "line 2 has the key `line`; allowed are `fingerprint`, `rule`"),
        (_line(rule=None), "line 2 has no `rule`"),
        (_line(rule=7), "line 2 has a `rule` that is no string"),
        (_line(fingerprint="abc"), "line 2 has the fingerprint `abc`, which is not 32 hexadecimal digits"),
        (_line(since="1.2.2026"), "line 2 has `1.2.2026` as `since`, which is no day; write it as 2027-01-31"),
        (_line(until="2026-02-30"), "line 2 has `2026-02-30` as `until`, which is no day"),
        (_line(environments="dev"), "line 2 has `environments` that is no list of names"),
    ],
)
def test_a_baseline_that_cannot_be_relied_on_is_refused(text: str, message: str) -> None:
    """The file, the line and what to do are named; nothing is read in part."""
    with pytest.raises(InputError) as error:
        parse(text, FILE)

    assert str(error.value).startswith(f"`{FILE}` ")
    assert message in str(error.value)


def test_windows_and_editors_are_no_problem() -> None:
    """A byte order mark, line ends of two characters, blank lines and another order are read."""
    text = "\ufeff" + (HEADER + ONE % _key(2) + "\n" + ONE % _key(1)).replace("\n", "\r\n")

    assert [2, 1] == _keys(parse(text, FILE)[0])


def _twice(*lines: Mapping[str, object]) -> tuple[list[Held], list[tuple[str, int | None, str]]]:
    text = HEADER + "".join(_line(**line).partition("\n")[2] for line in lines)
    baseline, told = parse(text, FILE)
    assert ["warning"] * len(told) == [one.severity for one in told]
    return list(baseline.held), [(one.summary, one.start.line if one.start else None, one.detail) for one in told]


def test_a_line_that_is_there_twice_is_told() -> None:
    """A merge that kept both sides may leave it: the one with more said is used, whichever comes first."""
    said: dict[str, object] = {"reason": "known", "until": "2027-01-01"}
    held, told = _twice({}, said)
    assert [_held(1, reason="known", until=date(2027, 1, 1))] == held
    keeps = "line 3 is used: remove one of the two; `gatewright baseline update` keeps that one"
    assert [("the finding is in line 2 too", 3, keeps)] == told
    assert held == _twice(said, {})[0]
    assert held == _twice({}, said, {"reason": "known"})[0]


def test_two_lines_that_say_different_things_are_told() -> None:
    """The choice does not depend on their order; what the other one says is named."""
    one, other = {"reason": "a", "owner": "@x"}, {"reason": "b", "until": "2027-01-01"}
    held, told = _twice(one, other)
    how = "line 3 is used: decide, and remove one of the two; `gatewright baseline update` keeps that one"
    assert [("the finding is in line 2 too, with another `reason` and `owner`", 3, how)] == told
    assert [_held(1, reason="b", until=date(2027, 1, 1))] == held == _twice(other, one)[0]


def test_two_lines_hold_where_one_of_them_held() -> None:
    """Environments of both, everywhere if one of them says so; the day is that of the older."""
    dev = {"environments": ["dev"], "since": "2026-02-01"}
    prod = {"environments": ["prod"], "reason": "known"}
    assert [_held(1, environments=("dev", "prod"), reason="known")] == _twice(dev, prod)[0]
    assert [_held(1, reason="known")] == _twice({}, prod)[0]
