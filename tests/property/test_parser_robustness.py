"""Whatever is in a file, the parser answers with a tree and diagnostics, and every range is that of its text."""

from __future__ import annotations

import json
from collections.abc import Iterator

from configurations import CONFIGURATIONS, EXPRESSIONS, damaged
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gatewright.sources.terraform.syntax import nodes
from gatewright.sources.terraform.syntax.json_syntax import parse_json, parse_json_values
from gatewright.sources.terraform.syntax.nodes import Body, Expression
from gatewright.sources.terraform.syntax.parser import ParsedFile, parse, parse_expression, parse_template

SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | EXPRESSIONS.map("${{{}}}".format),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
)


def _attributes(body: Body) -> Iterator[nodes.Attribute]:
    yield from body.attributes.values()
    for block in body.blocks:
        yield from _attributes(block.body)


def _blocks(body: Body) -> Iterator[nodes.Block]:
    for block in body.blocks:
        yield block
        yield from _blocks(block.body)


def _outline(value: object) -> object:
    """A node without its place, for comparison."""
    if isinstance(value, (tuple, list)):
        return [_outline(item) for item in value]
    if isinstance(value, Body):
        return [{name: _outline(a.expression) for name, a in value.attributes.items()}, _outline(value.blocks)]
    if isinstance(value, nodes.Block):
        return [value.type, list(value.labels), _outline(value.body)]
    if hasattr(value, "__slots__"):
        parts = {name: _outline(getattr(value, name)) for name in value.__slots__ if name != "span"}
        return [type(value).__name__, parts]
    return value


def _spans(expression: Expression) -> Iterator[nodes.Span]:
    waiting: list[object] = [expression]
    while waiting:
        current = waiting.pop()
        if isinstance(current, tuple):
            waiting.extend(current)
        elif hasattr(current, "span"):
            yield current.span
            names = [name for name in type(current).__slots__ if name != "span"]  # type: ignore[attr-defined]  # a node
            waiting.extend(getattr(current, name) for name in names)


def _check(parsed: ParsedFile) -> None:
    """Every range lies within the text, and every diagnostic within its lines."""
    data = parsed.text.data
    lines = data.count(b"\n") + 1
    spans = [span for block in _blocks(parsed.body) for span in (block.span, block.header, block.body.span)]
    for attribute in _attributes(parsed.body):
        spans += [attribute.span, *_spans(attribute.expression)]
    assert [] == [span for span in spans if not 0 <= span[0] <= span[1] <= len(data)]
    assert [] == [d for d in parsed.diagnostics if d.start is not None and not 1 <= d.start.line <= lines]


@SLOW
@given(damaged())
def test_damaged_configuration_has_a_tree(content: bytes) -> None:
    """Well formed or not, UTF-8 or not."""
    _check(parse("main.tf", content))


@given(st.binary(max_size=200) | st.text("{}[]()\"'$%<>~=\\\n #/*a1.", max_size=60).map(str.encode))
def test_noise_has_a_tree(content: bytes) -> None:
    """Any bytes, and any order of the characters that the language is made of."""
    _check(parse("main.tf", content))


@SLOW
@given(CONFIGURATIONS)
def test_text_of_a_node_reads_as_that_node(text: str) -> None:
    """Blocks and attributes are cut out of the file and read again: nothing is lost between them."""
    data = text.encode()
    body = parse("main.tf", data).body

    for block in _blocks(body):
        again = parse("again.tf", data[slice(*block.span)]).body
        assert _outline([block]) == _outline(again.blocks)
    for attribute in _attributes(body):
        alone = parse("again.tf", data[slice(*attribute.span)] + b"\n").body
        assert {attribute.name: _outline(attribute.expression)} == {
            name: _outline(found.expression) for name, found in alone.attributes.items()
        }


@SLOW
@given(CONFIGURATIONS, damaged())
def test_blocks_before_an_error_are_read_as_without_it(text: str, content: bytes) -> None:
    """What is broken behind a block takes nothing from it."""
    sound = _outline(parse("main.tf", text.encode()).body.blocks)
    assert isinstance(sound, list)

    found = _outline(parse("main.tf", text.encode() + b"\nmarker {\n}\n" + content).body.blocks)

    assert isinstance(found, list)
    assert [*sound, ["marker", [], [{}, []]]] == found[: len(sound) + 1] or b"*/" in content


@SLOW
@given(damaged(EXPRESSIONS))
def test_lone_expressions_and_templates_are_read(content: bytes) -> None:
    """Values from the command line and template files have no other form to keep to."""
    expression, text = parse_expression("<value>", content)
    template = parse_template(content)

    assert [] == [s for s in (*_spans(expression), *_spans(template)) if not 0 <= s[0] <= s[1] <= len(text.data)]


@SLOW
@given(st.dictionaries(st.sampled_from(["resource", "locals", "//", "module", "x"]), JSON).map(json.dumps))
def test_json_configuration_has_a_tree(text: str) -> None:
    """Every JSON object is read, whatever its members are."""
    _check(parse_json("main.tf.json", text.encode()))
    _check(parse_json_values("terraform.tfvars.json", text.encode()))


@given(st.binary(max_size=100) | st.text('{}[]":,\\u0d8 ${1.e-tfn', max_size=40).map(str.encode))
def test_json_noise_has_a_tree(content: bytes) -> None:
    """Any bytes that are text."""
    data = content.decode("utf-8", "replace").encode()
    _check(parse_json("main.tf.json", data))
    _check(parse_json_values("terraform.tfvars.json", data))
