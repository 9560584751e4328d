"""CODEOWNERS is read as GitHub documents it."""

from __future__ import annotations

import re

import pytest
from codeowners import CodeOwners
from hypothesis import given
from hypothesis import strategies as st

from gatewright.model.diagnostic import Diagnostic
from gatewright.model.location import Position
from gatewright.owners import LOCATIONS, Owners, parse
from gatewright.owners.pattern import expression


def owners(*lines: str) -> Owners:
    """A file of these lines."""
    return parse("\n".join(lines), "CODEOWNERS")


def test_looks_in_githubs_three_places_in_its_order() -> None:
    """The file under .github wins over the root's, which wins over that of docs."""
    assert LOCATIONS == (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("*", "a/b/main.tf", True),
        ("**", "a/b/main.tf", True),
        ("*.tf", "a/b/main.tf", True),
        ("*.tf", "main.tf.json", False),
        ("*.TF", "main.tf", False),
        ("main.tf", "x/main.tf", True),
        ("/main.tf", "x/main.tf", False),
        ("/build/logs/", "build/logs/x/y.log", True),
        ("/build/logs/", "x/build/logs/y.log", False),
        ("/build/logs/", "build/logs", False),
        ("docs/*", "docs/start.md", True),
        ("docs/*", "docs/app/trouble.md", False),
        ("docs/*", "x/docs/start.md", False),
        ("/*", "main.tf", True),
        ("/*", "a/main.tf", False),
        ("apps/", "x/apps/y/main.tf", True),
        ("apps/", "apps", False),
        ("/docs", "docs/x", True),
        ("/docs", "docs2/x", False),
        ("**/logs", "logs/x", True),
        ("**/logs", "deeply/nested/logs/x", True),
        ("**/logs", "deeply/nested/catalogs/x", False),
        ("a/**/b", "a/b", True),
        ("a/**/b", "a/x/y/b/c", True),
        ("a/**/b", "ab", False),
        ("a/**", "a/x/y", True),
        ("a/**", "a", False),
        ("a/**/", "a/x", False),
        ("a/**/", "a/x/y", True),
        ("**/", "x", False),
        ("**/", "x/y", True),
        ("/", "x", False),
        ("?.tf", "x/a.tf", True),
        ("?.tf", "ab.tf", False),
        ("/a?b", "a/b", False),
        (r"/with\ space/", "with space/x", True),
        (r"with\ space", "a/with space", True),
        (r"/c\#/", "c#/x", True),
        ("/c#/", "c#/x", True),
        (r"/a\*b", "a*b", True),
        (r"/a\*b", "axb", False),
        ("/*a*b*", "xxaxbx", True),
        ("/*a*b*", "xxbxa", False),
        ("/a*b*b", "abb", True),
        ("/a*ab", "ab", False),
        ("**/a/**/a/b", "a/x/a/a/b", True),
        ("/é*/", "éa/x", True),
    ],
)
def test_matches(pattern: str, path: str, *, matches: bool) -> None:
    """A pattern matches what GitHub's page says that it does."""
    expected = ("@o",) if matches else ()

    assert expected == owners(f"{pattern} @o").of(path)


def test_the_last_matching_line_decides() -> None:
    """A later line wins, even where an earlier one is more specific."""
    found = owners("/modules/bucket/ @a", "* @b @c", "*.md @d")

    assert found.of("modules/bucket/main.tf") == ("@b", "@c")


def test_the_last_matching_line_decides_in_a_long_file() -> None:
    """Lines far apart are compared as neighbours are."""
    found = owners("* @first", *(f"/{number}/ @o{number}" for number in range(1000)), "/7/sub/ @last")

    assert [found.of(path) for path in ("x", "7/x", "7/sub/x", "999/x")] == [
        ("@first",),
        ("@o7",),
        ("@last",),
        ("@o999",),
    ]


def test_a_line_without_owners_takes_ownership_away() -> None:
    """A matching line that names nobody means that nobody owns the path."""
    assert owners("/apps/ @a", "/apps/github").of("apps/github/x") == ()


def test_comments_are_left_out() -> None:
    """Whole-line and inline comments name nobody."""
    found = owners("# @x", "  # @x", "*.tf @a # and @b", "/c @c#d")

    assert found.of("a.tf") == ("@a",)
    assert found.of("c") == ()


def test_reads_every_form_of_owner() -> None:
    """Users, teams and addresses are owners; each is named once."""
    expected = ("@user-1", "@shop/cloud.sec", "a.b+c@example.com")

    assert expected == owners("* @user-1 @shop/cloud.sec a.b+c@example.com @user-1").of("x")


@pytest.mark.parametrize(
    "line",
    [
        "!/docs/ @o",
        "/[ab].tf @o",
        "[Section] @o",
        "^[Section]",
        r"\#file @o",
        "***/x @o",
        "/x docs@",
        "/x @",
        "/x @a/",
        "/x @a/b/c",
        "/x nobody",
        "/x\\",
    ],
)
def test_an_invalid_line_is_skipped_and_named(line: str) -> None:
    """The other lines stand, and the diagnostic says which line is not one of GitHub's."""
    found = owners("* @default", "", line, "*.md @docs")

    assert found.of("x") == ("@default",)
    assert found.of("x.md") == ("@docs",)
    assert [("warning", "CODEOWNERS", Position(line=3, column=1))] == [
        (problem.severity, problem.file, problem.start) for problem in found.diagnostics
    ]


def test_a_diagnostic_says_what_to_do() -> None:
    """The message follows the house rules for messages."""
    assert owners("* docs@").diagnostics == (
        Diagnostic(
            severity="warning",
            summary="an invalid line of the code owners file is skipped",
            detail="`docs@` is not an owner; write `@user`, `@organisation/team` or an email address",
            file="CODEOWNERS",
            start=Position(line=1, column=1),
        ),
    )


def test_a_file_of_three_megabytes_is_not_loaded() -> None:
    """GitHub ignores such a file; so do we, and say so."""
    large = parse("* @o\n" + "#" * (3 * 1024 * 1024), ".github/CODEOWNERS")

    assert large.of("x") == ()
    assert [problem.summary for problem in large.diagnostics] == ["the code owners file is 3 MB or larger"]


def test_takes_windows_line_ends_and_a_byte_order_mark() -> None:
    """Neither becomes part of a pattern or an owner."""
    assert parse("\ufeff*.tf @a\r\n*.md @b\r\n", "CODEOWNERS").of("x.tf") == ("@a",)


def test_other_line_separators_do_not_shift_lines() -> None:
    """Only a line feed ends a line, so that numbers agree with an editor's."""
    found = parse("# a\u2028b\x0cc\n!x @o", "CODEOWNERS")

    assert [problem.start for problem in found.diagnostics] == [Position(line=2, column=1)]


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*a" * 40 + "b", "a" * 200),
        ("**/a*a*a/" * 20 + "b", "aaaa/" * 60 + "c"),
        ("/" + "**/" * 200 + "b", "a/" * 300 + "c"),
        ("*?" * 60 + "b", "a" * 200),
    ],
)
def test_no_pattern_is_slow(pattern: str, path: str) -> None:
    """Patterns that would take the usual translation years are answered; the test would not end otherwise."""
    assert owners(f"{pattern} @o").of(path) == ()


SEGMENTS = st.lists(st.sampled_from(["a", "b", "ab", "*", "**", "a*", "*b", "a*b", "*a*", "?", "?b"]), min_size=1)
PATTERNS = st.builds(
    lambda segments, start, end: start + "/".join(segments) + end,
    SEGMENTS.map(lambda segments: segments[:4]),
    st.sampled_from(["", "/"]),
    st.sampled_from(["", "/"]),
)
PATHS = st.lists(st.text("ab", min_size=1, max_size=3), min_size=1, max_size=5).map("/".join)


@given(PATTERNS, PATHS)
def test_agrees_with_the_codeowners_library(pattern: str, path: str) -> None:
    """On patterns without spaces and ranges, which the library reads otherwise, both say the same of every path."""
    expected = [owner for _, owner in CodeOwners(f"{pattern} @o").of(path)]

    assert expected == list(owners(f"{pattern} @o").of(path))


@given(st.text(max_size=40))
def test_any_text_is_read(text: str) -> None:
    """No text is an exception: each line is a rule, a comment or a diagnostic."""
    found = parse(text, "CODEOWNERS")

    assert all(re.compile(line.expression) for line in found.lines)
    assert isinstance(found.of("a/b"), tuple)


@given(st.text(st.characters(exclude_characters="\\*?[]!#/"), min_size=1, max_size=10))
def test_a_plain_name_matches_itself(name: str) -> None:
    """A name without special characters matches that name and nothing longer."""
    pattern = re.compile(expression(name))

    assert pattern.match(name)
    assert not pattern.match(f"{name}x")
