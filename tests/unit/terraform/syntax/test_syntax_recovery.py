"""A syntax error costs the block that it is in, and says where it is."""

from __future__ import annotations

import pytest
from tree_shape import places, shape

from gatewright.sources.terraform.syntax.parser import MAX_PROBLEMS, parse

BEHIND = 'resource "t" "behind" {\n  y = 2\n}\n'
AHEAD = 'resource "t" "ahead" {\n  y = 1\n}\n'
KEPT = 'resource "t" "ahead" {y=1} resource "t" "behind" {y=2}'
UNENDED = "syntax error: what begins here has no end; "

CASES = {
    "brace of a block": ('resource "t" "bad" {\n  x = 1\n', 4, 1, UNENDED + "`}` is missing"),
    "brace of a nested block": ('resource "t" "bad" {\n  b {\n    x = 1\n}\n', 4, 1, UNENDED + "`}` is missing"),
    "quotation mark": ('resource "t" "bad" {\n  x = "abc\n}\n', 5, 7, UNENDED + "a quotation mark is missing"),
    "heredoc": ('resource "t" "bad" {\n  x = <<E\nabc\n}\n', 5, 7, UNENDED + "the heredoc's end marker is missing"),
    "bracket": ('resource "t" "bad" {\n  x = [1, 2\n  z = 1\n}\n', 5, 7, UNENDED + "`]` is missing"),
    "parenthesis": ('resource "t" "bad" {\n  x = f(1\n  z = 1\n}\n', 5, 7, UNENDED + "`)` is missing"),
    "interpolation": ('resource "t" "bad" {\n  x = "a${var.x"\n}\n', 5, 11, "syntax error"),
    "value": ('resource "t" "bad" {\n  x =\n  z = 1\n}\n', 5, 5, "syntax error"),
    "element": ('resource "t" "bad" {\n  x = [1,,2]\n}\n', 5, 9, "syntax error"),
    "text inside": ('resource "t" "bad" {\n  foo bar baz\n  z = 1\n}\n', 5, 7, "syntax error"),
    "text outside": ("hello world\n", 4, 1, "syntax error"),
    "symbols outside": ("@@@ $$$\n", 4, 1, "syntax error"),
    "closing brace too many": ("}\n", 4, 1, "syntax error"),
    "escape": ('resource "t" "bad" {\n  x = "\\q"\n}\n', 5, 8, "syntax error"),
    "two arguments on a line": (
        'resource "t" "bad" {\n  x = 1 z = 2\n}\n',
        5,
        9,
        "syntax error: a new line is missing before this",
    ),
    "single quotes": ("resource 't' 'bad' {\n  x = 1\n}\n", 4, 1, "syntax error"),
    "comment without end": ("/* open\n", 4, 1, "syntax error"),
    "second operator": ('resource "t" "bad" {\n  b {\n    x = = 1\n  }\n}\n', 6, 9, "syntax error"),
}


@pytest.mark.parametrize("case", CASES)
def test_error_between_blocks_costs_its_own_block_only(case: str) -> None:
    """The blocks before and behind the broken one are read, and one diagnostic names the place."""
    broken, line, column, summary = CASES[case]

    parsed = parse("main.tf", (AHEAD + broken + BEHIND).encode())

    assert (KEPT, [(line, column, summary)]) == (shape(parsed.body), places(parsed))


def test_merge_conflict_keeps_both_sides() -> None:
    """The three marker lines are told, what stands between them is read."""
    text = "<<<<<<< HEAD\n" + AHEAD + "=======\n" + BEHIND + ">>>>>>> other\n"

    parsed = parse("main.tf", text.encode())

    assert (KEPT, [1, 5, 9]) == (shape(parsed.body), [line for line, _, _ in places(parsed)])


def test_heredoc_of_a_sound_block_is_not_taken_for_blocks() -> None:
    """Lines of a heredoc that look like blocks stay its text when the error is elsewhere."""
    sound = 'resource "t" "doc" {\n  x = <<E\nresource "t" "no" {\n}\nE\n}\n'

    parsed = parse("main.tf", (sound + 'resource "t" "bad" {\n').encode())

    assert 'resource "t" "doc" {x=\'resource "t" "no" {\\n}\\n\'}' == shape(parsed.body)


@pytest.mark.parametrize("rest", ["{{\n", "{resource {\n}\n", "}}\n= {\n"])
def test_broken_rest_is_cut_off_the_block_before_it(rest: str) -> None:
    """What no block can begin with belongs to nobody, and costs nobody."""
    parsed = parse("main.tf", (AHEAD + rest).encode())

    assert ('resource "t" "ahead" {y=1}', {4}) == (shape(parsed.body), {line for line, _, _ in places(parsed)})


def test_header_over_two_lines_is_refused() -> None:
    """A stray word does not swallow the header of the next block."""
    parsed = parse("main.tf", b'hello\nworld "x" {\n}\n')

    assert ('world "x" {}', [1]) == (shape(parsed.body), [line for line, _, _ in places(parsed)])


def test_values_behind_a_broken_value_are_read() -> None:
    """In a file of arguments, such as tfvars, an error costs one argument."""
    parsed = parse("terraform.tfvars", b'a = 1\nb = [\nc = "x"\n')

    assert ("a=1 c='x'", [(2, 1, "syntax error")]) == (shape(parsed.body), places(parsed))


def test_spans_behind_an_error_are_those_of_the_file() -> None:
    """What is read from a piece of the file has its place in the file."""
    text = 'resource "t" "bad" {\n' + BEHIND

    parsed = parse("main.tf", text.encode())

    block = parsed.body.blocks[0]
    attribute = block.body.attributes["y"]
    assert (BEHIND.rstrip(), "y = 2", "2", 'resource "t" "behind" ') == tuple(
        text[start:end] for start, end in (block.span, attribute.span, attribute.expression.span, block.header)
    )


def test_problems_of_one_file_are_listed_up_to_a_limit() -> None:
    """Thousands of broken blocks end in a bounded list that says how many more there are."""
    parsed = parse("main.tf", b"a {\n  x = = 1\n}\n" * (MAX_PROBLEMS + 20))

    assert (MAX_PROBLEMS + 1, "20 more problems") == (len(parsed.diagnostics), parsed.diagnostics[-1].summary)
