"""Which findings a suppression covers, which suppressions may not suppress, and what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from finding_builder import at, finding, frame, location, origin
from hypothesis import given
from hypothesis import strategies as st

from gatewright.evaluate.fitting import Paths
from gatewright.evaluate.suppressing import Governance, Run, suppress
from gatewright.evaluate.suppression import Entry, Scope
from gatewright.evaluate.telling import MOST_OF_BASELINE
from gatewright.model.diagnostic import Diagnostic
from gatewright.model.finding import Finding, Suppression
from gatewright.model.unknown import Unknown
from gatewright.owners.pattern import expression

TODAY = date(2026, 6, 1)
RULES = frozenset({"a.b.c", "a.b.d", "x.y.z"})
RUN = Run(today=TODAY, ran=RULES, known=RULES, paths=Paths(expression))
FREE = Governance()
CONFIG = Entry(kind="config", rules=("a.b.c",), reason="accepted", file="gatewright.toml", line=7)


def _comment(first: int, last: int, file: str = "main.tf", **changes: object) -> Entry:
    entry = Entry(
        kind="inline",
        rules=("a.b.c",),
        reason="accepted",
        file=file,
        line=first,
        scope=Scope(file, at(first), at(last, 99)),
    )
    return replace(entry, **changes)  # type: ignore[arg-type]  # the names are a test's own


def _covers(entry: Entry, found: Finding, run: Run = RUN, environment: str = "") -> bool:
    refined = suppress({environment: [found]}, [entry], FREE, run)
    return refined.findings[environment][0].suppression is not None


def _said(
    entries: Sequence[Entry], found: Sequence[Finding], governance: Governance = FREE, run: Run = RUN
) -> list[tuple[str, str, str | None, int | None]]:
    told = suppress({"": found}, entries, governance, run).diagnostics
    return [(one.severity, one.summary, one.file, one.start.line if one.start else None) for one in told]


def test_a_suppressed_finding_says_who_why_and_until_when() -> None:
    """The finding stays as it is, with the suppression beside it."""
    entry = replace(CONFIG, owner="@team", until=TODAY)
    (refined,) = suppress({"": [finding()]}, [entry], FREE, RUN).findings[""]

    expected = Suppression(kind="config", reason="accepted", owner="@team", until=TODAY, file="gatewright.toml", line=7)
    assert finding().model_copy(update={"suppression": expected}) == refined


@pytest.mark.parametrize(
    ("outcome", "expected"), [("fail", True), ("unknown", True), ("pass", False), ("error", False), ("skipped", False)]
)
def test_only_failures_and_unknowns_are_suppressed(outcome: str, expected: bool) -> None:  # noqa: FBT001
    """Nobody can suppress that a rule could not be run."""
    assert expected == _covers(CONFIG, finding(outcome=outcome))


@pytest.mark.parametrize(
    "place",
    [
        {"location": location("main.tf", 5)},
        {"stack": (frame("attribute", "m/main.tf", 9), frame("module_call", "main.tf", 4))},
        {"declared": location("main.tf", 4), "location": location("other.tf", 1)},
        {"value_from": origin("main.tf", 6)},
    ],
    ids=["location", "module call", "declaration", "value origin"],
)
def test_a_comment_covers_what_lies_in_its_range(place: dict[str, object]) -> None:
    """The place itself, any frame (a module's call too), the resource's declaration, and where the value came from."""
    assert _covers(_comment(4, 6), finding().model_copy(update=place))


@pytest.mark.parametrize(
    "found",
    [
        finding(location=location("main.tf", 3)),
        finding(location=location("main.tf", 3, 5)),
        finding(location=location("main.tf", 6, 7)),
        finding(location=location("other.tf", 5)),
        finding("a.b.d", location=location("main.tf", 5)),
        finding(),
    ],
    ids=["before", "across the start", "across the end", "another file", "another rule", "no place"],
)
def test_a_comment_covers_nothing_else(found: Finding) -> None:
    """A place must lie wholly inside."""
    assert not _covers(_comment(4, 6), found)


@pytest.mark.parametrize(
    ("parts", "changes", "expected"),
    [
        ({"rules": ("a.*",)}, {}, True),
        ({"rules": ("a.b.?",)}, {}, True),
        ({"rules": ("b.*",)}, {}, False),
        ({"rules": ()}, {}, True),
        ({"paths": ("infra/",)}, {"location": location("infra/main.tf", 1)}, True),
        ({"paths": ("/main.tf",)}, {"location": location("infra/main.tf", 1)}, False),
        ({"paths": ("/live/**",)}, {"declared": location("live/eu/main.tf", 1)}, True),
        ({"paths": ("/live/**",)}, {"stack": (frame("module_call", "live/eu/main.tf", 1),)}, False),
        ({"paths": ("/live/**",)}, {"value_from": origin("live/eu/main.tf", 1)}, False),
        ({"paths": ("*",)}, {}, False),
        ({"addresses": ("module.m[*].b.x",)}, {"address": 'module.m["a"].b.x'}, True),
        ({"addresses": ("module.m[0].b.x",)}, {"address": "module.m[0].b.x"}, True),
        ({"addresses": ("module.m[01].b.x",)}, {"address": "module.m0.b.x"}, False),
        ({"addresses": ("b.x",)}, {"address": "module.m.b.x"}, False),
        ({"addresses": ("*.b.x",)}, {"address": "module.m.b.x"}, True),
        ({"addresses": ("*",)}, {"address": ""}, False),
        ({"accounts": ("1111*",)}, {"account": "111111111111"}, True),
        ({"accounts": ("*",)}, {"account": None}, False),
        ({"tags": {"stage": "dev*"}}, {"tags": {"stage": "dev-1", "x": "y"}}, True),
        ({"tags": {"stage": "dev"}}, {"tags": {"stage": "prod"}}, False),
        ({"tags": {"stage": "dev", "team": "a"}}, {"tags": {"stage": "dev"}}, False),
        ({"tags": {"stage": "*"}}, {"tags": {"stage": Unknown("decided on apply")}}, False),
        ({"tags": {"stage": "*"}}, {"tags": Unknown("decided on apply")}, False),
        ({"tags": {"stage": "*"}}, {"tags": {"stage": None}}, False),
        ({"accounts": ("1*",), "addresses": ("no",)}, {"account": "1", "address": "yes"}, False),
        ({"fingerprints": frozenset({f"{0:032x}"}), "addresses": ("x",)}, {}, True),
        ({"fingerprints": frozenset({f"{1:032x}"}), "addresses": ("x",)}, {}, False),
    ],
)
def test_all_parts_of_an_entry_must_fit(parts: dict[str, object], changes: dict[str, object], expected: bool) -> None:  # noqa: FBT001
    """Rules, paths, addresses, accounts and tags; what nobody knows fits no part."""
    assert expected == _covers(replace(CONFIG, **parts), finding(**changes))  # type: ignore[arg-type]


def test_an_entry_holds_in_its_environments() -> None:
    """An entry that names environments says nothing about others, nor where there are none."""
    entry = replace(CONFIG, environments=("dev",))
    wide = replace(CONFIG, environments=("dev-*", "test"))

    assert [True, False, True, False] == [
        _covers(wide, finding(), environment=name) for name in ("dev-1", "dev", "test", "")
    ]
    assert [True, False, False] == [_covers(entry, finding(), environment=name) for name in ("dev", "prod", "")]


def test_a_comment_may_name_environments_too() -> None:
    """Its range and its environments must both fit."""
    found = finding(location=location("main.tf", 5))
    entries = [_comment(4, 6, environments=("dev",)), _comment(7, 9, environments=("dev",))]

    assert [True, False] == [_covers(entry, found, environment="dev") for entry in entries]
    assert not _covers(entries[0], found, environment="prod")


@pytest.mark.parametrize(
    ("prefix", "expected"), [("infra", True), ("", False), ("other", False), (None, False), ("..", False)]
)
def test_paths_are_those_from_the_folder_of_the_configuration(prefix: str | None, expected: bool) -> None:  # noqa: FBT001
    """A scan below that folder finds the same files; a scan beside it finds none."""
    entry = replace(CONFIG, paths=("/infra/main.tf",))
    run = replace(RUN, paths=Paths(expression, prefix))

    assert expected == _covers(entry, finding(location=location("main.tf", 1)), run)


def test_files_outside_of_the_folder_of_the_configuration_fit_nothing() -> None:
    """Not even a pattern that would fit any file of the name."""
    entry, found = replace(CONFIG, paths=("main.tf",)), finding(location=location("main.tf", 1))

    assert [True, False, False] == [
        _covers(entry, found, replace(RUN, paths=Paths(expression, prefix))) for prefix in ("infra", None, "..")
    ]


def test_the_first_kind_decides() -> None:
    """Comments come before those of other tools, these before the configuration, this before the baseline."""
    found = finding(location=location("main.tf", 5))
    baseline = Entry(kind="baseline", file="b", line=2, fingerprints=frozenset({found.fingerprint}))
    entries = [baseline, CONFIG, _comment(1, 9, kind="compat"), _comment(2, 9)]

    deciding = []
    while entries:
        (refined,) = suppress({"": [found]}, entries, FREE, RUN).findings[""]
        assert refined.suppression is not None
        deciding.append(refined.suppression.kind)
        entries.pop()
    assert ["inline", "compat", "config", "baseline"] == deciding


def test_an_entry_that_another_made_unnecessary_is_used_all_the_same() -> None:
    """Whoever removes the stronger one needs the weaker one: nothing is said of either."""
    found = finding(location=location("main.tf", 5))
    baseline = Entry(kind="baseline", rules=("a.b.c",), fingerprints=frozenset({found.fingerprint}))

    assert [] == _said([_comment(1, 9), _comment(4, 6), CONFIG, baseline], [found])


def test_comments_may_be_forbidden() -> None:
    """Each says so at its place, and none suppresses."""
    found = finding(location=location("main.tf", 5))
    entries = [_comment(4, 6, written="a.b.c"), _comment(4, 6, kind="compat", written="CKV_1")]
    refined = suppress({"": [found]}, entries, Governance(allow_inline=False), RUN)

    assert [found] == refined.findings[""]
    assert [
        ("warning", "the comment does not suppress `a.b.c`", "main.tf", 4),
        ("warning", "the comment does not suppress `CKV_1`", "main.tf", 4),
    ] == _said(entries, [found], Governance(allow_inline=False))


@pytest.mark.parametrize("kind", ["inline", "config"])
def test_a_reason_is_asked_for(kind: str) -> None:
    """Without one, a comment or an entry suppresses nothing, unless nobody asks for reasons."""
    entry = replace(CONFIG, kind=kind, reason=" ")  # type: ignore[arg-type]

    assert not _covers(entry, finding())
    assert [("warning", "`a.b.c` is not suppressed without a reason", "gatewright.toml", 7)] == _said(
        [entry], [finding()]
    )
    assert [] == _said([entry], [finding()], Governance(require_reason=False))


@pytest.mark.parametrize("kind", ["compat", "baseline"])
def test_other_tools_and_the_baseline_need_no_reason(kind: str) -> None:
    """Some of these tools know no reasons, and a baseline is made by the hundred."""
    assert _covers(replace(CONFIG, kind=kind, reason=""), finding())  # type: ignore[arg-type]


@pytest.mark.parametrize(("until", "expected"), [(date(2026, 6, 1), True), (date(2026, 5, 31), False)])
def test_the_last_day_is_part_of_the_time(until: date, expected: bool) -> None:  # noqa: FBT001
    """An entry holds on its day; on the next it has expired."""
    assert expected == _covers(replace(CONFIG, until=until), finding())


def test_an_expired_entry_is_told_once() -> None:
    """It is expired, and not needless on top of that."""
    said = _said([replace(CONFIG, until=date(2026, 5, 31))], [])

    assert [("warning", "the suppression of `a.b.c` expired on 2026-05-31", "gatewright.toml", 7)] == said


def test_rules_may_be_unskippable() -> None:
    """Nothing suppresses them: no comment, no configuration, no baseline; other rules of the entry are suppressed."""
    governance = Governance(unskippable=("a.b.c",))
    found = [finding(), finding("a.b.d", 1)]
    baseline = Entry(kind="baseline", written="a.b.c on x", file="b", line=2, fingerprints=frozenset({f"{0:032x}"}))
    wide = replace(CONFIG, rules=("a.b.*",))

    for entry in (CONFIG, wide, baseline):
        refined = suppress({"": found}, [entry], governance, RUN).findings[""]
        assert refined[0].suppression is None
    assert suppress({"": found}, [wide], governance, RUN).findings[""][1].suppression is not None
    assert [
        ("warning", "`a.b.c` is not suppressed", "gatewright.toml", 7),
        ("warning", "`a.b.c` is not suppressed", "gatewright.toml", 8),
        ("warning", "the baseline does not cover `a.b.c on x`", "b", 2),
    ] == [
        *_said([CONFIG], found, governance),
        *_said([replace(wide, line=8)], found, governance),
        *_said([baseline], found, governance),
    ]


def test_naming_an_unskippable_rule_is_told_even_where_nothing_fails() -> None:
    """Whoever wrote it should know; a wide pattern that happens to hold the rule is left alone."""
    governance = Governance(unskippable=("a.b.*",))
    said = _said([CONFIG, replace(CONFIG, line=8, rules=("*",))], [finding("x.y.z")], governance)

    assert [("warning", "`a.b.c` is not suppressed", "gatewright.toml", 7)] == said


def test_what_is_not_needed_is_told() -> None:
    """A comment and an entry that fit nothing which fails, at their places."""
    entries = [_comment(4, 6), CONFIG, _comment(7, 8, kind="compat")]

    assert [
        ("note", "the suppression of `a.b.c` is not needed", "main.tf", 4),
        ("note", "the suppression of `a.b.c` is not needed", "gatewright.toml", 7),
    ] == _said(entries, [finding(outcome="pass", location=location("main.tf", 5))])


def test_a_comment_that_covers_half_of_a_place_is_not_needed() -> None:
    """What begins within its range and ends behind it is not covered."""
    assert 1 == len(_said([_comment(4, 6)], [finding(location=location("main.tf", 5, 7))]))
    assert 0 == len(_said([_comment(4, 6)], [finding(location=location("main.tf", 5, 6))]))


@pytest.mark.parametrize(
    "run",
    [
        replace(RUN, ran=RULES - {"a.b.c"}),
        replace(RUN, whole=False),
        replace(RUN, folders=frozenset({"infra"})),
        replace(RUN, environments=frozenset({"dev", "prod"})),
    ],
    ids=["rule did not run", "not everything was read", "folder was not judged", "environment was not judged"],
)
def test_nothing_is_called_needless_without_knowing(run: Run) -> None:
    """What was not judged may need it."""
    assert [] == _said([_comment(4, 6)], [], run=run)


def test_a_part_that_is_not_needed_is_told() -> None:
    """Use is known by rule: of two that are named, the one that nothing needs is noted, whoever holds the entry."""
    found = finding(location=location("main.tf", 5))
    entries = [
        _comment(4, 6, rules=("a.b.c", "a.b.d", "x.*"), written="a.b.c,a.b.d,x.*"),
        replace(CONFIG, rules=("a.b.d", "a.*")),
        replace(CONFIG, line=8, rules=("a.b.c", "x.y.z")),
        _comment(4, 6, kind="compat", rules=("a.b.c", "a.b.d")),
    ]

    assert [
        ("note", "`a.b.d`, `x.*` in the suppression of `a.b.c,a.b.d,x.*` are not needed", "main.tf", 4),
        ("note", "`a.b.d` in the suppression of `a.b.d`, `a.*` is not needed", "gatewright.toml", 7),
        ("note", "`x.y.z` in the suppression of `a.b.c`, `x.y.z` is not needed", "gatewright.toml", 8),
    ] == _said(entries, [found])
    some = replace(RUN, ran=frozenset({"a.b.c"}))
    assert [] == _said(entries, [found], run=some)


def test_one_instance_may_stand_for_those_that_an_entry_names() -> None:
    """Where nobody knows how many there are, an entry for one of them is not said to be needless."""
    entry = replace(CONFIG, addresses=('module.m["a"].*',))
    found = [finding(address="module.m[*].b.x", outcome="pass")]

    assert [] == _said([entry], found)
    assert 1 == len(_said([replace(entry, addresses=('module.n["a"].*',))], found))
    assert 1 == len(_said([entry], [finding(address='module.m["b"].b.x', outcome="pass")]))


BASELINE = Entry(
    kind="baseline", rules=("a.b.c",), file="b", line=2, fingerprints=frozenset({"f" * 32}), resource=".:x"
)
GONE = [("note", "`a.b.c` is in the baseline, but does not fail any more", "b", 2)]
PARTLY = replace(RUN, whole=False)


@pytest.mark.parametrize(
    ("found", "run", "expected"),
    [
        ([], RUN, GONE),
        ([], PARTLY, []),
        ([], replace(RUN, folders=frozenset({"."})), GONE),
        ([], replace(RUN, folders=frozenset({"infra"})), []),
        ([finding(outcome="pass")], RUN, GONE),
        ([finding(outcome="pass")], PARTLY, GONE),
        ([finding()], PARTLY, GONE),
        ([finding(partial=True)], RUN, []),
        ([finding(outcome="unknown")], RUN, []),
        ([finding(outcome="error")], RUN, []),
        ([finding("a.b.d", outcome="unknown")], RUN, GONE),
    ],
    ids=[
        "gone",
        "not everything was read",
        "gone from a folder that was read",
        "its folder was not read",
        "passes",
        "passes where not everything was read",
        "another path of it fails",
        "another path of it fails, a third is unknown",
        "unknown",
        "error",
        "another rule is unknown",
    ],
)
def test_what_a_baseline_holds_is_gone_only_where_that_is_known(
    found: list[Finding], run: Run, expected: list[tuple[str, str, str | None, int | None]]
) -> None:
    """Its rule passes on the resource, or the resource is gone and everything was read."""
    assert expected == _said([BASELINE], found, run=run)


def test_comments_of_other_tools_are_counted_where_they_may_suppress() -> None:
    """By tool; not those that have expired, and those for environments that nobody has are counted apart."""
    entries = [
        _comment(1, 9, kind="compat", tool="tfsec", environments=("dev",)),
        _comment(1, 9, "other.tf", kind="compat", tool="tfsec"),
        _comment(2, 9, kind="compat", tool="tfsec", environments=("test",)),
        _comment(3, 9, kind="compat", tool="tfsec", until=date(2026, 5, 31), written="tfsec:ignore:X"),
        _comment(4, 9, kind="compat", tool="tfsec", environments=("production",)),
        _comment(5, 9, kind="compat", tool="kics", until=date(2026, 5, 31), written="kics-scan ignore"),
    ]
    run = replace(RUN, environments=frozenset({"dev", "test"}))
    told = suppress({"dev": []}, entries, FREE, run).diagnostics

    assert [
        ("warning", "the suppression of `tfsec:ignore:X` expired on 2026-05-31"),
        ("warning", "the suppression of `kics-scan ignore` expired on 2026-05-31"),
        ("note", "2 skip comments of tfsec in 2 files honoured"),
        ("note", "1 skip comment of tfsec for environments that are not there"),
    ] == [(one.severity, one.summary) for one in told]


def test_a_pattern_is_needless_once_all_its_rules_ran() -> None:
    """One rule that did not run may be the one that it is there for."""
    wide, every = replace(CONFIG, rules=("a.b.*",)), replace(CONFIG, rules=())
    some = replace(RUN, ran=frozenset({"a.b.c", "a.b.d"}))

    assert [1, 1] == [len(_said([wide], [])), len(_said([every], []))]
    assert [1, 0] == [len(_said([wide], [], run=some)), len(_said([every], [], run=some))]


def test_a_comment_for_no_environment_is_told() -> None:
    """The configuration is checked where it is read; comments are checked here."""
    run = replace(RUN, environments=frozenset({"dev"}))

    assert [("warning", "there is no environment `prd`", "main.tf", 4)] == _said(
        [_comment(4, 6, environments=("prd",))], [], run=run
    )
    assert [] == _said([_comment(4, 6, environments=("d*",))], [], run=run)
    nowhere = replace(RUN, environments=frozenset())
    assert [("warning", "there is no environment `prd`", "main.tf", 4)] == _said(
        [_comment(4, 6, environments=("prd",))], [], run=nowhere
    )


def test_a_pattern_of_environments_may_fit_others() -> None:
    """Where nobody knows which there are, an entry for some of them is not said to be needless."""
    entry = _comment(4, 6, environments=("dev-*",))
    told = [
        [one.summary for one in suppress({"dev-1": []}, [entry], FREE, replace(RUN, environments=known)).diagnostics]
        for known in (None, frozenset({"dev-1", "dev-2"}), frozenset({"dev-1"}))
    ]

    assert [[], [], ["the suppression of `a.b.c` is not needed"]] == told


def test_much_of_a_baseline_is_told_by_its_number() -> None:
    """A few one by one, then how many more."""
    entries = [
        Entry(kind="baseline", rules=("a.b.c",), file="b", line=line, fingerprints=frozenset({f"{line:032x}"}))
        for line in range(2, 2 + MOST_OF_BASELINE + 5)
    ]
    said = _said(entries, [])

    assert MOST_OF_BASELINE + 1 == len(said)
    assert ("note", "`a.b.c` is in the baseline, but does not fail any more", "b", 2) == said[0]
    assert ("note", "the same is so of 5 more entries", "b", None) == said[-1]


FILES = ("a.tf", "b.tf")
SCOPES = st.tuples(st.sampled_from(FILES), st.integers(1, 12), st.integers(0, 6)).map(
    lambda one: Scope(one[0], at(one[1]), at(one[1] + one[2], 99))
)
ENTRIES = st.builds(
    Entry,
    kind=st.sampled_from(["inline", "compat", "config"]),
    rules=st.sampled_from([("a.b.c",), ("a.*",), ("x.y.z", "a.b.d"), ()]),
    reason=st.just("r"),
    file=st.sampled_from(FILES),
    line=st.integers(1, 9),
    scope=st.one_of(st.none(), SCOPES),
    addresses=st.sampled_from([(), ("m.*",), ("*.x", "m.y"), ("m[?].x",)]),
    environments=st.sampled_from([(), ("dev",)]),
)
FINDINGS = st.builds(
    lambda name, key, line, file, address: finding(
        name, key, location=location(file, line, line + key % 3), address=address
    ),
    st.sampled_from(sorted(RULES)),
    st.integers(0, 9),
    st.integers(1, 14),
    st.sampled_from(FILES),
    st.sampled_from(["m.x", "m.y", "m[1].x", "n.z"]),
)


@given(st.lists(ENTRIES, max_size=8), st.lists(FINDINGS, max_size=8), st.randoms())
def test_the_order_of_findings_does_not_matter(entries: list[Entry], found: list[Finding], random: object) -> None:
    """Each finding has the same suppression, and the same is said, however findings are ordered."""
    shuffled = list(enumerate(found))
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis' own Random
    once = suppress({"dev": found}, entries, FREE, RUN)
    again = suppress({"dev": [one for _, one in shuffled]}, entries, FREE, RUN)

    back = sorted(zip((index for index, _ in shuffled), again.findings["dev"], strict=True), key=lambda one: one[0])
    assert list(once.findings["dev"]) == [one for _, one in back]
    assert once.diagnostics == again.diagnostics


@given(st.lists(ENTRIES, max_size=8), st.lists(FINDINGS, max_size=8))
def test_the_index_finds_what_trying_each_on_each_finds(entries: list[Entry], found: list[Finding]) -> None:
    """A finding is suppressed exactly where some entry alone suppresses it, by an entry of the strongest kind."""
    together = suppress({"dev": found}, entries, FREE, RUN).findings["dev"]
    kinds = ["inline", "compat", "config"]
    for one, refined in zip(found, together, strict=True):
        alone = {entry.kind for entry in entries if _slow_fit(entry, one)}
        expected = min(alone, key=kinds.index, default=None)
        assert expected == (refined.suppression.kind if refined.suppression else None)


def _slow_fit(entry: Entry, found: Finding) -> bool:
    place, scope = found.location, entry.scope
    assert place is not None
    inside = scope is None or (
        scope.file == place.file
        and (scope.start.line, scope.start.column) <= (place.start.line, place.start.column)
        and (place.end.line, place.end.column) <= (scope.end.line, scope.end.column)
    )
    rules = not entry.rules or any(_like(pattern, found.rule.id) for pattern in entry.rules)
    address = not entry.addresses or any(_like(pattern, found.document.address) for pattern in entry.addresses)
    return inside and rules and address


def _like(pattern: str, text: str) -> bool:
    if not pattern or not text:
        return not text and not pattern.strip("*")
    if pattern[0] == "*":
        return _like(pattern[1:], text) or _like(pattern, text[1:])
    return (pattern[0] in ("?", text[0])) and _like(pattern[1:], text[1:])


def test_diagnostics_are_values_at_a_place() -> None:
    """What is said names the file and line of the entry, and what to do."""
    (told,) = suppress({"": []}, [_comment(4, 6)], FREE, RUN).diagnostics

    assert (
        Diagnostic(
            severity="note",
            summary="the suppression of `a.b.c` is not needed",
            detail="nothing that it fits fails or is unknown: remove it",
            file="main.tf",
            start=at(4),
        )
        == told
    )
