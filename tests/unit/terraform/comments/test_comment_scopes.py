"""What a skip comment covers, by where it stands."""

from __future__ import annotations

import pytest
from skip_comments import covered, only

from gatewright.sources.terraform.comments import directives, directives_of, discovery
from gatewright.sources.terraform.comments.layout import Layout

OURS = "# gatewright:ignore aws.s3.* -- r"
BLOCK = 'resource "aws_s3_bucket" "a" {'

SCOPES = {
    "file: a blank line follows": (f"# Licence\n{OURS}\n\n{BLOCK}\n}}\n", ("file", f"# Licence … {'}'}")),
    "file: another one follows": (f"{OURS}\n# more\n\nlocals {{\n}}\n", ("file", f"{OURS} … }}")),
    "file: nothing else is there": (f"{OURS}\n", ("file", OURS)),
    "file: after a byte order mark's place": (f"\n\n{OURS}\n\n{BLOCK}\n}}\n", ("file", " … }")),
    "block: directly above the first": (f"{OURS}\n{BLOCK}\n}}\n", ("block", f"{BLOCK} … }}")),
    "block: other comments between": (f"{OURS}\n# why\n/* more\n lines */\n{BLOCK}\n}}\n", ("block", f"{BLOCK} … }}")),
    "block: inside, a blank line below": (f"{BLOCK}\n  {OURS}\n\n  a = 1\n}}\n", ("block", f"{BLOCK} … }}")),
    "block: its last line": (f"{BLOCK}\n  a = 1\n  {OURS}\n}}\n", ("block", f"{BLOCK} … }}")),
    "block: behind its brace": (f"{BLOCK} {OURS}\n  a = 1\n}}\n", ("block", f"{BLOCK} … }}")),
    "block: behind its end": (f"{BLOCK}\n  a = 1\n}} {OURS}\n", ("block", f"{BLOCK} … }}")),
    "block: of one line": (f"{BLOCK} a = 1 }} {OURS}\n", ("block", f"{BLOCK} a = 1 }}")),
    "block: a module call": (f'{OURS}\nmodule "m" {{\n  source = "./m"\n}}\n', ("block", 'module "m" { … }')),
    "block: nested, above": (f"{BLOCK}\n  {OURS}\n  in {{\n    x = 1\n  }}\n}}\n", ("block", "in { … }")),
    "block: nested, inside": (f"{BLOCK}\n  in {{\n    x = 1\n    {OURS}\n  }}\n}}\n", ("block", "in { … }")),
    "block: in windows' lines": (f"{OURS}\r\n{BLOCK}\r\n}}\r\n", ("block", f"{BLOCK} … }}")),
    "attribute: above": (f"{BLOCK}\n  {OURS}\n  a = 1\n  b = 2\n}}\n", ("attribute", "a = 1")),
    "attribute: behind": (f"{BLOCK}\n  a = 1 {OURS}\n  b = 2\n}}\n", ("attribute", "a = 1")),
    "attribute: in the same line before": (
        f"{BLOCK}\n  /* gatewright:ignore aws.s3.* */ a = 1\n}}\n",
        ("attribute", "a = 1"),
    ),
    "attribute: of many lines": (f"{BLOCK}\n  {OURS}\n  a = [\n    1,\n  ]\n}}\n", ("attribute", "a = [ … ]")),
    "attribute: behind its end": (f"{BLOCK}\n  a = [\n    1,\n  ] {OURS}\n}}\n", ("attribute", "a = [ … ]")),
    "attribute: a heredoc": (f"{BLOCK}\n  {OURS}\n  a = <<E\nx\nE\n}}\n", ("attribute", "a = <<E … E")),
    "attribute: behind its bracket": (f"{BLOCK}\n  a = [ {OURS}\n    1,\n  ]\n}}\n", ("attribute", "a = [ … ]")),
    "attribute: the end of its list": (f"{BLOCK}\n  a = [\n    1,\n    {OURS}\n  ]\n}}\n", ("attribute", "a = [ … ]")),
    "attribute: of a file of variables": (f"a = 1\n\n{OURS}\nb = 2\n", ("attribute", "b = 2")),
    "element: above": (f"{BLOCK}\n  a = [\n    {OURS}\n    1,\n    2,\n  ]\n}}\n", ("element", "1")),
    "element: behind": (f"{BLOCK}\n  a = [\n    1,\n    2, {OURS}\n  ]\n}}\n", ("element", "2")),
    "element: all of its line": (f"{BLOCK}\n  a = [\n    1, 2, {OURS}\n    3\n  ]\n}}\n", ("element", "1, 2")),
    "element: of an object": (f"{BLOCK}\n  a = {{\n    b = 1\n    {OURS}\n    c = 2\n  }}\n}}\n", ("element", "c = 2")),
    "element: in a function": (
        f"{BLOCK}\n  a = f({{\n    b = [ {OURS}\n      1 ]\n  }})\n}}\n",
        ("element", "b = [ … 1 ]"),
    ),
}


@pytest.mark.parametrize("name", SCOPES)
def test_ours_cover_what_they_stand_at(name: str) -> None:
    """Our comment covers the file, block, attribute or element that it stands at, and nothing else."""
    text, expected = SCOPES[name]
    assert [expected] == covered(text)


def test_each_line_of_a_block_comment_may_be_one() -> None:
    """A comment between `/*` and `*/` may hold several of ours, a line each."""
    text = f"/*\n * gatewright:ignore aws.s3.a\n * gatewright:ignore aws.s3.b -- r\n */\n{BLOCK}\n}}\n"
    assert [("block", f"{BLOCK} … }}")] * 2 == covered(text)
    assert [(2, "", "aws.s3.a"), (3, "r", "aws.s3.b")] == [
        (one.line, one.statement.reason, *one.statement.ids) for one in directives_of("main.tf", text.encode())
    ]


@pytest.mark.parametrize(
    "text", [f"{BLOCK}\n}}\n\n{OURS}\n\nlocals {{\n}}\n", f"{BLOCK}\n}}\n{OURS}\n", f"{BLOCK}\n}}\n\n{OURS}\n# x\n\n"]
)
def test_what_stands_at_nothing_covers_nothing(text: str) -> None:
    """Between blocks, with a blank line below, a comment is told about and not honoured."""
    problem = "stands at nothing: no block or argument is directly below it or before it in its line"
    assert [(problem, None)] == covered(text)


@pytest.mark.parametrize("inner", [f'a = "{OURS}"', f"a = <<E\n{OURS}\nE", f"a = <<-E\n  x {OURS}\n  E"])
def test_strings_are_no_comments(inner: str) -> None:
    """What looks like a comment in a string or heredoc says nothing."""
    assert [] == covered(f"{BLOCK}\n  {inner}\n}}\n")


def test_a_file_without_a_marker_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is parsed unless one of the words is in the file."""
    parsed: list[str] = []
    layout_of = discovery.layout_of

    def noted(path: str, data: bytes) -> Layout:
        parsed.append(path)
        return layout_of(path, data)

    monkeypatch.setattr(discovery, "layout_of", noted)
    directives_of("plain.tf", f"# ignore\n{BLOCK}\n}}\n".encode())
    directives_of("marked.tf", f"{OURS}\n{BLOCK}\n}}\n".encode())
    assert ["marked.tf"] == parsed


def test_positions_are_in_characters() -> None:
    """Columns count characters, and lines those of the file."""
    found = only(f'# é\n\nlocals {{\n  ä = "é" {OURS}\n}}\n')
    assert (4, 13, (4, 3, 4, 10)) == (found.line, found.column, found.scope)


def test_a_syntax_error_elsewhere_costs_nothing() -> None:
    """Comments at sound blocks are honoured, those in the broken one are told about."""
    text = f"{OURS}\n{BLOCK}\n  a = 1 {OURS}\n}}\nbroken {{\n  = {OURS}\n}}\n\n# x\n{OURS}\nlocals {{\n  b = 1\n}}\n"
    lost = "a skip comment stands in a part that has a syntax error"
    expected = [("block", f"{BLOCK} … }}"), ("attribute", "a = 1"), (lost, None), ("block", "locals { … }")]
    assert expected == covered(text)


def test_a_comment_above_what_is_broken_is_not_honoured() -> None:
    """A comment at the top of a file directly above a broken block does not become the file's."""
    (found,) = covered(f"{OURS}\nbroken {{\n  = 1\n}}\n\n{BLOCK}\n}}\n")
    assert ("stands at a part that has a syntax error", None) == found


def test_two_items_on_a_line_are_broken_too() -> None:
    """What our parser refuses and the grammar lets pass does not open the file's head."""
    (found,) = covered(f"a {{\n b = 1 c = 2\n {OURS}\n}}\n")
    assert "stands in a part that has a syntax error" == found[0]


def test_too_many_are_told() -> None:
    """A file with more skips than anybody writes: the rest is told about once, and not honoured."""
    text = f"{BLOCK}\n" + f"  {OURS}\n" * (directives.MAX_DIRECTIVES + 7) + "}\n"
    found = directives_of("main.tf", text.encode())
    assert directives.MAX_DIRECTIVES + 1 == len(found)
    assert "the file holds more than 5000 skip comments" == found[-1].statement.problem


def test_a_line_without_end_is_told() -> None:
    """A line of a comment that is too long is not read."""
    found = only(f"{OURS}{'x' * directives.MAX_LENGTH}\n")
    assert (None, "the line is longer than 4000 characters") == (found.covers, found.statement.problem)


JSON = """{
  "//": "gatewright:ignore aws.s3.a -- all",
  "resource": {
    "aws_s3_bucket": {
      "one": {"//": "gatewright:ignore aws.s3.b", "bucket": "x"},
      "two": [{"//": ["words", "gatewright:ignore aws.s3.c"], "rule": {"//": "gatewright:ignore aws.s3.d"}}],
      "three": [{"//": "gatewright:ignore aws.s3.e"}, {"bucket": "//"}],
      "four": {"//": {"//": "gatewright:ignore aws.s3.f"}, "bucket": "gatewright:ignore aws.s3.g"}
    }
  }
}
"""


def test_json_has_comments_as_properties() -> None:
    """A `//` covers the member that its object is; at the top it covers the file."""
    expected = [
        ("aws.s3.a", "file", JSON[:1]),
        ("aws.s3.b", "block", '"one"'),
        ("aws.s3.c", "block", '"two"'),
        ("aws.s3.d", "block", '"rule'),
        ("aws.s3.e", "block", '{"//"'),
    ]
    found = directives_of("main.tf.json", JSON.encode())
    begins = [(one.covers, JSON[one.target[0] :][:5] if one.covers == "block" else "{") for one in found]
    assert expected == [(*one.statement.ids, *begin) for one, begin in zip(found, begins, strict=True)]


def test_broken_json_has_none() -> None:
    """A file that is no JSON says nothing here; the loader tells about it."""
    assert () == directives_of("main.tf.json", b'{"//": "gatewright:ignore aws.s3.a"')
