"""The syntax tree of HCL's native syntax."""

from __future__ import annotations

import pytest
from tree_shape import expression_of, places, shape, shape_of, text_of

from gatewright.sources.terraform.syntax.expressions import MAX_DEPTH
from gatewright.sources.terraform.syntax.nodes import Invalid, Literal
from gatewright.sources.terraform.syntax.parser import parse, parse_expression, parse_template

EXPRESSIONS = {
    "null": "None",
    "1.5e3": "1500",
    "-1": "(-1)",
    '"a\\n\\"b\\" $${c} %%{d} \\u00e9"': repr('a\n"b" ${c} %{d} é'),
    '"\\ud800"': repr("\ufffd"),
    'a.b[0]["c"].1.d': "a['b'][0]['c'][1]['d']",
    "a[b.c]": "(a)[b['c']]",
    "f(a)[0].b": "((f(a))[0])['b']",
    "a[*].b[0]": "splat(a, *['b'][0])",
    "a.*.b": "splat(a, *['b'])",
    "(a.b).c": "a['b']['c']",
    '{a = 1, (b) = 2, "c" : 3}': "{'a': 1, b: 2, 'c': 3}",
    "!a && b == c": "((!a) && (b == c))",
    "1 + 2 * 3 - 4": "((1 + (2 * 3)) - 4)",
    "a ? b : c ? d : e": "(a ? b : (c ? d : e))",
    "(a ? b : c) ? d : e": "((a ? b : c) ? d : e)",
    '"x${a}y"': "template('x', a, 'y')",
    "ns::f(a...)": "ns::f(a)",
}


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_expression_has_the_structure_that_hcl_gives_it(text: str) -> None:
    """Precedence, steps, escapes and templates are read as HCL reads them."""
    assert EXPRESSIONS[text] == text_of(expression_of(f"x = {text}\n"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("\n\n", ""),
        ("# only a comment", ""),
        ("a {}", "a {}"),
        ('a "b" c {\n  d = 1 # e\n  // f\n  g {\n  }\n}', 'a "b" "c" {d=1 g {}}'),
        ("a { b = 1 }\r\nc = 2\r\n", "c=2 a {b=1}"),
        ("x = <<-E\r\n  a\r\n   b\r\n  E\r\n", "x='a\\r\\n b\\r\\n'"),
        ("é = 1\n", "é=1"),
        ("a = 1e3\nb-1e3 = 2.5E-1\n", "a=1000 b-1e3=0.25"),
        ('a "1e3" { b = "1e3" }', "a \"1e3\" {b='1e3'}"),
        ("a /* b */ = /* c */ 1 /* d */\n", "a=1"),
    ],
)
def test_bodies_keep_their_arguments_and_blocks(text: str, expected: str) -> None:
    """Comments, line ends and empty files are no obstacle."""
    assert expected == shape_of(text)


def test_spans_slice_to_the_text_of_each_node() -> None:
    """Ranges are those of the bytes, behind text that is not ASCII too."""
    text = '# héllo ☃\nr "t" "n" {\n\tname = "é" == local.x[0] # z\n}\n'

    block = parse("main.tf", text.encode()).body.blocks[0]

    attribute = block.body.attributes["name"]
    comparison = attribute.expression
    spans = [block.span, block.header, block.body.span, attribute.span, comparison.span]
    assert [
        'r "t" "n" {\n\tname = "é" == local.x[0] # z\n}',
        'r "t" "n" ',
        'name = "é" == local.x[0]',
        'name = "é" == local.x[0]',
        '"é" == local.x[0]',
    ] == [text.encode()[start:end].decode() for start, end in spans]


def test_argument_that_is_set_twice_is_told() -> None:
    """The first one counts, as the diagnostic says."""
    parsed = parse("main.tf", b"a {\n  x = 1\n  x = 2\n}\n")

    assert ("a {x=1}", [(3, 3, "the argument `x` is set twice")]) == (shape(parsed.body), places(parsed))


def test_line_break_in_a_quoted_string_is_invalid() -> None:
    """Such a string is refused by Terraform; between the braces of an interpolation a line may end."""
    problem = "invalid(a quoted string goes over several lines, which only a heredoc may)"

    assert [problem, problem, "template(f(a))"] == [
        text_of(expression_of(text)) for text in ('x = "a\nb"\n', 'x = "a\n${b}"\n', 'x = "${f(\na)}"\n')
    ]


DEEP = {
    "lists": ("[" * 1000 + "]" * 1000, "invalid(the expression is nested deeper than"),
    "parentheses": ("(" * 1000 + "1" + ")" * 1000, "invalid(the expression is nested deeper than"),
    "objects": ("{a=" * 1000 + "1" + "}" * 1000, "invalid(the expression is nested deeper than"),
    "calls": ("f(" * 1000 + ")" * 1000, "invalid(the expression is nested deeper than"),
    "negations": ("!" * 1000 + "a", "invalid(the expression is nested deeper than"),
    "sums": ("1+" * 1000 + "1", "invalid(the expression is nested deeper than"),
    "conditionals": ("a ? b : " * 1000 + "c", "invalid(the expression is nested deeper than"),
    "computed steps": ("a" + "[b]" * 1000, "invalid(the expression is nested deeper than"),
    "splats": ("a" + "[*].b[c]" * 1000, "invalid(the expression is nested deeper than"),
    "steps of a call": ("f(a)" + ".b" * 1000, "invalid(the expression is nested deeper than"),
    "directives": ('"' + "%{ if a }" * 1000 + "%{ endif }" * 1000 + '"', "invalid(template directives are nested"),
}


@pytest.mark.parametrize("case", DEEP)
def test_deep_nesting_is_invalid_and_nothing_worse(case: str) -> None:
    """A thousand levels end in an invalid expression that says so."""
    text, beginning = DEEP[case]

    found = _innermost(expression_of(f"x = {text}\n"))

    assert beginning == text_of(found)[: len(beginning)]


def _innermost(expression: object) -> Invalid | Literal:
    """The first invalid part of an expression."""
    waiting = [expression]
    while waiting:
        current = waiting.pop()
        if isinstance(current, Invalid):
            return current
        if isinstance(current, tuple):
            waiting.extend(current)
        elif hasattr(current, "__slots__"):
            waiting.extend(getattr(current, name) for name in current.__slots__ if name != "span")
    return Literal((0, 0), None)


def test_a_thousand_plain_steps_are_one_traversal() -> None:
    """Steps that are known when they are read nest nothing."""
    assert "a" + "['b']" * 1000 == text_of(expression_of("x = a" + ".b" * 1000 + "\n"))


def test_deep_blocks_are_left_out_from_a_depth_on() -> None:
    """The outer blocks are kept, and the first one that is left out is told."""
    parsed = parse("main.tf", b"a {\n" * 1000 + b"}\n" * 1000)

    assert [(61, 1, "blocks are nested deeper than 60 levels")] == places(parsed)


def test_half_of_the_deepest_expression_is_read() -> None:
    """What real configurations need is far from the limit."""
    depth = MAX_DEPTH // 4

    assert "[" * depth + "]" * depth == text_of(expression_of(f"x = {'[' * depth}{']' * depth}\n"))


def test_lone_expression_has_spans_of_its_own_text() -> None:
    """Values from the command line are expressions without a file."""
    expression, text = parse_expression("<value>", b'[1, "a"]')

    assert ("[1, 'a']", b'[1, "a"]') == (text_of(expression), text.data[slice(*expression.span)])


@pytest.mark.parametrize("text", ["", "[", "1 2", "1\nb = 2", "a {\n}"])
def test_what_is_no_lone_expression_is_invalid(text: str) -> None:
    """Neither less nor more than one expression is taken."""
    assert "invalid(the expression has a syntax error)" == text_of(parse_expression("<value>", text.encode())[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "'plain'"),
        ("a ${b} c", "template('a ', b, ' c')"),
        ("${b}", "template(b)"),
        ("$${b}", "'${b}'"),
        ("line\n${~ b ~}\n", "template('line', b)"),
        ("GATEWRIGHT_TEMPLATE\n", "'GATEWRIGHT_TEMPLATE\\n'"),
        ("${", "invalid(the template has a syntax error)"),
        ("%{ endif }", "invalid(the template has a syntax error)"),
    ],
)
def test_template_file_is_read_as_a_template(text: str, expected: str) -> None:
    """The text of a template file needs no quotation marks and knows no escapes but two."""
    assert expected == text_of(parse_template(text.encode()))
