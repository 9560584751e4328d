"""Setting and removing arguments, in native syntax."""

from __future__ import annotations

import pytest
from edited_files import edited, edited_once, place

from gatewright.model.location import Position
from gatewright.sources.terraform.editing import Content, EditRefusedError, FileEditor, Raw, apply

START = Position(line=1, column=1)
BUCKET = """resource "aws_s3_bucket" "logs" {
  bucket = "logs" # the name
  acl    = "private"

  tags = {
    Owner = "me"
  }

  versioning {
    enabled = false
  }
}
"""


def test_a_value_is_replaced_in_its_place() -> None:
    """Only the value changes, the comments of its neighbours stay in their column."""
    assert BUCKET.replace('"private"', "true") == edited(BUCKET, lambda e: e.set_attribute(START, ["acl"], value=True))


def test_an_argument_is_added_and_its_group_aligned() -> None:
    """A longer name moves the signs of the group and the comment behind one of them."""
    head = 'x "a" {\n  bucket = "logs" # the name\n  acl    = "private"\n\n'
    text = f"{head}  other = 1\n}}\n"
    expected = f"{head}  other         = 1\n  force_destroy = true\n}}\n"
    assert expected == edited(text, lambda e: e.set_attribute(START, ["force_destroy"], value=True))
    text = 'x "a" {\n  a = "logs" # the name\n  b = 1      # c\n}\n'
    expected = 'x "a" {\n  a    = "logs" # the name\n  b    = 1      # c\n  long = true\n}\n'
    assert expected == edited(text, lambda e: e.set_attribute(START, ["long"], value=True))


def test_an_argument_goes_before_the_nested_blocks() -> None:
    """Behind the last argument in front of them; with none there, in front of them with a blank line between."""
    expected = BUCKET.replace("\n\n  versioning", "\n  force_destroy = true\n\n  versioning")
    assert expected == edited(BUCKET, lambda e: e.set_attribute(START, ["force_destroy"], value=True))
    text = "x {\n  y {\n  }\n}\n"
    assert "x {\n  a = 1\n\n  y {\n  }\n}\n" == edited(text, lambda e: e.set_attribute(START, ["a"], 1))


def test_arguments_with_a_place_of_their_own_keep_it() -> None:
    """`depends_on` stays the last, and `count` is set off from what follows."""
    text = "x {\n  a = 1\n\n  depends_on = [y]\n}\n"
    assert "x {\n  a = 1\n  b = 2\n\n  depends_on = [y]\n}\n" == edited(
        text, lambda e: e.set_attribute(START, ["b"], 2)
    )
    assert "x {\n  count = 1\n\n  b = 2\n}\n" == edited(
        "x {\n  count = 1\n}\n", lambda e: e.set_attribute(START, ["b"], 2)
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x { a = 1 }\n", "x {\n  a  = 1\n  bb = 2\n}\n"),
        ("x {}\n", "x {\n  bb = 2\n}\n"),
        ("x { }", "x {\n  bb = 2\n}"),
        ("x {\n}\n", "x {\n  bb = 2\n}\n"),
        ("x { # why\n}\n", "x { # why\n  bb = 2\n}\n"),
        ("x {\n  # why\n}\n", "x {\n  bb = 2\n  # why\n}\n"),
        ("x {\n\ta = 1\n}\n", "x {\n\ta  = 1\n\tbb = 2\n}\n"),
        ("x {\r\n  a = 1\r\n}\r\n", "x {\r\n  a  = 1\r\n  bb = 2\r\n}\r\n"),
        ("\ufeffx {\n  a = 1\n}", "\ufeffx {\n  a  = 1\n  bb = 2\n}"),
        ("x {\n  a = <<E\nb = 1\nE\n}\n", "x {\n  a  = <<E\nb = 1\nE\n  bb = 2\n}\n"),
        ("x {\n  a = [\n    1,\n  ]\n}\n", "x {\n  a = [\n    1,\n  ]\n  bb = 2\n}\n"),
        ("x {\n  é = 1\n}\n", "x {\n  é  = 1\n  bb = 2\n}\n"),
    ],
)
def test_blocks_of_any_layout_take_an_argument(text: str, expected: str) -> None:
    """One-line blocks are opened up; line ends, byte order mark, tabs and comments stay."""
    assert expected == edited(text, lambda e: e.set_attribute(START, ["bb"], 2))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "null"),
        (True, "true"),
        (-3, "-3"),
        (0.5, "0.5"),
        (1e22, "10000000000000000000000"),
        ('a"b\\\n${x}%{y}$', '"a\\"b\\\\\\n$${x}%%{y}$"'),
        ([], "[]"),
        ({}, "{}"),
        (["a", 1, Raw("var.x")], '["a", 1, var.x]'),
        ({"A": 1, "long key": "x"}, '{\n    A          = 1\n    "long key" = "x"\n  }'),
        ([{"for": []}], '[\n    {\n      "for" = []\n    },\n  ]'),
        (Raw(" aws_s3_bucket.logs.id "), "aws_s3_bucket.logs.id"),
        (["x" * 60, "y" * 60], f'[\n    "{"x" * 60}",\n    "{"y" * 60}",\n  ]'),
    ],
)
def test_every_kind_of_value_is_written(value: Content, expected: str) -> None:
    """Values are written as the formatter would leave them, template marks escaped."""
    assert f"x {{\n  a = {expected}\n}}\n" == edited("x {\n}\n", lambda e: e.set_attribute(START, ["a"], value))


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        "\ud800",
        Raw(""),
        Raw("1\nb = 2"),
        Raw("a }"),
        Raw("[1"),
        Raw("1 # x"),
        Raw("[1, # x\n2]"),
        Raw("[<<E\nx\nE\n]"),
        Raw("<<E\nx\nE\n"),
        object(),
        b"x",
        {1: 2},
        [{"a": float("nan")}],
    ],
)
def test_what_hcl_cannot_say_is_refused(value: object) -> None:
    """Nothing is written that would not be read as that value, and nothing that would end its expression."""
    with pytest.raises(EditRefusedError):
        FileEditor("main.tf", b"x {\n}\n").set_attribute(START, ["a"], value)  # type: ignore[arg-type]  # on purpose


def test_a_value_that_is_there_already_stays_as_it_is_written() -> None:
    """The same list in another layout is not touched."""
    text = 'x {\n  a = [\n    "b", # why\n    -1\n  ]\n}\n'
    assert text == edited(text, lambda e: e.set_attribute(START, ["a"], ["b", -1]))


def test_a_number_is_no_truth_value() -> None:
    """`1` is written where `true` stands, though Python takes them for equal."""
    assert "x {\n  a = 1\n}\n" == edited("x {\n  a = true\n}\n", lambda e: e.set_attribute(START, ["a"], 1))


def test_a_value_that_goes_over_lines_leaves_its_group() -> None:
    """Its own sign stands by itself then, and the group is split."""
    text = "x {\n  a      = 1\n  bb     = 2\n  longer = 3\n}\n"
    expected = "x {\n  a = 1\n  bb = {\n    c = 1\n  }\n  longer = 3\n}\n"
    assert expected == edited(text, lambda e: e.set_attribute(START, ["bb"], {"c": 1}))


@pytest.mark.parametrize(
    "text",
    [
        "x {\n  a = 1\n  bb = 2\n}\n",
        "x {\n  a=1\n  bb=2\n}\n",
        "x {\n  a  =1\n  bb =2\n}\n",
        "x {\n  a = 1 # a\n  bb = 2\n}\n",
    ],
)
def test_a_group_that_is_not_laid_out_is_left_as_it_is(text: str) -> None:
    """Only the new line is written where others are not in the formatter's columns."""
    expected = text.replace("\n}", "\n  ccc = 3\n}")
    assert expected == edited(text, lambda e: e.set_attribute(START, ["ccc"], 3))


@pytest.mark.parametrize("name", ["master_password", "api_token"])
def test_a_line_that_holds_a_secret_is_not_moved(name: str) -> None:
    """A patch shows the lines that it changes; what is new stands apart from a secret instead."""
    text = f'x {{\n  {name} = "Hunter2"\n}}\n'
    expected = text.replace("\n}", "\n\n  longer_than_a_password = 1\n}")
    assert expected == edited(text, lambda e: e.set_attribute(START, ["longer_than_a_password"], 1))


def test_the_value_of_a_parameter_is_not_moved() -> None:
    """Some arguments hold a secret in their own types of resource alone."""
    text = 'resource "aws_ssm_parameter" "p" {\n  value = "Hunter2"\n}\n'
    expected = text.replace("\n}", '\n\n  description = "d"\n}')
    assert expected == edited(text, lambda e: e.set_attribute(START, ["description"], "d"))


@pytest.mark.parametrize("secret", ["password    = var.password", 'http_tokens = "required"'])
def test_what_only_sounds_like_a_secret_is_aligned_as_anything_else(secret: str) -> None:
    """A reference gives nothing away, and not everything about tokens is one."""
    text = f"x {{\n  {' = '.join(part.strip() for part in secret.split('='))}\n}}\n"
    expected = f"x {{\n  {secret.replace(' =', '  =')}\n  longer_still = 1\n}}\n"
    assert expected == edited(text, lambda e: e.set_attribute(START, ["longer_still"], 1))


def test_what_looks_like_layout_within_a_string_is_none() -> None:
    """Quotation marks, braces and comment signs in strings move nothing."""
    text = 'x {\n  a = "\\"{ = # ${b["}"]} ${ # "\n}\n'.replace("${ #", "$${ #")
    expected = text.replace("  a =", "  a   =").replace("\n}", "\n  ccc = 1\n}")
    assert expected == edited(text, lambda e: e.set_attribute(START, ["ccc"], 1))
    text = 'x {\n  a = "\\"{" # c\n  b = "\\""  # c\n}\n'
    expected = 'x {\n  a   = "\\"{" # c\n  b   = "\\""  # c\n  ccc = 1\n}\n'
    assert expected == edited(text, lambda e: e.set_attribute(START, ["ccc"], 1))


def test_paths_go_through_blocks_and_values() -> None:
    """Nested blocks, objects and lists; what is missing on the way is made."""
    assert BUCKET.replace("enabled = false", "enabled = true") == edited(
        BUCKET, lambda e: e.set_attribute(START, ["versioning", "enabled"], value=True)
    )
    assert BUCKET.replace('"me"', '"you"') == edited(BUCKET, lambda e: e.set_attribute(START, ["tags", "Owner"], "you"))
    assert BUCKET.replace('"me"\n', '"me"\n    Cost  = 1\n') == edited(
        BUCKET, lambda e: e.set_attribute(START, ["tags", "Cost"], 1)
    )
    logging = '  }\n\n  logging {\n    target_bucket = "x"\n  }\n}\n'
    assert BUCKET.removesuffix("  }\n}\n") + logging == edited(
        BUCKET, lambda e: e.set_attribute(START, ["logging", "target_bucket"], "x")
    )


def test_the_schema_tells_an_object_from_a_block() -> None:
    """Tags that are not there are an argument of a bucket."""
    text = 'resource "aws_s3_bucket" "x" {\n}\n'
    expected = 'resource "aws_s3_bucket" "x" {\n  tags = {\n    Owner = "me"\n  }\n}\n'
    assert expected == edited(text, lambda e: e.set_attribute(START, ["tags", "Owner"], "me"))


def test_of_several_blocks_one_has_to_be_named() -> None:
    """An index says which; without one the edit is refused."""
    text = "x {\n  y {\n    a = 1\n  }\n  y {\n    a = 1\n  }\n}\n"
    assert "x {\n  y {\n    a = 1\n  }\n  y {\n    a = 2\n  }\n}\n" == edited(
        text, lambda e: e.set_attribute(START, ["y", 1, "a"], 2)
    )
    with pytest.raises(EditRefusedError, match="stands there 2 times"):
        FileEditor("main.tf", text.encode()).set_attribute(START, ["y", "a"], 2)


def test_an_edit_reaches_into_dynamic_content() -> None:
    """The content of a dynamic block is what its name leads to; beside others of the name the index must be certain."""
    text = 'x {\n  dynamic "y" {\n    for_each = z\n    content {\n      a = y.value\n    }\n  }\n}\n'
    expected = text.replace("a = y.value\n", "a  = y.value\n      bb = 2\n")
    assert expected == edited(text, lambda e: e.set_attribute(START, ["y", "bb"], 2))
    assert expected == edited(text, lambda e: e.set_attribute(place(text, "dynamic"), ["bb"], 2))
    both = text.replace("}\n}\n", "}\n\n  y {\n  }\n}\n")
    with pytest.raises(EditRefusedError, match="dynamic"):
        FileEditor("main.tf", both.encode()).set_attribute(START, ["y", 1, "bb"], 2)


def test_merged_objects_are_set_in_the_last_one() -> None:
    """The last object of a merge decides; a value from elsewhere is refused."""
    text = "x {\n  tags = merge(var.tags, { a = 1 })\n}\n"
    assert text.replace("a = 1", "a = 1, b = 2") == edited(text, lambda e: e.set_attribute(START, ["tags", "b"], 2))
    for value in ("var.tags", "merge({ a = 1 }, var.tags)", "{ (var.k) = 1 }"):
        with pytest.raises(EditRefusedError):
            FileEditor("main.tf", f"x {{\n  tags = {value}\n}}\n".encode()).set_attribute(START, ["tags", "b"], 2)


def test_an_argument_is_removed_with_its_line() -> None:
    """The comment behind it goes; the group closes up and aligns anew."""
    text = "x {\n  # both\n  a       = 1\n  longest = 2 # why\n  b       = 3\n}\n"
    assert "x {\n  # both\n  a = 1\n  b = 3\n}\n" == edited(text, lambda e: e.remove_attribute(START, ["longest"]))


def test_comments_above_go_with_what_they_speak_of() -> None:
    """Alone in its paragraph, an argument takes its comment lines along; a heading of several stays."""
    text = "x {\n  a = 1\n\n  # why b\n  b = 2\n\n  c = 3\n}\n"
    assert "x {\n  a = 1\n\n  c = 3\n}\n" == edited(text, lambda e: e.remove_attribute(START, ["b"]))
    assert "x {\n  # both\n  b = 2\n}\n" == edited(
        "x {\n  # both\n  a = 1\n  b = 2\n}\n", lambda e: e.remove_attribute(START, ["a"])
    )


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("x { a = 1 }\n", ["a"], "x {}\n"),
        ("x {\n  a = 1\n}\n", ["a"], "x {\n}\n"),
        ("x {\n  a = <<E\nb\nE\n  c = 1\n}\n", ["a"], "x {\n  c = 1\n}\n"),
        ("x {\n  a = { b = 1, c = 2 }\n}\n", ["a", "b"], "x {\n  a = { c = 2 }\n}\n"),
        ("x {\n  a = { b = 1, c = 2 }\n}\n", ["a", "c"], "x {\n  a = { b = 1 }\n}\n"),
        ("x {\n  a = {\n    b = 1\n  }\n}\n", ["a", "b"], "x {\n  a = {}\n}\n"),
        ("x {\n  y {\n    b = 1\n  }\n}\n", ["y", "b"], "x {\n  y {\n  }\n}\n"),
        ("x {\n  a = 1\n}\n", ["zz"], "x {\n  a = 1\n}\n"),
        ("x {\n  a = 1\n}\n", ["zz", "y"], "x {\n  a = 1\n}\n"),
    ],
)
def test_removal_in_every_layout(text: str, path: list[str], expected: str) -> None:
    """Arguments and items of objects are removed from one line and from several; what is absent is no problem."""
    assert expected == edited(text, lambda e: e.remove_attribute(START, path))


def test_blocks_with_syntax_errors_are_refused() -> None:
    """The broken block is refused with the place of the error; its neighbour is edited."""
    text = "x {\n  a = = 1\n}\n\ny {\n  a = 1\n}\n"
    with pytest.raises(EditRefusedError, match="syntax error"):
        FileEditor("main.tf", text.encode()).set_attribute(START, ["b"], 1)
    expected = text.replace("  a = 1\n", "  a = 1\n  b = 2\n")
    assert expected == edited(text, lambda e: e.set_attribute(place(text, "y {"), ["b"], 2))


def test_an_argument_that_is_there_twice_is_refused() -> None:
    """Which of the two counts is not for an edit to say."""
    with pytest.raises(EditRefusedError, match="set twice"):
        FileEditor("main.tf", b"x {\n  a = 1\n  a = 2\n}\n").set_attribute(START, ["a"], 3)


@pytest.mark.parametrize(
    "position", [Position(line=2, column=3), Position(line=9, column=1), Position(line=1, column=2)]
)
def test_a_place_without_a_block_is_refused(position: Position) -> None:
    """Nothing is guessed where no block begins."""
    with pytest.raises(EditRefusedError):
        FileEditor("main.tf", b"x {\n  a = 1\n}\n").set_attribute(position, ["b"], 3)


def test_text_in_another_encoding_is_refused() -> None:
    """A file that is not UTF-8 has no characters to count."""
    with pytest.raises(EditRefusedError, match="UTF-8"):
        FileEditor("main.tf", b'x {\n  a = "\xff"\n}\n')


def test_defaults_values_and_arguments_of_modules() -> None:
    """Each lands where its name is; a new one is added."""
    text = 'variable "a" {\n  type = string\n}\n'
    assert 'variable "a" {\n  type    = string\n  default = "b"\n}\n' == edited(text, lambda e: e.set_default("a", "b"))
    assert "a   = 1\nbbb = 2\n" == edited("a = 1\n", lambda e: e.set_value("bbb", 2), file="x.tfvars")
    assert "a = 2" == edited("a = 1", lambda e: e.set_value("a", 2), file="x.tfvars")
    assert "a = 1\nb = 2" == edited("a = 1", lambda e: e.set_value("b", 2), file="x.tfvars")
    assert "b = 2\n" == edited("", lambda e: e.set_value("b", 2), file="x.tfvars")
    text = 'module "m" {\n  source = "./m"\n\n  a = 1\n}\n'
    assert text.replace("a = 1\n", "a  = 1\n  bb = [2]\n") == edited(text, lambda e: e.set_argument(START, "bb", [2]))
    with pytest.raises(EditRefusedError):
        FileEditor("main.tf", text.encode()).set_default("a", 1)


def test_a_value_is_found_by_any_place_of_it() -> None:
    """Where the name begins, where the value begins, and the innermost around another place."""
    text = "x {\n  a = (b)\n  c = { d = [1, (2 + 3)] }\n}\n"
    assert text.replace("(b)", "1") == edited_once(text, lambda e: e.replace_expression(place(text, "a ="), 1))
    assert text.replace("(b)", "1") == edited_once(text, lambda e: e.replace_expression(place(text, "(b"), 1))
    assert text.replace("(2 + 3)", "1") == edited_once(text, lambda e: e.replace_expression(place(text, "+ 3"), 1))
    assert text.replace("[1, (2 + 3)]", "1") == edited_once(text, lambda e: e.replace_expression(place(text, "d ="), 1))
    assert text.replace("{ d = [1, (2 + 3)] }", "1") == edited_once(
        text, lambda e: e.replace_expression(place(text, "{ d"), 1)
    )
    with pytest.raises(EditRefusedError):
        FileEditor("main.tf", text.encode()).replace_expression(place(text, "x {"), 1)


def test_bytes_are_applied_as_given() -> None:
    """Splices are of the file as it was given, its byte order mark included."""
    data = "\ufeffx {\n  a = 1\n}\n".encode()
    splices = FileEditor("main.tf", data).set_attribute(START, ["a"], 2)
    assert b"1" == data[splices[0].start : splices[0].end]
    assert data.replace(b"1", b"2") == apply(data, splices)
