"""Terraform's JSON syntax."""

from __future__ import annotations

import json

import pytest
from tree_shape import places, shape, text_of

from gatewright.sources.terraform.syntax.json_syntax import parse_json, parse_json_values
from gatewright.sources.terraform.syntax.nodes import Body


def _json(value: object) -> Body:
    return parse_json("main.tf.json", json.dumps(value).encode()).body


def test_labels_are_the_outer_members() -> None:
    """Resources have two labels, modules one, locals none; comments are passed over."""
    document = {
        "//": "a comment",
        "resource": {"t": {"a": {"x": 1}, "b": [{"x": 2}]}, "//": {"no": {}}},
        "module": {"m": {"source": "./m"}},
        "locals": [{"l": True}, {"k": None}],
    }

    assert (
        'resource "t" "a" {x=1} resource "t" "b" {x=2} module "m" {source=\'./m\'} locals {l=True} locals {k=None}'
        == shape(_json(document))
    )


STRINGS = {
    r'"plain"': "'plain'",
    r'"a/\/b\b\f"': r"'a//b\x08\x0c'",
    r'"\ud83d\ude00"': "'😀'",
    r'"\ud800"': repr("\ufffd"),
    r'"x ${var.a} y"': "template('x ', var['a'], ' y')",
    r'"${lookup(var.x, \"a\")}"': "template(lookup(var['x'], 'a'))",
    r'"a\n${b}"': "template('a\\n', b)",
    r'"$${a}"': "'${a}'",
    r'"${"': "invalid(the template has a syntax error)",
    "-3": "-3",
    "1e2": "100",
    "123456789012345678901234567890": "123456789012345678901234567890",
    '["${a}", {"${b}": 1}]': "[template(a), {template(b): 1}]",
}


@pytest.mark.parametrize("text", STRINGS)
def test_strings_are_templates(text: str) -> None:
    """Escapes of JSON are undone before the text is read as a template."""
    body = parse_json("main.tf.json", b'{"locals": {"x": %s}}' % text.encode()).body

    assert STRINGS[text] == text_of(body.blocks[0].body.attributes["x"].expression)


def test_values_of_variables_are_no_templates() -> None:
    """In a tfvars file a string stands for itself."""
    assert "a='${b}' c=[1]" == shape(parse_json_values("terraform.tfvars.json", b'{"a": "${b}", "c": [1]}').body)


def test_spans_slice_to_the_text_of_each_node() -> None:
    """Members and values have their own places, those of an interpolation too where nothing is escaped."""
    data = '{"resource": {"t": {"é": {"x": "☃ ${var.a}"}}}}'.encode()

    block = parse_json("main.tf.json", data).body.blocks[0]

    attribute = block.body.attributes["x"]
    part = attribute.expression.parts[1]  # type: ignore[union-attr]  # a template
    spans = [block.span, block.header, attribute.span, attribute.expression.span, part.span]
    assert [
        '"é": {"x": "☃ ${var.a}"}',
        '"é"',
        '"x": "☃ ${var.a}"',
        '"☃ ${var.a}"',
        "var.a",
    ] == [data[start:end].decode() for start, end in spans]


def test_parts_of_an_escaped_string_have_the_place_of_the_string() -> None:
    """Where escapes shift the text, the string itself is the most exact place."""
    data = rb'{"locals": {"x": "${f(\"a\")}"}}'

    expression = parse_json("main.tf.json", data).body.blocks[0].body.attributes["x"].expression

    part = expression.parts[0]  # type: ignore[union-attr]  # a template
    assert [rb'"${f(\"a\")}"'] * 2 == [data[slice(*expression.span)], data[slice(*part.span)]]


@pytest.mark.parametrize(
    ("text", "line", "column", "summary"),
    [
        ('{"a": 1,\n "b" 2}', 2, 6, "not valid json: expecting ':' delimiter"),
        ("", 1, 1, "not valid json: expecting value"),
        ('{"a": NaN}', 1, 1, "not valid json: `nan` is no number"),
        ('{"a": ' + "[" * 100_000 + "]" * 100_000 + "}", 1, 1, "not valid json: nested too deeply"),
        ('{"a": ' + "[" * 200 + "]" * 200 + "}", 1, 1, "not valid json: nested too deeply"),
        ('"text"', 1, 1, "the file holds no json object"),
    ],
)
def test_file_that_is_no_json_object_is_one_diagnostic(text: str, line: int, column: int, summary: str) -> None:
    """It names the place, and the file is left out."""
    parsed = parse_json("main.tf.json", text.encode())

    assert ("", [(line, column, summary)]) == (shape(parsed.body), places(parsed))
